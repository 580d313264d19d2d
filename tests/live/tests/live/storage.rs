//! Files against a Storage server: the stack's double, or the real one of `STACK_STORAGE_URL` or `SUPABASE_URL`.
//!
//! Only `faults` knows that there is a double. Every test has a bucket of its own, so that tests run side by side and
//! again on a server that remembers.

#[path = "storage/buckets.rs"]
mod buckets;
#[path = "storage/cutting.rs"]
mod cutting;
#[path = "storage/downloads.rs"]
mod downloads;
#[path = "storage/faults.rs"]
mod faults;
#[path = "storage/objects.rs"]
mod objects;
#[path = "storage/policies.rs"]
mod policies;
#[path = "storage/refusals.rs"]
mod refusals;
#[path = "storage/resumable.rs"]
mod resumable;
#[path = "storage/sign.rs"]
mod sign;
#[path = "storage/uploads.rs"]
mod uploads;

use crate::world::db;
use supabase_orm::{
    Error,
    storage::{Objects, Storage},
};
use uuid::Uuid;

fn storage() -> Storage {
    db().storage()
}

/// A name that no bucket has.
fn name() -> String {
    format!("live-{}", Uuid::new_v4().simple())
}

/// A new bucket, for whoever may do everything; its name too.
async fn named_bucket() -> (String, Objects) {
    let name = name();
    storage().create_bucket(&*name).send().await.unwrap();
    (name.clone(), storage().bucket(name))
}

async fn bucket() -> Objects {
    named_bucket().await.1
}

/// Bytes that are not the same everywhere.
fn bytes(length: usize) -> Vec<u8> {
    let mut random = fastrand::Rng::with_seed(7);
    std::iter::repeat_with(|| random.u8(..)).take(length).collect()
}

/// The server's code for an error.
fn code(e: &Error) -> &str {
    e.storage_code().map_or("", |code| code.as_str())
}
