//! One request to a server and its answer, streamed both ways.

use super::{Service, Upstream, rules::Route};
use bytes::Bytes;
use http_body_util::Full;
use hyper::{
    HeaderMap, Method, Request, Response, StatusCode, Version,
    body::{Body as HttpBody, Frame, Incoming, SizeHint},
    header::{self, HeaderName, HeaderValue},
    upgrade::OnUpgrade,
};
use hyper_util::{
    client::legacy::{Client, connect::HttpConnector},
    rt::{TokioExecutor, TokioIo, TokioTimer},
};
use std::{
    pin::Pin,
    sync::Arc,
    task::{Context, Poll},
    time::Duration,
};

/// Headers that belong to one connection (RFC 9110, 7.6.1).
const HOP_BY_HOP: [HeaderName; 7] = [
    header::CONNECTION,
    HeaderName::from_static("keep-alive"),
    HeaderName::from_static("proxy-connection"),
    header::TE,
    header::TRAILER,
    header::TRANSFER_ENCODING,
    header::UPGRADE,
];

/// Sends requests on, over kept connections.
pub(super) struct Forwarder {
    kept: Client<HttpConnector, Incoming>,
    /// for HEAD: PostgREST closes the connection behind such an answer without saying so; and for payloads that a
    /// server may leave unread, behind which nothing else is read
    once: Client<HttpConnector, Incoming>,
}

impl Forwarder {
    pub(super) fn new() -> Self {
        let mut connector = HttpConnector::new();
        connector.set_nodelay(true);
        let once = Client::builder(TokioExecutor::new()).pool_max_idle_per_host(0).build(connector.clone());
        let kept = Client::builder(TokioExecutor::new())
            // shorter than PostgREST keeps them, so none is closed while it is taken
            .pool_idle_timeout(Duration::from_secs(10))
            .pool_timer(TokioTimer::new())
            .build(connector);
        Self { kept, once }
    }

    pub(super) async fn forward(
        &self,
        upstream: Arc<Upstream>,
        mut request: Request<Incoming>,
        route: Route,
    ) -> Result<Response<Body>, String> {
        let Route { service, target, authorization } = route;
        let uri = format!("{}{target}", upstream.url).parse();
        *request.uri_mut() = uri.map_err(|e| format!("`{}{target}` is no address: {e}", upstream.url))?;
        *request.version_mut() = Version::HTTP_11;
        let upgrade = request.headers().get(header::UPGRADE).cloned();
        let upgrade = upgrade.map(|to| Upgrade { to, client: hyper::upgrade::on(&mut request) });
        let headers = request.headers_mut();
        remove_hop_by_hop(headers);
        if let Some(upgrade) = &upgrade {
            upgrade.mark(headers);
        }
        headers.remove(header::HOST);
        // this server answers it itself once it reads the body
        headers.remove(header::EXPECT);
        if let Some(value) = authorization {
            headers.insert(header::AUTHORIZATION, value);
        }
        let may_stay_unread = service == Service::Storage && !request.body().is_end_stream();
        let is_once = request.method() == Method::HEAD || may_stay_unread || upgrade.is_some();
        let client = if is_once { &self.once } else { &self.kept };
        let mut response = client.request(request).await.map_err(|e| said(&e))?;
        let server = hyper::upgrade::on(&mut response);
        let mut response = response.map(|body| Body::Forwarded { body, _upstream: upstream });
        remove_hop_by_hop(response.headers_mut());
        if let Some(upgrade) = upgrade.filter(|_| response.status() == StatusCode::SWITCHING_PROTOCOLS) {
            upgrade.mark(response.headers_mut());
            tokio::spawn(carry(upgrade.client, server));
        }
        Ok(response)
    }
}

/// A request for another protocol on its connection: a WebSocket.
struct Upgrade {
    to: HeaderValue,
    client: OnUpgrade,
}

impl Upgrade {
    fn mark(&self, headers: &mut HeaderMap) {
        headers.insert(header::CONNECTION, HeaderValue::from_static("upgrade"));
        headers.insert(header::UPGRADE, self.to.clone());
    }
}

/// Carries bytes both ways until one side ends; an error is an end as well.
async fn carry(client: OnUpgrade, server: OnUpgrade) {
    if let (Ok(client), Ok(server)) = tokio::join!(client, server) {
        let (mut client, mut server) = (TokioIo::new(client), TokioIo::new(server));
        let _ = tokio::io::copy_bidirectional(&mut client, &mut server).await;
    }
}

/// The error with its sources: hyper's first line says nothing.
fn said(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut source = error.source();
    while let Some(error) = source {
        text = format!("{text}: {error}");
        source = error.source();
    }
    text
}

fn remove_hop_by_hop(headers: &mut HeaderMap) {
    let named: Vec<HeaderName> = headers
        .get_all(header::CONNECTION)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .filter_map(|name| name.trim().parse().ok())
        .collect();
    for name in named.iter().chain(&HOP_BY_HOP) {
        headers.remove(name);
    }
}

/// A body of the gateway's own, or of the server behind it.
pub(super) enum Body {
    Own(Full<Bytes>),
    /// Holds the server, so that one that was replaced ends after its last byte.
    Forwarded {
        body: Incoming,
        _upstream: Arc<Upstream>,
    },
}

impl HttpBody for Body {
    type Data = Bytes;
    type Error = hyper::Error;

    fn poll_frame(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, hyper::Error>>> {
        match self.get_mut() {
            Self::Own(body) => Pin::new(body).poll_frame(context).map_err(|never| match never {}),
            Self::Forwarded { body, .. } => Pin::new(body).poll_frame(context),
        }
    }

    fn is_end_stream(&self) -> bool {
        match self {
            Self::Own(body) => body.is_end_stream(),
            Self::Forwarded { body, .. } => body.is_end_stream(),
        }
    }

    fn size_hint(&self) -> SizeHint {
        match self {
            Self::Own(body) => body.size_hint(),
            Self::Forwarded { body, .. } => body.size_hint(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headers_of_one_connection_stay_behind() {
        let mut headers: HeaderMap =
            [("connection", "close, x-mine"), ("x-mine", "1"), ("te", "trailers"), ("prefer", "tx=rollback")]
                .into_iter()
                .map(|(n, v)| (n.parse().unwrap(), v.parse().unwrap()))
                .collect();
        remove_hop_by_hop(&mut headers);
        assert_eq!(headers.keys().map(HeaderName::as_str).collect::<Vec<_>>(), ["prefer"]);
    }
}
