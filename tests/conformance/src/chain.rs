//! Steps to clients and queries, and a chain to its end.

use crate::{
    case::{Case, ClientStep, Link, Step},
    outcome::{Fault, Returned},
    query::Query,
};
use serde_json::Value;
use std::collections::BTreeMap;
use supabase_orm::{Client, ClientBuilder};

/// What a chain has arrived at.
enum At {
    Client(Client, Option<String>),
    Query(Box<Query>),
    Returned(Returned),
}

/// The key of cases that name none.
const DEFAULT_KEY: &str = "anon-key";

/// The client of a case, if its steps make none.
pub(crate) fn of_case(
    case: &Case,
    steps: &[Step],
    keys: &BTreeMap<String, Value>,
    url: &str,
) -> Result<Start, Fault> {
    match steps.iter().find_map(|s| s.client.as_ref()) {
        None => default_client(case, keys, url).map(Start::Client),
        Some(step) => Ok(make(step, url)?.map_or_else(Start::Refused, Start::Client)),
    }
}

/// How a case begins.
pub(crate) enum Start {
    Client(Client),
    /// What the case is about: a client that cannot be made.
    Refused(supabase_orm::Error),
}

/// Runs every step; what the last one returned.
pub(crate) async fn run(client: Client, steps: &[Step]) -> Result<Returned, Fault> {
    let mut bound: BTreeMap<String, Query> = BTreeMap::new();
    let mut last = Returned::Nothing;
    for step in steps.iter().filter(|s| s.client.is_none()) {
        match follow(&client, &mut bound, &step.chain).await? {
            At::Query(query) => {
                let name = step.bind.clone().or_else(|| root(&step.chain));
                bound.insert(name.unwrap_or_default(), *query);
            }
            At::Returned(returned) => last = returned,
            At::Client(..) => {}
        }
    }
    Ok(last)
}

fn root(chain: &[Link]) -> Option<String> {
    match chain.first() {
        Some(Link::Root { root }) => Some(root.clone()),
        _ => None,
    }
}

fn default_client(case: &Case, keys: &BTreeMap<String, Value>, url: &str) -> Result<Client, Fault> {
    if let Some(state) = &case.precondition {
        return signed_in(state, keys, url);
    }
    let builder = Client::builder(url, DEFAULT_KEY);
    let builder = match case.client_options.as_ref().and_then(Value::as_str) {
        None => builder,
        Some("postgrest_client_retry=False") => builder.retry(false),
        Some(other) => options_of_python(builder, other)?,
    };
    builder.build().map_err(|e| Fault::Differs(format!("the client: {e}")))
}

/// The token of a session is one of `keys.json`.
fn signed_in(state: &str, keys: &BTreeMap<String, Value>, url: &str) -> Result<Client, Fault> {
    let token = keys
        .get("jwt_hs256")
        .and_then(Value::as_str)
        .filter(|_| state.starts_with("signed in (HS256 access token"));
    let token = token.ok_or_else(|| Fault::Unsupported(format!("a session: {state}")))?;
    let client = Client::new(url, DEFAULT_KEY).map_err(|e| Fault::Differs(format!("the client: {e}")))?;
    Ok(client.as_user(token))
}

/// `headers={"content-type": "application/vnd.custom+json"}`
fn options_of_python(builder: ClientBuilder, text: &str) -> Result<ClientBuilder, Fault> {
    let headers = text
        .strip_prefix("headers=")
        .and_then(|json| serde_json::from_str::<BTreeMap<String, String>>(json).ok());
    let headers = headers.ok_or_else(|| Fault::Unsupported(format!("client options `{text}`")))?;
    Ok(headers.iter().fold(builder, |b, (name, value)| b.header(name, value)))
}

fn make(step: &ClientStep, base_url: &str) -> Result<Result<Client, supabase_orm::Error>, Fault> {
    let text = |value: &Value| match value {
        Value::String(text) => text.clone(),
        Value::Object(map) => {
            let suffix = map.get("suffix").and_then(Value::as_str).unwrap_or_default();
            match map.get("$client").and_then(Value::as_str) {
                Some("url") => format!("{base_url}{suffix}"),
                _ => DEFAULT_KEY.to_owned(),
            }
        }
        _ => String::new(),
    };
    let mut builder = Client::builder(&text(&step.url), &text(&step.key));
    for (name, value) in step.options.as_object().into_iter().flatten() {
        builder = match (name.as_str(), value) {
            ("headers", Value::Object(headers)) => {
                headers.iter().fold(builder, |b, (n, v)| b.header(n, v.as_str().unwrap_or_default()))
            }
            ("schema", Value::String(schema)) => builder.schema(schema),
            ("postgrest_client_timeout", Value::Number(n)) => {
                builder.timeout(std::time::Duration::from_secs(n.as_u64().unwrap_or(10)))
            }
            ("storage_client_timeout", _) => builder,
            (other, _) => return Err(Fault::Unsupported(format!("client option `{other}`"))),
        };
    }
    Ok(builder.build())
}

async fn follow(client: &Client, bound: &mut BTreeMap<String, Query>, chain: &[Link]) -> Result<At, Fault> {
    let mut at = At::Client(client.clone(), None);
    for link in chain {
        at = match (at, link) {
            (_, Link::Root { root }) => {
                let query =
                    bound.remove(root).ok_or_else(|| Fault::Unsupported(format!("`{root}` is no query")))?;
                At::Query(Box::new(query))
            }
            (At::Client(client, schema), Link::Get { get }) if get == "postgrest" => {
                At::Client(client, schema)
            }
            (At::Client(client, schema), Link::Call { call, args, kwargs }) => {
                from_client(client, schema, call, args, kwargs)?
            }
            (At::Query(query), Link::Get { get }) if get == "not_" => At::Query(Box::new(query.not())),
            (At::Query(query), Link::Call { call, .. }) if call == "execute" => {
                At::Returned(query.execute().await?)
            }
            (At::Query(query), Link::Call { call, args, kwargs }) => {
                At::Query(Box::new(query.call(call, args, kwargs)?))
            }
            (_, Link::Get { get }) => return Err(Fault::Unsupported(format!("`{get}`"))),
            (_, Link::Call { call, .. }) => return Err(Fault::Unsupported(format!("`{call}` here"))),
        };
    }
    Ok(at)
}

fn from_client(
    client: Client,
    schema: Option<String>,
    call: &str,
    args: &[Value],
    kwargs: &BTreeMap<String, Value>,
) -> Result<At, Fault> {
    let first = args.first().and_then(Value::as_str);
    match (call, first) {
        ("schema", Some(name)) => Ok(At::Client(client, Some(name.to_owned()))),
        ("auth", Some(token)) => Ok(At::Client(client.as_user(token), schema)),
        ("table" | "from_", Some(name)) => {
            let table = client.table(name);
            let table = match schema {
                Some(schema) => table.schema(schema),
                None => table,
            };
            Ok(At::Query(Box::new(Query::table(table))))
        }
        ("rpc", Some(name)) => {
            Ok(At::Query(Box::new(Query::call_of(&client, schema, name, args.get(1), kwargs)?)))
        }
        _ => Err(Fault::Unsupported(format!("`{call}` with {args:?}"))),
    }
}
