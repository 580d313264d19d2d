//! Sending codes and links: to sign in, for a new password, and again.

use super::{
    answer::{Answer, Outcome, Refusal},
    call::{Call, Params},
    letter::{About, Occasion},
    one_time::{PHONE_CODE_ID, Purpose},
    pkce::Challenge,
    redirect,
    sign_up::{confirm_email, new_by_email, new_by_phone},
    user::User,
    world::World,
};
use serde_json::json;

pub(super) fn otp(world: &mut World, call: &Call) -> Outcome {
    let params = call.params()?;
    match (params.text("email"), params.text("phone")) {
        ("", "") => Err(Refusal::invalid("One of email or phone must be set")),
        ("", _) => to_phone(world, &params),
        (_, "") => magic_link(world, call),
        _ => Err(Refusal::invalid("Only an email address or phone number should be provided")),
    }
}

/// No signing up by the way.
fn disabled() -> Refusal {
    Refusal::new(422, "otp_disabled", "Signups not allowed for otp")
}

pub(super) fn magic_link(world: &mut World, call: &Call) -> Outcome {
    let params = call.params()?;
    let email = params.email()?;
    let challenge = Challenge::of(&params)?;
    let known = world.by_email(&email).map(|user| user.id.clone());
    let id = match known {
        Some(id) => id,
        None if !params.unless_false("create_user") => return Err(disabled()),
        None => new_by_email(world, email, None, params.object("data")),
    };
    if world.config.autoconfirm {
        confirm_email(world, &id)?;
    }
    let (about, purpose) = if world.user(&id)?.is_confirmed() {
        (About::Magiclink, Purpose::Recovery)
    } else {
        (About::Signup, Purpose::Confirmation)
    };
    let occasion = Occasion { about, redirect: redirect::target(call), challenge };
    world.send_one_link(&id, purpose, &occasion)?;
    Ok(Answer::json(json!({})))
}

/// Nothing is sent: every number has the same code.
fn sent_to_phone() -> Answer {
    Answer::json(json!({"message_id": PHONE_CODE_ID}))
}

fn to_phone(world: &mut World, params: &Params) -> Outcome {
    if !matches!(params.text("channel"), "" | "sms" | "whatsapp") {
        let message = "Invalid channel, supported values are 'sms' or 'whatsapp'. 'whatsapp' is only supported if \
                       Twilio or Twilio Verify is used as the provider.";
        return Err(Refusal::invalid(message));
    }
    let phone = params.phone()?;
    let confirmed = |user: &&User| user.times.contains_key("phone_confirmed_at");
    let known = world.by_phone(&phone);
    let is_new = known.filter(confirmed).is_none();
    let known = known.map(|user| user.id.clone());
    if is_new && !params.unless_false("create_user") {
        return Err(disabled());
    }
    let id = known.unwrap_or_else(|| new_by_phone(world, phone, None, params.object("data")));
    let now = world.now();
    world.user_mut(&id)?.times.insert("confirmation_sent_at", now);
    // a new user goes through the sign-up, which does not tell the id of the message
    Ok(if is_new { Answer::json(json!({})) } else { sent_to_phone() })
}

pub(super) fn recover(world: &mut World, call: &Call) -> Outcome {
    let params = call.params()?;
    if params.text("email").is_empty() {
        return Err(Refusal::invalid("Password recovery requires an email"));
    }
    let email = params.email()?;
    let occasion = Occasion {
        about: About::Recovery,
        redirect: redirect::target(call),
        challenge: Challenge::of(&params)?,
    };
    // the same answer for an address that nobody has
    if let Some(id) = world.by_email(&email).map(|user| user.id.clone()) {
        world.send_one_link(&id, Purpose::Recovery, &occasion)?;
    }
    Ok(Answer::json(json!({})))
}

pub(super) fn resend(world: &mut World, call: &Call) -> Outcome {
    let params = call.params()?;
    if params.has("email") && params.has("phone") {
        return Err(Refusal::invalid("Only an email address or phone number should be provided."));
    }
    match params.text("type") {
        "signup" | "email_change" if params.text("email").is_empty() => {
            Err(Refusal::invalid("Type provided requires an email address"))
        }
        "sms" | "phone_change" if params.text("phone").is_empty() => {
            Err(Refusal::invalid("Type provided requires a phone number"))
        }
        "signup" => resend_confirmation(world, call, &params),
        "email_change" => resend_change(world, call, &params),
        kind @ ("sms" | "phone_change") => resend_to_phone(world, &params, kind),
        _ => {
            let message = "Missing one of these types: signup, email_change, sms, phone_change";
            Err(Refusal::invalid(message))
        }
    }
}

fn resend_confirmation(world: &mut World, call: &Call, params: &Params) -> Outcome {
    let waiting = world.by_email(&params.email()?).filter(|user| !user.is_confirmed());
    if let Some(id) = waiting.map(|user| user.id.clone()) {
        let redirect = redirect::target(call);
        let occasion = Occasion { about: About::Signup, redirect, challenge: None };
        world.send_one_link(&id, Purpose::Confirmation, &occasion)?;
    }
    Ok(Answer::json(json!({})))
}

fn resend_to_phone(world: &World, params: &Params, kind: &str) -> Outcome {
    let user = world.by_phone(&params.phone()?);
    let waits = user.is_some_and(|user| match kind {
        "sms" => !user.times.contains_key("phone_confirmed_at"),
        _ => !user.new_phone.is_empty(),
    });
    Ok(if waits { sent_to_phone() } else { Answer::json(json!({})) })
}

fn resend_change(world: &mut World, call: &Call, params: &Params) -> Outcome {
    let email = params.email()?;
    let waiting = world.users.iter().find(|user| user.email == email && !user.new_email.is_empty());
    if let Some((id, to)) = waiting.map(|user| (user.id.clone(), user.new_email.clone())) {
        let redirect = redirect::target(call);
        let occasion = Occasion { about: About::EmailChange, redirect, challenge: None };
        super::account::send_change(world, &id, &to, &occasion)?;
    }
    Ok(Answer::json(json!({})))
}
