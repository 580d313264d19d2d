//! Resumable uploads (the TUS protocol): made, sent in parts, asked about, given up.

mod create;
mod head;
mod metadata;
mod patch;
mod state;

pub(super) use state::Upload;

use super::{
    answer::{Answer, Outcome},
    call::Call,
    caller::Caller,
    refusal::Refusal,
    server::Shared,
    upload::{Place, place_of_token},
    world::World,
};
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};

const VERSION: &str = "1.0.0";

/// What an id is of: bucket, key and version.
pub(super) fn named(id: &str) -> Option<String> {
    String::from_utf8(URL_SAFE_NO_PAD.decode(id).ok()?).ok()
}

/// An answer that says which version of the protocol it speaks.
type Told = Result<Answer, Answer>;

/// `None` if there is no such route.
pub(super) async fn answer(shared: &Shared, call: &mut Call, rest: &str) -> Option<Outcome> {
    let rest = rest.strip_prefix("resumable")?;
    let rest = if rest.is_empty() { rest } else { rest.strip_prefix('/')? };
    let (is_signed, id) = match rest.strip_prefix("sign") {
        Some(id) if id.is_empty() || id.starts_with('/') => (true, id.trim_start_matches('/')),
        _ => (false, rest),
    };
    let method = call.method.clone();
    if method == "OPTIONS" {
        return Some(Ok(options(shared)));
    }
    if !matches!(&*method, "POST" | "HEAD" | "PATCH" | "DELETE") {
        return None;
    }
    let caller = if is_signed {
        None
    } else {
        match shared.world().bearer(call) {
            Ok(caller) => Some(caller),
            // who has no token of the right form is refused as everywhere else
            Err(refusal) => return Some(Err(refusal)),
        }
    };
    let told = match Asked::new(call, caller, id) {
        Ok(asked) => match &*method {
            "POST" => create::create(shared, call, &asked).await,
            "HEAD" => head::head(shared, &asked).await,
            "PATCH" => patch::patch(shared, call, &asked).await,
            _ => head::give_up(shared, &asked),
        },
        Err(answer) => Err(answer),
    };
    Some(Ok(told.unwrap_or_else(|answer| answer).with("tus-resumable", VERSION)))
}

/// What a request is about.
struct Asked {
    /// `None` if the address is signed.
    caller: Option<Caller>,
    /// Of a signed address.
    signature: String,
    id: String,
}

impl Asked {
    fn new(call: &Call, caller: Option<Caller>, id: &str) -> Result<Self, Answer> {
        let signature = call.header("x-signature").to_owned();
        if caller.is_none() && signature.is_empty() {
            return Err(Answer::text(400, "Missing x-signature header"));
        }
        if call.header("tus-resumable") != VERSION {
            return Err(Answer::text(412, "Tus-Resumable Required\n"));
        }
        Ok(Self { caller, signature, id: id.to_owned() })
    }

    /// Where the upload goes, if this request may send it there now.
    fn place(&self, world: &World, bucket: &str, key: &str, upsert: bool) -> Result<Place, Refusal> {
        let Some(caller) = &self.caller else {
            let place = place_of_token(world, &self.signature, bucket, key)?;
            return place.check_free(world).map(|()| place);
        };
        let place = Place::of(caller, bucket, key, upsert);
        place.check(world, caller).map(|()| place)
    }
}

fn options(shared: &Shared) -> Answer {
    let extensions = "creation,creation-with-upload,creation-defer-length,termination,expiration";
    let answer = Answer::nothing(204).with("tus-resumable", VERSION).with("tus-version", VERSION);
    let largest = shared.world().config.file_size_limit.to_string();
    answer.with("tus-extension", extensions).with("tus-max-size", largest)
}
