//! Changes of real tables.

use super::{Comet, Planet, builder, id, room, soon};
use crate::world::db;
use serde_json::json;
use supabase_orm::{
    Table,
    realtime::{Change, ChangeEvent},
};

#[tokio::test]
async fn rows_come_as_queries_have_them() {
    let db = builder().build().unwrap();
    let (id, room) = (id(), room());
    let mut channel = db.realtime().channel(&*room);
    let mut changes = channel.on_changes::<Planet>().filter(|p| p.id.eq(id)).stream();
    channel.subscribe().await.unwrap();
    let row = json!({
        "id": id, "room": room, "name": "Céres \"\\ ,", "moons": 0, "tags": ["a,b", "{"], "facts": {"a": [1, null]},
        "seen": "2026-11-26T01:02:03.5+02:00", "about": null,
    });
    db.table("planets").schema("realtime_live").insert(&row).await.unwrap();
    let Change::Insert { new, meta } = soon(changes.next()).await else { panic!("no insert") };
    let read: Planet = db.from::<Planet>().find(id).await.unwrap().unwrap();
    assert_eq!(new, read);
    assert_eq!((meta.schema.as_str(), meta.table.as_str()), ("realtime_live", "planets"));
    db.from::<Planet>().update(|p| p.moons.set(2)).filter(|p| p.id.eq(id)).await.unwrap();
    let Change::Update { new, old, .. } = soon(changes.next()).await else { panic!("no update") };
    assert_eq!(
        (new.moons, old.get(|p| p.id).unwrap(), old.get(|p| p.moons).unwrap()),
        (Some(2), Some(id), None)
    );
    db.from::<Planet>().delete().filter(|p| p.id.eq(id)).await.unwrap();
    // the server does not filter what was deleted
    loop {
        let Change::Delete { old, .. } = soon(changes.next()).await else { panic!("no delete") };
        assert_eq!(old.row().unwrap(), None);
        if old.get(|p| p.id).unwrap() == Some(id) {
            break;
        }
    }
}

#[tokio::test]
async fn a_full_replica_identity_tells_the_whole_old_row() {
    let db = builder().build().unwrap();
    let (id, room) = (id(), room());
    let mut channel = db.realtime().channel(&*room);
    let mut deleted = channel.on_changes::<Comet>().delete().stream();
    channel.subscribe().await.unwrap();
    // the server reads numbers as doubles
    let tail = "123456.75";
    db.table("comets")
        .schema("realtime_live")
        .insert(&json!({"id": id, "room": room, "tail": tail}))
        .await
        .unwrap();
    db.from::<Comet>().delete().filter(|c| c.id.eq(id)).await.unwrap();
    loop {
        let Change::Delete { old, .. } = soon(deleted.next()).await else { panic!("no delete") };
        let old = old.row().unwrap().unwrap();
        if old.id == id {
            assert_eq!(old.tail.to_string(), tail);
            break;
        }
    }
}

#[tokio::test]
async fn filters_and_events_choose() {
    let db = builder().build().unwrap();
    let room = room();
    let mut channel = db.realtime().channel(&*room);
    let mut big =
        channel.on_changes::<Planet>().insert().filter(|p| p.room.eq(&room) & p.moons.gte(10)).stream();
    let mut named = channel
        .on_changes::<Planet>()
        // what other tests delete comes to all that listen to deletes
        .insert()
        .filter(|p| p.room.eq(&room) & p.name.in_(["a,b", "c\"d"]) & !p.name.like("%x%"))
        .stream();
    let mut by_name = channel
        .on_postgres_changes(ChangeEvent::Update)
        .schema("realtime_live")
        .table("planets")
        .filter(format!("room=eq.{room}"))
        .select(["id"])
        .stream();
    channel.subscribe().await.unwrap();
    let ids = [id(), id(), id()];
    for (id, name, moons) in [(ids[0], "a,b", 3), (ids[1], "c\"d", 12), (ids[2], "e", 95)] {
        let row = json!({"id": id, "room": room, "name": name, "moons": moons});
        db.table("planets").schema("realtime_live").insert(&row).await.unwrap();
    }
    db.from::<Planet>().update(|p| p.about.set("x")).filter(|p| p.id.eq(ids[0])).await.unwrap();
    assert_eq!(
        [soon(big.next()).await, soon(big.next()).await].map(|c| c.new_row().unwrap().id),
        [ids[1], ids[2]]
    );
    assert_eq!(
        [soon(named.next()).await, soon(named.next()).await].map(|c| c.new_row().unwrap().id),
        [ids[0], ids[1]]
    );
    let update = soon(by_name.next()).await;
    assert_eq!(update.new_row(), Some(&json!({"id": ids[0]})));
    let _ = Planet::COLUMNS;
}

#[tokio::test]
async fn a_mirror_is_what_the_table_is() {
    let db = db();
    let room = room();
    let insert = async |moons: i32| {
        let row = json!({"id": id(), "room": room, "moons": moons});
        db.table("planets").schema("realtime_live").insert(&row).await.unwrap();
    };
    for n in 0..5 {
        insert(n).await;
    }
    let mirror = db.realtime().mirror::<Planet>(&*room).filter(|p| p.room.eq(&room));
    let mut mirror = mirror.subscribe().await.unwrap();
    assert_eq!(mirror.len(), 5);
    for n in 5..10 {
        insert(n).await;
    }
    db.from::<Planet>().delete().filter(|p| p.room.eq(&room) & p.moons.lt(3)).await.unwrap();
    db.from::<Planet>()
        .update(|p| p.about.set("x"))
        .filter(|p| p.room.eq(&room) & p.moons.eq(3))
        .await
        .unwrap();
    let expected = || async { db.from::<Planet>().select().filter(|p| p.room.eq(&room)).await.unwrap() };
    let expected = expected().await;
    let same = |mirror: &supabase_orm::realtime::Mirror<Planet>| {
        expected.len() == mirror.len()
            && expected.iter().all(|p| mirror.get(&p.id).is_some_and(|m| **m == *p))
    };
    while !same(&mirror) {
        let step = tokio::time::timeout(std::time::Duration::from_secs(20), mirror.next()).await;
        step.unwrap_or_else(|_| panic!("the mirror stays behind")).unwrap().unwrap();
    }
    assert_eq!(mirror.len(), 7);
}
