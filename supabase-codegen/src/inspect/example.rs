//! Queries to start from: they compile as they stand, with values of no meaning.

use super::{Context, rust, table::Example};
use crate::{
    catalog::Column,
    expand::letter,
    plan::{FieldPlan, KeyPlan, RelationPlan, RoutinePlan, TablePlan},
};

/// What to fill in where no value can be made up.
const OPEN: &str = "todo!()";

impl Context<'_> {
    pub(super) fn examples(&self, t: &TablePlan<'_>) -> Vec<Example> {
        let from = format!("db.from::<{}{}>()", self.prefix, t.row);
        let mut examples = Vec::new();
        let mut add = |verb, code: String| {
            examples.push(Example { verb, code: formatted(&format!("{code}.await?")).unwrap_or(code) });
        };
        add("read", self.read(t, &from));
        if let Some(key) = t.key_field() {
            add("find", format!("{from}.find({})", self.value(key)));
        }
        if t.relation.insertable {
            let insert = self.insert(t);
            add("insert", format!("{from}.insert({insert})"));
            if let Some(key) = conflict(t) {
                add("upsert", format!("{from}.upsert({insert}).on_conflict(|k| k.{})", key.ident));
            }
        }
        if let Some(filter) = filter(t).filter(|_| t.relation.writable) {
            let update = update(t).map(|set| format!("{from}.update({set}){filter}"));
            update.into_iter().for_each(|update| add("update", update));
            add("delete", format!("{from}.delete(){filter}"));
        }
        examples
    }

    /// Three columns and a relation, of those that there are.
    fn read(&self, t: &TablePlan<'_>, from: &str) -> String {
        let l = letter(t);
        let columns = t.fields.iter().take(3).map(|f| format!("{l}.{}", f.ident));
        let relations = || t.relations.iter().filter_map(|r| self.embed(r));
        // views repeat the relations of their tables
        let relation = relations().find(|(to, _)| !to.relation.kind.is_view()).or_else(|| relations().next());
        let relation = relation.map(|(_, embed)| format!("{l}.{embed}"));
        let chosen: Vec<String> = columns.chain(relation).collect();
        match chosen.as_slice() {
            [] => format!("{from}.select().limit(10)"),
            [only] => format!("{from}.columns(|{l}| {only}).limit(10)"),
            several => format!("{from}.columns(|{l}| ({})).limit(10)", several.join(", ")),
        }
    }

    fn embed(&self, r: &RelationPlan<'_>) -> Option<(&TablePlan<'_>, String)> {
        let to = self.module.tables.iter().find(|t| t.row == rust(&r.row))?;
        let (l, field) = (letter(to), to.fields.first()?);
        Some((to, format!("{}.columns(|{l}| {l}.{})", r.ident, field.ident)))
    }

    fn insert(&self, t: &TablePlan<'_>) -> String {
        let required = t.fields.iter().filter(|f| f.column.is_required());
        let cells: Vec<String> = required.map(|f| format!("{}: {}", f.ident, self.value(f))).collect();
        if cells.is_empty() {
            return format!("{}{}Insert::default()", self.prefix, t.row);
        }
        format!("{}{}Insert {{ {} }}", self.prefix, t.row, cells.join(", "))
    }

    /// A value of the type of a field.
    fn value(&self, f: &FieldPlan<'_>) -> String {
        self.value_of(&rust(&f.mapped.rust))
    }

    fn value_of(&self, rust: &str) -> String {
        let own = rust.strip_prefix("super::").unwrap_or(rust);
        if let Some(e) = self.module.enums.iter().find(|e| e.ident == own) {
            let first = e.variants.first();
            return first.map_or(OPEN.to_owned(), |(_, v)| format!("{}{}::{v}", self.prefix, e.ident));
        }
        match rust {
            "i16" | "i32" | "i64" => "1",
            "f32" | "f64" => "1.5",
            "bool" => "true",
            "String" => "\"...\".into()",
            "Uuid" | "NaiveDate" | "NaiveTime" | "NaiveDateTime" | "DateTime<Utc>" | "JsonValue" => {
                "Default::default()"
            }
            vec if vec.starts_with("Vec<") => "vec![]",
            option if option.starts_with("Option<") => "None",
            _ => OPEN,
        }
        .to_owned()
    }

    /// A call with the arguments that it must have.
    pub(super) fn call(&self, r: &RoutinePlan<'_>) -> String {
        let given = r.arguments.iter().filter(|a| !a.argument.optional);
        let cells: Vec<String> =
            given.map(|a| format!("{}: {}", a.ident, self.value_of(&rust(&a.mapped.rust)))).collect();
        let cells = if cells.is_empty() { String::new() } else { format!(" {} ", cells.join(", ")) };
        let call = format!("db.rpc({}rpc::{} {{{cells}}}).await?", self.prefix, r.ident);
        formatted(&call).unwrap_or(call)
    }
}

/// The key that the columns of an insert can meet.
fn conflict<'t>(t: &'t TablePlan<'_>) -> Option<&'t KeyPlan<'t>> {
    let given = |name: &String| t.relation.column(name).is_some_and(Column::is_required);
    t.keys.iter().find(|k| k.key.columns.iter().all(given))
}

/// One column, if it can be one that is no key.
fn update(t: &TablePlan<'_>) -> Option<String> {
    let l = letter(t);
    let can = || t.fields.iter().filter(|f| !f.column.is_read_only() && literal(f).is_some());
    let in_key = |f: &&FieldPlan<'_>| t.relation.primary_key.contains(&f.column.name);
    let plain = can().find(|f| !in_key(f) && f.foreign_key.is_none());
    let set = plain.or_else(|| can().find(|f| !in_key(f)))?;
    Some(format!("|{l}| {l}.{}.set({})", set.ident, literal(set)?))
}

fn filter(t: &TablePlan<'_>) -> Option<String> {
    let l = letter(t);
    let in_key = t.fields.iter().filter(|f| t.relation.primary_key.contains(&f.column.name));
    let by = in_key.chain(&t.fields).find(|f| literal(f).is_some())?;
    Some(format!(".filter(|{l}| {l}.{}.eq({}))", by.ident, literal(by)?))
}

/// Long lines are broken as in any Rust.
fn formatted(code: &str) -> Option<String> {
    let file = syn::parse_file(&format!("async fn f() {{ {code} }}")).ok()?;
    let text = prettyplease::unparse(&file);
    let body = text.trim_end().strip_prefix("async fn f() {\n")?.strip_suffix("\n}")?;
    let lines: Vec<&str> = body.lines().map(|l| l.strip_prefix("    ").unwrap_or(l)).collect();
    Some(lines.join("\n"))
}

/// A value that its column takes in filters and assignments.
fn literal(f: &FieldPlan<'_>) -> Option<&'static str> {
    let marker = rust(&f.mapped.marker);
    let base = marker.strip_prefix("Nullable<").and_then(|m| m.strip_suffix('>')).unwrap_or(&marker);
    match base {
        "PgInt2" | "PgInt4" | "PgInt8" => Some("1"),
        "PgFloat8" => Some("1.5"),
        "PgBool" => Some("true"),
        "PgText" => Some("\"...\""),
        _ => None,
    }
}
