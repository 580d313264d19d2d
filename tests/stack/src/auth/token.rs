//! The ways to get a session from `/token`.

use super::{
    answer::{Outcome, Refusal},
    call::Call,
    password, pkce, refresh,
    world::World,
};

pub(super) fn token(world: &mut World, call: &Call) -> Outcome {
    match call.query("grant_type") {
        "password" => password::sign_in(world, &call.params()?),
        "refresh_token" => refresh::refresh(world, &call.params()?),
        "pkce" => pkce::exchange(world, &call.params()?),
        _ => Err(Refusal::new(400, "invalid_credentials", "unsupported_grant_type")),
    }
}
