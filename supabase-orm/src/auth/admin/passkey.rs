//! Passkeys of users, for administration.

use crate::{
    auth::{
        Auth, Passkey,
        call::{Call, Who, uuid},
    },
    error::Result,
};
use http::Method;

/// Passkeys of users: see [`Admin::passkey`](super::Admin::passkey).
#[derive(Debug, Clone)]
pub struct AdminPasskey {
    pub(super) auth: Auth,
}

impl AdminPasskey {
    /// The passkeys of a user. JavaScript's `admin.passkey.listPasskeys`.
    ///
    /// # Errors
    /// When the id is no UUID, the server refuses (`user_not_found`, `not_admin`) or cannot be reached.
    pub async fn list_passkeys(&self, user_id: &str) -> Result<Vec<Passkey>> {
        let path = format!("admin/users/{}/passkeys", uuid("user's id", user_id)?);
        self.auth.call(&Call::new(Method::GET, path, Who::Key)).await
    }

    /// Deletes a passkey: for a user who has lost the device. JavaScript's `admin.passkey.deletePasskey`.
    ///
    /// # Errors
    /// When an id is no UUID, the server refuses (`not_admin`) or cannot be reached.
    pub async fn delete_passkey(&self, user_id: &str, passkey_id: &str) -> Result<()> {
        let (user_id, passkey_id) = (uuid("user's id", user_id)?, uuid("passkey's id", passkey_id)?);
        let path = format!("admin/users/{user_id}/passkeys/{passkey_id}");
        self.auth.bytes(&Call::new(Method::DELETE, path, Who::Key)).await.map(drop)
    }
}
