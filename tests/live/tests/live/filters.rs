//! Operators by SQL type, and filters as plain values.

use crate::world::World;
use service::schema::{Project, Status, Task, User};
use std::collections::HashMap;
use supabase_orm::{AsJson, Filter, Raw, Search, Table, all_of, any_of, filter_raw};

async fn found(w: &World, f: Filter<Task>) -> Vec<String> {
    let (alpha, beta) = (w.alpha, w.beta);
    let query = w.db.from::<Task>().columns(|t| t.title).filter(|t| t.project_id.in_([alpha, beta]));
    query.filter(|_| f).order(|t| t.title.asc()).await.unwrap()
}

fn day(d: u32) -> chrono::NaiveDate {
    chrono::NaiveDate::from_ymd_opt(2026, 1, d).unwrap()
}

#[tokio::test]
async fn comparisons() {
    let w = World::new().await;
    let t = Task::COLUMNS;
    for (filter, expected) in [
        (t.title.eq("pay"), vec!["pay"]),
        (t.title.neq("pay"), vec!["paint", "pause", "plan"]),
        (t.estimate.gt(2), vec!["paint", "pause"]),
        (t.estimate.gte(2), vec!["paint", "pause", "plan"]),
        (t.estimate.lt(5), vec!["plan"]),
        (t.estimate.lte(5), vec!["paint", "plan"]),
        (t.estimate.is_distinct(5), vec!["pause", "pay", "plan"]),
        (t.due.eq(day(2)), vec!["pause"]),
        (t.due.lt(day(3)) & t.due.gt(day(1)), vec!["pause"]),
        (t.due.lt(Raw("2026-01-02")), vec!["plan"]),
        (t.due.is_null(), vec!["pay"]),
        (t.due.is_not_null() & !t.due.eq(day(1)), vec!["paint", "pause"]),
        (t.done.is_true(), vec!["plan"]),
        (t.done.is_false(), vec!["paint", "pause", "pay"]),
        (!t.done, vec!["paint", "pause", "pay"]),
        (t.done.eq(true), vec!["plan"]),
        (t.assignee_id.eq(w.bob), vec!["paint", "pause"]),
        (t.id.in_([w.tasks[0], w.tasks[3]]), vec!["paint", "pause"]),
        (t.id.in_(Vec::<i64>::new()), vec![]),
        (!t.id.in_(Vec::<i64>::new()), vec!["paint", "pause", "pay", "plan"]),
        (t.title.eq_any(["pay", "plan", ""]), vec!["pay", "plan"]),
        (t.estimate.gt_any([4, 7]), vec!["paint", "pause"]),
        (t.estimate.gt_all([4, 7]), vec!["pause"]),
        (t.estimate.lte_all([5, 7]), vec!["paint", "plan"]),
    ] {
        assert_eq!(found(&w, filter.clone()).await, expected, "{filter:?}");
    }
}

#[tokio::test]
async fn text() {
    let w = World::new().await;
    let t = Task::COLUMNS;
    for (filter, expected) in [
        (t.title.like("pa%"), vec!["paint", "pause", "pay"]),
        (t.title.like("PA%"), vec![]),
        (t.title.ilike("PA%"), vec!["paint", "pause", "pay"]),
        (!t.title.ilike("%A_"), vec!["paint", "pause"]),
        (t.title.match_("^pa.$"), vec!["pay"]),
        (t.title.imatch("^PA(Y|INT)$"), vec!["paint", "pay"]),
        (t.title.like_any(["%y", "pl%"]), vec!["pay", "plan"]),
        (t.title.like_all(["p%", "%n%"]), vec!["paint", "plan"]),
        (t.title.ilike_any(["%Y"]), vec!["pay"]),
        (t.title.ilike_all(["P%", "%AN"]), vec!["plan"]),
        (t.title.match_any(["y$", "^pl"]), vec!["pay", "plan"]),
        (t.title.text_search("plan"), vec!["plan"]),
        (t.title.text_search("plans").config("english"), vec!["plan"]),
        (t.title.text_search("pay or paint").kind(Search::Web).config("english"), vec!["paint", "pay"]),
        (t.title.text_search("plan").kind(Search::Plain), vec!["plan"]),
        (t.title.text_search("plan").kind(Search::Phrase), vec!["plan"]),
        (filter_raw("title", "eq", "pay"), vec!["pay"]),
        (filter_raw("title", "not.in", "(pay,plan)"), vec!["paint", "pause"]),
        (filter_raw("title", "in", r#"("pay","pl,n)")"#) | t.title.eq("plan"), vec!["pay", "plan"]),
        (
            !(filter_raw("due", "is", "null") | filter_raw("title", "like(any)", "{pl%,none}")),
            vec!["paint", "pause"],
        ),
    ] {
        assert_eq!(found(&w, filter.clone()).await, expected, "{filter:?}");
    }
}

#[tokio::test]
async fn logic_and_filters_as_values() {
    fn overdue(on: chrono::NaiveDate) -> Filter<Task> {
        Task::COLUMNS.due.lt(on) & !Task::COLUMNS.done
    }
    let w = World::new().await;
    let t = Task::COLUMNS;
    assert_eq!(found(&w, overdue(day(4))).await, ["paint", "pause"]);
    assert_eq!(found(&w, t.title.eq("a,\"b)") | (t.estimate.eq(2) & t.done.is_true())).await, ["plan"]);
    assert_eq!(found(&w, !(t.title.like("pa%") | t.done.is_true())).await, Vec::<String>::new());
    assert_eq!(
        found(&w, !(t.title.like("pau%") & t.estimate.eq(8)) & t.estimate.is_not_null()).await,
        ["paint", "plan"]
    );
    let words = ["pla", "pai"];
    assert_eq!(
        found(&w, any_of(words.iter().map(|w| t.title.like(format!("{w}%"))))).await,
        ["paint", "plan"]
    );
    assert_eq!(found(&w, any_of([])).await, Vec::<String>::new());
    assert_eq!(found(&w, all_of([])).await.len(), 4);
    assert_eq!(found(&w, all_of([]) & t.title.eq("pay")).await, ["pay"]);
    assert_eq!(found(&w, any_of([]) | t.title.eq("pay")).await, ["pay"]);
    assert_eq!(found(&w, !any_of([])).await.len(), 4);
    let mut stored: HashMap<&str, Filter<Task>> = HashMap::new();
    stored.insert("mine", t.assignee_id.eq(w.bob));
    stored.insert("done", t.done.is_true());
    for (name, expected) in [("mine", vec!["paint", "pause"]), ("done", vec!["plan"])] {
        let filter = match name {
            "mine" => stored["mine"].clone(),
            other => stored[other].clone() & t.title.neq("x"),
        };
        assert_eq!(found(&w, filter).await, expected);
    }
    let (some, none) = (Some("pay"), None::<&str>);
    let query =
        w.db.from::<Task>()
            .columns(|t| t.id)
            .filter_some(some, |t, v| t.title.eq(v))
            .filter_some(none, |t, v| t.title.eq(v));
    let alpha = w.alpha;
    assert_eq!(query.filter(|t| t.project_id.eq(alpha)).await.unwrap(), [w.tasks[2]]);
}

#[tokio::test]
async fn arrays_json_and_enums() {
    let w = World::new().await;
    let settings = serde_json::json!({"theme": "dark", "n": 7, "a": {"b": [1, 2]}});
    let ann = w.ann;
    w.db.from::<User>().update(|u| u.settings.set(settings)).filter(|u| u.id.eq(ann)).await.unwrap();
    let projects = |f: Filter<Project>| {
        let tenant = w.tenant;
        w.db.from::<Project>().columns(|p| p.name).filter(move |p| p.tenant_id.eq(tenant)).filter(|_| f)
    };
    let p = Project::COLUMNS;
    for (filter, expected) in [
        (p.tags.contains(["b,c"]), vec!["alpha"]),
        (p.tags.contained_by(["a", "b,c", "d"]) & p.tags.neq([] as [&str; 0]), vec!["alpha"]),
        (p.tags.overlaps(["x", "a"]), vec!["alpha"]),
        (p.tags.eq(["a", "b,c"]), vec!["alpha"]),
        (p.tags.eq([] as [&str; 0]) | p.tags.contains(["{"]), vec!["beta"]),
        (p.status.eq(Status::Active), vec!["alpha"]),
        (p.status.in_([Status::Draft, Status::Done]), vec!["beta"]),
        (!p.status.eq(Status::Draft), vec!["alpha"]),
    ] {
        assert_eq!(projects(filter.clone()).await.unwrap(), expected, "{filter:?}");
    }
    let u = User::COLUMNS;
    for filter in [
        u.settings.key_text("theme").eq("dark"),
        u.settings.key("n").eq(7),
        u.settings.key("n").gt(6),
        u.settings.key("a").key("b").index(1).eq(2),
        u.settings.contains(AsJson(serde_json::json!({"theme": "dark"}))),
        u.settings.key_text("theme").in_(["light", "dark"]),
        u.settings.key_text("theme").ilike("D%"),
        filter_raw("settings->>theme", "in", "(light,dark)") | filter_raw("settings->n", "eq", "0"),
        filter_raw("settings->a->b->1", "eq", "2") | u.name.eq("Nobody"),
        filter_raw("settings->\"no, such\"", "is", "null") & u.settings.key("n").eq(7),
        u.settings.key("missing").is_null() & u.settings.is_not_null(),
    ] {
        let tenant = w.tenant;
        let users =
            w.db.from::<User>()
                .columns(|u| u.id)
                .filter(|u| u.tenant_id.eq(tenant))
                .filter(|_| filter.clone());
        assert_eq!(users.await.unwrap(), [ann], "{filter:?}");
    }
}
