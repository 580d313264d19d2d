//! "Using modifiers": order, limit, range, one row, other forms.

use super::{
    Response, data,
    tables::{Instrument, Planet, Section},
};
use supabase_orm::{Client, Result, select};

examples! {
    "order/with-select": order,
    "order/on-a-foreign-table": order_on_a_foreign_table,
    "order/order-parent-table-by-a-referenced-table": order_by_a_referenced_table,
    "limit/with-select": limit,
    "limit/on-a-foreign-table": limit_on_a_foreign_table,
    "range/with-select": range,
    "range/on-a-foreign-table": range_on_a_foreign_table,
    "single/with-select()": single,
    "maybe-single/with-select": maybe_single,
    "csv/return-data-as-csv": csv,
    "explain/get-execution-plan": explain,
    "explain/get-execution-plan-with-analyze-and-verbose": explain_analyze_verbose,
}

/// `.order("name", desc=True)`
async fn order(db: Client) -> Result<Response> {
    db.from::<Planet>().select().order(|p| p.name.desc()).await.map(data)
}

/// `.select("name, instruments(name)").order("name", desc=True, foreign_table="instruments")`
async fn order_on_a_foreign_table(db: Client) -> Result<Response> {
    let sections = db.from::<Section>().columns(select!(name, instruments { name }));
    sections.on(|s| s.instruments, |i| i.order(|i| i.name.desc())).await.map(data)
}

/// `.select("name, section:orchestral_sections(name)").order("section(name)", desc=False)`
async fn order_by_a_referenced_table(db: Client) -> Result<Response> {
    let instruments = db.from::<Instrument>().columns(select!(name, section: orchestral_sections { name }));
    instruments.order(|i| i.orchestral_sections.order(|s| s.name.asc())).await.map(data)
}

/// `.select("name").limit(1)`
async fn limit(db: Client) -> Result<Response> {
    db.from::<Planet>().columns(select!(name)).limit(1).await.map(data)
}

/// `.select("name, instruments(name)").limit(1, foreign_table="instruments")`
async fn limit_on_a_foreign_table(db: Client) -> Result<Response> {
    let sections = db.from::<Section>().columns(select!(name, instruments { name }));
    sections.on(|s| s.instruments, |i| i.limit(1)).await.map(data)
}

/// `.select("name").range(0, 1)`
async fn range(db: Client) -> Result<Response> {
    db.from::<Planet>().columns(select!(name)).range(0..=1).await.map(data)
}

/// `.select("name, instruments(name)").range(0, 1, foreign_table="instruments")`
async fn range_on_a_foreign_table(db: Client) -> Result<Response> {
    let sections = db.from::<Section>().columns(select!(name, instruments { name }));
    sections.on(|s| s.instruments, |i| i.range(0..=1)).await.map(data)
}

/// `.select("name").limit(1).single()`
async fn single(db: Client) -> Result<Response> {
    db.from::<Planet>().columns(select!(name)).limit(1).single().await.map(data)
}

/// `.eq("name", "Earth").maybe_single()`
async fn maybe_single(db: Client) -> Result<Response> {
    db.from::<Planet>().select().filter(|p| p.name.eq("Earth")).maybe_single().await.map(data)
}

/// `.csv()`
async fn csv(db: Client) -> Result<Response> {
    db.from::<Planet>().select().csv().await.map(data)
}

/// `.explain()`
async fn explain(db: Client) -> Result<Response> {
    db.from::<Planet>().select().explain().await.map(data)
}

/// `.explain(analyze=True, verbose=True)`
async fn explain_analyze_verbose(db: Client) -> Result<Response> {
    db.from::<Planet>().select().explain().analyze().verbose().await.map(data)
}
