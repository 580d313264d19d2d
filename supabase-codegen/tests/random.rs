//! Schemas of any shape give code that parses, and wrong documents give errors, never a panic.
#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]

use proptest::{collection::vec, prelude::*, sample::select};
use serde_json::{Map, Value, json};
use supabase_codegen::Config;

/// Names that people give, that Rust has, that PostgREST has, and any other.
fn name() -> impl Strategy<Value = String> {
    const AWKWARD: &[&str] = &[
        "id",
        "user_id",
        "userId",
        "User Id",
        "type",
        "self",
        "Self",
        "Option",
        "String",
        "select",
        "rpc",
        "a.b",
        "a\"b",
        "a\\b",
        "`",
        "```",
        "*/",
        "{}",
        "🦀",
        "日本",
        "é",
        "",
        "_",
        "123",
        "users",
        "Users",
        "User",
        "UserColumns",
        "super",
        "crate",
        "gen",
        "x\ny",
        "Row",
        "JsonValue",
        "public",
    ];
    prop_oneof![4 => select(AWKWARD).prop_map(str::to_owned), 1 => any::<String>(), 2 => "[a-z_]{1,8}"]
}

const TYPES: &[(&str, &str)] = &[
    ("pg_catalog", "int4"),
    ("pg_catalog", "_int4"),
    ("pg_catalog", "text"),
    ("pg_catalog", "timestamptz"),
    ("pg_catalog", "numeric"),
    ("pg_catalog", "jsonb"),
    ("pg_catalog", "int4range"),
    ("pg_catalog", "_uuid"),
    ("public", "mood"),
    ("public", "_mood"),
    ("public", "spot"),
    ("extensions", "hstore"),
    ("public", "no such type"),
];

fn column() -> impl Strategy<Value = Value> {
    (name(), select(TYPES), any::<(bool, bool, bool)>(), proptest::option::of(any::<String>()), any::<bool>()).prop_map(
        |(name, (schema, format), (nullable, generated, identity), default, unique)| {
            json!({"name": name, "format": format, "type_schema": schema, "is_nullable": nullable, "is_generated": generated,
                   "default_value": default, "is_unique": unique, "comment": default,
                   "identity_generation": identity.then_some("BY DEFAULT"), "is_identity": identity})
        },
    )
}

fn function() -> impl Strategy<Value = Value> {
    let argument =
        (name(), select(&["in", "out", "inout", "variadic", "table"][..]), 0..9_i64, any::<bool>());
    let argument = argument.prop_map(|(name, mode, type_id, optional)| {
        json!({"name": name, "mode": mode, "type_id": type_id, "has_default": optional})
    });
    (name(), vec(argument, 0..4), 0..9_i64, any::<bool>()).prop_map(|(name, args, returns, set)| {
        json!({"schema": "public", "name": name, "args": args, "return_type_id": returns, "return_type": name,
               "return_type_relation_id": returns, "is_set_returning_function": set, "prorows": 1})
    })
}

fn document() -> impl Strategy<Value = Value> {
    let table = (name(), vec(column(), 0..6));
    let key = (any::<(u8, u8, u8, u8)>(), name(), any::<bool>());
    (vec(table, 0..6), vec(key, 0..8), vec(function(), 0..5), vec(name(), 0..5))
        .prop_map(|(tables, keys, functions, labels)| schema(&tables, &keys, &functions, &labels))
}

type Key = ((u8, u8, u8, u8), String, bool);

fn schema(tables: &[(String, Vec<Value>)], keys: &[Key], functions: &[Value], labels: &[String]) -> Value {
    let mut document = json!({"version": 1, "schemas": [{"name": "public"}], "tables": [], "columns": [], "functions": functions,
        "primaryKeys": [], "relationships": [], "types": types(labels)});
    let push = |document: &mut Value, part: &str, value: Value| {
        document.get_mut(part).and_then(Value::as_array_mut).unwrap().push(value);
    };
    let mut columns_of: Vec<(String, Vec<String>)> = Vec::new();
    for (n, (name, columns)) in tables.iter().enumerate() {
        push(&mut document, "tables", json!({"id": n, "schema": "public", "name": name, "comment": name}));
        let mut names = Vec::new();
        for (place, column) in columns.iter().enumerate() {
            let mut column = column.clone();
            names.push(column["name"].as_str().unwrap().to_owned());
            column["table_id"] = json!(n);
            column["ordinal_position"] = json!(place);
            push(&mut document, "columns", column);
        }
        if let Some(first) = names.first() {
            push(&mut document, "primaryKeys", json!({"table_id": n, "name": first}));
        }
        columns_of.push((name.clone(), names));
    }
    for ((from, column, to, other), name, one) in keys {
        let pick = |n: &u8, c: &u8| {
            let (table, columns) = columns_of.get(usize::from(*n) % columns_of.len().max(1))?;
            Some((table.clone(), columns.get(usize::from(*c) % columns.len().max(1))?.clone()))
        };
        if let (Some(from), Some(to)) = (pick(from, column), pick(to, other)) {
            let key = json!({"foreign_key_name": name, "schema": "public", "relation": from.0, "columns": [from.1],
                "referenced_schema": "public", "referenced_relation": to.0, "referenced_columns": [to.1], "is_one_to_one": one});
            push(&mut document, "relationships", key);
        }
    }
    document
}

fn types(labels: &[String]) -> Value {
    json!([
        {"id": 1, "name": "int4", "schema": "pg_catalog", "format": "integer"},
        {"id": 2, "name": "mood", "schema": "public", "format": "mood", "enums": labels},
        {"id": 3, "name": "_mood", "schema": "public", "format": "mood[]"},
        {"id": 4, "name": "spot", "schema": "public", "format": "spot", "attributes": [{"name": "x", "type_id": 1}, {"name": "X", "type_id": 3}]},
        {"id": 5, "name": "users", "schema": "public", "format": "users", "type_relation_id": 0},
        {"id": 6, "name": "void", "schema": "pg_catalog", "format": "void"},
        {"id": 7, "name": "loop", "schema": "public", "format": "loop", "base_type_id": 7},
        {"id": 8, "name": "record", "schema": "pg_catalog", "format": "record"},
    ])
}

/// One value somewhere becomes another.
fn spoil(value: &mut Value, path: &mut impl Iterator<Item = usize>, with: &Value) {
    let step = path.next();
    match (value, step) {
        (Value::Object(map), Some(n)) if !map.is_empty() => {
            let at = n % map.len();
            map.values_mut().nth(at).into_iter().for_each(|v| spoil(v, path, with));
        }
        (Value::Array(list), Some(n)) if !list.is_empty() => {
            let at = n % list.len();
            list.get_mut(at).into_iter().for_each(|v| spoil(v, path, with));
        }
        (other, _) => *other = with.clone(),
    }
}

fn odd() -> impl Strategy<Value = Value> {
    prop_oneof![
        Just(Value::Null),
        Just(json!(-1)),
        Just(json!(9_223_372_036_854_775_807_i64)),
        Just(json!(1e300)),
        Just(json!("[]".repeat(10_000))),
        Just(json!("(".repeat(1000))),
        Just(json!("\u{0}\u{202e}\"'`\\")),
        Just(Value::Array(Vec::new())),
        Just(Value::Object(Map::new())),
        any::<String>().prop_map(Value::String),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, failure_persistence: None, ..ProptestConfig::default() })]

    /// `render` parses its own code: that it is `Ok` is the test.
    #[test]
    fn any_schema_becomes_code(document in document()) {
        let config = Config::new().document("doc.json", document.to_string());
        let code = config.render().unwrap().code;
        let snapshot = config.snapshot().unwrap();
        let again = Config::new().document("snapshot.json", snapshot).render().unwrap().code;
        prop_assert_eq!(code, again);
    }

    #[test]
    fn spoiled_documents_are_errors_or_code(document in document(), path in vec(any::<usize>(), 1..7), with in odd(), cut in any::<u16>()) {
        let mut document = document;
        spoil(&mut document, &mut path.into_iter(), &with);
        let text = document.to_string();
        for text in [text.as_bytes(), text.as_bytes().get(..usize::from(cut)).unwrap_or_default()] {
            match Config::new().document("doc.json", text).render() {
                Ok(_) => {}
                Err(e) => prop_assert_ne!(e.exit_code(), 70, "{}", e),
            }
        }
    }
}
