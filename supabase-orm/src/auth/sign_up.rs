//! Signing up.

use super::{
    Auth, AuthEvent, Channel, Flow, Login, PkceFlow, Session, User,
    call::{Call, read},
    clock::unix,
    request::{option, request},
};
use crate::{client::Bearer, error::Result};
use serde_json::{Map, Value};
use std::sync::Arc;

request! {
    /// A new user.
    SignUp { login: Login, channel: Channel }
}

/// What came of a sign-up.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub enum SignedUp {
    /// Signed in: the project does not ask for a confirmation.
    Session(Arc<Session>),
    /// A mail or message was sent; the user can sign in once it is confirmed.
    ConfirmationSent {
        /// The new user.
        user: Box<User>,
        /// The secret of the link in the mail.
        flow: Option<PkceFlow>,
    },
    /// The address has a confirmed user already. The server answers a stand-in, so that nobody can find out who has an account.
    MayExist(Box<User>),
}

impl Auth {
    /// Makes a new user. The reference's `sign_up`.
    ///
    /// ```
    /// # use supabase_orm::{Client, Result, auth::{Login, SignedUp}};
    /// # async fn f(db: &Client) -> Result<()> {
    /// let made = db.auth().sign_up(Login::email("ann@example.com"), "example-password").send().await?;
    /// if let SignedUp::ConfirmationSent { .. } = made {
    ///     println!("look into your mail");
    /// }
    /// # Ok(()) }
    /// ```
    pub fn sign_up(&self, login: Login, password: impl Into<String>) -> SignUp {
        let mut call = Call::secured("signup").with("password", password.into()).with("data", Map::new());
        login.clone().put(&mut call);
        SignUp { auth: self.clone(), call, login, channel: Channel::default() }
    }
}

impl SignUp {
    option!(data);
    option!(redirect_to);
    option!(captcha_token);

    /// How the code gets to a phone. Default is a text message.
    pub fn channel(mut self, channel: Channel) -> Self {
        self.channel = channel;
        self
    }

    /// Sends it.
    ///
    /// # Errors
    /// When the server refuses (`weak_password`, `user_already_exists`, `signup_disabled`) or cannot be reached.
    pub async fn send(mut self) -> Result<SignedUp> {
        let mut flow = None;
        if self.login.is_email() {
            flow = self.auth.flow(&mut self.call, false)?;
        } else {
            self.call.set("channel", self.channel.as_str());
        }
        let body = self.auth.bytes(&self.call).await?;
        // one endpoint, two shapes
        let answer: Value = read(&body)?;
        if answer.get("access_token").is_some() {
            let session = self.auth.signed_in(read(&body)?, AuthEvent::SignedIn).await;
            return Ok(SignedUp::Session(session));
        }
        let user: Box<User> = Box::new(read(&body)?);
        Ok(if user.may_exist_already() {
            SignedUp::MayExist(user)
        } else {
            SignedUp::ConfirmationSent { user, flow }
        })
    }
}

impl Auth {
    /// A secret for the link that a mail will have, unless the flow is implicit.
    pub(super) fn flow(&self, call: &mut Call, recovery: bool) -> Result<Option<PkceFlow>> {
        if self.client().auth_flow() == Flow::Implicit {
            return Ok(None);
        }
        let flow = PkceFlow::new(recovery)?;
        flow.put(call);
        Ok(Some(flow))
    }

    /// The session becomes the client's. A handle that acts for somebody else has none: it would change who all the others
    /// act for.
    pub(super) async fn signed_in(
        &self,
        mut session: Session,
        event: fn(Arc<Session>) -> AuthEvent,
    ) -> Arc<Session> {
        if session.expires_at.is_none() && session.expires_in > 0 {
            // an old server does not say; other clients that share the store read it
            session.expires_at = Some(unix(self.client().clock().now()).saturating_add(session.expires_in));
        }
        if !self.is_of_session() {
            return Arc::new(session);
        }
        self.keeper().set(self.client(), session, event).await
    }

    /// This handle acts for whoever is signed in.
    pub(super) fn is_of_session(&self) -> bool {
        matches!(self.client().bearer_kind(), Bearer::Session | Bearer::Key)
    }
}
