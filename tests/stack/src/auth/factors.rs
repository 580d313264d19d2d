//! Second factors: authenticator apps. Phones can be enrolled; nothing is sent to them.

use super::{
    answer::{Answer, Outcome, Refusal},
    authorization::Signed,
    call::{Call, Params},
    refresh::renew,
    user::User,
    world::{World, rfc3339},
};
use serde_json::{Value, json};
use std::time::Duration;
use time::OffsetDateTime;
use totp_rs::{Algorithm, TOTP};

/// For how long a challenge can be answered.
const LIFETIME: Duration = Duration::from_secs(300);

/// A second factor.
#[derive(Debug)]
pub(super) struct Factor {
    id: String,
    name: String,
    kind: &'static str,
    phone: String,
    secret: Vec<u8>,
    pub(super) verified: bool,
    made: OffsetDateTime,
    changed: OffsetDateTime,
    challenges: Vec<Challenge>,
}

#[derive(Debug)]
struct Challenge {
    id: String,
    made: OffsetDateTime,
    used: bool,
}

impl Factor {
    pub(super) fn to_json(&self) -> Value {
        json!({
            "id": self.id, "friendly_name": self.name, "factor_type": self.kind, "phone": self.phone,
            "status": if self.verified { "verified" } else { "unverified" },
            "created_at": rfc3339(self.made), "updated_at": rfc3339(self.changed),
            "last_challenged_at": self.challenges.last().map_or(Value::Null, |last| rfc3339(last.made)),
        })
    }

    fn accepts(&self, code: &str, now: OffsetDateTime) -> bool {
        let now = u64::try_from(now.unix_timestamp()).unwrap_or_default();
        // the code before and the one after are fine, for clocks that differ
        TOTP::new(Algorithm::SHA1, 6, 1, 30, self.secret.clone()).is_ok_and(|totp| totp.check(code, now))
    }
}

pub(super) fn enroll(world: &mut World, call: &Call) -> Outcome {
    let signed = world.authorize(call)?;
    let user = world.user(&signed.user)?;
    if user.is_anonymous {
        let message = "Anonymous user not allowed to perform these actions";
        return Err(Refusal::new(403, "no_authorization", message));
    }
    let params = call.params()?;
    let (kind, phone) = match params.text("factor_type") {
        "totp" if user.email.is_empty() => {
            // the picture names the address
            return Err(Refusal::new(500, "unexpected_failure", "Error generating QR Code"));
        }
        "totp" => ("totp", String::new()),
        "phone" if params.text("phone").is_empty() => {
            return Err(Refusal::invalid("Phone number required to enroll Phone factor"));
        }
        "phone" => ("phone", params.phone()?),
        _ => return Err(Refusal::invalid("factor_type needs to be totp, phone, or webauthn")),
    };
    let name = params.text("friendly_name").to_owned();
    if user.factors.iter().any(|factor| factor.name == name) {
        let message = format!("A factor with the friendly name \"{name}\" for this user already exists");
        return Err(Refusal::new(422, "mfa_factor_name_conflict", message));
    }
    if user.factors.iter().any(|factor| factor.verified) && !world.session(&signed.session)?.is_aal2() {
        return Err(Refusal::new(403, "insufficient_aal", "AAL2 required to enroll a new factor"));
    }
    let now = world.now();
    let random = [uuid::Uuid::new_v4(), uuid::Uuid::new_v4()];
    let secret = random.iter().flat_map(|id| *id.as_bytes()).take(20).collect();
    let (id, verified) = (uuid::Uuid::new_v4().to_string(), false);
    let factor =
        Factor { id, name, kind, phone, secret, verified, made: now, changed: now, challenges: Vec::new() };
    let user = world.user_mut(&signed.user)?;
    let answer = enrolled(user, &factor, &params);
    user.factors.push(factor);
    Ok(answer)
}

fn enrolled(user: &User, factor: &Factor, params: &Params) -> Answer {
    let mut answer = json!({"id": factor.id, "type": factor.kind, "friendly_name": factor.name});
    let Some(map) = answer.as_object_mut() else { return Answer::json(answer) };
    if factor.kind == "phone" {
        map.insert("phone".to_owned(), json!(params.text("phone")));
        return Answer::json(answer);
    }
    let issuer = match params.text("issuer") {
        "" => "localhost:3000".to_owned(),
        issuer => issuer.replace(' ', "%20"),
    };
    let secret = totp_rs::Secret::Raw(factor.secret.clone()).to_encoded().to_string();
    let uri = format!(
        "otpauth://totp/{issuer}:{}?algorithm=SHA1&digits=6&issuer={issuer}&period=30&secret={secret}",
        user.email
    );
    // a picture that nobody scans
    let qr_code = "<?xml version=\"1.0\"?>\n<svg xmlns=\"http://www.w3.org/2000/svg\"></svg>\n";
    map.insert("totp".to_owned(), json!({"qr_code": qr_code, "secret": secret, "uri": uri}));
    Answer::json(answer)
}

/// Whose factor it is, by the path.
fn find(world: &World, signed: &Signed, id: &str) -> Result<usize, Refusal> {
    if uuid::Uuid::parse_str(id).is_err() {
        return Err(Refusal::new(404, "validation_failed", "factor_id must be an UUID"));
    }
    let at = world.user(&signed.user)?.factors.iter().position(|factor| factor.id == id);
    at.ok_or_else(not_found)
}

fn not_found() -> Refusal {
    Refusal::new(404, "mfa_factor_not_found", "Factor not found")
}

fn factor_mut<'w>(world: &'w mut World, signed: &Signed, at: usize) -> Result<&'w mut Factor, Refusal> {
    world.user_mut(&signed.user)?.factors.get_mut(at).ok_or_else(not_found)
}

pub(super) fn challenge(world: &mut World, call: &Call, id: &str) -> Outcome {
    let signed = world.authorize(call)?;
    let at = find(world, &signed, id)?;
    let now = world.now();
    let factor = factor_mut(world, &signed, at)?;
    if factor.kind == "phone" {
        return Err(Refusal::new(500, "unexpected_failure", "error sending message"));
    }
    let challenge = Challenge { id: uuid::Uuid::new_v4().to_string(), made: now, used: false };
    let expires_at = (now + LIFETIME).unix_timestamp();
    let answer = json!({"id": challenge.id, "type": factor.kind, "expires_at": expires_at});
    factor.challenges.push(challenge);
    Ok(Answer::json(answer))
}

pub(super) fn verify(world: &mut World, call: &Call, id: &str) -> Outcome {
    let signed = world.authorize(call)?;
    let at = find(world, &signed, id)?;
    let params = call.params()?;
    let now = world.now();
    let factor = factor_mut(world, &signed, at)?;
    answered(factor, params.text("challenge_id"), params.text("code"), now)?;
    (factor.verified, factor.changed) = (true, now);
    let kind = factor.kind;
    world.end_sessions(|session| {
        session.user == signed.user && session.id != signed.session && !session.is_aal2()
    });
    let session = world.session_mut(&signed.session)?;
    session.factor = Some(id.to_owned());
    session.amr.retain(|(method, _)| method != kind);
    session.amr.insert(0, (kind.to_owned(), now.unix_timestamp()));
    let answer = renew(world, &signed.session);
    // the answer still has those that were not verified
    let user = world.user_mut(&signed.user)?;
    user.factors.retain(|factor| factor.verified || factor.kind != kind);
    answer
}

/// The code is right, and answers a challenge that is still open.
fn answered(factor: &mut Factor, challenge: &str, code: &str, now: OffsetDateTime) -> Result<(), Refusal> {
    let right = factor.accepts(code, now);
    let Some(challenge) = factor.challenges.iter_mut().find(|known| known.id == challenge) else {
        let message = "MFA factor with the provided challenge ID not found";
        return Err(Refusal::new(422, "mfa_factor_not_found", message));
    };
    if challenge.used {
        let message = "Challenge and verify IP addresses mismatch.";
        return Err(Refusal::new(422, "mfa_ip_address_mismatch", message));
    }
    if now > challenge.made + LIFETIME {
        let message = format!(
            "MFA challenge {} has expired, verify against another challenge or create a new challenge.",
            challenge.id
        );
        return Err(Refusal::new(422, "mfa_challenge_expired", message));
    }
    if !right {
        return Err(Refusal::new(422, "mfa_verification_failed", "Invalid TOTP code entered"));
    }
    challenge.used = true;
    Ok(())
}

pub(super) fn unenroll(world: &mut World, call: &Call, id: &str) -> Outcome {
    let signed = world.authorize(call)?;
    let at = find(world, &signed, id)?;
    let strong = world.session(&signed.session)?.is_aal2();
    if factor_mut(world, &signed, at)?.verified && !strong {
        return Err(Refusal::new(422, "insufficient_aal", "AAL2 required to unenroll verified factor"));
    }
    let factor = world.user_mut(&signed.user)?.factors.remove(at);
    for session in world.sessions.iter_mut().filter(|session| session.factor.as_deref() == Some(id)) {
        session.factor = None;
        session.amr.retain(|(method, _)| method != factor.kind);
    }
    Ok(Answer::json(json!({"id": id})))
}
