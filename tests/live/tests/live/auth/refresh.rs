//! New tokens.

use super::{Entry, builder, client, code, read, signed_up, write};
use crate::recorder::Recorder;
use std::sync::Arc;
use supabase_orm::{
    Client, ClientBuilder,
    auth::{MemoryStore, Session, SessionStore, StoredSession},
    http::{BoxFuture, Request, Response, Transport, TransportError},
};
use tokio::sync::Semaphore;

/// A client with that session, whose access token came long ago.
pub(super) async fn expired(builder: ClientBuilder, session: &Session) -> Client {
    let store = MemoryStore::default();
    store.save(Some(StoredSession::new(session.clone(), Some(0)))).await.unwrap();
    builder.session_store(store).build().unwrap()
}

#[tokio::test]
async fn a_refresh_changes_the_tokens_and_not_the_session() {
    let db = client();
    let (_, first) = signed_up(&db, "ann").await;
    let before = db.auth().get_claims().send().await.unwrap();
    let second = db.auth().refresh_session().await.unwrap();
    assert_ne!(first.refresh_token, second.refresh_token);
    let after = db.auth().get_claims().send().await.unwrap();
    assert_eq!((&before.session_id, &before.sub), (&after.session_id, &after.sub));
    write(&db, "still here").await.unwrap();
    assert_eq!(read(&db).await, ["still here"]);
    // an answer that was lost is given again
    let again = client().auth().set_session(first.refresh_token.expose()).await.unwrap();
    assert_eq!(again.refresh_token, second.refresh_token);
    let e = client().auth().set_session("nobodys00000").await.unwrap_err();
    assert_eq!(code(&e), "refresh_token_not_found");
}

/// Not more connections at once than a small machine has.
#[derive(Clone)]
struct Few {
    http: Recorder,
    permits: Arc<Semaphore>,
}

impl Transport for Few {
    fn send(&self, request: Request) -> BoxFuture<'_, Result<Response, TransportError>> {
        Box::pin(async move {
            let _permit = self.permits.acquire().await.unwrap();
            self.http.send(request).await
        })
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_thousand_calls_with_an_expired_token_make_one_refresh() {
    let (_, session) = signed_up(&client(), "ann").await;
    let http = Recorder::default();
    let few = Few { http: http.clone(), permits: Arc::new(Semaphore::new(32)) };
    let db = expired(builder().transport(few), &session).await;
    let calls: Vec<_> = (0..1000)
        .map(|_| {
            let db = db.clone();
            tokio::spawn(async move { db.from::<Entry>().select().await })
        })
        .collect();
    for call in calls {
        assert!(call.await.unwrap().unwrap().is_empty());
    }
    let sent = http.sent();
    let refreshes = sent.iter().filter(|request| request.path().contains("token")).count();
    assert_eq!((refreshes, sent.len()), (1, 1001));
}
