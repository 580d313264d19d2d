//! The examples of the Python reference as typed queries, each held to the answer that the official client got.
//!
//! Every example has a db schema of its own with the tables its documentation makes, so that tests run in any order and
//! side by side. A query returns what the reference's `response` holds; [`check`] compares it with the recording. Where the
//! tables are so small that a forgotten filter or order would not show in the rows, the request tells.

use crate::{recorder::Recorder, world::stack};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};
use std::{fmt::Write, sync::LazyLock};
use supabase_orm::{Client, Error, Page, Result, error::Details};
use url::Url;

/// Names the examples of a file and makes a test of each: `"eq/with-select": eq`.
macro_rules! examples { ($($id:literal: $query:ident,)*) => {
    pub(crate) const IDS: &[&str] = &[$($id),*];
    mod answers {
        $(
            #[tokio::test]
            async fn $query() {
                crate::reference::check($id, super::$query).await;
            }
        )*
    }
} }

#[path = "reference/comparisons.rs"]
mod comparisons;
#[path = "reference/conditions.rs"]
mod conditions;
#[path = "reference/containers.rs"]
mod containers;
#[path = "reference/modifiers.rs"]
mod modifiers;
#[path = "reference/rpc.rs"]
mod rpc;
#[path = "reference/select.rs"]
mod select;
#[path = "reference/tables.rs"]
mod tables;
#[path = "reference/text_search.rs"]
mod text_search;
#[path = "reference/writes.rs"]
mod writes;

/// One example as it was recorded.
#[derive(Debug, Deserialize)]
struct Example {
    id: String,
    sql: String,
    result: Value,
    requests: Vec<Sent>,
}

/// A request of the official client.
#[derive(Debug, Deserialize)]
struct Sent {
    method: String,
    url: String,
}

static EXAMPLES: LazyLock<Vec<Example>> = LazyLock::new(|| {
    serde_json::from_str(include_str!("../../../conformance/vectors/examples.json")).unwrap()
});

/// The db schema of an example: `ref_eq_with_select`.
fn schema(id: &str) -> String {
    format!("ref_{}", id.replace(|c: char| !c.is_ascii_alphanumeric(), "_"))
}

/// The schemas to expose: one for each example, and the one that an example names itself.
pub(crate) fn schemas() -> Vec<String> {
    EXAMPLES.iter().map(|e| schema(&e.id)).chain(["myschema".to_owned()]).collect()
}

/// The SQL of every example, in its schema.
pub(crate) fn sql() -> String {
    let mut all = String::new();
    for example in EXAMPLES.iter() {
        let name = schema(&example.id);
        let sql = example.sql.trim_end().trim_end_matches(';').replace("public.", &format!("{name}."));
        writeln!(all, "create schema {name}; set search_path = {name}, extensions;\n{sql};").unwrap();
    }
    for name in schemas() {
        let grants = format!(
            "grant usage on schema {name} to service_role; grant all on all tables in schema {name} to service_role;"
        );
        writeln!(all, "{grants}").unwrap();
    }
    all
}

/// What an example's `response` holds.
pub(crate) struct Response {
    data: Value,
    count: Option<u64>,
}

/// The `response.data` of rows, a row, a value or a text.
pub(crate) fn data(data: impl Serialize) -> Response {
    Response { data: serde_json::to_value(data).unwrap(), count: None }
}

/// The `response.data` and `response.count` of a page.
pub(crate) fn data_and_count(page: Page<impl Serialize>) -> Response {
    Response { count: Some(page.total), ..data(page.rows) }
}

/// Runs the query of an example on its own tables; its result has to be the recorded one.
pub(crate) async fn check<F: Future<Output = Result<Response>>>(id: &str, query: impl FnOnce(Client) -> F) {
    let example = EXAMPLES.iter().find(|e| e.id == id);
    let example = example.unwrap_or_else(|| panic!("the reference has no example `{id}`"));
    let (url, recorder) = (stack().url(), Recorder::default());
    let client = Client::builder(url, stack().secret_key()).schema(schema(id)).transport(recorder.clone());
    let client = client.build().unwrap();
    let returned = match query(client).await {
        Ok(response) => json!({"data": response.data, "count": response.count}),
        Err(e) => json!({"error": fields(&e)}),
    };
    let mut recorded = example.result.clone();
    let told = |key: &str| ["data", "count", "error"].contains(&key);
    recorded.as_object_mut().unwrap().retain(|key, _| told(key));
    assert_eq!(comparable(id, &returned), comparable(id, &recorded), "{id}: returned, recorded");
    let sent = recorder.sent();
    let sent: Vec<_> =
        sent.iter().map(|r| asked(r.method.as_str(), &format!("/{}", r.path_and_query()))).collect();
    let recorded: Vec<_> = example.requests.iter().map(|r| asked(&r.method, &r.url)).collect();
    assert_eq!(sent, recorded, "{id}: sent, recorded");
}

/// Method, path and the names of the parameters, but for the columns: typed queries list them, the reference has `*`.
fn asked(method: &str, path_and_query: &str) -> (String, String, Vec<String>) {
    let url = Url::parse(&format!("http://host{path_and_query}")).unwrap();
    let told = |name: &str, value: &str| {
        let says_nothing = name.ends_with("offset") && value == "0";
        !["select", "columns"].contains(&name) && !says_nothing
    };
    let pairs = url.query_pairs().filter(|(name, value)| told(name, value));
    let mut names: Vec<String> = pairs.map(|(name, _)| name.into_owned()).collect();
    names.sort_unstable();
    (method.to_owned(), url.path().to_owned(), names)
}

/// The error as the official client shows it.
fn fields(e: &Error) -> Value {
    let details = e.details().map(|details| match details {
        Details::Text(text) => json!(text),
        other => panic!("{other:?}"),
    });
    assert!(e.code().is_some(), "not an answer of the server: {e}");
    json!({"code": e.code(), "message": e.message(), "hint": e.hint(), "details": details})
}

/// Without what is another one in each run: keys that the database makes up, costs and times of plans.
fn comparable(id: &str, value: &Value) -> Value {
    match value {
        Value::String(text) if id.starts_with("explain/") => plan(text, &schema(id)),
        Value::String(text) if uuid::Uuid::parse_str(text).is_ok() => json!("a uuid"),
        Value::Array(items) => items.iter().map(|v| comparable(id, v)).collect(),
        Value::Object(map) => {
            map.iter().map(|(k, v)| (k.clone(), comparable(id, v))).collect::<Map<_, _>>().into()
        }
        other => other.clone(),
    }
}

/// The nodes of a plan with what is told about each, and the times below. A server may add a limit of its own.
fn plan(text: &str, schema: &str) -> Value {
    let mut told: Vec<String> = Vec::new();
    for line in text.lines() {
        let line = line.trim().trim_start_matches("->").trim().replace(schema, "public");
        if let Some((node, rest)) = line.split_once("(cost=") {
            told.push(format!("{}, run: {}", node.trim(), rest.contains("actual time=")));
        } else if line.starts_with("Output:") {
            told.last_mut().unwrap().push_str(", with its output");
        } else if let Some((time, _)) = line.split_once(" Time: ") {
            told.push(format!("time of {time}"));
        }
    }
    told.retain(|line| !line.starts_with("Limit,"));
    told.into()
}

#[test]
fn every_example_is_named_by_one_query() {
    let files = [
        select::IDS,
        writes::IDS,
        rpc::IDS,
        conditions::IDS,
        comparisons::IDS,
        containers::IDS,
        text_search::IDS,
        modifiers::IDS,
    ];
    let mut named = files.concat();
    let mut recorded: Vec<&str> = EXAMPLES.iter().map(|e| e.id.as_str()).collect();
    named.sort_unstable();
    recorded.sort_unstable();
    assert_eq!(recorded.len(), 82);
    assert_eq!(named, recorded);
}
