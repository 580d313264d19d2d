//! An Auth server in trouble: only the double gets into it when asked.

use super::{Entry, builder, client, refresh::expired, signed_up};
use crate::world::stack;
use stack::{AuthDouble, Fault};
use std::{
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::{Duration, SystemTime},
};
use supabase_orm::auth::{Clock, Session};
use tokio::time::Instant;

/// `None` if the server is a real one: it gets into no trouble.
fn double() -> Option<&'static AuthDouble> {
    stack().auth_double()
}

/// The system's clock, so many seconds later.
#[derive(Clone, Default)]
struct Ahead(Arc<AtomicU64>);

impl Ahead {
    fn advance(&self, seconds: u64) {
        self.0.fetch_add(seconds, Ordering::Relaxed);
    }
}

impl Clock for Ahead {
    fn now(&self) -> SystemTime {
        SystemTime::now() + Duration::from_secs(self.0.load(Ordering::Relaxed))
    }
    fn instant(&self) -> Instant {
        Instant::now() + Duration::from_secs(self.0.load(Ordering::Relaxed))
    }
}

fn token(session: &Session) -> String {
    session.refresh_token.expose().to_owned()
}

#[tokio::test]
async fn a_server_that_is_down_for_a_while_loses_no_session() {
    let Some(double) = double() else { return };
    for fault in [
        Fault::Status(503),
        Fault::Status(429),
        Fault::Status(500),
        Fault::Html(503),
        Fault::Html(200),
        Fault::Break,
    ] {
        let (ann, session) = signed_up(&client(), "ann").await;
        let clock = Ahead::default();
        let db = expired(builder().clock(clock.clone()), &session).await;
        double.fail(&token(&session), 3, fault);
        let mut failed = 0;
        while let Err(e) = db.from::<Entry>().select().await {
            failed += 1;
            assert!(failed < 20 && e.is_not_sent(), "{fault:?}: {e}");
            clock.advance(2);
        }
        // the server was left alone for a second, two, four
        assert!(failed >= 3, "{fault:?}: {failed}");
        assert_eq!(double.heal(&token(&session)), 0, "{fault:?}");
        let now = db.auth().session().await.unwrap().unwrap();
        assert_eq!(now.user.as_ref().unwrap().email, ann);
        assert_ne!(now.refresh_token, session.refresh_token);
    }
}

#[tokio::test]
async fn tokens_whose_answer_was_lost_are_given_again() {
    let Some(double) = double() else { return };
    let (ann, session) = signed_up(&client(), "ann").await;
    let clock = Ahead::default();
    let db = expired(builder().clock(clock.clone()), &session).await;
    double.fail(&token(&session), 1, Fault::LoseAnswer);
    assert!(db.from::<Entry>().select().await.is_err());
    clock.advance(2);
    db.from::<Entry>().select().await.unwrap();
    assert_eq!(db.auth().get_user().await.unwrap().email, ann);
}

#[tokio::test]
async fn a_caller_that_gives_up_a_slow_refresh_loses_nothing() {
    let Some(double) = double() else { return };
    let (_, session) = signed_up(&client(), "ann").await;
    let db = expired(builder(), &session).await;
    double.fail(&token(&session), 1, Fault::Delay(Duration::from_millis(300)));
    let hasty = tokio::time::timeout(Duration::from_millis(50), db.from::<Entry>().select().execute()).await;
    assert!(hasty.is_err());
    db.from::<Entry>().select().await.unwrap();
    assert_eq!(double.heal(&token(&session)), 0);
}
