//! One port for all services, as hosted Supabase has: keys are checked here, then requests go to the service as they are.

mod auth;

use crate::{Error, Keys, Result};
use auth::Access;
use axum::{
    Router,
    body::Body,
    extract::{Request, State},
    http::{HeaderMap, HeaderValue, StatusCode, Uri, header},
    response::{IntoResponse, Response},
};
use hyper_util::{client::legacy::Client, client::legacy::connect::HttpConnector, rt::TokioExecutor};
use std::sync::Arc;

/// Where each service is.
#[derive(Debug, Clone, Default)]
pub(crate) struct Upstreams {
    pub(crate) rest: Option<String>,
    auth: Option<String>,
    storage: Option<String>,
    functions: Option<String>,
    realtime: Option<String>,
}

impl Upstreams {
    pub(crate) fn from_environment() -> Self {
        let url = |service: &str| {
            let value = std::env::var(format!("STACK_{service}_URL")).ok()?;
            Some(value.trim_end_matches('/').to_owned()).filter(|v| !v.is_empty())
        };
        Self {
            rest: url("REST"),
            auth: url("AUTH"),
            storage: url("STORAGE"),
            functions: url("FUNCTIONS"),
            realtime: url("REALTIME"),
        }
    }

    fn of(&self, service: &str) -> Option<&str> {
        match service {
            "rest" => self.rest.as_deref(),
            "auth" => self.auth.as_deref(),
            "storage" => self.storage.as_deref(),
            "functions" => self.functions.as_deref(),
            "realtime" => self.realtime.as_deref(),
            _ => None,
        }
    }
}

/// The running gateway. Dropping it ends it.
#[derive(Debug)]
pub(crate) struct Gateway {
    url: String,
    task: tokio::task::JoinHandle<()>,
}

struct Shared {
    upstreams: Upstreams,
    access: Access,
    client: Client<HttpConnector, Body>,
}

impl Gateway {
    pub(crate) async fn start(upstreams: Upstreams, keys: &Keys) -> Result<Self> {
        let listener =
            tokio::net::TcpListener::bind("127.0.0.1:0").await.map_err(Error::io("127.0.0.1:0"))?;
        let address = listener.local_addr().map_err(Error::io("127.0.0.1:0"))?;
        let client = Client::builder(TokioExecutor::new()).build_http();
        let shared = Arc::new(Shared { upstreams, access: Access::new(keys), client });
        let app = Router::new().fallback(pass).with_state(shared);
        let task = tokio::spawn(async move { drop(axum::serve(listener, app).await) });
        Ok(Self { url: format!("http://{address}"), task })
    }

    pub(crate) fn url(&self) -> &str {
        &self.url
    }
}

impl Drop for Gateway {
    fn drop(&mut self) {
        self.task.abort();
    }
}

/// An answer of the gateway itself.
pub(crate) fn answer(status: StatusCode, body: &serde_json::Value) -> Response {
    (status, [(header::CONTENT_TYPE, "application/json")], body.to_string()).into_response()
}

async fn pass(State(shared): State<Arc<Shared>>, mut request: Request) -> Response {
    let path = request.uri().path().to_owned();
    let Some((service, below)) = split(&path) else {
        let all = "/rest/v1, /auth/v1, /storage/v1, /functions/v1, /realtime/v1";
        return say(StatusCode::NOT_FOUND, &format!("no service has the path `{path}`; there are {all}"));
    };
    let Some(upstream) = shared.upstreams.of(service) else {
        let variable = format!("STACK_{}_URL", service.to_uppercase());
        let message =
            format!("this stack has no {service} service; {variable} names one that runs elsewhere");
        return say(StatusCode::SERVICE_UNAVAILABLE, &message);
    };
    if service == "rest" {
        let is_root = below.trim_matches('/').is_empty();
        if let Err(refusal) = shared.access.check(&mut request, is_root) {
            return *refusal;
        }
    }
    match uri(upstream, below, request.uri().query()) {
        Ok(uri) => *request.uri_mut() = uri,
        Err(e) => return say(StatusCode::BAD_REQUEST, &format!("the address is not a URI: {e}")),
    }
    forward(&shared.client, service, request).await
}

async fn forward(client: &Client<HttpConnector, Body>, service: &str, mut request: Request) -> Response {
    without_hops(request.headers_mut());
    match client.request(request).await {
        Ok(mut response) => {
            without_hops(response.headers_mut());
            response.map(Body::new)
        }
        Err(e) => say(StatusCode::BAD_GATEWAY, &format!("the {service} service does not answer: {e}")),
    }
}

fn say(status: StatusCode, message: &str) -> Response {
    answer(status, &serde_json::json!({ "message": message }))
}

/// `/rest/v1/planets` is `rest` and `/planets`.
fn split(path: &str) -> Option<(&str, &str)> {
    let (service, rest) = path.strip_prefix('/')?.split_once('/')?;
    let below = rest.strip_prefix("v1")?;
    (below.is_empty() || below.starts_with('/')).then_some((service, below))
}

/// Byte by byte as it came.
fn uri(upstream: &str, below: &str, query: Option<&str>) -> Result<Uri, axum::http::uri::InvalidUri> {
    let below = if below.is_empty() { "/" } else { below };
    let query = query.map(|q| format!("?{q}")).unwrap_or_default();
    format!("{upstream}{below}{query}").parse()
}

/// Headers that are for one connection only.
fn without_hops(headers: &mut HeaderMap<HeaderValue>) {
    for name in ["connection", "keep-alive", "proxy-connection", "transfer-encoding", "te", "trailer", "host"]
    {
        headers.remove(name);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_split_into_service_and_rest() {
        assert_eq!(split("/rest/v1/planets"), Some(("rest", "/planets")));
        assert_eq!(split("/rest/v1/"), Some(("rest", "/")));
        assert_eq!(split("/rest/v1"), Some(("rest", "")));
        assert_eq!(split("/rest/v10/x"), None);
        assert_eq!(split("/"), None);
    }
}
