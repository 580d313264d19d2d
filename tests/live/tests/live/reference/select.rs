//! "Fetch data": `select()`.

use super::{
    Response, data, data_and_count,
    tables::{Instrument, Planet, Section},
};
use serde::Serialize;
use serde_json::{Value, json};
use supabase_orm::{Client, Count, Related, Result, Table, select};
use uuid::Uuid;

examples! {
    "select/getting-your-data": getting_your_data,
    "select/selecting-specific-columns": specific_columns,
    "select/query-referenced-tables": referenced_tables,
    "select/query-referenced-tables-through-a-join-table": through_a_join_table,
    "select/query-the-same-referenced-table-multiple-times": the_same_table_multiple_times,
    "select/filtering-through-referenced-tables": filtering_through_referenced_tables,
    "select/querying-referenced-table-with-count": referenced_table_with_count,
    "select/querying-with-count-option": with_count_option,
    "select/querying-json-data": json_data,
    "select/querying-referenced-table-with-inner-join": inner_join,
    "select/switching-schemas-per-query": switching_schemas,
}

/// `table("planets").select("*")`
async fn getting_your_data(db: Client) -> Result<Response> {
    db.from::<Planet>().select().await.map(data)
}

/// `table("planets").select("name")`
async fn specific_columns(db: Client) -> Result<Response> {
    db.from::<Planet>().columns(select!(name)).await.map(data)
}

/// `table("orchestral_sections").select("name, instruments(name)")`
async fn referenced_tables(db: Client) -> Result<Response> {
    db.from::<Section>().columns(select!(name, instruments { name })).await.map(data)
}

#[derive(Debug, Table)]
#[table(name = "users")]
struct User {
    #[table(key)]
    id: i64,
    name: Option<String>,
    #[table(many = Team)]
    teams: Related,
}

#[derive(Debug, Table)]
#[table(name = "teams")]
struct Team {
    #[table(key)]
    id: i64,
    name: Option<String>,
}

/// `table("users").select("name, teams(name)")`
async fn through_a_join_table(db: Client) -> Result<Response> {
    db.from::<User>().columns(select!(name, teams { name })).await.map(data)
}

#[derive(Debug, Table)]
#[table(name = "messages")]
struct Message {
    #[table(references = User)]
    sender_id: i64,
    #[table(references = User)]
    receiver_id: i64,
    content: Option<String>,
}

/// `table("messages").select("content,from:sender_id(name),to:receiver_id(name)")`
async fn the_same_table_multiple_times(db: Client) -> Result<Response> {
    let messages = db.from::<Message>();
    messages.columns(select!(content, from: sender_id { name }, to: receiver_id { name })).await.map(data)
}

/// `table("orchestral_sections").select("name, instruments(*)").eq("instruments.name", "guqin")`
async fn filtering_through_referenced_tables(db: Client) -> Result<Response> {
    let sections = db.from::<Section>().columns(select!(name, instruments { * }));
    sections.on(|s| s.instruments, |i| i.filter(|i| i.name.eq("guqin"))).await.map(data)
}

#[derive(Debug, Serialize, Table)]
#[table(name = "orchestral_sections")]
struct UuidSection {
    #[table(key, default)]
    id: Uuid,
    name: Option<String>,
    #[serde(skip)]
    #[table(many = Instrument)]
    instruments: Related,
}

/// `table("orchestral_sections").select("*, instruments(count)")`
async fn referenced_table_with_count(db: Client) -> Result<Response> {
    let sections = db.from::<UuidSection>().columns(select!(*, instruments(count))).await?;
    // a number here, `[{"count": 4}]` there
    let counts = sections
        .iter()
        .map(|s| json!({"id": s.id, "name": s.name, "instruments": [{"count": s.instruments}]}));
    Ok(data(counts.collect::<Vec<_>>()))
}

/// `table("planets").select("*", count="exact")`
async fn with_count_option(db: Client) -> Result<Response> {
    db.from::<Planet>().select().count(Count::Exact).await.map(data_and_count)
}

#[derive(Debug, Table)]
#[table(name = "users")]
struct Person {
    #[table(key)]
    id: i64,
    name: Option<String>,
    address: Option<Value>,
}

/// `table("users").select("id, name, address->city")`
async fn json_data(db: Client) -> Result<Response> {
    db.from::<Person>().columns(select!(id, name, address->city)).await.map(data)
}

/// `table("instruments").select("name, orchestral_sections!inner(name)").eq("orchestral_sections.name", "woodwinds")`
async fn inner_join(db: Client) -> Result<Response> {
    let instruments = db.from::<Instrument>().columns(select!(name, orchestral_sections!inner { name }));
    instruments.on(|i| i.orchestral_sections, |s| s.filter(|s| s.name.eq("woodwinds"))).await.map(data)
}

#[derive(Debug, Serialize, Table)]
#[table(name = "mytable")]
struct MyRow {
    #[table(key, default)]
    id: Uuid,
    data: Option<String>,
}

/// `schema("myschema").table("mytable").select("*")`
async fn switching_schemas(db: Client) -> Result<Response> {
    db.from::<MyRow>().select().schema("myschema").await.map(data)
}
