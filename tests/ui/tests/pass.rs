//! The right form of what `cases` does wrong. It compiles, under the strictest lints a user may have; nothing is sent.
#![deny(missing_docs, missing_debug_implementations, unreachable_pub, warnings)]
#![deny(clippy::pedantic)]

#[path = "pass/channels.rs"]
pub mod channels;
#[path = "pass/derives.rs"]
pub mod derives;
#[path = "pass/reads.rs"]
pub mod reads;
#[path = "pass/writes.rs"]
pub mod writes;
