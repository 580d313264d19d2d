//! The double of the Auth server is held to recorded conversations with a real one: it gets the recorded requests, in
//! order, and must answer alike.
#![expect(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "tests")]

#[path = "auth_recorded/case.rs"]
mod case;
#[path = "auth_recorded/compare.rs"]
mod compare;
#[path = "auth_recorded/replay.rs"]
mod replay;
#[path = "auth_recorded/setup.rs"]
mod setup;
#[path = "recorded/translations.rs"]
mod translations;

use case::Case;
use reqwest::{Client, redirect::Policy};

/// The recorded cases, and the list of them that a reader can look through.
const VECTORS: &str = include_str!("../vectors/auth.json");
const LIST: &str = include_str!("../vectors/auth_cases.txt");
/// So many at least: the test must not shrink unnoticed.
const FLOOR: usize = 222;

#[tokio::test]
async fn the_double_answers_as_the_real_server_did() {
    let cases: Vec<Case> = serde_json::from_str(VECTORS).unwrap();
    let ids: Vec<&str> = cases.iter().map(|case| &*case.id).collect();
    assert_eq!(ids, LIST.lines().collect::<Vec<_>>());
    assert!(cases.len() >= FLOOR, "{} cases", cases.len());
    let http = Client::builder().no_proxy().redirect(Policy::none()).build().unwrap();
    let mut faults = Vec::new();
    for case in &cases {
        if let Err(fault) = replay::replay(case, &http).await {
            faults.push(format!("{}: {fault}", case.id));
        }
    }
    assert!(faults.is_empty(), "{} of {} differ:\n{}", faults.len(), cases.len(), faults.join("\n"));
}
