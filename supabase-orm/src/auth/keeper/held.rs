//! A session, and for how long its token is good.

use crate::auth::{Clock, Session, StoredSession, clock::unix};
use std::{
    sync::Arc,
    time::{Duration, SystemTime, UNIX_EPOCH},
};
use tokio::time::Instant;

/// Counted from when the token came, by both clocks of this machine: the steady one does not see that the machine slept, the one
/// of the day may be set. Whichever says that more time has gone by is believed: a refresh too early does no harm.
#[derive(Clone)]
pub(super) struct Held {
    pub(super) session: Arc<Session>,
    came: Instant,
    came_at: SystemTime,
    lifetime: Duration,
}

/// What the server gives a token for unless it says otherwise.
const USUAL: Duration = Duration::from_secs(3600);

impl Held {
    /// A session that came just now.
    pub(super) fn new(session: Session, clock: &dyn Clock) -> Self {
        let by_end = session.expires_at.map(|end| end.saturating_sub(unix(clock.now())));
        let lifetime = if session.expires_in > 0 { Some(session.expires_in) } else { by_end };
        Self {
            session: Arc::new(session),
            came: clock.instant(),
            came_at: clock.now(),
            lifetime: lifetime.map_or(USUAL, Duration::from_secs),
        }
    }

    /// A session of another run of the program. One that another client stored knows its end by the server's clock only.
    pub(super) fn stored(stored: &StoredSession, clock: &dyn Clock) -> Self {
        let session = stored.session.clone();
        let Some(at) = stored.obtained_at else {
            let left = session.expires_at.map(|end| end.saturating_sub(unix(clock.now())));
            let session = Session { expires_in: left.unwrap_or(session.expires_in), ..session };
            let lifetime = Duration::from_secs(left.unwrap_or(session.expires_in));
            return Self {
                session: Arc::new(Session { expires_in: stored.session.expires_in, ..session }),
                came: clock.instant(),
                came_at: clock.now(),
                lifetime,
            };
        };
        let came_at = UNIX_EPOCH + Duration::from_secs(at);
        let gone = clock.now().duration_since(came_at).unwrap_or_default();
        let lifetime = Duration::from_secs(session.expires_in).saturating_sub(gone);
        Self { session: Arc::new(session), came: clock.instant(), came_at: clock.now(), lifetime }
    }

    /// Another session with the same tokens.
    pub(super) fn with(&self, session: Session) -> Self {
        Self { session: Arc::new(session), ..self.clone() }
    }

    pub(super) fn to_stored(&self) -> StoredSession {
        let whole = Duration::from_secs(self.session.expires_in);
        // `lifetime` is what was left when it was read from the store
        let came_at = self.came_at.checked_sub(whole.saturating_sub(self.lifetime)).unwrap_or(self.came_at);
        StoredSession::new((*self.session).clone(), Some(unix(came_at)))
    }

    /// For how long the token is good yet.
    pub(super) fn left(&self, clock: &dyn Clock) -> Duration {
        let steady = clock.instant().saturating_duration_since(self.came);
        let of_day = clock.now().duration_since(self.came_at).unwrap_or_default();
        self.lifetime.saturating_sub(steady.max(of_day))
    }

    pub(super) fn lifetime(&self) -> Duration {
        self.lifetime
    }
}
