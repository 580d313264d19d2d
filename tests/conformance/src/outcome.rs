//! One case: run, and compared.

use crate::{auth, case::Case, chain, compare, functions, server::Server, storage};
use serde_json::Value;
use std::collections::BTreeMap;
use supabase_orm::{
    Answer, Error, Result,
    error::{Details, ErrorKind},
};

/// Why a case did not pass.
#[derive(Debug)]
pub(crate) enum Fault {
    /// The API has no counterpart.
    Unsupported(String),
    /// Something else was sent or returned.
    Differs(String),
}

/// What the last call of a case returned.
#[derive(Debug)]
pub(crate) enum Returned {
    Nothing,
    Value {
        data: Value,
        count: Option<u64>,
    },
    /// What the Auth server answered, as far as it is returned.
    Json(Value),
    /// What a function answered: JSON, or bytes as the recordings have them.
    Body(Value),
    /// What Storage answered, in the server's names.
    Storage(Value),
    /// The types have no words for what was asked.
    Inexpressible(String),
    Error(Error),
}

impl Returned {
    pub(crate) fn answer(result: Result<Answer<Value>>) -> Self {
        match result {
            Ok(a) => Self::Value { data: Value::Array(a.rows), count: a.total },
            Err(e) => Self::Error(e),
        }
    }

    /// The one row of an answer.
    pub(crate) fn one(result: Result<Answer<Value>>) -> Self {
        match result {
            Ok(mut a) => Self::Value { data: a.rows.pop().unwrap_or_default(), count: a.total },
            Err(e) => Self::Error(e),
        }
    }

    pub(crate) fn value(result: Result<Value>) -> Self {
        match result {
            Ok(data) => Self::Value { data, count: None },
            Err(e) => Self::Error(e),
        }
    }
}

pub(crate) async fn run(case: &Case, keys: &BTreeMap<String, Value>) -> Result<(), Fault> {
    let translated = auth::translated(&case.id).or_else(|| storage::translated(&case.id));
    let steps = case.steps.as_ref().or(translated.as_ref());
    let steps = steps.ok_or_else(|| Fault::Unsupported("Python that has no steps".to_owned()))?;
    let server = Server::start(&case.responses).await.map_err(|e| Fault::Differs(e.to_string()))?;
    let returned = match chain::of_case(case, steps, keys, &server.url).await? {
        chain::Start::Client(client) => chain::run(client, auth::now(case), steps, keys).await?,
        chain::Start::Refused(e) => Returned::Error(e),
    };
    if let (Returned::Inexpressible(what), false) = (&returned, case.requests.is_empty()) {
        return Err(Fault::Unsupported(what.clone()));
    }
    compare::requests(case, &server.seen(), &server.url).map_err(Fault::Differs)?;
    result(case, &returned, &server.url).map_err(Fault::Differs)
}

fn result(case: &Case, returned: &Returned, base_url: &str) -> Result<(), String> {
    // a result of something else than the last call says only that nothing failed
    let of_last = case.talk.as_ref().is_none_or(|talk| talk.has_result);
    let expected = &case.result;
    match (expected.get("exception"), returned) {
        (Some(exception), Returned::Error(e)) => error(exception, e),
        (Some(_), Returned::Inexpressible(_)) => Ok(()),
        (Some(exception), other) => {
            let what = exception.get("str").unwrap_or(&exception["message"]);
            Err(format!("an exception was recorded ({what}), we returned {other:?}"))
        }
        (None, Returned::Error(e)) => Err(format!("a result was recorded, we failed: {e}")),
        (None, Returned::Inexpressible(what)) => Err(format!("a result was recorded, ours has no {what}")),
        (None, Returned::Value { data, count }) => value(&expected["ok"], data, *count),
        (None, Returned::Body(body)) if body == &expected["ok"] => Ok(()),
        (None, Returned::Body(body)) => Err(format!("recorded {}, returned {body}", expected["ok"])),
        (None, Returned::Nothing) => Ok(()),
        (None, Returned::Storage(ours)) => {
            if of_last {
                storage::same(&expected["ok"], ours, base_url)?;
            }
            answer_of_last(case).map_or(Ok(()), |answer| storage::lost(answer, ours, base_url))
        }
        (None, Returned::Json(ours)) => {
            if of_last {
                auth::same(&expected["ok"], ours, base_url)?;
            }
            answer_of_last(case).map_or(Ok(()), |answer| auth::lost(answer, ours))
        }
    }
}

/// What the server answered last, if it is JSON.
fn answer_of_last(case: &Case) -> Option<&Value> {
    let last = case.responses.last().filter(|answer| (200..300).contains(&answer.status))?;
    last.body.as_ref().filter(|body| body.kind == "json").map(|body| &body.value)
}

fn value(expected: &Value, data: &Value, count: Option<u64>) -> Result<(), String> {
    if expected.is_string() && expected == data {
        return Ok(()); // a plan is its own result
    }
    let Some(expected_data) = expected.get("data") else {
        let nothing = expected.is_null() && (data.is_null() || data == &Value::Array(Vec::new()));
        return if nothing { Ok(()) } else { Err(format!("recorded {expected}, returned {data}")) };
    };
    let empty = |v: &Value| v.is_null() || v == &Value::Array(Vec::new()) || v == "";
    if expected_data != data && !(empty(expected_data) && empty(data)) {
        return Err(format!("data: recorded {expected_data}, returned {data}"));
    }
    let expected_count = expected.get("count").and_then(Value::as_u64);
    if expected_count.is_some() && expected_count != count {
        return Err(format!("count: recorded {expected_count:?}, returned {count:?}"));
    }
    Ok(())
}

/// Code, message, details and hint; of other exceptions only that it failed.
fn error(exception: &Value, e: &Error) -> Result<(), String> {
    if exception["class"].as_str().is_some_and(|class| class.starts_with("Auth")) {
        return auth::same_error(exception, e);
    }
    if exception["class"].as_str().is_some_and(|class| class.starts_with("Functions")) {
        return functions::same_error(exception, e);
    }
    if let Some(fields) = storage::fields_of_error(exception) {
        return storage::same_error(fields, e);
    }
    if exception["class"] != "APIError" || matches!(e.kind(), ErrorKind::MoreThanOneRow(_)) {
        return Ok(());
    }
    same_error(&exception["fields"], e)
}

/// Code, message, details and hint.
pub(crate) fn same_error(fields: &Value, e: &Error) -> Result<(), String> {
    let status = e.status().map(|s| s.as_u16().to_string());
    let (code, message, details, hint) = match e.kind() {
        ErrorKind::Unexpected { status, body, .. } => (
            None,
            status.canonical_reason().map(str::to_owned),
            Some(Value::String(String::from_utf8_lossy(body).into_owned())),
            None,
        ),
        _ => (
            e.code().map(str::to_owned),
            e.message().map(str::to_owned),
            e.details().map(details),
            e.hint().map(str::to_owned),
        ),
    };
    let text = |v: Option<String>| v.map_or(Value::Null, Value::String);
    // the official client puts the status where the body has no code
    let same_code =
        fields["code"] == text(code.clone()) || (code.is_none() && fields["code"] == text(status));
    for (name, same, ours) in [
        ("code", same_code, text(code)),
        ("message", fields["message"] == text(message.clone()), text(message)),
        ("details", fields["details"] == details.clone().unwrap_or_default(), details.unwrap_or_default()),
        ("hint", fields["hint"] == text(hint.clone()), text(hint)),
    ] {
        if !same {
            return Err(format!("error {name}: recorded {}, ours {ours}", fields[name]));
        }
    }
    Ok(())
}

fn details(details: &Details) -> Value {
    match details {
        Details::Text(text) => Value::String(text.clone()),
        Details::Json(json) => json.clone(),
        _ => Value::Null,
    }
}
