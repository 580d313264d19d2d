//! A request, taken apart.

use super::answer::Refusal;
use axum::{
    body::Bytes,
    http::{HeaderMap, request::Parts},
};
use serde_json::{Map, Value};
use url::form_urlencoded;

/// One request.
#[derive(Debug)]
pub(super) struct Call {
    pub(super) method: String,
    pub(super) path: String,
    query: Vec<(String, String)>,
    headers: HeaderMap,
    body: Bytes,
}

impl Call {
    pub(super) fn new(parts: Parts, body: Bytes) -> Self {
        let query =
            form_urlencoded::parse(parts.uri.query().unwrap_or_default().as_bytes()).into_owned().collect();
        Self {
            method: parts.method.as_str().to_owned(),
            path: parts.uri.path().to_owned(),
            query,
            headers: parts.headers,
            body,
        }
    }

    /// The text stands in path, query, a header or the body.
    pub(super) fn holds(&self, text: &str) -> bool {
        let body = String::from_utf8_lossy(&self.body);
        let query = self.query.iter().any(|(_, value)| value.contains(text));
        let header = |value: &axum::http::HeaderValue| value.to_str().is_ok_and(|value| value.contains(text));
        self.path.contains(text) || query || body.contains(text) || self.headers.values().any(header)
    }

    pub(super) fn query(&self, name: &str) -> &str {
        self.query.iter().find(|(key, _)| key == name).map_or("", |(_, value)| value)
    }

    pub(super) fn header(&self, name: &str) -> &str {
        self.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
    }

    /// It names a version of the API, which is a date.
    pub(super) fn is_versioned(&self) -> bool {
        let version = self.header("x-supabase-api-version");
        version.len() == 10
            && version >= "2024-01-01"
            && version.bytes().all(|b| b == b'-' || b.is_ascii_digit())
    }

    /// The body, which must be an object.
    pub(super) fn params(&self) -> Result<Params, Refusal> {
        let bad =
            |why: &str| Refusal::new(400, "bad_json", format!("Could not parse request body as JSON: {why}"));
        // form data too ends too early for the real server, which reads it first
        let form = self.header("content-type").starts_with("application/x-www-form-urlencoded");
        if self.body.is_empty() || form {
            return Err(bad("unexpected end of JSON input"));
        }
        match serde_json::from_slice(&self.body) {
            Ok(Value::Object(params)) => match params.iter().find(|(name, value)| !is_of_type(name, value)) {
                Some((name, _)) => Err(bad(&format!("`{name}` is of another type"))),
                None => Ok(Params(params)),
            },
            Ok(Value::Null) => Ok(Params(Map::new())),
            Ok(_) => Err(bad("not an object")),
            Err(error) => Err(bad(&error.to_string())),
        }
    }
}

/// Members that the server knows have a type.
fn is_of_type(name: &str, value: &Value) -> bool {
    match name {
        _ if value.is_null() => true,
        "data" | "app_metadata" => value.is_object(),
        "create_user" => value.is_boolean(),
        "email" | "phone" | "password" | "token" | "token_hash" | "type" | "refresh_token" | "code" => {
            value.is_string()
        }
        _ => true,
    }
}

/// The members of a body.
#[derive(Debug)]
pub(super) struct Params(Map<String, Value>);

impl Params {
    /// `""` for what is absent, null or no text.
    pub(super) fn text(&self, name: &str) -> &str {
        self.0.get(name).and_then(Value::as_str).unwrap_or_default()
    }

    pub(super) fn has(&self, name: &str) -> bool {
        self.0.get(name).is_some_and(|value| !value.is_null())
    }

    /// True unless it is said to be false.
    pub(super) fn unless_false(&self, name: &str) -> bool {
        self.0.get(name) != Some(&Value::Bool(false))
    }

    /// The object, empty if there is none.
    pub(super) fn object(&self, name: &str) -> Map<String, Value> {
        self.0.get(name).and_then(Value::as_object).cloned().unwrap_or_default()
    }

    /// In lower case, and of the form that the server accepts.
    pub(super) fn email(&self) -> Result<String, Refusal> {
        let email = self.text("email").to_lowercase();
        let fits = email.split_once('@').is_some_and(|(name, host)| !name.is_empty() && !host.is_empty())
            && !email.contains(char::is_whitespace);
        if fits {
            Ok(email)
        } else {
            Err(Refusal::invalid("Unable to validate email address: invalid format"))
        }
    }

    /// Without a leading `+`.
    pub(super) fn phone(&self) -> Result<String, Refusal> {
        let phone = self.text("phone").trim_start_matches('+').to_owned();
        let fits = (2..=15).contains(&phone.len())
            && phone.bytes().all(|b| b.is_ascii_digit())
            && !phone.starts_with('0');
        if fits { Ok(phone) } else { Err(Refusal::invalid("Invalid phone number format (E.164 required)")) }
    }
}
