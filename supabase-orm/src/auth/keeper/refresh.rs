//! The refresh itself, and the timer that does it ahead of time.

use super::{Failed, Held, Keeper, MARGIN, Outcome};
use crate::{
    auth::{AuthEvent, RefreshToken, Session, SignedOutReason, sign_in},
    client::Client,
    error::{Error, ErrorKind},
};
use std::{
    sync::{Arc, Weak},
    time::Duration,
};

/// The longest that the server is left alone after failures.
const COOL_DOWN: Duration = Duration::from_secs(60);
/// The timer refreshes so long before the end, or in the last tenth of a short life.
const AHEAD: Duration = Duration::from_secs(60);

impl Keeper {
    /// Does it: what another process has done already, or a request.
    pub(super) async fn refreshed(self: &Arc<Self>, client: &Client) -> Outcome {
        let Some(given) = self.session().map(|session| session.refresh_token.clone()) else {
            return Ok(None);
        };
        let lock = self.options.store.lock().await;
        if let Err(error) = &lock {
            tracing::warn!(%error, "no lock of the session store; refreshing without");
        }
        let outcome = match self.stored(&given).await {
            Stored::Newer(held) => self.commit(client, &given, held).await,
            Stored::Gone => {
                self.remove(SignedOutReason::Elsewhere).await;
                Ok(None)
            }
            Stored::Token(token) => self.ask(client, &given, &token).await,
        };
        drop(lock);
        outcome
    }

    async fn ask(self: &Arc<Self>, client: &Client, given: &RefreshToken, token: &RefreshToken) -> Outcome {
        match sign_in::refresh(&client.auth(), token).await {
            Ok(session) => {
                tracing::debug!("the session is refreshed");
                self.commit(client, given, Held::new(session, &*self.options.clock)).await
            }
            Err(e) => self.failed(given, e).await,
        }
    }

    /// The new tokens count unless someone signed in or out meanwhile.
    async fn commit(self: &Arc<Self>, client: &Client, given: &RefreshToken, held: Held) -> Outcome {
        let session = held.session.clone();
        {
            let mut state = self.state();
            match &state.held {
                Some(now) if now.session.refresh_token == *given => self.put(&mut state, Some(held)),
                other => return Ok(other.as_ref().map(|held| held.session.clone())),
            }
        }
        let _ = self.events.send(AuthEvent::TokenRefreshed(session.clone()));
        self.schedule(client);
        self.persist().await;
        Ok(Some(session))
    }

    async fn failed(self: &Arc<Self>, given: &RefreshToken, error: Error) -> Outcome {
        if let ErrorKind::Auth(refusal) = error.kind()
            && refusal.ends_session()
        {
            let code = refusal.code.as_ref().map_or("", |code| code.as_str()).to_owned();
            let still = self.session().is_some_and(|session| session.refresh_token == *given);
            if still {
                self.remove(SignedOutReason::Refused(code)).await;
            }
            return Err(Arc::new(error));
        }
        let asked = match error.kind() {
            ErrorKind::Auth(refusal) => refusal.retry_after,
            _ => None,
        };
        let error = Arc::new(error);
        let mut state = self.state();
        let times = state.failed.as_ref().map_or(0, |failed| failed.times) + 1;
        let wait = Duration::from_secs(1 << times.min(7).saturating_sub(1)).min(COOL_DOWN);
        let until = self.options.clock.instant() + asked.unwrap_or(wait).min(COOL_DOWN);
        tracing::warn!(%error, times, "the session could not be refreshed; it stays");
        state.failed = Some(Failed { times, until, error: error.clone() });
        Err(error)
    }

    async fn stored(&self, given: &RefreshToken) -> Stored {
        let stored = match self.options.store.load().await {
            Ok(Some(stored)) => stored,
            Ok(None) if self.state().saved => return Stored::Gone,
            Ok(None) | Err(_) => return Stored::Token(given.clone()),
        };
        if stored.session.refresh_token == *given {
            return Stored::Token(given.clone());
        }
        let held = Held::stored(&stored, &*self.options.clock);
        if held.left(&*self.options.clock) > MARGIN {
            return Stored::Newer(held);
        }
        Stored::Token(stored.session.refresh_token)
    }

    /// Refreshes ahead of time, as long as the client is there and the session is this one.
    pub(super) fn schedule(self: &Arc<Self>, client: &Client) {
        if !self.options.auto_refresh {
            return;
        }
        let (session, lifetime) = match &self.state().held {
            Some(held) => (Arc::downgrade(&held.session), held.lifetime()),
            None => return,
        };
        let ahead = AHEAD.min(lifetime / 10).max(MARGIN);
        tokio::spawn(ahead_of_time(client.downgrade(), session, lifetime.saturating_sub(ahead)));
    }
}

/// What the store knows.
enum Stored {
    /// Another process has refreshed.
    Newer(Held),
    /// Another process has signed out.
    Gone,
    /// The refresh token to ask with.
    Token(RefreshToken),
}

async fn ahead_of_time(client: impl Fn() -> Option<Client>, session: Weak<Session>, mut wait: Duration) {
    loop {
        tokio::time::sleep(wait).await;
        let Some(client) = client() else { return };
        let keeper = client.auth().keeper().clone();
        let still = keeper.session().is_some_and(|now| Weak::ptr_eq(&Arc::downgrade(&now), &session));
        // a new session has a timer of its own
        if !still || keeper.refresh(&client).await.is_ok() {
            return;
        }
        drop(client);
        wait = COOL_DOWN;
    }
}
