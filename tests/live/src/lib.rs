//! Tests only: see `tests/live.rs`.
