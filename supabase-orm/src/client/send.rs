//! How a request goes out: credentials, timeout, retries.

use super::Client;
use crate::{
    error::{Error, ErrorKind, Result},
    http::{Backoff, Phase, Request, Response, ResponseBody, retry_after},
};
use http::{HeaderName, HeaderValue, Method};
use std::time::{Duration, SystemTime};

/// What one query says about its sending; `None` means as the client does.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct SendOptions {
    pub(crate) timeout: Option<Duration>,
    pub(crate) retry: Option<bool>,
}

impl Client {
    /// How long one answer may take.
    #[cfg(any(feature = "functions", feature = "storage"))]
    pub(crate) fn limit(&self) -> Option<Duration> {
        self.0.shared.timeout
    }

    /// Sends a request to PostgREST and reads the whole answer.
    ///
    /// Reads (GET, HEAD) are tried up to four times: after a broken connection, 503 and 520. Writes are sent once. The
    /// timeout is one attempt's; dropping the future cancels.
    pub(crate) async fn send_rest(&self, request: Request, options: SendOptions) -> Result<Response> {
        let may_retry = options.retry.unwrap_or(self.0.shared.retry)
            && (request.method == Method::GET || request.method == Method::HEAD);
        if !may_retry {
            return self.attempt(request, options).await;
        }
        let backoff = Backoff::default();
        for retry in 1..backoff.attempts {
            let mut this = request.clone();
            mark(&mut this, retry - 1);
            let answer = self.attempt(this, options).await;
            let Some(reason) = worth_another(&answer) else { return answer };
            let wait = backoff.wait(retry, asked(&answer));
            tracing::debug!(path = request.path(), retry, ?wait, reason, "retrying");
            tokio::time::sleep(wait).await;
        }
        let mut last = request;
        mark(&mut last, backoff.attempts - 1);
        self.attempt(last, options).await
    }

    /// One attempt: credentials first, then the wire, the body included, within the timeout.
    async fn attempt(&self, mut request: Request, options: SendOptions) -> Result<Response> {
        self.authorize(&mut request).await?;
        self.exchange(request, options.timeout.or(self.0.shared.timeout)).await
    }

    pub(super) async fn exchange(&self, request: Request, timeout: Option<Duration>) -> Result<Response> {
        let (method, path) = (request.method.clone(), request.path().to_owned());
        let exchange = async {
            let mut answer = self.0.shared.transport.send(request).await?;
            let body = std::mem::replace(&mut answer.body, ResponseBody::from(bytes::Bytes::new()));
            answer.body = body.bytes().await?.into();
            Ok(answer)
        };
        let answer = match timeout {
            Some(limit) => match tokio::time::timeout(limit, exchange).await {
                Ok(answer) => answer,
                Err(_) => return Err(Error::new(ErrorKind::Timeout(limit)).at(&method, &path)),
            },
            None => exchange.await,
        };
        answer.map_err(|e| Error::new(ErrorKind::Transport(e)).at(&method, &path))
    }
}

/// The server counts retries by this header.
fn mark(request: &mut Request, retry: u32) {
    if retry > 0 {
        request.headers.set(HeaderName::from_static("x-retry-count"), HeaderValue::from(retry));
    }
}

fn worth_another(answer: &Result<Response>) -> Option<&'static str> {
    match answer {
        Ok(r) if r.status.as_u16() == 503 => Some("503"),
        Ok(r) if r.status.as_u16() == 520 => Some("520"),
        Ok(_) => None,
        Err(e) => match e.kind() {
            ErrorKind::Transport(t) if t.phase() != Phase::Build => Some("no answer"),
            _ => None,
        },
    }
}

fn asked(answer: &Result<Response>) -> Option<Duration> {
    retry_after(answer.as_ref().ok()?.header("retry-after"), SystemTime::now())
}
