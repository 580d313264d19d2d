//! Second factors of users, for administration.

use crate::{
    auth::{
        Auth, Factor,
        call::{Call, Who, uuid},
        request::request,
    },
    error::Result,
};
use http::Method;

/// Second factors of users: see [`Admin::mfa`](super::Admin::mfa).
#[derive(Debug, Clone)]
pub struct AdminMfa {
    pub(super) auth: Auth,
}

request! {
    /// Changing a second factor.
    UpdateFactor { ids: (String, String) }
}

impl UpdateFactor {
    /// Its name.
    pub fn friendly_name(mut self, name: impl Into<String>) -> Self {
        self.call.set("friendly_name", name.into());
        self
    }

    /// The number, of a phone factor.
    pub fn phone(mut self, number: impl Into<String>) -> Self {
        self.call.set("phone", number.into());
        self
    }

    /// Sends it.
    ///
    /// # Errors
    /// When an id is no UUID, the server refuses (`mfa_factor_not_found`, `not_admin`) or cannot be reached.
    pub async fn send(mut self) -> Result<Factor> {
        let (user_id, factor_id) = (uuid("user's id", &self.ids.0)?, uuid("factor's id", &self.ids.1)?);
        self.call.to(format!("admin/users/{user_id}/factors/{factor_id}"));
        self.auth.call(&self.call).await
    }
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

    /// Changes the name or the number of a factor.
    ///
    /// ```
    /// # use supabase_orm::{Client, Result};
    /// # async fn f(db: &Client, user_id: &str, factor_id: &str) -> Result<()> {
    /// db.auth().admin().mfa().update_factor(user_id, factor_id).friendly_name("work phone").send().await?;
    /// # Ok(()) }
    /// ```
    pub fn update_factor(&self, user_id: &str, factor_id: &str) -> UpdateFactor {
        UpdateFactor {
            auth: self.auth.clone(),
            call: Call::new(Method::PUT, "", Who::Key).with_body(),
            ids: (user_id.to_owned(), factor_id.to_owned()),
        }
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
