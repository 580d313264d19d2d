//! How a channel gets in.

use super::{
    broadcast,
    changes::Subscription,
    frame::{Incoming, Outgoing},
    presence,
    server::Shared,
    token::{Claims, Distrust, claims},
    world::Member,
};
use serde_json::{Value, json};
use std::{collections::VecDeque, sync::Arc};

/// `phx_join`: lets the channel in, or says why not.
pub(super) async fn join(shared: &Arc<Shared>, id: u64, frame: &Incoming, payload: &Value, key: &str) {
    let refusal = shared.faults().joins.pop_front();
    let member = match refusal {
        Some(reason) => Err(reason),
        None => member(shared, frame, payload, key),
    };
    let member = match member {
        Ok(member) => member,
        Err(reason) => {
            let reply = Outgoing::reply(frame, "error", json!({"reason": reason}));
            return shared.world().say(id, reply);
        }
    };
    let bound: Vec<Value> = member.subscriptions.iter().map(Subscription::bound).collect();
    let (subscriptions, role) = (member.subscriptions.clone(), member.claims.role.clone());
    {
        let mut world = shared.world();
        // a second join of a topic takes the place of the first
        world.leave(&frame.topic, id);
        let (shows_presence, private) = (member.presence_enabled, member.private);
        world.join(&frame.topic, id, member);
        world.say(id, Outgoing::reply(frame, "ok", json!({"postgres_changes": bound})));
        if shows_presence {
            let whole = presence::whole(&world, &frame.topic, private);
            world.say(id, Outgoing::push(&frame.topic, "presence_state", whole));
        }
        let replay = payload.pointer("/config/broadcast/replay");
        if let Some(since) = replay.and_then(|replay| replay.get("since")).and_then(Value::as_u64) {
            let limit = replay.and_then(|replay| replay.get("limit")).and_then(Value::as_u64).unwrap_or(10);
            broadcast::replay(&world, &frame.topic, id, since, usize::try_from(limit).unwrap_or(usize::MAX));
        }
    }
    if !subscriptions.is_empty() {
        stream(shared, id, frame, &subscriptions, &role).await;
    }
}

/// Says that changes stream, when they do: what is committed from then on reaches the channel.
async fn stream(shared: &Arc<Shared>, id: u64, frame: &Incoming, subscriptions: &[Subscription], role: &str) {
    let ready = match shared.replication().await {
        Ok(replication) => replication.check(subscriptions, role).await.map(|()| replication),
        Err(e) => Err(e),
    };
    let (topic, join_ref) = (frame.topic.as_str(), &frame.join_ref);
    let mut world = shared.world();
    let said = match ready {
        Ok(replication) if replication.reads() => subscribed(topic, join_ref),
        // it is said to all as soon as the database is back
        Ok(_) => system(topic, join_ref, "error", NO_DATABASE),
        Err(message) => {
            // all of them stream, or none
            if let Some(member) = world.member(topic, id) {
                member.subscriptions.clear();
            }
            system(topic, join_ref, "error", &message)
        }
    };
    world.say(id, said);
}

/// What is said where the database cannot be reached.
pub(super) const NO_DATABASE: &str = "Realtime was unable to connect to the project database";

/// Changes stream.
pub(super) fn subscribed(topic: &str, join_ref: &Value) -> Outgoing {
    system(topic, join_ref, "ok", "Subscribed to PostgreSQL")
}

fn system(topic: &str, join_ref: &Value, status: &str, message: &str) -> Outgoing {
    let name = topic.strip_prefix("realtime:").unwrap_or(topic);
    let said =
        json!({"channel": name, "extension": "postgres_changes", "status": status, "message": message});
    Outgoing { join_ref: join_ref.clone(), ..Outgoing::push(topic, "system", said) }
}

fn member(shared: &Shared, frame: &Incoming, payload: &Value, key: &str) -> Result<Member, String> {
    if frame.topic == "realtime:" {
        return Err("TopicNameRequired: You must provide a topic name".to_owned());
    }
    let config = payload.get("config").cloned().unwrap_or_default();
    let yes = |path: &str| config.pointer(path).and_then(Value::as_bool).unwrap_or_default();
    // a key of the new kind is no token: then the socket's is
    let token = payload.get("access_token").and_then(Value::as_str).filter(|token| !token.starts_with("sb_"));
    let claims = claims(&shared.config.jwt_secret, token.unwrap_or(key)).map_err(Distrust::reason)?;
    let private = yes("/private");
    if private && !may_enter(&claims) {
        return Err(format!("Unauthorized: {}", no_right(&frame.topic)));
    }
    if !private && config.pointer("/broadcast/replay").is_some_and(|replay| !replay.is_null()) {
        return Err("UnableToReplayMessages: Replay is not allowed for public channels".to_owned());
    }
    let key = config.pointer("/presence/key").and_then(Value::as_str).filter(|key| !key.is_empty());
    let bindings = config.get("postgres_changes").and_then(Value::as_array);
    Ok(Member {
        join_ref: frame.join_ref.clone(),
        claims,
        private,
        ack: yes("/broadcast/ack"),
        own: yes("/broadcast/self"),
        presence_enabled: yes("/presence/enabled"),
        presence_key: key.map_or_else(|| uuid::Uuid::new_v4().to_string(), str::to_owned),
        presence: None,
        tracked: VecDeque::new(),
        subscriptions: bindings.into_iter().flatten().map(Subscription::of).collect(),
    })
}

/// The one policy: signed-in users and the service role.
pub(super) fn may_enter(claims: &Claims) -> bool {
    matches!(claims.role.as_str(), "authenticated" | "service_role")
}

pub(super) fn no_right(topic: &str) -> String {
    let name = topic.strip_prefix("realtime:").unwrap_or(topic);
    format!("You do not have permissions to read from this Channel topic: {name}")
}
