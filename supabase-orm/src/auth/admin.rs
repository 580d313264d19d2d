//! Administration of users, for servers: all of it needs a secret key (`sb_secret_..`, `service_role`).

mod custom_provider;
mod factors;
mod link;
mod oauth;
mod page;
mod passkey;
mod sso;
mod user;

pub use custom_provider::{
    AdminCustomProviders, CreateCustomProvider, CustomProvider, CustomProviderKind, UpdateCustomProvider,
};
pub use factors::{AdminMfa, UpdateFactor};
pub use link::{GenerateLink, GeneratedLink, LinkKind};
pub use oauth::{
    AdminOAuth, ClientSecret, CreateOAuthClient, ListOAuthClients, OAuthClient, UpdateOAuthClient,
};
pub use page::{ListUsers, OAuthClientPage, UserPage};
pub use passkey::AdminPasskey;
pub use sso::{
    AdminSso, CreateSsoProvider, SamlMetadata, SamlProvider, SsoProvider, SsoProviderDomain,
    UpdateSsoProvider,
};
pub use user::{CreateUser, DeleteUser, InviteUser, UpdateUserById};

use super::{
    Auth, SignOutScope, User,
    call::{Call, Who, uuid},
};
use crate::{
    client::AccessToken,
    error::{Error, ErrorKind, Result},
};
use http::Method;

impl Auth {
    /// Administration, for servers. The reference's `admin`.
    ///
    /// It always acts as the key of the client, whoever is signed in; a key that is not secret is refused (`not_admin`).
    ///
    /// ```
    /// # use supabase_orm::{Client, Result};
    /// # async fn f(db: &Client) -> Result<()> {
    /// let admin = db.auth().admin();
    /// let ann = admin.create_user().email("ann@example.com").email_confirm(true).send().await?;
    /// admin.update_user_by_id(&ann.id).app_metadata(serde_json::json!({"plan": "trial"})).send().await?;
    /// # Ok(()) }
    /// ```
    #[must_use]
    pub fn admin(&self) -> Admin {
        Admin { auth: self.clone() }
    }
}

/// Administration: see [`Auth::admin`].
#[derive(Debug, Clone)]
pub struct Admin {
    auth: Auth,
}

impl Admin {
    /// Makes a user. Nothing is sent to it. The reference's `admin.create_user`.
    pub fn create_user(&self) -> CreateUser {
        CreateUser { auth: self.auth.clone(), call: Call::post("admin/users").who(Who::Key) }
    }

    /// The users, page by page. The reference's `admin.list_users`.
    ///
    /// ```
    /// # use supabase_orm::{Client, Result};
    /// # async fn f(db: &Client) -> Result<()> {
    /// let mut next = Some(1);
    /// while let Some(number) = next {
    ///     let page = db.auth().admin().list_users().page(number).per_page(100).send().await?;
    ///     println!("{} of {:?}", page.users.len(), page.total);
    ///     next = page.next_page;
    /// }
    /// # Ok(()) }
    /// ```
    pub fn list_users(&self) -> ListUsers {
        ListUsers { auth: self.auth.clone(), call: Call::new(Method::GET, "admin/users", Who::Key) }
    }

    /// The user with this id. The reference's `admin.get_user_by_id`.
    ///
    /// # Errors
    /// When the id is no UUID, the server refuses (`user_not_found`, `not_admin`) or cannot be reached.
    pub async fn get_user_by_id(&self, id: &str) -> Result<User> {
        let path = format!("admin/users/{}", uuid("user's id", id)?);
        self.auth.call(&Call::new(Method::GET, path, Who::Key)).await
    }

    /// Changes the user with this id. A new password ends all its sessions. The reference's `admin.update_user_by_id`.
    pub fn update_user_by_id(&self, id: impl Into<String>) -> UpdateUserById {
        let call = Call::new(Method::PUT, "", Who::Key).with_body();
        UpdateUserById { auth: self.auth.clone(), call, id: id.into() }
    }

    /// Deletes the user with this id. The reference's `admin.delete_user`.
    pub fn delete_user(&self, id: impl Into<String>) -> DeleteUser {
        let call = Call::new(Method::DELETE, "", Who::Key).with("should_soft_delete", false);
        DeleteUser { auth: self.auth.clone(), call, id: id.into() }
    }

    /// Makes a user and sends it an invitation. The reference's `admin.invite_user_by_email`.
    pub fn invite_user_by_email(&self, email: impl Into<String>) -> InviteUser {
        let call = Call::post("invite").who(Who::Key).with("email", email.into());
        InviteUser { auth: self.auth.clone(), call }
    }

    /// A link or code that the program sends itself. The reference's `admin.generate_link`.
    ///
    /// ```
    /// # use supabase_orm::{Client, Result, auth::LinkKind};
    /// # async fn f(db: &Client) -> Result<()> {
    /// let kind = LinkKind::Magiclink { email: "ann@example.com".into() };
    /// let link = db.auth().admin().generate_link(kind).send().await?;
    /// println!("{}", link.action_link);
    /// # Ok(()) }
    /// ```
    pub fn generate_link(&self, kind: LinkKind) -> GenerateLink {
        let mut call = Call::post("admin/generate_link").who(Who::Key);
        kind.put(&mut call);
        GenerateLink { auth: self.auth.clone(), call }
    }

    /// Ends sessions of the user of this access token. The reference's `admin.sign_out`.
    ///
    /// # Errors
    /// When the server refuses (`session_not_found` if it is over already) or cannot be reached.
    pub async fn sign_out(&self, token: impl Into<AccessToken>, scope: SignOutScope) -> Result<()> {
        let unfit = || Error::new(ErrorKind::Credentials("the access token cannot stand in a header".into()));
        let bearer = token.into().header().ok_or_else(unfit)?;
        let call = Call::new(Method::POST, "logout", Who::Token(bearer)).query("scope", scope.as_str());
        self.auth.bytes(&call).await.map(drop)
    }

    /// Second factors of users. The reference's `admin.mfa`.
    #[must_use]
    pub fn mfa(&self) -> AdminMfa {
        AdminMfa { auth: self.auth.clone() }
    }

    /// Passkeys of users. JavaScript's `admin.passkey`.
    #[must_use]
    pub fn passkey(&self) -> AdminPasskey {
        AdminPasskey { auth: self.auth.clone() }
    }

    /// Programs that sign in through this project. The reference's `admin.oauth`.
    #[must_use]
    pub fn oauth(&self) -> AdminOAuth {
        AdminOAuth { auth: self.auth.clone() }
    }

    /// Identity providers of organisations: single sign-on.
    #[must_use]
    pub fn sso(&self) -> AdminSso {
        AdminSso { auth: self.auth.clone() }
    }

    /// OAuth providers that the server does not know by itself.
    #[must_use]
    pub fn custom_providers(&self) -> AdminCustomProviders {
        AdminCustomProviders { auth: self.auth.clone() }
    }
}
