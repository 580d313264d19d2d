//! A transport that keeps what it sends.

use std::sync::{Arc, Mutex};
use supabase_orm::{
    Result,
    http::{Body, BoxFuture, Phase, Request, Response, Transport, TransportError},
};

/// Sends by reqwest. Its clones share what was sent.
#[derive(Clone, Default)]
pub(crate) struct Recorder {
    http: reqwest::Client,
    sent: Arc<Mutex<Vec<Request>>>,
}

impl Recorder {
    /// All requests so far.
    pub(crate) fn sent(&self) -> Vec<Request> {
        self.sent.lock().unwrap().clone()
    }

    async fn answer(&self, request: Request) -> Result<Response, reqwest::Error> {
        let mut out = self.http.request(request.method, &request.url);
        for (name, value) in request.headers.iter().chain(request.credentials.iter()) {
            out = out.header(name, value);
        }
        if let Body::Bytes(body) = request.body {
            out = out.body(body);
        }
        let answer = out.send().await?;
        let (status, headers) = (answer.status().as_u16(), answer.headers().clone());
        let mut response = Response::new(status, answer.bytes().await?);
        response.headers = headers;
        Ok(response)
    }
}

impl Transport for Recorder {
    fn send(&self, request: Request) -> BoxFuture<'_, Result<Response, TransportError>> {
        self.sent.lock().unwrap().push(request.clone());
        Box::pin(async { self.answer(request).await.map_err(|e| TransportError::new(Phase::Exchange, e)) })
    }
}
