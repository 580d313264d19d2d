//! Passwords: the rules, and signing in with one.

use super::{
    answer::{Answer, Content, Outcome, Refusal},
    call::Params,
    world::World,
};
use serde_json::Value;

/// The password, if it meets the rules.
pub(super) fn accepted(password: &str) -> Result<String, Refusal> {
    match password.len() {
        0..6 => Err(Refusal::weak_password()),
        6..=72 => Ok(password.to_owned()),
        _ => Err(Refusal::invalid("Password cannot be longer than 72 characters")),
    }
}

pub(super) fn sign_in(world: &mut World, params: &Params) -> Outcome {
    let (email, phone) = (params.text("email"), params.text("phone"));
    if !email.is_empty() && !phone.is_empty() {
        let message = "Only an email address or phone number should be provided on login.";
        return Err(Refusal::invalid(message));
    }
    if email.is_empty() && phone.is_empty() {
        return Err(Refusal::invalid("missing email or phone"));
    }
    let user = match email {
        "" => world.by_phone(phone.trim_start_matches('+')),
        email => world.by_email(&email.to_lowercase()),
    };
    let wrong = || Refusal::new(400, "invalid_credentials", "Invalid login credentials");
    let user = user.ok_or_else(wrong)?;
    if user.is_banned {
        return Err(Refusal::new(400, "user_banned", "User is banned"));
    }
    if user.password.as_deref() != Some(params.text("password")) {
        return Err(wrong());
    }
    if email.is_empty() && !user.times.contains_key("phone_confirmed_at") {
        return Err(Refusal::new(400, "phone_not_confirmed", "Phone not confirmed"));
    }
    if !email.is_empty() && !user.times.contains_key("email_confirmed_at") {
        return Err(Refusal::new(400, "email_not_confirmed", "Email not confirmed"));
    }
    let id = user.id.clone();
    Ok(with_weak_password(world.sign_in(&id, "password")?))
}

/// Only this way to sign in tells whether the password still meets the rules.
fn with_weak_password(mut answer: Answer) -> Answer {
    if let Content::Json(Value::Object(session)) = &mut answer.content {
        session.insert("weak_password".to_owned(), Value::Null);
    }
    answer
}
