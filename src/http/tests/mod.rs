//! The routes as callers meet them: first without a network, then over real sockets.
#![expect(clippy::unwrap_used, reason = "a failing test should stop where it fails")]

mod changes;
mod console;
mod embedding;
mod reading;
mod routes;
mod site;
mod sockets;
