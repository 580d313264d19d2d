//! Objects: moved, copied, removed, listed.

use super::{Asked, direction, given, message, returned, texts, with};
use crate::outcome::{Fault, Returned};
use serde_json::{Value, json};
use supabase_orm::{
    Direction,
    storage::{ListV2, Objects, SortBy},
};

pub(super) async fn call(objects: &Objects, asked: &Asked<'_>) -> Result<Returned, Fault> {
    let text = |place, name| asked.text(place, name).ok_or_else(|| asked.unknown());
    Ok(match asked.call {
        "move" => message(objects.move_(text(0, "from_path")?, text(1, "to_path")?).send().await),
        "copy" => with(objects.copy(text(0, "from_path")?, text(1, "to_path")?).send().await, |copy| {
            let mut json = serde_json::to_value(&copy).unwrap_or_default();
            // so the made-up answer of the reference has it
            if let Some(map) = json.as_object_mut() {
                map.insert("path".to_owned(), copy.full_path.as_str().into());
            }
            json
        }),
        "remove" => returned(objects.remove(texts(asked.value(0, "paths"))).await),
        "info" => returned(objects.info(text(0, "path")?).await),
        "exists" => with(objects.exists(text(0, "path")?).await, Value::Bool),
        "list" => list(objects, asked).await?,
        "list_v2" => returned(v2(objects, asked)?.send().await),
        "list_v2 of all pages" => all_pages(objects, asked).await?,
        _ => return Err(asked.unknown()),
    })
}

/// Column and order; each has its default.
fn sort(options: Option<&Value>) -> Result<Option<(SortBy, Option<Direction>)>, Fault> {
    let Some(sort) = options.and_then(|options| options.get("sortBy")) else { return Ok(None) };
    let column = sort["column"].as_str().map_or(SortBy::Name, SortBy::from);
    Ok(Some((column, sort["order"].as_str().map(direction).transpose()?)))
}

async fn list(objects: &Objects, asked: &Asked<'_>) -> Result<Returned, Fault> {
    let options = asked.value(1, "options");
    let number = |name: &str| options.and_then(|options| options.get(name)).and_then(Value::as_u64);
    let search = options.and_then(|options| options.get("search")).and_then(Value::as_str);
    let mut call = given!(objects.list(asked.text(0, "path").unwrap_or_default()),
        number("limit") => limit, number("offset") => offset, search => search);
    if let Some((column, order)) = sort(options)? {
        call = call.sort_by(column, order.unwrap_or(Direction::Asc));
    }
    Ok(returned(call.send().await))
}

fn v2(objects: &Objects, asked: &Asked<'_>) -> Result<ListV2, Fault> {
    let options = asked.value(0, "options");
    let option = |name: &str| options.and_then(|options| options.get(name));
    let call = given!(objects.list_v2(),
        option("limit").and_then(Value::as_u64) => limit,
        option("prefix").and_then(Value::as_str) => prefix,
        option("cursor").and_then(Value::as_str) => cursor,
        option("with_delimiter").and_then(Value::as_bool) => with_delimiter);
    Ok(match sort(options)? {
        Some((column, Some(order))) => call.sort_by(column, order),
        Some((column, None)) => call.sort_by_column(column),
        None => call,
    })
}

async fn all_pages(objects: &Objects, asked: &Asked<'_>) -> Result<Returned, Fault> {
    let (mut all, mut cursor) = (Vec::new(), None);
    loop {
        let call = given!(v2(objects, asked)?, cursor.take() => cursor);
        let mut page = match call.send().await {
            Ok(page) => page,
            Err(e) => return Ok(Returned::Error(e)),
        };
        all.append(&mut page.objects);
        match page.next_cursor {
            Some(next) => cursor = Some(next),
            // the last answer is the last page, not the list
            None => return Ok(Returned::Storage(json!({"all": all}))),
        }
    }
}
