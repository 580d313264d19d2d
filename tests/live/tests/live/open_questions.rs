//! What the design left open, settled by the real server.

use crate::world::{World, db, stack};
use service::schema::{Project, Task, User};
use supabase_orm::{Sends, Table, any_of};

#[tokio::test]
async fn like_any_works_inside_or() {
    let w = World::new().await;
    let ids = w.tasks;
    let query = w.db.from::<Task>().columns(|t| t.title).filter(|t| t.id.in_(ids));
    let query = query
        .filter(|t| t.title.like_any(["%y", "a,(\"%"]) | t.estimate.gt_all([6, 7]))
        .order(|t| t.title.asc());
    assert_eq!(query.await.unwrap(), ["pause", "pay"]);
}

#[tokio::test]
async fn several_columns_of_one_relation_are_one_spread() {
    let w = World::new().await;
    let paint = w.tasks[0];
    let row = w.db.from::<Task>().columns(supabase_orm::select!(title, ...reporter_id { email, who: name }));
    let row = row.filter(|t| t.id.eq(paint)).single().await.unwrap();
    assert_eq!((row.email, row.who.as_deref()), (format!("ann@{}", w.mark), Some("Ann")));
    let query =
        w.db.from::<Task>()
            .columns(|t| (t.projects.spread(|p| p.name), t.projects.spread(|p| p.status).alias("state")));
    let row = query.filter(|t| t.id.eq(paint)).single().await.unwrap();
    assert_eq!(row.0, "alpha");
}

#[tokio::test]
async fn an_empty_list_never_matches_and_its_opposite_always() {
    let w = World::new().await;
    let ids = w.tasks;
    let count = |f: fn() -> supabase_orm::Filter<Task>| {
        w.db.from::<Task>().columns(|t| t.id).filter(move |t| t.id.in_(ids)).filter(move |_| f())
    };
    assert_eq!(count(|| Task::COLUMNS.id.in_([0_i64; 0]) | any_of([])).await.unwrap().len(), 0);
    assert_eq!(count(|| !Task::COLUMNS.title.in_([""; 0])).await.unwrap().len(), 4);
    assert_eq!(
        count(|| Task::COLUMNS.title.in_([""; 0]) | Task::COLUMNS.title.eq("pay")).await.unwrap().len(),
        1
    );
}

#[tokio::test]
async fn json_paths_that_end_in_a_number_have_the_key_before_it() {
    let w = World::new().await;
    let alpha = w.alpha;
    let meta = serde_json::json!({"a": {"b": [10, 20]}});
    w.db.from::<Project>().update(|p| p.meta.set(meta)).filter(|p| p.id.eq(alpha)).await.unwrap();
    let query = w.db.from::<Project>().columns(|p| (p.meta.key("a").key("b").index(1), p.meta.key("a")));
    let (second, a) = query.filter(|p| p.id.eq(alpha)).single().await.unwrap();
    assert_eq!((second, a), (Some(20.into()), Some(serde_json::json!({"b": [10, 20]}))));
}

#[tokio::test]
async fn two_aliased_embeds_of_one_relation_are_independent() {
    let w = World::new().await;
    let alpha = w.alpha;
    let query = w.db.from::<Project>().columns(|p| {
        (p.tasks.columns(|t| t.title).alias("open"), p.tasks.columns(|t| t.title).alias("done"))
    });
    let query = query.filter(|p| p.id.eq(alpha));
    let both =
        query.clone().on_alias("open", |p| p.tasks, |t| t.filter(|t| !t.done).order(|t| t.title.asc()));
    let both = both.on_alias("done", |p| p.tasks, |t| t.filter(|t| t.done.is_true()));
    let (open, done) = both.single().await.unwrap();
    assert_eq!((open, done), (vec!["paint".to_owned(), "pay".to_owned()], vec!["plan".to_owned()]));
    let unclear = query.on(|p| p.tasks, |t| t.limit(1)).single().await.unwrap_err();
    assert!(unclear.is_not_sent() && unclear.to_string().contains("on_alias"), "{unclear}");
}

#[tokio::test]
async fn one_key_for_two_items_is_an_error_before_sending() {
    let fault = db()
        .from::<Task>()
        .columns(|t| (t.reporter_id, t.reporter_id.columns(|u| u.email)))
        .request()
        .unwrap_err();
    assert!(fault.is_not_sent() && fault.to_string().contains("`reporter_id` is selected twice"), "{fault}");
}

#[tokio::test]
async fn a_parent_that_row_level_security_hides_names_the_embed() {
    #[derive(Debug, Table)]
    #[table(name = "children")]
    struct Child {
        #[table(key)]
        id: i32,
        #[table(references = Parent)]
        parent_id: i32,
    }
    #[derive(Debug, Table)]
    #[table(name = "parents")]
    struct Parent {
        #[table(key)]
        id: i32,
    }
    let sql = "create table if not exists parents (id int primary key); alter table parents enable row level security;
               create table if not exists children (id int primary key, parent_id int not null references parents);
               truncate parents, children; insert into parents values (1); insert into children values (1, 1)";
    stack().run_sql(sql).await.unwrap();
    stack().reload_schema().await.unwrap();
    let anon = supabase_orm::Client::new(stack().url(), stack().anon_key()).unwrap();
    let fault = anon.from::<Child>().columns(|c| (c.id, c.parent_id.columns(|p| p.id))).await.unwrap_err();
    assert_eq!(fault.json_path(), Some("[0].parent_id"), "{fault}");
    assert!(fault.to_string().contains("optional()"), "{fault}");
    let seen =
        anon.from::<Child>().columns(|c| (c.id, c.parent_id.columns(|p| p.id).optional())).await.unwrap();
    assert_eq!(seen, [(1, None)]);
}

#[tokio::test]
async fn order_through_a_relation_that_is_selected_uses_its_alias() {
    let w = World::new().await;
    let ids = w.tasks;
    let query =
        w.db.from::<Task>().columns(|t| (t.title, t.users_by_assignee_id.columns(|u| u.email).alias("who")));
    let query = query
        .filter(|t| t.id.in_(ids))
        .order(|t| (t.users_by_assignee_id.order(|u| u.email.desc().nulls_last()), t.title.asc()));
    let text = query.request().unwrap().unwrap().path_and_query().to_owned();
    assert!(text.contains("order=who("), "{text}");
    let titles: Vec<String> = query.await.unwrap().into_iter().map(|(t, _)| t).collect();
    assert_eq!(titles, ["paint", "pause", "plan", "pay"]);
    let users =
        w.db.from::<User>()
            .columns(|u| u.tasks_by_assignee_id.columns(|t| t.title))
            .filter(|u| u.id.eq(w.bob));
    assert_eq!(users.single().await.unwrap().len(), 2);
}
