//! Options of a client.

use super::{ApiKey, Bearer, Client, Inner, Shared};
use crate::{
    error::{Error, Result},
    http::{Headers, ReqwestTransport, Transport},
};
use http::{HeaderName, HeaderValue};
use std::{fmt, sync::Arc, time::Duration};
use url::Url;

/// Builds a [`Client`]. Faults are kept until [`build`](Self::build), so that a chain needs no `?`.
#[must_use = "a builder does nothing until `build()`"]
pub struct ClientBuilder {
    url: String,
    key: Option<ApiKey>,
    rest_url: Option<String>,
    #[cfg(feature = "functions")]
    functions_url: Option<String>,
    #[cfg(feature = "functions")]
    functions_region: Option<crate::functions::Region>,
    #[cfg(feature = "storage")]
    storage_url: Option<String>,
    db_schema: Option<String>,
    headers: Headers,
    timeout: Option<Duration>,
    retry: bool,
    max_rows: u64,
    max_url_length: usize,
    transport: Option<Box<dyn Transport>>,
    #[cfg(feature = "realtime")]
    realtime_url: Option<String>,
    #[cfg(feature = "realtime")]
    realtime: crate::realtime::RealtimeOptions,
    #[cfg(feature = "realtime")]
    socket_transport: Option<Box<dyn crate::realtime::SocketTransport>>,
    #[cfg(feature = "auth")]
    auth_url: Option<String>,
    #[cfg(feature = "auth")]
    flow: crate::auth::Flow,
    #[cfg(feature = "auth")]
    session: crate::auth::SessionOptions,
    fault: Option<String>,
}

/// Names this library to the server, as every Supabase client does.
const CLIENT_INFO: &str = concat!("supabase-orm/", env!("CARGO_PKG_VERSION"));

impl ClientBuilder {
    pub(super) fn new(url: &str, key: &str) -> Self {
        let mut headers = Headers::default();
        headers.set(HeaderName::from_static("x-client-info"), HeaderValue::from_static(CLIENT_INFO));
        Self {
            url: url.to_owned(),
            key: ApiKey::parse(key),
            rest_url: None,
            #[cfg(feature = "functions")]
            functions_url: None,
            #[cfg(feature = "functions")]
            functions_region: None,
            #[cfg(feature = "storage")]
            storage_url: None,
            db_schema: None,
            headers,
            timeout: Some(Duration::from_secs(120)),
            retry: true,
            max_rows: 1000,
            max_url_length: 8000,
            transport: None,
            #[cfg(feature = "realtime")]
            realtime_url: None,
            #[cfg(feature = "realtime")]
            realtime: crate::realtime::RealtimeOptions::default(),
            #[cfg(feature = "realtime")]
            socket_transport: None,
            #[cfg(feature = "auth")]
            auth_url: None,
            #[cfg(feature = "auth")]
            flow: crate::auth::Flow::default(),
            #[cfg(feature = "auth")]
            session: crate::auth::SessionOptions::default(),
            fault: None,
        }
    }

    /// The db schema of all queries, instead of the one each table was generated from. Sent as `Accept-Profile` and
    /// `Content-Profile`. The reference's option `schema`.
    pub fn schema(mut self, db_schema: impl Into<String>) -> Self {
        self.db_schema = Some(db_schema.into());
        self
    }

    /// The time one attempt may take, its answer included. Default is 120 seconds, the reference's; `None` waits for
    /// ever. The reference's option `postgrest_client_timeout`.
    pub fn timeout(mut self, limit: impl Into<Option<Duration>>) -> Self {
        self.timeout = limit.into();
        self
    }

    /// Whether reads are tried again after a broken connection, 503 or 520. Default is `true`. Writes never are.
    pub fn retry(mut self, retry: bool) -> Self {
        self.retry = retry;
        self
    }

    /// How many rows the server gives at most in one answer (PostgREST's `db-max-rows`, "Max rows" in the API settings of a
    /// project). Default is 1000, as in new projects. It is the size of the pages of
    /// [`stream_all`](crate::Select::stream_all), and decides whether an answer
    /// [may be cut](crate::Answer::maybe_cut).
    pub fn max_rows(mut self, rows: u64) -> Self {
        self.max_rows = rows;
        self
    }

    /// How many bytes an address may have before a query is refused with
    /// [`UrlTooLong`](crate::error::QueryError::UrlTooLong) instead of sent. Default is 8000, what gateways take.
    pub fn max_url_length(mut self, bytes: usize) -> Self {
        self.max_url_length = bytes;
        self
    }

    /// A header of every request. `apikey` is always the key, and `authorization` always the user's token where there is
    /// one. The reference's option `headers`.
    pub fn header(mut self, name: &str, value: &str) -> Self {
        match (HeaderName::try_from(name), HeaderValue::try_from(value)) {
            (Ok(name), Ok(mut value)) => {
                value.set_sensitive(name == http::header::AUTHORIZATION || name == http::header::COOKIE);
                self.headers.set(name, value);
            }
            // the value may be a secret
            _ => {
                let text =
                    format!("header `{name}`: its name or value is not valid in HTTP; use visible ASCII");
                self.fault.get_or_insert(text);
            }
        }
        self
    }

    /// Another address for PostgREST than `<url>/rest/v1/`: a PostgREST without a gateway.
    pub fn rest_url(mut self, url: impl Into<String>) -> Self {
        self.rest_url = Some(url.into());
        self
    }

    /// Another address for Edge Functions than `<url>/functions/v1/`.
    #[cfg(feature = "functions")]
    pub fn functions_url(mut self, url: impl Into<String>) -> Self {
        self.functions_url = Some(url.into());
        self
    }

    /// Where functions run, unless a call says otherwise. Default is the nearest region.
    #[cfg(feature = "functions")]
    pub fn functions_region(mut self, region: crate::functions::Region) -> Self {
        self.functions_region = Some(region);
        self
    }

    /// Another address for Storage than `<url>/storage/v1/`: a Storage server without a gateway, or the host of a project that
    /// takes large files without a detour, `https://<ref>.storage.supabase.co/storage/v1/`.
    #[cfg(feature = "storage")]
    pub fn storage_url(mut self, url: impl Into<String>) -> Self {
        self.storage_url = Some(url.into());
        self
    }

    /// Another address for Realtime than `<url>/realtime/v1/`.
    #[cfg(feature = "realtime")]
    pub fn realtime_url(mut self, url: impl Into<String>) -> Self {
        self.realtime_url = Some(url.into());
        self
    }

    /// How the socket of Realtime behaves. The reference's option `realtime`.
    #[cfg(feature = "realtime")]
    pub fn realtime(mut self, options: crate::realtime::RealtimeOptions) -> Self {
        self.realtime = options;
        self
    }

    /// Another [`SocketTransport`](crate::realtime::SocketTransport): a scripted server for tests, a proxy, another library.
    #[cfg(feature = "realtime")]
    pub fn socket_transport(mut self, transport: impl crate::realtime::SocketTransport) -> Self {
        self.socket_transport = Some(Box::new(transport));
        self
    }

    /// The caller's own HTTP client, with its proxies, certificates and pools. Default is one that keeps connections and
    /// follows redirects within one origin only.
    pub fn http_client(self, client: reqwest::Client) -> Self {
        self.transport(ReqwestTransport::from(client))
    }

    /// Another [`Transport`]: a fake for unit tests, a recorder, another HTTP library.
    pub fn transport(mut self, transport: impl Transport) -> Self {
        self.transport = Some(Box::new(transport));
        self
    }

    /// Another address for the Auth server than `<url>/auth/v1/`: an Auth server without a gateway.
    #[cfg(feature = "auth")]
    pub fn auth_url(mut self, url: impl Into<String>) -> Self {
        self.auth_url = Some(url.into());
        self
    }

    /// What links in mails and redirects of providers carry back. Default is [`Flow::Pkce`](crate::auth::Flow::Pkce). The
    /// reference's option `flow_type`.
    #[cfg(feature = "auth")]
    pub fn auth_flow(mut self, flow: crate::auth::Flow) -> Self {
        self.flow = flow;
        self
    }

    /// Where the session is kept. Default is memory: it ends with the process. The reference's option `storage`.
    #[cfg(feature = "auth")]
    pub fn session_store(mut self, store: impl crate::auth::SessionStore) -> Self {
        self.session.store = Arc::new(store);
        self
    }

    /// Whether the session is refreshed in the background, a minute ahead of its end. Default is yes; without it is refreshed when
    /// it is used. The reference's option `auto_refresh_token`.
    #[cfg(feature = "auth")]
    pub fn auto_refresh(mut self, yes: bool) -> Self {
        self.session.auto_refresh = yes;
        self
    }

    /// Another clock for sessions, for tests.
    #[cfg(feature = "auth")]
    pub fn clock(mut self, clock: impl crate::auth::Clock) -> Self {
        self.session.clock = Arc::new(clock);
        self
    }

    /// The client.
    ///
    /// # Errors
    /// When an address is not `http` or `https`, the key is empty or not ASCII, or a header is not valid.
    pub fn build(self) -> Result<Client> {
        if let Some(fault) = self.fault {
            return Err(Error::config(fault));
        }
        let rest_url = match self.rest_url {
            Some(url) => address("the PostgREST address", &url, "")?,
            None => address("the project's address", &self.url, "rest/v1/")?,
        };
        #[cfg(feature = "functions")]
        let functions = super::functions::FunctionsPart {
            url: match self.functions_url {
                Some(url) => address("the address of functions", &url, "")?,
                None => address("the project's address", &self.url, "functions/v1/")?,
            },
            region: self.functions_region,
        };
        #[cfg(feature = "storage")]
        let storage_url = match self.storage_url {
            Some(url) => address("the Storage address", &url, "")?,
            None => address("the project's address", &self.url, "storage/v1/")?,
        };
        #[cfg(feature = "realtime")]
        let realtime = crate::realtime::Settings {
            options: self.realtime,
            transport: self
                .socket_transport
                .unwrap_or_else(|| Box::new(crate::realtime::TungsteniteTransport)),
            url: match self.realtime_url {
                Some(url) => address("the Realtime address", &url, "")?,
                None => address("the project's address", &self.url, "realtime/v1/")?,
            },
        };
        #[cfg(feature = "auth")]
        let auth = super::session::AuthPart {
            url: match self.auth_url {
                Some(url) => address("the Auth address", &url, "")?,
                None => address("the project's address", &self.url, "auth/v1/")?,
            },
            flow: self.flow,
            clock: self.session.clock.clone(),
            jwks: crate::auth::JwksCache::default(),
            keeper: Arc::new(crate::auth::Keeper::new(self.session)),
        };
        let key = self.key.ok_or_else(|| {
            Error::config("the api key is empty or not visible ASCII; copy it from the project's settings")
        })?;
        let transport = match self.transport {
            Some(transport) => transport,
            None => {
                let client = ReqwestTransport::with_defaults();
                Box::new(client.map_err(|e| Error::config(format!("the HTTP client cannot be built: {e}")))?)
            }
        };
        let shared = Shared {
            transport,
            key,
            rest_url,
            #[cfg(feature = "storage")]
            storage_url,
            #[cfg(feature = "auth")]
            auth,
            #[cfg(feature = "functions")]
            functions,
            #[cfg(feature = "realtime")]
            realtime,
            db_schema: self.db_schema,
            headers: self.headers,
            timeout: self.timeout,
            retry: self.retry,
            max_rows: self.max_rows.max(1),
            max_url_length: self.max_url_length,
        };
        #[cfg(feature = "auth")]
        let bearer = Bearer::Session;
        #[cfg(not(feature = "auth"))]
        let bearer = Bearer::Key;
        Ok(Client(Arc::new(Inner::new(Arc::new(shared), bearer))))
    }
}

/// A checked address that ends in a slash, with `below` appended.
fn address(what: &str, url: &str, below: &str) -> Result<String> {
    let fault = |why: &str| Error::config(format!("{what} {why}; use `https://<ref>.supabase.co`"));
    let mut url = Url::parse(url.trim()).map_err(|e| fault(&format!("is not a URL ({e})")))?;
    if !matches!(url.scheme(), "http" | "https") {
        return Err(fault(&format!("has the scheme `{}`, not http or https", url.scheme())));
    }
    if !url.username().is_empty() || url.password().is_some() {
        return Err(fault("holds a user name or password"));
    }
    url.set_query(None);
    url.set_fragment(None);
    let mut text = url.to_string();
    if !text.ends_with('/') {
        text.push('/');
    }
    text.push_str(below);
    Ok(text)
}

impl fmt::Debug for ClientBuilder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ClientBuilder")
            .field("key", &self.key)
            .field("db_schema", &self.db_schema)
            .field("timeout", &self.timeout)
            .field("retry", &self.retry)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_get_the_service_path_once() {
        let rest = |url: &str| Client::new(url, "k").map(|c| c.rest_url().to_owned());
        assert_eq!(rest("https://x.supabase.co").unwrap(), "https://x.supabase.co/rest/v1/");
        assert_eq!(rest(" http://127.0.0.1:54321/ ").unwrap(), "http://127.0.0.1:54321/rest/v1/");
        let own = Client::builder("http://h", "k").rest_url("http://127.0.0.1:3000").build().unwrap();
        assert_eq!(own.rest_url(), "http://127.0.0.1:3000/");
    }

    #[test]
    fn faults_say_what_to_do() {
        let text = |b: ClientBuilder| b.build().unwrap_err().to_string();
        assert_eq!(
            text(Client::builder("x.supabase.co", "k")),
            "the project's address is not a URL (relative URL without a base); use `https://<ref>.supabase.co`"
        );
        assert!(text(Client::builder("ftp://h", "k")).contains("scheme `ftp`"));
        assert!(text(Client::builder("https://u:secret@h", "k")).contains("user name or password"));
        assert!(text(Client::builder("https://h", "")).contains("api key is empty"));
        let header = text(Client::builder("https://h", "k").header("x-a", "s3cret\n"));
        assert!(header.contains("`x-a`") && !header.contains("s3cret"), "{header}");
    }

    #[test]
    fn debug_of_client_and_builder_shows_no_secret() {
        let b = Client::builder("https://h", "sb_secret_t0p").header("authorization", "Bearer t0p");
        let builder = format!("{b:?}");
        let text = format!("{builder} {:?}", b.build().unwrap().as_user("t0p"));
        assert!(!text.contains("t0p"), "{text}");
    }
}
