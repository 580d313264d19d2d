//! Conditions on related rows, and orders through relations that are not selected.

use crate::world::World;
use service::schema::{Project, Task, User};
use supabase_orm::{Count, Filter, Table};

async fn tasks(w: &World, f: Filter<Task>) -> Vec<String> {
    let ids = w.tasks;
    w.db.from::<Task>()
        .columns(|t| t.title)
        .filter(|t| t.id.in_(ids))
        .filter(|_| f)
        .order(|t| t.title.asc())
        .await
        .unwrap()
}

#[tokio::test]
async fn any_none_and_all() {
    let w = World::new().await;
    let t = Task::COLUMNS;
    let (easy, urgent) = (w.label("easy"), w.label("urgent"));
    for (filter, expected) in [
        (t.labels.any(|l| l.name.eq(&easy)), vec!["paint", "plan"]),
        (t.labels.any(|l| l.name.eq(&urgent)), vec!["paint"]),
        (t.labels.none(|l| l.name.eq(&urgent)), vec!["pause", "pay", "plan"]),
        (t.labels.all(|l| l.name.eq(&easy)), vec!["pause", "pay", "plan"]), // also those without labels
        (t.labels.any(|l| l.id.gt(0)), vec!["paint", "plan"]),
        (t.projects.any(|p| p.name.eq("beta")), vec!["pause"]),
        (t.users_by_assignee_id.any(|u| u.name.eq("Ann")), vec!["plan"]),
        (t.users_by_assignee_id.none(|u| u.name.eq("Ann")), vec!["paint", "pause", "pay"]),
    ] {
        assert_eq!(tasks(&w, filter.clone()).await, expected, "{filter:?}");
    }
}

#[tokio::test]
async fn under_or_not_nested_and_several_of_one_relation() {
    let w = World::new().await;
    let t = Task::COLUMNS;
    let (easy, urgent) = (w.label("easy"), w.label("urgent"));
    for (filter, expected) in [
        (t.labels.any(|l| l.name.eq(&urgent)) | t.title.eq("pay"), vec!["paint", "pay"]),
        (!(t.labels.any(|l| l.name.eq(&easy)) | t.title.eq("pay")), vec!["pause"]),
        (t.labels.any(|l| l.name.eq(&easy)) & t.labels.none(|l| l.name.eq(&urgent)), vec!["plan"]),
        (t.labels.any(|l| l.name.eq(&easy)) & t.labels.any(|l| l.name.eq(&urgent)), vec!["paint"]),
        (t.projects.any(|p| p.users.any(|u| u.name.eq("Ann"))), vec!["paint", "pay", "plan"]),
        (t.projects.none(|p| p.users.any(|u| u.name.eq("Ann"))), vec!["pause"]),
        (
            t.projects.any(|p| p.name.eq("alpha") & p.tasks.any(|t| t.title.eq("plan"))),
            vec!["paint", "pay", "plan"],
        ),
        (t.projects.any(|p| p.name.eq("beta") | p.tasks.none(|t| t.title.eq("plan"))), vec!["pause"]),
        (
            (t.title.eq("plan") & !t.labels.any(|l| l.name.eq(&urgent)))
                | t.comments.any(|c| c.body.like("which%")),
            vec!["paint", "plan"],
        ),
    ] {
        assert_eq!(tasks(&w, filter.clone()).await, expected, "{filter:?}");
    }
}

#[tokio::test]
async fn counts_pages_and_embeds_stay_right() {
    let w = World::new().await;
    let (ids, easy) = (w.tasks, w.label("easy"));
    let query = w.db.from::<Task>().columns(|t| (t.title, t.labels.columns(|l| l.name)));
    let query = query.filter(|t| t.id.in_(ids) & t.labels.any(|l| l.name.eq(&easy))).order(|t| t.title.asc());
    let page = query.clone().limit(1).count(Count::Exact).await.unwrap();
    // the condition does not touch the labels that are selected
    assert_eq!((page.total, page.rows[0].0.as_str(), page.rows[0].1.len()), (2, "paint", 2));
    assert_eq!(query.head(Count::Exact).await.unwrap(), 2);
    let whole = w.db.from::<Task>().select().filter(|t| t.id.in_(ids) & t.labels.any(|l| l.name.eq(&easy)));
    assert_eq!(whole.await.unwrap().len(), 2);
    let tenant = w.tenant;
    let inside = w
        .db
        .from::<Project>()
        .columns(|p| (p.name, p.tasks.columns(|t| t.title).filter(|t| t.labels.any(|l| l.name.eq(&easy)))));
    let inside = inside.filter(|p| p.tenant_id.eq(tenant)).order(|p| p.name.asc()).await.unwrap();
    assert_eq!((inside[0].1.len(), inside[1].1.len()), (2, 0));
}

#[tokio::test]
async fn an_order_needs_no_selected_relation() {
    let w = World::new().await;
    let ids = w.tasks;
    let query = w.db.from::<Task>().columns(|t| t.title).filter(|t| t.id.in_(ids));
    let ordered = query.order(|t| {
        (
            t.projects.order(|p| p.name.desc()),
            t.users_by_assignee_id.order(|u| u.name.asc().nulls_first()),
            t.title.asc(),
        )
    });
    assert_eq!(ordered.await.unwrap(), ["pause", "paint", "pay", "plan"]);
}

#[tokio::test]
async fn on_writes_it_is_an_error_before_sending() {
    let w = World::new().await;
    let fault =
        w.db.from::<Task>().delete().filter(|t| t.projects.any(|p| p.name.eq("alpha"))).await.unwrap_err();
    assert!(fault.is_not_sent() && fault.to_string().contains("select the keys first"), "{fault}");
    let tenant = w.tenant;
    let update =
        w.db.from::<User>()
            .update(|u| u.name.set("X"))
            .filter(|u| u.tenant_id.eq(tenant) & u.tenants.any(|t| t.name.eq("x")));
    assert!(update.await.unwrap_err().is_not_sent());
    let names = w.db.from::<User>().columns(|u| u.name).filter(|u| u.tenant_id.eq(tenant)).await.unwrap();
    assert!(!names.contains(&Some("X".to_owned())));
}
