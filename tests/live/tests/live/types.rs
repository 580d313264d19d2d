//! Values of every type: written, compared, read back; newtypes, ranges, bytes, own types inside `jsonb`.
#![expect(clippy::needless_borrows_for_generic_args, reason = "references are values too")]

use crate::world::{World, db, stack};
use chrono::{DateTime, NaiveDate, Utc};
use service::schema::{Comment, Task, User};
use std::collections::HashSet;
use supabase_orm::{AsJson, Bounds, DbJson, DbValue, Filter, Insert, Null, Numeric, Raw, Row, Table, sql::*};
use uuid::Uuid;

#[derive(Debug, Clone, Copy, PartialEq, Eq, DbValue)]
struct EventId(i64);
#[derive(Debug, Clone, PartialEq, serde::Serialize, serde::Deserialize, DbJson)]
struct Address {
    city: String,
}

#[derive(Debug, Clone, PartialEq, Table)]
#[table(name = "events")]
struct Event {
    #[table(key)]
    id: EventId,
    addr: Address,
    opt: Option<Address>,
    #[table(sql = PgRange<PgTimestamptz<DateTime<Utc>>>)]
    during: Bounds<DateTime<Utc>>,
    #[table(sql = PgRange<PgInt4>)]
    seats: Bounds<i32>,
    tags: Option<Vec<Option<String>>>,
    ints: Vec<i32>,
    day: NaiveDate,
    small: i16,
    fl: f64,
    blob: Vec<u8>,
    big: i64,
    uid: Option<Uuid>,
    price: Option<Numeric>,
}
#[derive(Insert)]
#[table(Event)]
struct NewEvent {
    id: EventId,
    addr: Address,
    during: Bounds<DateTime<Utc>>,
    seats: std::ops::RangeInclusive<i32>,
    tags: Vec<Option<&'static str>>,
    ints: [i32; 2],
    day: NaiveDate,
    small: i16,
    fl: f64,
    blob: Vec<u8>,
    big: i64,
    uid: Option<Uuid>,
    price: Option<Numeric>,
}

fn at(hour: u32) -> DateTime<Utc> {
    NaiveDate::from_ymd_opt(2026, 1, 1).unwrap().and_hms_micro_opt(hour, 0, 0, 123_456).unwrap().and_utc()
}

fn event(id: i64) -> NewEvent {
    NewEvent {
        id: EventId(id),
        addr: Address { city: "Rome".into() },
        during: Bounds::from(at(1)..at(3)),
        seats: 1..=3,
        tags: vec![Some("a,b"), Some("c\"d\\"), Some(""), Some("NULL"), None, Some("{e}")],
        ints: [1, 2],
        day: NaiveDate::from_ymd_opt(2024, 2, 29).unwrap(),
        small: -3,
        fl: f64::NEG_INFINITY,
        blob: vec![0, 255, 92],
        big: i64::MAX,
        uid: Some(Uuid::max()),
        price: Some("12345678901234567890.10".parse().unwrap()),
    }
}

async fn fresh(id: i64) -> Event {
    db().from::<Event>().delete().filter(|e| e.id.eq(EventId(id))).await.unwrap();
    db().from::<Event>().insert(event(id)).returning(|_| ..).single().await.unwrap()
}

#[tokio::test]
async fn what_is_written_is_read_back() {
    let e = fresh(1).await;
    assert_eq!((e.id, &e.addr.city[..], &e.opt), (EventId(1), "Rome", &None));
    assert_eq!((&e.during, &e.seats), (&Bounds::from(at(1)..at(3)), &Bounds::from(1..4)));
    let tags: Vec<Option<String>> = event(1).tags.iter().map(|t| t.map(str::to_owned)).collect();
    assert_eq!((e.tags.as_ref(), &e.ints[..]), (Some(&tags), &[1, 2][..]));
    assert_eq!((e.day, e.small, e.fl, e.big), (event(1).day, -3, f64::NEG_INFINITY, i64::MAX));
    assert_eq!((&e.blob[..], e.uid), (&[0, 255, 92][..], Some(Uuid::max())));
    assert_eq!(e.price.unwrap().as_str(), "12345678901234567890.10");
}

#[tokio::test]
async fn every_type_can_be_compared() {
    fresh(2).await;
    let e = Event::COLUMNS;
    let words: HashSet<String> = ["Rome".to_owned(), "a,\"b".to_owned()].into();
    let filters: Vec<Filter<Event>> = vec![
        e.addr.eq(Address { city: "Rome".into() }),
        e.addr.contains(AsJson(Address { city: "Rome".into() })),
        e.during.overlaps(at(2)..at(9)) & e.during.contains(at(1)..at(2)),
        e.during.range_lt(at(5)..) & e.during.range_adjacent(at(3)..at(4)),
        e.seats.eq(1..=3) & e.seats.contained_by(0..10),
        e.ints.contains([1, 2]) & e.ints.contained_by(&vec![1, 2, 3]),
        e.tags.overlaps(["{e}"]) & e.tags.contains(["a,b", "c\"d\\", "NULL", ""]),
        e.tags.contains(["NULL"]) & !e.tags.contains(["null"]),
        e.small.eq(-3) & e.fl.lt(1) & e.fl.eq(f64::NEG_INFINITY),
        e.big.eq(9_223_372_036_854_775_807_i64) & e.big.gt(5),
        e.addr.key("city").eq("Rome") & e.addr.key_text("city").in_(&words),
        e.day.in_([NaiveDate::from_ymd_opt(2024, 2, 29).unwrap()]) & e.day.lt(Raw("infinity")),
        e.uid.in_(vec![Uuid::max()]) & e.uid.is_not_null() & e.opt.is_null(),
        e.id.in_(&[EventId(2), EventId(3)]) & e.id.eq(&EventId(2)),
        e.blob.eq(vec![0_u8, 255, 92]),
        e.price.gt(1) & e.price.eq("12345678901234567890.10".parse::<Numeric>().unwrap()),
        e.price.eq_any(["12345678901234567890.1".parse::<Numeric>().unwrap()]),
    ];
    for filter in filters {
        let found = db()
            .from::<Event>()
            .columns(|e| e.id)
            .filter(|e| e.id.eq(EventId(2)))
            .filter(|_| filter.clone())
            .await;
        assert_eq!(found.unwrap(), [2], "{filter:?}");
    }
}

#[tokio::test]
async fn every_type_can_be_set() {
    fresh(4).await;
    let update = db().from::<Event>().update(|e| {
        let dates = (e.day.set(Raw("2026-12-31")), e.during.set(at(4)..at(5)), e.seats.set(5..9));
        let json =
            (e.addr.set(Address { city: "Oslo".into() }), e.opt.set(Some(Address { city: "Bonn".into() })));
        (
            dates,
            json,
            e.tags.set(["x"]),
            e.big.set(&5_i64),
            e.uid.set(None::<Uuid>),
            e.blob.set(vec![1_u8]),
            e.fl.set(0.5),
            e.price.set(Null),
        )
    });
    let e: Event = update.filter(|e| e.id.eq(EventId(4))).returning(|_| ..).single().await.unwrap();
    assert_eq!(
        (e.day.to_string(), &e.during, &e.seats),
        ("2026-12-31".to_owned(), &Bounds::from(at(4)..at(5)), &Bounds::from(5..9))
    );
    assert_eq!((&e.addr.city[..], e.opt.unwrap().city), ("Oslo", "Bonn".to_owned()));
    assert_eq!(
        (e.tags, e.big, e.uid, &e.blob[..], e.fl, e.price),
        (Some(vec![Some("x".into())]), 5, None, &[1][..], 0.5, None)
    );
    let more = db()
        .from::<Event>()
        .update(|e| (e.tags.set(Some(vec!["y".to_owned()])), e.opt.set(Null), e.ints.set(Vec::<i32>::new())));
    let (tags, opt, ints) =
        more.filter(|e| e.id.eq(EventId(4))).returning(|e| (e.tags, e.opt, e.ints)).single().await.unwrap();
    assert_eq!((tags, opt, ints), (Some(vec![Some("y".into())]), None, vec![]));
}

#[derive(Debug, Row)]
#[table(Comment)]
struct When {
    created_at: time::OffsetDateTime,
}
#[derive(Debug, Row)]
#[table(User)]
struct Settings {
    settings: Option<Address>,
}
#[derive(Debug, Clone, Copy, PartialEq, DbValue)]
struct TaskId(i64);
#[derive(Debug, Row)]
#[table(Task)]
struct Slim {
    id: TaskId,
}

#[tokio::test]
async fn rows_read_columns_into_other_types() {
    let w = World::new().await;
    let (ann, paint) = (w.ann, w.tasks[0]);
    w.db.from::<User>()
        .update(|u| u.settings.set(serde_json::json!({"city": "Rome"})))
        .filter(|u| u.id.eq(ann))
        .await
        .unwrap();
    let settings = w.db.from::<Settings>().select().filter(|u| u.id.eq(ann)).single().await.unwrap();
    assert_eq!(settings.settings, Some(Address { city: "Rome".into() }));
    let when = w.db.from::<When>().select().filter(|c| c.task_id.eq(paint)).single().await.unwrap();
    assert!(when.created_at.year() >= 2024);
    let slim: Vec<Slim> =
        w.db.from::<Slim>()
            .select()
            .filter(|t| t.id.in_([TaskId(paint)]) & t.assignee_id.eq(w.bob))
            .await
            .unwrap();
    assert_eq!(slim[0].id, TaskId(paint));
    w.db.from::<Comment>()
        .update(|c| c.task_id.set(TaskId(w.tasks[1])))
        .filter(|c| c.task_id.eq(paint))
        .await
        .unwrap();
    assert_eq!(
        w.db.from::<Comment>().select().filter(|c| c.task_id.eq(TaskId(w.tasks[1]))).await.unwrap().len(),
        1
    );
}

#[tokio::test]
async fn a_value_that_no_type_holds_is_an_error_with_its_place() {
    fresh(5).await;
    stack().run_sql("update events set day = 'infinity' where id = 5").await.unwrap();
    let fault = db().from::<Event>().select().filter(|e| e.id.eq(EventId(5))).await.unwrap_err();
    assert_eq!(fault.json_path(), Some("[0].day"), "{fault}");
    assert!(fault.is_decode() && fault.to_string().contains("infinity"), "{fault}");
}
