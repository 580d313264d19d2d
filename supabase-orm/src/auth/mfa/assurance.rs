//! How surely it is the user.

use super::Mfa;
use crate::{
    auth::{
        Factor,
        claims::{Parts, Unverified},
    },
    error::Result,
};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::fmt;

/// How surely it is the user.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Aal {
    /// One factor.
    Aal1,
    /// Two factors.
    Aal2,
    /// A level that this version does not know.
    Other(String),
}

impl Aal {
    /// The server's word.
    #[must_use]
    pub fn as_str(&self) -> &str {
        match self {
            Self::Aal1 => "aal1",
            Self::Aal2 => "aal2",
            Self::Other(text) => text,
        }
    }
}

impl From<String> for Aal {
    fn from(text: String) -> Self {
        match text.as_str() {
            "aal1" => Self::Aal1,
            "aal2" => Self::Aal2,
            _ => Self::Other(text),
        }
    }
}

impl fmt::Display for Aal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl<'de> Deserialize<'de> for Aal {
    fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        String::deserialize(d).map(Self::from)
    }
}

impl Serialize for Aal {
    fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        s.serialize_str(self.as_str())
    }
}

/// One way in which the user has proved who it is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Amr {
    /// `password`, `otp`, `totp`, `mfa/phone`, `oauth`, ..
    pub method: String,
    /// When, in Unix seconds; `None` in tokens that name methods only.
    pub timestamp: Option<u64>,
}

impl<'de> Deserialize<'de> for Amr {
    fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        #[derive(Deserialize)]
        #[serde(untagged)]
        enum Form {
            Name(String),
            Full {
                method: String,
                #[serde(default)]
                timestamp: Option<u64>,
            },
        }
        Ok(match Form::deserialize(d)? {
            Form::Name(method) => Self { method, timestamp: None },
            Form::Full { method, timestamp } => Self { method, timestamp },
        })
    }
}

/// The level of the session, and the one that the user's factors allow.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct AssuranceLevel {
    /// The level of the access token; `None` if nobody is signed in.
    pub current: Option<Aal>,
    /// The level that a verified factor leads to: if it is higher, ask the user for it.
    pub next: Option<Aal>,
    /// How the user has proved who it is, the newest first.
    pub methods: Vec<Amr>,
}

impl Mfa {
    /// The level of the session, and the one that the user's factors allow. The reference's
    /// `mfa.get_authenticator_assurance_level`.
    ///
    /// ```
    /// # use supabase_orm::{Client, Result};
    /// # async fn f(db: &Client) -> Result<()> {
    /// let level = db.auth().mfa().get_authenticator_assurance_level().await?;
    /// if level.next != level.current {
    ///     println!("ask for the second factor");
    /// }
    /// # Ok(()) }
    /// ```
    ///
    /// It is read from the session without asking the server; a handle of [`as_user`](crate::Client::as_user) has none and asks
    /// for the user.
    ///
    /// # Errors
    /// When the token is none that can be read, or has run out and cannot be refreshed.
    pub async fn get_authenticator_assurance_level(&self) -> Result<AssuranceLevel> {
        let Some(token) = self.auth.own_token().await? else { return Ok(AssuranceLevel::default()) };
        let claims: Unverified = Parts::split(token.expose())?.claims()?;
        let session = self.auth.keeper().session();
        let own = session.filter(|session| session.access_token.expose() == token.expose());
        let factors = match own.as_ref().and_then(|session| session.user.as_ref()) {
            Some(user) => user.factors.clone(),
            None => self.auth.get_user().await?.factors,
        };
        let verified = factors.iter().flatten().any(Factor::is_verified);
        let next = if verified { Some(Aal::Aal2) } else { claims.aal.clone() };
        Ok(AssuranceLevel { current: claims.aal, next, methods: claims.amr })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn levels_and_methods_that_are_new_are_kept() {
        let aal: Aal = serde_json::from_str(r#""aal3""#).unwrap();
        assert_eq!((aal.as_str(), serde_json::to_string(&aal).unwrap().as_str()), ("aal3", r#""aal3""#));
        let amr: Vec<Amr> = serde_json::from_str(r#"["pwd",{"method":"totp","timestamp":7}]"#).unwrap();
        let pairs: Vec<_> = amr.iter().map(|amr| (amr.method.as_str(), amr.timestamp)).collect();
        assert_eq!(pairs, [("pwd", None), ("totp", Some(7))]);
    }
}
