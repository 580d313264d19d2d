//! Related rows: to one, to many, through a join table, of the same table; with options; three levels deep.

use crate::world::World;
use service::schema::{Label, Project, Task, Tenant, User};
use supabase_orm::{Count, Row, row, select};
use uuid::Uuid;

#[tokio::test]
async fn to_one_to_many_and_many_to_many() {
    let w = World::new().await;
    let paint = w.tasks[0];
    let query = w.db.from::<Task>().columns(|t| {
        (
            t.title,
            t.projects.columns(|p| p.name),
            t.labels.columns(|l| l.name),
            t.comments.columns(|c| c.body),
        )
    });
    let (title, project, mut labels, comments) = query.filter(|t| t.id.eq(paint)).single().await.unwrap();
    labels.sort();
    assert_eq!((title.as_str(), project.as_str()), ("paint", "alpha"));
    assert_eq!(labels, [w.label("easy"), w.label("urgent")]);
    assert_eq!(comments, ["which colour?"]);
    let tenant = w.tenant;
    let sizes =
        w.db.from::<Project>().columns(|p| (p.name, p.tasks.count())).filter(|p| p.tenant_id.eq(tenant));
    assert_eq!(
        sizes.order(|p| p.name.asc()).await.unwrap(),
        [("alpha".to_owned(), 3), ("beta".to_owned(), 1)]
    );
    let whole: Vec<(Task, Vec<Label>)> =
        w.db.from::<Task>().columns(|t| (.., t.labels)).filter(|t| t.id.eq(paint)).await.unwrap();
    assert_eq!((whole[0].0.id, whole[0].1.len()), (paint, 2));
}

#[tokio::test]
async fn two_keys_to_one_table_and_self_reference() {
    let w = World::new().await;
    let (paint, pay) = (w.tasks[0], w.tasks[2]);
    let people = |id: i64| {
        let query = w.db.from::<Task>().columns(|t| {
            (
                t.reporter_id.columns(|u| u.email).alias("by"),
                t.assignee_id.columns(|u| u.email).alias("to"),
                t.users_by_assignee_id.columns(|u| u.name),
            )
        });
        query.filter(move |t| t.id.eq(id)).single()
    };
    let (by, to, name) = people(paint).await.unwrap();
    assert_eq!((by, to), (format!("ann@{}", w.mark), Some(format!("bob@{}", w.mark))));
    assert_eq!(name, Some(None)); // there is an assignee, who has no name
    assert_eq!(people(pay).await.unwrap().1, None);
    let (bob, ann) = (w.bob, w.ann);
    let manager =
        w.db.from::<User>().columns(|u| u.manager_id.columns(|m| m.id)).filter(|u| u.id.eq(bob)).single();
    assert_eq!(manager.await.unwrap(), Some(ann));
    let reports =
        w.db.from::<User>()
            .columns(|u| u.users_by_manager_id.columns(|r| r.id))
            .filter(|u| u.id.eq(ann))
            .single();
    assert_eq!(reports.await.unwrap(), [bob]);
}

#[tokio::test]
async fn inner_filter_order_limit_and_alias() {
    let w = World::new().await;
    let tenant = w.tenant;
    let projects = || w.db.from::<Project>();
    let inner = projects()
        .columns(|p| (p.name, p.tasks.columns(|t| t.title).inner().filter(|t| t.title.eq("pause"))));
    assert_eq!(
        inner.filter(|p| p.tenant_id.eq(tenant)).await.unwrap(),
        [("beta".to_owned(), vec!["pause".to_owned()])]
    );
    let some = projects().columns(|p| {
        let by_title = p.tasks.columns(|t| t.title).order(|t| t.title.desc()).limit(2).alias("last");
        let open = p
            .tasks
            .columns(|t| t.title)
            .filter(|t| !t.done)
            .order(|t| t.title.asc())
            .range(1..=1)
            .alias("open");
        (by_title, open)
    });
    let (last, open) = some.filter(|p| p.tenant_id.eq(tenant) & p.name.eq("alpha")).single().await.unwrap();
    assert_eq!((last, open), (vec!["plan".to_owned(), "pay".to_owned()], vec!["pay".to_owned()]));
    let optional =
        w.db.from::<Task>()
            .columns(|t| t.projects.columns(|p| p.name).filter(|p| p.name.eq("beta")).optional());
    let alpha = w.alpha;
    assert_eq!(optional.filter(|t| t.project_id.eq(alpha)).await.unwrap(), [None, None, None]);
    let needed = w.db.from::<Task>().columns(|t| t.users_by_assignee_id.columns(|u| u.id).inner());
    let found: Vec<Uuid> = needed.filter(|t| t.project_id.eq(alpha)).order(|t| t.id.asc()).await.unwrap();
    assert_eq!(found, [w.bob, w.ann]);
}

#[derive(Debug, Row)]
#[table(Tenant)]
struct Deep {
    #[table(select = |t| t.projects.columns(row::<DeepProject>).order(|p| p.name.asc()))]
    projects: Vec<DeepProject>,
}
#[derive(Debug, Row)]
#[table(Project)]
struct DeepProject {
    name: String,
    tasks: Vec<DeepTask>,
}
#[derive(Debug, Row)]
#[table(Task)]
struct DeepTask {
    title: String,
    labels: Vec<DeepLabel>,
    #[table(column = "users_by_assignee_id")]
    assignee: Option<Who>,
}
#[derive(Debug, Row)]
#[table(Label)]
struct DeepLabel {
    name: String,
}
#[derive(Debug, Row)]
#[table(User)]
struct Who {
    id: Uuid,
}

#[tokio::test]
async fn three_levels_with_options_at_run_time() {
    let w = World::new().await;
    let (tenant, only) = (w.tenant, Some("pa%"));
    let query = w.db.from::<Deep>().select().filter(|t| t.id.eq(tenant)).on(
        |t| t.projects,
        |p| {
            p.filter(|p| p.name.eq("alpha")).on(
                |p| p.tasks,
                |t| {
                    t.filter_some(only, |t, v| t.title.like(v))
                        .order(|t| t.title.asc())
                        .on(|t| t.labels, |l| l.order(|l| l.name.desc()).limit(1))
                },
            )
        },
    );
    let deep = query.single().await.unwrap();
    assert_eq!(deep.projects.len(), 1);
    let tasks = &deep.projects[0].tasks;
    let titles: Vec<&str> = tasks.iter().map(|t| t.title.as_str()).collect();
    assert_eq!((deep.projects[0].name.as_str(), titles), ("alpha", vec!["paint", "pay"]));
    assert_eq!(tasks[0].labels.iter().map(|l| l.name.clone()).collect::<Vec<_>>(), [w.label("urgent")]);
    assert_eq!((tasks[0].assignee.as_ref().map(|a| a.id), tasks[1].assignee.is_none()), (Some(w.bob), true));
}

#[tokio::test]
async fn select_macro_in_both_grammars() {
    let w = World::new().await;
    let paint = w.tasks[0];
    let native =
        w.db.from::<Task>()
            .columns(select!(title, project: projects { name, owner: owner_id { email } }, labels { name }));
    let native = native.filter(|t| t.id.eq(paint)).single().await.unwrap();
    let text =
        w.db.from::<Task>()
            .columns(select!("title, project:projects(name, owner:owner_id(email)), labels(name)"));
    let text = text.filter(|t| t.id.eq(paint)).single().await.unwrap();
    assert_eq!((&native.title, &native.project.name), (&text.title, &text.project.name));
    assert_eq!(native.project.owner.email, format!("ann@{}", w.mark));
    assert_eq!(native.labels.len(), text.labels.len());
    let whole =
        w.db.from::<Task>()
            .columns(select!(*, comments { body }))
            .filter(|t| t.id.eq(paint))
            .single()
            .await
            .unwrap();
    assert_eq!((whole.id, whole.comments[0].body.as_str()), (paint, "which colour?"));
    let json = serde_json::to_value(&whole).unwrap();
    assert_eq!((&json["title"], &json["comments"][0]["body"]), (&"paint".into(), &"which colour?".into()));
}

#[tokio::test]
async fn spreads() {
    let w = World::new().await;
    let paint = w.tasks[0];
    let query = w
        .db
        .from::<Task>()
        .columns(|t| (t.title, t.projects.spread(|p| p.name), t.users_by_assignee_id.spread(|u| u.email)));
    let (title, project, email) = query.filter(|t| t.id.eq(paint)).single().await.unwrap();
    assert_eq!((title.as_str(), project.as_str()), ("paint", "alpha"));
    assert_eq!(email, Some(format!("bob@{}", w.mark)));
}

#[tokio::test]
async fn null_tests_on_embeds_and_orders_through_them() {
    let w = World::new().await;
    let tenant = w.tenant;
    let query =
        w.db.from::<Project>()
            .columns(|p| (p.name, p.tasks.columns(|t| t.title).filter(|t| t.done.is_true())));
    let with = query.clone().filter(|p| p.tenant_id.eq(tenant) & p.tasks.is_not_null()).await.unwrap();
    assert_eq!(with, [("alpha".to_owned(), vec!["plan".to_owned()])]);
    let without =
        query.filter(|p| p.tenant_id.eq(tenant) & p.tasks.is_null()).count(Count::Exact).await.unwrap();
    assert_eq!((without.total, without.rows[0].0.as_str()), (1, "beta"));
    let by_project = w.db.from::<Task>().columns(|t| (t.title, t.projects.columns(|p| p.name)));
    let ids = w.tasks;
    let by_project =
        by_project.filter(|t| t.id.in_(ids)).order(|t| (t.projects.order(|p| p.name.desc()), t.title.asc()));
    let titles: Vec<String> = by_project.await.unwrap().into_iter().map(|(t, _)| t).collect();
    assert_eq!(titles, ["pause", "paint", "pay", "plan"]);
}
