//! What a server in trouble does to channels.

use super::{own_double, room, soon};
use serde_json::{Value, json};
use std::time::Duration;
use supabase_orm::{
    error::RealtimeErrorCode,
    realtime::{Channel, ChannelState, Event, SocketState},
};

async fn until(channel: &Channel, wanted: impl Fn(&ChannelState) -> bool) -> ChannelState {
    let mut states = channel.states();
    let reached = async {
        loop {
            let state = states.next().await.unwrap();
            if wanted(&state) {
                return state;
            }
        }
    };
    tokio::time::timeout(Duration::from_secs(30), reached)
        .await
        .unwrap_or_else(|_| panic!("that state is not reached"))
}

fn streams(state: &ChannelState) -> bool {
    *state == ChannelState::Streaming
}

/// Nothing is lost that is said after the channel streams again.
async fn is_back(channel: &Channel) {
    until(channel, |state| matches!(state, ChannelState::Retrying(_))).await;
    until(channel, streams).await;
}

#[tokio::test]
async fn channels_come_back_after_whatever_happens_to_the_connection() {
    let (double, db) = own_double();
    let room = room();
    let mut channel = db.realtime().channel(&*room).broadcast_self(true);
    let mut heard = channel.on_broadcast::<Value>("*").stream();
    let channel = channel.subscribe().await.unwrap();
    for trouble in 0..5 {
        match trouble {
            0 => double.cut(),
            1 => double.close(1000),
            2 => double.restart(),
            3 => {
                double.refuse_sockets(3, 503);
                double.close(1011);
            }
            // a server that says nothing is noticed by its heartbeats
            _ => double.stall(true),
        }
        until(&channel, |state| matches!(state, ChannelState::Retrying(_))).await;
        double.stall(false);
        until(&channel, streams).await;
        channel.broadcast("n", &json!(trouble)).await.unwrap();
        loop {
            let event = tokio::time::timeout(Duration::from_secs(20), heard.next()).await.unwrap();
            if let Event::Message(message) = event.unwrap().unwrap() {
                assert_eq!(message.payload, trouble);
                break;
            }
        }
    }
    assert_eq!(db.realtime().state(), SocketState::Connected);
}

#[tokio::test]
async fn channels_come_back_after_the_server_ended_or_refused_them() {
    let (double, db) = own_double();
    let channel = db.realtime().channel(room()).subscribe().await.unwrap();
    double.end_channels("Token has expired");
    is_back(&channel).await;
    double.refuse_joins(2, "RealtimeRestarting: Realtime is restarting");
    double.end_channels("Query was cancelled, please try again");
    is_back(&channel).await;
    double.refuse_joins(1, "Unauthorized: You do not have permissions to read from this Channel topic");
    double.cut();
    let failed = until(&channel, ChannelState::is_over).await;
    let ChannelState::Failed(e) = failed else { panic!("{failed:?}") };
    assert_eq!(e.code(), Some(&RealtimeErrorCode::Unauthorized));
}

#[tokio::test]
async fn slow_and_repeated_messages_are_messages() {
    let (double, db) = own_double();
    let mut channel = db.realtime().channel(room()).broadcast_self(true);
    let mut heard = channel.on_broadcast::<u32>("*").stream();
    let channel = channel.subscribe().await.unwrap();
    double.slow(Duration::from_millis(20));
    double.duplicate(true);
    for n in 0..5 {
        channel.broadcast("n", &n).await.unwrap();
    }
    let mut payloads = Vec::new();
    for _ in 0..10 {
        payloads.push(soon(heard.next()).await.payload);
    }
    assert_eq!(payloads, [0, 0, 1, 1, 2, 2, 3, 3, 4, 4]);
}

#[tokio::test]
async fn limits_are_kept_on_this_side_so_that_the_server_need_not_end_the_channel() {
    let (_double, db) = own_double();
    let channel = db.realtime().channel(room()).broadcast_ack(true).subscribe().await.unwrap();
    let sends: Vec<_> = (0..250)
        .map(|n| {
            let channel = channel.clone();
            tokio::spawn(async move { channel.broadcast("n", &n).await })
        })
        .collect();
    for send in sends {
        send.await.unwrap().unwrap();
    }
    assert_eq!(channel.state(), ChannelState::Streaming);
}
