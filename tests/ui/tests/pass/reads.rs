//! Filters, orders, selections and calls, as they are meant.

use chrono::NaiveDate;
use supabase_orm::{
    Client, Count, Filter, Keyed, Raw, Result, Select, Table, Writable, all_of, any_of, cast, row, select,
};
use ui::schema::{ActiveUser, Label, Message, Project, Status, Task, User, rpc};
use uuid::Uuid;

/// Values of the right types, and conditions put together.
#[must_use]
pub fn filters(id: Uuid, due: NaiveDate, seen: &[i64]) -> Vec<Filter<Task>> {
    let t = Task::COLUMNS;
    vec![
        t.title.eq("x") & t.priority.gte(3),
        t.id.in_(seen) & !t.done,
        t.due.lt(due) | t.due.is_null() | t.due.lt(Raw("infinity")),
        t.assignee_id.eq(id),
        t.status.eq(Status::Open),
        t.title.ilike(format!("%{id}%")) & t.title.text_search("a & b"),
        t.tags.contains(["urgent"]) & t.weeks.range_adjacent(1..3),
        t.done.is_true(),
        t.projects.any(|p| p.name.eq("x") & p.meta.key_text("colour").eq("red")),
        any_of([t.id.eq(1), t.id.eq(i64::MAX)]),
        all_of([]),
    ]
}

/// Reads in every mode.
///
/// # Errors
/// Always, without a server.
pub async fn reads(db: &Client, due: Option<NaiveDate>) -> Result<()> {
    let all: Vec<Task> = db.from::<Task>().select().filter_some(due, |t, v| t.due.eq(v)).await?;
    let one: Task = db.from::<Task>().select().filter(|t| t.id.eq(1)).single().await?;
    let found: Option<Task> = db.from::<Task>().find(1).await?;
    let pairs: Vec<(i64, String)> = db.from::<Task>().columns(|t| (t.id, t.title)).limit(10).await?;
    let texts: Vec<Option<String>> = db.from::<Task>().columns(|t| t.id.cast::<cast::text>()).await?;
    let page =
        db.from::<Task>().select().order(|t| t.projects.order(|p| p.name.asc())).count(Count::Exact).await?;
    let sums: Vec<Option<i64>> = db.from::<Task>().columns(|t| t.priority.sum()).range(0..=9).await?;
    let user: Vec<ActiveUser> = db.from::<ActiveUser>().select().filter(|u| u.email.eq("x")).await?;
    drop((all, one, found, pairs, texts, page, sums, user));
    Ok(())
}

/// A project and its tasks with their labels.
type Titles = (String, Vec<(String, Vec<Label>)>);

/// Embeds: through relations and foreign keys, several levels, with their own filters.
///
/// # Errors
/// Always, without a server.
pub async fn embeds(db: &Client) -> Result<()> {
    let deep = db.from::<User>().columns(|u| {
        let tasks = |p: &'static <Project as Table>::Columns| {
            p.tasks.columns(|t| (t.title, t.labels.columns(row::<Label>)))
        };
        (u.email, u.projects.columns(move |p| (p.name, tasks(p))))
    });
    let deep: Vec<(String, Vec<Titles>)> = deep.await?;
    let mails = db
        .from::<Message>()
        .columns(select!(content, from: sender_id { email }, ...receiver_id { name }))
        .await?;
    let boards = db
        .from::<Project>()
        .columns(select!(*, tasks { title, labels { name } }, colour: meta->>colour, id_text: id::text));
    let boards = boards.on(|p| p.tasks, |t| t.filter(|t| !t.done).order(|t| t.id.asc()).limit(3)).await?;
    let mail: Option<(String, Option<String>)> = mails.into_iter().next().map(|m| (m.content, m.name));
    let board = boards.into_iter().next().map(|b| (b.slug.clone(), b.colour, b.tasks));
    let label: Option<String> =
        board.into_iter().flat_map(|b| b.2).flat_map(|t| t.labels).map(|l| l.name).next();
    drop((deep, mail, label));
    Ok(())
}

/// Functions.
///
/// # Errors
/// Always, without a server.
pub async fn calls(db: &Client) -> Result<()> {
    let sums = db.rpc(rpc::AddOneEach { arr: vec![1, 2] }).await?;
    let found = db.rpc(rpc::Search { q: "x".into() }.with(|a| a.limit_to.set(5)));
    let found: Vec<(i64, Vec<String>)> = found.columns(|t| (t.id, t.labels.columns(|l| l.name))).await?;
    drop((sums, found));
    Ok(())
}

/// Generic code names what it needs.
///
/// # Errors
/// Always, without a server.
pub async fn get<T: Keyed + Writable>(db: &Client, key: T::Key) -> Result<Option<T>> {
    db.from::<T>().find(key).await
}

/// Queries are values.
pub fn titled(word: &str) -> impl Fn(Select<Task, Task>) -> Select<Task, Task> {
    move |tasks| tasks.filter(|t| t.title.eq(word))
}
