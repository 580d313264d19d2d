//! How calls of functions go out.

use super::Client;
use crate::{
    error::{Error, ErrorKind, Result},
    functions::Region,
    http::{Headers, Request, Response},
};

/// The part of a project that is about functions.
pub(super) struct FunctionsPart {
    /// `https://x.supabase.co/functions/v1/`
    pub(super) url: String,
    pub(super) region: Option<Region>,
}

impl Client {
    pub(crate) fn functions_url(&self) -> &str {
        &self.0.shared.functions.url
    }

    pub(crate) fn functions_region(&self) -> Option<&Region> {
        self.0.shared.functions.region.as_ref()
    }

    /// Sends a call once; the body of the answer is still arriving. What the call says itself takes the place of the client's.
    pub(crate) async fn send_to_function(&self, mut request: Request) -> Result<Response> {
        self.authorize(&mut request).await?;
        let mut left = Headers::default();
        for (name, value) in request.credentials.iter() {
            if request.headers.get(name.as_str()).is_none() {
                left.set(name.clone(), value.clone());
            }
        }
        request.credentials = left;
        self.0.shared.transport.send(request).await.map_err(|e| Error::new(ErrorKind::Transport(e)))
    }
}
