//! Refresh tokens: each use gives another one, and one that was used long ago ends the family.

use super::{
    answer::{Answer, Outcome, Refusal},
    call::Params,
    world::World,
};
use std::time::Duration;

/// For how long a token that was used may be used again.
const REUSE: Duration = Duration::from_secs(3);

pub(super) fn refresh(world: &mut World, params: &Params) -> Outcome {
    let given = params.text("refresh_token");
    let letter = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit();
    if given.len() != 12 || !given.bytes().all(letter) {
        return Err(Refusal::invalid("Refresh token is not valid"));
    }
    let has_it = |tokens: &[super::session::RefreshToken]| tokens.iter().any(|t| t.token == given);
    let Some(session) = world.sessions.iter().find(|session| has_it(&session.tokens)) else {
        let message = "Invalid Refresh Token: Refresh Token Not Found";
        return Err(Refusal::new(400, "refresh_token_not_found", message));
    };
    let (session, user) = (session.id.clone(), session.user.clone());
    if world.user(&user)?.is_banned {
        let refusal = Refusal::new(400, "user_banned", "Invalid Refresh Token: User Banned");
        return Err(refusal.with("sb-auth-user-id", user));
    }
    match rotate(world, &session, given)? {
        Rotated::New(token) => {
            Ok(world.tokens(&session, &token)?.with("sb-auth-refresh-token-reuse", "false"))
        }
        Rotated::Same(token) => world.tokens(&session, &token),
        Rotated::Reused => {
            let message = "Invalid Refresh Token: Already Used";
            let refusal = Refusal::new(400, "refresh_token_already_used", message);
            Err(refusal.with("sb-auth-user-id", user).with("sb-auth-session-id", session))
        }
    }
}

enum Rotated {
    New(String),
    /// The parent of the newest was given: its answer may have been lost.
    Same(String),
    Reused,
}

fn rotate(world: &mut World, session_id: &str, given: &str) -> Result<Rotated, Refusal> {
    let now = world.now();
    let session = world.session_mut(session_id)?;
    if let Some(active) = session.active()
        && active.parent.as_deref() == Some(given)
    {
        return Ok(Rotated::Same(active.token.clone()));
    }
    let reused = session.tokens.iter().any(|t| t.token == given && t.revoked && now > t.changed + REUSE);
    for token in &mut session.tokens {
        if reused || token.token == given {
            token.revoked = true;
            // of a family that is revoked too, so that its newest token works a moment longer
            token.changed = now;
        }
    }
    if reused {
        return Ok(Rotated::Reused);
    }
    Ok(Rotated::New(session.issue(Some(given.to_owned()), now)))
}

/// The tokens of a session that just became stronger.
pub(super) fn renew(world: &mut World, session_id: &str) -> Result<Answer, Refusal> {
    let now = world.now();
    let session = world.session_mut(session_id)?;
    let mut parent = None;
    if let Some(active) = session.tokens.iter_mut().rev().find(|token| !token.revoked) {
        (active.revoked, active.changed) = (true, now);
        parent = Some(active.token.clone());
    }
    let token = session.issue(parent, now);
    let mut answer = world.tokens(session_id, &token)?;
    answer.headers.clear();
    Ok(answer)
}
