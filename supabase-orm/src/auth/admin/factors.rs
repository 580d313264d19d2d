//! Second factors of users, for administration.

use crate::{
    auth::{
        Auth, Factor,
        call::{Call, Who, uuid},
    },
    error::Result,
};
use http::Method;

/// Second factors of users: see [`Admin::mfa`](super::Admin::mfa).
#[derive(Debug, Clone)]
pub struct AdminMfa {
    pub(super) auth: Auth,
}

impl AdminMfa {
    /// The factors of a user, verified or not. The reference's `admin.mfa.list_factors`.
    ///
    /// # Errors
    /// When the id is no UUID, the server refuses (`user_not_found`, `not_admin`) or cannot be reached.
    pub async fn list_factors(&self, user_id: &str) -> Result<Vec<Factor>> {
        let path = format!("admin/users/{}/factors", uuid("user's id", user_id)?);
        self.auth.call(&Call::new(Method::GET, path, Who::Key)).await
    }

    /// Deletes a factor: for a user who has lost it. The reference's `admin.mfa.delete_factor`.
    ///
    /// # Errors
    /// When an id is no UUID, the server refuses (`mfa_factor_not_found`, `user_not_found`, `not_admin`) or cannot be reached.
    pub async fn delete_factor(&self, user_id: &str, factor_id: &str) -> Result<()> {
        let (user_id, factor_id) = (uuid("user's id", user_id)?, uuid("factor's id", factor_id)?);
        let path = format!("admin/users/{user_id}/factors/{factor_id}");
        self.auth.bytes(&Call::new(Method::DELETE, path, Who::Key)).await.map(drop)
    }
}
