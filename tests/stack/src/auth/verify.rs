//! Codes and links that come back.

use super::{
    answer::{Answer, Outcome, Refusal},
    call::{Call, Params},
    letter::About,
    one_time::{PHONE_CODE, Purpose, hash},
    redirect::{self, pairs, with_query},
    sign_up::confirm_email,
    user::User,
    world::World,
};
use serde_json::{Value, json};

const WAITING: &str = "Confirmation link accepted. Please proceed to confirm link sent to the other email";

/// What came of it.
enum Done {
    /// The user may sign in.
    In(String),
    /// The other address has to be confirmed as well.
    Waiting,
}

pub(super) fn post(world: &mut World, call: &Call) -> Outcome {
    let params = call.params()?;
    let kind = params.text("type");
    if kind.is_empty() {
        return Err(Refusal::invalid("Verify requires a verification type"));
    }
    let done = match (params.text("token"), params.text("token_hash")) {
        (code, hash) if code.is_empty() == hash.is_empty() => {
            return Err(Refusal::invalid("Verify requires either a token or a token hash"));
        }
        ("", _) if params.has("email") || params.has("phone") => {
            return Err(Refusal::invalid("Only the token_hash and type should be provided"));
        }
        ("", hash) => by_link(world, kind, hash)?,
        (code, _) => by_code(world, &params, kind, code)?,
    };
    match done {
        Done::In(user) => world.sign_in(&user, "otp"),
        Done::Waiting => Ok(Answer::json(json!({"code": "200", "msg": WAITING}))),
    }
}

fn by_code(world: &mut World, params: &Params, kind: &str, code: &str) -> Result<Done, Refusal> {
    match (params.text("email"), params.text("phone")) {
        ("", phone) if !phone.is_empty() => by_phone(world, kind, &params.phone()?, code),
        (email, "") if !email.is_empty() => {
            let unfit = |_| Refusal::new(422, "validation_failed", "Invalid email format");
            by_mail(world, kind, &params.email().map_err(unfit)?, code)
        }
        _ => {
            let message = "Only an email address or phone number should be provided on verify";
            Err(Refusal::invalid(message))
        }
    }
}

/// The purposes that a kind of verification takes codes of.
fn purposes(kind: &str) -> &'static [Purpose] {
    match kind {
        "signup" | "invite" => &[Purpose::Confirmation],
        "recovery" | "magiclink" => &[Purpose::Recovery],
        "email" => &[Purpose::Recovery, Purpose::Confirmation],
        "email_change" => &[Purpose::ChangeFrom, Purpose::ChangeTo],
        _ => &[],
    }
}

fn not_banned(user: &User) -> Result<(), Refusal> {
    if user.is_banned { Err(Refusal::new(403, "user_banned", "User is banned")) } else { Ok(()) }
}

fn by_mail(world: &mut World, kind: &str, email: &str, code: &str) -> Result<Done, Refusal> {
    let has_it = |user: &&User| user.email == email || kind == "email_change" && user.new_email == email;
    let user = world.users.iter().find(has_it).ok_or_else(Refusal::code_expired)?;
    not_banned(user)?;
    let (now, hash) = (world.now(), hash(email, code));
    let purpose = purposes(kind).iter().find(|purpose| user.codes.fits(**purpose, &hash, now));
    let (purpose, id) = (*purpose.ok_or_else(Refusal::code_expired)?, user.id.clone());
    accept(world, id, purpose)
}

fn by_link(world: &mut World, kind: &str, hash: &str) -> Result<Done, Refusal> {
    if purposes(kind).is_empty() {
        return Err(Refusal::invalid("Invalid email verification type"));
    }
    let now = world.now();
    let found = world.users.iter().find_map(|user| Some((user, user.codes.purpose(hash)?)));
    let (user, purpose) = found.ok_or_else(Refusal::link_expired)?;
    not_banned(user)?;
    if !purposes(kind).contains(&purpose) || !user.codes.fits(purpose, hash, now) {
        return Err(Refusal::link_expired());
    }
    let id = user.id.clone();
    accept(world, id, purpose)
}

fn by_phone(world: &mut World, kind: &str, phone: &str, code: &str) -> Result<Done, Refusal> {
    let has_it = |user: &&User| match kind {
        "sms" => user.phone == phone,
        "phone_change" => user.new_phone == phone,
        _ => false,
    };
    let user = world.users.iter().find(has_it).ok_or_else(Refusal::code_expired)?;
    not_banned(user)?;
    if code != PHONE_CODE {
        return Err(Refusal::code_expired());
    }
    let id = user.id.clone();
    accept_phone(world, &id)?;
    world.user_mut(&id)?.note_providers();
    Ok(Done::In(id))
}

/// The number that was waited for, or that of now, is the user's.
pub(super) fn accept_phone(world: &mut World, id: &str) -> Result<(), Refusal> {
    let now = world.now();
    let user = world.user_mut(id)?;
    let verified = json!({"phone_verified": true});
    if user.new_phone.is_empty() {
        user.verify_identity("phone", &verified, now);
        user.user_metadata.insert("phone_verified".to_owned(), json!(true));
    } else {
        user.phone = std::mem::take(&mut user.new_phone);
        let known = json!({"phone": user.phone, "phone_verified": true});
        user.verify_identity("phone", &known, now);
    }
    user.is_anonymous = false;
    user.times.insert("phone_confirmed_at", now);
    Ok(())
}

fn accept(world: &mut World, id: String, purpose: Purpose) -> Result<Done, Refusal> {
    match purpose {
        Purpose::Confirmation => confirm_email(world, &id)?,
        Purpose::ChangeFrom | Purpose::ChangeTo => return change(world, id, purpose),
        Purpose::Recovery | Purpose::Reauthentication => {
            let now = world.now();
            let user = world.user_mut(&id)?;
            user.codes.remove(purpose);
            if !user.is_confirmed() {
                user.confirm_email(now);
                user.user_metadata.insert("email_verified".to_owned(), json!(true));
            }
        }
    }
    Ok(Done::In(id))
}

/// One address agrees to the change; it is made when no other is waited for.
fn change(world: &mut World, id: String, purpose: Purpose) -> Result<Done, Refusal> {
    let user = world.user_mut(&id)?;
    user.codes.remove(purpose);
    if user.codes.has(Purpose::ChangeFrom) || user.codes.has(Purpose::ChangeTo) {
        return Ok(Done::Waiting);
    }
    accept_email(world, &id)?;
    Ok(Done::In(id))
}

/// The address that was waited for is the user's.
pub(super) fn accept_email(world: &mut World, id: &str) -> Result<(), Refusal> {
    let now = world.now();
    let user = world.user_mut(id)?;
    if !user.new_email.is_empty() {
        user.email = std::mem::take(&mut user.new_email);
    }
    let known = json!({"email": user.email, "email_verified": true});
    user.verify_identity("email", &known, now);
    user.note_providers();
    user.confirm_email(now);
    Ok(())
}

/// A link that was followed: always a redirect, once it has a token and a type.
pub(super) fn get(world: &mut World, call: &Call) -> Outcome {
    let (token, kind) = (call.query("token"), call.query("type"));
    if token.is_empty() {
        return Err(Refusal::invalid("Verify requires a token or a token hash"));
    }
    if kind.is_empty() {
        return Err(Refusal::invalid("Verify requires a verification type"));
    }
    let (to, with_code) = (redirect::target(call), token.starts_with("pkce_"));
    let mut headers = Vec::new();
    let location = match by_link(world, kind, token) {
        Ok(Done::In(user)) if with_code => {
            let code = world.flow_code(&user, method(kind)).unwrap_or_default();
            with_query(&to, &[("code", &code)])
        }
        Ok(Done::In(user)) => {
            let mut session = world.sign_in(&user, "otp")?;
            headers = std::mem::take(&mut session.headers);
            format!("{to}#{}", fragment(&session, kind))
        }
        Ok(Done::Waiting) => tell(&to, with_code, &[("message", WAITING)]),
        Err(refusal) => {
            let error = [
                ("error", refusal.oauth_error()),
                ("error_code", refusal.code),
                ("error_description", &*refusal.message),
            ];
            tell(&to, with_code, &error)
        }
    };
    let mut answer = Answer::see_other(location);
    answer.headers.extend(headers);
    Ok(answer)
}

/// As the flow that the mail began is named.
fn method(kind: &str) -> &'static str {
    match kind {
        "magiclink" => About::Magiclink.method(),
        "recovery" => About::Recovery.method(),
        "email_change" => About::EmailChange.method(),
        _ => About::Signup.method(),
    }
}

/// What there is to say, in the fragment, and for a program that expects a code in the query too.
fn tell(to: &str, with_code: bool, what: &[(&str, &str)]) -> String {
    let to = if with_code { with_query(to, what) } else { to.to_owned() };
    let marked = [what, &[("sb", "")]].concat();
    format!("{to}#{}", pairs(&marked))
}

/// The session as a fragment.
fn fragment(answer: &Answer, kind: &str) -> String {
    let super::answer::Content::Json(session) = &answer.content else { return String::new() };
    let text = |name: &str| match session.get(name) {
        Some(Value::String(text)) => text.clone(),
        Some(other) => other.to_string(),
        None => String::new(),
    };
    let names = ["access_token", "expires_at", "expires_in", "refresh_token", "token_type"];
    let own = names.map(|name| (name, text(name)));
    let mut all: Vec<_> = own.iter().map(|(name, value)| (*name, &**value)).collect();
    all.extend([("sb", ""), ("type", kind)]);
    pairs(&all)
}
