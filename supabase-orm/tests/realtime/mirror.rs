//! A mirror is what the table is.

use crate::{
    messages::change,
    server::{Arrivals, Connection, both, server},
};
use serde_json::{Value, json};
use std::{
    sync::{Arc, Mutex},
    time::Duration,
};
use supabase_orm::{
    doc::Planet,
    http::{BoxFuture, Request, Response, Transport, TransportError},
    realtime::{Mirror, Step},
};

/// A table that is read by HTTP.
#[derive(Clone, Default)]
struct Table {
    rows: Arc<Mutex<Vec<Value>>>,
    /// statuses of the next answers
    faults: Arc<Mutex<Vec<u16>>>,
    asked: Arc<Mutex<Vec<String>>>,
    slow: Arc<Mutex<Duration>>,
}

impl Transport for Table {
    fn send(&self, request: Request) -> BoxFuture<'_, Result<Response, TransportError>> {
        Box::pin(async move {
            self.asked.lock().unwrap().push(request.path_and_query().to_owned());
            // what is read is what was there when it was asked for
            let mut rows = self.rows.lock().unwrap().clone();
            // a page begins behind the key of the one before
            let behind = request.url.split("id=gt.").nth(1).and_then(|rest| rest.split('&').next());
            let behind: i64 = behind.map_or(i64::MIN, |id| id.parse().unwrap());
            rows.retain(|row| row["id"].as_i64().unwrap() > behind);
            for row in &mut rows {
                row["__key0"] = row["id"].clone();
            }
            let slow = *self.slow.lock().unwrap();
            tokio::time::sleep(slow).await;
            if let Some(status) = self.faults.lock().unwrap().pop() {
                return Ok(Response::new(status, "down"));
            }
            Ok(Response::new(200, serde_json::to_string(&rows).unwrap()))
        })
    }
}

fn row(id: i64, kind: &str) -> Value {
    json!({ "id": id, "name": null, "kind": kind, "moons": null, "data": null })
}

async fn mirror(table: &Table) -> (Mirror<Planet>, Arrivals, Connection) {
    let (server, mut arrivals) = server();
    let client = server.builder().transport(table.clone()).retry(false).build().unwrap();
    let building = client.realtime().mirror::<Planet>("room").filter(|p| p.kind.neq("gas")).subscribe();
    let (mirror, socket) = both(building, async {
        let mut socket = arrivals.next().await;
        let join = socket.let_in().await;
        assert_eq!(join[4]["config"]["postgres_changes"][0]["filter"], "kind=neq.gas");
        socket
    })
    .await;
    (mirror.unwrap(), arrivals, socket)
}

fn kinds(mirror: &Mirror<Planet>) -> Vec<(i64, String)> {
    let mut rows: Vec<_> = mirror.rows().map(|p| (p.id, p.kind.clone())).collect();
    rows.sort();
    rows
}

#[tokio::test(start_paused = true)]
async fn a_mirror_is_complete_when_it_is_there_and_follows() {
    let table = Table::default();
    *table.rows.lock().unwrap() = vec![row(1, "a"), row(2, "b")];
    let (mut mirror, _arrivals, socket) = mirror(&table).await;
    assert!(table.asked.lock().unwrap()[0].contains("kind=neq.gas"));
    assert_eq!((mirror.len(), mirror.get(&2).unwrap().kind.as_str()), (2, "b"));
    socket.push("postgres_changes", &change("INSERT", Some(row(3, "c")), None));
    socket.push("postgres_changes", &change("UPDATE", Some(row(1, "z")), Some(json!({ "id": 1 }))));
    socket.push("postgres_changes", &change("DELETE", None, Some(json!({ "id": 2 }))));
    assert!(matches!(mirror.next().await, Some(Ok(Step::Insert(p))) if p.id == 3));
    assert_eq!(mirror.len(), 3, "a step at a time");
    assert!(
        matches!(mirror.next().await, Some(Ok(Step::Update { old, new })) if old.kind == "a" && new.kind == "z")
    );
    assert!(matches!(mirror.next().await, Some(Ok(Step::Delete(p))) if p.kind == "b"));
    assert_eq!(kinds(&mirror), [(1, "z".into()), (3, "c".into())]);
}

#[tokio::test(start_paused = true)]
async fn what_comes_while_the_table_is_read_is_in_the_mirror_once() {
    let table = Table::default();
    let (mut mirror, mut arrivals, socket) = mirror(&table).await;
    *table.slow.lock().unwrap() = Duration::from_secs(1);
    *table.rows.lock().unwrap() = vec![row(1, "read"), row(2, "read")];
    drop(socket);
    let (step, _socket) = both(mirror.next(), async {
        let mut socket = arrivals.next().await;
        socket.let_in().await;
        tokio::time::sleep(Duration::from_millis(500)).await;
        // one that the reading has, two that it has not
        socket.push("postgres_changes", &change("INSERT", Some(row(1, "read")), None));
        socket.push("postgres_changes", &change("UPDATE", Some(row(2, "later")), Some(json!({ "id": 2 }))));
        socket.push("postgres_changes", &change("INSERT", Some(row(3, "later")), None));
        socket
    })
    .await;
    assert!(matches!(step, Some(Ok(Step::Reset))));
    assert_eq!(kinds(&mirror), [(1, "read".into()), (2, "later".into()), (3, "later".into())]);
}

#[tokio::test(start_paused = true)]
async fn a_table_that_cannot_be_read_for_a_while_is_read_later() {
    let table = Table::default();
    let (mut mirror, mut arrivals, socket) = mirror(&table).await;
    *table.faults.lock().unwrap() = vec![503; 5];
    *table.rows.lock().unwrap() = vec![row(1, "a")];
    drop(socket);
    let (step, _socket) = both(mirror.next(), async {
        let mut socket = arrivals.next().await;
        socket.let_in().await;
        socket
    })
    .await;
    assert!(matches!(step, Some(Ok(Step::Reset))));
    // nothing, five times in vain, the row, and that there is no other one
    assert_eq!((mirror.len(), table.asked.lock().unwrap().len()), (1, 8));
    let channel = mirror.channel().clone();
    drop(mirror);
    tokio::time::sleep(Duration::from_secs(1)).await;
    assert!(channel.state().is_over(), "dropping it leaves the channel");
}
