//! The public keys of the project, fetched once for whoever asks.

use super::{Jwk, Jwks};
use crate::{
    auth::{
        Auth,
        call::{Call, Who},
    },
    error::{Error, ErrorKind, Result},
};
use http::Method;
use std::{
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};
use tokio::time::Instant;

/// For how long keys are believed; the server says the same.
const LIFETIME: Duration = Duration::from_secs(600);
/// Keys that are not known make the set be fetched again, but not more often.
const PAUSE: Duration = Duration::from_secs(30);

/// The keys of a client.
#[derive(Default)]
pub(crate) struct JwksCache {
    held: Mutex<Option<Arc<Held>>>,
    /// who has it may fetch
    fetching: tokio::sync::Mutex<Option<Failed>>,
}

struct Held {
    jwks: Jwks,
    came: Instant,
}

/// A fetch that failed, which counts for all who waited for it.
struct Failed {
    at: Instant,
    error: Arc<Error>,
}

impl JwksCache {
    fn held(&self, now: Instant) -> Option<Arc<Held>> {
        let held = self.held.lock().unwrap_or_else(PoisonError::into_inner);
        held.clone().filter(|held| now.saturating_duration_since(held.came) < LIFETIME)
    }

    /// The key, if it is here already.
    pub(super) fn peek(&self, auth: &Auth, kid: &str) -> Option<Jwk> {
        self.held(auth.client().clock().instant())?.jwks.find(kid).cloned()
    }

    /// The key; `None` if the server has none of this name.
    pub(super) async fn find(&self, auth: &Auth, kid: &str) -> Result<Option<Jwk>> {
        let now = || auth.client().clock().instant();
        let asked = now();
        if let Some(key) = self.peek(auth, kid) {
            return Ok(Some(key));
        }
        let mut fetching = self.fetching.lock().await;
        if let Some(held) = self.held(now())
            && (now().saturating_duration_since(held.came) < PAUSE || held.jwks.find(kid).is_some())
        {
            return Ok(held.jwks.find(kid).cloned());
        }
        if let Some(failed) = fetching.as_ref()
            && failed.at > asked
        {
            return Err(Error::new(ErrorKind::Jwks(failed.error.clone())));
        }
        let call = Call::new(Method::GET, ".well-known/jwks.json", Who::Anyone);
        match auth.call::<Jwks>(&call).await {
            Ok(jwks) => {
                *fetching = None;
                let held = Held { jwks, came: now() };
                let key = held.jwks.find(kid).cloned();
                *self.held.lock().unwrap_or_else(PoisonError::into_inner) = Some(Arc::new(held));
                Ok(key)
            }
            Err(error) => {
                let error = Arc::new(error);
                *fetching = Some(Failed { at: now(), error: error.clone() });
                Err(Error::new(ErrorKind::Jwks(error)))
            }
        }
    }
}
