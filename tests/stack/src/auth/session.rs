//! Sessions and the tokens they give.

use super::{
    answer::{Answer, Refusal},
    world::World,
};
use crate::keys::sign;
use serde_json::{Value, json};
use time::OffsetDateTime;

/// For how long an access token is valid, in seconds.
const LIFETIME: i64 = 3600;

/// A user who signed in on one device.
#[derive(Debug)]
pub(super) struct Session {
    pub(super) id: String,
    pub(super) user: String,
    /// The second factor that was verified in it.
    pub(super) factor: Option<String>,
    /// How the user proved who it is, newest first.
    pub(super) amr: Vec<(String, i64)>,
    /// In the order they were issued.
    pub(super) tokens: Vec<RefreshToken>,
}

/// A refresh token.
#[derive(Debug)]
pub(super) struct RefreshToken {
    pub(super) token: String,
    pub(super) parent: Option<String>,
    pub(super) revoked: bool,
    pub(super) changed: OffsetDateTime,
}

impl Session {
    pub(super) fn is_aal2(&self) -> bool {
        self.factor.is_some()
    }

    /// A new token in place of another.
    pub(super) fn issue(&mut self, parent: Option<String>, now: OffsetDateTime) -> String {
        // twelve of a-z0-9
        let mut rest = uuid::Uuid::new_v4().as_u128();
        let digit = |_| {
            let digit = u32::try_from(rest % 36).ok().and_then(|digit| char::from_digit(digit, 36));
            rest /= 36;
            digit.unwrap_or('0')
        };
        let token: String = (0..12).map(digit).collect();
        self.tokens.push(RefreshToken { token: token.clone(), parent, revoked: false, changed: now });
        token
    }

    /// The newest token that was not revoked.
    pub(super) fn active(&self) -> Option<&RefreshToken> {
        self.tokens.iter().rev().find(|token| !token.revoked)
    }
}

impl World {
    /// Signs the user in; the answer with the tokens.
    pub(super) fn sign_in(&mut self, user_id: &str, method: &str) -> Result<Answer, Refusal> {
        let now = self.now();
        self.user_mut(user_id)?.times.insert("last_sign_in_at", now);
        let mut session = Session {
            id: uuid::Uuid::new_v4().to_string(),
            user: user_id.to_owned(),
            factor: None,
            amr: vec![(method.to_owned(), now.unix_timestamp())],
            tokens: Vec::new(),
        };
        let token = session.issue(None, now);
        let id = session.id.clone();
        self.sessions.push(session);
        self.tokens(&id, &token)
    }

    pub(super) fn session(&self, id: &str) -> Result<&Session, Refusal> {
        self.sessions.iter().find(|session| session.id == id).ok_or_else(session_gone)
    }

    pub(super) fn session_mut(&mut self, id: &str) -> Result<&mut Session, Refusal> {
        self.sessions.iter_mut().find(|session| session.id == id).ok_or_else(session_gone)
    }

    /// A new access token, with that refresh token.
    pub(super) fn tokens(&self, session_id: &str, refresh_token: &str) -> Result<Answer, Refusal> {
        let session = self.session(session_id)?;
        let user = self.user(&session.user)?;
        let expires_at = self.now().unix_timestamp() + LIFETIME;
        let access_token = sign(&self.config.jwt_secret, &self.claims(session, expires_at)?)
            .map_err(|e| Refusal::new(500, "unexpected_failure", e.to_string()))?;
        let answer = Answer::json(json!({
            "access_token": access_token, "token_type": "bearer", "expires_in": LIFETIME, "expires_at": expires_at,
            "refresh_token": refresh_token, "user": user.to_json(),
        }));
        Ok(answer
            .with("sb-auth-user-id", &*user.id)
            .with("sb-auth-session-id", session_id)
            .with("sb-auth-refresh-token-prefix", refresh_token.get(..5).unwrap_or_default()))
    }

    fn claims(&self, session: &Session, expires_at: i64) -> Result<Value, Refusal> {
        let user = self.user(&session.user)?;
        let amr = session.amr.iter().map(|(method, at)| json!({"method": method, "timestamp": at}));
        Ok(json!({
            "iss": self.config.url, "sub": user.id, "aud": "authenticated",
            "exp": expires_at, "iat": expires_at - LIFETIME, "email": user.email, "phone": user.phone,
            "app_metadata": user.app_metadata(), "user_metadata": user.user_metadata, "role": "authenticated",
            "aal": if session.is_aal2() { "aal2" } else { "aal1" }, "amr": amr.collect::<Vec<_>>(),
            "session_id": session.id, "is_anonymous": user.is_anonymous,
        }))
    }
}

fn session_gone() -> Refusal {
    Refusal::new(403, "session_not_found", "Session from session_id claim in JWT does not exist")
}
