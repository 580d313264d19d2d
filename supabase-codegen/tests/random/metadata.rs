//! `GeneratorMetadata` of databases that nobody has.

use super::names::{name, text};
use proptest::{collection::vec, option, prelude::*, sample::select};
use serde_json::{Value, json};

/// The builtin types that columns and arguments have.
const BUILTIN: &[&str] = &[
    "bool",
    "int2",
    "int4",
    "int8",
    "float4",
    "float8",
    "numeric",
    "text",
    "varchar",
    "bpchar",
    "name",
    "bytea",
    "json",
    "jsonb",
    "uuid",
    "date",
    "time",
    "timetz",
    "timestamp",
    "timestamptz",
    "interval",
    "int4range",
    "numrange",
    "tstzrange",
    "daterange",
    "int4multirange",
    "tsmultirange",
    "tsvector",
    "inet",
    "xml",
    "money",
    "bit",
    "point",
    "oid",
    "void",
    "record",
];

/// The db schemas; the first tables, types and functions are in the first.
const SCHEMAS: usize = 3;
/// Where the ids of other types than builtins and their arrays start.
const OWN: i64 = 1000;
/// Where those of the row types of tables start.
const ROWS: i64 = 2000;

/// A type of the database.
#[derive(Debug, Clone)]
enum Own {
    Enum(Vec<String>),
    /// its attributes, with the ids of their types
    Composite(Vec<(String, i64)>),
    /// over the type of this id
    Domain(i64),
}

/// The id of a type, which may be missing.
fn type_id() -> impl Strategy<Value = i64> {
    let builtin = 0..i64::try_from(BUILTIN.len()).unwrap();
    prop_oneof![6 => builtin.clone(), 2 => builtin.prop_map(|id| id + 100), 6 => OWN..OWN + 12, 1 => ROWS..ROWS + 6, 1 => Just(7777)]
}

fn own() -> impl Strategy<Value = (usize, String, Own, Option<String>)> {
    let labels = vec(prop_oneof![name(), text()], 1..6).prop_map(Own::Enum);
    let composite = vec((name(), type_id()), 1..5).prop_map(Own::Composite);
    let of = prop_oneof![3 => labels, 2 => composite, 2 => type_id().prop_map(Own::Domain)];
    (0..SCHEMAS, name(), of, option::of(text()))
}

/// A column without its place; its type is one of those of the document.
fn column() -> impl Strategy<Value = (Value, i64)> {
    let flags = any::<(bool, bool, bool, bool)>();
    let kind = select(&["plain", "plain", "plain", "generated", "always", "by default"][..]);
    (name(), type_id(), flags, kind, option::of(text()), option::of(text()), option::of(any::<u32>())).prop_map(
        |(name, type_id, (nullable, unique, updatable, _), kind, default, comment, max_length)| {
            let identity = match kind {
                "always" => json!("ALWAYS"),
                "by default" => json!("BY DEFAULT"),
                _ => Value::Null,
            };
            let column = json!({
                "name": name, "is_nullable": nullable, "is_unique": unique, "is_updatable": updatable, "comment": comment,
                "is_generated": kind == "generated", "default_value": default, "is_identity": !identity.is_null(),
                "identity_generation": identity, "max_length": max_length,
            });
            (column, type_id)
        },
    )
}

/// A table of any kind.
#[derive(Debug, Clone)]
struct Table {
    schema: usize,
    name: String,
    kind: &'static str,
    comment: Option<String>,
    columns: Vec<(Value, i64)>,
    /// bits: which columns are part of the primary key
    key: u8,
    partition: bool,
}

fn table() -> impl Strategy<Value = Table> {
    let kind = select(&["tables", "tables", "tables", "views", "materializedViews", "foreignTables"][..]);
    let columns = prop_oneof![6 => vec(column(), 0..7), 1 => vec(column(), 30..40)];
    (0..SCHEMAS, name(), kind, option::of(text()), columns, any::<u8>(), any::<u8>()).prop_map(
        |(schema, name, kind, comment, columns, key, partition)| Table {
            schema,
            name,
            kind,
            comment,
            columns,
            key,
            partition: partition > 240,
        },
    )
}

/// A foreign key or unique key: tables and columns by numbers that are cut to what is there.
type Key = (String, usize, usize, Vec<(usize, usize)>, bool);

fn key() -> impl Strategy<Value = Key> {
    let columns = vec((any::<usize>(), any::<usize>()), 1..4);
    (name(), any::<usize>(), any::<usize>(), columns, any::<bool>())
}

fn function() -> impl Strategy<Value = Value> {
    let mode = select(&["in", "in", "in", "out", "inout", "variadic", "table"][..]);
    let argument = (name(), mode, type_id(), any::<bool>());
    let argument =
        argument.prop_map(|(name, mode, id, optional)| json!({"name": name, "mode": mode, "type_id": id, "has_default": optional}));
    let returns = (type_id(), any::<bool>(), option::of(0..3_i64), option::of(text()));
    (0..SCHEMAS, name(), vec(argument, 0..5), returns, option::of(text())).prop_map(
        |(schema, name, args, (returns, set, rows, sql), comment)| {
            json!({
                "schema": schema, "name": name, "args": args, "return_type_id": returns, "return_type": sql.clone().unwrap_or_default(),
                "return_type_relation_id": (returns >= ROWS).then_some(returns), "is_set_returning_function": set, "prorows": rows,
                "behavior": "STABLE", "comment": comment, "argument_types": sql.unwrap_or_default(),
            })
        },
    )
}

/// A document, and the db schemas to ask it for.
pub(crate) fn document() -> impl Strategy<Value = (Value, Vec<String>)> {
    let schemas = prop_oneof![
        3 => Just(vec!["public".to_owned()]),
        2 => (vec(name(), 1..SCHEMAS)).prop_map(|more| [vec!["public".to_owned()], more].concat()),
        1 => vec(name(), 1..=SCHEMAS),
    ];
    let keys = (vec(key(), 0..9), vec(key(), 0..4));
    (schemas, vec(own(), 0..9), vec(table(), 0..7), keys, vec(function(), 0..7), option::of(text())).prop_map(
        |(mut schemas, own, tables, (foreign, unique), functions, comment)| {
            schemas.sort();
            schemas.dedup();
            let builder = Builder { schemas: &schemas, tables: &tables, types: own_types(&own, &schemas) };
            (builder.document(&foreign, &unique, &functions, comment.as_deref()), schemas.clone())
        },
    )
}

fn own_types(own: &[(usize, String, Own, Option<String>)], schemas: &[String]) -> Vec<Value> {
    let one = |(n, (schema, name, of, comment)): (usize, &(usize, String, Own, Option<String>))| {
        let mut t = json!({"id": OWN + i64::try_from(n).unwrap(), "name": name, "format": name, "comment": comment,
                           "schema": schemas[schema % schemas.len()]});
        match of {
            Own::Enum(labels) => t["enums"] = json!(labels),
            Own::Composite(attributes) => {
                t["attributes"] =
                    attributes.iter().map(|(name, id)| json!({"name": name, "type_id": id})).collect();
            }
            Own::Domain(id) => t["base_type_id"] = json!(id),
        }
        t
    };
    own.iter().enumerate().map(one).collect()
}

struct Builder<'b> {
    schemas: &'b [String],
    tables: &'b [Table],
    types: Vec<Value>,
}

impl Builder<'_> {
    fn schema(&self, n: usize) -> &str {
        &self.schemas[n % self.schemas.len()]
    }

    fn document(&self, foreign: &[Key], unique: &[Key], functions: &[Value], comment: Option<&str>) -> Value {
        let schemas: Vec<Value> =
            self.schemas.iter().map(|s| json!({"name": s, "comment": comment})).collect();
        let mut document = json!({
            "version": 1, "schemas": schemas, "tables": [], "views": [], "materializedViews": [], "foreignTables": [], "columns": [],
            "primaryKeys": [], "relationships": self.relationships(foreign), "uniqueKeys": self.unique_keys(unique), "types": self.all_types(),
        });
        let functions = functions.iter().map(|f| {
            let mut f = f.clone();
            f["schema"] = json!(self.schema(usize::try_from(f["schema"].as_u64().unwrap()).unwrap()));
            f
        });
        document["functions"] = functions.collect();
        for (n, table) in self.tables.iter().enumerate() {
            self.push_table(&mut document, n, table);
        }
        document
    }

    fn push_table(&self, document: &mut Value, n: usize, table: &Table) {
        let mut push = |part: &str, value: Value| document[part].as_array_mut().unwrap().push(value);
        push(
            table.kind,
            json!({"id": n, "schema": self.schema(table.schema), "name": table.name, "comment": table.comment,
                   "is_partition": table.partition, "is_insert_enabled": table.key > 80, "is_update_enabled": table.key > 160}),
        );
        for (place, (column, type_id)) in table.columns.iter().enumerate() {
            let mut column = column.clone();
            (column["table_id"], column["ordinal_position"]) = (json!(n), json!(place));
            let t = self
                .types()
                .find(|t| t["id"] == *type_id)
                .unwrap_or_else(|| json!({"schema": "gone", "name": "no such"}));
            (column["type_schema"], column["format"]) = (t["schema"].clone(), t["name"].clone());
            if place < 8 && table.key & (1 << place) != 0 && place % 2 == 0 {
                push("primaryKeys", json!({"table_id": n, "name": column["name"]}));
            }
            push("columns", column);
        }
    }

    /// Builtins, arrays of them, own types, arrays of these, row types.
    fn types(&self) -> impl Iterator<Item = Value> {
        let builtin = BUILTIN.iter().zip(0_i64..);
        let builtin = builtin.flat_map(|(name, id)| {
            [
                json!({"id": id, "name": name, "schema": "pg_catalog", "format": name}),
                json!({"id": id + 100, "name": format!("_{name}"), "schema": "pg_catalog", "format": format!("{name}[]")}),
            ]
        });
        let arrays = self.types.iter().take(4).enumerate().map(|(n, t)| {
            let name = t["name"].as_str().unwrap();
            let id = OWN + 8 + i64::try_from(n).unwrap();
            json!({"id": id, "name": format!("_{name}"), "schema": t["schema"], "format": format!("{name}[]")})
        });
        let rows = self.tables.iter().zip(0_i64..).map(|(t, n)| {
            json!({"id": ROWS + n, "name": t.name, "schema": self.schema(t.schema), "format": t.name, "type_relation_id": n})
        });
        builtin
            .chain(self.types.iter().take(8).cloned())
            .chain(arrays.collect::<Vec<_>>())
            .chain(rows.collect::<Vec<_>>())
    }

    fn all_types(&self) -> Value {
        self.types().collect()
    }

    fn column_name(table: &Table, n: usize) -> Option<&str> {
        table.columns.get(n.checked_rem(table.columns.len())?)?.0["name"].as_str()
    }

    fn relationships(&self, keys: &[Key]) -> Value {
        let relationship = |(name, from, to, columns, one): &Key| {
            let from = self.tables.get(from.checked_rem(self.tables.len())?)?;
            let to = self.tables.get(to % self.tables.len())?;
            let own: Option<Vec<&str>> = columns.iter().map(|c| Self::column_name(from, c.0)).collect();
            let theirs: Option<Vec<&str>> = columns.iter().map(|c| Self::column_name(to, c.1)).collect();
            Some(json!({
                "foreign_key_name": name, "schema": self.schema(from.schema), "relation": from.name, "columns": own?,
                "referenced_schema": self.schema(to.schema), "referenced_relation": to.name, "referenced_columns": theirs?,
                "is_one_to_one": one,
            }))
        };
        keys.iter().filter_map(relationship).collect()
    }

    fn unique_keys(&self, keys: &[Key]) -> Value {
        let key = |(name, table, _, columns, primary): &Key| {
            let n = table.checked_rem(self.tables.len())?;
            let columns: Option<Vec<&str>> =
                columns.iter().map(|c| Self::column_name(&self.tables[n], c.0)).collect();
            Some(json!({"table_id": n, "name": name, "columns": columns?, "is_primary": primary}))
        };
        keys.iter().filter_map(key).collect()
    }
}
