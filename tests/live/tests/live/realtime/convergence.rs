//! Whatever is cut, a mirror ends as what the table is.

use super::{Planet, own_double, room};
use crate::world::stack;
use std::{
    collections::BTreeMap,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering::Relaxed},
    },
    time::Duration,
};
use supabase_orm::realtime::{Mirror, Step};

/// How often everything is cut.
const CUTS: usize = 1000;

/// Rows of the test that are written to, again and again.
const ROWS: i64 = 40;

/// Writes without a pause: rows come, are changed, change their keys and go.
async fn write(room: String, base: i64, stop: Arc<AtomicBool>) -> usize {
    let (client, connection) =
        tokio_postgres::connect(stack().db_url().unwrap(), tokio_postgres::NoTls).await.unwrap();
    tokio::spawn(connection);
    let mut writes = 0;
    while !stop.load(Relaxed) {
        let id = base + fastrand::i64(0..ROWS);
        let other = base + fastrand::i64(0..ROWS);
        let sql = match fastrand::u8(..10) {
            0..4 => format!(
                "insert into realtime_live.planets (id, room, moons, about) values ({id}, '{room}', {writes}, repeat('é', {})) \
                 on conflict (id) do update set moons = excluded.moons",
                fastrand::u32(..200)
            ),
            4..7 => {
                format!("update realtime_live.planets set moons = {writes}, tags = '{{a,b}}' where id = {id}")
            }
            7 => format!(
                "update realtime_live.planets set id = {other} where id = {id} and not exists \
                 (select from realtime_live.planets where id = {other})"
            ),
            _ => format!("delete from realtime_live.planets where id = {id}"),
        };
        client.batch_execute(&sql).await.unwrap();
        writes += 1;
    }
    writes
}

fn rows<'m>(rows: impl Iterator<Item = &'m Arc<Planet>>) -> BTreeMap<i64, Planet> {
    rows.map(|planet| (planet.id, (**planet).clone())).collect()
}

/// Follows until it is what the table is, or for too long. What its steps say and what it has must be one.
async fn settle(
    mirror: &mut Mirror<Planet>,
    followed: &mut BTreeMap<i64, Planet>,
    table: &BTreeMap<i64, Planet>,
) -> bool {
    let until = tokio::time::Instant::now() + Duration::from_secs(60);
    while rows(mirror.rows()) != *table {
        match tokio::time::timeout_at(until, mirror.next()).await {
            Ok(step) => follow(followed, mirror, step.unwrap().unwrap()),
            Err(_) => return false,
        }
    }
    *followed == *table
}

fn follow(followed: &mut BTreeMap<i64, Planet>, mirror: &Mirror<Planet>, step: Step<Planet>) {
    match step {
        Step::Reset => *followed = rows(mirror.rows()),
        Step::Insert(new) => {
            assert!(followed.insert(new.id, (*new).clone()).is_none(), "a row came twice");
        }
        Step::Update { old, new } => {
            assert_eq!(followed.insert(new.id, (*new).clone()), Some((*old).clone()));
        }
        Step::Delete(old) => assert_eq!(followed.remove(&old.id), Some((*old).clone())),
        _ => unreachable!("another step"),
    }
}

fn difference(mirror: &BTreeMap<i64, Planet>, table: &BTreeMap<i64, Planet>) -> String {
    let keys: std::collections::BTreeSet<&i64> = mirror.keys().chain(table.keys()).collect();
    let differ = keys.into_iter().filter(|key| mirror.get(key) != table.get(key));
    let moons = |of: &BTreeMap<i64, Planet>, key: &i64| of.get(key).map(|p| p.moons);
    differ.map(|key| format!("{key}: {:?} {:?}\n", moons(mirror, key), moons(table, key))).collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn after_a_thousand_disconnects_under_load_the_mirror_is_the_table() {
    let (double, db) = own_double();
    let (room, base) = (room(), fastrand::i64(1 << 40..1 << 41) << 12);
    let stop = Arc::new(AtomicBool::new(false));
    let writing = tokio::spawn(write(room.clone(), base, stop.clone()));
    let building = db.realtime().mirror::<Planet>(&*room).filter(|p| p.room.eq(&room));
    let mut mirror = building.subscribe().await.unwrap();
    let mut followed = rows(mirror.rows());
    let mut resets = 0;
    for _ in 0..CUTS {
        match fastrand::u8(..4) {
            0 => double.close(1000),
            1 => double.restart(),
            _ => double.cut(),
        }
        // sometimes it is cut before it is back, sometimes long after
        let until = tokio::time::Instant::now() + Duration::from_millis(fastrand::u64(..80));
        while let Ok(step) = tokio::time::timeout_at(until, mirror.next()).await {
            let step = step.unwrap().unwrap();
            resets += usize::from(matches!(step, Step::Reset));
            follow(&mut followed, &mirror, step);
        }
    }
    stop.store(true, Relaxed);
    let writes = writing.await.unwrap();
    let table = db.from::<Planet>().select().filter(|p| p.room.eq(&room)).await.unwrap();
    let table: BTreeMap<i64, Planet> = table.into_iter().map(|p| (p.id, p)).collect();
    let settled = settle(&mut mirror, &mut followed, &table).await;
    assert!(settled, "{}", difference(&rows(mirror.rows()), &table));
    // it was really under load, and really came back
    assert!(writes > CUTS && resets > CUTS / 20, "{writes} writes, {resets} resets");
}
