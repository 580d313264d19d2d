//! The mails of the double.

use super::{pkce::Challenge, redirect::pairs};
use lettre::{
    AsyncSmtpTransport, AsyncTransport as _, Message, Tokio1Executor, message::header::ContentType,
};

/// A mail to send.
#[derive(Debug, Clone)]
pub(super) struct Letter {
    pub(super) to: String,
    subject: String,
    body: String,
}

/// What a mail is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum About {
    Signup,
    Magiclink,
    Recovery,
    EmailChange,
}

impl About {
    /// As links name it.
    pub(super) fn as_str(self) -> &'static str {
        match self {
            Self::Signup => "signup",
            Self::Magiclink => "magiclink",
            Self::Recovery => "recovery",
            Self::EmailChange => "email_change",
        }
    }

    /// As sessions name it that come of a code exchanged.
    pub(super) fn method(self) -> &'static str {
        if self == Self::Signup { "email/signup" } else { self.as_str() }
    }

    fn subject(self) -> &'static str {
        match self {
            Self::Signup => "Confirm your email address",
            Self::Magiclink => "Your sign-in link",
            Self::Recovery => "Reset your password",
            Self::EmailChange => "Confirm your new email address",
        }
    }
}

/// What a letter is written with.
#[derive(Debug)]
pub(super) struct Occasion {
    pub(super) about: About,
    /// Where the link leads back to.
    pub(super) redirect: String,
    pub(super) challenge: Option<Challenge>,
}

impl Letter {
    pub(super) fn with_link(base: &str, to: &str, occasion: &Occasion, code: &str, hash: &str) -> Self {
        let kind = occasion.about.as_str();
        let query = pairs(&[("redirect_to", &occasion.redirect), ("token", hash), ("type", kind)]);
        let link = format!("{base}/verify?{query}").replace('&', "&amp;");
        let subject = occasion.about.subject();
        let body = format!(
            "<h2>{subject}</h2>\n<p><a href=\"{link}\">{subject}</a></p>\n<p>Or enter the code: {code}</p>\n"
        );
        Self { to: to.to_owned(), subject: subject.to_owned(), body }
    }

    pub(super) fn with_nonce(to: &str, code: &str) -> Self {
        let subject = format!("{code} is your verification code");
        let body = format!("<h2>Confirm that it is you</h2>\n<p>Enter the code: {code}</p>\n");
        Self { to: to.to_owned(), subject, body }
    }

    /// Sends it to a server on this machine.
    pub(super) async fn send(self, port: u16) -> Result<(), Box<dyn std::error::Error + Send + Sync>> {
        let message = Message::builder()
            .from("auth@stack.local".parse()?)
            .to(self.to.parse()?)
            .subject(self.subject)
            .header(ContentType::TEXT_HTML)
            .body(self.body)?;
        let server = AsyncSmtpTransport::<Tokio1Executor>::builder_dangerous("127.0.0.1").port(port);
        server.build().send(message).await?;
        Ok(())
    }
}
