//! A fake transport for a user's own unit tests: expectations are queries, replies are rows.

use service::schema::Task;
use std::sync::{Arc, Mutex};
use supabase_orm::{
    Client, Result, Select, Sends,
    http::{BoxFuture, Phase, Request, Response, Transport, TransportError},
};
use uuid::Uuid;

#[derive(Clone, Default)]
struct Fake {
    expected: Arc<Mutex<Vec<(Request, Vec<u8>)>>>,
}

impl Fake {
    fn client(&self) -> Client {
        Client::builder("http://fake", "key").transport(self.clone()).build().unwrap()
    }
    /// This query gets these rows.
    fn on(&self, query: &impl Sends, rows: &impl serde::Serialize) {
        let request = query.request().unwrap().unwrap();
        self.expected.lock().unwrap().push((request, serde_json::to_vec(rows).unwrap()));
    }
}

impl Transport for Fake {
    fn send(&self, request: Request) -> BoxFuture<'_, Result<Response, TransportError>> {
        Box::pin(async move {
            let known = self.expected.lock().unwrap().iter().find(|e| e.0 == request).map(|e| e.1.clone());
            // what nobody expects fails loudly
            known
                .map(|body| Response::new(200, body))
                .ok_or_else(|| TransportError::new(Phase::Build, format!("unexpected {request:?}")))
        })
    }
}

struct Service {
    db: Client,
}
impl Service {
    fn open(&self, project: Uuid) -> Select<Task, Task> {
        self.db.from::<Task>().select().filter(|t| t.project_id.eq(project) & !t.done)
    }
    async fn count_open(&self, project: Uuid) -> Result<usize> {
        Ok(self.open(project).await?.len())
    }
}

#[tokio::test]
async fn expectations_are_queries_and_replies_are_rows() {
    let fake = Fake::default();
    let service = Service { db: fake.client() };
    let id = Uuid::nil();
    let task = Task {
        id: 1,
        project_id: id,
        reporter_id: id,
        assignee_id: None,
        title: "t".into(),
        due: None,
        estimate: None,
        done: false,
        r#type: None,
    };
    // two filters are one condition
    let same = service.db.from::<Task>().select().filter(|t| t.project_id.eq(id)).filter(|t| !t.done);
    fake.on(&same, &[task]);
    assert_eq!(service.count_open(id).await.unwrap(), 1);
    let fault = service.count_open(Uuid::max()).await.unwrap_err();
    assert!(fault.is_transport() && fault.is_not_sent(), "{fault}");
}
