//! Channels against a Realtime server: the stack's double, or the real one of `STACK_REALTIME_URL`.
//!
//! Only `faults` and `convergence` know that there is a double, and start one of their own. Every test has topics and rows of its
//! own, so that tests run side by side.

#[path = "realtime/changes.rs"]
mod changes;
#[path = "realtime/channels.rs"]
mod channels;
#[path = "realtime/convergence.rs"]
mod convergence;
#[path = "realtime/faults.rs"]
mod faults;
#[path = "realtime/policies.rs"]
mod policies;

use crate::world::stack;
use serde_json::Value;
use stack::{RealtimeConfig, RealtimeDouble};
use std::time::Duration;
use supabase_orm::{
    Client, ClientBuilder, Result, Table,
    realtime::{Event, RealtimeOptions},
};

#[derive(Debug, Clone, PartialEq, Table)]
#[table(name = "planets", schema = "realtime_live")]
struct Planet {
    #[table(key)]
    id: i64,
    room: String,
    name: Option<String>,
    moons: Option<i32>,
    tags: Vec<String>,
    facts: Option<Value>,
    seen: Option<String>,
    about: Option<String>,
}

#[derive(Debug, PartialEq, Table)]
#[table(name = "comets", schema = "realtime_live")]
struct Comet {
    #[table(key)]
    id: i64,
    room: String,
    tail: supabase_orm::Numeric,
}

#[derive(Debug, PartialEq, Table)]
#[table(name = "secrets", schema = "realtime_live")]
struct Secret {
    #[table(key)]
    id: i64,
    owner: uuid::Uuid,
    body: String,
}

/// An id, or the name of a topic, that no other test has.
fn id() -> i64 {
    fastrand::i64(1 << 53..i64::MAX)
}

fn room() -> String {
    format!("room-{}", id())
}

fn builder() -> ClientBuilder {
    Client::builder(stack().url(), stack().secret_key())
}

/// What comes next, which must come soon.
async fn soon<M>(next: impl Future<Output = Option<Result<Event<M>>>>) -> M {
    let next =
        tokio::time::timeout(Duration::from_secs(20), next).await.unwrap_or_else(|_| panic!("nothing comes"));
    next.unwrap().unwrap().message().unwrap()
}

/// A double of its own, whose faults meet no other test, and a client of it.
fn own_double() -> (RealtimeDouble, Client) {
    let double = RealtimeDouble::start(RealtimeConfig {
        // the secret of stacks that are given none is known to the keys they sign
        jwt_secret: stack().jwt_secret().to_owned(),
        db_url: Some(stack().db_url().unwrap().to_owned()),
        events_per_second: 100,
    })
    .unwrap();
    let options = RealtimeOptions::default()
        .reconnect_after(|_| Duration::from_millis(fastrand::u64(1..20)))
        .heartbeat(Duration::from_millis(500));
    let client = Client::builder(stack().url(), stack().service_key())
        .realtime_url(format!("{}/socket", double.url()))
        .realtime(options)
        .build()
        .unwrap();
    (double, client)
}
