//! Making, changing, deleting and inviting users.

use crate::{
    auth::{
        User,
        call::uuid,
        request::{option, request},
    },
    error::Result,
};
use serde_json::Value;

request! {
    /// Making a user.
    CreateUser
}

request! {
    /// Changing a user.
    UpdateUserById { id: String }
}

request! {
    /// Deleting a user.
    DeleteUser { id: String }
}

request! {
    /// Inviting a user.
    InviteUser
}

macro_rules! attributes {
    ($name:ident) => {
        impl $name {
            /// The email address.
            pub fn email(self, address: impl Into<String>) -> Self {
                self.attribute("email", address.into())
            }

            /// The phone number; the server drops a leading `+`.
            pub fn phone(self, number: impl Into<String>) -> Self {
                self.attribute("phone", number.into())
            }

            /// The password.
            pub fn password(self, password: impl Into<String>) -> Self {
                self.attribute("password", password.into())
            }

            /// The hash of a password that another system has kept: bcrypt, scrypt or argon2.
            pub fn password_hash(self, hash: impl Into<String>) -> Self {
                self.attribute("password_hash", hash.into())
            }

            /// What the user says about itself; an update is merged at the top level, NULL removes.
            pub fn user_metadata(self, data: impl Into<Value>) -> Self {
                self.attribute("user_metadata", data)
            }

            /// What only the server and administrators say; an update is merged at the top level, NULL removes.
            pub fn app_metadata(self, data: impl Into<Value>) -> Self {
                self.attribute("app_metadata", data)
            }

            /// Takes the email address as confirmed.
            pub fn email_confirm(self, confirm: bool) -> Self {
                self.attribute("email_confirm", confirm)
            }

            /// Takes the phone number as confirmed.
            pub fn phone_confirm(self, confirm: bool) -> Self {
                self.attribute("phone_confirm", confirm)
            }

            /// For how long the user cannot sign in: `24h`, `1h30m`; `none` lifts it.
            pub fn ban_duration(self, duration: impl Into<String>) -> Self {
                self.attribute("ban_duration", duration.into())
            }

            /// The role in the database. Default is `authenticated`.
            pub fn role(self, role: impl Into<String>) -> Self {
                self.attribute("role", role.into())
            }

            /// Anything else that the server knows.
            pub fn attribute(mut self, name: &str, value: impl Into<Value>) -> Self {
                self.call.set(name, value);
                self
            }
        }
    };
}

attributes!(CreateUser);
attributes!(UpdateUserById);

impl CreateUser {
    /// Its id, a UUID. Default is a random one.
    pub fn id(self, id: impl Into<String>) -> Self {
        self.attribute("id", id.into())
    }

    /// Sends it.
    ///
    /// # Errors
    /// When the server refuses (`email_exists`, `phone_exists`, `not_admin`) or cannot be reached.
    pub async fn send(self) -> Result<User> {
        self.auth.call(&self.call).await
    }
}

impl UpdateUserById {
    /// Sends it.
    ///
    /// # Errors
    /// When the id is no UUID, the server refuses (`user_not_found`, `weak_password`, `not_admin`; `unexpected_failure` for an
    /// address that is taken) or cannot be reached.
    pub async fn send(mut self) -> Result<User> {
        let id = uuid("user's id", &self.id)?;
        self.call.to(format!("admin/users/{id}"));
        self.auth.call(&self.call).await
    }
}

impl DeleteUser {
    /// Keeps a row of it, with hashed address and number, for records that name its id. Default is no.
    pub fn should_soft_delete(mut self, soft: bool) -> Self {
        self.call.set("should_soft_delete", soft);
        self
    }

    /// Sends it.
    ///
    /// # Errors
    /// When the id is no UUID, the server refuses (`user_not_found`, `not_admin`) or cannot be reached.
    pub async fn send(mut self) -> Result<()> {
        let id = uuid("user's id", &self.id)?;
        self.call.to(format!("admin/users/{id}"));
        self.auth.bytes(&self.call).await.map(drop)
    }
}

impl InviteUser {
    option!(data);
    option!(redirect_to);

    /// Sends it.
    ///
    /// # Errors
    /// When the server refuses (`email_exists`, `over_email_send_rate_limit`, `not_admin`) or cannot be reached.
    pub async fn send(self) -> Result<User> {
        self.auth.call(&self.call).await
    }
}
