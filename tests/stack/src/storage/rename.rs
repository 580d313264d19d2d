//! Moving objects.

use super::{
    answer::{Answer, Outcome},
    call::Call,
    key,
    policy::Action,
    refusal::Refusal,
    server::Shared,
};
use uuid::Uuid;

pub(super) async fn rename(shared: &Shared, call: &mut Call) -> Outcome {
    let caller = shared.world().caller(call)?;
    let body = call.json().await?;
    let (bucket, from, to) = (body.name("bucketId")?, body.name("sourceKey")?, body.name("destinationKey")?);
    let to_bucket = body.text("destinationBucket").unwrap_or(bucket);
    key::check(to)?;
    key::check_path(to_bucket, to)?;
    let mut world = shared.world();
    world.visible(&caller, bucket, from)?;
    let may =
        world.may(&caller, Action::Update, bucket, from) && world.may(&caller, Action::Update, to_bucket, to);
    if !may {
        return Err(Refusal::no_object());
    }
    world.bucket(to_bucket)?;
    let (source, target) = ((bucket.to_owned(), from.to_owned()), (to_bucket.to_owned(), to.to_owned()));
    let done = Ok(Answer::message("Successfully moved"));
    if source == target {
        return done;
    }
    if world.objects.contains_key(&target) {
        return Err(Refusal::exists("ResourceAlreadyExists"));
    }
    let now = world.clock.now();
    let mut object = world.objects.remove(&source).ok_or_else(Refusal::no_object)?;
    (object.version, object.updated_at) = (Uuid::new_v4(), now);
    world.objects.insert(target, object);
    done
}
