//! Lists of what begins with a prefix, page by page.

use super::{
    answer::{Answer, Outcome},
    call::Call,
    object::{Object, folder},
    refusal::Refusal,
    server::Shared,
    time,
};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;

const COLUMNS: [&str; 3] = ["name", "updated_at", "created_at"];
const LARGEST: u64 = 1000;

/// Where the next page begins: the last name of this one, how it was sorted, and by what.
struct Cursor {
    column: &'static str,
    down: bool,
    last: Option<(String, String)>,
}

impl Cursor {
    /// `l:` the name, `o:` the order, `c:` the column, `a:` its value.
    fn read(&mut self, text: &str) -> Result<(), Refusal> {
        let invalid = || Refusal::parameter("continuation token");
        let text =
            STANDARD.decode(text).ok().and_then(|bytes| String::from_utf8(bytes).ok()).ok_or_else(invalid)?;
        let part = |name: &str| text.lines().find_map(|line| line.strip_prefix(name)).map(str::to_owned);
        self.last = Some((part("a:").unwrap_or_default(), part("l:").ok_or_else(invalid)?));
        self.down = part("o:").as_deref() == Some("desc");
        let column = part("c:");
        let known = COLUMNS.into_iter().find(|known| column.as_deref() == Some(known));
        self.column = known.unwrap_or("name");
        Ok(())
    }

    fn write(&self, value: &str, name: &str) -> String {
        let mut text = format!("l:{name}");
        if self.down {
            text += "\no:desc";
        }
        if self.column != "name" {
            text += &format!("\nc:{}\na:{value}", self.column);
        }
        STANDARD.encode(text)
    }

    /// What entries are sorted by.
    fn value(&self, object: Option<&Object>) -> String {
        match (self.column, object) {
            ("updated_at", Some(object)) => time::iso(object.updated_at),
            ("created_at", Some(object)) => time::iso(object.created_at),
            _ => String::new(),
        }
    }
}

/// The value that it is sorted by and its name; folders have no object.
type Entry<'a> = ((String, String), Option<&'a Object>);

pub(super) async fn list(shared: &Shared, call: &mut Call, bucket: &str) -> Outcome {
    let caller = shared.world().caller(call)?;
    let body = call.json().await?;
    let limit = body.at_least_one("limit")?.unwrap_or(LARGEST).min(LARGEST);
    let (column, down) = body.sort_by(&COLUMNS)?;
    let mut cursor = Cursor { column, down, last: None };
    if let Some(text) = body.text("cursor") {
        cursor.read(text)?;
    }
    let prefix = body.text("prefix").unwrap_or_default();
    let with_delimiter = body.flag("with_delimiter") == Some(true);
    let world = shared.world();
    let mut entries: BTreeMap<(String, String), Option<&Object>> = BTreeMap::new();
    for (key, object) in world.all_visible(&caller, bucket) {
        let Some(rest) = key.strip_prefix(prefix) else { continue };
        let folder = rest.find('/').filter(|_| with_delimiter);
        match folder.and_then(|at| key.get(..=prefix.len() + at)) {
            Some(folder) => entries.insert((cursor.value(None), folder.to_owned()), None),
            None => entries.insert((cursor.value(Some(object)), key.to_owned()), Some(object)),
        };
    }
    let mut entries: Vec<Entry<'_>> = entries.into_iter().collect();
    if cursor.down {
        entries.reverse();
    }
    if let Some(last) = &cursor.last {
        entries.retain(|(at, _)| if cursor.down { at < last } else { at > last });
    }
    let limit = usize::try_from(limit).unwrap_or(usize::MAX);
    let has_next = entries.len() > limit;
    entries.truncate(limit);
    Ok(Answer::json(page(&entries, with_delimiter, has_next.then_some(&cursor))))
}

fn page(entries: &[Entry<'_>], with_delimiter: bool, more: Option<&Cursor>) -> Value {
    let (mut folders, mut objects) = (Vec::new(), Vec::new());
    for ((_, name), object) in entries {
        let mut row: Map<String, Value> = object.map_or_else(|| folder(name), |object| object.listed(name));
        if with_delimiter {
            let key = name.trim_end_matches('/').rsplit('/').next().unwrap_or(name);
            row.insert("key".to_owned(), key.into());
        }
        if object.is_some() { &mut objects } else { &mut folders }.push(Value::Object(row));
    }
    let mut page = json!({"hasNext": more.is_some(), "folders": folders, "objects": objects});
    if let (Some(cursor), Some(((value, name), _)), Some(map)) = (more, entries.last(), page.as_object_mut())
    {
        map.insert("nextCursor".to_owned(), cursor.write(value, name).into());
        map.insert("nextCursorKey".to_owned(), name.as_str().into());
    }
    page
}
