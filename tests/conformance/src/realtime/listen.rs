//! A channel as its join was recorded, with the listeners of its program.

use super::{
    program::{self, Listener},
    told::{self, Told},
};
use crate::outcome::Fault;
use serde_json::{Map, Value};
use std::time::{Duration, UNIX_EPOCH};
use supabase_orm::{
    Client,
    realtime::{ChangeEvent, Channel, ChannelBuilder, Event, PresenceEvent},
};

/// Subscribes what a recorded join asks for.
pub(super) fn subscribe(
    client: &Client,
    topic: &str,
    config: &Value,
    text: &str,
    told: &Told,
) -> Result<Channel, Fault> {
    let mut channel = configured(client, topic, config);
    let listeners = program::listeners(text);
    changes(&mut channel, config, &listeners, told)?;
    for (listener, name) in &listeners {
        let (told, name) = (told.clone(), name.clone());
        match listener {
            Listener::Broadcast(event) => channel.on_broadcast::<Value>(event.clone()).each(move |event| {
                if let Ok(Event::Message(broadcast)) = event {
                    told.add(&name, told::broadcast(broadcast));
                }
            }),
            Listener::System => {
                let mut system = channel.on_system();
                tokio::spawn(async move {
                    while let Some(event) = system.next().await {
                        if let Event::Message(message) = event {
                            told.add(&name, told::system(&message));
                        }
                    }
                });
            }
            Listener::Changes => {}
            Listener::PresenceSync => presence(&mut channel, "sync", name, told),
            Listener::PresenceJoin => presence(&mut channel, "join", name, told),
            Listener::PresenceLeave => presence(&mut channel, "leave", name, told),
        }
    }
    channel.subscribe_in_background().map_err(|e| Fault::Differs(e.to_string()))
}

fn configured(client: &Client, topic: &str, config: &Value) -> ChannelBuilder {
    let yes = |value: &Value| value == &Value::Bool(true);
    let mut channel = client.realtime().channel(topic);
    channel = channel.broadcast_ack(yes(&config["broadcast"]["ack"]));
    channel = channel.broadcast_self(yes(&config["broadcast"]["self"]));
    channel = channel.presence_key(config["presence"]["key"].as_str().unwrap_or_default());
    if yes(&config["private"]) {
        channel = channel.private();
    }
    if yes(&config["presence"]["enabled"]) {
        channel = channel.presence();
    }
    if let Some(since) = config["broadcast"]["replay"]["since"].as_u64() {
        let limit = config["broadcast"]["replay"]["limit"].as_u64().and_then(|n| u32::try_from(n).ok());
        channel = channel.replay(UNIX_EPOCH + Duration::from_millis(since), limit);
    }
    channel
}

/// Bindings stand in the join in the order in which the program names their listeners.
fn changes(
    channel: &mut ChannelBuilder,
    config: &Value,
    listeners: &[(Listener, String)],
    told: &Told,
) -> Result<(), Fault> {
    let names = listeners.iter().filter(|(listener, _)| *listener == Listener::Changes).map(|(_, name)| name);
    let bindings = config["postgres_changes"].as_array().map(Vec::as_slice).unwrap_or_default();
    for (binding, name) in bindings.iter().zip(names) {
        let event: ChangeEvent = serde_json::from_value(binding["event"].clone())
            .map_err(|e| Fault::Unsupported(format!("a binding: {e}")))?;
        let text = |key: &str| binding.get(key).and_then(Value::as_str);
        let mut on = channel.on_postgres_changes(event);
        if let Some(schema) = text("schema") {
            on = on.schema(schema);
        }
        if let Some(table) = text("table") {
            on = on.table(table);
        }
        if let Some(filter) = text("filter") {
            on = on.filter(filter);
        }
        if let Some(columns) = binding.get("select").and_then(Value::as_array) {
            on = on.select(columns.iter().filter_map(Value::as_str));
        }
        let (told, name) = (told.clone(), name.clone());
        on.each(move |event| match event {
            Ok(Event::Message(change)) => told.add(&name, told::change(Ok(change))),
            Ok(Event::Gap(_)) => {}
            Err(e) => told.add(&name, told::change(Err(e))),
        });
    }
    Ok(())
}

fn presence(channel: &mut ChannelBuilder, kind: &'static str, name: String, told: Told) {
    channel.on_presence::<Map<String, Value>>().each(move |event| {
        let Ok(Event::Message(event)) = event else { return };
        let event: PresenceEvent<Map<String, Value>> = event;
        let (what, value) = told::presence(event);
        if what == kind {
            told.add(&name, value);
        }
    });
}

/// Tells the states of a channel.
pub(super) fn states(channel: &Channel, name: String, told: Told) {
    let mut states = channel.states();
    tokio::spawn(async move {
        while let Some(state) = states.next().await {
            for state in told::state(&state) {
                told.add(&name, state);
            }
        }
    });
}
