//! A transport that keeps what it sends.

use std::sync::{Arc, Mutex};
use supabase_orm::http::{BoxFuture, Request, ReqwestTransport, Response, Transport, TransportError};

/// The usual transport, and what it sent. Its clones share that.
#[derive(Clone)]
pub(crate) struct Recorder {
    http: ReqwestTransport,
    sent: Arc<Mutex<Vec<Request>>>,
}

impl Default for Recorder {
    fn default() -> Self {
        Self { http: ReqwestTransport::new().unwrap(), sent: Arc::default() }
    }
}

impl Recorder {
    /// All requests so far.
    pub(crate) fn sent(&self) -> Vec<Request> {
        self.sent.lock().unwrap().clone()
    }
}

impl Transport for Recorder {
    fn send(&self, request: Request) -> BoxFuture<'_, Result<Response, TransportError>> {
        self.sent.lock().unwrap().push(request.clone());
        self.http.send(request)
    }
}
