//! What a channel is told of a change.

use super::{
    database::Table,
    pgoutput::{Change, Kind},
};
use serde_json::{Map, Value, json};
use std::collections::BTreeSet;

/// The rows of a change, as JSON.
pub(super) struct Rows {
    /// without large values that were not changed
    pub(super) new: Map<String, Value>,
    pub(super) old: Map<String, Value>,
}

/// What a role gets, and why, when it gets no row.
pub(super) fn refusal(change: &Change, table: &Table, selectable: &BTreeSet<String>) -> Option<&'static str> {
    match change.kind {
        Kind::Delete => None,
        _ if table.key.is_empty() => Some("Error 400: Bad Request, no primary key"),
        _ if !table.key.is_subset(selectable) => Some("Error 401: Unauthorized"),
        _ => None,
    }
}

pub(super) fn refused(change: &Change, table: &Table, why: &str) -> Value {
    let mut data = json!({
        "schema": table.schema,
        "table": table.name,
        "type": change.kind.word(),
        "commit_timestamp": null,
        "columns": [],
        "record": {},
        "errors": [why],
    });
    if let (Kind::Update, Some(map)) = (change.kind, data.as_object_mut()) {
        map.insert("old_record".to_owned(), json!({}));
    }
    data
}

/// The change with the columns that the role may read, and of these those that are asked for.
pub(super) fn data(
    change: &Change,
    table: &Table,
    rows: &Rows,
    selectable: &BTreeSet<String>,
    select: Option<&BTreeSet<String>>,
) -> Value {
    let is_shown = |name: &String| {
        let asked = select.is_none_or(|columns| columns.contains(name) || table.key.contains(name));
        asked && selectable.contains(name)
    };
    let shown = |row: &Map<String, Value>| -> Map<String, Value> {
        row.iter()
            .filter(|(name, _)| is_shown(name))
            .map(|(name, value)| (name.clone(), value.clone()))
            .collect()
    };
    let mut data = json!({
        "schema": table.schema,
        "table": table.name,
        "type": change.kind.word(),
        "commit_timestamp": change.committed_at(),
        "columns": table.columns(is_shown),
        "errors": null,
    });
    let mut put = |name: &str, row: Map<String, Value>| {
        data.as_object_mut().map(|map| map.insert(name.to_owned(), row.into()))
    };
    if change.kind != Kind::Delete {
        // a large value that was not changed is that of the old row, if that is known
        let mut record = rows.old.clone();
        record.extend(rows.new.clone());
        put("record", shown(&record));
    }
    if change.kind != Kind::Insert {
        let mut old = rows.old.clone();
        if change.kind == Kind::Update && old.is_empty() {
            // the key did not change
            old = rows.new.clone();
            old.retain(|name, _| table.key.contains(name));
        }
        if change.kind == Kind::Delete && table.is_secured {
            // nobody may see what is gone
            old.retain(|name, _| table.key.contains(name));
        }
        put("old_record", shown(&old));
    }
    data
}
