//! Reading: columns, order, pages, one row.

use crate::world::{World, db, stack};
use service::schema::{Project, Task, User};
use supabase_orm::{Client, Count, Direction, Order, Select, Table, cast, count_all, mode::Single};
use uuid::Uuid;

/// The tasks of alpha, by title.
fn of_alpha(w: &World) -> Select<Task, Task> {
    let alpha = w.alpha;
    w.db.from::<Task>().select().filter(move |t| t.project_id.eq(alpha)).order(|t| t.title.asc())
}

fn titles(tasks: &[Task]) -> Vec<&str> {
    tasks.iter().map(|t| t.title.as_str()).collect()
}

#[tokio::test]
async fn whole_rows_columns_and_one_column() {
    let w = World::new().await;
    let rows: Vec<Task> = of_alpha(&w).await.unwrap();
    assert_eq!(titles(&rows), ["paint", "pay", "plan"]);
    assert_eq!(rows[0].assignee_id, Some(w.bob));
    let alpha = w.alpha;
    let query = || w.db.from::<Task>();
    let pairs: Vec<(String, Option<i32>)> = query()
        .columns(|t| (t.title, t.estimate))
        .filter(|t| t.project_id.eq(alpha))
        .order(|t| t.id.asc())
        .await
        .unwrap();
    assert_eq!(pairs, [("paint".into(), Some(5)), ("plan".into(), Some(2)), ("pay".into(), None)]);
    let one: Vec<String> = query().columns(|t| t.title).filter(|t| t.id.eq(w.tasks[0])).await.unwrap();
    assert_eq!(one, ["paint"]);
    let all: Vec<(Task, String)> =
        query().columns(|t| (.., t.title.alias("again"))).filter(|t| t.id.eq(w.tasks[1])).await.unwrap();
    assert_eq!((all[0].0.id, all[0].1.as_str()), (w.tasks[1], "plan"));
}

#[tokio::test]
async fn order_limit_and_range() {
    let w = World::new().await;
    let by = |order: Vec<Order<Task>>| {
        let alpha = w.alpha;
        w.db.from::<Task>().columns(|t| t.title).filter(move |t| t.project_id.eq(alpha)).order(|_| order)
    };
    let t = Task::COLUMNS;
    assert_eq!(by(vec![t.due.asc().nulls_first()]).await.unwrap(), ["pay", "plan", "paint"]);
    assert_eq!(by(vec![t.due.desc().nulls_last()]).await.unwrap(), ["paint", "plan", "pay"]);
    assert_eq!(
        by(vec![t.done.order(Direction::Desc), t.title.desc()]).await.unwrap(),
        ["plan", "pay", "paint"]
    );
    assert_eq!(by(vec![t.title.asc()]).limit(2).await.unwrap(), ["paint", "pay"]);
    assert_eq!(by(vec![t.title.asc()]).range(1..=2).await.unwrap(), ["pay", "plan"]);
    assert_eq!(by(vec![t.title.asc()]).range(1..=2).limit(1).await.unwrap(), ["pay"]);
}

#[tokio::test]
async fn single_and_maybe_single() {
    let w = World::new().await;
    let one: Select<Task, Task, Single> = of_alpha(&w).filter(|t| t.title.eq("plan")).single();
    assert_eq!(one.await.unwrap().title, "plan");
    let none = of_alpha(&w).filter(|t| t.title.eq("nothing"));
    assert_eq!(none.clone().maybe_single().await.unwrap(), None);
    let fault = none.single().await.unwrap_err();
    assert!(fault.is_no_rows() && !fault.is_more_than_one_row(), "{fault}");
    let many = of_alpha(&w).single().await.unwrap_err();
    assert!(many.is_more_than_one_row() && !many.is_no_rows(), "{many}");
    assert!(of_alpha(&w).maybe_single().await.unwrap_err().is_more_than_one_row());
}

#[tokio::test]
async fn find_by_primary_key() {
    let w = World::new().await;
    let task: Option<Task> = w.db.from::<Task>().find(w.tasks[2]).await.unwrap();
    assert_eq!(task.unwrap().title, "pay");
    assert!(w.db.from::<User>().find(Uuid::nil()).await.unwrap().is_none());
}

#[tokio::test]
async fn counts_pages_and_heads() {
    let w = World::new().await;
    let page = of_alpha(&w).range(1..=1).count(Count::Exact).await.unwrap();
    assert_eq!((titles(&page.rows), page.total, page.range), (vec!["pay"], 3, Some(1..=1)));
    let past = of_alpha(&w).range(50..=59).count(Count::Exact).await.unwrap();
    assert_eq!((past.rows.len(), past.total, past.range), (0, 3, None));
    assert_eq!(of_alpha(&w).head(Count::Exact).await.unwrap(), 3);
    assert_eq!(of_alpha(&w).filter(|t| t.title.eq("x")).head(Count::Exact).await.unwrap(), 0);
    assert!(of_alpha(&w).count(Count::Planned).await.unwrap().rows.len() == 3);
}

#[tokio::test]
async fn aggregates_casts_and_json() {
    let w = World::new().await;
    let (alpha, ann) = (w.alpha, w.ann);
    let all =
        w.db.from::<Task>().columns(|t| (t.estimate.sum(), t.estimate.max(), t.id.count(), count_all()));
    let all = all.filter(|t| t.project_id.eq(alpha)).single().await;
    // two items under the key `count`: said before anything is sent
    assert!(all.unwrap_err().to_string().contains("`count` is selected twice"));
    let all =
        w.db.from::<Task>().columns(|t| (t.estimate.sum(), t.estimate.max(), t.estimate.avg(), count_all()));
    let (sum, max, avg, n) = all.filter(|t| t.project_id.eq(alpha)).single().await.unwrap();
    assert_eq!((sum, max, n), (Some(7), Some(5), 3));
    assert!(avg.unwrap().as_str().starts_with("3.5"));
    let text =
        w.db.from::<Task>().columns(|t| (t.done.cast::<cast::text>(), t.estimate.cast::<cast::text>()));
    let text = text.filter(|t| t.project_id.eq(alpha) & t.title.eq("plan")).single().await.unwrap();
    assert_eq!(text, (Some("true".into()), Some("2".into())));
    let settings = serde_json::json!({"theme": {"dark": true}, "langs": ["en", "de"]});
    w.db.from::<User>().update(|u| u.settings.set(settings)).filter(|u| u.id.eq(ann)).await.unwrap();
    let json = w.db.from::<User>().columns(|u| {
        (u.settings.key("theme").key("dark"), u.settings.key("langs").index_text(1).alias("lang"))
    });
    let (dark, lang) = json.filter(|u| u.id.eq(ann)).single().await.unwrap();
    assert_eq!((dark, lang.as_deref()), (Some(serde_json::json!(true)), Some("de")));
}

#[tokio::test]
async fn other_db_schemas() {
    #[derive(Debug, Table)]
    #[table(name = "notes", schema = "private")]
    struct Note {
        #[table(key)]
        id: i32,
        body: String,
    }
    stack().run_sql("insert into private.notes values (1, 'secret') on conflict do nothing").await.unwrap();
    let notes = db().from::<Note>().select().await.unwrap();
    assert_eq!((notes[0].id, notes[0].body.as_str()), (1, "secret"));
    let wrong = db().from::<Note>().select().schema("public").await.unwrap_err();
    assert!(wrong.is_unknown_relation(), "{wrong}");
    let client = Client::builder(stack().url(), stack().secret_key()).schema("private").build().unwrap();
    #[derive(Debug, Table)]
    #[table(name = "notes")]
    struct Plain {
        id: i32,
    }
    assert_eq!(client.from::<Plain>().select().await.unwrap()[0].id, 1);
}

#[tokio::test]
async fn queries_are_values() {
    fn open<R, M>(q: Select<Task, R, M>) -> Select<Task, R, M> {
        q.filter(|t| !t.done)
    }
    let w = World::new().await;
    let query = open(of_alpha(&w));
    let (a, b) = tokio::try_join!(query.clone(), query.clone().head(Count::Exact)).unwrap();
    assert_eq!((a.len(), b), (2, 2));
    let spawned = tokio::spawn(query.execute()).await.unwrap().unwrap();
    assert_eq!(spawned, a);
}

#[tokio::test]
async fn text_answers() {
    let w = World::new().await;
    let alpha = w.alpha;
    let csv = w.db.from::<Task>().columns(|t| (t.title, t.estimate)).filter(|t| t.project_id.eq(alpha));
    assert_eq!(csv.order(|t| t.title.asc()).csv().await.unwrap(), "title,estimate\npaint,5\npay,\nplan,2");
    let plan = w.db.from::<Project>().select().explain().await.unwrap();
    assert!(plan.contains("Aggregate"), "{plan}");
}
