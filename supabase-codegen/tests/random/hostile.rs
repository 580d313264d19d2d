//! Documents that are written to do harm: an error with its place, or code that compiles. Never a panic.

use super::rustc::Rustc;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use supabase_codegen::{Config, Generated, Result};

/// What a fault in a document ends the program with.
const DOCUMENT: u8 = 65;

fn render(text: impl Into<Vec<u8>>) -> Result<Generated> {
    Config::new().document("doc.json", text).render()
}

/// A document with a table `t`, which has a column of each of these types, and these types.
fn with_types(columns: &[&str], types: &Value) -> Value {
    let column = |(n, format): (usize, &&str)| {
        json!({"table_id": 1, "ordinal_position": n, "name": format!("c{n}"), "format": format, "type_schema": "public",
               "is_nullable": n % 2 == 0})
    };
    json!({"version": 1, "schemas": [{"name": "public"}], "tables": [{"id": 1, "schema": "public", "name": "t"}],
           "columns": columns.iter().enumerate().map(column).collect::<Vec<_>>(), "types": types})
}

fn with_text(text: &str) -> Value {
    let mut document = with_types(
        &["int4"],
        &json!([{"id": 1, "name": "mood", "schema": "public", "format": "mood", "enums": [text]}]),
    );
    document["schemas"][0]["comment"] = json!(text);
    document["tables"][0]["comment"] = json!(text);
    document["columns"][0]["comment"] = json!(text);
    document["columns"][0]["default_value"] = json!(text);
    document["functions"] = json!([{"schema": "public", "name": "f", "return_type_id": 1, "return_type": text, "argument_types": text,
                                    "comment": text, "args": []}]);
    document
}

fn assert_compile(documents: &[Value]) {
    let code = |(n, d): (usize, &Value)| (n, render(d.to_string()).unwrap());
    let modules: BTreeMap<usize, Generated> = documents.iter().enumerate().map(code).collect();
    if let Err((failed, said)) = Rustc::new().compile("hostile", &modules) {
        panic!("{said}\n{}", documents[failed[0]]);
    }
}

#[test]
fn deep_nesting_is_an_error() {
    for (open, close) in [("[", "]"), ("{\"a\":", "}")] {
        let deep = format!("{}1{}", open.repeat(200_000), close.repeat(200_000));
        assert_eq!(render(deep.clone()).unwrap_err().exit_code(), DOCUMENT);
        let inside = with_types(&[], &json!("HERE")).to_string().replace("\"HERE\"", &deep);
        assert_eq!(render(inside).unwrap_err().exit_code(), DOCUMENT);
        assert_eq!(render(open.repeat(1_000_000)).unwrap_err().exit_code(), DOCUMENT);
    }
}

#[test]
fn ten_megabytes_of_anything_are_read() {
    let (long, name) = ("a\"*/` ".repeat(10_000_000 / 6), "ab_".repeat(100_000));
    let mut huge_name = with_types(&["int4"], &json!([]));
    huge_name["tables"][0]["name"] = json!(name);
    huge_name["columns"][0]["name"] = json!(name);
    let format =
        with_types(&[&"[]".repeat(100_000), &"(".repeat(100_000), &"\"".repeat(100_000)], &json!([]));
    let many: Vec<Value> =
        (0..40_000).map(|n| json!({"id": n, "schema": "elsewhere", "name": long.get(..200)})).collect();
    let mut elsewhere = with_types(&["int4"], &json!([]));
    elsewhere["views"] = json!(many);
    let mut comment = with_types(&["int4"], &json!([]));
    comment["tables"][0]["comment"] = json!(long);
    assert_compile(&[huge_name, format, elsewhere, comment]);
    assert!(render(vec![b' '; 10_000_000]).is_err() && render(vec![0xff; 10_000_000]).is_err());
}

#[test]
fn cycles_end() {
    let composite = |id: i64, name: &str, of: i64| json!({"id": id, "name": name, "schema": "public", "format": name, "attributes": [{"name": "x", "type_id": of}]});
    let domain = |id: i64, name: &str, of: i64| json!({"id": id, "name": name, "schema": "public", "format": name, "base_type_id": of});
    let array = |id: i64, name: &str| json!({"id": id, "name": format!("_{name}"), "schema": "public", "format": format!("{name}[]")});
    let types = json!([
        composite(1, "own", 1),
        composite(2, "ping", 3),
        composite(3, "pong", 2),
        composite(4, "through", 5),
        domain(5, "step", 6),
        domain(6, "stair", 4),
        domain(7, "alone", 7),
        domain(8, "a", 9),
        domain(9, "b", 8),
        composite(10, "list", 11),
        array(11, "list"),
        domain(12, "tower", 13),
        array(13, "tower"),
    ]);
    let names =
        ["own", "ping", "pong", "through", "step", "alone", "a", "b", "list", "_list", "tower", "_tower"];
    let mut document = with_types(&names, &types);
    let key = |from: &str, to: &str| {
        json!({"foreign_key_name": "fk", "schema": "public", "relation": "t", "columns": [from], "referenced_schema": "public",
               "referenced_relation": "t", "referenced_columns": [to], "is_one_to_one": true})
    };
    document["relationships"] =
        json!([key("c0", "c1"), key("c1", "c0"), key("c0", "c0"), key("no", "where")]);
    assert_compile(&[document]);
}

#[test]
fn what_is_there_twice_is_taken_once() {
    let twice = json!([
        {"id": 1, "name": "mood", "schema": "public", "format": "mood", "enums": ["a", "a", "A", "b"]},
        {"id": 1, "name": "mood", "schema": "public", "format": "mood", "enums": ["c"]},
        {"id": 2, "name": "spot", "schema": "public", "format": "spot", "attributes": [{"name": "x", "type_id": 1}, {"name": "x", "type_id": 1}]},
        {"id": 3, "name": "spot", "schema": "public", "format": "spot", "attributes": [{"name": "x", "type_id": 2}]},
    ]);
    let mut document = with_types(&["mood", "spot", "int4"], &twice);
    for part in ["tables", "columns", "schemas", "types"] {
        let again = document[part].as_array().unwrap().clone();
        document[part].as_array_mut().unwrap().extend(again);
    }
    document["views"] = document["tables"].clone();
    document["primaryKeys"] = json!([{"table_id": 1, "name": "c1"}, {"table_id": 1, "name": "c1"}]);
    let f = json!({"schema": "public", "name": "f", "return_type_id": 1,
                   "args": [{"name": "a", "type_id": 1, "has_default": true}, {"name": "a", "type_id": 1, "has_default": false}]});
    document["functions"] = json!([f, f]);
    assert_compile(&[document.clone()]);
    // a key twice in one object: the last of a map, an error of a mirror
    let text = document.to_string();
    assert_eq!(
        render(text.replacen("\"version\":1", "\"version\":1,\"tables\":[]", 1)).unwrap_err().exit_code(),
        DOCUMENT
    );
    let openapi = r#"{"swagger":"2.0","paths":{},"definitions":{"t":{"properties":{"a":{"format":"text"},"a":{"format":"uuid"}}},"t":{}}}"#;
    assert!(render(openapi).is_ok());
    // a db schema that is asked for twice
    let asked = Config::new().document("doc.json", text).schemas(["public", "public"]).render();
    assert!(asked.is_ok_and(|g| Rustc::new().compile("asked", &BTreeMap::from([(0, g)])).is_ok()));
}

#[test]
fn texts_do_not_end_comments_strings_or_lines() {
    let texts = [
        "\0",
        "a\0b",
        "\u{202e}evil\u{202c}",
        "\u{2066}evil\u{2069}",
        "\u{200f}\u{200e}\u{61c}",
        "*/ fn evil() {} /*",
        "\" + evil + \"",
        "\"] pub fn evil() {} #[doc = \"",
        "\n}\npub fn evil() {}\nmod x {",
        "\r\n//! evil",
        "```\ncompile_error!()\n```",
        "    compile_error!()",
        "\\",
        "\\\"",
        "{}",
        "#![deny(warnings)]",
        "\u{2028}x\u{2029}",
        "\u{feff}",
        "`evil`",
    ];
    let documents: Vec<Value> = texts.iter().map(|t| with_text(t)).collect();
    assert_compile(&documents);
    for document in &documents {
        let code = render(document.to_string()).unwrap().code;
        let evil = code
            .lines()
            .find(|l| l.contains("evil()") && !l.trim_start().starts_with("//") && !l.contains('"'));
        assert_eq!(evil, None);
    }
}

/// The header names the db schemas.
#[test]
fn names_of_db_schemas_do_not_end_the_header() {
    let name = "x\npub fn evil() {}\n//\u{202e}";
    let mut document = with_types(&["int4"], &json!([]));
    (document["schemas"][0]["name"], document["tables"][0]["schema"]) = (json!(name), json!(name));
    let code = Config::new().document("doc.json", document.to_string()).schemas([name]).render().unwrap();
    assert!(!code.code.contains("\npub fn evil"));
    Rustc::new().compile("header", &BTreeMap::from([(0, code)])).unwrap();
}

#[test]
fn wrong_types_are_named_by_their_place() {
    let whole = with_text("x");
    for (at, wrong) in [
        ("/tables", json!({})),
        ("/tables/0/id", json!("1")),
        ("/tables/0/name", Value::Null),
        ("/columns/0/is_nullable", json!("no")),
        ("/columns/0/ordinal_position", json!(1.5)),
        ("/columns/0/format", json!([])),
        ("/types/0/enums", json!("x")),
        ("/types/0/id", json!(1e300)),
        ("/functions/0/args", json!({})),
        ("/schemas", json!(7)),
        ("/version", json!("1")),
    ] {
        let mut document = whole.clone();
        *document.pointer_mut(at).unwrap() = wrong;
        let fault = render(document.to_string()).unwrap_err();
        let key = at.rsplit('/').find(|k| k.parse::<usize>().is_err()).unwrap();
        assert!(fault.exit_code() == DOCUMENT && fault.to_string().contains(key), "{at}: {fault}");
    }
}
