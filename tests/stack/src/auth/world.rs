//! What the double knows.

use super::{AuthConfig, NewUser, answer::Refusal, letter::Letter, pkce::Flow, session::Session, user::User};
use crate::clock::Clock;
use serde_json::{Value, json};
use std::time::Duration;
use time::{OffsetDateTime, format_description::well_known::Rfc3339};

/// Everything the double keeps.
#[derive(Debug)]
pub(super) struct World {
    pub(super) config: AuthConfig,
    pub(super) users: Vec<User>,
    pub(super) sessions: Vec<Session>,
    pub(super) flows: Vec<Flow>,
    /// Mails that are sent before the request is answered.
    pub(super) letters: Vec<Letter>,
    clock: Clock,
}

impl World {
    pub(super) fn new(config: AuthConfig) -> Self {
        Self {
            config,
            users: Vec::new(),
            sessions: Vec::new(),
            flows: Vec::new(),
            letters: Vec::new(),
            clock: Clock::default(),
        }
    }

    pub(super) fn now(&self) -> OffsetDateTime {
        self.clock.now()
    }

    pub(super) fn advance(&mut self, time: Duration) {
        self.clock.advance(time);
    }

    pub(super) fn user(&self, id: &str) -> Result<&User, Refusal> {
        self.users.iter().find(|user| user.id == id).ok_or_else(Refusal::user_gone)
    }

    /// The user, which is about to change.
    pub(super) fn user_mut(&mut self, id: &str) -> Result<&mut User, Refusal> {
        let now = self.now();
        let user = self.users.iter_mut().find(|user| user.id == id).ok_or_else(Refusal::user_gone)?;
        user.times.insert("updated_at", now);
        Ok(user)
    }

    pub(super) fn by_email(&self, email: &str) -> Option<&User> {
        self.users.iter().find(|user| !email.is_empty() && user.email == email)
    }

    pub(super) fn by_phone(&self, phone: &str) -> Option<&User> {
        self.users.iter().find(|user| !phone.is_empty() && user.phone == phone)
    }

    pub(super) fn add_user(&mut self, new: NewUser) -> String {
        let now = self.now();
        let mut user = User::new(now);
        user.password = Some(new.password).filter(|password| !password.is_empty());
        user.user_metadata.insert("email_verified".to_owned(), json!(new.confirmed));
        if !new.email.is_empty() {
            user.add_identity("email", &json!({"email": new.email}), now);
            user.times.extend(new.confirmed.then_some(("email_confirmed_at", now)));
        }
        if !new.phone.is_empty() {
            user.add_identity("phone", &json!({"phone": new.phone}), now);
            user.times.extend(new.confirmed.then_some(("phone_confirmed_at", now)));
        }
        user.note_providers();
        (user.email, user.phone) = (new.email, new.phone);
        let id = user.id.clone();
        self.users.push(user);
        id
    }

    pub(super) fn ban(&mut self, id: &str) {
        if let Ok(user) = self.user_mut(id) {
            user.is_banned = true;
        }
    }

    pub(super) fn delete_user(&mut self, id: &str) {
        self.users.retain(|user| user.id != id);
        self.end_sessions(|session| session.user == id);
    }

    pub(super) fn end_sessions(&mut self, over: impl Fn(&Session) -> bool) {
        self.sessions.retain(|session| !over(session));
    }
}

/// As the server writes times: zeros at the end of the fraction are cut.
pub(super) fn rfc3339(at: OffsetDateTime) -> Value {
    at.format(&Rfc3339).map_or(Value::Null, Value::String)
}
