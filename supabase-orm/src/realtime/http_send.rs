//! Broadcasts by HTTP.

use super::Realtime;
use crate::{
    Result,
    error::{Error, ErrorKind, QueryError, RealtimeError},
    http::Request,
    rest::literal,
};
use http::{HeaderValue, Method, header::CONTENT_TYPE};
use serde::Serialize;

impl Realtime {
    /// Sends a message to all who listen to `event` on a channel, by HTTP: no socket is opened. For servers that only send. The
    /// reference's `http_send`.
    ///
    /// ```no_run
    /// # async fn f(db: &supabase_orm::Client) -> supabase_orm::Result<()> {
    /// db.realtime().http_send("orders", "paid", &[7], true).await?;
    /// # Ok(()) }
    /// ```
    ///
    /// # Errors
    /// When the payload is no JSON or too large, or the server refuses it.
    pub async fn http_send<P: Serialize + ?Sized>(
        &self,
        topic: &str,
        event: &str,
        payload: &P,
        private: bool,
    ) -> Result<()> {
        let body = serde_json::to_vec(payload).map_err(|e| QueryError::Unwritable(e.to_string()))?;
        self.send_by_http(self.broadcast_request(topic, event, body, private)?).await
    }

    fn broadcast_request(&self, topic: &str, event: &str, body: Vec<u8>, private: bool) -> Result<Request> {
        if body == b"null" {
            let why = format!("the broadcast `{event}` has no payload, which the server refuses by HTTP");
            return Err(Error::new(ErrorKind::Realtime(RealtimeError::Unsendable(why))));
        }
        let limit = self.options().max_payload;
        if body.len() > limit {
            let size = body.len();
            return Err(Error::new(ErrorKind::Realtime(RealtimeError::PayloadTooLarge { size, limit })));
        }
        let mut path = "api/broadcast/".to_owned();
        literal::encode_segment(&mut path, topic);
        path.push_str("/events/");
        literal::encode_segment(&mut path, event);
        path.push_str(if private { "?private=true" } else { "" });
        let mut request = Request::new(Method::POST, &self.settings().url, &path);
        request.headers.set(CONTENT_TYPE, HeaderValue::from_static("application/json"));
        request.body = body.into();
        Ok(request)
    }

    async fn send_by_http(&self, request: Request) -> Result<()> {
        let (method, path) = (request.method.clone(), request.path().to_owned());
        let answer = self.client.send_broadcast(request).await?;
        if answer.status.is_success() {
            return Ok(());
        }
        let status = answer.status;
        let body = answer.body.bytes().await.unwrap_or_default();
        let message = super::transport::words(&body);
        Err(Error::new(ErrorKind::Realtime(RealtimeError::Http { status, message })).at(&method, &path))
    }
}
