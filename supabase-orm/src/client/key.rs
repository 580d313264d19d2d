//! Keys and tokens: told apart, and never shown.

use http::HeaderValue;
use secrecy::{ExposeSecret, SecretString};
use std::fmt;

/// What an api key is, told by its form.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum KeyKind {
    /// `sb_publishable_..`: for programs that users hold.
    Publishable,
    /// `sb_secret_..`: for servers; row level security does not apply.
    Secret,
    /// A legacy JWT with the role `anon`.
    LegacyAnon,
    /// A legacy JWT with the role `service_role`; row level security does not apply.
    LegacyServiceRole,
    /// A JWT with another role.
    LegacyOther,
    /// Something else: sent as it is.
    Unknown,
}

impl KeyKind {
    /// Row level security does not apply to this key: it must stay on servers.
    #[must_use]
    pub fn bypasses_row_level_security(self) -> bool {
        matches!(self, Self::Secret | Self::LegacyServiceRole)
    }
}

/// The key of a project, for the `apikey` header. `Debug` shows its kind only.
#[derive(Clone)]
pub struct ApiKey {
    kind: KeyKind,
    header: HeaderValue,
    /// Legacy keys are JWTs and stand in `authorization` too; new keys never do.
    bearer: Option<HeaderValue>,
}

impl ApiKey {
    /// `None` if the key is empty or cannot stand in a header.
    pub(crate) fn parse(key: &str) -> Option<Self> {
        let key = key.trim();
        if key.is_empty() {
            return None;
        }
        let kind = kind_of(key);
        let bearer = match kind {
            KeyKind::Publishable | KeyKind::Secret => None,
            _ => Some(bearer(key)?),
        };
        Some(Self { kind, header: sensitive(key)?, bearer })
    }

    /// What kind of key this is.
    #[must_use]
    pub fn kind(&self) -> KeyKind {
        self.kind
    }

    pub(crate) fn header(&self) -> &HeaderValue {
        &self.header
    }

    pub(crate) fn bearer(&self) -> Option<&HeaderValue> {
        self.bearer.as_ref()
    }

    /// The key itself, if it is a token.
    #[cfg(feature = "realtime")]
    pub(crate) fn token(&self) -> Option<AccessToken> {
        self.bearer.as_ref().and_then(|_| self.header.to_str().ok()).map(AccessToken::from)
    }
}

impl fmt::Debug for ApiKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ApiKey({:?}, redacted)", self.kind)
    }
}

/// The access token (JWT) of a user. `Debug` does not show it.
#[derive(Clone)]
pub struct AccessToken(SecretString);

impl AccessToken {
    /// The token itself, for whatever sends it on.
    #[must_use]
    pub fn expose(&self) -> &str {
        self.0.expose_secret()
    }

    pub(crate) fn header(&self) -> Option<HeaderValue> {
        bearer(self.0.expose_secret())
    }
}

impl<T: Into<String>> From<T> for AccessToken {
    fn from(token: T) -> Self {
        Self(SecretString::from(token.into()))
    }
}

impl fmt::Debug for AccessToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("AccessToken(redacted)")
    }
}

fn sensitive(text: &str) -> Option<HeaderValue> {
    let mut value = HeaderValue::from_str(text).ok()?;
    value.set_sensitive(true);
    Some(value)
}

fn bearer(token: &str) -> Option<HeaderValue> {
    sensitive(&format!("Bearer {token}"))
}

fn kind_of(key: &str) -> KeyKind {
    if key.starts_with("sb_publishable_") {
        return KeyKind::Publishable;
    }
    if key.starts_with("sb_secret_") {
        return KeyKind::Secret;
    }
    if key.starts_with("sb_") {
        tracing::warn!("an api key of a kind this version does not know; it is sent as it is");
        return KeyKind::Unknown;
    }
    match role_of(key).as_deref() {
        Some("anon") => KeyKind::LegacyAnon,
        Some("service_role") => KeyKind::LegacyServiceRole,
        Some(_) => KeyKind::LegacyOther,
        None => KeyKind::Unknown,
    }
}

/// The `role` claim of a JWT, unverified: it only tells kinds of keys apart.
fn role_of(jwt: &str) -> Option<String> {
    use base64::Engine as _;
    #[derive(serde::Deserialize)]
    struct Claims {
        #[serde(default)]
        role: String,
    }
    let claims = jwt.split('.').nth(1)?;
    let claims =
        base64::engine::general_purpose::URL_SAFE_NO_PAD.decode(claims.trim_end_matches('=')).ok()?;
    serde_json::from_slice::<Claims>(&claims).ok().map(|c| c.role)
}

#[cfg(test)]
mod tests {
    use super::*;
    use base64::Engine as _;

    fn jwt(claims: &str) -> String {
        let part = base64::engine::general_purpose::URL_SAFE_NO_PAD.encode(claims);
        format!("e30.{part}.sig")
    }

    #[test]
    fn kinds_are_told_by_their_form() {
        let kind = |k: &str| ApiKey::parse(k).unwrap().kind();
        assert_eq!(kind("sb_publishable_abc"), KeyKind::Publishable);
        assert_eq!(kind("sb_secret_abc"), KeyKind::Secret);
        assert_eq!(kind("sb_future_abc"), KeyKind::Unknown);
        assert_eq!(kind(&jwt(r#"{"role":"anon"}"#)), KeyKind::LegacyAnon);
        assert_eq!(kind(&jwt(r#"{"role":"service_role"}"#)), KeyKind::LegacyServiceRole);
        assert_eq!(kind(&jwt("{}")), KeyKind::LegacyOther);
        assert_eq!(kind("anything"), KeyKind::Unknown);
        assert!(ApiKey::parse(" ").is_none() && ApiKey::parse("a\nb").is_none());
    }

    #[test]
    fn new_keys_are_never_bearers() {
        assert!(ApiKey::parse("sb_secret_abc").unwrap().bearer().is_none());
        assert!(ApiKey::parse(&jwt(r#"{"role":"anon"}"#)).unwrap().bearer().is_some());
    }

    #[test]
    fn debug_never_shows_a_secret() {
        let key = ApiKey::parse("sb_secret_t0psecret").unwrap();
        let token = AccessToken::from("t0psecret");
        let text = format!("{key:?} {:?} {token:?} {:?}", key.header(), token.header());
        assert!(!text.contains("t0psecret"), "{text}");
    }
}
