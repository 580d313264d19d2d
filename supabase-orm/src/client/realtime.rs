//! What a client knows of Realtime.

#[cfg(feature = "auth")]
use super::Bearer;
use super::{AccessToken, Client, Inner};
use crate::{
    error::Result,
    http::{Request, Response},
    realtime::{RealtimePart, Settings},
};
use std::sync::{Arc, Weak};

impl Client {
    pub(crate) fn realtime_part(&self) -> &RealtimePart {
        &self.0.realtime
    }

    pub(crate) fn realtime_settings(&self) -> &Settings {
        &self.0.shared.realtime
    }

    /// This handle, as long as it is there.
    pub(crate) fn downgraded(&self) -> Weak<Inner> {
        Arc::downgrade(&self.0)
    }

    pub(crate) fn of_inner(inner: Arc<Inner>) -> Self {
        Self(inner)
    }

    /// The key for the address of the socket.
    pub(crate) fn api_key_text(&self) -> &str {
        // it was read as text
        self.0.shared.key.header().to_str().unwrap_or_default()
    }

    /// The events of the session whose token this handle sends.
    #[cfg(feature = "auth")]
    pub(crate) fn session_events(&self) -> Option<crate::auth::AuthEvents> {
        let follows =
            matches!(self.0.bearer, Bearer::Session) && !self.key_kind().bypasses_row_level_security();
        follows.then(|| self.keeper().subscribe())
    }

    /// The token that channels are let in with: the user's, else a key that is a token.
    pub(crate) async fn realtime_token(&self) -> Result<Option<AccessToken>> {
        Ok(self.token().await?.or_else(|| self.0.shared.key.token()))
    }

    /// Sends a broadcast by HTTP, once.
    pub(crate) async fn send_broadcast(&self, mut request: Request) -> Result<Response> {
        self.authorize(&mut request).await?;
        self.exchange(request, self.0.shared.timeout).await
    }
}
