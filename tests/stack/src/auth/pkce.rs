//! Codes that only whoever asked can exchange for a session (RFC 7636).

use super::{
    answer::{Outcome, Refusal, UNHANDLED},
    call::Params,
    world::World,
};
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use sha2::{Digest as _, Sha256};
use std::time::Duration;
use time::OffsetDateTime;

/// For how long a code can be exchanged.
const LIFETIME: Duration = Duration::from_secs(300);

/// What a request says about the secret it will be followed by.
#[derive(Debug, Clone)]
pub(super) struct Challenge {
    text: String,
    plain: bool,
}

/// A user on the way back from a mail.
#[derive(Debug)]
pub(super) struct Flow {
    code: String,
    user: String,
    /// as the session will name it: `magiclink`
    method: &'static str,
    challenge: Challenge,
    made: OffsetDateTime,
}

impl Challenge {
    /// That of a request, if it has one.
    pub(super) fn of(params: &Params) -> Result<Option<Self>, Refusal> {
        let (text, method) = (params.text("code_challenge"), params.text("code_challenge_method"));
        if text.is_empty() && method.is_empty() {
            return Ok(None);
        }
        if text.is_empty() || method.is_empty() {
            let message = "PKCE flow requires code_challenge_method and code_challenge";
            return Err(Refusal::invalid(message));
        }
        if !(43..=128).contains(&text.len()) {
            let message = "code challenge has to be between 43 and 128 characters";
            return Err(Refusal::invalid(message));
        }
        let plain = match &*method.to_lowercase() {
            "plain" => true,
            "s256" => false,
            _ => return Err(Refusal::new(500, "unexpected_failure", UNHANDLED)),
        };
        Ok(Some(Self { text: text.to_owned(), plain }))
    }

    fn is_of(&self, verifier: &str) -> bool {
        if self.plain {
            return self.text == verifier;
        }
        self.text == URL_SAFE_NO_PAD.encode(Sha256::digest(verifier))
    }
}

impl World {
    pub(super) fn start_flow(&mut self, user: &str, method: &'static str, challenge: &Challenge) {
        self.flows.push(Flow {
            code: uuid::Uuid::new_v4().to_string(),
            user: user.to_owned(),
            method,
            challenge: challenge.clone(),
            made: self.now(),
        });
    }

    /// The code of the newest flow of that kind.
    pub(super) fn flow_code(&self, user: &str, method: &str) -> Option<String> {
        let flow = self.flows.iter().rev().find(|flow| flow.user == user && flow.method == method);
        flow.map(|flow| flow.code.clone())
    }
}

pub(super) fn exchange(world: &mut World, params: &Params) -> Outcome {
    let (code, verifier) = (params.text("auth_code"), params.text("code_verifier"));
    if code.is_empty() || verifier.is_empty() {
        let message = "invalid request: both auth code and code verifier should be non-empty";
        return Err(Refusal::invalid(message));
    }
    let Some(at) = world.flows.iter().position(|flow| flow.code == code) else {
        let message = "invalid flow state, no valid flow state found";
        return Err(Refusal::new(404, "flow_state_not_found", message));
    };
    let now = world.now();
    let flow = world.flows.get(at).ok_or_else(Refusal::user_gone)?;
    if now > flow.made + LIFETIME {
        let message = "invalid flow state, flow state has expired";
        return Err(Refusal::new(422, "flow_state_expired", message));
    }
    if !flow.challenge.is_of(verifier) {
        let message = "code challenge does not match previously saved code verifier";
        return Err(Refusal::new(400, "bad_code_verifier", message));
    }
    let flow = world.flows.remove(at);
    world.sign_in(&flow.user, flow.method)
}
