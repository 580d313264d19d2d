//! "Insert data", "Update data", "Upsert data", "Delete data", and `max_affected()`.

use super::{
    Response, data,
    tables::{NewPlanet, Planet},
};
use serde::Serialize;
use serde_json::{Value, json};
use supabase_orm::{Client, Insert, Result, Table, select};

examples! {
    "insert/create-a-record": create_a_record,
    "insert/bulk-create": bulk_create,
    "insert/insert-with-select": insert_with_select,
    "update/updating-your-data": updating_your_data,
    "update/updating-json-data": updating_json_data,
    "update/update-with-select": update_with_select,
    "upsert/upsert-your-data": upsert_your_data,
    "upsert/bulk-upsert-your-data": bulk_upsert,
    "upsert/upserting-into-tables-with-constraints": upserting_with_constraints,
    "upsert/upsert-with-select": upsert_with_select,
    "delete/delete-records": delete_records,
    "delete/delete-multiple-records": delete_multiple_records,
    "delete/delete-with-select": delete_with_select,
    "max-affected/with-update": max_affected_with_update,
    "max-affected/with-delete": max_affected_with_delete,
}

#[derive(Debug, Serialize, Table)]
#[table(name = "characters")]
struct Character {
    #[table(key)]
    id: i64,
    name: Option<String>,
}

#[derive(Debug, Insert)]
#[table(Character)]
struct NewCharacter<'a> {
    id: i64,
    name: &'a str,
}

#[derive(Debug, Serialize, Table)]
#[table(name = "instruments")]
struct Instrument {
    #[table(key)]
    id: i64,
    name: Option<String>,
}

#[derive(Debug, Insert)]
#[table(Instrument)]
struct NewInstrument<'a> {
    id: i64,
    name: &'a str,
}

#[derive(Debug, Serialize, Table)]
#[table(name = "countries")]
struct Country {
    #[table(key)]
    id: i64,
    name: Option<String>,
}

/// `table("planets").insert({"id": 1, "name": "Pluto"})`
async fn create_a_record(db: Client) -> Result<Response> {
    db.from::<Planet>().insert(NewPlanet { id: 1, name: "Pluto" }).returning(|_| ..).await.map(data)
}

/// `table("characters").insert([{"id": 1, "name": "Frodo"}, {"id": 2, "name": "Sam"}])`
async fn bulk_create(db: Client) -> Result<Response> {
    let both = [NewCharacter { id: 1, name: "Frodo" }, NewCharacter { id: 2, name: "Sam" }];
    db.from::<Character>().insert_many(both).returning(|_| ..).await.map(data)
}

/// `.insert({"id": 1, "name": "Pluto"}).select("id, name")`
async fn insert_with_select(db: Client) -> Result<Response> {
    let pluto = NewPlanet { id: 1, name: "Pluto" };
    db.from::<Planet>().insert(pluto).returning(select!(id, name)).await.map(data)
}

/// `table("instruments").update({"name": "piano"}).eq("id", 1)`
async fn updating_your_data(db: Client) -> Result<Response> {
    let piano = db.from::<Instrument>().update(|i| i.name.set("piano")).filter(|i| i.id.eq(1));
    piano.returning(|_| ..).await.map(data)
}

#[derive(Debug, Serialize, Table)]
#[table(name = "users")]
struct Person {
    #[table(key)]
    id: i64,
    name: Option<String>,
    address: Option<Value>,
}

/// `.update({"address": {"street": "Melrose Place", "postcode": 90210}}).eq("address->postcode", 90210)`
async fn updating_json_data(db: Client) -> Result<Response> {
    let address = json!({"street": "Melrose Place", "postcode": 90210});
    let moved = db.from::<Person>().update(|p| p.address.set(address));
    moved.filter(|p| p.address.key("postcode").eq(90210)).returning(|_| ..).await.map(data)
}

/// `.update({"name": "piano"}).eq("id", 1).select("id, name")`
async fn update_with_select(db: Client) -> Result<Response> {
    let piano = db.from::<Instrument>().update(|i| i.name.set("piano")).filter(|i| i.id.eq(1));
    piano.returning(select!(id, name)).await.map(data)
}

/// `.upsert({"id": 1, "name": "piano"})`
async fn upsert_your_data(db: Client) -> Result<Response> {
    db.from::<Instrument>().upsert(NewInstrument { id: 1, name: "piano" }).returning(|_| ..).await.map(data)
}

/// `.upsert([{"id": 1, "name": "piano"}, {"id": 2, "name": "guitar"}])`
async fn bulk_upsert(db: Client) -> Result<Response> {
    let both = [NewInstrument { id: 1, name: "piano" }, NewInstrument { id: 2, name: "guitar" }];
    db.from::<Instrument>().upsert_many(both).returning(|_| ..).await.map(data)
}

#[derive(Debug, Serialize, Table)]
#[table(name = "users")]
struct User {
    #[table(key, default)]
    id: i64,
    #[table(unique)]
    handle: String,
    display_name: Option<String>,
}

#[derive(Debug, Insert)]
#[table(User)]
struct NewUser<'a> {
    id: i64,
    handle: &'a str,
    display_name: &'a str,
}

/// `.upsert({"id": 42, "handle": "saoirse", "display_name": "Saoirse"}, on_conflict="handle")`
async fn upserting_with_constraints(db: Client) -> Result<Response> {
    let saoirse = NewUser { id: 42, handle: "saoirse", display_name: "Saoirse" };
    let by_handle = db.from::<User>().upsert(saoirse).on_conflict(|k| k.handle);
    by_handle.returning(|_| ..).await.map(data)
}

/// `.upsert({"id": 1, "name": "piano"}).select("id, name")`
async fn upsert_with_select(db: Client) -> Result<Response> {
    let piano = NewInstrument { id: 1, name: "piano" };
    db.from::<Instrument>().upsert(piano).returning(select!(id, name)).await.map(data)
}

/// `table("countries").delete().eq("id", 1)`
async fn delete_records(db: Client) -> Result<Response> {
    db.from::<Country>().delete().filter(|c| c.id.eq(1)).returning(|_| ..).await.map(data)
}

/// `table("characters").delete().in_("id", [1, 2, 3])`
async fn delete_multiple_records(db: Client) -> Result<Response> {
    db.from::<Character>().delete().filter(|c| c.id.in_([1, 2, 3])).returning(|_| ..).await.map(data)
}

/// `.delete().eq("id", 1).select("id, name")`
async fn delete_with_select(db: Client) -> Result<Response> {
    db.from::<Country>().delete().filter(|c| c.id.eq(1)).returning(select!(id, name)).await.map(data)
}

/// `.update({"name": "Updated"}).eq("id", 1).max_affected(1)`: PostgREST 12.0 does not know the preference
async fn max_affected_with_update(db: Client) -> Result<Response> {
    let update = db.from::<Planet>().update(|p| p.name.set("Updated")).filter(|p| p.id.eq(1));
    update.max_affected(1).returning(|_| ..).await.map(data)
}

/// `.delete().eq("id", 1).max_affected(1)`: PostgREST 12.0 does not know the preference
async fn max_affected_with_delete(db: Client) -> Result<Response> {
    let delete = db.from::<Planet>().delete().filter(|p| p.id.eq(1));
    delete.max_affected(1).returning(|_| ..).await.map(data)
}
