//! One schema, as our generator, serde and diesel write it.

use serde_json::{Value, json};
use std::fmt::Write;
use supabase_codegen::Config;

/// So many tables of 20 columns.
pub(crate) struct Schema {
    tables: usize,
}

/// Name, Postgres type, whether it can be NULL, Rust type of a plain struct, diesel's type.
const COLUMNS: [(&str, &str, bool, &str, &str); 17] = [
    ("code", "text", false, "String", "Text"),
    ("name", "text", false, "String", "Text"),
    ("note", "text", true, "Option<String>", "Nullable<Text>"),
    ("done", "boolean", false, "bool", "Bool"),
    ("amount", "integer", false, "i32", "Integer"),
    ("size", "integer", true, "Option<i32>", "Nullable<Integer>"),
    ("weight", "double precision", false, "f64", "Double"),
    ("total", "bigint", false, "i64", "BigInt"),
    ("rank", "smallint", true, "Option<i16>", "Nullable<SmallInt>"),
    ("title", "text", true, "Option<String>", "Nullable<Text>"),
    ("slug", "text", false, "String", "Text"),
    ("city", "text", true, "Option<String>", "Nullable<Text>"),
    ("born", "date", true, "Option<chrono::NaiveDate>", "Nullable<Date>"),
    ("made_at", "timestamp with time zone", false, "chrono::DateTime<chrono::Utc>", "Timestamp"),
    (
        "seen_at",
        "timestamp with time zone",
        true,
        "Option<chrono::DateTime<chrono::Utc>>",
        "Nullable<Timestamp>",
    ),
    ("token", "uuid", false, "uuid::Uuid", "Text"),
    ("data", "jsonb", true, "Option<serde_json::Value>", "Nullable<Text>"),
];

impl Schema {
    pub(crate) fn new(tables: usize) -> Self {
        Self { tables }
    }

    /// The two tables that a table points to.
    fn parents(&self, n: usize) -> [usize; 2] {
        [n / 2, (n + self.tables / 3) % self.tables]
    }

    /// A snapshot: the catalog with everything in it.
    pub(crate) fn snapshot(&self) -> Value {
        let relations: Vec<Value> = (0..self.tables).map(|n| self.relation(n)).collect();
        let routines: Vec<Value> = (0..self.tables / 10).map(routine).collect();
        json!({
            "snapshot": 1, "source": "metadata",
            "schemas": [{"name": "public", "relations": relations, "routines": routines}],
            "composites": [], "enums": (0..self.tables / 20).map(|n| json!({
                "name": format!("public.kind_{n}"), "labels": ["small", "medium", "large", "odd one"],
            })).collect::<Vec<_>>(),
        })
    }

    fn relation(&self, n: usize) -> Value {
        let column = |name: &str, pg_type: &str, nullable: bool| json!({"name": name, "type": pg_type, "nullable": nullable, "comment": format!("The {name} of table {n}.")});
        let mut columns =
            vec![json!({"name": "id", "type": "bigint", "nullable": false, "identity": "always"})];
        columns.extend(["left_id", "right_id"].map(|name| column(name, "bigint", name == "right_id")));
        columns.extend(COLUMNS.iter().map(|(name, pg_type, nullable, ..)| column(name, pg_type, *nullable)));
        let foreign_keys = ["left_id", "right_id"].into_iter().zip(self.parents(n)).map(|(name, to)| {
            json!({
                "constraint": format!("things_{n}_{name}_fkey"), "columns": [name], "to": format!("public.things_{to}"),
                "to_columns": ["id"], "unique": false, "to_view": false,
            })
        });
        json!({
            "name": format!("things_{n}"), "kind": "table", "writable": true, "insertable": true,
            "comment": format!("Things of kind {n}."), "columns": columns, "primary_key": ["id"],
            "unique_keys": [
                {"name": format!("things_{n}_pkey"), "columns": ["id"], "primary": true},
                {"name": format!("things_{n}_code_key"), "columns": ["code"], "primary": false},
            ],
            "foreign_keys": foreign_keys.collect::<Vec<_>>(),
        })
    }

    /// What our generator makes of it.
    pub(crate) fn ours(&self) -> Result<String, String> {
        Self::generated(self.snapshot().to_string())
    }

    pub(crate) fn generated(snapshot: String) -> Result<String, String> {
        let config = Config::new().document("snapshot", snapshot);
        Ok(config.render().map_err(|e| e.to_string())?.code)
    }

    /// Rows alone, with serde's derive.
    pub(crate) fn serde(&self) -> String {
        let mut code = String::from("use serde::Deserialize;\n");
        for n in 0..self.tables {
            let _ = writeln!(code, "#[derive(Debug, Clone, Deserialize)]\npub struct Thing{n} {{");
            let _ = writeln!(code, "    pub id: i64,\n    pub left_id: i64,\n    pub right_id: Option<i64>,");
            for (name, _, _, rust, _) in COLUMNS {
                let _ = writeln!(code, "    pub {name}: {rust},");
            }
            code.push_str("}\n");
        }
        code
    }

    /// Tables alone, as `diesel print-schema` writes them.
    pub(crate) fn diesel(&self) -> String {
        let mut code = String::new();
        for n in 0..self.tables {
            let _ = writeln!(code, "diesel::table! {{\n    things_{n} (id) {{");
            let _ = writeln!(
                code,
                "        id -> BigInt,\n        left_id -> BigInt,\n        right_id -> Nullable<BigInt>,"
            );
            for (name, _, _, _, diesel) in COLUMNS {
                let _ = writeln!(code, "        {name} -> {diesel},");
            }
            code.push_str("    }\n}\n");
        }
        code
    }
}

fn routine(n: usize) -> Value {
    json!({
        "name": format!("find_{n}"), "volatility": "stable", "signature": "(q text, most integer default 10) returns setof things_0",
        "arguments": [
            {"name": "q", "type": "text", "optional": false}, {"name": "most", "type": "integer", "optional": true},
        ],
        "returns": {"set_of_rows": "public.things_0"},
    })
}
