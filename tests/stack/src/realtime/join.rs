//! How a channel gets in.

use super::{
    broadcast,
    changes::Subscription,
    frame::{Incoming, Outgoing},
    presence,
    server::Shared,
    token::{Claims, claims},
    world::Member,
};
use serde_json::{Value, json};
use std::{collections::VecDeque, sync::Arc};

/// `phx_join`: lets the channel in, or says why not.
pub(super) async fn join(
    shared: &Arc<Shared>,
    id: u64,
    frame: &Incoming,
    payload: &Value,
    header: Option<&str>,
) {
    let refusal = shared.faults().joins.pop_front();
    let member = match refusal {
        Some(reason) => Err(reason),
        None => member(shared, frame, payload, header),
    };
    let member = match member {
        Ok(member) => member,
        Err(reason) => {
            let reply = Outgoing::reply(frame, "error", json!({"reason": reason}));
            return shared.world().say(id, reply);
        }
    };
    let listens = !member.subscriptions.is_empty();
    let bound: Vec<Value> = member.subscriptions.iter().map(Subscription::bound).collect();
    let faulty = member.subscriptions.iter().find_map(|s| s.fault.clone());
    {
        let mut world = shared.world();
        // a second join of a topic takes the place of the first
        world.leave(&frame.topic, id);
        let shows_presence = member.presence_enabled;
        world.join(&frame.topic, id, member);
        world.say(id, Outgoing::reply(frame, "ok", json!({"postgres_changes": bound})));
        if shows_presence {
            let whole = presence::whole(&world, &frame.topic);
            world.say(id, Outgoing::push(&frame.topic, "presence_state", whole));
        }
        let replay = payload.pointer("/config/broadcast/replay");
        if let Some(since) = replay.and_then(|replay| replay.get("since")).and_then(Value::as_u64) {
            let limit = replay.and_then(|replay| replay.get("limit")).and_then(Value::as_u64).unwrap_or(10);
            broadcast::replay(&world, &frame.topic, id, since, usize::try_from(limit).unwrap_or(usize::MAX));
        }
    }
    if listens {
        stream(shared, id, frame, faulty).await;
    }
}

/// Says that changes stream, when they do: what is committed from then on reaches the channel.
async fn stream(shared: &Arc<Shared>, id: u64, frame: &Incoming, faulty: Option<String>) {
    let ready = match faulty {
        Some(fault) => Err(fault),
        None => shared.replication().await,
    };
    let name = frame.topic.strip_prefix("realtime:").unwrap_or(&frame.topic);
    let (status, message) = match ready {
        Ok(()) => ("ok", "Subscribed to PostgreSQL".to_owned()),
        Err(message) => ("error", message),
    };
    let said =
        json!({"channel": name, "extension": "postgres_changes", "status": status, "message": message});
    let said = Outgoing { join_ref: frame.join_ref.clone(), ..Outgoing::push(&frame.topic, "system", said) };
    shared.world().say(id, said);
}

fn member(
    shared: &Shared,
    frame: &Incoming,
    payload: &Value,
    header: Option<&str>,
) -> Result<Member, String> {
    let config = payload.get("config").cloned().unwrap_or_default();
    let yes = |path: &str| config.pointer(path).and_then(Value::as_bool).unwrap_or_default();
    // a key of the new kind is no token: then the gateway's is
    let token = payload.get("access_token").and_then(Value::as_str).filter(|token| !token.starts_with("sb_"));
    let claims = token.or(header).map(|token| claims(&shared.config.jwt_secret, token)).transpose()?;
    let private = yes("/private");
    if private && !may_enter(claims.as_ref()) {
        let name = frame.topic.strip_prefix("realtime:").unwrap_or(&frame.topic);
        return Err(format!(
            "Unauthorized: You do not have permissions to read from this Channel topic: {name}"
        ));
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
fn may_enter(claims: Option<&Claims>) -> bool {
    claims.is_some_and(|claims| matches!(claims.role.as_str(), "authenticated" | "service_role"))
}
