//! Removing objects.

use super::{
    answer::{Answer, Outcome},
    call::Call,
    policy::Action,
    refusal::Refusal,
    server::Shared,
    world::World,
};
use serde_json::Value;

pub(super) fn one(world: &mut World, call: &Call, bucket: &str, key: &str) -> Outcome {
    let caller = world.caller(call)?;
    world.visible(&caller, bucket, key)?;
    if !world.may(&caller, Action::Delete, bucket, key) {
        return Err(Refusal::unauthorized("Access denied"));
    }
    world.objects.remove(&(bucket.to_owned(), key.to_owned()));
    Ok(Answer::message("Successfully deleted"))
}

/// What is not there, or not this caller's to remove, is left out of the answer.
pub(super) async fn many(shared: &Shared, call: &mut Call, bucket: &str) -> Outcome {
    let caller = shared.world().caller(call)?;
    let keys = call.json().await?.texts("prefixes")?;
    let mut world = shared.world();
    let mut removed = Vec::new();
    for key in keys {
        let may = |action| world.may(&caller, action, bucket, &key);
        if may(Action::Select)
            && may(Action::Delete)
            && let Some(object) = world.objects.remove(&(bucket.to_owned(), key.clone()))
        {
            removed.push(Value::Object(object.row(bucket, &key)));
        }
    }
    Ok(Answer::json(removed.into()))
}
