//! The stack, and a tenant of its own for every test, so that tests run side by side.

use crate::reference;
use service::schema::{
    CommentInsert, Label, LabelInsert, Project, ProjectInsert, Status, Task, TaskInsert, TaskLabel,
    TaskLabelInsert, Tenant, TenantInsert, User, UserInsert,
};
use stack::{SharedStack, Stack};
use std::{path::PathBuf, sync::LazyLock};
use supabase_orm::Client;
use uuid::Uuid;

fn workspace() -> PathBuf {
    PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../.."))
}

static STACK: SharedStack = SharedStack::new(|| {
    Stack::builder()
        .sql_file(workspace().join("examples/service/schema.sql"))
        .sql_file(workspace().join("tests/live/extra.sql"))
        .sql_file(workspace().join("tests/live/data/capabilities.sql"))
        .sql_file(workspace().join("tests/live/data/realtime.sql"))
        .sql(reference::sql())
        .schemas(
            ["public", "private", "capabilities", "realtime_live"]
                .map(str::to_owned)
                .into_iter()
                .chain(reference::schemas()),
        )
        .functions(workspace().join("tests/live/functions"))
        // as in new projects
        .max_rows(1000)
});

/// The stack of this run.
pub(crate) fn stack() -> &'static Stack {
    static READY: LazyLock<&'static Stack> = LazyLock::new(|| {
        // a thread of its own: the caller's runtime is busy with the caller
        let start = || tokio::runtime::Runtime::new().unwrap().block_on(STACK.get());
        std::thread::spawn(start).join().unwrap().unwrap_or_else(|e| panic!("{e}"))
    });
    *READY
}

/// A client with all rights.
pub(crate) fn db() -> Client {
    Client::new(stack().url(), stack().secret_key()).unwrap()
}

/// Data of one test: two users (one is the other's manager), two projects, four tasks, two labels.
pub(crate) struct World {
    pub(crate) db: Client,
    pub(crate) tenant: Uuid,
    pub(crate) ann: Uuid,
    pub(crate) bob: Uuid,
    /// `alpha`, active, by Ann: three tasks
    pub(crate) alpha: Uuid,
    /// `beta`, draft, by Bob: one task, nothing else
    pub(crate) beta: Uuid,
    /// `paint`, `plan`, `pay` of alpha, `pause` of beta
    pub(crate) tasks: [i64; 4],
    /// unique in the whole database
    pub(crate) mark: String,
}

impl World {
    pub(crate) async fn new() -> Self {
        let (db, mark) = (db(), Uuid::new_v4().simple().to_string());
        let new = TenantInsert { name: mark.clone() };
        let tenant = db.from::<Tenant>().insert(new).returning(|t| t.id).single().await.unwrap();
        let user = |name: &str| UserInsert { tenant_id: tenant, email: format!("{name}@{mark}") };
        let ann = user("ann").with(|u| u.name.set("Ann"));
        let ann = db.from::<User>().insert(ann).returning(|u| u.id).single().await.unwrap();
        let bob = user("bob").with(|u| u.manager_id.set(ann));
        let bob = db.from::<User>().insert(bob).returning(|u| u.id).single().await.unwrap();
        let project = |name: &str, owner_id| ProjectInsert { tenant_id: tenant, name: name.into(), owner_id };
        let alpha = project("alpha", ann).with(|p| (p.status.set(Status::Active), p.tags.set(["a", "b,c"])));
        let alpha = db.from::<Project>().insert(alpha).returning(|p| p.id).single().await.unwrap();
        let beta =
            db.from::<Project>().insert(project("beta", bob)).returning(|p| p.id).single().await.unwrap();
        let tasks = tasks(&db, [alpha, beta], ann, bob).await;
        let world = Self { db, tenant, ann, bob, alpha, beta, tasks, mark };
        world.labels().await;
        world
    }

    /// `paint` is urgent and easy, `plan` is easy; `paint` has a comment by Bob.
    async fn labels(&self) {
        let label = |name: &str| LabelInsert { name: format!("{name} {}", self.mark) };
        let ids = self.db.from::<Label>().insert_many([label("urgent"), label("easy")]);
        let [urgent, easy] = ids.returning(|l| l.id).await.unwrap()[..] else { panic!("two labels") };
        let [paint, plan, ..] = self.tasks;
        let links = [(paint, urgent), (paint, easy), (plan, easy)];
        let links = links.map(|(task_id, label_id)| TaskLabelInsert { task_id, label_id });
        self.db.from::<TaskLabel>().insert_many(links).await.unwrap();
        let comment = CommentInsert { task_id: paint, author_id: self.bob, body: "which colour?".into() };
        self.db.from::<service::schema::Comment>().insert(comment).await.unwrap();
    }

    /// The name of one of its labels.
    pub(crate) fn label(&self, name: &str) -> String {
        format!("{name} {}", self.mark)
    }
}

async fn tasks(db: &Client, [alpha, beta]: [Uuid; 2], ann: Uuid, bob: Uuid) -> [i64; 4] {
    let task = |project_id, title: &str| TaskInsert { project_id, reporter_id: ann, title: title.into() };
    let day = |d| chrono::NaiveDate::from_ymd_opt(2026, 1, d);
    let rows = [
        task(alpha, "paint").with(|t| {
            (t.assignee_id.set(Some(bob)), t.due.set(day(3)), t.estimate.set(Some(5)), t.done.set(false))
        }),
        task(alpha, "plan").with(|t| {
            (t.assignee_id.set(Some(ann)), t.due.set(day(1)), t.estimate.set(Some(2)), t.done.set(true))
        }),
        task(alpha, "pay").with(|t| {
            (
                t.assignee_id.set(None::<Uuid>),
                t.due.set(day(9).filter(|_| false)),
                t.estimate.set(None),
                t.done.set(false),
            )
        }),
        task(beta, "pause").with(|t| {
            (t.assignee_id.set(Some(bob)), t.due.set(day(2)), t.estimate.set(Some(8)), t.done.set(false))
        }),
    ];
    let ids = db.from::<Task>().insert_many(rows).returning(|t| t.id).await.unwrap();
    ids.try_into().unwrap()
}
