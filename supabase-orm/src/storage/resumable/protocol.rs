//! The requests of the TUS protocol.

use super::whole::Whole;
use crate::{
    client::Activity,
    error::{Error, ErrorKind, Result},
    http::{Body, Response, StreamBody},
    storage::{
        Storage,
        call::{Call, unreadable, whole as body_of},
        path::segment,
        progress::{Count, Fault, Listener},
        source::Framed,
    },
};
use http::Method;
use std::time::Duration;

/// What all requests of an upload have in common.
pub(super) struct Session {
    pub(super) storage: Storage,
    pub(super) headers: Call,
    pub(super) signed: bool,
    pub(super) metadata: String,
    pub(super) listener: Listener,
    pub(super) limit: Option<Duration>,
}

impl Session {
    fn route(&self) -> &'static str {
        if self.signed { "upload/resumable/sign" } else { "upload/resumable" }
    }

    fn call(&self, method: Method, id: Option<&str>) -> Call {
        let path = match id {
            Some(id) => segment("upload's id", id).map(|id| format!("{}/{id}", self.route())),
            None => Ok(self.route().to_owned()),
        };
        let mut call = Call::new(method, path);
        call.headers_of(&self.headers);
        call
    }

    /// Begins an upload; its id. The server's address of it may have a host that is not ours, so only its end is taken.
    pub(super) async fn create(&self, length: u64) -> Result<String> {
        let mut call = self.call(Method::POST, None);
        call.header("upload-length", &length.to_string());
        call.header("upload-metadata", &self.metadata);
        let answer = self.send(&mut call, Body::Empty, &Activity::default()).await?;
        let id = answer.header("location").and_then(|to| to.trim_end_matches('/').rsplit('/').next());
        let id = id.map(|id| id.split('?').next().unwrap_or(id).to_owned());
        id.filter(|id| !id.is_empty()).ok_or_else(|| unreadable("a new upload has no address"))
    }

    /// How much the server has; `None` if it knows no such upload any more.
    pub(super) async fn offset(&self, id: &str) -> Result<Option<u64>> {
        let mut call = self.call(Method::HEAD, Some(id));
        match self.send(&mut call, Body::Empty, &Activity::default()).await {
            Ok(answer) => offset_of(&answer).map(Some),
            Err(e) if matches!(e.status().map(|s| s.as_u16()), Some(404 | 410)) => Ok(None),
            Err(e) => Err(e),
        }
    }

    /// Sends a part; how much the server has then.
    pub(super) async fn patch(&self, id: &str, whole: &Whole, from: u64, to: u64) -> Result<u64> {
        let mut call = self.call(Method::PATCH, Some(id));
        call.header("upload-offset", &from.to_string());
        call.header("content-type", "application/offset+octet-stream");
        let (activity, fault) = (Activity::default(), Fault::default());
        let count = Count {
            done: from,
            ends_at: Some(to),
            total: Some(whole.length),
            activity: activity.clone(),
            listener: self.listener.clone(),
        };
        let source = whole.part(from, to).await?;
        let part = Framed { head: None, source, tail: None, count, fault: fault.clone(), ended: false };
        let body = Body::Stream(StreamBody::new(part, Some(to.saturating_sub(from))));
        let answer = self.send(&mut call, body, &activity).await;
        offset_of(&answer.map_err(|e| fault.take().map_or(e, |e| Error::new(ErrorKind::Io(e))))?)
    }

    /// The answer of a success, which has no body worth reading.
    async fn send(&self, call: &mut Call, body: Body, activity: &Activity) -> Result<Response> {
        let (method, place) = (call.method().clone(), call.place());
        let sent = async {
            let answer = self.storage.open(call, body, activity, self.limit).await?;
            let (status, headers) = (answer.status, answer.headers.clone());
            // read, for the connection to be used again
            let body = activity.within(self.limit, body_of(answer)).await??;
            Ok(Response { status, headers, body: body.into() })
        };
        sent.await.map_err(|e: Error| e.at(&method, &place))
    }
}

fn offset_of(answer: &Response) -> Result<u64> {
    let offset = answer.header("upload-offset").and_then(|text| text.parse().ok());
    offset.ok_or_else(|| unreadable("an upload has no offset"))
}
