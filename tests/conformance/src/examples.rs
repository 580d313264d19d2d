//! The reference's examples against a real PostgREST: each with its own tables, through the same chains.

use crate::{
    Line, Status,
    case::Step,
    chain,
    outcome::{Fault, Returned, same_error},
};
use serde::Deserialize;
use serde_json::Value;
use std::{collections::BTreeMap, path::Path, time::Duration};
use supabase_orm::Client;
use tokio_postgres::NoTls;

#[derive(Debug, Deserialize)]
struct Example {
    id: String,
    sql: String,
    steps: Option<Vec<Step>>,
    result: Value,
}

/// An empty database, as every example expects it.
const RESET: &str = "
drop schema if exists public cascade; drop schema if exists myschema cascade; create schema public;
grant usage on schema public to anon, authenticated, service_role;
alter default privileges in schema public grant all on tables to anon, authenticated, service_role;
alter default privileges in schema public grant all on sequences to anon, authenticated, service_role;
alter default privileges in schema public grant all on functions to anon, authenticated, service_role;
";

/// The schema that one example makes; PostgREST is told of it from the beginning.
const OTHER_SCHEMA: &str = "
create schema if not exists myschema; grant usage on schema myschema to anon, authenticated, service_role;
grant all on all tables in schema myschema to anon, authenticated, service_role;
";

pub(crate) async fn run(file: &Path, url: &str, db: &str, only: Option<&str>) -> Result<Vec<Line>, String> {
    let text = std::fs::read(file).map_err(|e| format!("{}: {e}", file.display()))?;
    let examples: Vec<Example> =
        serde_json::from_slice(&text).map_err(|e| format!("{}: {e}", file.display()))?;
    let client = client(url).await?;
    let (sql, connection) = tokio_postgres::connect(db, NoTls).await.map_err(|e| format!("--db: {e}"))?;
    let connection = tokio::spawn(connection);
    let mut lines = Vec::new();
    for (n, example) in
        examples.iter().enumerate().filter(|(_, e)| only.is_none_or(|part| e.id.contains(part)))
    {
        let (status, detail) = match one(&client, &sql, n, example).await {
            Ok(()) => (Status::Passed, String::new()),
            Err(Fault::Unsupported(what)) => (Status::Unsupported, what),
            Err(Fault::Differs(what)) => (Status::Failed, what),
        };
        lines.push(Line { id: example.id.clone(), status, detail });
    }
    drop(sql);
    let _ = connection.await;
    Ok(lines)
}

/// `url` is a project's address or that of a PostgREST; the key comes from the environment, as everywhere.
async fn client(url: &str) -> Result<Client, String> {
    let key = std::env::var("SUPABASE_SECRET_KEY").or_else(|_| std::env::var("SUPABASE_SERVICE_ROLE_KEY"));
    let key = key.unwrap_or_else(|_| "sb_publishable_none".to_owned());
    let gateway = Client::new(url, &key).map_err(|e| e.to_string())?;
    let answer = gateway.table("conformance_probe").select("*").limit(1).await;
    // PostgREST itself has no `/rest/v1`
    let alone = matches!(&answer, Err(e) if e.status().is_some_and(|s| s == 404) && e.code().is_none());
    if alone {
        Client::builder(url, &key).rest_url(url).build().map_err(|e| e.to_string())
    } else {
        Ok(gateway)
    }
}

async fn one(
    client: &Client,
    sql: &tokio_postgres::Client,
    n: usize,
    example: &Example,
) -> Result<(), Fault> {
    let marker = format!("conformance_{n}");
    let make = format!(
        "create function {marker}() returns int language sql as 'select 1'; notify pgrst, 'reload schema';"
    );
    let all = format!("{RESET}{};\n{OTHER_SCHEMA}{make}", example.sql.trim_end().trim_end_matches(';'));
    let fault = |e: tokio_postgres::Error| {
        Fault::Differs(format!(
            "SQL: {}",
            e.as_db_error().map_or_else(|| e.to_string(), |d| d.message().to_owned())
        ))
    };
    sql.batch_execute(&all).await.map_err(fault)?;
    seen(client, &marker).await?;
    let steps = match &example.steps {
        Some(steps) => steps,
        None => &translated(&example.id)?,
    };
    let returned = chain::run(client.clone(), 0, steps, &BTreeMap::new()).await?;
    compare(&example.result, &returned, &example.id).map_err(Fault::Differs)
}

/// Examples whose Python is more than calls: what its branches come to.
fn translated(id: &str) -> Result<Vec<Step>, Fault> {
    let steps = match id {
        "using-filters/conditional-chaining" => serde_json::json!([{"chain": [
            {"call": "table", "args": ["instruments"]}, {"call": "select", "args": ["name, section_id"]},
            {"call": "gte", "args": ["octave_range", 3]}, {"call": "lt", "args": ["octave_range", 7]}, {"call": "execute"},
        ]}]),
        other => return Err(Fault::Unsupported(format!("`{other}` has no steps"))),
    };
    serde_json::from_value(steps).map_err(|e| Fault::Unsupported(e.to_string()))
}

/// PostgREST has read the schema when it knows the newest function.
async fn seen(client: &Client, marker: &str) -> Result<(), Fault> {
    for _ in 0..400 {
        if client.call(marker, &serde_json::json!({})).await.is_ok() {
            return Ok(());
        }
        tokio::time::sleep(Duration::from_millis(25)).await;
    }
    Err(Fault::Differs("PostgREST did not read the schema within 10 s".to_owned()))
}

fn compare(expected: &Value, returned: &Returned, id: &str) -> Result<(), String> {
    match returned {
        Returned::Error(e) => {
            same_error(expected.get("error").or_else(|| expected.get("exception")).unwrap_or(&Value::Null), e)
        }
        Returned::Value { data, count } => {
            let expected_data = expected.get("data").unwrap_or(expected);
            let compared = |v: &Value| if id.starts_with("explain/") { shape(v) } else { without_random(v) };
            let (a, b) = (compared(expected_data), compared(data));
            if a != b && !(a.is_null() && b == Value::Array(Vec::new())) {
                return Err(format!("data: recorded {a}, returned {b}"));
            }
            match expected.get("count").and_then(Value::as_u64) {
                Some(n) if Some(n) != *count => Err(format!("count: recorded {n}, returned {count:?}")),
                _ => Ok(()),
            }
        }
        Returned::Nothing
        | Returned::Body(_)
        | Returned::Json(_)
        | Returned::Storage(_)
        | Returned::Inexpressible(_) => Err(format!("rows were recorded, returned {returned:?}")),
    }
}

/// Keys that the database makes up are other ones each time.
fn without_random(value: &Value) -> Value {
    match value {
        Value::String(text) if is_uuid(text) => "a uuid".into(),
        Value::Array(items) => items.iter().map(without_random).collect(),
        Value::Object(map) => {
            map.iter().map(|(k, v)| (k.clone(), without_random(v))).collect::<serde_json::Map<_, _>>().into()
        }
        other => other.clone(),
    }
}

fn is_uuid(text: &str) -> bool {
    let parts: Vec<usize> = text.split('-').map(str::len).collect();
    parts == [8, 4, 4, 4, 12] && text.chars().all(|c| c == '-' || c.is_ascii_hexdigit())
}

/// A plan by its nodes: costs, times and settings of the server differ.
fn shape(plan: &Value) -> Value {
    let text = plan.as_str().map_or_else(|| plan.to_string(), str::to_owned);
    let node = |line: &str| {
        line.trim().trim_start_matches("->").trim().split('(').next().map(|n| n.trim().to_owned())
    };
    let nodes: BTreeMap<usize, String> =
        text.lines().filter(|l| l.contains("cost=")).filter_map(node).enumerate().collect();
    nodes.into_values().filter(|n| n != "Limit").collect::<Vec<_>>().into()
}
