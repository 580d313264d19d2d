//! Lists of a folder.

use super::{
    answer::{Answer, Outcome},
    call::Call,
    object::{Object, folder},
    server::Shared,
};
use serde_json::Value;
use std::collections::BTreeMap;

const COLUMNS: [&str; 4] = ["name", "updated_at", "created_at", "last_accessed_at"];

/// By their names; folders, which have a slash at their end, have no object.
type Entries<'a> = BTreeMap<&'a str, Option<&'a Object>>;

pub(super) async fn list(shared: &Shared, call: &mut Call, bucket: &str) -> Outcome {
    let caller = shared.world().caller(call)?;
    let body = call.json().await?;
    let (column, down) = body.sort_by(&COLUMNS)?;
    let limit = body.at_least_one("limit")?.unwrap_or(100);
    let offset = body.get("offset").and_then(Value::as_u64).unwrap_or(0);
    let within = body.text("prefix").unwrap_or_default();
    let within =
        if within.is_empty() || within.ends_with('/') { within.to_owned() } else { format!("{within}/") };
    let search = body.text("search").unwrap_or_default().to_lowercase();
    let world = shared.world();
    let entries = entries(world.all_visible(&caller, bucket), &within, &search);
    let mut entries: Vec<_> = entries.into_iter().collect();
    if column != "name" {
        // folders have no times
        let time = |o: &Object| if column == "updated_at" { o.updated_at } else { o.created_at };
        entries.sort_by_key(|(_, object)| object.map(time));
    }
    if down {
        entries.reverse();
    }
    let number = |n: u64| usize::try_from(n).unwrap_or(usize::MAX);
    let page = entries.into_iter().skip(number(offset)).take(number(limit));
    let row = |(name, object): (&str, Option<&Object>)| {
        Value::Object(match object {
            Some(object) => object.listed(name),
            None => folder(name.trim_end_matches('/')),
        })
    };
    Ok(Answer::json(page.map(row).collect()))
}

/// What stands in a folder and begins like that.
fn entries<'a>(
    objects: impl Iterator<Item = (&'a str, &'a Object)>,
    within: &str,
    search: &str,
) -> Entries<'a> {
    let mut entries = Entries::new();
    for (key, object) in objects {
        let name = key.strip_prefix(within).filter(|name| name.to_lowercase().starts_with(search));
        let Some(name) = name else { continue };
        match name.find('/').and_then(|at| name.get(..=at)) {
            Some(folder) => entries.insert(folder, None),
            None => entries.insert(name, Some(object)),
        };
    }
    entries
}
