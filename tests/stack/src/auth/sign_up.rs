//! New users, anonymous ones too.

use super::{
    answer::{Answer, Content, Outcome, Refusal},
    call::{Call, Params},
    letter::{About, Occasion},
    one_time::Purpose,
    password::accepted,
    pkce::Challenge,
    redirect,
    user::{User, stand_in},
    world::World,
};
use serde_json::{Map, Value, json};

pub(super) fn sign_up(world: &mut World, call: &Call) -> Outcome {
    let params = call.params()?;
    match (params.text("email"), params.text("phone")) {
        ("", "") => anonymous(world, &params),
        ("", _) => by_phone(world, &params),
        (_, "") => by_email(world, call, &params),
        _ => {
            let message = "Only an email address or phone number should be provided on signup.";
            Err(Refusal::invalid(message))
        }
    }
}

fn anonymous(world: &mut World, params: &Params) -> Outcome {
    let mut user = User::new(world.now());
    user.is_anonymous = true;
    user.user_metadata = params.object("data");
    let id = user.id.clone();
    world.users.push(user);
    world.sign_in(&id, "anonymous")
}

fn by_email(world: &mut World, call: &Call, params: &Params) -> Outcome {
    let password = password(params)?;
    let email = params.email()?;
    let occasion = Occasion {
        about: About::Signup,
        redirect: redirect::target(call),
        challenge: Challenge::of(params)?,
    };
    if let Some(known) = world.by_email(&email) {
        if known.is_confirmed() {
            return taken(world, "email", &email, "", &params.object("data"));
        }
        let id = known.id.clone();
        world.send_one_link(&id, Purpose::Confirmation, &occasion)?;
        return Ok(Answer::json(world.user(&id)?.to_json()));
    }
    let id = new_by_email(world, email, Some(password), params.object("data"));
    if world.config.autoconfirm {
        confirm_email(world, &id)?;
        return at_once(world, &id);
    }
    world.send_one_link(&id, Purpose::Confirmation, &occasion)?;
    Ok(Answer::json(world.user(&id)?.to_json()))
}

fn by_phone(world: &mut World, params: &Params) -> Outcome {
    let password = password(params)?;
    let phone = params.phone()?;
    let known = world.by_phone(&phone).map(|user| (user.id.clone(), user.is_confirmed()));
    if let Some((_, true)) = known {
        return taken(world, "phone", "", &phone, &params.object("data"));
    }
    let id =
        known.map_or_else(|| new_by_phone(world, phone, Some(password), params.object("data")), |(id, _)| id);
    let now = world.now();
    if world.config.autoconfirm {
        world.user_mut(&id)?.times.insert("phone_confirmed_at", now);
        return at_once(world, &id);
    }
    let user = world.user_mut(&id)?;
    user.times.insert("confirmation_sent_at", now);
    Ok(Answer::json(user.to_json()))
}

fn password(params: &Params) -> Result<String, Refusal> {
    match params.text("password") {
        "" => Err(Refusal::invalid("Signup requires a valid password")),
        password => accepted(password),
    }
}

/// Who has an account is told only where accounts are made at once.
fn taken(world: &World, provider: &str, email: &str, phone: &str, data: &Map<String, Value>) -> Outcome {
    if world.config.autoconfirm {
        return Err(Refusal::new(422, "user_already_exists", "User already registered"));
    }
    Ok(Answer::json(stand_in(provider, email, phone, data, world.now())))
}

/// Signs in a user who was made in this request.
fn at_once(world: &mut World, id: &str) -> Outcome {
    let mut answer = world.sign_in(id, "password")?;
    // a generated column, not read back in the request that writes it
    if let Content::Json(session) = &mut answer.content
        && let Some(user) = session.get_mut("user").and_then(Value::as_object_mut)
    {
        user.remove("confirmed_at");
    }
    Ok(answer)
}

/// A user with an address that is not confirmed; its id.
pub(super) fn new_by_email(
    world: &mut World,
    email: String,
    password: Option<String>,
    data: Map<String, Value>,
) -> String {
    let now = world.now();
    let mut user = User::new(now);
    user.password = password;
    let mut known = Value::Object(data);
    if let Some(known) = known.as_object_mut() {
        known.insert("email".to_owned(), json!(email));
    }
    user.add_identity("email", &known, now);
    user.email = email;
    finish(world, user)
}

/// The same with a number.
pub(super) fn new_by_phone(
    world: &mut World,
    phone: String,
    password: Option<String>,
    data: Map<String, Value>,
) -> String {
    let now = world.now();
    let mut user = User::new(now);
    user.password = password;
    user.add_identity("phone", &Value::Object(data), now);
    user.phone = phone;
    finish(world, user)
}

fn finish(world: &mut World, mut user: User) -> String {
    user.note_providers();
    // what the identity says is copied once
    user.user_metadata = user.identities.first().map(|identity| identity.data.clone()).unwrap_or_default();
    let id = user.id.clone();
    world.users.push(user);
    id
}

/// The address is the user's, by a mail that was sent there.
pub(super) fn confirm_email(world: &mut World, id: &str) -> Result<(), Refusal> {
    let now = world.now();
    let user = world.user_mut(id)?;
    user.confirm_email(now);
    user.user_metadata.insert("email_verified".to_owned(), json!(true));
    user.verify_identity("email", &json!({"email_verified": true}), now);
    user.codes.remove(Purpose::Confirmation);
    Ok(())
}
