//! One socket: what comes in, and what goes out through the faults.

use super::{
    broadcast,
    frame::{Broadcast, Incoming, Outgoing, Payload, Protocol, decode},
    join, presence,
    server::Shared,
    token::claims,
    world::{Say, Socket, close},
};
use axum::extract::ws::{CloseFrame, Message, WebSocket};
use serde_json::{Value, json};
use std::{collections::VecDeque, sync::Arc};
use tokio::sync::mpsc;

/// Serves a socket until either side ends it. `header` is the token of its request.
pub(super) async fn serve(
    shared: Arc<Shared>,
    mut socket: WebSocket,
    protocol: Protocol,
    header: Option<String>,
) {
    let (say, mut said) = mpsc::unbounded_channel();
    let id = shared.world().connect(Socket { say, sent: VecDeque::new() });
    let mut held = None;
    loop {
        tokio::select! {
            incoming = socket.recv() => {
                let Some(Ok(message)) = incoming else { break };
                if let Some(frame) = decode(protocol, &message) {
                    hear(&shared, id, &frame, header.as_deref()).await;
                }
            }
            outgoing = said.recv() => match outgoing {
                None | Some(Say::End(None)) => break,
                Some(Say::End(Some(code))) => {
                    let frame = CloseFrame { code, reason: "".into() };
                    // it is over either way
                    let _ = socket.send(Message::Close(Some(frame))).await;
                    break;
                }
                Some(Say::Frame(frame)) => {
                    if tell(&shared, &mut socket, protocol, frame, &mut held).await.is_err() {
                        break;
                    }
                }
            }
        }
    }
    shared.world().disconnect(id);
}

/// Sends a frame as the faults have it.
async fn tell(
    shared: &Shared,
    socket: &mut WebSocket,
    protocol: Protocol,
    frame: Outgoing,
    held: &mut Option<Message>,
) -> Result<(), axum::Error> {
    let (stalled, delay, twice, reordered) = {
        let faults = shared.faults();
        (faults.stalled, faults.delay, faults.duplicated, faults.reordered)
    };
    let Some(message) = frame.encode(protocol).filter(|_| !stalled) else { return Ok(()) };
    if !delay.is_zero() {
        tokio::time::sleep(delay).await;
    }
    if twice && frame.is_data() {
        socket.send(message.clone()).await?;
    }
    if reordered && frame.event == "broadcast" && held.is_none() {
        *held = Some(message);
        return Ok(());
    }
    socket.send(message).await?;
    match held.take() {
        Some(first) => socket.send(first).await,
        None => Ok(()),
    }
}

async fn hear(shared: &Arc<Shared>, id: u64, frame: &Incoming, header: Option<&str>) {
    let json = match &frame.payload {
        Payload::Json(json) => json,
        Payload::Push(pushed) => {
            let limit = shared.config.events_per_second;
            return broadcast::push(&mut shared.world(), id, frame, pushed.clone(), limit);
        }
    };
    match frame.event.as_str() {
        "heartbeat" => shared.world().say(id, Outgoing::reply(frame, "ok", json!({}))),
        "phx_join" => join::join(shared, id, frame, json, header).await,
        "phx_leave" => {
            let mut world = shared.world();
            let left = world.leave(&frame.topic, id);
            world.say(id, Outgoing::reply(frame, "ok", json!({})));
            let join_ref = left.map_or_else(|| frame.join_ref.clone(), |member| member.join_ref);
            world.say(id, close(&frame.topic, &join_ref));
        }
        "access_token" => renew(shared, id, frame, json),
        "presence" => presence::call(&mut shared.world(), id, frame, json),
        "broadcast" => {
            if let Some(pushed) = Broadcast::of_json(json) {
                let limit = shared.config.events_per_second;
                broadcast::push(&mut shared.world(), id, frame, pushed, limit);
            }
        }
        _ => {}
    }
}

/// Another token; one that is not believed ends the channel. New keys and what is no text are passed over.
fn renew(shared: &Shared, id: u64, frame: &Incoming, payload: &Value) {
    let token = payload.get("access_token").and_then(Value::as_str).filter(|token| !token.starts_with("sb_"));
    let Some(token) = token else { return };
    let mut world = shared.world();
    match claims(&shared.config.jwt_secret, token) {
        Ok(claims) => {
            if let Some(member) = world.member(&frame.topic, id) {
                member.claims = Some(claims);
            }
        }
        Err(why) => {
            let message = why.split_once(": ").map_or(why.as_str(), |(_, message)| message);
            world.end_channel(&frame.topic, id, message);
        }
    }
}
