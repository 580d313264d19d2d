//! One socket: what comes in, and what goes out through the faults.

use super::{
    broadcast,
    frame::{Broadcast, Incoming, Outgoing, Payload, Protocol, decode},
    join::{self, may_enter, no_right},
    presence,
    server::Shared,
    token::claims,
    world::{Say, Socket, close},
};
use axum::extract::ws::{CloseFrame, Message, WebSocket};
use serde_json::{Value, json};
use std::{collections::VecDeque, sync::Arc, time::Duration};
use tokio::{
    sync::mpsc,
    time::{MissedTickBehavior, interval},
};

/// How often tokens are looked at: their ends are whole seconds.
const CHECK: Duration = Duration::from_secs(1);

/// Serves a socket until either side ends it. `key` is the token of its request.
pub(super) async fn serve(shared: Arc<Shared>, mut socket: WebSocket, protocol: Protocol, key: String) {
    let (say, mut said) = mpsc::unbounded_channel();
    let id = shared.world().connect(Socket { say, sent: VecDeque::new() });
    let mut held = None;
    let mut check = interval(CHECK);
    check.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        tokio::select! {
            _ = check.tick() => shared.world().end_expired(id),
            incoming = socket.recv() => {
                let Some(Ok(message)) = incoming else { break };
                if let Some(frame) = decode(protocol, &message) {
                    hear(&shared, id, &frame, &key).await;
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

async fn hear(shared: &Arc<Shared>, id: u64, frame: &Incoming, key: &str) {
    let is_join = frame.event == "phx_join" && frame.topic.starts_with("realtime:");
    let needs_channel = !is_join && frame.event != "phx_leave";
    if needs_channel && shared.world().member(&frame.topic, id).is_none() {
        return shared.world().say(id, outside(frame));
    }
    let json = match &frame.payload {
        Payload::Json(json) => json,
        Payload::Push(pushed) => {
            let limit = shared.config.events_per_second;
            return broadcast::push(&mut shared.world(), id, frame, pushed.clone(), limit);
        }
    };
    match frame.event.as_str() {
        "phx_join" => join::join(shared, id, frame, json, key).await,
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

/// The answer to what belongs to no channel of the socket.
fn outside(frame: &Incoming) -> Outgoing {
    match (frame.topic.as_str(), frame.event.as_str()) {
        ("phoenix", "heartbeat") => Outgoing::reply(frame, "ok", json!({})),
        _ => Outgoing::reply(frame, "error", json!({"reason": "unmatched topic"})),
    }
}

/// Another token; one that is not believed, or may not be there, ends the channel. New keys and what is no text are passed
/// over.
fn renew(shared: &Shared, id: u64, frame: &Incoming, payload: &Value) {
    let token = payload.get("access_token").and_then(Value::as_str).filter(|token| !token.starts_with("sb_"));
    let Some(token) = token else { return };
    let mut world = shared.world();
    let Some(member) = world.member(&frame.topic, id) else { return };
    match claims(&shared.config.jwt_secret, token) {
        Ok(claims) if member.private && !may_enter(&claims) => {
            world.end_channel(&frame.topic, id, &no_right(&frame.topic));
        }
        Ok(claims) if member.claims != claims => {
            member.claims = claims;
            if !member.subscriptions.is_empty() {
                // the server subscribes again
                let said = join::subscribed(&frame.topic, &member.join_ref);
                world.say(id, said);
            }
        }
        Ok(_) => {}
        Err(distrust) => world.end_channel(&frame.topic, id, &distrust.last_words()),
    }
}
