//! What happens to a session.

use super::Session;
use futures_core::Stream;
use std::{
    fmt,
    pin::Pin,
    sync::Arc,
    task::{Context, Poll},
};
use tokio::sync::broadcast::{self, error::RecvError};

/// Something happened to the session. The reference's `on_auth_state_change`.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub enum AuthEvent {
    /// The first event of every subscription: what there is, which may be nothing.
    InitialSession(Option<Arc<Session>>),
    /// Someone signed in.
    SignedIn(Arc<Session>),
    /// The session is over, and why.
    SignedOut(SignedOutReason),
    /// The session has new tokens.
    TokenRefreshed(Arc<Session>),
    /// The user was changed.
    UserUpdated(Arc<Session>),
    /// Someone signed in to set a new password.
    PasswordRecovery(Arc<Session>),
    /// A second factor was verified.
    MfaChallengeVerified(Arc<Session>),
}

/// Why a session is over.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum SignedOutReason {
    /// The program signed out.
    Asked,
    /// The server does not know the session any more, or it has run out: its code.
    Refused(String),
    /// Another process removed it from the store.
    Elsewhere,
}

/// The events of a client's session: [`InitialSession`](AuthEvent::InitialSession) first.
///
/// A [`Stream`], and without any trait [`next`](Self::next). It holds nothing of the session: whatever is done on an event, the
/// client included, waits for nobody. Who is more than 64 events late gets
/// [`InitialSession`](AuthEvent::InitialSession) again instead of what was missed.
pub struct AuthEvents {
    first: Option<AuthEvent>,
    next: Next,
    now: Box<dyn Fn() -> Option<Arc<Session>> + Send + Sync>,
}

type Receiver = broadcast::Receiver<AuthEvent>;
type Next = Pin<Box<dyn Future<Output = (Result<AuthEvent, RecvError>, Receiver)> + Send + Sync>>;

fn receive(mut receiver: Receiver) -> Next {
    Box::pin(async move { (receiver.recv().await, receiver) })
}

impl AuthEvents {
    pub(super) fn new(
        receiver: Receiver,
        now: impl Fn() -> Option<Arc<Session>> + Send + Sync + 'static,
    ) -> Self {
        Self { first: Some(AuthEvent::InitialSession(now())), next: receive(receiver), now: Box::new(now) }
    }

    /// The next event; `None` when the client is gone.
    pub async fn next(&mut self) -> Option<AuthEvent> {
        std::future::poll_fn(|cx| self.poll_event(cx)).await
    }

    fn poll_event(&mut self, cx: &mut Context<'_>) -> Poll<Option<AuthEvent>> {
        if let Some(first) = self.first.take() {
            return Poll::Ready(Some(first));
        }
        let (event, receiver) = std::task::ready!(self.next.as_mut().poll(cx));
        self.next = receive(receiver);
        Poll::Ready(match event {
            Ok(event) => Some(event),
            Err(RecvError::Lagged(_)) => Some(AuthEvent::InitialSession((self.now)())),
            Err(RecvError::Closed) => None,
        })
    }
}

impl Stream for AuthEvents {
    type Item = AuthEvent;
    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<AuthEvent>> {
        self.poll_event(cx)
    }
}

impl fmt::Debug for AuthEvents {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("AuthEvents")
    }
}
