//! What comes over a channel, and what goes.

use crate::server::{Arrivals, Connection, Server, both, options, server};
use serde_json::{Value, json};
use std::time::Duration;
use supabase_orm::{
    Client,
    doc::Planet,
    error::{ErrorKind, RealtimeError},
    http::{BoxFuture, Request, Response, Transport, TransportError},
    realtime::{Change, Event, Gap, Persist, PresenceEvent, Protocol, SocketMessage},
};

fn row(id: i64) -> Value {
    json!({ "id": id, "name": "Ceres", "kind": "dwarf", "moons": null, "data": { "a": 1 } })
}

pub(crate) fn change(kind: &str, new: Option<Value>, old: Option<Value>) -> Value {
    let mut data = json!({
        "schema": "public", "table": "planets", "commit_timestamp": "2026-01-01T00:00:00.000Z", "type": kind,
        "errors": null, "columns": [{ "name": "id", "type": "int8" }],
    });
    if let Some(new) = new {
        data["record"] = new;
    }
    if let Some(old) = old {
        data["old_record"] = old;
    }
    json!({ "ids": [1001], "data": data })
}

async fn joined(
    server: &Server,
    arrivals: &mut Arrivals,
) -> (Client, supabase_orm::realtime::Channel, Connection) {
    let client = server.client();
    let channel = client.realtime().channel("room").subscribe_in_background().unwrap();
    let mut socket = arrivals.next().await;
    socket.let_in().await;
    (client, channel, socket)
}

#[tokio::test(start_paused = true)]
async fn changes_come_as_rows_with_what_is_known_of_the_old_ones() {
    let (server, mut arrivals) = server();
    let client = server.client();
    let mut room = client.realtime().channel("room");
    let mut changes = room.on_changes::<Planet>().stream();
    let _channel = room.subscribe_in_background().unwrap();
    let mut socket = arrivals.next().await;
    socket.let_in().await;
    socket.push("postgres_changes", &change("INSERT", Some(row(9_007_199_254_740_993)), None));
    socket.push("postgres_changes", &change("UPDATE", Some(row(1)), Some(json!({ "id": 1 }))));
    socket.push("postgres_changes", &change("DELETE", None, Some(row(1))));
    let mut next = async || changes.next().await.unwrap().unwrap().message().unwrap();
    let Change::Insert { new, meta } = next().await else { panic!("no insert") };
    assert_eq!((new.id, new.moons), (9_007_199_254_740_993, None));
    assert_eq!((meta.schema.as_str(), meta.table.as_str()), ("public", "planets"));
    assert_eq!(meta.committed_at.as_str(), "2026-01-01T00:00:00.000Z");
    let Change::Update { old, .. } = next().await else { panic!("no update") };
    assert_eq!(old.get(|p| p.id).unwrap(), Some(1));
    assert_eq!(old.get(|p| p.kind).unwrap(), None);
    assert_eq!(old.row().unwrap(), None, "an identity of the key alone is no row");
    let Change::Delete { old, .. } = next().await else { panic!("no delete") };
    assert_eq!(old.row().unwrap().unwrap().kind, "dwarf");
}

#[tokio::test(start_paused = true)]
async fn a_change_that_cannot_be_shown_or_read_is_an_error_and_the_stream_goes_on() {
    let (server, mut arrivals) = server();
    let client = server.client();
    let mut room = client.realtime().channel("room");
    let mut changes = room.on_changes::<Planet>().stream();
    let _channel = room.subscribe_in_background().unwrap();
    let mut socket = arrivals.next().await;
    socket.let_in().await;
    let mut refused = change("UPDATE", Some(json!({})), Some(json!({})));
    refused["data"]["errors"] = json!(["Error 401: Unauthorized"]);
    socket.push("postgres_changes", &refused);
    let mut partly = row(1);
    partly.as_object_mut().unwrap().remove("data");
    socket.push("postgres_changes", &change("UPDATE", Some(partly), None));
    let mut wrong = row(1);
    wrong["id"] = json!("one");
    socket.push("postgres_changes", &change("INSERT", Some(wrong), None));
    socket.push("postgres_changes", &change("INSERT", Some(row(5)), None));
    let e = changes.next().await.unwrap().unwrap_err();
    let text =
        "a change of `public.planets` cannot be shown: Error 401: Unauthorized; the role needs a grant";
    assert!(e.to_string().starts_with(text), "{e}");
    let e = changes.next().await.unwrap().unwrap_err();
    assert!(e.is_decode() && e.to_string().contains("a column is missing"), "{e}");
    let e = changes.next().await.unwrap().unwrap_err();
    assert_eq!(e.json_path(), Some("record.id"), "{e}");
    assert!(matches!(changes.next().await, Some(Ok(Event::Message(Change::Insert { .. })))));
}

#[tokio::test(start_paused = true)]
async fn broadcasts_come_by_event_in_text_and_binary_and_callbacks_may_call_the_channel() {
    let (server, mut arrivals) = server();
    let client = server.client();
    let mut room = client.realtime().channel("room");
    let mut points = room.on_broadcast::<Vec<i32>>("Point").stream();
    let mut bytes = room.on_broadcast_bytes("raw").stream();
    let (said, mut heard) = tokio::sync::mpsc::unbounded_channel();
    room.on_broadcast::<Value>("*").each(move |event| {
        let _ = said.send(event);
    });
    let _channel = room.subscribe_in_background().unwrap();
    let mut socket = arrivals.next().await;
    socket.let_in().await;
    socket.push(
        "broadcast",
        &json!({ "type": "broadcast", "event": "point", "payload": [1, 2], "meta": { "id": "m" } }),
    );
    socket.push("broadcast", &json!({ "type": "broadcast", "event": "other", "payload": { "a": 1 } }));
    socket.send_binary([&[4, 13, 3, 0, 0], &b"realtime:roomraw\x00\xff"[..]].concat());
    let point = points.next().await.unwrap().unwrap().message().unwrap();
    assert_eq!(
        (point.event.as_str(), &point.payload[..], point.meta.id.as_deref()),
        ("point", &[1, 2][..], Some("m"))
    );
    assert_eq!(&bytes.next().await.unwrap().unwrap().message().unwrap().payload[..], b"\x00\xff");
    let mut events = Vec::new();
    for _ in 0..2 {
        events.push(heard.recv().await.unwrap().unwrap().message().unwrap().event);
    }
    assert_eq!(events, ["point", "other"]);
    // bytes are no JSON: whoever listens to JSON learns it
    assert!(heard.recv().await.unwrap().unwrap_err().to_string().contains("on_broadcast_bytes"));
}

#[tokio::test(start_paused = true)]
async fn a_broadcast_waits_for_its_acknowledgement_where_the_channel_asks_for_it() {
    let (server, mut arrivals) = server();
    let client = server.client();
    let channel =
        client.realtime().channel("room").private().broadcast_ack(true).subscribe_in_background().unwrap();
    let mut socket = arrivals.next().await;
    let join = socket.let_in().await;
    let reference = |message: Option<SocketMessage>| match message {
        Some(SocketMessage::Binary(bytes)) => {
            let (join, own) = (usize::from(bytes[1]), usize::from(bytes[2]));
            String::from_utf8(bytes[7 + join..7 + join + own].to_vec()).unwrap()
        }
        other => panic!("{other:?}"),
    };
    for (status, response) in [("ok", json!({})), ("error", json!({ "reason": "payload_size_exceeded" }))] {
        let (sent, ()) = both(channel.broadcast("e", &7), async {
            let own = reference(socket.message().await);
            socket.reply(&json!([join[0], own, "realtime:room"]), status, response);
        })
        .await;
        assert_eq!(sent.is_ok(), status == "ok");
    }
    let persist = Persist::For(Duration::from_secs(60));
    let (late, ()) = both(channel.broadcast_persisted("e", &7, persist), async {
        let Some(SocketMessage::Binary(bytes)) = socket.message().await else { panic!("no broadcast") };
        assert!(String::from_utf8_lossy(&bytes).ends_with(r#"{"persist":{"ttl":60}}7"#));
    })
    .await;
    let e = late.unwrap_err();
    assert!(e.is_timeout() && e.to_string().contains("the server may have"), "{e}");
}

#[tokio::test(start_paused = true)]
async fn protocol_1_is_spoken_as_well() {
    let (server, mut arrivals) = server();
    let client = server
        .builder()
        .realtime(options().protocol(Protocol::V1).param("log_level", "info"))
        .build()
        .unwrap();
    let mut room = client.realtime().channel("room");
    let mut events = room.on_broadcast::<Value>("e").stream();
    let channel = room.subscribe_in_background().unwrap();
    let mut socket = arrivals.next().await;
    let join = socket.frame().await;
    assert_eq!(join["event"], "phx_join");
    let ok = json!({ "status": "ok", "response": { "postgres_changes": [] } });
    socket
        .send(&json!({ "topic": "realtime:room", "event": "phx_reply", "payload": ok, "ref": join["ref"] }));
    channel.broadcast("e", &json!({ "a": 1 })).await.unwrap();
    let sent = socket.frame().await;
    assert_eq!(sent["payload"], json!({ "type": "broadcast", "event": "e", "payload": { "a": 1 } }));
    assert_eq!(sent["join_ref"], join["ref"]);
    socket.send(
        &json!({ "topic": "realtime:room", "event": "broadcast", "payload": sent["payload"], "ref": null }),
    );
    assert_eq!(events.next().await.unwrap().unwrap().message().unwrap().payload, json!({ "a": 1 }));
    let e = channel.broadcast_bytes("e", &b"\x00"[..]).await.unwrap_err();
    assert!(e.to_string().contains("protocol 2.0.0"), "{e}");
    assert!(server.urls()[0].ends_with("websocket?log_level=info&apikey=sb_publishable_0000&vsn=1.0.0"));
}

#[tokio::test(start_paused = true)]
async fn presence_is_typed_and_kept() {
    #[derive(serde::Deserialize, serde::Serialize, Debug, PartialEq)]
    struct User {
        name: String,
    }
    let (server, mut arrivals) = server();
    let client = server.client();
    let mut room = client.realtime().channel("room");
    let mut presence = room.on_presence::<User>().stream();
    let channel = room.subscribe_in_background().unwrap();
    let mut socket = arrivals.next().await;
    let join = socket.let_in().await;
    assert_eq!(join[4]["config"]["presence"]["enabled"], true);
    socket.push("presence_state", &json!({}));
    let (tracked, ()) = both(channel.track(&User { name: "ann".into() }), async {
        let track = socket.expect("presence").await;
        assert_eq!(track[4], json!({ "type": "presence", "event": "track", "payload": { "name": "ann" } }));
        socket.reply(&track, "ok", json!({}));
    })
    .await;
    tracked.unwrap();
    let joins = json!({ "joins": { "k": { "metas": [{ "phx_ref": "A", "name": "ann" }] } }, "leaves": {} });
    socket.push("presence_diff", &joins);
    let mut next = async || presence.next().await.unwrap().unwrap().message().unwrap();
    assert_eq!(next().await, PresenceEvent::Sync(std::collections::BTreeMap::default()));
    let PresenceEvent::Join { key, current, new } = next().await else { panic!("no join") };
    assert_eq!((key.as_str(), current.len(), new[0].meta.name.as_str()), ("k", 0, "ann"));
    assert!(matches!(next().await, PresenceEvent::Sync(state) if state["k"][0].presence_ref == "A"));
    assert_eq!(channel.presence_state::<User>().unwrap()["k"][0].meta, User { name: "ann".into() });
    let (untracked, ()) = both(channel.untrack(), async {
        let untrack = socket.expect("presence").await;
        assert_eq!(untrack[4]["event"], "untrack");
        socket.reply(&untrack, "ok", json!({}));
    })
    .await;
    untracked.unwrap();
}

#[tokio::test(start_paused = true)]
async fn what_a_newer_server_says_is_passed_over() {
    let (server, mut arrivals) = server();
    let client = server.client();
    let mut room = client.realtime().channel("room");
    let mut events = room.on_broadcast::<Value>("e").stream();
    let mut system = room.on_system();
    let _channel = room.subscribe_in_background().unwrap();
    let mut socket = arrivals.next().await;
    let join = socket.let_in().await;
    socket.send(&json!("no frame"));
    socket.send_binary(vec![9, 1, 2]);
    socket.push("who_knows", &json!({}));
    socket.push("postgres_changes", &json!({ "ids": [1], "data": { "type": "TRUNCATE" } }));
    socket.push("presence_state", &json!([]));
    socket.system(&join, "ok", "system", "Replication connection established");
    socket.push("broadcast", &json!({ "event": "e", "payload": 1 }));
    assert_eq!(events.next().await.unwrap().unwrap().message().unwrap().payload, 1);
    assert_eq!(system.next().await.unwrap().message().unwrap().message, "Replication connection established");
}

#[tokio::test(start_paused = true)]
async fn a_slow_consumer_learns_what_it_missed() {
    let (server, mut arrivals) = server();
    let client = server.builder().realtime(options().queue(3)).build().unwrap();
    let mut room = client.realtime().channel("room");
    let mut slow = room.on_broadcast::<u32>("*").stream();
    let _channel = room.subscribe_in_background().unwrap();
    let mut socket = arrivals.next().await;
    socket.let_in().await;
    for n in 0..10 {
        socket.push("broadcast", &json!({ "event": "e", "payload": n }));
    }
    tokio::time::sleep(Duration::from_secs(1)).await;
    assert!(matches!(slow.next().await, Some(Ok(Event::Gap(Gap::Lagged(7))))));
    assert_eq!(slow.next().await.unwrap().unwrap().message().unwrap().payload, 7);
}

#[tokio::test(start_paused = true)]
async fn nothing_that_is_secret_or_sent_is_shown() {
    let (server, mut arrivals) = server();
    let client = server.client().as_user("t0p-secret-token");
    let channel = client.realtime().channel("room").subscribe_in_background().unwrap();
    let mut socket = arrivals.next().await;
    socket.let_in().await;
    channel.broadcast("e", "t0p-secret-payload").await.unwrap();
    let message = socket.message().await.unwrap();
    let text = format!("{channel:?} {:?} {:?} {message:?}", client.realtime(), client.realtime().state());
    assert!(!text.contains("t0p") && !text.contains("0000"), "{text}");
    assert!(!client.realtime().endpoint_url().contains("0000"));
}

/// Answers broadcasts by HTTP.
#[derive(Clone)]
struct Http(u16, &'static str, std::sync::Arc<std::sync::Mutex<Vec<Request>>>);

impl Transport for Http {
    fn send(&self, request: Request) -> BoxFuture<'_, Result<Response, TransportError>> {
        self.2.lock().unwrap().push(request);
        Box::pin(async { Ok(Response::new(self.0, self.1)) })
    }
}

#[tokio::test(start_paused = true)]
async fn broadcasts_by_http_open_no_socket() {
    let (server, mut arrivals) = server();
    let http = Http(202, "", std::sync::Arc::default());
    let client = server.builder().transport(http.clone()).build().unwrap();
    client.realtime().http_send("a/b é", "e?", &json!({ "a": 1 }), true).await.unwrap();
    let sent = http.2.lock().unwrap().pop().unwrap();
    assert_eq!(sent.path_and_query(), "api/broadcast/a%2Fb%20%C3%A9/events/e%3F?private=true");
    assert_eq!(sent.body.as_bytes(), br#"{"a":1}"#);
    assert!(client.realtime().http_send("a", "e", &(), false).await.unwrap_err().is_not_sent());
    let refusing = Http(401, r#"{"error":"Unauthorized"}"#, std::sync::Arc::default());
    let client = server.builder().transport(refusing).build().unwrap();
    let e = client.realtime().http_send("a", "e", &1, false).await.unwrap_err();
    assert!(e.is_unauthorized() && e.to_string().contains("POST api/broadcast/a/events/e: "), "{e}");
    assert!(matches!(e.kind(), ErrorKind::Realtime(RealtimeError::Http { .. })));
    assert!(arrivals.none());
}

#[tokio::test(start_paused = true)]
async fn what_is_sent_to_a_channel_that_was_left_is_refused() {
    let (server, mut arrivals) = server();
    let (client, channel, mut socket) = joined(&server, &mut arrivals).await;
    client.realtime().remove_all_channels();
    socket.expect("phx_leave").await;
    let e = channel.broadcast("e", &1).await.unwrap_err();
    assert!(matches!(e.kind(), ErrorKind::Realtime(RealtimeError::Left(_))), "{e}");
    channel.unsubscribe().await.unwrap();
}
