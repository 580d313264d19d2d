//! How a user is named.

use super::call::Call;

/// The name that a user signs in with: an email address or a phone number.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Login {
    /// An email address.
    Email(String),
    /// A phone number; the server drops a leading `+`.
    Phone(String),
}

impl Login {
    /// An email address.
    pub fn email(address: impl Into<String>) -> Self {
        Self::Email(address.into())
    }

    /// A phone number.
    pub fn phone(number: impl Into<String>) -> Self {
        Self::Phone(number.into())
    }

    pub(super) fn is_email(&self) -> bool {
        matches!(self, Self::Email(_))
    }

    pub(super) fn put(self, call: &mut Call) {
        match self {
            Self::Email(address) => call.set("email", address),
            Self::Phone(number) => call.set("phone", number),
        }
    }
}

/// How a code gets to a phone.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum Channel {
    /// A text message.
    #[default]
    Sms,
    /// A message of `WhatsApp`.
    Whatsapp,
}

impl Channel {
    pub(super) fn as_str(self) -> &'static str {
        match self {
            Self::Sms => "sms",
            Self::Whatsapp => "whatsapp",
        }
    }
}
