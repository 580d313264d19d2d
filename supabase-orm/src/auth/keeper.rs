//! Keeps the session of a client: one truth, refreshed once for whoever asks.
//!
//! The state is behind a lock that is held for a few lines and never while anything else runs: stores, transports and
//! subscribers may call the client as they like. A refresh is a task of its own, so that a caller who goes away does not lose
//! new tokens; everyone who needs them waits for the same one.

mod held;
mod refresh;

use super::{
    AuthEvent, AuthEvents, Clock, MemoryStore, Session, SessionStore, SignedOutReason, StoredSession,
};
use crate::{
    client::{AccessToken, Client},
    error::{Error, ErrorKind, Result},
};
use held::Held;
use std::{
    fmt,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};
use tokio::{
    sync::{OnceCell, broadcast, watch},
    time::Instant,
};

/// A token that ends within this time is not used any more.
pub(super) const MARGIN: Duration = Duration::from_secs(10);
/// Events that a subscriber may be late.
const EVENTS: usize = 64;

/// The session of a client.
pub(crate) struct Keeper {
    state: Mutex<State>,
    loaded: OnceCell<()>,
    events: broadcast::Sender<AuthEvent>,
    options: SessionOptions,
}

/// How a client keeps its session.
pub(crate) struct SessionOptions {
    pub(crate) store: Arc<dyn SessionStore>,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) auto_refresh: bool,
}

impl Default for SessionOptions {
    fn default() -> Self {
        Self {
            store: Arc::new(MemoryStore::default()),
            clock: Arc::new(super::SystemClock),
            auto_refresh: true,
        }
    }
}

type Outcome = Result<Option<Arc<Session>>, Arc<Error>>;
type Waiting = watch::Receiver<Option<Outcome>>;

#[derive(Default)]
struct State {
    held: Option<Held>,
    /// counts what was set, so that a save that was overtaken is noticed
    epoch: u64,
    /// the store has what is held
    saved: bool,
    refreshing: Option<Waiting>,
    failed: Option<Failed>,
}

/// A refresh that failed for now.
struct Failed {
    times: u32,
    until: Instant,
    error: Arc<Error>,
}

/// What a caller has to do.
enum Step {
    Done(Option<AccessToken>),
    Fail(Arc<Error>),
    Wait(Waiting),
}

impl Keeper {
    pub(crate) fn new(options: SessionOptions) -> Self {
        let (events, _) = broadcast::channel(EVENTS);
        Self { state: Mutex::default(), loaded: OnceCell::new(), events, options }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Reads the store, once.
    pub(super) async fn load(&self) {
        let load = || async {
            match self.options.store.load().await {
                Ok(Some(stored)) => {
                    let held = Held::stored(&stored, &*self.options.clock);
                    let mut state = self.state();
                    if state.held.is_none() && state.epoch == 0 {
                        (state.held, state.saved) = (Some(held), true);
                    }
                }
                Ok(None) => {}
                Err(error) => tracing::warn!(%error, "the stored session cannot be read"),
            }
        };
        self.loaded.get_or_init(load).await;
    }

    /// What there is, refreshed or not.
    pub(super) fn session(&self) -> Option<Arc<Session>> {
        self.state().held.as_ref().map(|held| held.session.clone())
    }

    pub(crate) fn subscribe(self: &Arc<Self>) -> AuthEvents {
        let this = Arc::downgrade(self);
        AuthEvents::new(self.events.subscribe(), move || this.upgrade().and_then(|keeper| keeper.session()))
    }

    /// A token that is valid for a while yet; `None` if nobody is signed in.
    pub(crate) async fn access_token(self: &Arc<Self>, client: &Client) -> Result<Option<AccessToken>> {
        self.load().await;
        match self.step(client) {
            Step::Done(token) => Ok(token),
            Step::Fail(error) => Err(Error::new(ErrorKind::Session(error))),
            Step::Wait(waiting) => Ok(outcome(waiting).await?.map(|session| session.access_token.clone())),
        }
    }

    /// New tokens, whatever the old ones are good for.
    pub(super) async fn refresh(self: &Arc<Self>, client: &Client) -> Result<Option<Arc<Session>>> {
        self.load().await;
        let waiting = {
            let mut state = self.state();
            match &state.held {
                None => return Ok(None),
                Some(_) => self.start(&mut state, client),
            }
        };
        outcome(waiting).await
    }

    fn step(self: &Arc<Self>, client: &Client) -> Step {
        let mut state = self.state();
        let Some(held) = &state.held else { return Step::Done(None) };
        let left = held.left(&*self.options.clock);
        let token = held.session.access_token.clone();
        if left > MARGIN {
            return Step::Done(Some(token));
        }
        let now = self.options.clock.instant();
        match &state.failed {
            // the server is left alone for a while; a token that is still good is used up
            Some(failed) if now < failed.until && left > Duration::ZERO => Step::Done(Some(token)),
            Some(failed) if now < failed.until => Step::Fail(failed.error.clone()),
            _ => Step::Wait(self.start(&mut state, client)),
        }
    }

    /// The refresh that is under way, or a new one.
    fn start(self: &Arc<Self>, state: &mut State, client: &Client) -> Waiting {
        if let Some(waiting) = &state.refreshing {
            return waiting.clone();
        }
        let (done, waiting) = watch::channel(None);
        state.refreshing = Some(waiting.clone());
        let (keeper, client) = (self.clone(), client.clone());
        tokio::spawn(async move {
            // also when the task is given up, nobody may wait for it for ever
            let over = Over(&keeper);
            let outcome = keeper.refreshed(&client).await;
            drop(over);
            done.send_replace(Some(outcome));
        });
        waiting
    }

    /// A session that someone signed in to.
    pub(super) async fn set(
        self: &Arc<Self>,
        client: &Client,
        session: Session,
        event: fn(Arc<Session>) -> AuthEvent,
    ) -> Arc<Session> {
        self.load().await;
        let held = Held::new(session, &*self.options.clock);
        let session = held.session.clone();
        self.put(&mut self.state(), Some(held));
        let _ = self.events.send(event(session.clone()));
        self.schedule(client);
        self.persist().await;
        session
    }

    /// The user of the session was changed; its tokens stay.
    pub(super) async fn set_user(self: &Arc<Self>, user: &super::User) {
        let changed = {
            let mut state = self.state();
            let Some(held) = &state.held else { return };
            if held.session.user.as_ref().is_some_and(|own| own.id != user.id) {
                return;
            }
            let mut session = (*held.session).clone();
            session.user = Some(user.clone());
            let held = held.with(session);
            let session = held.session.clone();
            self.put(&mut state, Some(held));
            session
        };
        let _ = self.events.send(AuthEvent::UserUpdated(changed));
        self.persist().await;
    }

    /// The session is over.
    pub(super) async fn remove(self: &Arc<Self>, reason: SignedOutReason) {
        let was = {
            let mut state = self.state();
            let was = state.held.is_some();
            self.put(&mut state, None);
            was
        };
        if was {
            let _ = self.events.send(AuthEvent::SignedOut(reason));
        }
        self.persist().await;
    }

    fn put(&self, state: &mut State, held: Option<Held>) {
        state.held = held;
        state.epoch += 1;
        state.saved = false;
        state.failed = None;
    }

    /// Writes what is held to the store, and again if that has changed meanwhile. Goes on when the caller goes away.
    async fn persist(self: &Arc<Self>) {
        let this = self.clone();
        let save = async move {
            loop {
                let (epoch, stored) = {
                    let state = this.state();
                    (state.epoch, state.held.as_ref().map(Held::to_stored))
                };
                let saved = this.save(stored).await;
                let mut state = this.state();
                if state.epoch == epoch {
                    state.saved = saved;
                    return;
                }
            }
        };
        let _ = tokio::spawn(save).await;
    }

    async fn save(&self, stored: Option<StoredSession>) -> bool {
        match self.options.store.save(stored).await {
            Ok(()) => true,
            Err(error) => {
                tracing::warn!(%error, "the session cannot be stored; it ends with this process");
                false
            }
        }
    }
}

/// Clears the mark of a refresh, however it ends.
struct Over<'k>(&'k Keeper);
impl Drop for Over<'_> {
    fn drop(&mut self) {
        self.0.state().refreshing = None;
    }
}

async fn outcome(mut waiting: Waiting) -> Result<Option<Arc<Session>>> {
    let outcome = waiting.wait_for(Option::is_some).await.ok().and_then(|outcome| outcome.clone());
    match outcome {
        Some(Ok(session)) => Ok(session),
        Some(Err(error)) => Err(Error::new(ErrorKind::Session(error))),
        None => Err(Error::new(ErrorKind::Credentials("the refresh of the session was given up".into()))),
    }
}

impl fmt::Debug for Keeper {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Keeper").field("session", &self.session()).finish_non_exhaustive()
    }
}
