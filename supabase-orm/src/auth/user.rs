//! Users, and what belongs to them.

use super::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

/// A user, as the Auth server describes it.
///
/// A missing email or phone is `""`, never NULL; a time that is not set is `None`. What a newer server adds is in
/// [`other`](Self::other).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct User {
    /// Its id, a UUID: `auth.uid()` in policies.
    pub id: String,
    /// The audience: `authenticated`.
    #[serde(default)]
    pub aud: String,
    /// The role in the database: `authenticated`. `""` for the stand-in that a sign-up answers when the address is taken.
    #[serde(default)]
    pub role: String,
    /// The email address, in lower case; `""` if there is none.
    #[serde(default)]
    pub email: String,
    /// The phone number without `+`; `""` if there is none.
    #[serde(default)]
    pub phone: String,
    /// What the server and administrators say about the user; the user cannot change it.
    #[serde(default)]
    pub app_metadata: Map<String, Value>,
    /// What the user says; `None` if an administrator made the user without it.
    #[serde(default)]
    pub user_metadata: Option<Map<String, Value>>,
    /// How the user can sign in. `None` in lists of users; empty for anonymous users, and for the stand-in of a sign-up.
    #[serde(default)]
    pub identities: Option<Vec<Identity>>,
    /// Signed in without email, phone or provider.
    #[serde(default)]
    pub is_anonymous: bool,
    /// Second factors, verified or not.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub factors: Option<Vec<Factor>>,
    /// When it was made.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub created_at: Option<Timestamp>,
    /// When it was changed last.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub updated_at: Option<Timestamp>,
    /// When the email address was confirmed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub email_confirmed_at: Option<Timestamp>,
    /// When the phone number was confirmed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub phone_confirmed_at: Option<Timestamp>,
    /// When the user signed in last.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last_sign_in_at: Option<Timestamp>,
    /// The address that the user changes to, until it is confirmed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub new_email: Option<String>,
    /// The number that the user changes to, until it is confirmed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub new_phone: Option<String>,
    /// Until when the user cannot sign in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub banned_until: Option<Timestamp>,
    /// When it was deleted softly.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub deleted_at: Option<Timestamp>,
    /// Everything else: `confirmation_sent_at`, `recovery_sent_at`, `invited_at`, and what a newer server adds.
    #[serde(flatten)]
    pub other: Map<String, Value>,
}

/// One way in which a user can sign in.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Identity {
    /// Its id, for unlinking; not sent by old servers.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub identity_id: Option<String>,
    /// The subject at the provider; the user's id for `email` and `phone`.
    pub id: String,
    /// Whose it is.
    #[serde(default)]
    pub user_id: String,
    /// What the provider says about the user; absent after a soft delete.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub identity_data: Option<Map<String, Value>>,
    /// `email`, `phone`, `google`, ..
    pub provider: String,
    /// The email address at the provider.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub email: Option<String>,
    /// Times, and what a newer server adds.
    #[serde(flatten)]
    pub other: Map<String, Value>,
}

/// A second factor.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Factor {
    /// Its id.
    pub id: String,
    /// Its name; `""` if it has none.
    #[serde(default)]
    pub friendly_name: String,
    /// `totp`, `phone`, `webauthn`.
    pub factor_type: String,
    /// `verified` or `unverified`.
    pub status: String,
    /// The phone number, of a phone factor.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub phone: Option<String>,
    /// Times, and what a newer server adds.
    #[serde(flatten)]
    pub other: Map<String, Value>,
}

impl Factor {
    /// Whether it counts: it was verified once.
    #[must_use]
    pub fn is_verified(&self) -> bool {
        self.status == "verified"
    }
}

impl User {
    /// The stand-in that a sign-up answers when the address is taken already: a random id and no identities.
    #[must_use]
    pub fn may_exist_already(&self) -> bool {
        !self.is_anonymous && self.identities.as_ref().is_some_and(Vec::is_empty)
    }
}
