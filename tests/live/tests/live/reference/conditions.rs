//! "Using filters": chains of them, `match`, `not`, `or`, `filter`, and filters on related tables.

use super::{
    Response, data,
    tables::{Planet, Section},
};
use serde::Serialize;
use serde_json::Value;
use supabase_orm::{Client, Result, Table, filter_raw, select};

examples! {
    "using-filters/applying-filters": applying_filters,
    "using-filters/chaining-filters": chaining_filters,
    "using-filters/conditional-chaining": conditional_chaining,
    "using-filters/filter-by-value-within-json-column": value_within_json,
    "using-filters/filter-foreign-tables": foreign_tables,
    "match/with-select": match_,
    "not/with-select": not,
    "or/with-select": or,
    "or/use-or-with-and": or_with_and,
    "or/use-or-on-referenced-tables": or_on_referenced_tables,
    "filter/with-select": filter,
    "filter/on-a-foreign-table": filter_on_a_foreign_table,
}

#[derive(Debug, Table)]
#[table(name = "instruments")]
struct Instrument {
    #[table(key)]
    id: i64,
    section_id: i64,
    name: Option<String>,
    octave_range: Option<i64>,
}

/// `table("instruments").select("name, section_id").eq("name", "flute")`
async fn applying_filters(db: Client) -> Result<Response> {
    let instruments = db.from::<Instrument>().columns(select!(name, section_id));
    instruments.filter(|i| i.name.eq("flute")).await.map(data)
}

/// `.gte("octave_range", 3).lt("octave_range", 7)`
async fn chaining_filters(db: Client) -> Result<Response> {
    let instruments = db.from::<Instrument>().columns(select!(name, section_id));
    instruments.filter(|i| i.octave_range.gte(3)).filter(|i| i.octave_range.lt(7)).await.map(data)
}

/// `if filterByName: query = query.eq("name", filterByName)`, and so on
async fn conditional_chaining(db: Client) -> Result<Response> {
    let (name, low, high): (Option<&str>, _, _) = (None, Some(3), Some(7));
    let instruments = db.from::<Instrument>().columns(select!(name, section_id));
    let instruments = instruments
        .filter_some(name, |i, name| i.name.eq(name))
        .filter_some(low, |i, low| i.octave_range.gte(low))
        .filter_some(high, |i, high| i.octave_range.lt(high));
    instruments.await.map(data)
}

#[derive(Debug, Serialize, Table)]
#[table(name = "users")]
struct User {
    #[table(key)]
    id: i64,
    name: Option<String>,
    address: Option<Value>,
}

/// `table("users").select("*").eq("address->postcode", 90210)`
async fn value_within_json(db: Client) -> Result<Response> {
    db.from::<User>().select().filter(|u| u.address.key("postcode").eq(90210)).await.map(data)
}

/// `table("orchestral_sections").select("name, instruments!inner(name)").eq("instruments.name", "flute")`
async fn foreign_tables(db: Client) -> Result<Response> {
    let sections = db.from::<Section>().columns(select!(name, instruments!inner { name }));
    sections.on(|s| s.instruments, |i| i.filter(|i| i.name.eq("flute"))).await.map(data)
}

/// `.match({"id": 2, "name": "Earth"})`
async fn match_(db: Client) -> Result<Response> {
    db.from::<Planet>().select().filter(|p| p.id.eq(2) & p.name.eq("Earth")).await.map(data)
}

/// `.not_.is_("name", "null")`
async fn not(db: Client) -> Result<Response> {
    db.from::<Planet>().select().filter(|p| !p.name.is_null()).await.map(data)
}

/// `.or_("id.eq.2,name.eq.Mars")`
async fn or(db: Client) -> Result<Response> {
    db.from::<Planet>().columns(select!(name)).filter(|p| p.id.eq(2) | p.name.eq("Mars")).await.map(data)
}

/// `.or_("id.gt.3,and(id.eq.1,name.eq.Mercury)")`
async fn or_with_and(db: Client) -> Result<Response> {
    let planets = db.from::<Planet>().columns(select!(name));
    planets.filter(|p| p.id.gt(3) | (p.id.eq(1) & p.name.eq("Mercury"))).await.map(data)
}

/// `.select("name, instruments!inner(name)").or_("section_id.eq.1,name.eq.guqin", reference_table="instruments")`
async fn or_on_referenced_tables(db: Client) -> Result<Response> {
    let sections = db.from::<Section>().columns(select!(name, instruments!inner { name }));
    let either = sections.on(|s| s.instruments, |i| i.filter(|i| i.section_id.eq(1) | i.name.eq("guqin")));
    either.await.map(data)
}

/// `.filter("name", "in", '("Mars","Tatooine")')`
async fn filter(db: Client) -> Result<Response> {
    let raw = |_: &_| filter_raw("name", "in", r#"("Mars","Tatooine")"#);
    db.from::<Planet>().select().filter(raw).await.map(data)
}

/// `.select("name, instruments!inner(name)").filter("instruments.name", "eq", "flute")`
async fn filter_on_a_foreign_table(db: Client) -> Result<Response> {
    let sections = db.from::<Section>().columns(select!(name, instruments!inner { name }));
    sections.on(|s| s.instruments, |i| i.filter(|_| filter_raw("name", "eq", "flute"))).await.map(data)
}
