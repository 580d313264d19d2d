//! OpenAPI documents of databases that nobody has.

use super::names::{name, text};
use proptest::{
    collection::{btree_map, vec},
    option,
    prelude::*,
    sample::select,
};
use serde_json::{Map, Value, json};

const FORMATS: &[&str] = &[
    "integer",
    "bigint",
    "int32",
    "int64",
    "text",
    "character varying(3)",
    "character varying",
    "numeric(10,2)",
    "boolean",
    "jsonb",
    "json",
    "uuid",
    "date",
    "timestamp with time zone",
    "time without time zone",
    "text[]",
    "integer[]",
    "int4range",
    "public.mood",
    "public.mood[]",
    "public.\"Odd Type\"",
    "extensions.citext",
    "bytea",
    "double precision",
    "real",
    "interval",
    "tsvector",
    "",
    "[]",
    "\"",
    "public.",
    ".",
    "a.b.c",
];

fn property(tables: Vec<String>) -> impl Strategy<Value = Value> {
    let json_type = select(&["string", "integer", "number", "boolean", "array"][..]);
    let note = prop_oneof![
        4 => Just(String::new()),
        1 => Just("Note:\nThis is a Primary Key.<pk/>".to_owned()),
        2 => (select(tables), name()).prop_map(|(t, c)| format!("Note:\nThis is a Foreign Key to `{t}.{c}`.<fk table='{t}' column='{c}'/>")),
    ];
    let labels = prop_oneof![3 => Just(Vec::new()), 1 => vec(prop_oneof![name(), text()], 0..5)];
    (select(FORMATS), option::of(json_type), option::of(text()), note, labels, option::of(text())).prop_map(
        |(format, json_type, comment, note, labels, default)| {
            let mut p = json!({"format": format, "description": format!("{}\n\n{note}", comment.unwrap_or_default())});
            if let Some(json_type) = json_type {
                p["type"] = json!(json_type);
            }
            if !labels.is_empty() {
                p["enum"] = json!(labels);
            }
            if let Some(default) = default {
                p["default"] = json!(default);
            }
            p
        },
    )
}

fn definition(tables: Vec<String>) -> impl Strategy<Value = Value> {
    (btree_map(name(), property(tables), 0..7), any::<u8>(), option::of(text())).prop_map(
        |(columns, required, comment)| {
            let required: Vec<&String> = columns
                .keys()
                .enumerate()
                .filter(|(n, _)| required & (1 << n) != 0)
                .map(|(_, c)| c)
                .collect();
            json!({"required": required, "description": comment, "properties": columns, "type": "object"})
        },
    )
}

/// A document of one db schema.
pub(crate) fn document() -> impl Strategy<Value = Value> {
    let tables = vec(name(), 1..6);
    let tables = tables.prop_flat_map(|tables| {
        let definitions = tables.iter().map(|_| definition(tables.clone())).collect::<Vec<_>>();
        (Just(tables), definitions)
    });
    let functions = btree_map(name(), (definition(vec!["x".to_owned()]), option::of(text())), 0..5);
    (tables, any::<u8>(), functions, text()).prop_map(|((tables, definitions), writable, functions, title)| {
        let mut paths = Map::new();
        for (n, table) in tables.iter().enumerate() {
            let item = if writable & (1 << n) != 0 { json!({"post": {"tags": [table]}}) } else { json!({}) };
            paths.insert(format!("/{table}"), item);
        }
        for (name, (body, summary)) in functions {
            let post = json!({"summary": summary, "parameters": [{"in": "body", "name": "args", "schema": body}]});
            paths.insert(format!("/rpc/{name}"), json!({"post": post}));
        }
        let definitions: Map<String, Value> = tables.into_iter().zip(definitions).collect();
        json!({"swagger": "2.0", "info": {"title": title}, "paths": paths, "definitions": definitions})
    })
}
