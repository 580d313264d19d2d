//! A server that lets every channel in and sends what it is asked for, as fast as the client takes it.

use super::Fault;
use bytes::Bytes;
use futures_util::{SinkExt as _, StreamExt as _};
use serde_json::{Value, json};
use tokio::{
    net::{TcpListener, TcpStream},
    sync::mpsc,
};
use tokio_tungstenite::{
    accept_async,
    tungstenite::{Message, Utf8Bytes},
};

pub(crate) async fn start() -> Result<String, Fault> {
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    let url = format!("http://{}", listener.local_addr()?);
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            let _ = stream.set_nodelay(true);
            tokio::spawn(async move {
                // a client that goes away ends its connection
                let _ = serve(stream).await;
            });
        }
    });
    Ok(url)
}

/// What is said to a client; none ends the connection.
type Say = mpsc::Sender<Option<Message>>;

/// Reads while it writes: a client that asks whether the server is there gets its answer within any flood.
async fn serve(stream: TcpStream) -> Result<(), Fault> {
    let (mut sink, mut stream) = accept_async(stream).await?.split();
    let (say, mut said) = mpsc::channel(1024);
    let write = async {
        while let Some(Some(message)) = said.recv().await {
            sink.feed(message).await?;
            if said.is_empty() {
                sink.flush().await?;
            }
        }
        Ok::<_, Fault>(())
    };
    let read = async {
        let mut form = Form::List;
        while let Some(message) = stream.next().await {
            match message? {
                Message::Text(text) => {
                    let frame: Value = serde_json::from_str(&text)?;
                    form = if frame.is_array() { Form::List } else { Form::Object };
                    text_frame(&say, &frame, form).await?;
                }
                Message::Binary(bytes) => {
                    let (kind, count) = pushed(&bytes).ok_or("no broadcast")?;
                    tokio::spawn(asked(say.clone(), form, kind, count));
                }
                Message::Close(_) => break,
                _ => {}
            }
        }
        Ok::<_, Fault>(())
    };
    tokio::select! {
        done = write => done,
        done = read => done,
    }
}

/// Joins, leaves and heartbeats, of both protocols.
async fn text_frame(say: &Say, frame: &Value, form: Form) -> Result<(), Fault> {
    let (join, reference, topic, event, payload) = match frame {
        Value::Array(parts) => match parts.as_slice() {
            [join, reference, topic, event, payload] => (join, reference, topic, event, payload),
            _ => return Err("no frame".into()),
        },
        object => {
            let part = |name: &str| object.get(name).ok_or("no frame");
            (part("join_ref")?, part("ref")?, part("topic")?, part("event")?, part("payload")?)
        }
    };
    let answer = |event: &str, payload: Value| {
        Some(Message::text(match form {
            Form::List => json!([join, reference, topic, event, payload]).to_string(),
            Form::Object => {
                json!({"ref": reference, "topic": topic, "event": event, "payload": payload}).to_string()
            }
        }))
    };
    match event.as_str() {
        Some("phx_join") => {
            let bound = bound(payload);
            let streams = !bound.is_empty();
            let ok = json!({"status": "ok", "response": {"postgres_changes": bound}});
            say.send(answer("phx_reply", ok)).await?;
            if streams {
                let ok = json!({"status": "ok", "extension": "postgres_changes", "message": "Subscribed to PostgreSQL"});
                say.send(answer("system", ok)).await?;
            }
        }
        Some("broadcast") => {
            let kind = payload.get("event").and_then(Value::as_str).unwrap_or_default().to_owned();
            let count = payload.pointer("/payload/count").and_then(Value::as_u64).unwrap_or_default();
            tokio::spawn(asked(say.clone(), form, kind, u32::try_from(count)?));
        }
        _ => say.send(answer("phx_reply", json!({"status": "ok", "response": {}}))).await?,
    }
    Ok(())
}

/// The bindings of a join, with an id.
fn bound(payload: &Value) -> Vec<Value> {
    let bindings = payload.pointer("/config/postgres_changes").and_then(Value::as_array);
    let bound = |binding: &Value| {
        let mut binding = binding.clone();
        if let Some(map) = binding.as_object_mut() {
            map.insert("id".to_owned(), json!(7));
        }
        binding
    };
    bindings.into_iter().flatten().map(bound).collect()
}

/// The event and the count of a binary broadcast.
fn pushed(bytes: &Bytes) -> Option<(String, u32)> {
    let (&[_, join, reference, topic, event, meta, _], rest) = bytes.split_first_chunk::<7>()?;
    let at = usize::from(join) + usize::from(reference) + usize::from(topic);
    let kind = rest.get(at..at + usize::from(event))?;
    let payload = rest.get(at + usize::from(event) + usize::from(meta)..)?;
    let count = serde_json::from_slice::<Value>(payload).ok()?.get("count")?.as_u64()?;
    Some((String::from_utf8(kind.to_vec()).ok()?, u32::try_from(count).ok()?))
}

/// Sends so many messages of a kind and one that says that it was the last.
async fn asked(say: Say, form: Form, kind: String, count: u32) {
    // the connection just ends
    if kind == "cut" {
        let _ = say.send(None).await;
        return;
    }
    let messages: Vec<Utf8Bytes> = match kind.as_str() {
        "spread" => (0..1000).map(|n| form.broadcast(&format!("c{n}"), "spread", &small())).collect(),
        "large" => vec![form.broadcast("c0", &kind, &large())],
        "changes" => vec![form.frame("c0", "postgres_changes", &change())],
        _ => vec![form.broadcast("c0", &kind, &small())],
    };
    let end = form.broadcast("c0", "end", &json!({}));
    let count = usize::try_from(count).unwrap_or_default();
    for message in messages.iter().cycle().take(count).chain([&end]) {
        if say.send(Some(Message::Text(message.clone()))).await.is_err() {
            return;
        }
    }
}

/// How frames are written: protocol 2.0.0, which ours and JavaScript's speak, and 1.0.0, Python's.
#[derive(Clone, Copy)]
enum Form {
    List,
    Object,
}

impl Form {
    fn broadcast(self, topic: &str, event: &str, payload: &Value) -> Utf8Bytes {
        self.frame(topic, "broadcast", &json!({"type": "broadcast", "event": event, "payload": payload}))
    }

    fn frame(self, topic: &str, event: &str, payload: &Value) -> Utf8Bytes {
        let topic = format!("realtime:{topic}");
        let frame = match self {
            Self::List => json!([null, null, topic, event, payload]),
            Self::Object => json!({"ref": null, "topic": topic, "event": event, "payload": payload}),
        };
        frame.to_string().into()
    }
}

fn small() -> Value {
    json!({"x": 512, "y": 384})
}

/// A hundred things: 10 KB.
fn large() -> Value {
    let thing = |n: u32| json!({"id": n, "name": format!("the thing number {n:04}"), "price": f64::from(n) * 1.25, "tags": ["red", "round", "new"]});
    json!({"things": (0..100).map(thing).collect::<Vec<_>>()})
}

fn change() -> Value {
    let record = json!({"id": 9_007_199_254_740_993_i64, "name": "Ceres", "kind": "dwarf", "moons": 0, "data": {"a": [1, 2, 3]}});
    let columns = json!([{"name": "id", "type": "int8"}, {"name": "name", "type": "text"}, {"name": "kind", "type": "text"},
        {"name": "moons", "type": "int4"}, {"name": "data", "type": "jsonb"}]);
    let data = json!({"schema": "public", "table": "planets", "commit_timestamp": "2026-01-01T00:00:00.000Z", "type": "UPDATE",
        "errors": null, "columns": columns, "record": record, "old_record": {"id": 9_007_199_254_740_993_i64}});
    json!({"ids": [7], "data": data})
}
