//! One address for every service, with the rules of the hosted gateway.

mod forward;
mod rules;
mod service;

pub(crate) use service::{Service, Upstream, Upstreams};

use crate::{
    Error, Result,
    background::{Background, listen},
    keys::Keys,
};
use bytes::Bytes;
use forward::{Body, Forwarder};
use http_body_util::Full;
use hyper::{
    Request, Response, StatusCode, body::Incoming, header, server::conn::http1, service::service_fn,
};
use hyper_util::rt::{TokioIo, TokioTimer};
use rules::Refusal;
use std::{
    convert::Infallible,
    net::{Ipv4Addr, TcpListener},
    sync::Arc,
};

/// A running gateway; it stops when dropped.
#[derive(Debug)]
pub(crate) struct Gateway {
    pub(crate) url: String,
    pub(crate) upstreams: Arc<Upstreams>,
    _server: Background,
}

impl Gateway {
    /// Serves on that port of 127.0.0.1, a free one for `0`.
    pub(crate) fn start(port: u16, keys: Keys, upstreams: Upstreams) -> Result<Self> {
        let (listener, port) = listen(port, "gateway")?;
        let upstreams = Arc::new(upstreams);
        let server = Arc::new(Server { keys, upstreams: upstreams.clone(), forwarder: Forwarder::new() });
        let server = Background::serve("gateway", listener, move |listener| accept(listener, server))?;
        Ok(Self { url: format!("http://127.0.0.1:{port}"), upstreams, _server: server })
    }
}

/// What every connection needs.
struct Server {
    keys: Keys,
    upstreams: Arc<Upstreams>,
    forwarder: Forwarder,
}

async fn accept(listener: tokio::net::TcpListener, server: Arc<Server>) {
    loop {
        match listener.accept().await {
            Ok((stream, _)) => {
                // answers are small and waited for
                let _ = stream.set_nodelay(true);
                tokio::spawn(serve(stream, server.clone()));
            }
            // out of file descriptors, or the peer is gone already: others may still come
            Err(_) => tokio::time::sleep(std::time::Duration::from_millis(10)).await,
        }
    }
}

async fn serve(stream: tokio::net::TcpStream, server: Arc<Server>) {
    let answer = service_fn(|request| {
        let server = server.clone();
        async move { Ok::<_, Infallible>(server.answer(request).await) }
    });
    // an error here is a client that went away
    let _ = http1::Builder::new()
        .timer(TokioTimer::new())
        .serve_connection(TokioIo::new(stream), answer)
        .with_upgrades()
        .await;
}

impl Server {
    async fn answer(&self, request: Request<Incoming>) -> Response<Body> {
        let route = match rules::route(&self.keys, request.uri(), request.headers()) {
            Ok(route) => route,
            Err(refusal) => return refuse(&refusal),
        };
        let service = route.service;
        let Some(upstream) = self.upstreams.get(service) else {
            return refuse(&rules::no_upstream(service));
        };
        match self.forwarder.forward(upstream, request, route).await {
            Ok(response) => response,
            Err(said) => refuse(&rules::broken_upstream(service, &said)),
        }
    }
}

fn refuse(refusal: &Refusal) -> Response<Body> {
    let body = Full::new(Bytes::from(refusal.body.to_string()));
    let mut response = Response::new(Body::Own(body));
    *response.status_mut() = StatusCode::from_u16(refusal.status).unwrap_or(StatusCode::BAD_GATEWAY);
    let json = header::HeaderValue::from_static("application/json; charset=utf-8");
    response.headers_mut().insert(header::CONTENT_TYPE, json);
    response
}

/// Ports of 127.0.0.1 that were free a moment ago, all different.
pub(crate) fn free_ports<const N: usize>() -> Result<[u16; N]> {
    let mut ports = [0; N];
    // held until all are chosen
    let mut listeners = Vec::with_capacity(N);
    for port in &mut ports {
        let doing = || Error::io("looking for a free port");
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).map_err(doing())?;
        *port = listener.local_addr().map_err(doing())?.port();
        listeners.push(listener);
    }
    Ok(ports)
}
