//! Dictionaries of the official client, as builders.

use crate::outcome::{Fault, Returned};
use serde_json::Value;
use supabase_orm::auth::{Channel, Login, OtpKind, SignOutScope};

/// A dictionary that may not be there.
#[derive(Clone, Copy)]
pub(super) struct Dict<'a>(Option<&'a Value>);

impl<'a> Dict<'a> {
    pub(super) fn new(value: Option<&'a Value>) -> Self {
        Self(value)
    }

    pub(super) fn get(self, name: &str) -> Option<&'a Value> {
        self.0.and_then(|map| map.get(name)).filter(|value| !value.is_null())
    }

    pub(super) fn text(self, name: &str) -> Option<&'a str> {
        self.get(name).and_then(Value::as_str)
    }

    pub(super) fn flag(self, name: &str) -> Option<bool> {
        self.get(name).and_then(Value::as_bool)
    }

    pub(super) fn options(self) -> Self {
        Self(self.get("options"))
    }

    /// All members, the null ones too.
    pub(super) fn members(self) -> impl Iterator<Item = (&'a str, &'a Value)> {
        self.0.and_then(Value::as_object).into_iter().flatten().map(|(name, value)| (name.as_str(), value))
    }

    /// The email address wins, as in the official client.
    pub(super) fn login(self) -> Option<Login> {
        self.text("email").map(Login::email).or_else(|| self.text("phone").map(Login::phone))
    }

    pub(super) fn channel(self) -> Option<Channel> {
        match self.text("channel") {
            Some("whatsapp") => Some(Channel::Whatsapp),
            Some(_) => Some(Channel::Sms),
            None => None,
        }
    }

    pub(super) fn kind(self) -> Result<OtpKind, Fault> {
        Ok(match self.text("type") {
            Some("email") => OtpKind::Email,
            Some("signup") => OtpKind::Signup,
            Some("invite") => OtpKind::Invite,
            Some("magiclink") => OtpKind::Magiclink,
            Some("recovery") => OtpKind::Recovery,
            Some("email_change") => OtpKind::EmailChange,
            Some("sms") => OtpKind::Sms,
            Some("phone_change") => OtpKind::PhoneChange,
            other => return Err(Fault::Unsupported(format!("a code of the kind {other:?}"))),
        })
    }
}

pub(super) fn scope(text: Option<&str>) -> Result<Option<SignOutScope>, Fault> {
    Ok(match text {
        None => None,
        Some("global") => Some(SignOutScope::Global),
        Some("local") => Some(SignOutScope::Local),
        Some("others") => Some(SignOutScope::Others),
        Some(other) => return Err(Fault::Unsupported(format!("the scope `{other}`"))),
    })
}

/// What the types do not let one write. Right where the official client refuses it too.
pub(super) fn inexpressible(what: &str) -> Returned {
    Returned::Inexpressible(what.to_owned())
}

/// An option, where it is given.
macro_rules! given {
    ($builder:expr, $($value:expr => $method:ident),+ $(,)?) => {{
        let mut builder = $builder;
        $(if let Some(value) = $value {
            builder = builder.$method(value);
        })+
        builder
    }};
}
pub(super) use given;
