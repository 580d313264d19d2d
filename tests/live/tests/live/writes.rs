//! Inserts, upserts, updates, deletes: what the server has afterwards.

use crate::world::{World, db, stack};
use service::schema::{Label, LabelInsert, Project, Status, Task, TaskInsert, TaskLabel, User, UserInsert};
use supabase_orm::{Change, Filter, Insert, Null, Patch, Row, Sends, Table, all_of, row};
use uuid::Uuid;

#[derive(Debug, Row)]
#[table(Task)]
struct View {
    id: i64,
    title: String,
    labels: Vec<Label>,
}

#[tokio::test]
async fn insert_one_many_and_returning() {
    let w = World::new().await;
    let task = |title: &str| TaskInsert { project_id: w.alpha, reporter_id: w.ann, title: title.into() };
    w.db.from::<Task>().insert(task("quiet")).await.unwrap();
    let id: i64 = w.db.from::<Task>().insert(task("one")).returning(|t| t.id).single().await.unwrap();
    let view: View = w.db.from::<Task>().insert(task("two")).returning(row::<View>).single().await.unwrap();
    assert!(view.id > id && view.title == "two" && view.labels.is_empty());
    // rows that differ in their optional columns: what one leaves out gets its default
    let mixed = [task("three").with(|t| Some(t.done.set(true))), task("four").with(|_| None)];
    let mixed = w.db.from::<Task>().insert_many(mixed).returning(|t| (t.title, t.done)).await.unwrap();
    assert_eq!(mixed, [("three".to_owned(), true), ("four".to_owned(), false)]);
    assert_eq!(w.db.from::<Task>().insert_many([task("five")]).affected().await.unwrap(), 1);
    w.db.from::<Task>().insert_many(Vec::<TaskInsert>::new()).await.unwrap();
    let alpha = w.alpha;
    let titles =
        w.db.from::<Task>()
            .columns(|t| t.title)
            .filter(|t| t.project_id.eq(alpha))
            .order(|t| t.id.asc())
            .await
            .unwrap();
    assert_eq!(titles[3..], ["quiet", "one", "two", "three", "four", "five"]);
}

#[tokio::test]
async fn a_failing_row_leaves_none_of_its_batch() {
    let w = World::new().await;
    let names = ["new", "urgent"].map(|n| LabelInsert { name: w.label(n) });
    let fault = w.db.from::<Label>().insert_many(names).await.unwrap_err();
    assert!(fault.is_unique_violation(), "{fault}");
    let name = w.label("new");
    assert_eq!(w.db.from::<Label>().select().filter(|l| l.name.eq(name)).await.unwrap(), []);
}

#[tokio::test]
async fn upsert_merges_or_ignores() {
    #[derive(Debug, Clone, PartialEq, Table)]
    #[table(name = "pairs")]
    struct Pair {
        #[table(key)]
        a: i32,
        #[table(key)]
        b: i32,
        v: Option<String>,
    }
    #[derive(Insert)]
    #[table(Pair)]
    struct NewPair {
        a: i32,
        b: i32,
        v: Option<&'static str>,
    }
    stack().run_sql("truncate pairs").await.unwrap();
    let pair = |a, b, v| NewPair { a, b, v: Some(v) };
    let pairs = || db().from::<Pair>();
    pairs().insert_many([pair(1, 1, "x"), pair(1, 2, "y")]).await.unwrap();
    let merged =
        pairs().upsert(pair(1, 1, "new")).on_conflict(|k| k.pkey).returning(|p| p.v).single().await.unwrap();
    assert_eq!(merged.as_deref(), Some("new"));
    pairs().upsert_many([pair(1, 2, "ignored"), pair(2, 2, "z")]).ignore_duplicates().await.unwrap();
    let all = pairs().select().order(|p| (p.a.asc(), p.b.asc())).await.unwrap();
    let values: Vec<&str> = all.iter().map(|p| p.v.as_deref().unwrap()).collect();
    assert_eq!(values, ["new", "y", "z"]);
    assert_eq!(pairs().upsert_many([pair(1, 1, "a"), pair(3, 3, "b")]).affected().await.unwrap(), 2);
    let w = World::new().await;
    let user = UserInsert { tenant_id: w.tenant, email: format!("ann@{}", w.mark) };
    let by_key = user.with(|u| (u.id.set(w.ann), u.name.set("Anne")));
    let name =
        w.db.from::<User>()
            .upsert(by_key)
            .on_conflict(|k| k.users_pkey)
            .returning(|u| u.name)
            .single()
            .await
            .unwrap();
    assert_eq!(name.as_deref(), Some("Anne"));
}

#[tokio::test]
async fn update_and_delete_say_what_they_did() {
    let w = World::new().await;
    let (alpha, paint) = (w.alpha, w.tasks[0]);
    let tasks = || w.db.from::<Task>();
    tasks()
        .update(|t| (t.title.set("painted"), t.due.set(Null), None.map(|e: i32| t.estimate.set(e))))
        .filter(|t| t.id.eq(paint))
        .await
        .unwrap();
    let (title, due, estimate) =
        tasks().columns(|t| (t.title, t.due, t.estimate)).filter(|t| t.id.eq(paint)).single().await.unwrap();
    assert_eq!((title.as_str(), due, estimate), ("painted", None, Some(5)));
    assert_eq!(
        tasks().update(|t| t.done.set(true)).filter(|t| t.project_id.eq(alpha)).affected().await.unwrap(),
        3
    );
    let none =
        tasks().update(|t| t.done.set(true)).filter(|t| t.title.eq("nothing")).affected().await.unwrap();
    assert_eq!(none, 0);
    let back = tasks()
        .update(|t| t.estimate.set(1))
        .filter(|t| t.id.eq(paint))
        .returning(|t| (t.id, t.estimate))
        .single()
        .await
        .unwrap();
    assert_eq!(back, (paint, Some(1)));
    let gone =
        tasks().delete().filter(|t| t.id.in_([paint])).returning(|t| t.title).maybe_single().await.unwrap();
    assert_eq!(gone.as_deref(), Some("painted"));
    assert_eq!(tasks().delete().filter(|t| t.id.eq(paint)).affected().await.unwrap(), 0);
}

#[tokio::test]
async fn a_single_that_meets_several_rows_changes_none() {
    let w = World::new().await;
    let alpha = w.alpha;
    let fault =
        w.db.from::<Task>()
            .delete()
            .filter(|t| t.project_id.eq(alpha))
            .returning(|t| t.id)
            .single()
            .await
            .unwrap_err();
    assert!(fault.is_more_than_one_row(), "{fault}");
    assert_eq!(w.db.from::<Task>().select().filter(|t| t.project_id.eq(alpha)).await.unwrap().len(), 3);
}

#[derive(Debug, Default, serde::Deserialize, Patch)]
#[serde(default)]
#[table(Task)]
struct Change3 {
    title: Option<String>,
    due: Change<chrono::NaiveDate>,
    assignee_id: Change<Uuid>,
}

#[tokio::test]
async fn patches_are_json_merge_patches() {
    let w = World::new().await;
    let paint = w.tasks[0];
    let patch = |json: &str| {
        let body: Change3 = serde_json::from_str(json).unwrap();
        w.db.from::<Task>()
            .update(|_| body)
            .filter(|t| t.id.eq(paint))
            .returning(|t| (t.title, t.due, t.assignee_id))
            .maybe_single()
    };
    let (title, due, assignee) = patch(r#"{"due": null}"#).await.unwrap().unwrap();
    assert_eq!((title.as_str(), due, assignee), ("paint", None, Some(w.bob)));
    let (title, due, _) = patch(r#"{"due": "2026-05-01", "title": "t"}"#).await.unwrap().unwrap();
    assert_eq!((title.as_str(), due.unwrap().to_string()), ("t", "2026-05-01".to_owned()));
    let (.., assignee) = patch(r#"{"assignee_id": null}"#).await.unwrap().unwrap();
    assert_eq!(assignee, None);
}

#[tokio::test]
async fn an_empty_patch_finds_the_row_and_changes_nothing() {
    let w = World::new().await;
    let paint = w.tasks[0];
    let update = |id: i64| w.db.from::<Task>().update(|_| Change3::default()).filter(move |t| t.id.eq(id));
    assert_eq!(update(paint).returning(|t| t.title).maybe_single().await.unwrap().as_deref(), Some("paint"));
    assert_eq!(update(-1).returning(|t| t.title).maybe_single().await.unwrap(), None);
    assert_eq!(update(paint).returning(|t| t.title).single().await.unwrap(), "paint");
    assert_eq!((update(paint).affected().await.unwrap(), update(-1).affected().await.unwrap()), (1, 0));
    assert!(update(paint).request().unwrap().is_none());
    update(paint).await.unwrap();
}

#[tokio::test]
async fn a_filter_that_turns_out_empty_is_an_error_before_sending() {
    let w = World::new().await;
    let conditions: Vec<Filter<Task>> = Vec::new();
    let fault = w.db.from::<Task>().delete().filter(|_| all_of(conditions)).await.unwrap_err();
    assert!(fault.is_not_sent() && fault.to_string().contains("would change every row"), "{fault}");
    assert_eq!(w.db.from::<Task>().select().filter(|t| t.id.eq(w.tasks[0])).await.unwrap().len(), 1);
    stack()
        .run_sql(
            "create table if not exists rubbish (id int primary key); insert into rubbish values (1), (2)",
        )
        .await
        .unwrap();
    stack().reload_schema().await.unwrap();
    #[derive(Table)]
    #[table(name = "rubbish")]
    struct Rubbish {
        #[table(key)]
        #[expect(dead_code, reason = "only deleted")]
        id: i32,
    }
    assert_eq!(db().from::<Rubbish>().delete().all_rows().affected().await.unwrap(), 2);
}

#[tokio::test]
async fn derived_inserts_leave_out_or_write_null() {
    #[derive(Insert)]
    #[table(Task)]
    struct New<'a> {
        project_id: Uuid,
        reporter_id: Uuid,
        title: &'a str,
        due: Option<chrono::NaiveDate>,
        #[table(omit_none)]
        done: Option<bool>,
    }
    let w = World::new().await;
    let new = |title, done| New { project_id: w.beta, reporter_id: w.bob, title, due: None, done };
    let rows =
        w.db.from::<Task>()
            .insert_many([new("a", None), new("b", Some(true))])
            .returning(|t| (t.title, t.done))
            .await
            .unwrap();
    assert_eq!(rows, [("a".to_owned(), false), ("b".to_owned(), true)]);
}

#[tokio::test]
async fn setting_a_column_twice_is_an_error_before_sending() {
    let w = World::new().await;
    let fault =
        w.db.from::<Project>()
            .update(|p| (p.name.set("x"), p.name.set("y")))
            .filter(|p| p.id.eq(w.alpha))
            .await
            .unwrap_err();
    assert!(fault.is_not_sent() && fault.to_string().contains("column `name` is set twice"), "{fault}");
    let status =
        w.db.from::<Project>().columns(|p| p.status).filter(|p| p.id.eq(w.alpha)).single().await.unwrap();
    assert_eq!(status, Status::Active);
}

#[tokio::test]
async fn a_composite_key_is_deleted_by_both_columns() {
    let w = World::new().await;
    let paint = w.tasks[0];
    let links = w.db.from::<TaskLabel>().delete().filter(|l| l.task_id.eq(paint) & l.labels.is_null());
    assert!(links.await.unwrap_err().is_not_sent());
    assert_eq!(
        w.db.from::<TaskLabel>().delete().filter(|l| l.task_id.eq(paint)).affected().await.unwrap(),
        2
    );
}
