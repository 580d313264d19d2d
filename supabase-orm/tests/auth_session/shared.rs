//! One file, several processes.

use crate::server::{Server, expired};
use std::{path::PathBuf, sync::Arc};
use supabase_orm::{
    Client,
    auth::{AuthEvent, FileStore, SessionStore, SignedOutReason},
};
use tokio::sync::Barrier;

fn file(name: &str) -> PathBuf {
    let dir = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("sessions");
    std::fs::create_dir_all(&dir).unwrap();
    let path = dir.join(format!("{name}-{}.json", std::process::id()));
    let _ = std::fs::remove_file(&path);
    path
}

/// A client as another process would have it: nothing shared but the file and the server.
fn process(server: &Server, path: &PathBuf) -> Client {
    server.builder().session_store(FileStore::new(path)).auto_refresh(false).build().unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn eight_clients_of_one_file_keep_one_session_through_a_hundred_refreshes() {
    let (server, path) = (Server::default(), file("eight"));
    FileStore::new(&path).save(Some(expired(0))).await.unwrap();
    let barrier = Arc::new(Barrier::new(8));
    let clients: Vec<_> = (0..8)
        .map(|_| {
            let (client, barrier) = (process(&server, &path), barrier.clone());
            tokio::spawn(async move {
                for _ in 0..100 {
                    barrier.wait().await;
                    client.auth().refresh_session().await.unwrap();
                }
                client.auth().session().await.unwrap().unwrap()
            })
        })
        .collect();
    for client in clients {
        assert!(client.await.unwrap().refresh_token.expose().starts_with("t0p-refresh-"));
    }
    // whoever came second took what the first had got
    assert!((100..=800).contains(&server.refreshes()), "{}", server.refreshes());
    let stored = FileStore::new(&path).load().await.unwrap().unwrap();
    let next = process(&server, &path);
    assert_eq!(next.auth().session().await.unwrap().unwrap().refresh_token, stored.session.refresh_token);
    next.auth().refresh_session().await.unwrap();
}

#[tokio::test]
async fn a_session_that_another_process_refreshed_is_taken_over() {
    let (server, path) = (Server::default(), file("taken"));
    FileStore::new(&path).save(Some(expired(0))).await.unwrap();
    let (a, b) = (process(&server, &path), process(&server, &path));
    b.auth().events().await; // has read the old one
    a.auth().session().await.unwrap();
    let session = b.auth().session().await.unwrap().unwrap();
    assert_eq!((session.access_token.expose(), server.refreshes()), ("t0p-access-1", 1));
}

#[tokio::test]
async fn signing_out_in_one_process_is_seen_by_the_others() {
    let (server, path) = (Server::default(), file("out"));
    FileStore::new(&path).save(Some(expired(0))).await.unwrap();
    let (a, b) = (process(&server, &path), process(&server, &path));
    let mut events = b.auth().events().await;
    events.next().await;
    a.auth().sign_out().send().await.unwrap();
    assert!(b.auth().session().await.unwrap().is_none());
    let Some(AuthEvent::SignedOut(reason)) = events.next().await else { panic!("no event") };
    assert_eq!(reason, SignedOutReason::Elsewhere);
}

#[cfg(unix)]
#[tokio::test]
async fn the_file_is_for_its_owner_and_whole_or_not_there() {
    use std::os::unix::fs::PermissionsExt;
    let path = file("private");
    let store = FileStore::new(&path);
    store.save(Some(expired(3))).await.unwrap();
    assert_eq!(std::fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
    let json: serde_json::Value = serde_json::from_slice(&std::fs::read(&path).unwrap()).unwrap();
    assert_eq!(json["refresh_token"], "t0p-refresh-3");
    std::fs::write(&path, "{\"access_token\":").unwrap();
    let error = store.load().await.unwrap_err().to_string();
    assert!(!error.contains("t0p"), "{error}");
    store.save(None).await.unwrap();
    assert!(store.load().await.unwrap().is_none());
    let left: Vec<_> =
        std::fs::read_dir(path.parent().unwrap()).unwrap().flatten().map(|f| f.file_name()).collect();
    assert!(
        !left
            .iter()
            .any(|f| f.to_string_lossy().contains("private") && !f.to_string_lossy().contains(".lock")),
        "{left:?}"
    );
}
