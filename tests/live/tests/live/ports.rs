//! Calls of the Python reference, ported; the string of `select!` is there for this.

use crate::world::World;
use service::schema::{Label, LabelInsert, Project, Task};
use supabase_orm::{Count, Row, row, select};

#[tokio::test]
async fn calls_of_the_reference() {
    let w = World::new().await;
    let (db, alpha, ids) = (&w.db, w.alpha, w.tasks);
    // table("tasks").select("title").eq("id", ..)
    let rows = db.from::<Task>().columns(select!("title")).filter(|t| t.id.eq(ids[0])).await.unwrap();
    assert_eq!(rows[0].title, "paint");
    // .select("name, tasks(title)")
    let rows =
        db.from::<Project>().columns(select!("name, tasks(title)")).filter(|p| p.id.eq(alpha)).await.unwrap();
    assert_eq!((rows[0].name.as_str(), rows[0].tasks.len()), ("alpha", 3));
    // .select("title, by:reporter_id(name), to:assignee_id(name)")
    let rows = db
        .from::<Task>()
        .columns(select!("title, by:reporter_id(name), to:assignee_id(name)"))
        .filter(|t| t.id.eq(ids[0]))
        .await
        .unwrap();
    assert_eq!(
        (rows[0].by.name.as_deref(), rows[0].to.as_ref().map(|u| &u.name)),
        (Some("Ann"), Some(&None))
    );
    // .select("*, tasks(count)")
    let rows =
        db.from::<Project>().columns(select!("*, tasks(count)")).filter(|p| p.id.eq(alpha)).await.unwrap();
    assert_eq!((rows[0].id, rows[0].tasks), (alpha, 3));
    // .select("title, projects!inner(name)").eq("projects.name", "beta")
    let query = db.from::<Task>().columns(select!("title, projects!inner(name)")).filter(|t| t.id.in_(ids));
    let rows = query.on(|t| t.projects, |e| e.filter(|p| p.name.eq("beta"))).await.unwrap();
    assert_eq!((rows.len(), rows[0].title.as_str()), (1, "pause"));
    // .insert({..}) returning some columns; .update({..}).eq(..); .delete().in_(..)
    let new = LabelInsert { name: w.label("ported") };
    let labels = db.from::<Label>().insert(new).returning(|l| (l.id, l.name)).await.unwrap();
    let id = labels[0].0;
    let update = db.from::<Label>().update(|l| l.name.set(w.label("again"))).filter(|l| l.id.eq(id));
    assert_eq!(update.returning(row::<Label>).single().await.unwrap().name, w.label("again"));
    db.from::<Label>().delete().filter(|l| l.id.in_([id])).await.unwrap();
    // conditional chaining
    let (name, low): (Option<&str>, Option<i32>) = (Some("paint"), None);
    let query = db.from::<Task>().columns(select!("title, estimate")).filter(|t| t.id.in_(ids));
    let rows = query
        .filter_some(name, |t, v| t.title.eq(v))
        .filter_some(low, |t, v| t.estimate.gte(v))
        .await
        .unwrap();
    assert_eq!((rows.len(), rows[0].estimate), (1, Some(5)));
    // .select("title, project:projects(name)").order("project(name)")
    let query = db.from::<Task>().columns(select!("title, project:projects(name)")).filter(|t| t.id.in_(ids));
    let rows = query.order(|t| t.projects.order(|p| p.name.desc())).await.unwrap();
    assert_eq!(rows[0].project.name, "beta");
    // .select("*", count="exact"), .maybe_single()
    let page = db
        .from::<Task>()
        .select()
        .filter(|t| t.project_id.eq(alpha))
        .limit(1)
        .count(Count::Exact)
        .await
        .unwrap();
    assert_eq!((page.total, page.rows.len()), (3, 1));
    assert!(
        db.from::<Label>().select().filter(|l| l.name.eq("nobody's")).maybe_single().await.unwrap().is_none()
    );
}

#[derive(Debug, Row)]
#[table(Project)]
struct ProjectPage {
    #[table(flatten)]
    project: Project,
    tasks: Vec<TaskLine>,
}
#[derive(Debug, Row)]
#[table(Task)]
struct TaskLine {
    #[table(flatten)]
    core: Core,
    labels: Vec<Label>,
}
#[derive(Debug, Row)]
#[table(Task)]
struct Core {
    id: i64,
    title: String,
}

#[tokio::test]
async fn whole_rows_and_more() {
    let w = World::new().await;
    let alpha = w.alpha;
    let page = w.db.from::<ProjectPage>().select().filter(|p| p.id.eq(alpha)).single().await.unwrap();
    assert_eq!((page.project.name.as_str(), page.tasks.len()), ("alpha", 3));
    let paint = page.tasks.iter().find(|t| t.core.id == w.tasks[0]).unwrap();
    assert_eq!((paint.core.title.as_str(), paint.labels.len()), ("paint", 2));
    let rows =
        w.db.from::<Task>()
            .columns(select!("*, labels(*), projects(*, tenants(name))"))
            .filter(|t| t.project_id.eq(alpha));
    let rows = rows.order(|t| t.id.asc()).await.unwrap();
    assert_eq!((rows[0].title.as_str(), rows[0].labels.len(), rows[0].projects.id), ("paint", 2, alpha));
    assert_eq!(rows[0].projects.tenants.name, w.mark);
}

#[tokio::test]
async fn sixty_four_items() {
    let w = World::new().await;
    let query = w.db.from::<Label>().columns(select!(
        a0: id, a1: id, a2: id, a3: id, a4: id, a5: id, a6: id, a7: id, a8: id, a9: id, b0: id, b1: id, b2: id, b3: id, b4: id, b5: id,
        b6: id, b7: id, b8: id, b9: id, c0: id, c1: id, c2: id, c3: id, c4: id, c5: id, c6: id, c7: id, c8: id, c9: id, d0: id, d1: id,
        d2: id, d3: id, d4: id, d5: id, d6: id, d7: id, d8: id, d9: id, e0: id, e1: id, e2: id, e3: id, e4: id, e5: id, e6: id, e7: id,
        e8: id, e9: id, f0: id, f1: id, f2: id, f3: id, f4: id, f5: id, f6: id, f7: id, f8: id, f9: id, g0: id, g1: id, g2: id,
        g3: tasks { title }
    ));
    let name = w.label("urgent");
    let row = query.filter(|l| l.name.eq(name)).single().await.unwrap();
    assert_eq!((row.a0, row.g3[0].title.as_str()), (row.g2, "paint"));
}
