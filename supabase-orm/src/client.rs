//! The client: where a project is, who asks, and how requests go out.

mod builder;
mod credentials;
#[cfg(feature = "functions")]
mod functions;
mod key;
#[cfg(feature = "realtime")]
mod realtime;
mod send;
#[cfg(feature = "auth")]
mod session;
#[cfg(feature = "storage")]
mod storage;

pub use builder::ClientBuilder;
pub use credentials::AccessTokenProvider;
#[cfg(feature = "auth")]
pub(crate) use credentials::Bearer;
pub use key::{AccessToken, ApiKey, KeyKind};
pub(crate) use send::SendOptions;
#[cfg(feature = "storage")]
pub(crate) use storage::{Activity, Patience};

use crate::{
    Result,
    http::{Headers, Transport},
};
#[cfg(not(feature = "auth"))]
use credentials::Bearer;
use std::{fmt, sync::Arc, time::Duration};

/// A handle to one Supabase project.
///
/// Cheap to clone (one reference count), `Send + Sync`: keep one per process and clone it wherever it is needed. What it
/// sends as is part of the handle: [`as_user`](Self::as_user) gives another handle and changes nothing about this one.
///
/// ```
/// # fn main() -> supabase_orm::Result<()> {
/// use supabase_orm::Client;
/// let db = Client::new("https://abc.supabase.co", "sb_publishable_0000")?;
/// # Ok(()) }
/// ```
#[derive(Clone)]
pub struct Client(Arc<Inner>);

/// One handle of a project: who it sends as, and what is its own.
pub(crate) struct Inner {
    shared: Arc<Shared>,
    bearer: Bearer,
    #[cfg(feature = "realtime")]
    realtime: crate::realtime::RealtimePart,
}

impl Inner {
    fn new(shared: Arc<Shared>, bearer: Bearer) -> Self {
        Self {
            shared,
            bearer,
            #[cfg(feature = "realtime")]
            realtime: crate::realtime::RealtimePart::default(),
        }
    }
}

/// What all handles of one project share.
pub(crate) struct Shared {
    transport: Box<dyn Transport>,
    key: ApiKey,
    /// `https://x.supabase.co/rest/v1/`
    rest_url: String,
    #[cfg(feature = "storage")]
    storage_url: String,
    #[cfg(feature = "auth")]
    auth: session::AuthPart,
    #[cfg(feature = "functions")]
    functions: functions::FunctionsPart,
    #[cfg(feature = "realtime")]
    realtime: crate::realtime::Settings,
    db_schema: Option<String>,
    headers: Headers,
    timeout: Option<Duration>,
    retry: bool,
    max_rows: u64,
    max_url_length: usize,
}

impl Client {
    /// A client with the defaults of [`builder`](Self::builder).
    ///
    /// `url` is the project's address, `https://<ref>.supabase.co`; `key` the publishable (or legacy `anon`) key, or on a
    /// server a secret (or legacy `service_role`) key.
    ///
    /// # Errors
    /// When the address is not `http` or `https`, or the key is empty or cannot stand in a header.
    pub fn new(url: &str, key: &str) -> Result<Self> {
        Self::builder(url, key).build()
    }

    /// Starts a client with options. The reference's `create_client(url, key, options)`.
    pub fn builder(url: &str, key: &str) -> ClientBuilder {
        ClientBuilder::new(url, key)
    }

    /// A handle that acts as the user of this access token: row level security sees that user.
    ///
    /// For servers: one client per process, one cheap handle per request. This handle does not change, and neither does any
    /// other; the api key stays the same.
    ///
    /// ```
    /// # async fn f(db: supabase_orm::Client, bearer: &str) -> supabase_orm::Result<()> {
    /// # use supabase_orm::doc::Planet;
    /// let mine = db.as_user(bearer).from::<Planet>().select().await?;
    /// # Ok(()) }
    /// ```
    #[must_use]
    pub fn as_user(&self, token: impl Into<AccessToken>) -> Self {
        self.with_bearer(Bearer::Token(token.into()))
    }

    /// A handle that asks for its access token before each request: for tokens that another library refreshes.
    #[must_use]
    pub fn with_access_tokens(&self, provider: impl AccessTokenProvider) -> Self {
        self.with_bearer(Bearer::Provider(Arc::new(provider)))
    }

    fn with_bearer(&self, bearer: Bearer) -> Self {
        Self(Arc::new(Inner::new(self.0.shared.clone(), bearer)))
    }

    /// What kind of key this client has.
    #[must_use]
    pub fn key_kind(&self) -> KeyKind {
        self.0.shared.key.kind()
    }

    /// The address of the project's PostgREST, with a slash at its end.
    #[must_use]
    pub fn rest_url(&self) -> &str {
        &self.0.shared.rest_url
    }

    pub(crate) fn max_rows(&self) -> u64 {
        self.0.shared.max_rows
    }

    pub(crate) fn max_url_length(&self) -> usize {
        self.0.shared.max_url_length
    }

    /// The db schema of queries that do not name one, if it is not each table's own.
    pub(crate) fn db_schema(&self) -> Option<&str> {
        self.0.shared.db_schema.as_deref()
    }
}

impl fmt::Debug for Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let s = &self.0.shared;
        f.debug_struct("Client")
            .field("rest_url", &s.rest_url)
            .field("key", &s.key)
            .field("bearer", &self.0.bearer)
            .finish_non_exhaustive()
    }
}
