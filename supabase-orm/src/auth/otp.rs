//! One-time codes and links: sent, sent again, verified.

use super::{
    Auth, AuthEvent, Channel, Login, PkceFlow, Session, User,
    call::{Call, read},
    request::{option, request},
};
use crate::error::Result;
use serde::Deserialize;
use serde_json::Value;
use std::sync::Arc;

request! {
    /// Signing in with a code or link that is sent to the user.
    SignInWithOtp { login: Login, channel: Channel }
}

request! {
    /// Verifying a code or link.
    VerifyOtp { kind: OtpKind }
}

request! {
    /// Sending a code or link again.
    Resend { login: Login }
}

/// What a code is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum OtpKind {
    /// Sent to an email address: signing up or in.
    Email,
    /// Signing up by email.
    Signup,
    /// An invitation.
    Invite,
    /// A link to sign in.
    Magiclink,
    /// A new password.
    Recovery,
    /// Another email address.
    EmailChange,
    /// Sent to a phone.
    Sms,
    /// Another phone number.
    PhoneChange,
}

impl OtpKind {
    pub(super) fn as_str(self) -> &'static str {
        match self {
            Self::Email => "email",
            Self::Signup => "signup",
            Self::Invite => "invite",
            Self::Magiclink => "magiclink",
            Self::Recovery => "recovery",
            Self::EmailChange => "email_change",
            Self::Sms => "sms",
            Self::PhoneChange => "phone_change",
        }
    }
}

/// A code, and where it was sent; or what a link holds instead.
#[derive(Clone)]
#[non_exhaustive]
pub enum Otp {
    /// The code that the user types in.
    Code(Login, String),
    /// The `token_hash` of a link in a mail.
    TokenHash(String),
}

impl std::fmt::Debug for Otp {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Code(..) => "Code(redacted)",
            Self::TokenHash(_) => "TokenHash(redacted)",
        })
    }
}

/// A code or link was sent.
#[derive(Debug, Clone, Deserialize)]
#[non_exhaustive]
pub struct OtpSent {
    /// The id of the message at the provider that sent it to a phone.
    #[serde(default)]
    pub message_id: Option<String>,
    /// The secret of the link in the mail.
    #[serde(skip)]
    pub flow: Option<PkceFlow>,
}

/// What came of verifying a code.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub enum Verified {
    /// Signed in.
    Session(Arc<Session>),
    /// Confirmed, without signing in.
    User(Box<User>),
    /// The change of an email address waits for the other address to be confirmed; the server's words.
    Waiting(String),
}

impl Auth {
    /// Sends a code or link to sign in with. The reference's `sign_in_with_otp`.
    ///
    /// ```
    /// # use supabase_orm::{Client, Result, auth::{Login, Otp, OtpKind}};
    /// # async fn f(db: &Client, code: &str) -> Result<()> {
    /// let login = Login::email("ann@example.com");
    /// db.auth().sign_in_with_otp(login.clone()).send().await?;
    /// db.auth().verify_otp(Otp::Code(login, code.into()), OtpKind::Email).send().await?;
    /// # Ok(()) }
    /// ```
    pub fn sign_in_with_otp(&self, login: Login) -> SignInWithOtp {
        let mut call = Call::secured("otp").with("data", Value::Null).with("create_user", true);
        login.clone().put(&mut call);
        SignInWithOtp { auth: self.clone(), call, login, channel: Channel::default() }
    }

    /// Verifies a code or link. The reference's `verify_otp`.
    pub fn verify_otp(&self, otp: Otp, kind: OtpKind) -> VerifyOtp {
        let mut call = Call::secured("verify").with("type", kind.as_str());
        match otp {
            Otp::Code(login, code) => {
                login.put(&mut call);
                call.set("token", code);
            }
            Otp::TokenHash(hash) => call.set("token_hash", hash),
        }
        VerifyOtp { auth: self.clone(), call, kind }
    }

    /// Sends the code or link of a sign-up or change again. The reference's `resend`.
    pub fn resend(&self, login: Login, kind: OtpKind) -> Resend {
        let mut call = Call::secured("resend").with("type", kind.as_str());
        login.clone().put(&mut call);
        Resend { auth: self.clone(), call, login }
    }
}

impl SignInWithOtp {
    option!(data);
    option!(redirect_to);
    option!(captcha_token);

    /// Whether an unknown user is made. Default is yes.
    pub fn create_user(mut self, create: bool) -> Self {
        self.call.set("create_user", create);
        self
    }

    /// How the code gets to a phone. Default is a text message.
    pub fn channel(mut self, channel: Channel) -> Self {
        self.channel = channel;
        self
    }

    /// Sends it.
    ///
    /// # Errors
    /// When the server refuses (`otp_disabled` for an unknown user, `over_email_send_rate_limit`) or cannot be reached.
    pub async fn send(mut self) -> Result<OtpSent> {
        let mut flow = None;
        if self.login.is_email() {
            flow = self.auth.flow(&mut self.call, false)?;
        } else {
            self.call.set("channel", self.channel.as_str());
        }
        let sent: OtpSent = self.auth.call(&self.call).await?;
        Ok(OtpSent { flow, ..sent })
    }
}

impl VerifyOtp {
    option!(redirect_to);
    option!(captcha_token);

    /// Sends it.
    ///
    /// # Errors
    /// When the server refuses (`otp_expired`, whatever is wrong with the code) or cannot be reached.
    pub async fn send(self) -> Result<Verified> {
        let body = self.auth.bytes(&self.call).await?;
        let answer: Value = read(&body)?;
        if answer.get("access_token").is_some() {
            let recovery = self.kind == OtpKind::Recovery;
            let event = if recovery { AuthEvent::PasswordRecovery } else { AuthEvent::SignedIn };
            return Ok(Verified::Session(self.auth.signed_in(read(&body)?, event).await));
        }
        if let Some(message) = answer.get("msg").and_then(Value::as_str) {
            return Ok(Verified::Waiting(message.to_owned()));
        }
        let user = answer.get("user").filter(|user| user.is_object()).unwrap_or(&answer);
        Ok(Verified::User(Box::new(read(user.to_string().as_bytes())?)))
    }
}

impl Resend {
    option!(captcha_token);

    /// Where the link in the mail leads to; of no meaning for a phone.
    pub fn redirect_to(mut self, url: impl Into<String>) -> Self {
        if self.login.is_email() {
            self.call.redirect_to(url);
        }
        self
    }

    /// Sends it.
    ///
    /// # Errors
    /// When the server refuses (`over_email_send_rate_limit`) or cannot be reached.
    pub async fn send(self) -> Result<OtpSent> {
        self.auth.call(&self.call).await
    }
}
