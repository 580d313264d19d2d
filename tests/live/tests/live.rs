//! Every feature against a real PostgreSQL and PostgREST: one stack for the whole run.
#![expect(clippy::unwrap_used, clippy::panic, reason = "tests")]
#![expect(dead_code, reason = "columns that are filtered by and never read")]

#[path = "live/world.rs"]
mod world;

#[path = "live/auth.rs"]
mod auth;
#[path = "live/calls.rs"]
mod calls;
#[path = "live/capabilities.rs"]
mod capabilities;
#[path = "live/conditions.rs"]
mod conditions;
#[path = "live/derives.rs"]
mod derives;
#[path = "live/embeds.rs"]
mod embeds;
#[path = "live/errors.rs"]
mod errors;
#[path = "live/fake.rs"]
mod fake;
#[path = "live/filters.rs"]
mod filters;
#[path = "live/functions.rs"]
mod functions;
#[path = "live/generic.rs"]
mod generic;
#[path = "live/hostile.rs"]
mod hostile;
#[path = "live/lite.rs"]
mod lite;
#[path = "live/named.rs"]
mod named;
#[path = "live/open_questions.rs"]
mod open_questions;
#[path = "live/outcomes.rs"]
mod outcomes;
#[path = "live/pages.rs"]
mod pages;
#[path = "live/ports.rs"]
mod ports;
#[path = "live/realtime.rs"]
mod realtime;
#[path = "live/recorder.rs"]
mod recorder;
#[path = "live/reference.rs"]
mod reference;
#[path = "live/rpc.rs"]
mod rpc;
#[path = "live/schema.rs"]
mod schema;
#[path = "live/select.rs"]
mod select;
#[path = "live/service.rs"]
mod service_example;
#[path = "live/storage.rs"]
mod storage;
#[path = "live/types.rs"]
mod types;
#[path = "live/writes.rs"]
mod writes;
