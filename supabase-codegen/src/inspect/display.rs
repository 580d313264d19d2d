//! The facts as text for a terminal.

use super::{
    Column, Found, Function, Identity, InsertAs, Inspection, Key, Kind, Relationship, Rows, Table, Through,
};
use crate::visible::{Aligned, visible};
use std::fmt;

impl fmt::Display for Inspection {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.tables.is_empty() && self.functions.is_empty() {
            return writeln!(f, "no tables and functions");
        }
        list(f, &self.tables)?;
        functions_list(f, &self.functions)
    }
}

impl fmt::Display for Found {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let tables = self.tables.iter().map(ToString::to_string);
        let all: Vec<String> = tables.chain(self.functions.iter().map(ToString::to_string)).collect();
        f.write_str(&all.join("\n\n"))?;
        if self.warnings.is_empty() {
            return Ok(());
        }
        writeln!(f, "\nwarnings")?;
        self.warnings.iter().try_for_each(|w| writeln!(f, "  {}", visible(&w.to_string())))
    }
}

fn list(f: &mut fmt::Formatter<'_>, tables: &[Table]) -> fmt::Result {
    let mut rows = Aligned::with(["table", "kind", "row", "columns", "keys", "relationships", "writes"]);
    for t in tables {
        let count = |n: usize| n.to_string();
        rows.row([
            t.qualified(),
            kind(t.kind).to_owned(),
            t.row.clone(),
            count(t.columns.len()),
            count(t.keys.len()),
            count(t.relationships.len()),
            writes(t).to_owned(),
        ]);
    }
    write!(f, "{rows}")
}

fn functions_list(f: &mut fmt::Formatter<'_>, functions: &[Function]) -> fmt::Result {
    if functions.is_empty() {
        return Ok(());
    }
    let mut rows = Aligned::with(["function", "call", "gives"]);
    for function in functions {
        let names: Vec<&str> = function.arguments.iter().map(|a| a.name.as_str()).collect();
        let names = if names.len() > 5 { format!("{} arguments", names.len()) } else { names.join(", ") };
        let call = format!("{}.{}({names})", function.schema, function.name);
        rows.row([call, function.rust.clone(), function.gives.clone()]);
    }
    write!(f, "\n{rows}")
}

fn signature(function: &Function) -> String {
    let arguments = function.arguments.iter().map(|a| format!("{} {}", a.name, a.sql));
    format!("{}.{}({})", function.schema, function.name, arguments.collect::<Vec<_>>().join(", "))
}

fn writes(t: &Table) -> &'static str {
    match (t.queries.insert.allowed, t.queries.update.allowed) {
        (true, true) => "all",
        (false, true) => "update, delete",
        (true, false) => "insert",
        (false, false) => "no",
    }
}

fn kind(kind: Kind) -> &'static str {
    match kind {
        Kind::Table => "table",
        Kind::ForeignTable => "foreign table",
        Kind::View => "view",
        Kind::MaterializedView => "materialized view",
        Kind::TableOrView => "table or view",
    }
}

impl fmt::Display for Table {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{} {}, rows are `{}`", kind(self.kind), visible(&self.qualified()), self.row)?;
        for line in self.comment.iter().flat_map(|c| c.lines()) {
            writeln!(f, "  {}", visible(line))?;
        }
        columns(f, "columns", &self.columns)?;
        columns(f, "computed columns, read by name", &self.computed)?;
        keys(f, &self.keys)?;
        relationships(f, &self.relationships)?;
        queries(f, self)
    }
}

fn columns(f: &mut fmt::Formatter<'_>, title: &str, columns: &[Column]) -> fmt::Result {
    if columns.is_empty() {
        return Ok(());
    }
    let mut rows = Aligned::with(["name", "SQL type", "", "insert", "", "Rust"]).indented();
    for c in columns {
        let null = if c.nullable { "" } else { "not null" };
        let insert = match c.insert {
            InsertAs::Required => "required",
            InsertAs::Optional => "optional",
            InsertAs::Never => "never",
        };
        let rust = format!("{}: {}", c.field, c.rust);
        rows.row([c.name.clone(), c.sql.clone(), null.to_owned(), insert.to_owned(), about(c), rust]);
    }
    write!(f, "\n{title}\n{rows}")
}

/// Keys, and where the value comes from.
fn about(c: &Column) -> String {
    let mut parts = Vec::new();
    if c.primary_key {
        parts.push("primary key".to_owned());
    }
    match (c.identity, &c.generated) {
        (_, Some(e)) if e.is_empty() => parts.push("generated".to_owned()),
        (_, Some(e)) => parts.push(format!("generated as {e}")),
        (Some(Identity::Always), None) => parts.push("identity always".to_owned()),
        (Some(Identity::ByDefault), None) => parts.push("identity by default".to_owned()),
        (None, None) => {}
    }
    parts.extend(c.default.as_ref().map(|e| format!("default {e}")));
    parts.extend(c.references.as_ref().map(|r| format!("references {}({})", r.table, r.columns.join(", "))));
    parts.join(", ")
}

fn keys(f: &mut fmt::Formatter<'_>, keys: &[Key]) -> fmt::Result {
    if keys.is_empty() {
        return writeln!(f, "\nkeys\n  none");
    }
    let mut rows = Aligned::new().indented();
    for k in keys {
        let kind = if k.primary { "primary key" } else { "unique" };
        rows.row([format!("{kind} ({})", k.columns.join(", ")), k.constraint.clone()]);
    }
    write!(f, "\nkeys\n{rows}")
}

fn relationships(f: &mut fmt::Formatter<'_>, relationships: &[Relationship]) -> fmt::Result {
    if relationships.is_empty() {
        return writeln!(f, "\nrelationships\n  none");
    }
    let mut rows = Aligned::with(["field", "gives", "through", "select="]).indented();
    for r in relationships {
        let gives = match r.rows {
            Rows::One => r.row.clone(),
            Rows::OneOrNone => format!("Option<{}>", r.row),
            Rows::Many => format!("Vec<{}>", r.row),
        };
        rows.row([r.field.clone(), gives, through(&r.through), r.select.clone()]);
    }
    write!(f, "\nrelationships\n{rows}")
}

fn through(t: &Through) -> String {
    let named =
        |constraint: &Option<String>| constraint.as_ref().map(|c| format!(" ({c})")).unwrap_or_default();
    match t {
        Through::ForeignKey { constraint, columns, .. } => {
            format!("{}{}", columns.join(", "), named(constraint))
        }
        Through::ForeignKeyOf { table, constraint, columns, .. } => {
            format!("{table}.{}{}", columns.join(", "), named(constraint))
        }
        Through::JoinTable { table } => format!("join table {table}"),
        Through::Function { function } => format!("function {function}"),
    }
}

fn queries(f: &mut fmt::Formatter<'_>, t: &Table) -> fmt::Result {
    let q = &t.queries;
    let mut rows = Aligned::new().indented();
    let mut row = |verb: &str, text: String| rows.row([verb.to_owned(), text]);
    let required = match q.required.as_slice() {
        [] => "yes, nothing is required".to_owned(),
        some => format!("yes, required: {}", some.join(", ")),
    };
    let unless =
        |reason: &Option<String>, yes: String| reason.as_ref().map_or(yes, |why| format!("no: {why}"));
    row("insert", unless(&q.insert.reason, required));
    row("update", unless(&q.update.reason, "yes, with a filter".to_owned()));
    row("delete", unless(&q.delete.reason, "yes, with a filter".to_owned()));
    let find = q.find.as_ref().map(|find| format!("by {}: {}", find.column, find.rust));
    row("find", find.unwrap_or_else(|| "no: it needs a primary key of one column".to_owned()));
    if q.insert.allowed {
        let conflict = q.on_conflict.iter().map(|k| format!("|k| k.{k}")).collect::<Vec<_>>().join("  ");
        let none = "no unique keys are known".to_owned();
        row("on_conflict", if conflict.is_empty() { none } else { conflict });
    }
    write!(f, "\nqueries\n{rows}\nexamples\n")?;
    q.examples.iter().try_for_each(|e| example(f, &e.code))
}

fn example(f: &mut fmt::Formatter<'_>, code: &str) -> fmt::Result {
    let lines: Vec<String> = code.lines().map(|line| format!("  {}", visible(line))).collect();
    writeln!(f, "{};", lines.join("\n"))
}

impl fmt::Display for Function {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let volatility = self.volatility.as_ref().map(|v| format!(", {v}")).unwrap_or_default();
        writeln!(f, "function {}{volatility}, called as `{}`", visible(&signature(self)), self.rust)?;
        for line in self.comment.iter().flat_map(|c| c.lines()) {
            writeln!(f, "  {}", visible(line))?;
        }
        let mut rows = Aligned::with(["name", "SQL type", "", "Rust"]).indented();
        for a in &self.arguments {
            let optional = if a.optional { "optional" } else { "required" };
            let rust = format!("{}: {}", a.field, a.rust);
            rows.row([a.name.clone(), a.sql.clone(), optional.to_owned(), rust]);
        }
        if !self.arguments.is_empty() {
            write!(f, "\narguments\n{rows}")?;
        }
        let rows = if self.rows { ", with filters, order and embeds" } else { "" };
        writeln!(f, "\ngives\n  {}{rows}\n\nexample", self.gives)?;
        example(f, &self.example)
    }
}
