//! Broadcasts and presence between clients.

use super::{builder, room, soon};
use crate::auth::{client, signed_up};
use serde_json::{Value, json};
use std::time::{Duration, SystemTime};
use supabase_orm::{
    error::{ErrorKind, RealtimeError, RealtimeErrorCode},
    realtime::{Broadcast, Event, PresenceEvent, Protocol, RealtimeOptions},
};

#[tokio::test]
async fn broadcasts_reach_the_others_in_both_protocols() {
    let room = room();
    let (one, other) =
        (builder().build().unwrap(), builder().realtime(RealtimeOptions::default().protocol(Protocol::V1)));
    let other = other.build().unwrap();
    let mut here = one.realtime().channel(&*room).broadcast_ack(true);
    let mut heard_here = here.on_broadcast::<Value>("*").stream();
    let mut there = other.realtime().channel(&*room).broadcast_self(true).broadcast_ack(true);
    let mut heard_there = there.on_broadcast::<Value>("point").stream();
    let (here, there) = (here.subscribe().await.unwrap(), there.subscribe().await.unwrap());
    here.broadcast("point", &json!({"x": 1})).await.unwrap();
    here.broadcast("other", &json!(null)).await.unwrap();
    there.broadcast("point", &json!([2])).await.unwrap();
    let payloads =
        [soon(heard_there.next()).await, soon(heard_there.next()).await].map(|b: Broadcast<Value>| b.payload);
    assert_eq!(payloads, [json!({"x": 1}), json!([2])]);
    assert_eq!(soon(heard_here.next()).await.payload, json!([2]));
    one.realtime().http_send(&room, "point", &json!({"by": "http"}), false).await.unwrap();
    assert_eq!(soon(heard_there.next()).await.payload, json!({"by": "http"}));
    assert_eq!(soon(heard_here.next()).await.payload, json!({"by": "http"}));
    here.unsubscribe().await.unwrap();
    assert!(heard_here.next().await.is_none());
}

#[tokio::test]
async fn bytes_are_bytes() {
    let room = room();
    let (one, other) = (builder().build().unwrap(), builder().build().unwrap());
    let mut there = other.realtime().channel(&*room);
    let mut heard = there.on_broadcast_bytes("raw").stream();
    let _there = there.subscribe().await.unwrap();
    let here = one.realtime().channel(&*room).subscribe().await.unwrap();
    let bytes: Vec<u8> = (0..=255).cycle().take(10_000).collect();
    here.broadcast_bytes("raw", bytes.clone()).await.unwrap();
    assert_eq!(soon(heard.next()).await.payload, bytes);
}

#[tokio::test]
async fn presence_tells_who_is_there() {
    let room = room();
    let (one, other) = (builder().build().unwrap(), builder().build().unwrap());
    let mut here = one.realtime().channel(&*room).presence_key("ann");
    let mut seen = here.on_presence::<Value>().stream();
    let here = here.subscribe().await.unwrap();
    let there = other.realtime().channel(&*room).presence_key("bob").presence().subscribe().await.unwrap();
    there.track(&json!({"n": 1})).await.unwrap();
    there.track(&json!({"n": 2})).await.unwrap();
    here.track(&json!({"n": 3})).await.unwrap();
    there.untrack().await.unwrap();
    let mut told = Vec::new();
    while told.last().is_none_or(|last: &String| !last.starts_with("bob left")) {
        match soon(seen.next()).await {
            PresenceEvent::Join { key, new, .. } => told.push(format!("{key} came {}", new[0].meta["n"])),
            PresenceEvent::Leave { key, current, left } if current.is_empty() => {
                told.push(format!("{key} left {}", left[0].meta["n"]));
            }
            _ => {}
        }
    }
    assert_eq!(told, ["bob came 1", "bob came 2", "ann came 3", "bob left 2"]);
    let state = here.presence_state::<Value>().unwrap();
    assert_eq!(state.keys().collect::<Vec<_>>(), ["ann"]);
}

#[tokio::test]
async fn private_channels_let_in_who_is_signed_in_and_keep_what_was_said() {
    let room = room();
    let db = client();
    let e = db.realtime().channel(&*room).private().subscribe().await.unwrap_err();
    let ErrorKind::Realtime(RealtimeError::Refused { code, .. }) = e.kind() else { panic!("{e}") };
    assert_eq!(code, &RealtimeErrorCode::Unauthorized);
    signed_up(&db, "ann").await;
    let here = db.realtime().channel(&*room).private().broadcast_ack(true).subscribe().await.unwrap();
    let start = SystemTime::now() - Duration::from_secs(10);
    for n in 0..3 {
        here.broadcast("e", &n).await.unwrap();
    }
    let late = client();
    signed_up(&late, "bob").await;
    let mut there = late.realtime().channel(&*room).private().replay(start, 2);
    let mut heard = there.on_broadcast::<u32>("e").stream();
    let _there = there.subscribe().await.unwrap();
    for n in [1, 2] {
        let again = soon(heard.next()).await;
        assert_eq!((again.payload, again.meta.replayed, again.meta.id.is_some()), (n, true, true));
    }
    here.broadcast("e", &7).await.unwrap();
    let event = heard.next().await.unwrap().unwrap();
    assert!(matches!(event, Event::Message(b) if b.payload == 7 && !b.meta.replayed));
}
