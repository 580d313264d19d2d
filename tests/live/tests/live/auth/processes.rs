//! Processes that share one session by a file.

use super::{builder, signed_up};
use crate::world::stack;
use std::{collections::BTreeSet, path::PathBuf, process::Stdio, time::Duration};
use supabase_orm::{
    Client,
    auth::{FileStore, Login},
};
use tokio::process::{Child, Command};

const PROCESSES: usize = 8;
const REFRESHES: usize = 100;
/// For so long a token that was used may be used again.
const REUSE: Duration = Duration::from_secs(3);
/// Says that this process is one of them, and which file they share.
const FILE: &str = "LIVE_SESSION_FILE";

fn client(url: &str, key: &str, file: &str) -> Client {
    Client::builder(url, key).auto_refresh(false).session_store(FileStore::new(file)).build().unwrap()
}

/// Not a test by itself: what each process of the next test does.
#[tokio::test]
async fn one_of_eight() {
    let Ok(file) = std::env::var(FILE) else { return };
    let var = |name| std::env::var(name).unwrap();
    let db = client(&var("LIVE_URL"), &var("LIVE_KEY"), &file);
    let mut seen = BTreeSet::new();
    for _ in 0..REFRESHES {
        seen.insert(db.auth().refresh_session().await.unwrap().refresh_token.expose().to_owned());
    }
    let claims = db.auth().get_claims().send().await.unwrap();
    println!("\nsession {}", claims.session_id.unwrap());
    seen.iter().for_each(|token| println!("token {token}"));
}

/// This program again, to run the test above alone.
fn start(file: &str) -> Child {
    Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "auth::processes::one_of_eight", "--nocapture"])
        .env(FILE, file)
        .env("LIVE_URL", stack().url())
        .env("LIVE_KEY", stack().publishable_key())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .kill_on_drop(true)
        .spawn()
        .unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn eight_processes_keep_one_session_through_a_hundred_refreshes() {
    let file =
        PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(format!("session-{}.json", std::process::id()));
    let file = file.to_str().unwrap().to_owned();
    let db = builder().session_store(FileStore::new(&*file)).build().unwrap();
    let (ann, _) = signed_up(&db, "ann").await;
    let own = db.auth().get_claims().send().await.unwrap().session_id.unwrap();
    let all: Vec<_> = (0..PROCESSES).map(|_| start(&file)).collect();
    let (mut sessions, mut tokens) = (Vec::new(), BTreeSet::new());
    for process in all {
        let output = process.wait_with_output().await.unwrap();
        let said = String::from_utf8_lossy(&output.stdout).into_owned();
        assert!(output.status.success(), "{said}\n{}", String::from_utf8_lossy(&output.stderr));
        sessions.extend(said.lines().filter_map(|line| line.strip_prefix("session ").map(str::to_owned)));
        tokens.extend(said.lines().filter_map(|line| line.strip_prefix("token ").map(str::to_owned)));
    }
    assert_eq!(sessions, vec![own.clone(); PROCESSES]);
    // whoever came second took what the first had got
    assert!((REFRESHES..=PROCESSES * REFRESHES).contains(&tokens.len()), "{}", tokens.len());
    // the token of the beginning is of no use any more: only the file tells how to go on
    tokio::time::sleep(REUSE).await;
    let later = client(stack().url(), stack().publishable_key(), &file);
    for db in [&later, &db] {
        db.auth().refresh_session().await.unwrap();
        assert_eq!(db.auth().get_user().await.unwrap().email, ann);
    }
    db.auth().sign_out().send().await.unwrap();
    let again = later.auth().sign_in_with_password(Login::email(ann), super::PASSWORD).send().await;
    again.unwrap();
    std::fs::remove_file(&file).unwrap();
}
