//! "Using filters": arrays, ranges and JSON.

use super::{Response, data};
use chrono::{NaiveDate, NaiveDateTime};
use serde::Serialize;
use serde_json::{Value, json};
use std::ops::Range;
use supabase_orm::{
    Bounds, Client, Result, Table, select,
    sql::{PgRange, PgTimestamp},
};

examples! {
    "contains/on-array-columns": array_contains,
    "contains/on-range-columns": range_contains,
    "contains/on-jsonb-columns": jsonb_contains,
    "contained-by/on-array-columns": array_contained_by,
    "contained-by/on-range-columns": range_contained_by,
    "contained-by/on-jsonb-columns": jsonb_contained_by,
    "range-gt/with-select": range_gt,
    "range-gte/with-select": range_gte,
    "range-lt/with-select": range_lt,
    "range-lte/with-select": range_lte,
    "range-adjacent/with-select": range_adjacent,
    "overlaps/on-array-columns": array_overlaps,
    "overlaps/on-range-columns": range_overlaps,
}

#[derive(Debug, Serialize, Table)]
#[table(name = "issues")]
struct Issue {
    #[table(key)]
    id: i64,
    title: Option<String>,
    tags: Option<Vec<String>>,
}

#[derive(Debug, Table)]
#[table(name = "classes")]
struct Class {
    #[table(key)]
    id: i64,
    name: Option<String>,
    days: Option<Vec<String>>,
}

#[derive(Debug, Serialize, Table)]
#[table(name = "users")]
struct User {
    #[table(key)]
    id: i64,
    name: Option<String>,
    address: Option<Value>,
}

#[derive(Debug, Serialize, Table)]
#[table(name = "reservations")]
struct Reservation {
    #[table(key)]
    id: i64,
    room_name: Option<String>,
    #[table(sql = PgRange<PgTimestamp<NaiveDateTime>>)]
    during: Option<Bounds<NaiveDateTime>>,
}

/// A time on the given day of January 2000.
fn at(day: u32, hour: u32, minute: u32) -> NaiveDateTime {
    NaiveDate::from_ymd_opt(2000, 1, day).unwrap().and_hms_opt(hour, minute, 0).unwrap()
}

/// `table("issues").select("*").contains("tags", ["is:open", "priority:low"])`
async fn array_contains(db: Client) -> Result<Response> {
    db.from::<Issue>().select().filter(|i| i.tags.contains(["is:open", "priority:low"])).await.map(data)
}

/// `table("reservations").select("*").contains("during", "[2000-01-01 13:00, 2000-01-01 13:30)")`
async fn range_contains(db: Client) -> Result<Response> {
    let half_an_hour: Range<NaiveDateTime> = at(1, 13, 0)..at(1, 13, 30);
    db.from::<Reservation>().select().filter(|r| r.during.contains(half_an_hour)).await.map(data)
}

/// `table("users").select("*").contains("address", {"postcode": 90210})`
async fn jsonb_contains(db: Client) -> Result<Response> {
    db.from::<User>().select().filter(|u| u.address.contains(json!({"postcode": 90210}))).await.map(data)
}

/// `table("classes").select("name").contained_by("days", ["monday", "tuesday", "wednesday", "friday"])`
async fn array_contained_by(db: Client) -> Result<Response> {
    let days = ["monday", "tuesday", "wednesday", "friday"];
    db.from::<Class>().columns(select!(name)).filter(|c| c.days.contained_by(days)).await.map(data)
}

/// `.contained_by("during", "[2000-01-01 00:00, 2000-01-01 23:59)")`
async fn range_contained_by(db: Client) -> Result<Response> {
    let day = at(1, 0, 0)..at(1, 23, 59);
    db.from::<Reservation>().select().filter(|r| r.during.contained_by(day)).await.map(data)
}

/// `table("users").select("name").contained_by("address", {})`
async fn jsonb_contained_by(db: Client) -> Result<Response> {
    db.from::<User>().columns(select!(name)).filter(|u| u.address.contained_by(json!({}))).await.map(data)
}

/// `.range_gt("during", ["2000-01-02 08:00", "2000-01-02 09:00"])`
async fn range_gt(db: Client) -> Result<Response> {
    db.from::<Reservation>().select().filter(|r| r.during.range_gt(at(2, 8, 0)..at(2, 9, 0))).await.map(data)
}

/// `.range_gte("during", ["2000-01-02 08:30", "2000-01-02 09:30"])`
async fn range_gte(db: Client) -> Result<Response> {
    db.from::<Reservation>()
        .select()
        .filter(|r| r.during.range_gte(at(2, 8, 30)..at(2, 9, 30)))
        .await
        .map(data)
}

/// `.range_lt("during", ["2000-01-01 15:00", "2000-01-01 16:00"])`
async fn range_lt(db: Client) -> Result<Response> {
    db.from::<Reservation>()
        .select()
        .filter(|r| r.during.range_lt(at(1, 15, 0)..at(1, 16, 0)))
        .await
        .map(data)
}

/// `.range_lte("during", ["2000-01-01 14:00", "2000-01-01 16:00"])`
async fn range_lte(db: Client) -> Result<Response> {
    db.from::<Reservation>()
        .select()
        .filter(|r| r.during.range_lte(at(1, 14, 0)..at(1, 16, 0)))
        .await
        .map(data)
}

/// `.range_adjacent("during", ["2000-01-01 12:00", "2000-01-01 13:00"])`
async fn range_adjacent(db: Client) -> Result<Response> {
    let before = at(1, 12, 0)..at(1, 13, 0);
    db.from::<Reservation>().select().filter(|r| r.during.range_adjacent(before)).await.map(data)
}

/// `table("issues").select("title").overlaps("tags", ["is:closed", "severity:high"])`
async fn array_overlaps(db: Client) -> Result<Response> {
    let issues = db.from::<Issue>().columns(select!(title));
    issues.filter(|i| i.tags.overlaps(["is:closed", "severity:high"])).await.map(data)
}

/// `.overlaps("during", "[2000-01-01 12:45, 2000-01-01 13:15)")`
async fn range_overlaps(db: Client) -> Result<Response> {
    let start = at(1, 12, 45)..at(1, 13, 15);
    db.from::<Reservation>().select().filter(|r| r.during.overlaps(start)).await.map(data)
}
