//! Plays a transcript: what the client is recorded to say, it is asked to say; what the server said, it is told.

use super::{
    compare, listen, program,
    server::Server,
    told::{self, Told},
    transcript::{Direction, Message, Pushed, Transcript, What},
};
use crate::{compare::same_requests, outcome::Fault, server::Server as HttpServer};
use serde_json::{Map, Value, json};
use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};
use supabase_orm::{
    AccessToken, Client,
    http::BoxFuture,
    realtime::{
        Channel, ChannelState, ConnectError, Heartbeat, Persist, Protocol, RealtimeOptions, SocketState,
        SocketTransport, WebSocket,
    },
};
use tokio_tungstenite::tungstenite;

pub(super) async fn play(transcript: &Transcript) -> Result<(), Fault> {
    if !transcript.requests.is_empty() || transcript.python.contains("http_send") {
        return by_http(transcript).await;
    }
    if transcript.python.contains("rt.endpoint_url()") {
        return address(transcript).await;
    }
    let server = Server::start().await.map_err(|e| Fault::Differs(e.to_string()))?;
    let mut play = Play::new(transcript, server)?;
    play.begin();
    for frame in &transcript.frames {
        play.frame(frame.dir, frame.what()).await.map_err(|e| Fault::Differs(e.to_string()))?;
    }
    if !play.ended {
        compare::told(transcript, &play.told).await.map_err(Fault::Differs)?;
    }
    play.result()
}

struct Play<'t> {
    transcript: &'t Transcript,
    vsn: &'t str,
    server: Server,
    client: Client,
    told: Told,
    channels: BTreeMap<String, Channel>,
    /// how many channels were subscribed
    subscribed: usize,
    connections: usize,
    /// our references by the recorded ones
    references: BTreeMap<String, Value>,
    /// heartbeats are told and compared
    beats: bool,
    /// the program is over, and what was told is compared
    ended: bool,
}

impl<'t> Play<'t> {
    fn new(transcript: &'t Transcript, server: Server) -> Result<Self, Fault> {
        let vsn = transcript.vsn.as_deref().unwrap_or("2.0.0");
        let beats = transcript.id.contains("heartbeat");
        // a removal that the client ends with by itself
        let removes_last = transcript.id.starts_with("remove") && !transcript.id.contains("resubscribe");
        let mut options = RealtimeOptions::default()
            .protocol(if vsn == "1.0.0" { Protocol::V1 } else { Protocol::V2 })
            .reconnect(!transcript.python.contains("auto_reconnect=False"))
            .reconnect_after(|_| Duration::from_millis(100));
        if beats {
            options = options.heartbeat(Duration::from_millis(300));
        }
        if removes_last {
            options = options.disconnect_after(Duration::ZERO);
        }
        let client = Client::builder(&server.url, "anon-key").realtime(options).build();
        let client = client.map_err(|e| Fault::Differs(e.to_string()))?;
        Ok(Self {
            transcript,
            vsn,
            server,
            client,
            told: Told::default(),
            channels: BTreeMap::new(),
            subscribed: 0,
            connections: 0,
            references: BTreeMap::new(),
            beats,
            ended: false,
        })
    }

    /// A program that only connects has no join that would make it.
    fn begin(&mut self) {
        let mut heartbeats = self.client.realtime().heartbeats();
        let (told, beats) = (self.told.clone(), self.transcript.python.contains("heartbeatCallback"));
        tokio::spawn(async move {
            while let Some(beat) = heartbeats.next().await {
                let word = match beat {
                    Heartbeat::Sent => "sent",
                    Heartbeat::Ok => "ok",
                    Heartbeat::Timeout => "timeout",
                    _ => "error",
                };
                if beats {
                    told.add("heartbeat", json!(word));
                }
            }
        });
        if !self.transcript.connections.is_empty() && !self.transcript.python.contains("subscribe") {
            let realtime = self.client.realtime();
            if !self.transcript.python.contains(".join()") {
                tokio::spawn(async move { realtime.connect().await });
            }
        }
    }

    async fn frame(&mut self, dir: Direction, what: What) -> Result<(), String> {
        match (dir, what) {
            (Direction::C2s, What::Open) => self.connection().await,
            (Direction::C2s, What::Refused) => self.server.refuse().await,
            (Direction::C2s, What::Message(recorded)) => self.client_says(recorded).await,
            (Direction::C2s, What::Binary(recorded)) => self.client_broadcasts(&recorded).await,
            (Direction::C2s, What::Close(close)) => self.client_closes(&close.reason).await,
            (Direction::S2c, What::Message(recorded)) => self.server_says(recorded).await,
            (Direction::S2c, What::Binary(bytes)) => {
                self.server.send(tungstenite::Message::binary(bytes)).await
            }
            (Direction::S2c, What::Text(text)) => self.server.send(tungstenite::Message::text(text)).await,
            (Direction::S2c, What::Close(close)) => {
                for topic in self.channels.keys() {
                    self.settle(topic).await;
                }
                self.server.close(&close).await
            }
            (dir, what) => Err(format!("a frame that no transcript has: {dir:?} {what:?}")),
        }
    }

    async fn connection(&mut self) -> Result<(), String> {
        let first_join = self.transcript.frames.iter().find_map(|frame| match frame.what() {
            What::Message(m) if frame.dir == Direction::C2s && m.event == "phx_join" => Some(m),
            _ => None,
        });
        if self.connections == 0
            && let Some(join) = first_join
        {
            self.token_before(&join)?;
            self.subscribe(&join)?;
        }
        let recorded = self.transcript.connections.get(self.connections).ok_or("a connection too many")?;
        self.connections += 1;
        self.server.accept(recorded).await
    }

    /// `set_auth` ahead of the first channel.
    fn token_before(&self, join: &Message) -> Result<(), String> {
        match join.payload["access_token"].as_str() {
            Some(token) if token != "anon-key" => {
                self.client.realtime().set_auth(AccessToken::from(token)).map_err(|e| e.to_string())
            }
            _ => Ok(()),
        }
    }

    fn subscribe(&mut self, join: &Message) -> Result<(), String> {
        let name = join.topic.strip_prefix("realtime:").unwrap_or(&join.topic);
        let text = &self.transcript.python;
        let channel = listen::subscribe(&self.client, name, &join.payload["config"], text, &self.told);
        let channel = channel.map_err(|e| format!("{e:?}"))?;
        if let Some(name) = program::subscription(text, self.subscribed) {
            listen::states(&channel, name, self.told.clone());
        }
        self.subscribed += 1;
        self.channels.insert(join.topic.clone(), channel);
        Ok(())
    }

    /// A program does the next thing when it has seen what came before.
    async fn settle(&self, topic: &str) {
        if let Some(channel) = self.channels.get(topic) {
            let mut states = channel.states();
            let streaming =
                async { while states.next().await.is_some_and(|s| s != ChannelState::Streaming) {} };
            // what never streams is told apart by the comparison
            let _ = tokio::time::timeout(Duration::from_secs(1), streaming).await;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }

    async fn client_says(&mut self, recorded: Message) -> Result<(), String> {
        // Python sends one at once, without a reference, and reads no answer
        if recorded.event == "heartbeat" && !self.beats {
            return Ok(());
        }
        if !matches!(recorded.event.as_str(), "phx_join" | "heartbeat") && !self.is_refused() {
            self.settle(&recorded.topic).await;
        }
        self.ask(&recorded)?;
        let sent = match self.server.receive().await? {
            tungstenite::Message::Text(text) => {
                Message::of(&serde_json::from_str(&text).map_err(|e| e.to_string())?)
            }
            other => return Err(format!("recorded {recorded:?}, sent {other:?}")),
        };
        compare::frame(&recorded, &sent, self.vsn == "2.0.0")?;
        let key = recorded.reference.as_str().unwrap_or("heartbeat").to_owned();
        self.references.insert(key, sent.reference);
        Ok(())
    }

    /// Makes the client say what it is recorded to have said, unless it does by itself.
    fn ask(&mut self, recorded: &Message) -> Result<(), String> {
        let channel = self.channels.get(&recorded.topic).cloned();
        let payload = recorded.payload.clone();
        match (recorded.event.as_str(), channel) {
            ("phx_join", None) => self.subscribe(recorded)?,
            ("phx_leave", Some(channel)) if !self.is_refused() => self.leave(&channel, &recorded.topic),
            ("broadcast", Some(channel)) => {
                tokio::spawn(async move {
                    let event = payload["event"].as_str().unwrap_or_default();
                    channel.broadcast(event, &payload["payload"]).await
                });
            }
            ("presence", Some(channel)) => {
                tokio::spawn(async move {
                    if payload["event"] == "track" {
                        channel.track(&payload["payload"]).await
                    } else {
                        channel.untrack().await
                    }
                });
            }
            ("access_token", Some(_)) => {
                let token = payload["access_token"].as_str().map(AccessToken::from);
                self.client.realtime().set_auth(token).map_err(|e| e.to_string())?;
            }
            _ => {}
        }
        Ok(())
    }

    fn leave(&mut self, channel: &Channel, topic: &str) {
        let text = &self.transcript.python;
        if text.contains("emove") {
            self.client.realtime().remove_channel(channel);
            if text.contains("removeAll") && self.channels.len() == 1 {
                self.told.add("removeAll", json!(["ok", "ok"]));
            }
            self.channels.remove(topic);
        } else if text.contains("unsubscribe()") {
            let (channel, told) = (channel.clone(), self.told.clone());
            let tells = text.contains("cb('unsubscribe')");
            tokio::spawn(async move {
                if channel.unsubscribe().await.is_ok() && tells {
                    told.add("unsubscribe", json!("ok"));
                }
            });
        }
    }

    async fn client_broadcasts(&mut self, recorded: &[u8]) -> Result<(), String> {
        let recorded = Pushed::of(recorded).ok_or("no broadcast was recorded")?;
        self.settle(&recorded.topic).await;
        let channel = self.channels.get(&recorded.topic).ok_or("a broadcast without channel")?.clone();
        let (event, payload, is_json) = (recorded.event.clone(), recorded.payload.clone(), recorded.is_json);
        let persist = match &recorded.metadata["persist"] {
            Value::Null => None,
            Value::Bool(_) => Some(Persist::Yes),
            ttl => Some(Persist::For(Duration::from_secs(ttl["ttl"].as_u64().unwrap_or_default()))),
        };
        let (told, tells) = (self.told.clone(), self.transcript.python.contains("cb('send')"));
        tokio::spawn(async move {
            let json: Value = serde_json::from_slice(&payload).unwrap_or_default();
            let sent = match persist {
                Some(persist) => channel.broadcast_persisted(&event, &json, persist).await,
                None if is_json => channel.broadcast(&event, &json).await,
                None => channel.broadcast_bytes(&event, payload).await,
            };
            if sent.is_ok() && tells {
                told.add("send", json!("ok"));
            }
        });
        match self.server.receive().await? {
            tungstenite::Message::Binary(bytes) => {
                let sent = Pushed::of(&bytes).ok_or("what was sent is no broadcast")?;
                compare::pushed(&recorded, &sent)?;
                self.references.insert(recorded.reference, json!(sent.reference));
                Ok(())
            }
            other => Err(format!("recorded {recorded:?}, sent {other:?}")),
        }
    }

    /// The server answers a join with other bindings, so that the client leaves by itself.
    fn is_refused(&self) -> bool {
        self.transcript.server_behaviour["join"] == "mismatch"
    }

    /// The end of the program, or what the client does by itself.
    async fn client_closes(&mut self, reason: &str) -> Result<(), String> {
        let by_itself =
            !reason.is_empty() || (self.transcript.id.starts_with("remove") && self.channels.is_empty());
        if !by_itself {
            // all that was said is heard by then
            compare::told(self.transcript, &self.told).await?;
            self.ended = true;
            let realtime = self.client.realtime();
            tokio::spawn(async move { realtime.disconnect().await });
        }
        match self.server.receive().await? {
            tungstenite::Message::Close(Some(frame))
                if u16::from(frame.code) == 1000 && frame.reason == reason =>
            {
                Ok(())
            }
            other => Err(format!("recorded a close, {reason:?}, sent {other:?}")),
        }
    }

    async fn server_says(&mut self, mut recorded: Message) -> Result<(), String> {
        if recorded.topic == "phoenix" && !self.beats {
            return Ok(());
        }
        if recorded.event == "phx_error" || recorded.payload["status"] == "error" {
            // what was before it is told
            let streams = recorded.event != "phx_reply";
            self.settle(if streams { &recorded.topic } else { "" }).await;
        }
        let ours = |recorded: &Value| match recorded.as_str() {
            Some(text) => self.references.get(text).cloned().unwrap_or(Value::Null),
            None => Value::Null,
        };
        recorded.join_ref = ours(&recorded.join_ref);
        recorded.reference = match recorded.topic.as_str() {
            // the real server answers with the reference that it got
            "phoenix" if recorded.reference.is_null() => ours(&json!("heartbeat")),
            _ => ours(&recorded.reference),
        };
        self.server.send(tungstenite::Message::text(recorded.json(self.vsn).to_string())).await
    }

    fn result(&self) -> Result<(), Fault> {
        let text = &self.transcript.python;
        let Some(recorded) = self.transcript.result.as_object() else { return Ok(()) };
        let realtime = self.client.realtime();
        let topic = |channel: &Channel| format!("realtime:{}", channel.topic());
        let ours = if text.contains("[c.topic for c in") {
            Some(realtime.get_channels().iter().map(topic).collect())
        } else if text.contains("c.state.value") && !self.channels.is_empty() {
            // how far it was is what was told
            let state = self.told.all().contains_key("subscribe").then_some("joined");
            Some(realtime.get_channels().iter().map(|c| json!([topic(c), state])).collect())
        } else if text.contains("is_connected") {
            Some(json!(realtime.state() == SocketState::Connected))
        } else if text.contains("endpointURL()") {
            Some(json!(with_key(&realtime.endpoint_url(), &self.server.url)))
        } else if text.ends_with("result = channel.presence_state()") {
            let state = self.channels.values().next().map(presence_state);
            state.transpose().map_err(Fault::Differs)?
        } else if text.contains("subscribe2") {
            let again = realtime.channel("room1").subscribe_in_background();
            return if again.is_err() { Ok(()) } else { Err(Fault::Differs("subscribed twice".to_owned())) };
        } else {
            None
        };
        compare::returned(recorded, ours)
    }
}

fn presence_state(channel: &Channel) -> Result<Value, String> {
    let state = channel.presence_state::<Map<String, Value>>().map_err(|e| e.to_string())?;
    Ok(state.into_iter().map(|(key, all)| (key, told::metas(all))).collect::<Map<_, _>>().into())
}

/// Our address may be shown and has no key.
fn with_key(url: &str, server: &str) -> String {
    let host = server.strip_prefix("http://").unwrap_or(server);
    url.replace(host, "{{base_host}}").replace("websocket?", "websocket?apikey=anon-key&")
}

/// Keeps the address that it is asked to connect to.
#[derive(Clone, Default)]
struct Asked(Arc<Mutex<Option<String>>>);

impl SocketTransport for Asked {
    fn connect<'a>(&'a self, url: &'a str) -> BoxFuture<'a, Result<Box<dyn WebSocket>, ConnectError>> {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(url.to_owned());
        Box::pin(async { Err(ConnectError { status: None, message: "it is only asked".to_owned() }) })
    }
}

/// The address of a client that is only made: with its key, as it goes out.
async fn address(transcript: &Transcript) -> Result<(), Fault> {
    let asked = Asked::default();
    let options = RealtimeOptions::default().protocol(Protocol::V1);
    let client = Client::builder("https://abc.supabase.co", "k&=+ /").realtime(options);
    let client = client.socket_transport(asked.clone()).build().map_err(|e| Fault::Differs(e.to_string()))?;
    // it fails, having asked
    let _ = client.realtime().connect().await;
    let ours = asked.0.lock().unwrap_or_else(PoisonError::into_inner).clone();
    let recorded = transcript.result["ok"][0].as_str();
    if ours.as_deref() == recorded {
        Ok(())
    } else {
        Err(Fault::Differs(format!("the address: recorded {recorded:?}, ours {ours:?}")))
    }
}

/// Broadcasts by HTTP, read off the recorded request.
async fn by_http(transcript: &Transcript) -> Result<(), Fault> {
    let server = HttpServer::start(&transcript.responses).await.map_err(|e| Fault::Differs(e.to_string()))?;
    let client = Client::builder(&server.url, "anon-key").build();
    let client = client.map_err(|e| Fault::Differs(e.to_string()))?;
    let request = transcript.requests.first();
    let path = request.map_or("/realtime/v1/api/broadcast/room1/events/e", |r| &r.path_decoded);
    let place = path.strip_prefix("/realtime/v1/api/broadcast/").and_then(|rest| rest.split_once("/events/"));
    let (topic, event) =
        place.ok_or_else(|| Fault::Unsupported("another address of broadcasts".to_owned()))?;
    let payload = request.and_then(|r| r.body.as_ref()).map_or(Value::Null, |body| body.value.clone());
    let private = request.is_some_and(|r| r.query.iter().any(|(key, _)| key == "private"));
    let sent = client.realtime().http_send(topic, event, &payload, private).await;
    let failed = transcript.result.get("exception");
    let case = |what: String| Fault::Differs(what);
    match (&sent, failed) {
        (Ok(()), None) => {}
        // nothing was sent, or the server's words are told
        (Err(e), Some(_)) if transcript.requests.is_empty() && e.is_not_sent() => {}
        (Err(e), Some(x)) if e.to_string().contains(x["str"].as_str().unwrap_or("-")) => {}
        _ => return Err(case(format!("recorded {}, ours {sent:?}", transcript.result))),
    }
    same_requests(&transcript.requests, &server.seen(), &server.url, false).map_err(case)
}
