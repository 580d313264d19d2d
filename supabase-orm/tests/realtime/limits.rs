//! The server's limits, kept on this side.

use crate::server::{both, options, server};
use serde_json::json;
use std::time::Duration;
use supabase_orm::error::{ErrorKind, RealtimeError};
use tokio::time::Instant;

#[tokio::test(start_paused = true)]
async fn more_broadcasts_than_a_second_takes_wait_and_none_is_lost() {
    let (server, mut arrivals) = server();
    let client = server.builder().realtime(options().events_per_second(10)).build().unwrap();
    let channel = client.realtime().channel("room").subscribe_in_background().unwrap();
    let mut socket = arrivals.next().await;
    socket.let_in().await;
    let start = Instant::now();
    let sending: Vec<_> = (0..35)
        .map(|n| {
            let channel = channel.clone();
            tokio::spawn(async move { channel.broadcast("e", &n).await })
        })
        .collect();
    let mut times = Vec::new();
    for _ in 0..35 {
        socket.message().await.unwrap();
        times.push(start.elapsed());
    }
    for sent in sending {
        sent.await.unwrap().unwrap();
    }
    for (first, eleventh) in times.iter().zip(times.iter().skip(10)) {
        assert!(*eleventh - *first >= Duration::from_millis(990), "{times:?}");
    }
    assert_eq!(start.elapsed().as_secs(), 3);
}

#[tokio::test(start_paused = true)]
async fn of_calls_of_track_that_wait_the_last_one_counts() {
    let (server, mut arrivals) = server();
    let client = server
        .builder()
        .realtime(options().presence_per_30s(2).heartbeat(Duration::from_secs(600)))
        .build()
        .unwrap();
    let channel = client.realtime().channel("room").subscribe_in_background().unwrap();
    let mut socket = arrivals.next().await;
    socket.let_in().await;
    let start = Instant::now();
    let calls: Vec<_> = (0..9)
        .map(|n| {
            let channel = channel.clone();
            tokio::spawn(async move { channel.track(&n).await })
        })
        .collect();
    let mut said = Vec::new();
    for _ in 0..3 {
        let track = socket.expect("presence").await;
        socket.reply(&track, "ok", json!({}));
        said.push((start.elapsed().as_secs(), track[4]["payload"].as_u64().unwrap()));
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    for call in calls {
        call.await.unwrap().unwrap();
    }
    assert_eq!((said[0].0, said[1].0, said[2]), (0, 0, (31, 8)));
    tokio::time::sleep(Duration::from_secs(100)).await;
    assert!(socket.is_silent());
}

#[tokio::test(start_paused = true)]
async fn what_is_too_large_or_too_much_is_refused_before_it_costs_the_channel() {
    let (server, mut arrivals) = server();
    let client = server.builder().realtime(options().max_payload(10).max_waiting(2)).build().unwrap();
    let channel = client.realtime().channel("room").subscribe_in_background().unwrap();
    let mut socket = arrivals.next().await;
    socket.let_in().await;
    for e in [
        channel.broadcast("e", "0123456789").await.unwrap_err(),
        channel.track("0123456789").await.unwrap_err(),
        channel.http_send("e", "0123456789").await.unwrap_err(),
    ] {
        assert!(matches!(
            e.kind(),
            ErrorKind::Realtime(RealtimeError::PayloadTooLarge { size: 12, limit: 10 })
        ));
    }
    // nothing goes out while the channel is not in
    socket.close(1000);
    let _socket = arrivals.next().await;
    let waiting = async { tokio::join!(channel.broadcast("e", &1), channel.broadcast("e", &2)) };
    let (_, third) = both(tokio::time::timeout(Duration::from_millis(1), waiting), async {
        channel.broadcast("e", &3).await
    })
    .await;
    assert!(matches!(third.unwrap_err().kind(), ErrorKind::Realtime(RealtimeError::TooManyWaiting(2))));
}

#[tokio::test(start_paused = true)]
async fn a_limit_that_ends_where_the_sockets_room_does_forgets_nobody() {
    let (server, mut arrivals) = server();
    let client = server
        .builder()
        .realtime(options().events_per_second(64).heartbeat(Duration::from_secs(600)))
        .build()
        .unwrap();
    let channel = client.realtime().channel("room").subscribe_in_background().unwrap();
    let mut socket = arrivals.next().await;
    socket.let_in().await;
    let start = Instant::now();
    let sends: Vec<_> = (0..130)
        .map(|n| {
            let channel = channel.clone();
            tokio::spawn(async move { channel.broadcast("e", &n).await })
        })
        .collect();
    for send in sends {
        send.await.unwrap().unwrap();
    }
    assert!(start.elapsed() < Duration::from_secs(3), "{:?}", start.elapsed());
}
