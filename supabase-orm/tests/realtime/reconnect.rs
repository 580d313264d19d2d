//! After whatever interruption everything is as it was, and what may be missing is said.

use crate::{
    messages::change,
    server::{Connection, both, options, server},
};
use serde_json::{Value, json};
use std::time::{Duration, SystemTime};
use supabase_orm::{
    doc::Planet,
    error::{ErrorKind, RealtimeError},
    realtime::{ChannelState, Event, Gap, Heartbeat, SocketState},
};

enum End {
    Close(u16),
    Drop,
}

#[tokio::test(start_paused = true)]
async fn after_every_end_all_is_joined_again_and_a_gap_is_told() {
    let (server, mut arrivals) = server();
    let client = server.client();
    let mut room = client.realtime().channel("room").presence();
    let mut changes = room.on_changes::<Planet>().stream();
    let mut events = room.on_broadcast::<Value>("*").stream();
    let channel = room.subscribe_in_background().unwrap();
    let mut socket: Connection = arrivals.next().await;
    let mut join = socket.let_in().await;
    let (tracked, ()) = both(channel.track(&1), async {
        let track = socket.expect("presence").await;
        socket.reply(&track, "ok", json!({}));
    })
    .await;
    tracked.unwrap();
    for end in [End::Close(1000), End::Close(1001), End::Close(1011), End::Drop] {
        match end {
            End::Close(code) => socket.close(code),
            End::Drop => drop(socket),
        }
        socket = arrivals.next().await;
        let again = socket.expect("phx_join").await;
        assert!(matches!(channel.state(), ChannelState::Retrying(RealtimeError::Socket(_))));
        assert_eq!(again[4], join[4]);
        assert!(
            again[1].as_str().unwrap().parse::<u64>().unwrap() > join[1].as_str().unwrap().parse().unwrap()
        );
        socket.accept(&again);
        let track = socket.expect("presence").await;
        socket.reply(&track, "ok", json!({}));
        assert_eq!(events.next().await.unwrap().unwrap(), Event::Gap(Gap::Rejoined { replayed: false }));
        // changes have their gap when they stream, so that what is read behind it lacks nothing
        let early = tokio::time::timeout(Duration::from_secs(1), changes.next()).await;
        assert!(early.is_err());
        socket.stream(&again);
        assert!(matches!(changes.next().await, Some(Ok(Event::Gap(_)))));
        let row = json!({ "id": 1, "name": null, "kind": "gas", "moons": null, "data": null });
        socket.push("postgres_changes", &change("INSERT", Some(row), None));
        assert!(matches!(changes.next().await, Some(Ok(Event::Message(_)))));
        join = again;
    }
}

#[tokio::test(start_paused = true)]
async fn a_channel_that_ends_alone_is_joined_again() {
    let (server, mut arrivals) = server();
    let client = server.client();
    let mut room = client.realtime().channel("room");
    let mut events = room.on_broadcast::<Value>("*").stream();
    let channel = room.subscribe_in_background().unwrap();
    let mut socket = arrivals.next().await;
    let mut join = socket.let_in().await;
    for end in ["phx_error", "phx_close", "system", "both"] {
        match end {
            "system" => socket.system(&join, "error", "system", "Query was cancelled, please try again"),
            "both" => {
                socket.system(&join, "error", "system", "Too many messages per second");
                socket.send(&json!([join[0], join[0], "realtime:room", "phx_close", {}]));
            }
            event => socket.send(&json!([join[0], join[0], "realtime:room", event, {}])),
        }
        let start = tokio::time::Instant::now();
        let again = socket.expect("phx_join").await;
        assert!(matches!(channel.state(), ChannelState::Retrying(_)));
        assert_eq!(
            start.elapsed() >= Duration::from_secs(5),
            end == "both",
            "a limit is left alone for longer"
        );
        socket.accept(&again);
        assert!(matches!(events.next().await, Some(Ok(Event::Gap(_)))));
        // what is said of the join before is old
        socket.send(&json!([join[0], join[0], "realtime:room", "phx_close", {}]));
        join = again;
    }
    tokio::time::sleep(Duration::from_secs(1)).await;
    assert_eq!(channel.state(), ChannelState::Streaming);
    assert!(arrivals.none());
}

#[tokio::test(start_paused = true)]
async fn a_join_without_answer_is_given_up_and_sent_again() {
    let (server, mut arrivals) = server();
    let client = server.client();
    let channel = client.realtime().channel("room").subscribe_in_background().unwrap();
    let mut socket = arrivals.next().await;
    socket.expect("phx_join").await;
    socket.expect("phx_leave").await;
    socket.let_in().await;
    let mut states = channel.states();
    while states.next().await.unwrap() != ChannelState::Streaming {}
}

#[tokio::test(start_paused = true)]
async fn a_heartbeat_without_answer_ends_the_connection() {
    let (server, mut arrivals) = server();
    let client = server.client();
    let rt = client.realtime();
    let mut beats = rt.heartbeats();
    let channel = rt.channel("room").subscribe_in_background().unwrap();
    let mut socket = arrivals.next().await;
    socket.let_in().await;
    let beat = socket.frame().await;
    assert_eq!(
        (&beat[0], &beat[2], &beat[3], &beat[4]),
        (&Value::Null, &json!("phoenix"), &json!("heartbeat"), &json!({}))
    );
    socket.reply(&beat, "ok", json!({}));
    socket.frame().await;
    assert_eq!(socket.closed().await, Some((1000, "heartbeat timeout".into())));
    // the server does not even agree to the close
    let mut next = arrivals.next().await;
    next.let_in().await;
    let mut seen = Vec::new();
    for _ in 0..4 {
        seen.push(beats.next().await.unwrap());
    }
    assert_eq!(seen, [Heartbeat::Sent, Heartbeat::Ok, Heartbeat::Sent, Heartbeat::Timeout]);
    let mut states = channel.states();
    while states.next().await.unwrap() != ChannelState::Streaming {}
}

#[tokio::test(start_paused = true)]
async fn messages_wait_for_the_channel_and_those_that_wait_too_long_were_not_sent() {
    let (server, mut arrivals) = server();
    let client = server.client();
    let channel = client.realtime().channel("room").subscribe_in_background().unwrap();
    let mut socket = arrivals.next().await;
    socket.let_in().await;
    drop(socket);
    let (sent, mut socket) = both(channel.broadcast("e", &1), async {
        let mut socket = arrivals.next().await;
        socket.let_in().await;
        socket
    })
    .await;
    sent.unwrap();
    assert!(socket.message().await.is_some());
    drop(socket);
    let mut socket = arrivals.next().await;
    let e = channel.broadcast("e", &2).await.unwrap_err();
    assert!(e.is_timeout() && e.to_string().contains("which was not sent"), "{e}");
    // a message that nobody waits for any more is taken back
    let _ = tokio::time::timeout(Duration::from_millis(1), channel.broadcast("e", &3)).await;
    // the join is given up as well, and sent again
    socket.expect("phx_join").await;
    socket.expect("phx_leave").await;
    socket.let_in().await;
    tokio::time::sleep(Duration::from_secs(2)).await;
    assert!(socket.is_silent());
}

#[tokio::test(start_paused = true)]
async fn replayed_broadcasts_come_once_and_since_the_interruption() {
    let (server, mut arrivals) = server();
    let client = server.client();
    let long_ago = SystemTime::UNIX_EPOCH + Duration::from_secs(1000);
    let mut room = client.realtime().channel("room").private().replay(long_ago, 25);
    let mut events = room.on_broadcast::<u32>("*").stream();
    let _channel = room.subscribe_in_background().unwrap();
    let mut socket = arrivals.next().await;
    let join = socket.let_in().await;
    assert_eq!(join[4]["config"]["broadcast"]["replay"], json!({ "since": 1_000_000, "limit": 25 }));
    let say = |socket: &Connection, n: u32, replayed: bool| {
        let meta = json!({ "id": format!("m{n}"), "replayed": replayed });
        socket.push("broadcast", &json!({ "event": "e", "payload": n, "meta": meta }));
    };
    say(&socket, 1, true);
    say(&socket, 2, false);
    tokio::time::sleep(Duration::from_secs(1)).await;
    socket.close(1001);
    let mut socket = arrivals.next().await;
    let join = socket.let_in().await;
    assert!(join[4]["config"]["broadcast"]["replay"]["since"].as_u64().unwrap() > 1_700_000_000_000);
    say(&socket, 2, true);
    say(&socket, 3, true);
    let mut seen = Vec::new();
    for _ in 0..4 {
        seen.push(match events.next().await.unwrap().unwrap() {
            Event::Message(m) => m.payload.to_string(),
            Event::Gap(gap) => format!("{gap:?}"),
        });
    }
    assert_eq!(seen, ["1", "2", "Rejoined { replayed: true }", "3"]);
}

#[tokio::test(start_paused = true)]
async fn without_reconnect_an_end_is_an_end_until_connect() {
    let (server, mut arrivals) = server();
    let client = server.builder().realtime(options().reconnect(false)).build().unwrap();
    let rt = client.realtime();
    let channel = rt.channel("room").subscribe_in_background().unwrap();
    let mut socket = arrivals.next().await;
    socket.let_in().await;
    drop(socket);
    tokio::time::sleep(Duration::from_secs(100)).await;
    assert_eq!((rt.state(), channel.state()), (SocketState::Disconnected, ChannelState::Disconnected));
    assert!(arrivals.none());
    rt.connect().await.unwrap();
    let mut socket = arrivals.next().await;
    socket.let_in().await;
    drop(socket);
    tokio::time::sleep(Duration::from_secs(100)).await;
    assert_eq!(channel.state(), ChannelState::Disconnected);
    // another channel brings all of them back
    let _other = rt.channel("other").subscribe_in_background().unwrap();
    let mut socket = arrivals.next().await;
    socket.let_in().await;
    socket.let_in().await;
    let mut states = channel.states();
    while states.next().await.unwrap() != ChannelState::Streaming {}
}

#[tokio::test(start_paused = true)]
async fn an_acknowledgement_that_a_break_took_is_an_error_that_may_be_tried_again() {
    let (server, mut arrivals) = server();
    let client = server.client();
    let channel = client.realtime().channel("room").broadcast_ack(true).subscribe_in_background().unwrap();
    let mut socket = arrivals.next().await;
    socket.let_in().await;
    let (sent, ()) = both(channel.broadcast("e", &1), async {
        socket.message().await.unwrap();
        drop(socket);
    })
    .await;
    let e = sent.unwrap_err();
    assert!(e.is_temporary() && matches!(e.kind(), ErrorKind::Realtime(RealtimeError::Socket(_))), "{e}");
}

#[tokio::test(start_paused = true)]
async fn a_connection_that_takes_nothing_any_more_is_given_up() {
    let (server, mut arrivals) = server();
    let client = server.client();
    let channel = client.realtime().channel("room").subscribe_in_background().unwrap();
    let mut socket = arrivals.next().await;
    socket.let_in().await;
    tokio::time::sleep(Duration::from_secs(1)).await;
    server.stick(true);
    let lost = channel.broadcast("e", &1).await.unwrap_err();
    assert!(lost.is_temporary(), "{lost}");
    let start = tokio::time::Instant::now();
    let mut next = arrivals.next().await;
    assert!(start.elapsed() < Duration::from_secs(60), "two heartbeats and a second are enough");
    server.stick(false);
    let answers = async {
        loop {
            let frame = next.frame().await;
            match frame[3].as_str() {
                Some("phx_join") => next.accept(&frame),
                _ => next.reply(&frame, "ok", json!({})),
            }
        }
    };
    let mut states = channel.states();
    let streams = async { while states.next().await.unwrap() != ChannelState::Streaming {} };
    tokio::select! {
        () = answers => {}
        () = streams => {}
    }
    server.stick(true);
    // and nobody who disconnects waits for it
    let start = tokio::time::Instant::now();
    client.realtime().disconnect().await;
    assert!(start.elapsed() <= Duration::from_secs(1));
}

#[tokio::test(start_paused = true)]
async fn a_server_that_begins_to_stream_again_within_a_join_leaves_a_gap() {
    let (server, mut arrivals) = server();
    let client = server.client();
    let mut room = client.realtime().channel("room");
    let mut changes = room.on_changes::<Planet>().stream();
    let _channel = room.subscribe_in_background().unwrap();
    let mut socket = arrivals.next().await;
    let join = socket.let_in().await;
    socket.stream(&join);
    assert!(matches!(changes.next().await, Some(Ok(Event::Gap(Gap::Rejoined { .. })))));
}

#[tokio::test(start_paused = true)]
async fn times_without_end_are_times() {
    let (server, mut arrivals) = server();
    let never = Duration::MAX;
    let options = options().heartbeat(never).disconnect_after(never).push_timeout(never).join_timeout(never);
    let client =
        server.builder().realtime(options.subscribe_timeout(Duration::from_secs(5))).build().unwrap();
    let (channel, _socket) = both(client.realtime().channel("room").subscribe(), async {
        let mut socket = arrivals.next().await;
        socket.let_in().await;
        socket
    })
    .await;
    let channel = channel.unwrap();
    channel.broadcast("e", &1).await.unwrap();
    client.realtime().remove_channel(&channel);
    tokio::time::sleep(Duration::from_secs(10_000)).await;
    assert_eq!(client.realtime().state(), SocketState::Connected);
}
