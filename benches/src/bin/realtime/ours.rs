//! supabase-orm as the benchmark's client.

use super::{
    Fault,
    scene::{CHANGES, CHANNELS, LARGE, Measured, Point, SMALL, SPREAD, Things},
};
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use std::{
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering::Relaxed},
    },
    time::{Duration, Instant},
};
use supabase_orm::{
    Client,
    doc::Planet,
    realtime::{BroadcastStream, Channel, ChannelState, Event, RealtimeOptions},
};
use tokio::sync::Notify;

pub(crate) async fn run(url: &str) -> Result<Measured, Fault> {
    let options = RealtimeOptions::default()
        .events_per_second(u32::MAX)
        .queue(1_000_000)
        .reconnect_after(|_| Duration::from_millis(1));
    let client = Client::builder(url, "anon-key").realtime(options).build()?;
    let mut measured = Measured::default();
    one_channel(&client, &mut measured).await?;
    many_channels(&client, &mut measured).await?;
    Ok(measured)
}

async fn one_channel(client: &Client, measured: &mut Measured) -> Result<(), Fault> {
    let mut room = client.realtime().channel("c0");
    let mut small = room.on_broadcast::<Point>("small").stream();
    let mut large = room.on_broadcast::<Things>("large").stream();
    let mut changes = room.on_changes::<Planet>().stream();
    let channel = room.subscribe().await?;
    measured.small = rate(SMALL.1, ask(&channel, SMALL).await?, counted(&mut small, SMALL.1).await?);
    measured.large = rate(LARGE.1, ask(&channel, LARGE).await?, counted(&mut large, LARGE.1).await?);
    let start = ask(&channel, CHANGES).await?;
    let mut seen = 0;
    while seen < CHANGES.1 {
        let event = changes.next().await.ok_or("the stream ended")??;
        let Event::Message(change) = event else { return Err("a gap".into()) };
        seen += u32::from(change.new_row().is_some_and(|planet| planet.id > 0));
    }
    measured.changes = rate(CHANGES.1, start, Instant::now());
    channel.unsubscribe().await?;
    Ok(())
}

async fn ask(channel: &Channel, (kind, count): (&str, u32)) -> Result<Instant, Fault> {
    let start = Instant::now();
    channel.broadcast(kind, &json!({ "count": count })).await?;
    Ok(start)
}

async fn counted<P: DeserializeOwned>(stream: &mut BroadcastStream<P>, count: u32) -> Result<Instant, Fault> {
    for _ in 0..count {
        let event = stream.next().await.ok_or("the stream ended")??;
        event.message().ok_or("a gap")?;
    }
    Ok(Instant::now())
}

fn rate(count: u32, start: Instant, end: Instant) -> f64 {
    f64::from(count) / (end - start).as_secs_f64()
}

/// Resident bytes of this process.
pub(crate) fn resident() -> f64 {
    let statm = std::fs::read_to_string("/proc/self/statm").unwrap_or_default();
    let pages = statm.split(' ').nth(1).and_then(|pages| pages.parse::<f64>().ok());
    pages.unwrap_or_default() * 4096.0
}

async fn many_channels(client: &Client, measured: &mut Measured) -> Result<(), Fault> {
    let seen = Arc::new(AtomicUsize::new(0));
    let done = Arc::new(Notify::new());
    let before = resident();
    let start = Instant::now();
    let mut channels = Vec::with_capacity(CHANNELS);
    for n in 0..CHANNELS {
        let mut room = client.realtime().channel(format!("c{n}"));
        let mut events = room.on_broadcast::<Value>("spread").stream();
        channels.push(room.subscribe_in_background()?);
        let (seen, done) = (seen.clone(), done.clone());
        tokio::spawn(async move {
            while let Some(Ok(event)) = events.next().await {
                if event.message().is_some() && seen.fetch_add(1, Relaxed) + 1 == SPREAD.1 as usize {
                    done.notify_one();
                }
            }
        });
    }
    all_streaming(&channels).await?;
    measured.join = start.elapsed().as_secs_f64();
    measured.memory = (resident() - before) / CHANNELS as f64;
    let first = channels.first().ok_or("no channel")?;
    let start = ask(first, SPREAD).await?;
    done.notified().await;
    measured.spread = rate(SPREAD.1, start, Instant::now());
    let start = Instant::now();
    first.broadcast("cut", &json!({ "count": 0 })).await?;
    for channel in &channels {
        let mut states = channel.states();
        while states.next().await.ok_or("no state")? == ChannelState::Streaming {}
    }
    all_streaming(&channels).await?;
    measured.reconnect = start.elapsed().as_secs_f64();
    Ok(())
}

async fn all_streaming(channels: &[Channel]) -> Result<(), Fault> {
    for channel in channels {
        let mut states = channel.states();
        while states.next().await.ok_or("no state")? != ChannelState::Streaming {}
    }
    Ok(())
}
