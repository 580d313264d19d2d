//! Queries by name against the real server.

use crate::world::{World, db, stack};
use serde_json::{Value, json};
use service::schema::{Label, LabelInsert, Task};
use supabase_orm::Count;

#[tokio::test]
async fn reads_with_filters_embeds_and_order() {
    let w = World::new().await;
    let (alpha, bob) = (w.alpha.to_string(), w.bob.to_string());
    let tasks = || w.db.table("tasks").select("title, projects(name), labels(name)").eq("project_id", &alpha);
    let rows: Vec<Value> = tasks().order("title").await.unwrap();
    assert_eq!(
        rows.iter().map(|r| r["title"].as_str().unwrap()).collect::<Vec<_>>(),
        ["paint", "pay", "plan"]
    );
    assert_eq!(rows[0]["projects"]["name"], "alpha");
    let page = tasks()
        .not()
        .is("assignee_id", "null")
        .order_desc("title")
        .limit(1)
        .count(Count::Exact)
        .await
        .unwrap();
    assert_eq!((page.total, page.rows[0]["title"].as_str()), (2, Some("plan")));
    let one = tasks().or("title.eq.pay,and(assignee_id.is.null,done.is.true)").single().await.unwrap();
    assert_eq!(one["title"], "pay");
    assert!(tasks().eq("title", "a,\"b)").maybe_single().await.unwrap().is_none());
    let ids: Vec<Task> =
        w.db.table("tasks").select("*").eq("assignee_id", &bob).order("id").of::<Task>().await.unwrap();
    assert_eq!(ids.iter().map(|t| t.id).collect::<Vec<_>>(), [w.tasks[0], w.tasks[3]]);
    let embedded =
        w.db.table("projects")
            .select("name, tasks(title)")
            .eq("id", &alpha)
            .eq("tasks.done", true)
            .limit_of(Some("tasks"), 1);
    assert_eq!(embedded.single().await.unwrap()["tasks"], json!([{"title": "plan"}]));
    let tags = w.db.table("projects").select("name").eq("id", &alpha).contains("tags", ["b,c"]);
    assert_eq!(tags.await.unwrap().len(), 1);
}

#[tokio::test]
async fn writes_and_calls() {
    let w = World::new().await;
    let (db, label) = (&w.db, w.label("named"));
    let made = db
        .table("labels")
        .insert(&json!([{"name": label}, {"name": w.label("more")}]))
        .returning("id, name")
        .await
        .unwrap();
    assert_eq!((made.len(), made[0]["name"].as_str()), (2, Some(label.as_str())));
    let changed = db
        .table("labels")
        .update(&json!({"name": w.label("again")}))
        .eq("id", made[0]["id"].as_i64().unwrap());
    assert_eq!(changed.with_count(Count::Exact).answer().await.unwrap().total, Some(1));
    let fault = db.table("labels").delete().await.unwrap_err();
    assert!(fault.is_not_sent() && fault.to_string().contains("would change every row"), "{fault}");
    let gone =
        db.table("labels").delete().in_("id", made.iter().map(|l| l["id"].as_i64().unwrap())).returning("id");
    assert_eq!(gone.await.unwrap().len(), 2);
    assert_eq!(db.call("add_one_each", &json!({"arr": [1, 2]})).await.unwrap(), json!([2, 3]));
    assert!(db.call_get("total", []).await.unwrap().as_i64().unwrap() >= 4);
    let found =
        db.call("search", &json!({"q": "paint", "limit_to": 100_000})).select("id").eq("id", w.tasks[0]);
    assert_eq!(found.await.unwrap(), [json!({"id": w.tasks[0]})]);
}

#[tokio::test]
async fn syntax_is_checked_before_sending() {
    let tasks = || db().table("tasks").select("id");
    for fault in [
        tasks().or("id.eq.1),id.gt.(0").await.unwrap_err(),
        tasks().filter("id", "equals", 1).await.unwrap_err(),
        tasks().is("id", "nothing").await.unwrap_err(),
        db().table("tasks").select("id, labels(name").await.unwrap_err(),
    ] {
        assert!(fault.is_not_sent(), "{fault}");
    }
    assert!(stack().url().starts_with("http"));
}

#[tokio::test]
async fn a_dry_run_tries_everything_and_keeps_nothing() {
    let w = World::new().await;
    let label = || LabelInsert { name: w.label("tried") };
    let made: Label =
        w.db.from::<Label>().insert(label()).dry_run().returning(|_| ..).single().await.unwrap();
    assert_eq!(made.name, w.label("tried"));
    assert!(w.db.from::<Label>().find(made.id).await.unwrap().is_none());
    let taken = LabelInsert { name: w.label("easy") };
    assert!(w.db.from::<Label>().insert(taken).dry_run().await.unwrap_err().is_unique_violation());
    let ids = w.tasks;
    assert_eq!(w.db.from::<Task>().delete().filter(|t| t.id.in_(ids)).dry_run().affected().await.unwrap(), 4);
    assert_eq!(w.db.from::<Task>().select().filter(|t| t.id.in_(ids)).await.unwrap().len(), 4);
}
