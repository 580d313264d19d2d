//! Links and codes that the program sends itself.

use crate::{
    auth::{
        User,
        call::Call,
        request::{option, request},
    },
    error::Result,
};
use serde::Deserialize;
use std::fmt;

request! {
    /// Making a link or code.
    GenerateLink
}

/// What a link is for.
#[derive(Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum LinkKind {
    /// Signing up: makes the user.
    Signup {
        /// Its address.
        email: String,
        /// Its password.
        password: String,
    },
    /// An invitation: makes the user.
    Invite {
        /// Its address.
        email: String,
    },
    /// Signing in; a sign-up if the address is not known.
    Magiclink {
        /// The user's address.
        email: String,
    },
    /// A new password.
    Recovery {
        /// The user's address.
        email: String,
    },
    /// Another address, confirmed at the one of now.
    EmailChangeCurrent {
        /// The address of now.
        email: String,
        /// The other one.
        new_email: String,
    },
    /// Another address, confirmed at the new one.
    EmailChangeNew {
        /// The address of now.
        email: String,
        /// The other one.
        new_email: String,
    },
}

impl LinkKind {
    fn as_str(&self) -> &'static str {
        match self {
            Self::Signup { .. } => "signup",
            Self::Invite { .. } => "invite",
            Self::Magiclink { .. } => "magiclink",
            Self::Recovery { .. } => "recovery",
            Self::EmailChangeCurrent { .. } => "email_change_current",
            Self::EmailChangeNew { .. } => "email_change_new",
        }
    }

    pub(super) fn put(self, call: &mut Call) {
        call.set("type", self.as_str());
        match self {
            Self::Signup { email, password } => {
                call.set("email", email);
                call.set("password", password);
            }
            Self::Invite { email } | Self::Magiclink { email } | Self::Recovery { email } => {
                call.set("email", email);
            }
            Self::EmailChangeCurrent { email, new_email } | Self::EmailChangeNew { email, new_email } => {
                call.set("email", email);
                call.set("new_email", new_email);
            }
        }
    }
}

// a password may stand in it
impl fmt::Debug for LinkKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "LinkKind({})", self.as_str())
    }
}

impl GenerateLink {
    option!(data);
    option!(redirect_to);

    /// Sends it. Nothing is sent to the user.
    ///
    /// # Errors
    /// When the server refuses (`user_not_found`, `email_exists`, `not_admin`) or cannot be reached.
    pub async fn send(self) -> Result<GeneratedLink> {
        self.auth.call(&self.call).await
    }
}

/// A link and a code, for the same thing, and whose they are. `Debug` shows neither.
#[derive(Clone, Deserialize)]
#[non_exhaustive]
pub struct GeneratedLink {
    /// The link.
    pub action_link: String,
    /// The code, for [`Otp::Code`](crate::auth::Otp::Code).
    #[serde(default)]
    pub email_otp: String,
    /// What a link of one's own holds, for [`Otp::TokenHash`](crate::auth::Otp::TokenHash).
    #[serde(default)]
    pub hashed_token: String,
    /// What it is for, as the server sees it: `signup` where a magic link was asked for an address that is not known.
    #[serde(default)]
    pub verification_type: String,
    /// Where the link leads to.
    #[serde(default)]
    pub redirect_to: String,
    /// Whose it is.
    #[serde(flatten)]
    pub user: User,
}

impl fmt::Debug for GeneratedLink {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("GeneratedLink")
            .field("verification_type", &self.verification_type)
            .field("redirect_to", &self.redirect_to)
            .field("user", &self.user.id)
            .finish_non_exhaustive()
    }
}
