//! `database.mutate.*`: what is in the table afterwards.

use super::{NewNote, Note, NoteColumns, note, notes};
use crate::world::db;
use supabase_orm::Count;

capabilities! {
    "database.mutate.bulk_rows_with_differing_fields": bulk_rows_with_differing_fields,
    "database.mutate.count": count,
    "database.mutate.delete": delete,
    "database.mutate.insert": insert,
    "database.mutate.missing_defaults": missing_defaults,
    "database.mutate.select_after_mutation": select_after_mutation,
    "database.mutate.update": update,
    "database.mutate.upsert": upsert,
}

async fn bulk_rows_with_differing_fields() {
    let ann = |n: &'static NoteColumns| (Some(n.author.set("Ann")), None);
    let five = |n: &'static NoteColumns| (None, Some(n.stars.set(5)));
    let rows = [NewNote { id: 101, body: "a" }.with(ann), NewNote { id: 102, body: "b" }.with(five)];
    db().from::<Note>().insert_many(rows).await.unwrap();
    let by_ann = Note { id: 101, body: "a".into(), stars: 3, author: Some("Ann".into()) };
    assert_eq!(note(101).await, Some(by_ann));
    assert_eq!(note(102).await, Some(Note { id: 102, body: "b".into(), stars: 5, author: None }));
}

async fn count() {
    notes(111..=114).await;
    let update = db().from::<Note>().update(|n| n.stars.set(1)).filter(|n| n.id.in_([111, 112, 113]));
    assert_eq!(update.affected().await.unwrap(), 3);
    let delete = db().from::<Note>().delete().filter(|n| n.id.in_([111, 112]));
    assert_eq!(delete.affected().await.unwrap(), 2);
    assert_eq!(db().from::<Note>().insert(NewNote { id: 115, body: "x" }).affected().await.unwrap(), 1);
    // the rows and their number
    let gone = db().from::<Note>().delete().filter(|n| n.id.in_([113, 114])).returning(|n| n.id);
    let gone = gone.count(Count::Exact).await.unwrap();
    assert_eq!((gone.rows, gone.total), (vec![113, 114], 2));
}

async fn delete() {
    notes(121..=123).await;
    db().from::<Note>().delete().filter(|n| n.id.in_([121, 122])).await.unwrap();
    let left = db().from::<Note>().columns(|n| n.id).filter(|n| n.id.gte(121) & n.id.lte(123));
    assert_eq!(left.await.unwrap(), [123]);
}

async fn insert() {
    db().from::<Note>().insert(NewNote { id: 131, body: "one" }).await.unwrap();
    let two = [NewNote { id: 132, body: "two" }, NewNote { id: 133, body: "three" }];
    db().from::<Note>().insert_many(two).await.unwrap();
    let bodies = db().from::<Note>().columns(|n| n.body).filter(|n| n.id.gte(131) & n.id.lte(133));
    assert_eq!(bodies.order(|n| n.id.asc()).await.unwrap(), ["one", "two", "three"]);
}

async fn missing_defaults() {
    // one row says how many stars, the other gets the default and not NULL
    let rows = [
        NewNote { id: 141, body: "a" }.with(|n| Some(n.stars.set(5))),
        NewNote { id: 142, body: "b" }.with(|_| None),
    ];
    db().from::<Note>().insert_many(rows).await.unwrap();
    assert_eq!(note(142).await.unwrap().stars, 3);
    let upsert = [
        NewNote { id: 142, body: "c" }.with(|n| Some(n.stars.set(4))),
        NewNote { id: 143, body: "d" }.with(|_| None),
    ];
    db().from::<Note>().upsert_many(upsert).await.unwrap();
    let stars = db().from::<Note>().columns(|n| n.stars).filter(|n| n.id.gte(141) & n.id.lte(143));
    assert_eq!(stars.order(|n| n.id.asc()).await.unwrap(), [5, 4, 3]);
}

async fn select_after_mutation() {
    let made = db().from::<Note>().insert(NewNote { id: 151, body: "a" }).returning(|n| (n.id, n.stars));
    assert_eq!(made.single().await.unwrap(), (151, 3));
    let changed = db().from::<Note>().upsert(NewNote { id: 151, body: "b" }).returning(|n| n.body);
    assert_eq!(changed.await.unwrap(), ["b"]);
    let changed = db().from::<Note>().update(|n| n.stars.set(1)).filter(|n| n.id.eq(151));
    assert_eq!(changed.returning(|n| n.stars).await.unwrap(), [1]);
    let gone: Vec<Note> =
        db().from::<Note>().delete().filter(|n| n.id.eq(151)).returning(|_| ..).await.unwrap();
    assert_eq!(gone, [Note { id: 151, body: "b".into(), stars: 1, author: None }]);
}

async fn update() {
    notes(161..=162).await;
    let update = db().from::<Note>().update(|n| (n.body.set("second"), n.author.set("Bob")));
    update.filter(|n| n.id.eq(161)).await.unwrap();
    let bob = Note { id: 161, body: "second".into(), stars: 3, author: Some("Bob".into()) };
    assert_eq!(note(161).await, Some(bob));
    assert_eq!(note(162).await.unwrap().body, "first");
}

async fn upsert() {
    notes([171]).await;
    let rows = [NewNote { id: 171, body: "changed" }, NewNote { id: 172, body: "new" }];
    db().from::<Note>().upsert_many(rows).on_conflict(|k| k.pkey).await.unwrap();
    assert_eq!(note(171).await.unwrap().body, "changed");
    assert_eq!(note(172).await.unwrap().body, "new");
    let again = NewNote { id: 172, body: "ignored" };
    db().from::<Note>().upsert(again).ignore_duplicates().await.unwrap();
    assert_eq!(note(172).await.unwrap().body, "new");
}
