//! Functions: optional arguments, sets of rows with filters and embeds, values, void.

use crate::world::World;
use service::schema::{Task, rpc};

#[tokio::test]
async fn sets_of_rows_are_selects() {
    let w = World::new().await;
    let ids = w.tasks;
    let search = |q: &str| rpc::Search { q: q.into() }.with(|a| a.limit_to.set(100_000));
    let open: Vec<Task> =
        w.db.rpc(search("pa"))
            .filter(|t| t.id.in_(ids) & !t.done)
            .order(|t| t.title.desc())
            .limit(2)
            .await
            .unwrap();
    assert_eq!(open.iter().map(|t| t.title.as_str()).collect::<Vec<_>>(), ["pay", "pause"]);
    let since = Some(chrono::DateTime::from_timestamp(0, 0).unwrap());
    let args =
        rpc::Search { q: "plan".into() }.with(|a| (a.limit_to.set(100_000), since.map(|s| a.since.set(s))));
    let one = w.db.rpc(args).filter(|t| t.id.in_(ids)).maybe_single().await.unwrap();
    assert_eq!(one.unwrap().title, "plan");
    let embedded =
        w.db.rpc(search("paint")).columns(|t| (t.id, t.labels.columns(|l| l.name))).filter(|t| t.id.in_(ids));
    let (id, labels) = embedded.single().await.unwrap();
    assert_eq!((id, labels.len()), (ids[0], 2));
}

#[tokio::test]
async fn values_and_void() {
    let w = World::new().await;
    assert!(w.db.rpc(rpc::Total {}).await.unwrap() >= 4);
    assert_eq!(w.db.rpc(rpc::AddOneEach { arr: vec![1, 2, 3] }).await.unwrap(), [2, 3, 4]);
    w.db.rpc(rpc::Touch { id: w.tasks[0] }).await.unwrap();
    let kind =
        w.db.from::<Task>().columns(|t| t.r#type).filter(|t| t.id.eq(w.tasks[0])).single().await.unwrap();
    assert_eq!(kind.as_deref(), Some("touched"));
}
