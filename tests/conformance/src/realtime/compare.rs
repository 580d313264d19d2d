//! Whether what was said and told is what was recorded.

use super::{
    program::{self, Listener},
    told::{self, Told},
    transcript::{Message, Pushed, Transcript},
};
use crate::outcome::Fault;
use serde_json::{Map, Value, json};
use std::{collections::BTreeMap, time::Duration};
use tokio::time::{Instant, sleep};

/// A frame of the client. References are counted by each client in its own way: they are compared by where they stand.
pub(super) fn frame(recorded: &Message, sent: &Message, javascript: bool) -> Result<(), String> {
    let differ = |what: &str| Err(format!("{what}: recorded {recorded:?}, sent {sent:?}"));
    if (&recorded.topic, &recorded.event) != (&sent.topic, &sent.event) {
        return differ("the frame");
    }
    if sent.reference.is_null() {
        return differ("no reference");
    }
    let is_join = sent.event == "phx_join";
    if is_join && sent.join_ref != sent.reference {
        return differ("the join's references");
    }
    let payload = match sent.event.as_str() {
        "phx_join" => join(&recorded.payload, javascript) == join(&sent.payload, javascript),
        "presence" => presence(&recorded.payload) == presence(&sent.payload),
        _ => recorded.payload == sent.payload,
    };
    if payload { Ok(()) } else { differ("the payload") }
}

/// What is absent or null is the default of the server. The recorded client of JavaScript is the Realtime client alone, which
/// was told of no token; one that belongs to a project has its key.
fn join(payload: &Value, javascript: bool) -> Value {
    let mut payload = payload.clone();
    let config = &mut payload["config"];
    for (key, default) in [("ack", false), ("self", false)] {
        if config["broadcast"].is_null() {
            config["broadcast"] = json!({});
        }
        let broadcast = config["broadcast"].as_object_mut();
        broadcast.map(|map| map.entry(key).or_insert(json!(default)));
    }
    if javascript && payload["access_token"] == "anon-key" {
        payload.as_object_mut().map(|map| map.remove("access_token"));
    }
    payload
}

/// The clients differ in a `type` that the server does not read, and in an empty payload of `untrack`.
fn presence(payload: &Value) -> Value {
    let mut map = payload.as_object().cloned().unwrap_or_default();
    map.remove("type");
    if map.get("payload") == Some(&json!({})) {
        map.remove("payload");
    }
    Value::Object(map)
}

/// A broadcast as a binary message.
pub(super) fn pushed(recorded: &Pushed, sent: &Pushed) -> Result<(), String> {
    let parts = |p: &Pushed| {
        let payload = if p.is_json { serde_json::from_slice(&p.payload).ok() } else { None::<Value> };
        let raw = if payload.is_none() { p.payload.clone() } else { Vec::new() };
        (p.topic.clone(), p.event.clone(), p.metadata.clone(), p.is_json, payload, raw)
    };
    if parts(recorded) == parts(sent) {
        Ok(())
    } else {
        Err(format!("the broadcast: recorded {recorded:?}, sent {sent:?}"))
    }
}

/// How long what was said may take to reach the listeners.
const PATIENCE: Duration = Duration::from_secs(3);

/// What listeners were told. Each has a stream of its own, so the order is compared for each alone.
pub(super) async fn told(transcript: &Transcript, told: &Told) -> Result<(), String> {
    let expected = recorded(transcript);
    let until = Instant::now() + PATIENCE;
    loop {
        let ours = ours(&expected, told.all());
        if ours == expected {
            return Ok(());
        }
        if Instant::now() > until {
            return Err(format!("listeners were told {ours:?}, recorded {expected:?}"));
        }
        sleep(Duration::from_millis(20)).await;
    }
}

type ByName = BTreeMap<String, Vec<Value>>;

fn recorded(transcript: &Transcript) -> ByName {
    let kinds: BTreeMap<String, Listener> =
        program::listeners(&transcript.python).into_iter().map(|(listener, name)| (name, listener)).collect();
    let mut all = ByName::new();
    for callback in &transcript.callbacks {
        let first = callback.args.first().cloned().unwrap_or_default();
        let what = match kinds.get(&callback.callback) {
            Some(Listener::Changes) => told::recorded_change(&first),
            Some(Listener::Broadcast(_)) => broadcast(first),
            Some(Listener::PresenceJoin | Listener::PresenceLeave) => json!(callback.args),
            Some(Listener::PresenceSync | Listener::System) => first,
            None if callback.args.len() == 2 => match state(&callback.args) {
                Some(state) => state,
                None => continue,
            },
            None => first,
        };
        all.entry(callback.callback.clone()).or_default().push(what);
    }
    all.values_mut().for_each(|told| same_order(told));
    all
}

/// JavaScript repeats the kind of the frame.
fn broadcast(mut told: Value) -> Value {
    told.as_object_mut().map(|map| map.remove("type"));
    told
}

/// A state and its error. That a client which closes its own socket calls that an error is JavaScript's way.
fn state(args: &[Value]) -> Option<Value> {
    let message = args.get(1).and_then(|error| error["message"].as_str()).unwrap_or_default();
    if message == "socket closed: 1005" {
        return None;
    }
    Some(match args.first() {
        Some(Value::String(state)) if state == "CHANNEL_ERROR" => json!([state, words(message)]),
        state => json!([state]),
    })
}

/// The server's own words in an error; those of a library that lost a connection are not compared.
fn words(message: &str) -> String {
    let json: Value = serde_json::from_str(message).unwrap_or_default();
    let inside = json["reason"].as_str().or_else(|| json["message"].as_str()).unwrap_or(message);
    let library =
        ["no close frame", "received ", "socket closed"].iter().any(|begin| inside.starts_with(begin));
    if library { String::new() } else { inside.to_owned() }
}

/// Who leaves and who is refused for good closes the channel: in which order the two are told differs between the clients, and so
/// does the order of the keys of one presence message.
fn same_order(told: &mut [Value]) {
    if told.len() == 2
        && told.iter().any(|t| t[0] == "CHANNEL_ERROR")
        && told.iter().any(|t| t[0] == "CLOSED")
    {
        told.sort_by_key(Value::to_string);
    }
    let is_leave = |t: &Value| t.is_array() && t[0].is_string() && t[1].is_array();
    if told.iter().all(is_leave) {
        told.sort_by_key(Value::to_string);
    }
}

/// What we told, without what the official client does not tell.
fn ours(expected: &ByName, mut all: ByName) -> ByName {
    for (name, told) in &mut all {
        let recorded = expected.get(name).map(Vec::as_slice).unwrap_or_default();
        // who removes a channel need not be told that it is closed; and the end of the program closes all
        let mentioned = recorded.iter().any(|t| t[0] == "CLOSED");
        if !mentioned {
            told.retain(|t| t[0] != "CLOSED");
        }
        // refusals of the system are told as states by the official client
        told.retain(|t| t.get("status").is_none_or(|status| status == "ok"));
        // ours tells why each further attempt fails
        told.dedup_by(|a, b| a[0] == b[0] && (a[0] == "SUBSCRIBED" || a[0] == "CHANNEL_ERROR"));
        for (told, recorded) in told.iter_mut().zip(recorded) {
            let (ours, theirs) = (told[1].as_str().unwrap_or_default(), recorded[1].as_str().unwrap_or("-"));
            if told[0] == "CHANNEL_ERROR" && recorded[0] == "CHANNEL_ERROR" && ours.contains(theirs) {
                *told = recorded.clone();
            }
        }
        same_order(told);
    }
    all.retain(|_, told| !told.is_empty());
    all
}

/// What the program returned.
pub(super) fn returned(recorded: &Map<String, Value>, ours: Option<Value>) -> Result<(), Fault> {
    match (recorded.get("ok"), ours) {
        (Some(Value::Null), None) => Ok(()),
        (Some(recorded), Some(ours)) if *recorded == ours => Ok(()),
        (_, None) => Err(Fault::Unsupported("what the program returned".to_owned())),
        (recorded, ours) => Err(Fault::Differs(format!("returned {ours:?}, recorded {recorded:?}"))),
    }
}
