//! Calls of the official client's `functions`, as calls of supabase-orm.

use crate::{
    compare::pairs,
    outcome::{Fault, Returned},
};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use supabase_orm::{
    Client, Error, Result as OrmResult,
    error::ErrorKind,
    functions::{Invoke, Region},
    http::Method,
};

/// `invoke(name, options)`.
pub(crate) async fn invoke(
    client: &Client,
    args: &[Value],
    kwargs: &BTreeMap<String, Value>,
) -> Result<Returned, Fault> {
    let Some(name) = args.first().and_then(Value::as_str) else {
        return Ok(Returned::Inexpressible("a name that is no text".to_owned()));
    };
    let options = args.get(1).or_else(|| kwargs.get("invoke_options")).and_then(Value::as_object);
    let mut call = named(client, name);
    let mut json = false;
    for (option, value) in options.into_iter().flatten() {
        call = match (option.as_str(), value) {
            ("headers", Value::Object(all)) => {
                all.iter().fold(call, |call, (n, v)| call.header(n, v.as_str().unwrap_or_default()))
            }
            ("body", body) => with_body(call, body),
            ("method", Value::String(text)) => call.method(method(text)?),
            ("region", Value::String(text)) => call.region(Region::new(text.clone())),
            ("responseType", Value::String(kind)) => {
                json = kind == "json";
                call
            }
            _ => return Err(Fault::Unsupported(format!("the option `{option}` of a function"))),
        };
    }
    Ok(match answer(call, json).await {
        Ok(body) => Returned::Body(body),
        Err(e) => Returned::Error(e),
    })
}

/// The official client takes a query in the name.
fn named(client: &Client, name: &str) -> Invoke {
    let name = name.split('#').next().unwrap_or_default();
    let (name, query) = name.split_once('?').unwrap_or((name, ""));
    pairs(query)
        .into_iter()
        .fold(client.functions().invoke(name), |call, (key, value)| call.query(key, value))
}

/// Headers of the call come first there, so the kind of the body does not replace theirs.
fn with_body(call: Invoke, body: &Value) -> Invoke {
    let bytes = body.get("$bytes").and_then(Value::as_str).and_then(|text| STANDARD.decode(text).ok());
    match (body, bytes) {
        (_, Some(bytes)) => call.bytes(bytes),
        (Value::Null, _) => call,
        (Value::String(text), _) => call.text(text),
        (json, _) => call.json(json),
    }
}

fn method(text: &str) -> Result<Method, Fault> {
    text.parse().map_err(|_| Fault::Unsupported(format!("the method `{text}`")))
}

async fn answer(call: Invoke, json: bool) -> OrmResult<Value> {
    let answer = call.send().await?;
    match json {
        true => answer.json().await,
        false => Ok(json!({"$base64": STANDARD.encode(answer.bytes().await?)})),
    }
}

/// Status and message, and whose refusal it is.
pub(crate) fn same_error(exception: &Value, e: &Error) -> Result<(), String> {
    let fields = &exception["fields"];
    let other = || Err(format!("error: recorded {exception}, ours {e:?}"));
    let ErrorKind::Function(refusal) = e.kind() else { return other() };
    if refusal.relay != (exception["class"] == "FunctionsRelayError") {
        return other();
    }
    let message = fields["message"].as_str().unwrap_or_default();
    // the official client's own words where it finds none in the body
    let own = message.starts_with("An error occurred while requesting your edge function");
    if fields["status"] != refusal.status.as_u16() || !(own || refusal.message().as_deref() == Some(message))
    {
        return other();
    }
    Ok(())
}
