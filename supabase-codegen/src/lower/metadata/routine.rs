//! Functions: those that can be called, and those that are columns or relations of a table.

use super::Types;
use crate::{
    catalog::{Argument, Column, ComputedRelation, Kind, QualifiedName, Relation, Returns, Routine},
    metadata::{self, Function, Metadata, Mode, Type},
};

/// Types that no value outside of the server has.
const INTERNAL: &[&str] = &[
    "internal",
    "cstring",
    "trigger",
    "event_trigger",
    "language_handler",
    "fdw_handler",
    "index_am_handler",
    "table_am_handler",
    "tsm_handler",
];

/// Types that PostgREST passes as the whole body to an argument without a name.
const BODIES: &[&str] = &["json", "jsonb", "text", "bytea", "xml"];

/// The functions of a db schema; computed columns and relations go to their relation.
pub(super) fn lower(
    document: &Metadata,
    types: &Types<'_>,
    schema: &str,
    relations: &mut [Relation],
) -> Vec<Routine> {
    let mut functions: Vec<&Function> = document.functions.iter().filter(|f| f.schema == schema).collect();
    functions
        .sort_by(|a, b| (&a.name, &a.identity_argument_types).cmp(&(&b.name, &b.identity_argument_types)));
    let mut routines = Vec::new();
    for f in functions.into_iter().filter(|f| is_for_clients(f, types)) {
        match row_argument(f, types, schema, relations) {
            Some(relation) => compute(relation, f, types),
            None if is_callable(f, types) => routines.push(routine(f, types)),
            None => {}
        }
    }
    routines
}

fn inputs(f: &Function) -> impl Iterator<Item = &metadata::Argument> {
    f.args.iter().filter(|a| matches!(a.mode, Mode::In | Mode::InOut | Mode::Variadic))
}

fn outputs(f: &Function) -> impl Iterator<Item = &metadata::Argument> {
    f.args.iter().filter(|a| matches!(a.mode, Mode::Out | Mode::InOut | Mode::Table))
}

fn is_for_clients(f: &Function, types: &Types<'_>) -> bool {
    let internal = |id: i64| {
        types.get(id).is_some_and(|t| t.schema == "pg_catalog" && INTERNAL.contains(&t.name.as_str()))
    };
    !internal(f.return_type_id) && !f.args.iter().any(|a| internal(a.type_id))
}

/// PostgREST passes arguments by name; one without a name only as the whole body.
fn is_callable(f: &Function, types: &Types<'_>) -> bool {
    let inputs: Vec<&metadata::Argument> = inputs(f).collect();
    match inputs.as_slice() {
        [only] if only.name.is_empty() => {
            types.get(only.type_id).is_some_and(|t| BODIES.contains(&t.name.as_str()))
        }
        all => all.iter().all(|a| !a.name.is_empty()),
    }
}

/// The relation of whose rows the only argument is one.
fn row_argument<'r>(
    f: &Function,
    types: &Types<'_>,
    schema: &str,
    relations: &'r mut [Relation],
) -> Option<&'r mut Relation> {
    let mut inputs = inputs(f);
    let (Some(only), None) = (inputs.next(), inputs.next()) else { return None };
    let row = types.get(only.type_id).filter(|t| types.is_row(t) && t.schema == schema)?;
    relations.iter_mut().find(|r| r.name == row.name)
}

fn compute(relation: &mut Relation, f: &Function, types: &Types<'_>) {
    if let Some(row) = returned_row(f, types) {
        relation.computed_relations.push(ComputedRelation {
            name: f.name.clone(),
            to: name_of(row),
            single: !f.is_set_returning_function || f.prorows == Some(1.0),
            comment: f.comment.clone(),
        });
    } else if !f.is_set_returning_function && outputs(f).next().is_none() {
        let column = Column::of_type(&f.name, types.by_id(f.return_type_id));
        relation.computed.push(Column { updatable: false, comment: f.comment.clone(), ..column });
    }
}

/// The row type of a table or view that it returns.
fn returned_row<'m>(f: &Function, types: &Types<'m>) -> Option<&'m Type> {
    f.return_type_relation_id.and_then(|_| types.get(f.return_type_id)).filter(|t| types.is_row(t))
}

fn name_of(t: &Type) -> QualifiedName {
    QualifiedName { schema: Some(t.schema.clone()), name: t.name.clone() }
}

fn routine(f: &Function, types: &Types<'_>) -> Routine {
    let argument = |a: &metadata::Argument| Argument {
        name: a.name.clone(),
        pg_type: types.by_id(a.type_id),
        optional: a.has_default == Some(true),
        variadic: matches!(a.mode, Mode::Variadic),
    };
    Routine {
        name: f.name.clone(),
        comment: f.comment.clone(),
        signature: signature(f),
        volatility: f.behavior.as_ref().map(|b| b.to_lowercase()),
        arguments: inputs(f).map(argument).collect(),
        returns: returns(f, types),
    }
}

/// As SQL writes it, where the document does.
fn signature(f: &Function) -> Option<String> {
    let text = format!("({}) returns {}", f.argument_types, f.return_type);
    Some(text).filter(|_| !f.return_type.is_empty())
}

fn returns(f: &Function, types: &Types<'_>) -> Returns {
    let set = f.is_set_returning_function;
    if let Some(row) = returned_row(f, types) {
        let name = name_of(row);
        return if set { Returns::SetOfRows(name) } else { Returns::Row(name) };
    }
    let columns: Vec<Column> = outputs(f).map(|a| Column::of_type(&a.name, types.by_id(a.type_id))).collect();
    if columns.iter().any(|c| !c.name.is_empty()) {
        let rows = Box::new(rows(&f.name, columns));
        return if set { Returns::SetOfColumns(rows) } else { Returns::Columns(rows) };
    }
    let t = types.by_id(f.return_type_id);
    match types.get(f.return_type_id).map(|t| t.name.as_str()) {
        Some("void") => Returns::Void,
        Some("record") | None => Returns::Unknown,
        Some(_) if set => Returns::SetOfValues(t),
        Some(_) => Returns::Value(t),
    }
}

/// The columns of a function as the rows of a relation that exists in its answers only.
fn rows(name: &str, columns: Vec<Column>) -> Relation {
    let named = columns.into_iter().enumerate().map(|(n, c)| {
        // Postgres calls them so itself
        let name = if c.name.is_empty() { format!("column{}", n + 1) } else { c.name.clone() };
        Column { name, ..c }
    });
    Relation {
        name: name.to_owned(),
        kind: Kind::Rows,
        writable: false,
        insertable: false,
        comment: None,
        columns: named.collect(),
        primary_key: Vec::new(),
        unique_keys: Vec::new(),
        foreign_keys: Vec::new(),
        computed: Vec::new(),
        computed_relations: Vec::new(),
    }
}
