//! "Call a Postgres function": `rpc()`. The structs are what the generator writes for these functions.

use super::{Response, data, tables::Planet};
use supabase_orm::{Call, Client, Function, ObjWriter, Result, Select};

examples! {
    "rpc/call-a-postgres-function-without-arguments": without_arguments,
    "rpc/call-a-postgres-function-with-arguments": with_arguments,
    "rpc/bulk-processing": bulk_processing,
    "rpc/call-a-postgres-function-with-filters": with_filters,
    "rpc/call-a-read-only-postgres-function": read_only,
}

struct HelloWorld {}
impl Function for HelloWorld {
    type Output = Call<String>;
    const NAME: &'static str = "hello_world";
    fn args(&self, _: &mut ObjWriter) {}
}

struct Echo {
    say: String,
}
impl Function for Echo {
    type Output = Call<String>;
    const NAME: &'static str = "echo";
    fn args(&self, w: &mut ObjWriter) {
        w.json("say", &self.say);
    }
}

struct AddOneEach {
    arr: Vec<i32>,
}
impl Function for AddOneEach {
    type Output = Call<Vec<i32>>;
    const NAME: &'static str = "add_one_each";
    fn args(&self, w: &mut ObjWriter) {
        w.json("arr", &self.arr);
    }
}

struct ListStoredPlanets {}
impl Function for ListStoredPlanets {
    type Output = Select<Planet, Planet>;
    const NAME: &'static str = "list_stored_planets";
    fn args(&self, _: &mut ObjWriter) {}
}

/// `rpc("hello_world")`
async fn without_arguments(db: Client) -> Result<Response> {
    db.rpc(HelloWorld {}).await.map(data)
}

/// `rpc("echo", {"say": "👋"})`
async fn with_arguments(db: Client) -> Result<Response> {
    db.rpc(Echo { say: "👋".into() }).await.map(data)
}

/// `rpc("add_one_each", {"arr": [1, 2, 3]})`
async fn bulk_processing(db: Client) -> Result<Response> {
    db.rpc(AddOneEach { arr: vec![1, 2, 3] }).await.map(data)
}

/// `rpc("list_stored_planets").eq("id", 1).single()`
async fn with_filters(db: Client) -> Result<Response> {
    db.rpc(ListStoredPlanets {}).filter(|p| p.id.eq(1)).single().await.map(data)
}

/// `rpc("hello_world", get=True)`
async fn read_only(db: Client) -> Result<Response> {
    db.rpc(HelloWorld {}).get().await.map(data)
}
