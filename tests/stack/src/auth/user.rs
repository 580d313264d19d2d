//! Users and their identities, as the server describes them.

use super::{factors::Factor, one_time::Codes, world::rfc3339};
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;
use time::OffsetDateTime;

/// A user to make without asking anybody.
#[derive(Debug, Clone, Default)]
pub struct NewUser {
    /// The email address; may be empty.
    pub email: String,
    /// The phone number without `+`; may be empty.
    pub phone: String,
    /// The password; may be empty.
    pub password: String,
    /// Both addresses are confirmed.
    pub confirmed: bool,
}

/// A user.
#[derive(Debug)]
pub(super) struct User {
    pub(super) id: String,
    pub(super) email: String,
    pub(super) phone: String,
    pub(super) new_email: String,
    pub(super) new_phone: String,
    /// as it was given: nothing here is worth guarding
    pub(super) password: Option<String>,
    pub(super) is_anonymous: bool,
    pub(super) is_banned: bool,
    pub(super) user_metadata: Map<String, Value>,
    pub(super) identities: Vec<Identity>,
    /// of the identities, when it was last looked
    providers: Vec<&'static str>,
    pub(super) factors: Vec<Factor>,
    pub(super) codes: Codes,
    /// `email_confirmed_at`, `recovery_sent_at` and so on, by these names
    pub(super) times: BTreeMap<&'static str, OffsetDateTime>,
}

/// One way to sign in.
#[derive(Debug)]
pub(super) struct Identity {
    id: String,
    pub(super) provider: &'static str,
    pub(super) data: Map<String, Value>,
    at: OffsetDateTime,
}

impl User {
    pub(super) fn new(now: OffsetDateTime) -> Self {
        Self {
            id: uuid::Uuid::new_v4().to_string(),
            email: String::new(),
            phone: String::new(),
            new_email: String::new(),
            new_phone: String::new(),
            password: None,
            is_anonymous: false,
            is_banned: false,
            user_metadata: Map::new(),
            identities: Vec::new(),
            providers: Vec::new(),
            factors: Vec::new(),
            codes: Codes::default(),
            times: BTreeMap::from([("created_at", now), ("updated_at", now)]),
        }
    }

    pub(super) fn is_confirmed(&self) -> bool {
        self.times.contains_key("email_confirmed_at") || self.times.contains_key("phone_confirmed_at")
    }

    /// What the user is known by where it signed up.
    pub(super) fn add_identity(&mut self, provider: &'static str, data: &Value, now: OffsetDateTime) {
        let mut all = Map::new();
        for part in [&json!({"sub": self.id, "email_verified": false, "phone_verified": false}), data] {
            all.extend(part.as_object().cloned().unwrap_or_default());
        }
        let id = uuid::Uuid::new_v4().to_string();
        self.identities.push(Identity { id, provider, data: all, at: now });
    }

    /// The email address of now was confirmed; also that of a user who was anonymous.
    pub(super) fn confirm_email(&mut self, now: OffsetDateTime) {
        self.times.entry("email_confirmed_at").or_insert(now);
        self.is_anonymous = false;
    }

    /// Says of the identity that its address was confirmed.
    pub(super) fn verify_identity(&mut self, provider: &'static str, data: &Value, now: OffsetDateTime) {
        let data = data.as_object().cloned().unwrap_or_default();
        match self.identities.iter_mut().find(|identity| identity.provider == provider) {
            Some(identity) => identity.data.extend(data),
            None => self.add_identity(provider, &Value::Object(data), now),
        }
    }

    /// Top-level members replace those of the same name; null removes.
    pub(super) fn merge_metadata(&mut self, data: Map<String, Value>) {
        for (name, value) in data {
            if value.is_null() {
                self.user_metadata.remove(&name);
            } else {
                self.user_metadata.insert(name, value);
            }
        }
    }

    /// Not done on every change: the real server forgets it on some.
    pub(super) fn note_providers(&mut self) {
        self.providers = self.identities.iter().map(|identity| identity.provider).collect();
    }

    pub(super) fn app_metadata(&self) -> Value {
        let providers = &self.providers;
        providers
            .first()
            .map_or_else(|| json!({}), |first| json!({"provider": first, "providers": providers}))
    }

    pub(super) fn to_json(&self) -> Value {
        let mut user = json!({
            "id": self.id, "aud": "authenticated", "role": "authenticated",
            "email": self.email, "phone": self.phone,
            "app_metadata": self.app_metadata(), "user_metadata": self.user_metadata,
            "identities": self.identities.iter().map(|i| i.to_json(&self.id)).collect::<Vec<_>>(),
            "is_anonymous": self.is_anonymous,
        });
        let Some(map) = user.as_object_mut() else { return user };
        for (name, at) in &self.times {
            map.insert((*name).to_owned(), rfc3339(*at));
        }
        // a generated column: the earlier of the two
        let confirmed =
            ["email_confirmed_at", "phone_confirmed_at"].iter().filter_map(|n| self.times.get(n)).min();
        map.extend(confirmed.map(|at| ("confirmed_at".to_owned(), rfc3339(*at))));
        for (name, value) in [("new_email", &self.new_email), ("new_phone", &self.new_phone)] {
            if !value.is_empty() {
                map.insert(name.to_owned(), json!(value));
            }
        }
        if !self.factors.is_empty() {
            map.insert("factors".to_owned(), self.factors.iter().map(Factor::to_json).collect());
        }
        user
    }
}

impl Identity {
    fn to_json(&self, user_id: &str) -> Value {
        let mut identity = json!({
            "identity_id": self.id, "id": user_id, "user_id": user_id, "identity_data": self.data,
            "provider": self.provider, "last_sign_in_at": rfc3339(self.at),
            "created_at": rfc3339(self.at), "updated_at": rfc3339(self.at),
        });
        if let (Some(map), Some(email)) = (identity.as_object_mut(), self.data.get("email")) {
            map.insert("email".to_owned(), email.clone());
        }
        identity
    }
}

/// What a sign-up answers when the address is taken: nobody can find out who has an account.
pub(super) fn stand_in(
    provider: &str,
    email: &str,
    phone: &str,
    data: &Map<String, Value>,
    now: OffsetDateTime,
) -> Value {
    json!({
        "id": uuid::Uuid::new_v4().to_string(), "aud": "authenticated", "role": "", "email": email, "phone": phone,
        "app_metadata": {"provider": provider, "providers": [provider]}, "user_metadata": data, "identities": [],
        "confirmation_sent_at": rfc3339(now), "created_at": rfc3339(now), "updated_at": rfc3339(now),
        "is_anonymous": false,
    })
}
