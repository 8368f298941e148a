//! Callers that are malformed, slow, many or foreign, against the program as it runs: answered or closed, and it lives.

/// Requests that no good caller sends, and random bytes.
mod malformed;

/// Slow and silent connections, more load than can be carried, switches of the index and the end under load.
mod load;

/// Keys on an address that others can reach.
mod keys;
