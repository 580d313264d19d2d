//! The double of Realtime is held to transcripts of the official clients with a recording server: each client's frames are sent
//! as they are, and what the server answers by itself must come, in this order and without anything else.
//!
//! Only the answers are the server's own: to joins, leaves, heartbeats, presence and broadcasts. What a program made the recording
//! server push, and faults that it asked for, are left out.
#![expect(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "tests")]

use base64::{Engine as _, engine::general_purpose::STANDARD};
use futures_util::{SinkExt as _, StreamExt as _};
use serde::Deserialize;
use serde_json::{Value, json};
use stack::{RealtimeConfig, RealtimeDouble, SharedStack, Stack};
use std::time::Duration;
use tokio::net::TcpStream;
use tokio_tungstenite::{
    MaybeTlsStream, WebSocketStream, connect_async,
    tungstenite::{Message, client::IntoClientRequest as _},
};

static STACK: SharedStack = SharedStack::new(|| {
    Stack::builder().sql(
        "create table countries (id int8 primary key, name text);
         create table t (id int8 primary key, status text, title text);",
    )
});

#[derive(Debug, Deserialize)]
struct Transcript {
    id: String,
    vsn: Option<String>,
    #[serde(default)]
    frames: Vec<Frame>,
}

#[derive(Debug, Deserialize)]
struct Frame {
    dir: String,
    open: Option<String>,
    msg: Option<Value>,
    binary_base64: Option<String>,
    close: Option<Value>,
}

/// What is not replayed, and why.
const NOT_REPLAYED: [(&str, &str); 16] = [
    ("realtime-api/endpoint-url-https", "its client opens no socket"),
    ("realtime-api/sync-client-not-supported", "its client opens no socket"),
    ("subscribe/var-same-topic-returns-same-channel", "its client opens no socket"),
    ("get-channels/get-all-channels", "its client opens no socket"),
    ("remove-all-channels/none", "its client opens no socket"),
    ("broadcast-message/http-send", "its client sends by HTTP, without a socket"),
    ("broadcast-message/http-send-error", "its client sends by HTTP, without a socket"),
    ("broadcast-message/http-send-none", "its client opens no socket"),
    ("broadcast-message/js-send-before-join-rest-fallback", "its client sends by HTTP, without a socket"),
    ("subscribe/var-binding-mismatch", "its server was told to answer with other bindings"),
    ("subscribe/js-postgres-changes-mismatch", "its server was told to answer with other bindings"),
    ("subscribe/var-join-error-then-rejoin", "its server was told to refuse a join"),
    ("subscribe/js-join-error", "its server was told to refuse a join"),
    ("subscribe/var-reconnect-with-refused-attempts", "its server was told to refuse sockets"),
    ("subscribe/js-heartbeat-timeout-reconnects", "its server was told to answer no heartbeat"),
    ("subscribe/var-presence-full-cycle", "its program pushes the presence of clients that are not there"),
];

/// Whose client closes its socket before its leaves are answered: these answers are not recorded.
const CLOSED_EARLY: [&str; 3] = [
    "remove-channel/removes-a-channel",
    "remove-all-channels/remove-all-channels",
    "remove-all-channels/js-remove-all-channels",
];

fn transcripts() -> Vec<Transcript> {
    let file = concat!(env!("CARGO_MANIFEST_DIR"), "/../conformance/vectors/realtime.json");
    serde_json::from_slice(&std::fs::read(file).unwrap()).unwrap()
}

type Socket = WebSocketStream<MaybeTlsStream<TcpStream>>;

/// One replay.
struct Replay<'t> {
    transcript: &'t Transcript,
    url: String,
    token: String,
    socket: Option<Socket>,
    /// the client's last broadcast, and whether it asked to hear it itself
    said: Value,
    own: bool,
    compared: usize,
}

impl Replay<'_> {
    fn is_v2(&self) -> bool {
        self.transcript.vsn.as_deref() == Some("2.0.0")
    }

    async fn run(&mut self) {
        for frame in &self.transcript.frames {
            match frame.dir.as_str() {
                "c2s" => self.say(frame).await,
                _ => self.hear(frame).await,
            }
        }
        self.nothing_else().await;
    }

    /// Beyond what was recorded nothing came: a socket's frames are answered in order, so that all is there before the answer to a
    /// last heartbeat.
    async fn nothing_else(&mut self) {
        let is_v2 = self.is_v2();
        let goes_early = CLOSED_EARLY.contains(&self.transcript.id.as_str());
        let Some(socket) = self.socket.as_mut().filter(|_| !goes_early) else { return };
        let mut surplus = Vec::new();
        let last = if is_v2 {
            json!([null, "last", "phoenix", "heartbeat", {}])
        } else {
            json!({"topic": "phoenix", "event": "heartbeat", "payload": {}, "ref": "last"})
        };
        socket.send(Message::text(last.to_string())).await.unwrap();
        loop {
            let came = self.next().await.unwrap_or_else(|| panic!("{}: no last answer", self.transcript.id));
            if came["ref"] == "last" || came[1] == "last" {
                break;
            }
            surplus.push(came);
        }
        assert_eq!(surplus, Vec::<Value>::new(), "{}: not recorded", self.transcript.id);
    }

    /// The next frame; none when the socket has ended or stays silent.
    async fn next(&mut self) -> Option<Value> {
        let socket = self.socket.as_mut().unwrap();
        loop {
            let came = tokio::time::timeout(Duration::from_secs(10), socket.next()).await;
            return match came.ok()??.ok()? {
                Message::Text(text) => Some(normal(&serde_json::from_str(&text).unwrap())),
                Message::Binary(bytes) => Some(json!({"binary": STANDARD.encode(bytes)})),
                _ => continue,
            };
        }
    }

    async fn say(&mut self, frame: &Frame) {
        if frame.open.is_some() {
            // what the gateway gives for a key that is no token
            let mut request = self.url.as_str().into_client_request().unwrap();
            request.headers_mut().insert("authorization", format!("Bearer {}", self.token).parse().unwrap());
            let (socket, _) = connect_async(request).await.unwrap();
            self.socket = Some(socket);
        }
        let message = match (&frame.msg, &frame.binary_base64) {
            (Some(json), _) => {
                let mut json = json.clone();
                let [event, payload] = if self.is_v2() {
                    [3, 4].map(|i| json[i].clone())
                } else {
                    ["event", "payload"].map(|k| json[k].clone())
                };
                self.remember(event.as_str().unwrap(), &payload);
                let payload = if self.is_v2() { &mut json[4] } else { &mut json["payload"] };
                if payload.get("access_token").is_some_and(Value::is_string) {
                    payload["access_token"] = json!(self.token);
                }
                Message::text(json.to_string())
            }
            (None, Some(text)) => {
                self.said = json!("binary");
                Message::binary(STANDARD.decode(text).unwrap())
            }
            (None, None) => return,
        };
        self.socket.as_mut().unwrap().send(message).await.unwrap();
    }

    fn remember(&mut self, event: &str, payload: &Value) {
        match event {
            "phx_join" => self.own = payload["config"]["broadcast"]["self"] == json!(true),
            "broadcast" => self.said = payload["payload"].clone(),
            _ => {}
        }
    }

    /// What the recorded server said by itself must come.
    async fn hear(&mut self, frame: &Frame) {
        if frame.close.is_some() {
            self.socket = None;
            return;
        }
        let recorded = match (&frame.msg, &frame.binary_base64) {
            (Some(json), _) => json.clone(),
            (None, Some(text)) => json!({"binary": text}),
            (None, None) => return,
        };
        if !self.is_answer(&recorded) {
            return;
        }
        let wanted = normal(&recorded);
        let came = self.next().await;
        assert_eq!(came, Some(wanted), "{}: came, and recorded", self.transcript.id);
        self.compared += 1;
    }

    fn is_answer(&self, recorded: &Value) -> bool {
        if recorded.get("binary").is_some() {
            return self.own;
        }
        let [event, payload] = if self.is_v2() {
            [&recorded[3], &recorded[4]]
        } else {
            [&recorded["event"], &recorded["payload"]]
        };
        match event.as_str().unwrap() {
            "phx_reply" | "phx_close" => true,
            "system" => payload["message"] == "Subscribed to PostgreSQL",
            "presence_state" => *payload == json!({}),
            // the recorded server names what it was told `F`
            "presence_diff" => payload.to_string().contains("\"F1\""),
            "broadcast" => self.own && payload["payload"] == self.said,
            _ => false,
        }
    }
}

/// A frame without what is random: ids of bindings, names and keys of presences.
fn normal(frame: &Value) -> Value {
    match frame {
        Value::Object(map) => {
            let inside = map.iter().map(|(key, value)| {
                let value = match key.as_str() {
                    "phx_ref" | "phx_ref_prev" if value.is_string() => json!("a name"),
                    "id" if value.is_u64() && map.contains_key("event") => json!("an id"),
                    // a key that the server made
                    "joins" | "leaves" => {
                        value.as_object().map(|all| all.values().map(normal).collect()).unwrap()
                    }
                    _ => normal(value),
                };
                (key.clone(), value)
            });
            Value::Object(inside.collect())
        }
        Value::Array(items) => items.iter().map(normal).collect(),
        other => other.clone(),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_double_answers_as_the_recorded_server_did() {
    let stack = STACK.get().await.unwrap();
    let double = RealtimeDouble::start(RealtimeConfig {
        jwt_secret: stack.jwt_secret().to_owned(),
        db_url: Some(stack.db_url().unwrap().to_owned()),
        events_per_second: 100,
    });
    let double = double.unwrap();
    // a user, whom private channels let in
    let token = stack.jwt(json!({"role": "authenticated", "sub": "00000000-0000-4000-8000-000000000001", "exp": 4_102_444_800_u64}));
    let token = token.unwrap();
    let (transcripts, mut replayed, mut compared) = (transcripts(), 0, 0);
    for (id, why) in NOT_REPLAYED {
        assert!(transcripts.iter().any(|transcript| transcript.id == id), "no transcript {id}: {why}");
    }
    for transcript in &transcripts {
        let left_out = NOT_REPLAYED.iter().any(|(id, _)| *id == transcript.id);
        if left_out {
            continue;
        }
        let vsn = transcript.vsn.as_deref().unwrap();
        let url = format!("{}/socket/websocket?vsn={vsn}", double.url().replace("http", "ws"));
        let token = token.clone();
        let mut replay =
            Replay { transcript, url, token, socket: None, said: Value::Null, own: false, compared: 0 };
        // what was said in another transcript is not replayed in this one
        double.restart();
        replay.run().await;
        replayed += 1;
        compared += replay.compared;
    }
    // a transcript or an answer that is left out is a change to be looked at
    assert_eq!((replayed, compared), (62, 171), "transcripts and answers");
}
