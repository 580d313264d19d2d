//! What a write did: expected numbers of rows, locations, plans, answers as a whole.

use crate::world::{World, stack};
use serde_json::json;
use service::schema::{Label, LabelInsert, Project, Task};
use supabase_orm::{Client, Count, Table, error::ErrorKind, error::Expected};

#[derive(Debug, Clone, PartialEq, Table)]
#[table(name = "guarded")]
struct Guarded {
    #[table(key)]
    id: i32,
    owner: String,
    body: Option<String>,
}

#[tokio::test]
async fn row_level_security_that_hides_rows_is_an_error_when_rows_are_expected() {
    let w = World::new().await;
    let id = i32::try_from(w.tasks[0] % 1_000_000).unwrap() + 1_000;
    let row = json!({"id": id, "owner": "ann", "body": "x"});
    w.db.table("guarded").insert(&row).await.unwrap();
    let bob = Client::new(stack().url(), stack().anon_key())
        .unwrap()
        .as_user(stack().jwt(json!({"role": "authenticated", "sub": "bob"})).unwrap());
    let change = || bob.from::<Guarded>().update(|g| g.body.set("stolen")).filter(|g| g.id.eq(id));
    // the server says that all went well
    change().await.unwrap();
    let e = change().at_least_one().await.unwrap_err();
    assert!(e.is_unexpected_row_count() && e.to_string().contains("row level security hides"), "{e}");
    assert!(
        e.to_string().starts_with("PATCH guarded: at least 1 row should have been changed, 0 were"),
        "{e}"
    );
    let e = change().returning(|_| ..).expect_rows(1).await.unwrap_err();
    assert!(matches!(e.kind(), ErrorKind::Affected { expected: Expected::Exactly(1), found: 0 }), "{e:?}");
    let e = bob.from::<Guarded>().delete().filter(|g| g.id.eq(id)).expect_rows(1).await.unwrap_err();
    assert!(e.is_unexpected_row_count(), "{e}");
    let e = bob.table("guarded").delete().eq("id", id).at_least_one().await.unwrap_err();
    assert!(e.is_unexpected_row_count(), "{e}");
    let kept = w.db.from::<Guarded>().find(id).await.unwrap().unwrap();
    assert_eq!(kept.body.as_deref(), Some("x"));
}

#[tokio::test]
async fn the_expected_number_of_rows_is_no_error() {
    let w = World::new().await;
    let (ids, new) = (w.tasks, |name: &str| LabelInsert { name: w.label(name) });
    w.db.from::<Task>().update(|t| t.done.set(true)).filter(|t| t.id.in_(ids)).expect_rows(4).await.unwrap();
    let n =
        w.db.from::<Task>().update(|t| t.done.set(false)).filter(|t| t.id.in_(ids)).at_least_one().affected();
    assert_eq!(n.await.unwrap(), 4);
    w.db.from::<Label>().insert_many([new("one"), new("two")]).expect_rows(2).await.unwrap();
    let again = json!([{"n": 1, "half": 0}]);
    let ignored = w.db.table("numbers").insert_ignoring_duplicates(&again, "n").expect_rows(1).await;
    let e = ignored.unwrap_err();
    assert!(e.is_unexpected_row_count(), "{e}");
    // no assignment left: the rows that match are counted
    let nothing = w.db.from::<Task>().update(|_| ()).filter(|t| t.id.in_(ids));
    nothing.clone().expect_rows(4).await.unwrap();
    assert!(nothing.expect_rows(5).await.unwrap_err().is_unexpected_row_count());
    let too_many =
        w.db.from::<Task>().delete().filter(|t| t.id.in_(ids)).dry_run().expect_rows(1).await.unwrap_err();
    assert!(too_many.to_string().contains("`max_affected` and `single` undo"), "{too_many}");
}

#[tokio::test]
async fn max_affected_is_clear_about_an_older_server() {
    let w = World::new().await;
    let ids = w.tasks;
    let e =
        w.db.from::<Task>()
            .update(|t| t.done.set(true))
            .filter(|t| t.id.in_(ids))
            .max_affected(9)
            .await
            .unwrap_err();
    assert!(
        e.to_string().contains("`max_affected` needs PostgREST 12.2 or later; nothing was changed"),
        "{e}"
    );
}

#[tokio::test]
async fn an_insert_tells_where_its_row_is() {
    let w = World::new().await;
    let name = w.label("located");
    let made =
        w.db.from::<Label>().insert(LabelInsert { name: name.clone() }).location().await.unwrap().unwrap();
    let id: i64 = made.key("id").unwrap().parse().unwrap();
    assert_eq!(w.db.from::<Label>().find(id).await.unwrap().unwrap().name, name);
    let many = [LabelInsert { name: w.label("a") }, LabelInsert { name: w.label("b") }];
    assert_eq!(w.db.from::<Label>().insert_many(many).location().await.unwrap(), None);
    let named =
        w.db.table("labels").insert(&json!({"name": w.label("c")})).location().await.unwrap().unwrap();
    assert!(named.as_str().starts_with("/labels?id=eq."), "{named:?}");
}

#[tokio::test]
async fn writes_are_counted_and_answered_as_a_whole() {
    let w = World::new().await;
    let ids = w.tasks;
    let update =
        || w.db.from::<Task>().update(|t| t.done.set(true)).filter(|t| t.id.in_(ids)).returning(|t| t.id);
    let page = update().count(Count::Exact).await.unwrap();
    assert_eq!((page.rows.len(), page.total, page.maybe_cut), (4, 4, false));
    let answer = update().answer().await.unwrap();
    assert_eq!((answer.rows.len(), answer.total, answer.warnings.len()), (4, None, 0));
}

#[tokio::test]
async fn missing_columns_become_their_default_or_null() {
    let w = World::new().await;
    let row = |name: &str| json!({"tenant_id": w.tenant, "name": name, "owner_id": w.ann});
    let mut with_status = row("one");
    with_status["status"] = json!("active");
    let rows = [with_status, row("two")];
    let made =
        w.db.table("projects")
            .insert(&rows)
            .missing_default()
            .returning("status")
            .order("name")
            .await
            .unwrap();
    assert_eq!(made, [json!({"status": "active"}), json!({"status": "draft"})]);
    // NULL for a column that must not be
    let rows = rows.map(|mut row| {
        row["name"] = json!(format!("{} again", row["name"]));
        row
    });
    let e = w.db.table("projects").insert(&rows).await.unwrap_err();
    assert!(e.is_not_null_violation(), "{e}");
    let typed = w.db.from::<Project>().insert_many([service::schema::ProjectInsert {
        tenant_id: w.tenant,
        name: "three".into(),
        owner_id: w.ann,
    }
    .with(|p| p.tags.set(["x"]))]);
    assert_eq!(typed.missing_as_null().returning(|p| p.name).await.unwrap(), ["three"]);
}

#[tokio::test]
async fn plans_as_text_and_as_data_with_every_option() {
    let w = World::new().await;
    let tasks = || w.db.from::<Task>().select().filter(|t| t.id.eq(1));
    let text = tasks().explain().await.unwrap();
    assert!(text.contains("cost=") && text.contains("tasks"), "{text}");
    let plan = tasks().explain().analyze().verbose().settings().buffers().wal().plan().await.unwrap();
    let scan = plan.nodes().find(|n| n.relation.as_deref() == Some("tasks")).unwrap();
    assert!(
        scan.actual_rows.is_some() && scan.total_cost > 0.0 && scan.other.contains_key("Shared Hit Blocks"),
        "{scan:?}"
    );
    assert!(scan.index.is_some() || scan.filter.is_some(), "{scan:?}");
    assert!(plan.execution_time.is_some() && plan.planning_time.is_some());
    let ids = w.tasks;
    let write =
        w.db.from::<Task>()
            .delete()
            .filter(|t| t.id.in_(ids))
            .dry_run()
            .explain()
            .analyze()
            .plan()
            .await
            .unwrap();
    assert!(write.nodes().any(|n| n.node_type == "ModifyTable"), "{write}");
    assert_eq!(w.db.from::<Task>().select().filter(|t| t.id.in_(ids)).await.unwrap().len(), 4);
    let named = w.db.table("tasks").select("id").explain().plan().await.unwrap();
    assert!(named.nodes().any(|n| n.relation.as_deref() == Some("tasks")), "{named}");
}

#[tokio::test]
async fn nulls_can_stay_out_of_the_answer() {
    let w = World::new().await;
    let ids = w.tasks;
    let tasks = || w.db.from::<Task>().select().filter(|t| t.id.in_(ids)).order(|t| t.id.asc());
    assert_eq!(tasks().strip_nulls().await.unwrap(), tasks().await.unwrap());
    let named = w.db.table("tasks").select("title, assignee_id").eq("id", ids[2]).strip_nulls().single();
    assert_eq!(named.await.unwrap(), json!({"title": "pay"}));
    let e = tasks().strip_nulls().csv().await.unwrap_err();
    assert!(e.is_not_sent() && e.to_string().contains("no meaning for CSV"), "{e}");
}

#[tokio::test]
async fn the_document_of_the_api() {
    let w = World::new().await;
    let document = w.db.openapi().await.unwrap();
    assert_eq!(document["swagger"], "2.0");
    assert!(document["definitions"]["tasks"].is_object());
    let private = w.db.openapi().schema("private").await.unwrap();
    assert!(private["definitions"]["notes"].is_object() && private["definitions"]["tasks"].is_null());
}
