//! Which handler a request goes to.

use super::{
    account,
    answer::{Answer, Outcome},
    call::Call,
    factors, otp, sign_up, token, verify,
    world::World,
};
use serde_json::{Value, json};

pub(super) fn answer(world: &mut World, call: &Call) -> Outcome {
    let path = call.path.strip_prefix('/').unwrap_or_default();
    let parts: Vec<&str> = path.strip_suffix('/').unwrap_or(path).split('/').collect();
    match (&*call.method, &*parts) {
        ("GET", ["health"]) => Ok(Answer::json(health())),
        ("GET", ["settings"]) => Ok(Answer::json(settings(world))),
        ("GET", [".well-known", "jwks.json"]) => {
            // tokens are signed with a secret: there is no public key
            Ok(Answer::json(json!({"keys": []})).with("cache-control", "public, max-age=600"))
        }
        ("POST", ["signup"]) => sign_up::sign_up(world, call),
        ("POST", ["token"]) => token::token(world, call),
        ("POST", ["otp"]) => otp::otp(world, call),
        ("POST", ["magiclink"]) => otp::magic_link(world, call),
        ("POST", ["recover"]) => otp::recover(world, call),
        ("POST", ["resend"]) => otp::resend(world, call),
        ("POST", ["verify"]) => verify::post(world, call),
        ("GET", ["verify"]) => verify::get(world, call),
        ("POST", ["logout"]) => account::sign_out(world, call),
        ("GET", ["user"]) => account::get(world, call),
        ("PUT", ["user"]) => account::update(world, call),
        ("GET", ["reauthenticate"]) => account::reauthenticate(world, call),
        ("POST", ["factors"]) => factors::enroll(world, call),
        ("DELETE", ["factors", id]) => factors::unenroll(world, call, id),
        ("POST", ["factors", id, "challenge"]) => factors::challenge(world, call, id),
        ("POST", ["factors", id, "verify"]) => factors::verify(world, call, id),
        (_, parts) => {
            // these look at the token before the method
            if matches!(parts.first(), Some(&("user" | "factors"))) {
                world.authorize(call)?;
            }
            Ok(match allowed(parts) {
                "" => Answer::no_route(),
                allowed => Answer::nothing(405).with("allow", allowed),
            })
        }
    }
}

/// The methods of a path that is known.
fn allowed(parts: &[&str]) -> &'static str {
    match parts {
        ["health" | "settings" | "reauthenticate"] | [".well-known", "jwks.json"] => "GET",
        ["signup" | "token" | "otp" | "magiclink" | "recover" | "resend" | "logout" | "factors"]
        | ["factors", _, "challenge" | "verify"] => "POST",
        ["verify"] => "GET, POST",
        ["user"] => "GET, PUT",
        ["factors", _] => "DELETE",
        _ => "",
    }
}

fn health() -> Value {
    let description = "GoTrue is a user registration and authentication API";
    json!({"version": "", "name": "GoTrue", "description": description})
}

fn settings(world: &World) -> Value {
    let autoconfirm = world.config.autoconfirm;
    json!({
        "external": {"anonymous_users": true, "email": true, "phone": true}, "disable_signup": false,
        "mailer_autoconfirm": autoconfirm, "phone_autoconfirm": autoconfirm, "sms_provider": "twilio",
        "saml_enabled": false, "saml_private_key_next_configured": false, "passkeys_enabled": false,
    })
}
