//! Generic code over tables, and everything written down as a type and sent across tasks.

use crate::world::World;
use service::schema::{Label, LabelInsert, Task, Tenant, User};
use std::{future::Future, pin::Pin, sync::OnceLock};
use supabase_orm::{
    Assignments, Client, Filter, Insertable, Keyed, Order, Query, QueryFuture, Result, Select, Table, Upsert,
    Writable, Write, mode,
};

struct Repository<T> {
    db: Client,
    _of: std::marker::PhantomData<fn() -> T>,
}

impl<T: Keyed + Writable> Repository<T> {
    fn new(db: &Client) -> Self {
        Self { db: db.clone(), _of: std::marker::PhantomData }
    }
    async fn get(&self, key: T::Key) -> Result<Option<T>> {
        self.db.from::<T>().find(key).await
    }
    async fn page(&self, filter: Filter<T>, order: Order<T>, n: u64) -> Result<Vec<T>> {
        self.db.from::<T>().select().filter(|_| filter).order(|_| order).limit(n).await
    }
    async fn add(&self, row: impl Insertable<T>) -> Result<T> {
        self.db.from::<T>().insert(row).returning(|_| ..).single().await
    }
    async fn patch(&self, key: T::Key, changes: impl Assignments<T>) -> Result<Option<T>> {
        self.db
            .from::<T>()
            .update(|_| changes)
            .filter(|_| T::KEY.eq(key))
            .returning(|_| ..)
            .maybe_single()
            .await
    }
    async fn remove(&self, key: T::Key) -> Result<bool> {
        Ok(self.db.from::<T>().delete().filter(|_| T::KEY.eq(key)).affected().await? == 1)
    }
}

#[tokio::test]
async fn a_repository_over_any_keyed_table() {
    let w = World::new().await;
    let labels = Repository::<Label>::new(&w.db);
    let label = labels.add(LabelInsert { name: w.label("x") }).await.unwrap();
    assert_eq!(labels.get(label.id).await.unwrap().as_ref(), Some(&label));
    let changed = labels.patch(label.id, Label::COLUMNS.name.set(w.label("y"))).await.unwrap().unwrap();
    assert_eq!(changed.name, w.label("y"));
    let page = labels
        .page(Label::COLUMNS.name.like(format!("%{}", w.mark)), Label::COLUMNS.name.asc(), 10)
        .await
        .unwrap();
    assert_eq!(page.len(), 3);
    assert!(labels.remove(label.id).await.unwrap() && !labels.remove(label.id).await.unwrap());
    let users = Repository::<User>::new(&w.db);
    assert_eq!(users.get(w.ann).await.unwrap().unwrap().name.as_deref(), Some("Ann"));
    assert_eq!(Repository::<Tenant>::new(&w.db).get(w.tenant).await.unwrap().unwrap().name, w.mark);
}

/// Everything that a program holds.
#[allow(dead_code, reason = "its types are the test")]
struct Held {
    begun: Query<Task, Task>,
    all: Select<Task, Task>,
    one: Select<Task, Task, mode::Single>,
    pairs: Select<Task, (i64, String), mode::Counted>,
    write: Write<Task, i64, mode::Rows>,
    upsert: Upsert<Label>,
    filter: Filter<Task>,
    orders: Vec<Order<Task>>,
    future: QueryFuture<Vec<Task>>,
}

fn sent<T: Send>(value: T) -> T {
    value
}
fn shared<T: Send + Sync>(value: T) -> T {
    value
}

#[tokio::test]
async fn everything_has_a_type_and_crosses_tasks() {
    static OPEN: OnceLock<Select<Task, Task>> = OnceLock::new();
    let w = World::new().await;
    let tasks = || w.db.from::<Task>();
    let held = Held {
        begun: tasks(),
        all: tasks().select(),
        one: tasks().select().single(),
        pairs: tasks().columns(|t| (t.id, t.title)).count(supabase_orm::Count::Exact),
        write: tasks().update(|t| t.done.set(true)).filter(|t| t.id.eq(-1)).returning(|t| t.id),
        upsert: w.db.from::<Label>().upsert(LabelInsert { name: "x".into() }),
        filter: Task::COLUMNS.done.is_true(),
        orders: vec![Task::COLUMNS.id.asc()],
        future: tasks().select().filter(|t| t.id.eq(w.tasks[0])).execute(),
    };
    shared(&held.all);
    shared(&held.filter);
    let held = sent(held);
    let ids = w.tasks;
    let open = OPEN.get_or_init(|| tasks().select().filter(|t| t.id.in_(ids) & !t.done));
    assert_eq!(open.clone().await.unwrap().len(), 3);
    let moved = tokio::spawn(async move {
        let one = held.future.await.unwrap();
        (one.len(), held.write.await.unwrap().len())
    });
    assert_eq!(moved.await.unwrap(), (1, 0));
}

#[tokio::test]
async fn a_dropped_query_is_not_an_error_for_others() {
    let w = World::new().await;
    let query = w.db.from::<Task>().select().filter(|t| t.id.eq(w.tasks[0]));
    let mut future: Pin<Box<dyn Future<Output = Result<Vec<Task>>> + Send>> = query.clone().execute();
    let once = std::future::poll_fn(|cx| std::task::Poll::Ready(future.as_mut().poll(cx).is_pending())).await;
    assert!(once);
    drop(future);
    assert_eq!(query.await.unwrap().len(), 1);
}
