//! Steps to clients and queries, and a chain to its end.

use crate::{
    auth::{self, DEFAULT_KEY, Memory, Place},
    case::{Case, ClientStep, Link, Step},
    functions,
    outcome::{Fault, Returned},
    query::Query,
    storage,
    value::with_keys,
};
use serde_json::Value;
use std::collections::BTreeMap;
use supabase_orm::Client;

/// What a chain has arrived at.
enum At {
    Client(Client, Option<String>),
    Auth(Place),
    Functions(Client),
    Storage(storage::Place),
    Query(Box<Query>),
    Returned(Returned),
}

/// What a name of a script stands for.
enum Bound {
    Auth(Place),
    Storage(storage::Place),
    Query(Box<Query>),
}

/// The client of a case, if its steps make none.
pub(crate) async fn of_case(
    case: &Case,
    steps: &[Step],
    keys: &BTreeMap<String, Value>,
    url: &str,
) -> Result<Start, Fault> {
    match steps.iter().find_map(|s| s.client.as_ref()) {
        None => auth::client(case, keys, url).await.map(Start::Client),
        Some(step) => {
            let key = case.client_key.as_deref().unwrap_or(DEFAULT_KEY);
            Ok(make(step, url, key)?.map_or_else(Start::Refused, Start::Client))
        }
    }
}

/// How a case begins.
pub(crate) enum Start {
    Client(Client),
    /// What the case is about: a client that cannot be made.
    Refused(supabase_orm::Error),
}

/// Runs every step; what the last one returned.
pub(crate) async fn run(
    client: Client,
    clock: u64,
    steps: &[Step],
    keys: &BTreeMap<String, Value>,
) -> Result<Returned, Fault> {
    let mut script = Script { client, keys, clock, bound: BTreeMap::new(), memory: Memory::default() };
    let mut results: BTreeMap<&str, Returned> = BTreeMap::new();
    let mut last = "";
    for step in steps.iter().filter(|s| s.client.is_none()) {
        match script.follow(&step.chain).await? {
            At::Query(query) => script.bind(step, Bound::Query(query)),
            At::Auth(place) => script.bind(step, Bound::Auth(place)),
            At::Storage(place) => script.bind(step, Bound::Storage(place)),
            At::Returned(returned) => {
                last = step.bind.as_deref().unwrap_or_default();
                results.insert(last, returned);
            }
            At::Client(..) | At::Functions(_) => {}
        }
    }
    // a case is about its response, whatever is done after it
    let returned = results.remove("response").or_else(|| results.remove(last));
    Ok(returned.unwrap_or(Returned::Nothing))
}

/// A case while it runs.
struct Script<'a> {
    client: Client,
    keys: &'a BTreeMap<String, Value>,
    clock: u64,
    bound: BTreeMap<String, Bound>,
    memory: Memory,
}

fn root(chain: &[Link]) -> Option<String> {
    match chain.first() {
        Some(Link::Root { root }) => Some(root.clone()),
        _ => None,
    }
}

fn make(
    step: &ClientStep,
    base_url: &str,
    own_key: &str,
) -> Result<Result<Client, supabase_orm::Error>, Fault> {
    let text = |value: &Value| match value {
        Value::String(text) => text.clone(),
        Value::Object(map) => {
            let suffix = map.get("suffix").and_then(Value::as_str).unwrap_or_default();
            match map.get("$client").and_then(Value::as_str) {
                Some("url") => format!("{base_url}{suffix}"),
                _ => own_key.to_owned(),
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
            ("storage_client_timeout" | "auto_refresh_token" | "persist_session", _) => builder,
            (other, _) => return Err(Fault::Unsupported(format!("client option `{other}`"))),
        };
    }
    Ok(builder.build())
}

impl Script<'_> {
    fn bind(&mut self, step: &Step, to: Bound) {
        let name = step.bind.clone().or_else(|| root(&step.chain));
        self.bound.insert(name.unwrap_or_default(), to);
    }

    async fn follow(&mut self, chain: &[Link]) -> Result<At, Fault> {
        let mut at = At::Client(self.client.clone(), None);
        for link in chain {
            at = self.next(at, link).await?;
        }
        Ok(at)
    }

    async fn next(&mut self, at: At, link: &Link) -> Result<At, Fault> {
        Ok(match (at, link) {
            (_, Link::Root { root }) => match self.bound.remove(root) {
                Some(Bound::Query(query)) => At::Query(query),
                Some(Bound::Auth(place)) => At::Auth(place),
                Some(Bound::Storage(place)) => At::Storage(place),
                None => return Err(Fault::Unsupported(format!("`{root}` is no query"))),
            },
            (At::Client(client, schema), Link::Get { get }) if get == "postgrest" => {
                At::Client(client, schema)
            }
            (At::Client(client, _), Link::Get { get }) if get == "auth" => {
                At::Auth(Place::new(&client, self.clock))
            }
            (At::Client(client, _), Link::Get { get }) if get == "functions" => At::Functions(client),
            (At::Functions(client), Link::Call { call, args, kwargs }) if call == "invoke" => {
                At::Returned(functions::invoke(&client, args, kwargs).await?)
            }
            (At::Client(client, _), Link::Get { get }) if get == "storage" => {
                At::Storage(storage::Place::Root(client.storage()))
            }
            (At::Storage(place), Link::Call { call, args, kwargs }) => {
                match place.call(call, args, kwargs).await? {
                    storage::Next::Place(place) => At::Storage(place),
                    storage::Next::Returned(returned) => At::Returned(returned),
                }
            }
            (At::Client(client, schema), Link::Call { call, args, kwargs }) => {
                from_client(client, schema, call, args, kwargs)?
            }
            (At::Auth(place), Link::Get { get }) => At::Auth(place.get(get)),
            (At::Auth(place), Link::Call { call, args, kwargs }) => {
                let args: Vec<Value> = args.iter().map(|arg| with_keys(arg, self.keys)).collect();
                let kwargs = kwargs.iter().map(|(n, v)| (n.clone(), with_keys(v, self.keys))).collect();
                At::Returned(place.call(call, &args, &kwargs, &mut self.memory).await?)
            }
            (At::Query(query), Link::Get { get }) if get == "not_" => At::Query(Box::new(query.not())),
            (At::Query(query), Link::Call { call, .. }) if call == "execute" => {
                At::Returned(query.execute().await?)
            }
            (At::Query(query), Link::Call { call, args, kwargs }) => {
                At::Query(Box::new(query.call(call, args, kwargs)?))
            }
            (At::Returned(returned), link) if auth::is_of_python(link) => At::Returned(returned),
            (_, Link::Get { get }) => return Err(Fault::Unsupported(format!("`{get}`"))),
            (_, Link::Call { call, .. }) => return Err(Fault::Unsupported(format!("`{call}` here"))),
        })
    }
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
