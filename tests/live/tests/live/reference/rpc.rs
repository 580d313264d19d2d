//! "Call a Postgres function": `rpc()`.

use super::{Response, data, tables::Planet};
use supabase_orm::{Client, Function, Result};

examples! {
    "rpc/call-a-postgres-function-without-arguments": without_arguments,
    "rpc/call-a-postgres-function-with-arguments": with_arguments,
    "rpc/bulk-processing": bulk_processing,
    "rpc/call-a-postgres-function-with-filters": with_filters,
    "rpc/call-a-read-only-postgres-function": read_only,
}

#[derive(Function)]
#[function(name = "hello_world", returns = String)]
struct HelloWorld;

#[derive(Function)]
#[function(name = "echo", returns = String)]
struct Echo<'a> {
    say: &'a str,
}

#[derive(Function)]
#[function(name = "add_one_each", returns = Vec<i32>)]
struct AddOneEach {
    arr: Vec<i32>,
}

#[derive(Function)]
#[function(name = "list_stored_planets", rows = Planet)]
struct ListStoredPlanets;

/// `rpc("hello_world")`
async fn without_arguments(db: Client) -> Result<Response> {
    db.rpc(HelloWorld).await.map(data)
}

/// `rpc("echo", {"say": "👋"})`
async fn with_arguments(db: Client) -> Result<Response> {
    db.rpc(Echo { say: "👋" }).await.map(data)
}

/// `rpc("add_one_each", {"arr": [1, 2, 3]})`
async fn bulk_processing(db: Client) -> Result<Response> {
    db.rpc(AddOneEach { arr: vec![1, 2, 3] }).await.map(data)
}

/// `rpc("list_stored_planets").eq("id", 1).single()`
async fn with_filters(db: Client) -> Result<Response> {
    db.rpc(ListStoredPlanets).filter(|p| p.id.eq(1)).single().await.map(data)
}

/// `rpc("hello_world", get=True)`
async fn read_only(db: Client) -> Result<Response> {
    db.rpc(HelloWorld).get().await.map(data)
}
