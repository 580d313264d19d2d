//! Uploads.

use super::{
    answer::{Answer, Outcome},
    bucket::Bucket,
    call::Call,
    caller::Caller,
    content::Sink,
    file, form, key,
    object::Parts,
    policy::Action,
    refusal::Refusal,
    schema::token,
    server::Shared,
    token::Grant,
    world::World,
};
use axum::body::Bytes;
use serde_json::json;

/// Where an upload goes, and as whose.
#[derive(Debug, Clone)]
pub(super) struct Place {
    pub(super) bucket: String,
    pub(super) key: String,
    pub(super) owner: String,
    /// What is there may be replaced.
    pub(super) upsert: bool,
}

impl Place {
    pub(super) fn of(caller: &Caller, bucket: &str, key: &str, upsert: bool) -> Self {
        Self { bucket: bucket.to_owned(), key: key.to_owned(), owner: caller.user.clone(), upsert }
    }

    /// Bucket and key.
    pub(super) fn full(&self) -> String {
        format!("{}/{}", self.bucket, self.key)
    }

    /// Whether something can go there, and this caller may put it there.
    pub(super) fn check(&self, world: &World, caller: &Caller) -> Result<(), Refusal> {
        self.check_name(world)?;
        let may = |action| world.may(caller, action, &self.bucket, &self.key);
        // Postgres wants the rights of an upsert even where there is nothing yet
        if !may(Action::Insert) || self.upsert && !(may(Action::Update) && may(Action::Select)) {
            return Err(Refusal::row_level_security());
        }
        self.check_free(world)
    }

    fn check_name(&self, world: &World) -> Result<(), Refusal> {
        world.bucket(&self.bucket)?;
        key::check(&self.key)?;
        key::check_path(&self.bucket, &self.key)
    }

    pub(super) fn check_free(&self, world: &World) -> Result<(), Refusal> {
        if !self.upsert && world.object(&self.bucket, &self.key).is_some() {
            return Err(Refusal::exists("KeyAlreadyExists"));
        }
        Ok(())
    }
}

/// What an upload has to get past before its bytes are read.
pub(super) struct Gate<'a> {
    pub(super) shared: &'a Shared,
    pub(super) bucket: Bucket,
    place: &'a Place,
    /// `None` if a token has let it in already.
    caller: Option<Caller>,
}

impl Gate<'_> {
    /// A file of that type may come.
    pub(super) fn check(&self, kind: &str) -> Result<(), Refusal> {
        self.bucket.check_type(kind)?;
        let world = self.shared.world();
        match &self.caller {
            Some(caller) => self.place.check(&world, caller),
            None => self.place.check_name(&world).and_then(|()| self.place.check_free(&world)),
        }
    }

    /// The largest file that may come.
    pub(super) fn limit(&self) -> u64 {
        self.bucket.file_size_limit.unwrap_or_else(|| self.shared.world().config.file_size_limit)
    }

    /// Writes one more piece, if it is not too much.
    pub(super) async fn write(&self, sink: &mut Sink, chunk: &Bytes) -> Result<(), Refusal> {
        sink.write(chunk).await?;
        if sink.size() > self.limit() { Err(Refusal::too_large()) } else { Ok(()) }
    }
}

async fn received(
    shared: &Shared,
    call: &mut Call,
    place: &Place,
    caller: Option<Caller>,
) -> Result<Parts, Refusal> {
    let bucket = shared.world().bucket(&place.bucket)?.clone();
    let gate = Gate { shared, bucket, place, caller };
    match multer::parse_boundary(call.header("content-type")) {
        Ok(boundary) => form::receive(&gate, call, boundary).await,
        Err(_) => file::receive(&gate, call).await,
    }
}

pub(super) async fn upload(
    shared: &Shared,
    call: &mut Call,
    bucket: &str,
    key: &str,
    upsert: bool,
) -> Outcome {
    let caller = shared.world().caller(call)?;
    let place = Place::of(&caller, bucket, key, upsert);
    let parts = received(shared, call, &place, Some(caller)).await?;
    let object = shared.world().put(&place, parts)?;
    Ok(Answer::json(json!({"Key": place.full(), "Id": object.id})))
}

/// To a signed address.
pub(super) async fn by_token(shared: &Shared, call: &mut Call, bucket: &str, key: &str) -> Outcome {
    let place = place_of_token(&shared.world(), token(call)?, bucket, key)?;
    let parts = received(shared, call, &place, None).await?;
    shared.world().put(&place, parts)?;
    Ok(Answer::json(json!({"Key": place.full()})))
}

/// Where a token lets uploads go.
pub(super) fn place_of_token(world: &World, token: &str, bucket: &str, key: &str) -> Result<Place, Refusal> {
    let Grant { owner, upsert, .. } = world.check_token(token, "upload", &format!("{bucket}/{key}"))?;
    Ok(Place { bucket: bucket.to_owned(), key: key.to_owned(), owner, upsert })
}
