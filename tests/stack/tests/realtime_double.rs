//! What the double of the Realtime server does where no transcript is: rights, ends, and bindings that cannot be.
#![expect(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "tests")]

#[path = "realtime_double/changes.rs"]
mod changes;
#[path = "realtime_double/channels.rs"]
mod channels;

use futures_util::{SinkExt as _, StreamExt as _};
use serde_json::{Value, json};
use stack::{RealtimeConfig, RealtimeDouble, SharedStack, Stack};
use std::time::{Duration, SystemTime, UNIX_EPOCH};
use tokio::{net::TcpStream, time::timeout};
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream, connect_async, tungstenite::Message};

static STACK: SharedStack =
    SharedStack::new(|| Stack::builder().sql(include_str!("realtime_double/tables.sql")));

async fn stack() -> &'static Stack {
    STACK.get().await.unwrap()
}

async fn double() -> RealtimeDouble {
    RealtimeDouble::start(RealtimeConfig {
        jwt_secret: stack().await.jwt_secret().to_owned(),
        db_url: Some(stack().await.db_url().unwrap().to_owned()),
        events_per_second: 100_000,
    })
    .unwrap()
}

async fn sql(text: &str) {
    stack().await.run_sql(text).await.unwrap();
}

fn now() -> u64 {
    SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_secs()
}

/// The token of a role that lasts.
async fn token(role: &str) -> String {
    token_of(json!({"role": role})).await
}

async fn token_of(mut claims: Value) -> String {
    let exp = claims["exp"].as_u64().unwrap_or_else(|| now() + 3600);
    claims["exp"] = json!(exp);
    stack().await.jwt(claims).unwrap()
}

/// A plain client of protocol 2.0.0; each of its channels has the topic as its `join_ref`.
struct Socket(WebSocketStream<MaybeTlsStream<TcpStream>>);

impl Socket {
    async fn open(double: &RealtimeDouble, key: &str) -> Self {
        let url = double.url().replace("http", "ws");
        let url = format!("{url}/socket/websocket?vsn=2.0.0&apikey={key}");
        Self(connect_async(url).await.unwrap().0)
    }

    async fn say(&mut self, topic: &str, event: &str, payload: Value) {
        let frame = json!([topic, event, topic, event, payload]);
        self.0.send(Message::text(frame.to_string())).await.unwrap();
    }

    /// The next frame: `[join_ref, ref, topic, event, payload]`.
    async fn next(&mut self) -> Value {
        let came = timeout(Duration::from_secs(30), self.0.next()).await;
        let came = came.unwrap_or_else(|_| panic!("nothing comes")).unwrap().unwrap();
        serde_json::from_str(came.to_text().unwrap()).unwrap()
    }

    /// The payload of the next frame, which is this event.
    async fn event(&mut self, event: &str) -> Value {
        let mut came = self.next().await;
        assert_eq!(came[3], event, "{came}");
        came[4].take()
    }

    /// The answer to a join.
    async fn join(&mut self, topic: &str, config: Value) -> Value {
        self.say(topic, "phx_join", json!({"config": config})).await;
        self.event("phx_reply").await
    }

    /// Joins with bindings; the message about them.
    async fn listen(&mut self, topic: &str, bindings: Value) -> Value {
        let reply = self.join(topic, json!({"postgres_changes": bindings})).await;
        assert_eq!(reply["status"], "ok", "{reply}");
        self.event("system").await
    }

    /// Joins with bindings that can be.
    async fn listens(&mut self, topic: &str, bindings: Value) {
        assert_eq!(self.listen(topic, bindings).await["message"], "Subscribed to PostgreSQL");
    }

    /// The next change.
    async fn change(&mut self) -> Value {
        self.event("postgres_changes").await["data"].take()
    }
}
