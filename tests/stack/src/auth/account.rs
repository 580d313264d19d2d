//! The user of a session: reading it, changing it, signing out.

use super::{
    answer::{Answer, Outcome, Refusal},
    authorization::Signed,
    call::{Call, Params},
    letter::{About, Occasion},
    one_time::{Codes, PHONE_CODE_ID, Purpose},
    password::accepted,
    pkce::Challenge,
    redirect,
    verify::{accept_email, accept_phone},
    world::World,
};
use serde_json::json;

pub(super) fn get(world: &World, call: &Call) -> Outcome {
    let signed = world.authorize(call)?;
    if !matches!(call.header("x-jwt-aud"), "" | "authenticated") {
        return Err(Refusal::invalid("Token audience doesn't match request audience"));
    }
    Ok(Answer::json(world.user(&signed.user)?.to_json()))
}

pub(super) fn update(world: &mut World, call: &Call) -> Outcome {
    let signed = world.authorize(call)?;
    let params = call.params()?;
    if params.has("app_metadata") {
        return Err(Refusal::new(403, "not_admin", "Updating app_metadata requires admin privileges"));
    }
    let wanted = check(world, &signed, &params)?;
    if let Some(password) = wanted.password {
        let user = world.user_mut(&signed.user)?;
        user.password = Some(password);
        // whatever was sent before is not trusted any more
        user.codes = Codes::default();
        user.times.retain(|name, _| !name.ends_with("_sent_at"));
        world.end_sessions(|session| session.user == signed.user && session.id != signed.session);
    }
    world.user_mut(&signed.user)?.merge_metadata(params.object("data"));
    if let Some(email) = wanted.email {
        let challenge = Challenge::of(&params)?;
        let redirect = redirect::target(call);
        let occasion = Occasion { about: About::EmailChange, redirect, challenge };
        change_email(world, &signed.user, &email, &occasion)?;
    }
    if let Some(phone) = wanted.phone {
        let now = world.now();
        world.user_mut(&signed.user)?.new_phone = phone;
        if world.config.autoconfirm {
            accept_phone(world, &signed.user)?;
        } else {
            world.user_mut(&signed.user)?.times.insert("phone_change_sent_at", now);
        }
    }
    Ok(Answer::json(world.user(&signed.user)?.to_json()))
}

/// What is to change, all of it allowed.
struct Wanted {
    password: Option<String>,
    email: Option<String>,
    phone: Option<String>,
}

fn check(world: &World, signed: &Signed, params: &Params) -> Result<Wanted, Refusal> {
    let user = world.user(&signed.user)?;
    let new = |name: &str, own: &str| !params.text(name).is_empty() && params.text(name) != own;
    let has_password = params.has("password");
    let email = if new("email", &user.email) { Some(params.email()?) } else { None };
    let phone = if new("phone", &user.phone) { Some(params.phone()?) } else { None };
    let weak = !world.session(&signed.session)?.is_aal2();
    if weak && user.factors.iter().any(|factor| factor.verified) && (has_password || email.is_some()) {
        let message = "AAL2 session is required to update email or password when MFA is enabled.";
        return Err(Refusal::new(401, "insufficient_aal", message));
    }
    if email.as_ref().is_some_and(|email| world.by_email(email).is_some()) {
        let message = "A user with this email address has already been registered";
        return Err(Refusal::new(422, "email_exists", message));
    }
    if phone.as_ref().is_some_and(|phone| world.by_phone(phone).is_some()) {
        let message = "A user with this phone number has already been registered";
        return Err(Refusal::new(422, "phone_exists", message));
    }
    let has_address = email.is_some() || phone.is_some();
    if user.is_anonymous && has_password && !has_address {
        let message = "Updating password of an anonymous user without an email or phone is not allowed";
        return Err(Refusal::new(422, "validation_failed", message));
    }
    let password = if has_password { Some(accepted(params.text("password"))?) } else { None };
    if password.is_some() && password == user.password {
        let message = "New password should be different from the old password.";
        return Err(Refusal::new(422, "same_password", message));
    }
    Ok(Wanted { password, email, phone })
}

fn change_email(world: &mut World, id: &str, email: &str, occasion: &Occasion) -> Result<(), Refusal> {
    let at_once = world.config.autoconfirm;
    let user = world.user_mut(id)?;
    email.clone_into(&mut user.new_email);
    if user.is_anonymous && at_once {
        return accept_email(world, id);
    }
    if let Some(challenge) = &occasion.challenge {
        world.start_flow(id, occasion.about.method(), challenge);
    }
    send_change(world, id, email, occasion)
}

/// Asks the new address, and the one of now where there is one.
pub(super) fn send_change(
    world: &mut World,
    id: &str,
    email: &str,
    occasion: &Occasion,
) -> Result<(), Refusal> {
    let own = world.user(id)?.email.clone();
    if !own.is_empty() && own != email && !world.config.autoconfirm {
        world.send_link(id, Purpose::ChangeFrom, &own, occasion)?;
    }
    world.send_link(id, Purpose::ChangeTo, email, occasion)
}

pub(super) fn reauthenticate(world: &mut World, call: &Call) -> Outcome {
    let signed = world.authorize(call)?;
    if world.user(&signed.user)?.email.is_empty() {
        let now = world.now();
        world.user_mut(&signed.user)?.times.insert("reauthentication_sent_at", now);
        return Ok(Answer::json(json!({"message_id": PHONE_CODE_ID})));
    }
    world.send_nonce(&signed.user)?;
    Ok(Answer::json(json!({})))
}

pub(super) fn sign_out(world: &mut World, call: &Call) -> Outcome {
    let signed = world.authorize(call)?;
    let Signed { user, session: own } = signed;
    match call.query("scope") {
        "" | "global" => world.end_sessions(|session| session.user == user),
        "local" => world.end_sessions(|session| session.id == own),
        "others" => world.end_sessions(|session| session.user == user && session.id != own),
        other => {
            return Err(Refusal::invalid(format!("Unsupported logout scope \"{other}\"")));
        }
    }
    Ok(Answer::nothing(204))
}
