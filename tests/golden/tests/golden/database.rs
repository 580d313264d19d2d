//! The catalog of the same schema in a running PostgreSQL: fact by fact what the recorded `GeneratorMetadata` document says, and
//! what only the catalog itself tells.

use crate::live::stack;
use golden::cases;
use serde_json::{Value, json};
use supabase_codegen::Config;

/// What is asked for blocks, as a program does.
async fn ask<T: Send + 'static>(config: Config, of: impl FnOnce(Config) -> T + Send + 'static) -> T {
    tokio::task::spawn_blocking(move || of(config)).await.unwrap()
}

async fn database() -> Config {
    Config::new().database(stack().await.db_url().unwrap()).schemas(["public", "api2"])
}

async fn snapshot() -> Value {
    let text = ask(database().await, |c| c.snapshot()).await.unwrap();
    serde_json::from_str(&text).unwrap()
}

fn recorded() -> Value {
    let path = cases().join("zoo_metadata/document.json");
    let text = Config::new().file(path).schemas(["public", "api2"]).snapshot().unwrap();
    serde_json::from_str(&text).unwrap()
}

/// Visits every object.
fn each(value: &mut Value, f: &mut dyn FnMut(&mut serde_json::Map<String, Value>)) {
    match value {
        Value::Object(map) => {
            f(map);
            map.values_mut().for_each(|v| each(v, f));
        }
        Value::Array(list) => list.iter_mut().for_each(|v| each(v, f)),
        _ => {}
    }
}

/// Leaves out what the document has no place for.
fn without_our_own_facts(snapshot: &mut Value) {
    snapshot["source"] = Value::Null;
    each(snapshot, &mut |map| {
        map.remove("max_length");
        // the document has expressions as they look with `public` in the search path, and arguments by name
        for key in ["signature", "expression", "generated"] {
            if let Some(Value::String(text)) = map.get_mut(key) {
                *text = text.replace("public.", "");
            }
        }
        if let Some(Value::Array(arguments)) = map.get_mut("arguments") {
            arguments.sort_by_key(|a| a["name"].to_string());
        }
        if map.get("kind") == Some(&json!("rows")) {
            map["columns"].as_array_mut().unwrap().sort_by_key(|c| c["name"].to_string());
        }
        if map.contains_key("relations") || map.contains_key("returns") {
            map.remove("comment"); // of a db schema, of a function
        }
        for part in ["computed", "computed_relations"] {
            let functions = map.get_mut(part).and_then(Value::as_array_mut).into_iter().flatten();
            functions.for_each(|f| drop(f.as_object_mut().unwrap().remove("comment")));
        }
        if let Some(Value::Array(keys)) = map.get_mut("unique_keys") {
            keys.retain(|k| k["primary"] == true || k["columns"].as_array().unwrap().len() == 1);
            for key in keys.iter_mut() {
                key["name"] = Value::Null;
                key["columns"].as_array_mut().unwrap().sort_by_key(ToString::to_string);
            }
            keys.sort_by_key(ToString::to_string);
            if keys.is_empty() {
                map.remove("unique_keys");
            }
        }
    });
}

/// Domains are named where the document does not resolve them, and partitions are among the tables.
fn with_what_it_cannot_tell(document: &mut Value) {
    each(document, &mut |map| {
        if let Some(Value::Array(relations)) = map.get_mut("relations") {
            relations.retain(|r| !r["name"].as_str().unwrap().starts_with("part_2"));
        }
        if map.get("name") == Some(&json!("dom_default_c")) {
            map.insert("default".into(), json!({"expression": "7"}));
        }
        if let Some(Value::String(t)) = map.get_mut("type") {
            for (domain, base) in [
                ("public.email", "extensions.citext"),
                ("public.positive_int", "integer"),
                ("public.dom_array", "integer[]"),
            ] {
                *t = t.replace(domain, base);
            }
        }
    });
}

/// The lines in which two texts differ, for a message.
fn differences(a: &Value, b: &Value) -> Vec<String> {
    let text = |v: &Value| serde_json::to_string_pretty(v).unwrap();
    let (a, b) = (text(a), text(b));
    let only = |these: &str, those: &str, sign: &str| {
        let those: std::collections::BTreeSet<&str> = those.lines().collect();
        let lines = these.lines().filter(|l| !those.contains(l));
        lines.map(|l| format!("{sign} {l}")).collect::<Vec<_>>()
    };
    [only(&a, &b, "-"), only(&b, &a, "+")].concat()
}

#[tokio::test]
async fn the_catalog_is_the_recorded_document_fact_by_fact() {
    let (mut live, mut document) = (snapshot().await, recorded());
    without_our_own_facts(&mut live);
    without_our_own_facts(&mut document);
    with_what_it_cannot_tell(&mut document);
    for (live, document) in
        live["schemas"].as_array().unwrap().iter().zip(document["schemas"].as_array().unwrap())
    {
        for part in ["relations", "routines"] {
            let (live, document) = (live[part].as_array().unwrap(), document[part].as_array().unwrap());
            let name = |v: &Value| v["name"].as_str().unwrap().to_owned();
            assert_eq!(
                live.iter().map(name).collect::<Vec<_>>(),
                document.iter().map(name).collect::<Vec<_>>(),
                "{part}"
            );
            for (live, document) in live.iter().zip(document) {
                assert!(
                    live == document,
                    "{}: {:#?}\n{live:#}\n{document:#}",
                    live["name"],
                    differences(document, live)
                );
            }
        }
    }
    assert_eq!(live["enums"], document["enums"]);
    assert_eq!(live["composites"], document["composites"]);
}

/// The whole file but its first line, which names the source.
#[tokio::test]
async fn the_code_is_that_of_the_document_byte_by_byte() {
    let settings = |c: Config| c.schemas(["api2"]).include(["items", "users", "f_in_api2"]);
    let path = cases().join("zoo_metadata/document.json");
    let document = settings(Config::new().file(path)).render().unwrap().code;
    let live = ask(settings(database().await), |c| c.render()).await.unwrap().code;
    assert!(live.lines().next().unwrap().contains(" from a database (schema `api2`)"));
    let body = |code: &str| code.split_once('\n').unwrap().1.to_owned();
    assert_eq!(body(&live), body(&document));
}

#[tokio::test]
async fn only_the_catalog_tells() {
    let snapshot = snapshot().await;
    let public = snapshot["schemas"].as_array().unwrap().iter().find(|s| s["name"] == "public").unwrap();
    let relation = |name: &str| {
        let relations = public["relations"].as_array().unwrap();
        relations.iter().find(|r| r["name"] == name).cloned().unwrap_or_default()
    };
    let column = |table: &str, name: &str| {
        let relation = relation(table);
        relation["columns"].as_array().unwrap().iter().find(|c| c["name"] == name).cloned().unwrap()
    };
    // partitions are not exposed; a domain over a domain; a domain's default; the length of a text
    assert!(relation("part_2024").is_null() && !relation("part_root").is_null());
    assert_eq!(column("types_user", "small_c")["type"], "integer");
    assert_eq!(column("types_user", "dom_default_c")["default"], json!({"expression": "7"}));
    assert_eq!(column("types_scalar", "varchar_n")["max_length"], 42);
    // a unique key of two columns, with its name
    let keys = relation("post_tags")["unique_keys"].clone();
    assert_eq!(keys[1]["name"], "post_tags_post_id_tag_id_key");
    assert_eq!(keys[1]["columns"], json!(["post_id", "tag_id"]));
    // comments of the db schema and of functions
    assert!(public["comment"].as_str().unwrap().starts_with("Zoo API"));
    let routines = public["routines"].as_array().unwrap();
    let scalar = routines.iter().find(|r| r["name"] == "f_scalar").unwrap();
    assert!(scalar["comment"].as_str().unwrap().starts_with("Says hello"));
}

#[tokio::test]
async fn a_role_without_any_rights_reads_the_same() {
    let sql = "drop role if exists zoo_reader; create role zoo_reader login password 'pa55word'";
    stack().await.run_sql(sql).await.unwrap();
    let mut url = url(stack().await.db_url().unwrap());
    url.1 = "zoo_reader:pa55word".to_owned();
    let reader = Config::new().database(url.join()).schemas(["public", "api2"]);
    let text = ask(reader, |c| c.snapshot()).await.unwrap();
    assert_eq!(serde_json::from_str::<Value>(&text).unwrap(), snapshot().await);
}

#[tokio::test]
async fn a_refusal_names_the_database_and_not_the_password() {
    let mut url = url(stack().await.db_url().unwrap());
    url.1 = "nobody_here:pa55word".to_owned();
    let fault = ask(Config::new().database(url.join()), |c| c.render()).await.unwrap_err();
    let text = format!("{fault} {fault:?}");
    assert!(text.contains("the database refuses: ") && text.contains("nobody_here@"), "{text}");
    assert!(!text.contains("pa55word") && fault.exit_code() == 77, "{text}");
    let missing = ask(database().await.schemas(["nowhere"]), |c| c.render()).await.unwrap_err().to_string();
    assert!(missing.contains("there is no schema `nowhere` in it, but none"), "{missing}");
}

/// An address with its user apart: scheme, user and password, the rest.
struct Address(String, String, String);

impl Address {
    fn join(&self) -> String {
        format!("{}://{}@{}", self.0, self.1, self.2)
    }
}

fn url(text: &str) -> Address {
    let (scheme, rest) = text.split_once("://").unwrap();
    let (user, rest) = rest.split_once('@').unwrap();
    Address(scheme.to_owned(), user.to_owned(), rest.to_owned())
}
