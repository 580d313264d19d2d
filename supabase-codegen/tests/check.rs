//! `check`: every kind of change is told by table and column, against a snapshot and against the generated file.
#![expect(clippy::unwrap_used, reason = "tests")]

use serde_json::{Value, json};
use std::path::Path;
use supabase_codegen::Config;

fn column(table: i64, n: i64, name: &str, format: &str, nullable: bool) -> Value {
    json!({"table_id": table, "ordinal_position": n, "name": name, "format": format, "type_schema": "pg_catalog",
           "is_nullable": nullable, "default_value": null})
}

fn document() -> Value {
    json!({
        "version": 1,
        "schemas": [{"name": "public"}],
        "tables": [{"id": 1, "schema": "public", "name": "planets"}, {"id": 2, "schema": "public", "name": "moons"}],
        "columns": [
            column(1, 1, "id", "int4", false), column(1, 2, "name", "text", true),
            {"table_id": 1, "ordinal_position": 3, "name": "mood", "format": "mood", "type_schema": "public", "is_nullable": true},
            column(2, 1, "id", "int4", false), column(2, 2, "planet_id", "int4", false),
        ],
        "primaryKeys": [{"table_id": 1, "name": "id"}, {"table_id": 2, "name": "id"}],
        "relationships": [{"foreign_key_name": "moons_planet_id_fkey", "schema": "public", "relation": "moons",
            "columns": ["planet_id"], "referenced_schema": "public", "referenced_relation": "planets",
            "referenced_columns": ["id"], "is_one_to_one": false}],
        "functions": [{"schema": "public", "name": "add", "return_type_id": 23, "behavior": "STABLE",
            "args": [{"mode": "in", "name": "a", "type_id": 23, "has_default": false}]}],
        "types": [
            {"id": 23, "name": "int4", "schema": "pg_catalog", "format": "integer"},
            {"id": 25, "name": "text", "schema": "pg_catalog", "format": "text"},
            {"id": 99, "name": "mood", "schema": "public", "format": "mood", "enums": ["happy", "sad"]},
        ],
    })
}

fn config(document: &Value) -> Config {
    Config::new().document("doc.json", document.to_string())
}

/// What `check` says, against both, after the document has changed.
fn changes(change: impl FnOnce(&mut Value)) -> (Vec<String>, Vec<String>) {
    let folder = tempfile::tempdir().unwrap();
    let (snapshot, code) = (folder.path().join("schema.json"), folder.path().join("schema.rs"));
    let mut document = document();
    config(&document).write_snapshot(&snapshot).unwrap();
    config(&document).out(&code).generate().unwrap();
    change(&mut document);
    let lines = |changes: Vec<supabase_codegen::Change>| changes.iter().map(ToString::to_string).collect();
    let of_snapshot = config(&document).check_snapshot(&snapshot).unwrap();
    (lines(of_snapshot), lines(config(&document).out(&code).check().unwrap()))
}

/// Against the snapshot exactly these; against the code at least this one.
fn assert_changes(change: impl FnOnce(&mut Value), expected: &[&str], in_code: &str) {
    let (snapshot, code) = changes(change);
    assert_eq!(snapshot, expected);
    assert!(code.iter().any(|c| c == in_code), "{in_code}\n{code:#?}");
}

fn push(document: &mut Value, part: &str, value: Value) {
    document[part].as_array_mut().unwrap().push(value);
}

fn remove(document: &mut Value, part: &str, n: usize) {
    document[part].as_array_mut().unwrap().remove(n);
}

#[test]
fn nothing_changed() {
    assert_eq!(changes(|_| ()), (Vec::new(), Vec::new()));
}

#[test]
fn columns_come_and_go() {
    assert_changes(
        |d| push(d, "columns", column(1, 4, "mass", "float8", true)),
        &["added: public.planets.mass: nullable, double precision"],
        "added: Planet.mass: `mass double precision`, Option<f64>",
    );
    assert_changes(
        |d| remove(d, "columns", 1),
        &["removed: public.planets.name: nullable, text"],
        "removed: Planet.name: `name text`, Option<String>",
    );
}

#[test]
fn columns_change() {
    assert_changes(
        |d| d["columns"][1]["format"] = json!("int8"),
        &["changed: public.planets.name: type: text -> bigint"],
        "changed: Planet.name: definition: `name text` -> `name bigint`; rust: Option<String> -> Option<i64>",
    );
    assert_changes(
        |d| d["columns"][1]["is_nullable"] = json!(false),
        &["changed: public.planets.name: null: nullable -> not null"],
        "added: PlanetInsert.name: `name text not null`, String",
    );
    assert_changes(
        |d| d["columns"][0]["default_value"] = json!("nextval('s')"),
        &["changed: public.planets.id: default: none -> default nextval('s')"],
        "removed: PlanetInsert.id: `id integer not null`, i32",
    );
    assert_changes(
        |d| d["columns"][0]["identity_generation"] = json!("ALWAYS"),
        &["changed: public.planets.id: identity: none -> identity always"],
        "removed: PlanetInsert.id: `id integer not null`, i32",
    );
    assert_changes(
        |d| d["columns"][1]["comment"] = json!("What it is\ncalled"),
        &["changed: public.planets.name: comment: none -> What it is called"],
        "changed: Planet.name: definition: `name text` -> `name text` What it is called",
    );
    assert_changes(
        |d| d["columns"][1]["ordinal_position"] = json!(9),
        &["changed: the file: the order of columns, a comment at the top, or the version of this program"],
        "changed: PlanetInsert: about: What an insert into `planets` must have. Other columns: `.with(|p| p.name.set(..))`. -> \
         What an insert into `planets` must have. Other columns: `.with(|p| p.mood.set(..))`.",
    );
}

#[test]
fn tables_come_and_go_without_their_columns() {
    let add = |d: &mut Value| {
        push(d, "tables", json!({"id": 3, "schema": "public", "name": "suns"}));
        push(d, "columns", column(3, 1, "id", "int4", false));
    };
    assert_changes(add, &["added: public.suns: table, takes inserts"], "added: Sun: Table `suns`.");
    let gone = |d: &mut Value| {
        remove(d, "tables", 1);
        remove(d, "relationships", 0);
    };
    assert_changes(
        gone,
        &["removed: public.moons: table, takes inserts"],
        "removed: Moon: Table `moons`. Primary key: `id`.",
    );
}

#[test]
fn keys_relationships_enums_and_functions_change() {
    assert_changes(
        |d| d["columns"][1]["is_unique"] = json!(true),
        &["added: public.planets.planets_name_key (key): unique (name)"],
        "added: PlanetKeys.planets_name_key: `UNIQUE (name)`, UniqueKey<Planet>",
    );
    assert_changes(
        |d| d["relationships"][0]["is_one_to_one"] = json!(true),
        &["changed: public.moons.moons_planet_id_fkey (foreign key): rows: many to one -> one to one"],
        "changed: PlanetColumns.moons: definition: to many, through `moons.planet_id` -> to one or none, through \
         `moons.planet_id`; rust: Rel<Planet,Moon,Many> -> Rel<Planet,Moon,MaybeOne>",
    );
    assert_changes(
        |d| d["types"][2]["enums"] = json!(["happy", "sad", "so so"]),
        &["changed: public.mood (type): labels: enum (happy, sad) -> enum (happy, sad, so so)"],
        "changed: Mood: labels: enum (happy, sad) -> enum (happy, sad, so so)",
    );
    assert_changes(
        |d| d["functions"][0]["args"][0]["type_id"] = json!(25),
        &[
            "removed: public.add(a integer): returns integer, stable",
            "added: public.add(a text): returns integer, stable",
        ],
        "changed: rpc::Add.a: definition: `a integer` -> `a text`; rust: i32 -> String",
    );
    assert_changes(
        |d| d["functions"][0]["return_type_id"] = json!(25),
        &["changed: public.add(a integer): returns: returns integer -> returns text"],
        "changed: rpc::Add: returns: Call<i32,PgInt4> -> Call<String,PgText>",
    );
}

#[test]
fn what_cannot_be_compared_is_said() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("schema.json");
    let fault = |path: &Path| {
        let e = config(&document()).check_snapshot(path).unwrap_err();
        (e.to_string(), e.exit_code())
    };
    assert_eq!(fault(&path).1, 66);
    std::fs::write(&path, document().to_string()).unwrap();
    assert!(
        fault(&path).0.ends_with("schema.json: is no snapshot; write one with `supabase-codegen snapshot`")
    );
    let open_api = r#"{"swagger":"2.0","info":{},"paths":{},"definitions":{}}"#;
    Config::new().document("o.json", open_api).write_snapshot(&path).unwrap();
    let (text, code) = fault(&path);
    assert!(
        text.contains("is a snapshot of an OpenAPI document, but the source is a GeneratorMetadata document"),
        "{text}"
    );
    assert_eq!(code, 65);
}
