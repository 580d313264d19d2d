//! The socket and its channels against a server that a test scripts, in time that a test turns.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test"
)]
#![allow(clippy::needless_pass_by_value, reason = "JSON that is written where it is said")]

#[path = "realtime/channels.rs"]
mod channels;
#[path = "realtime/limits.rs"]
mod limits;
#[path = "realtime/messages.rs"]
mod messages;
#[path = "realtime/mirror.rs"]
mod mirror;
#[path = "realtime/reconnect.rs"]
mod reconnect;
#[path = "realtime/server.rs"]
mod server;
#[path = "realtime/tokens.rs"]
mod tokens;
