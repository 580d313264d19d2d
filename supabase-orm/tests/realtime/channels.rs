//! How a channel gets in, and what it says if it does not.

use crate::server::{KEY, both, options, server};
use serde_json::{Value, json};
use std::time::Duration;
use supabase_orm::{
    Table,
    doc::Planet,
    error::{ErrorKind, RealtimeError, RealtimeErrorCode},
    realtime::{ChangeEvent, ChannelState, SocketState},
};

fn realtime(e: &supabase_orm::Error) -> &RealtimeError {
    match e.kind() {
        ErrorKind::Realtime(e) => e,
        other => panic!("{other:?}"),
    }
}

#[tokio::test(start_paused = true)]
async fn a_channel_asks_for_what_was_said_and_is_subscribed_when_it_streams() {
    let (server, mut arrivals) = server();
    let client = server.client();
    let mut room = client.realtime().channel("room").broadcast_self(true).presence_key("me");
    let _changes = room.on_changes::<Planet>().update().filter(|p| p.id.eq(200) & p.kind.eq("a,b")).stream();
    let _all = room.on_postgres_changes(ChangeEvent::All).schema("*").stream();
    let (channel, ()) = both(room.subscribe(), async {
        let mut socket = arrivals.next().await;
        let join = socket.expect("phx_join").await;
        assert_eq!(join[0], join[1]);
        assert_eq!(join[2], "realtime:room");
        let config = json!({
            "broadcast": { "ack": false, "self": true },
            "presence": { "key": "me", "enabled": false },
            "postgres_changes": [
                { "event": "UPDATE", "schema": "public", "table": "planets", "filter": "id=eq.200,kind=eq.\"a,b\"" },
                { "event": "*", "schema": "*" },
            ],
            "private": false,
        });
        assert_eq!(join[4], json!({ "config": config }));
        socket.accept(&join);
        tokio::time::sleep(Duration::from_secs(5)).await;
        let joined = client.realtime().get_channel("room").unwrap();
        assert_eq!(joined.state(), ChannelState::Joined);
        socket.stream(&join);
        std::mem::forget(socket);
    })
    .await;
    assert_eq!(channel.unwrap().state(), ChannelState::Streaming);
    assert_eq!(client.realtime().state(), SocketState::Connected);
    assert_eq!(server.urls(), [format!("ws://h/realtime/v1/websocket?apikey={KEY}&vsn=2.0.0")]);
}

#[tokio::test(start_paused = true)]
async fn a_channel_whose_changes_do_not_stream_in_time_is_left_and_says_what_was_missing() {
    let (server, mut arrivals) = server();
    let client = server.client();
    let mut room = client.realtime().channel("room");
    let mut changes = room.on_changes::<Planet>().stream();
    let (channel, ()) = both(room.subscribe(), async {
        let mut socket = arrivals.next().await;
        let join = socket.expect("phx_join").await;
        socket.accept(&join);
        socket.expect("phx_leave").await;
    })
    .await;
    let e = channel.unwrap_err();
    assert!(e.is_timeout() && e.to_string().contains("no word that changes stream within 15s"), "{e}");
    assert!(client.realtime().get_channels().is_empty());
    assert!(changes.next().await.is_none());
}

#[tokio::test(start_paused = true)]
async fn a_refusal_that_time_cannot_change_fails_at_once_with_its_code() {
    let (server, mut arrivals) = server();
    let client = server.client();
    let room = client.realtime().channel("room").private();
    let (channel, ()) = both(room.subscribe(), async {
        let mut socket = arrivals.next().await;
        let join = socket.expect("phx_join").await;
        let reason = "Unauthorized: You do not have permissions to read from this Channel topic: room";
        socket.reply(&join, "error", json!({ "reason": reason }));
        // no second try
        assert!(tokio::time::timeout(Duration::from_secs(20), socket.message()).await.is_err());
    })
    .await;
    let e = channel.unwrap_err();
    assert_eq!(realtime(&e).code(), Some(&RealtimeErrorCode::Unauthorized));
    assert!(!realtime(&e).is_retryable() && e.to_string().starts_with("channel `room`: Unauthorized"), "{e}");
    assert!(client.realtime().get_channels().is_empty());
}

#[tokio::test(start_paused = true)]
async fn a_refusal_that_may_pass_is_tried_again_until_the_channel_is_in() {
    let (server, mut arrivals) = server();
    let client = server.client();
    let room = client.realtime().channel("room");
    let (channel, states) = both(room.subscribe(), async {
        let mut socket = arrivals.next().await;
        let mut states = Vec::new();
        for reason in ["RealtimeRestarting: Realtime is restarting", "boom"] {
            let join = socket.expect("phx_join").await;
            socket.reply(&join, "error", json!({ "reason": reason }));
            tokio::time::sleep(Duration::from_millis(50)).await;
            states.push(client.realtime().get_channel("room").unwrap().state());
        }
        socket.let_in().await;
        std::mem::forget(socket);
        states
    })
    .await;
    channel.unwrap();
    let codes: Vec<RealtimeErrorCode> = states
        .into_iter()
        .map(|state| match state {
            ChannelState::Retrying(e) => e.code().unwrap().clone(),
            other => panic!("{other:?}"),
        })
        .collect();
    assert_eq!(codes, [RealtimeErrorCode::RealtimeRestarting, RealtimeErrorCode::Other("boom".into())]);
}

#[tokio::test(start_paused = true)]
async fn a_server_that_listens_to_something_else_is_not_believed() {
    let (server, mut arrivals) = server();
    let client = server.client();
    let mut room = client.realtime().channel("room");
    let _changes = room.on_changes::<Planet>().stream();
    let (channel, ()) = both(room.subscribe(), async {
        let mut socket = arrivals.next().await;
        let join = socket.expect("phx_join").await;
        let other = json!([{ "id": 1, "event": "*", "schema": "public", "table": "other" }]);
        socket.reply(&join, "ok", json!({ "postgres_changes": other }));
        socket.expect("phx_leave").await;
    })
    .await;
    assert_eq!(realtime(&channel.unwrap_err()).code(), Some(&RealtimeErrorCode::BindingMismatch));
}

#[tokio::test(start_paused = true)]
async fn a_client_has_one_channel_of_a_topic_until_it_is_left() {
    let (server, mut arrivals) = server();
    let client = server.client();
    let rt = client.realtime();
    let first = rt.channel("room").subscribe_in_background().unwrap();
    let e = rt.channel("room").subscribe_in_background().unwrap_err();
    assert_eq!(realtime(&e), &RealtimeError::TopicInUse("room".into()));
    assert!(e.is_not_sent());
    let mut socket = arrivals.next().await;
    socket.let_in().await;
    let (left, ()) = both(first.unsubscribe(), async {
        let leave = socket.expect("phx_leave").await;
        socket.reply(&leave, "ok", json!({}));
    })
    .await;
    left.unwrap();
    assert_eq!(first.state(), ChannelState::Closed);
    rt.channel("room").subscribe_in_background().unwrap();
    socket.let_in().await;
    // another user is another socket
    let _theirs = client.as_user("jwt").realtime().channel("room").subscribe_in_background().unwrap();
    let mut other = arrivals.next().await;
    assert_eq!(other.let_in().await[4]["access_token"], "jwt");
}

#[tokio::test(start_paused = true)]
async fn a_filter_that_realtime_does_not_know_is_an_error_and_nothing_is_sent() {
    let (server, mut arrivals) = server();
    let client = server.client();
    let mut room = client.realtime().channel("room");
    let _changes = room.on_changes::<Planet>().filter(|p| p.id.eq(1) | p.id.eq(2)).stream();
    let e = room.subscribe().await.unwrap_err();
    assert!(
        matches!(e.kind(), ErrorKind::Query(_)) && e.to_string().contains("cannot filter changes"),
        "{e}"
    );
    let e =
        client.realtime().channel("room").replay(std::time::UNIX_EPOCH, 10).subscribe().await.unwrap_err();
    assert!(e.is_not_sent() && e.to_string().contains(".private()"), "{e}");
    assert!(arrivals.none());
    let _ = Planet::COLUMNS;
}

#[tokio::test(start_paused = true)]
async fn a_refused_socket_is_an_error_with_its_status_and_is_tried_again_without_end() {
    let (server, mut arrivals) = server();
    server.refuse([401]);
    let client = server.client();
    let e = client.realtime().channel("room").subscribe().await.unwrap_err();
    assert_eq!(e.status().map(|s| s.as_u16()), Some(401), "{e}");
    server.refuse([503; 40]);
    let channel = client.realtime().channel("room").subscribe_in_background().unwrap();
    let mut socket = arrivals.next().await;
    socket.let_in().await;
    let mut states = channel.states();
    while states.next().await.unwrap() != ChannelState::Streaming {}
    assert!(server.urls().len() > 40);
}

#[tokio::test(start_paused = true)]
async fn what_nobody_uses_is_closed_after_a_while_and_opened_again_when_it_is_needed() {
    let (server, mut arrivals) = server();
    let client =
        server.builder().realtime(options().disconnect_after(Duration::from_secs(7))).build().unwrap();
    let rt = client.realtime();
    let channel = rt.channel("room").subscribe_in_background().unwrap();
    let mut socket = arrivals.next().await;
    socket.let_in().await;
    rt.remove_channel(&channel);
    socket.expect("phx_leave").await;
    tokio::time::sleep(Duration::from_secs(5)).await;
    // used again in time
    let channel = rt.channel("room").subscribe_in_background().unwrap();
    socket.let_in().await;
    tokio::time::sleep(Duration::from_secs(5)).await;
    rt.remove_channel(&channel);
    let start = tokio::time::Instant::now();
    assert_eq!(socket.closed().await, Some((1000, String::new())));
    assert_eq!(start.elapsed().as_secs(), 7);
    socket.close(1000);
    rt.channel("room").subscribe_in_background().unwrap();
    arrivals.next().await.let_in().await;
}

#[tokio::test(start_paused = true)]
async fn connect_and_disconnect_are_obeyed() {
    let (server, mut arrivals) = server();
    let client = server.client();
    let rt = client.realtime();
    rt.connect().await.unwrap();
    let mut socket = arrivals.next().await;
    let channel = rt.channel("room").subscribe_in_background().unwrap();
    socket.let_in().await;
    let ((), ()) = both(rt.disconnect(), async {
        assert_eq!(socket.closed().await, Some((1000, String::new())));
        socket.close(1000);
    })
    .await;
    assert_eq!((rt.state(), channel.state()), (SocketState::Disconnected, ChannelState::Disconnected));
    tokio::time::sleep(Duration::from_secs(100)).await;
    assert!(arrivals.none());
    rt.connect().await.unwrap();
    let mut socket = arrivals.next().await;
    socket.let_in().await;
    let mut states = channel.states();
    while states.next().await.unwrap() != ChannelState::Streaming {}
}

#[tokio::test(start_paused = true)]
async fn the_task_ends_when_the_client_and_its_channels_are_dropped() {
    let (server, mut arrivals) = server();
    let client = server.client();
    let mut room = client.realtime().channel("room");
    let mut events = room.on_broadcast::<Value>("*").stream();
    let channel = room.subscribe_in_background().unwrap();
    let mut socket = arrivals.next().await;
    socket.let_in().await;
    drop(client);
    socket.push("broadcast", &json!({ "event": "e", "payload": 1 }));
    assert!(events.next().await.is_some(), "a channel keeps its client");
    drop(channel);
    assert_eq!(socket.closed().await, Some((1000, String::new())));
    assert!(socket.message().await.is_none());
    assert!(events.next().await.is_none());
}

#[tokio::test(start_paused = true)]
async fn who_does_not_wait_for_a_channel_any_more_has_none() {
    let (server, mut arrivals) = server();
    let client = server.client();
    let waiting = client.realtime().channel("room").subscribe();
    assert!(tokio::time::timeout(Duration::from_secs(3), waiting).await.is_err());
    let mut socket = arrivals.next().await;
    socket.expect("phx_join").await;
    socket.expect("phx_leave").await;
    assert!(client.realtime().get_channels().is_empty());
    client.realtime().channel("room").subscribe_in_background().unwrap();
    socket.let_in().await;
}

#[test]
fn a_client_outlives_the_runtime_that_its_socket_was_in() {
    let (server, mut arrivals) = server();
    let client = server.client();
    for _ in 0..2 {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        let (channel, socket) =
            runtime.block_on(both(client.realtime().channel("room").subscribe(), async {
                let mut socket = arrivals.next().await;
                socket.let_in().await;
                socket
            }));
        channel.unwrap();
        drop(runtime);
        drop(socket);
    }
}
