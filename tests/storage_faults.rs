//! Processes that are killed, disks that are full or read-only, and two builders at once: nothing acknowledged is lost.

/// `kill -9` while indexing and while guides are pushed.
mod kills;

/// Full and read-only disks.
mod disks;

/// Several processes with one index.
mod builders;
