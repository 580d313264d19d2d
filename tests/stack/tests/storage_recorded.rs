//! The double of the Storage server is held to recorded conversations with a real one: it gets the recorded requests,
//! one after the other, and must answer alike.
#![expect(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "tests")]

#[path = "storage_recorded/case.rs"]
mod case;
#[path = "storage_recorded/compare.rs"]
mod compare;
#[path = "storage_recorded/replay.rs"]
mod replay;
#[path = "storage_recorded/send.rs"]
mod send;
#[path = "storage_recorded/setup.rs"]
mod setup;
#[path = "recorded/translations.rs"]
mod translations;

use case::Case;
use replay::Talk;

/// The recorded cases, and the list of them that a reader can look through.
const VECTORS: &str = include_str!("../vectors/storage.json");
const LIST: &str = include_str!("../vectors/storage_cases.txt");
/// The recorded cases that the double has no part in, and why.
const NOT_REPLAYED: &str = include_str!("../vectors/storage_not_replayed.txt");
/// All that were recorded: the test must not shrink unnoticed.
const RECORDED: usize = 427;
/// What the double may lack.
const LACKS: [&str; 8] = [
    "vectors",
    "analytics",
    "pictures are transformed",
    "nothing is sent",
    "200 MB, whose bytes were not kept",
    "the names in the request were not kept",
    "the list in the answer was not kept",
    "the connection broke while it was written",
];

#[tokio::test]
async fn the_double_answers_as_the_real_server_did() {
    let cases: Vec<Case> = serde_json::from_str(VECTORS).unwrap();
    let ids: Vec<&str> = cases.iter().map(|case| &*case.id).collect();
    assert_eq!(ids, LIST.lines().collect::<Vec<_>>());
    let mut talk = Talk::new();
    let mut faults = Vec::new();
    for case in &cases {
        if let Err(fault) = talk.replay(case).await {
            faults.push(format!("{}: {fault}", case.id));
        }
    }
    assert!(faults.is_empty(), "{} of {} differ:\n{}", faults.len(), cases.len(), faults.join("\n"));
}

#[test]
fn what_is_not_replayed_has_a_reason() {
    let mut others = 0;
    for line in NOT_REPLAYED.lines() {
        let (id, why) = line.split_once(": ").unwrap();
        assert!(LACKS.contains(&why), "{line}");
        assert!(!LIST.lines().any(|replayed| replayed == id), "{line}");
        others += 1;
    }
    assert_eq!(LIST.lines().count() + others, RECORDED);
}
