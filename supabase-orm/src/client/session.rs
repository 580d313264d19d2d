//! What a client knows of the Auth server and of its session.

use super::{Bearer, Client, Inner};
use crate::{
    auth::{Clock, Flow, JwksCache, Keeper},
    error::Result,
    http::{Request, Response},
};
use http::HeaderValue;
use std::sync::Arc;

/// The part of a project that is about sessions.
pub(super) struct AuthPart {
    /// `https://x.supabase.co/auth/v1/`
    pub(super) url: String,
    pub(super) flow: Flow,
    pub(super) keeper: Arc<Keeper>,
    pub(super) clock: Arc<dyn Clock>,
    pub(super) jwks: JwksCache,
}

impl Client {
    pub(crate) fn auth_url(&self) -> &str {
        &self.0.shared.auth.url
    }

    pub(crate) fn auth_flow(&self) -> Flow {
        self.0.shared.auth.flow
    }

    pub(crate) fn keeper(&self) -> &Arc<Keeper> {
        &self.0.shared.auth.keeper
    }

    pub(crate) fn clock(&self) -> &dyn Clock {
        &*self.0.shared.auth.clock
    }

    /// The public keys of the project.
    pub(crate) fn jwks(&self) -> &JwksCache {
        &self.0.shared.auth.jwks
    }

    pub(crate) fn bearer_kind(&self) -> &Bearer {
        &self.0.bearer
    }

    pub(crate) fn key_bearer(&self) -> Option<&HeaderValue> {
        self.0.shared.key.bearer()
    }

    /// The client with its session, as long as any of its handles is there.
    pub(crate) fn downgrade(&self) -> impl Fn() -> Option<Self> + Send + Sync + 'static {
        let shared = Arc::downgrade(&self.0.shared);
        move || Some(Self(Arc::new(Inner::new(shared.upgrade()?, Bearer::Session))))
    }

    /// Sends a request once, with this bearer; the timeout is the client's.
    pub(crate) async fn send_as(
        &self,
        mut request: Request,
        bearer: Option<HeaderValue>,
    ) -> Result<Response> {
        self.authorize_as(&mut request, bearer);
        self.exchange(request, self.0.shared.timeout).await
    }
}
