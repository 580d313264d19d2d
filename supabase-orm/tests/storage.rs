//! Storage against servers of these tests: raw ones, whose connections stall and break.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "a test")]

#[path = "shared/log.rs"]
mod log;
#[path = "storage/raw.rs"]
mod raw;

#[path = "storage/download.rs"]
mod download;
#[path = "storage/early.rs"]
mod early;
#[path = "storage/requests.rs"]
mod requests;
#[path = "storage/resumable.rs"]
mod resumable;
#[path = "storage/silence.rs"]
mod silence;
#[path = "storage/upload.rs"]
mod upload;
