//! The user's own account: reading it, changing it, a new password.

use super::{
    Auth, Identity, PkceFlow, User,
    call::{Call, Who},
    request::{option, request},
};
use crate::{
    client::AccessToken,
    error::{Error, ErrorKind, Result},
};
use http::Method;

request! {
    /// Changing the user.
    UpdateUser { email: bool }
}

request! {
    /// Sending a link to set a new password.
    ResetPassword
}

impl Auth {
    /// The user as the server knows it now. The reference's `get_user`.
    ///
    /// # Errors
    /// When nobody is signed in, or the server refuses or cannot be reached.
    pub async fn get_user(&self) -> Result<User> {
        self.call(&Call::new(Method::GET, "user", Who::User)).await
    }

    /// The user of this access token, which the server verifies. The reference's `get_user(jwt)`.
    ///
    /// # Errors
    /// When the server refuses it (`bad_jwt`, `session_not_found`) or cannot be reached.
    pub async fn get_user_of(&self, token: impl Into<AccessToken>) -> Result<User> {
        let unfit = || Error::new(ErrorKind::Credentials("the access token cannot stand in a header".into()));
        let bearer = token.into().header().ok_or_else(unfit)?;
        self.call(&Call::new(Method::GET, "user", Who::Token(bearer))).await
    }

    /// Changes the user who is signed in. The reference's `update_user`.
    ///
    /// ```
    /// # use supabase_orm::{Client, Result};
    /// # async fn f(db: &Client) -> Result<()> {
    /// db.auth().update_user().data(serde_json::json!({"theme": "dark"})).send().await?;
    /// # Ok(()) }
    /// ```
    pub fn update_user(&self) -> UpdateUser {
        UpdateUser {
            auth: self.clone(),
            call: Call::new(Method::PUT, "user", Who::User).with_body(),
            email: false,
        }
    }

    /// Sends a link to set a new password. Nothing tells whether the address is known. The reference's
    /// `reset_password_for_email`.
    pub fn reset_password_for_email(&self, email: impl Into<String>) -> ResetPassword {
        let call = Call::secured("recover").with("email", email.into());
        ResetPassword { auth: self.clone(), call }
    }

    /// Sends the user a nonce that proves who it is, for [`update_user`](Self::update_user). The reference's `reauthenticate`.
    ///
    /// # Errors
    /// When nobody is signed in, or the server refuses or cannot be reached.
    pub async fn reauthenticate(&self) -> Result<()> {
        self.bytes(&Call::new(Method::GET, "reauthenticate", Who::User)).await.map(drop)
    }

    /// How the user can sign in. The reference's `get_user_identities`.
    ///
    /// # Errors
    /// When nobody is signed in, or the server refuses or cannot be reached.
    pub async fn get_user_identities(&self) -> Result<Vec<Identity>> {
        Ok(self.get_user().await?.identities.unwrap_or_default())
    }
}

impl UpdateUser {
    option!(data);

    /// Another email address: both addresses are asked, unless the project does without.
    pub fn email(mut self, address: impl Into<String>) -> Self {
        self.call.set("email", address.into());
        self.email = true;
        self
    }

    /// Another phone number.
    pub fn phone(mut self, number: impl Into<String>) -> Self {
        self.call.set("phone", number.into());
        self
    }

    /// A new password.
    pub fn password(mut self, password: impl Into<String>) -> Self {
        self.call.set("password", password.into());
        self
    }

    /// The password of now, where the project asks for it.
    pub fn current_password(mut self, password: impl Into<String>) -> Self {
        self.call.set("current_password", password.into());
        self
    }

    /// What [`reauthenticate`](Auth::reauthenticate) has sent to the user.
    pub fn nonce(mut self, nonce: impl Into<String>) -> Self {
        self.call.set("nonce", nonce.into());
        self
    }

    option!(redirect_to);

    /// Sends it.
    ///
    /// # Errors
    /// When nobody is signed in, the server refuses (`weak_password`, `same_password`, `reauthentication_needed`,
    /// `email_exists`) or cannot be reached.
    pub async fn send(mut self) -> Result<User> {
        if self.email {
            self.auth.flow(&mut self.call, false)?;
        }
        let user = self.auth.call(&self.call).await?;
        if self.auth.is_of_session() {
            self.auth.keeper().set_user(&user).await;
        }
        Ok(user)
    }
}

impl ResetPassword {
    option!(redirect_to);
    option!(captcha_token);

    /// Sends it; the secret of the link, unless the flow is implicit.
    ///
    /// # Errors
    /// When the server refuses (`over_email_send_rate_limit`) or cannot be reached.
    pub async fn send(mut self) -> Result<Option<PkceFlow>> {
        let flow = self.auth.flow(&mut self.call, true)?;
        self.auth.bytes(&self.call).await?;
        Ok(flow)
    }
}
