//! The limit: tokio-tungstenite and `serde_json`, written for this benchmark alone.

use super::{
    Fault,
    ours::resident,
    scene::{CHANGES, CHANNELS, LARGE, Measured, Point, SMALL, SPREAD, Things},
};
use futures_util::{SinkExt as _, StreamExt as _};
use serde::Deserialize;
use serde_json::json;
use std::{collections::HashMap, time::Instant};
use tokio::net::TcpStream;
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream, connect_async_with_config, tungstenite::Message};

type Socket = WebSocketStream<MaybeTlsStream<TcpStream>>;

/// `[join_ref, ref, topic, event, payload]` with the payload that is expected.
#[derive(Deserialize)]
struct Frame<'f, P>(
    #[expect(dead_code, reason = "it is decoded")] Option<&'f str>,
    #[expect(dead_code, reason = "it is decoded")] Option<&'f str>,
    &'f str,
    &'f str,
    P,
);

#[derive(Deserialize)]
struct Broadcast<P> {
    payload: P,
}

#[derive(Deserialize)]
struct Changes {
    data: Data,
}

#[derive(Deserialize)]
struct Data {
    record: Planet,
}

#[derive(Deserialize)]
struct Planet {
    id: i64,
    #[expect(dead_code, reason = "it is decoded")]
    name: Option<String>,
    #[expect(dead_code, reason = "it is decoded")]
    kind: String,
    #[expect(dead_code, reason = "it is decoded")]
    moons: Option<i32>,
    #[expect(dead_code, reason = "it is decoded")]
    data: Option<serde_json::Value>,
}

pub(crate) async fn run(url: &str) -> Result<Measured, Fault> {
    let url = url.replacen("http", "ws", 1);
    let mut measured = Measured::default();
    let mut socket = connect(&url).await?;
    join(&mut socket, 1).await?;
    let small = async |text: &str| {
        serde_json::from_str::<Frame<'_, Broadcast<Point>>>(text).map(|f| f.4.payload.x != 0)
    };
    measured.small = receive(&mut socket, SMALL, small).await?;
    let large = async |text: &str| {
        serde_json::from_str::<Frame<'_, Broadcast<Things>>>(text)
            .map(|f| f.4.payload.things.last().is_some_and(|thing| thing.id == 99))
    };
    measured.large = receive(&mut socket, LARGE, large).await?;
    let changes =
        async |text: &str| serde_json::from_str::<Frame<'_, Changes>>(text).map(|f| f.4.data.record.id != 0);
    measured.changes = receive(&mut socket, CHANGES, changes).await?;
    drop(socket);
    many(&url, &mut measured).await?;
    Ok(measured)
}

async fn connect(url: &str) -> Result<Socket, Fault> {
    Ok(connect_async_with_config(url, None, true).await?.0)
}

/// Joins so many channels, and waits until they are in.
async fn join(socket: &mut Socket, channels: usize) -> Result<(), Fault> {
    for n in 0..channels {
        let frame =
            json!([n.to_string(), n.to_string(), format!("realtime:c{n}"), "phx_join", {"config": {}}]);
        socket.feed(Message::text(frame.to_string())).await?;
    }
    socket.flush().await?;
    for _ in 0..channels {
        socket.next().await.ok_or("the connection ended")??;
    }
    Ok(())
}

async fn ask(socket: &mut Socket, (kind, count): (&str, u32)) -> Result<(), Fault> {
    let payload = json!({"event": kind, "payload": {"count": count}});
    let frame = json!(["0", "9", "realtime:c0", "broadcast", payload]);
    Ok(socket.send(Message::text(frame.to_string())).await?)
}

async fn receive(
    socket: &mut Socket,
    what: (&str, u32),
    read: impl AsyncFn(&str) -> Result<bool, serde_json::Error>,
) -> Result<f64, Fault> {
    let start = Instant::now();
    ask(socket, what).await?;
    for _ in 0..what.1 {
        let message = socket.next().await.ok_or("the connection ended")??;
        if !read(message.to_text()?).await? {
            return Err("not what was expected".into());
        }
    }
    let took = start.elapsed();
    // the one that says that it was the last
    socket.next().await.ok_or("the connection ended")??;
    Ok(f64::from(what.1) / took.as_secs_f64())
}

async fn many(url: &str, measured: &mut Measured) -> Result<(), Fault> {
    let mut socket = connect(url).await?;
    let before = resident();
    let start = Instant::now();
    join(&mut socket, CHANNELS).await?;
    measured.join = start.elapsed().as_secs_f64();
    // what the least of clients has to know of a channel
    let mut seen: HashMap<String, usize> = (0..CHANNELS).map(|n| (format!("realtime:c{n}"), 0)).collect();
    measured.memory = (resident() - before) / CHANNELS as f64;
    let start = Instant::now();
    ask(&mut socket, SPREAD).await?;
    for _ in 0..SPREAD.1 {
        let message = socket.next().await.ok_or("the connection ended")??;
        let frame: Frame<'_, Broadcast<Point>> = serde_json::from_str(message.to_text()?)?;
        *seen.get_mut(frame.2).ok_or("another channel")? += usize::from(frame.3 == "broadcast");
    }
    measured.spread = f64::from(SPREAD.1) / start.elapsed().as_secs_f64();
    let start = Instant::now();
    ask(&mut socket, ("cut", 0)).await?;
    while let Some(Ok(_)) = socket.next().await {}
    let mut socket = connect(url).await?;
    join(&mut socket, CHANNELS).await?;
    measured.reconnect = start.elapsed().as_secs_f64();
    Ok(())
}
