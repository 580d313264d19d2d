//! Sessions: refreshed once, kept through faults, shared by processes; against a scripted Auth server and a paused clock.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test")]
#![expect(dead_code, reason = "rows are selected, not read")]

#[path = "auth_session/server.rs"]
mod server;

#[path = "auth_session/faults.rs"]
mod faults;
#[path = "auth_session/once.rs"]
mod once;
#[path = "auth_session/shared.rs"]
mod shared;

use supabase_orm::Table;

#[derive(Debug, Table)]
#[table(name = "planets")]
struct Planet {
    #[table(key, generated)]
    id: i64,
}
