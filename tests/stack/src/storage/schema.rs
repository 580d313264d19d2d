//! What the server wants of bodies in JSON, and what it says otherwise.

use super::{call::Call, refusal::Refusal};
use serde_json::{Map, Value};

/// The largest body in JSON that it reads.
const LIMIT: usize = 1_048_576;

/// The members of a body.
#[derive(Debug)]
pub(super) struct Body(Map<String, Value>);

impl Call {
    /// The body, which must be an object.
    pub(super) async fn json(&mut self) -> Result<Body, Refusal> {
        let mut whole = Vec::new();
        while let Some(chunk) = self.payload.next().await {
            whole.extend_from_slice(&chunk?);
            if whole.len() > LIMIT {
                return Err(Refusal::json_too_large());
            }
        }
        if !self.header("content-type").starts_with("application/json") {
            return Err(Refusal::schema("body must be object"));
        }
        match serde_json::from_slice(&whole).map_err(|_| Refusal::no_json())? {
            Value::Object(members) => Ok(Body(members)),
            _ => Err(Refusal::schema("body must be object")),
        }
    }
}

impl Body {
    pub(super) fn get(&self, name: &str) -> Option<&Value> {
        self.0.get(name)
    }

    pub(super) fn text(&self, name: &str) -> Option<&str> {
        self.get(name).and_then(Value::as_str)
    }

    /// A text that must be there.
    pub(super) fn name(&self, name: &str) -> Result<&str, Refusal> {
        let missing = || Refusal::schema(format!("body must have required property '{name}'"));
        self.text(name).ok_or_else(missing)
    }

    pub(super) fn flag(&self, name: &str) -> Option<bool> {
        self.get(name).and_then(Value::as_bool)
    }

    /// A number or a text that is one, of at least 1; null counts as 0.
    pub(super) fn at_least_one(&self, name: &str) -> Result<Option<u64>, Refusal> {
        let Some(value) = self.get(name) else { return Ok(None) };
        let number = match value {
            Value::Null => Some(0),
            Value::String(text) => text.parse::<i64>().ok(),
            value => value.as_i64(),
        };
        match number.map(u64::try_from) {
            Some(Ok(number @ 1..)) => Ok(Some(number)),
            Some(_) => Err(Refusal::schema(format!("body/{name} must be >= 1"))),
            None => Err(Refusal::schema(format!("body/{name} must be integer"))),
        }
    }

    /// Texts, one at least.
    pub(super) fn texts(&self, name: &str) -> Result<Vec<String>, Refusal> {
        let missing = || Refusal::schema(format!("body must have required property '{name}'"));
        let values = self.get(name).and_then(Value::as_array).ok_or_else(missing)?;
        if values.is_empty() {
            return Err(Refusal::schema(format!("body/{name} must NOT have fewer than 1 items")));
        }
        Ok(values.iter().filter_map(Value::as_str).map(str::to_owned).collect())
    }

    /// What to sort by, one of these, and whether it goes downwards. By name, upwards, if nothing is said.
    pub(super) fn sort_by(&self, columns: &[&'static str]) -> Result<(&'static str, bool), Refusal> {
        let Some(sort) = self.get("sortBy") else { return Ok(("name", false)) };
        let sort = sort.as_object().ok_or_else(|| Refusal::schema("body/sortBy must be object"))?;
        let column = sort.get("column");
        let column =
            column.ok_or_else(|| Refusal::schema("body/sortBy must have required property 'column'"))?;
        let known = columns.iter().find(|known| column.as_str() == Some(known));
        let other = "body/sortBy/column must be equal to one of the allowed values";
        let known = known.ok_or_else(|| Refusal::schema(other))?;
        Ok((known, sort.get("order").and_then(Value::as_str) == Some("desc")))
    }
}

/// What must be in the query.
pub(super) fn token(call: &Call) -> Result<&str, Refusal> {
    let missing = || Refusal::schema("querystring must have required property 'token'");
    call.query("token").ok_or_else(missing)
}
