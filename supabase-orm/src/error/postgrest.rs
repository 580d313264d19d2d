//! What PostgREST answers when it refuses.

use http::StatusCode;
use serde::Deserialize;
use std::fmt;

/// The error body of PostgREST: `{"code":..,"message":..,"details":..,"hint":..}` and the status it came with.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct PostgrestError {
    /// The HTTP status.
    pub status: StatusCode,
    /// `PGRST...` or a SQLSTATE.
    pub code: Option<String>,
    /// What happened.
    pub message: String,
    /// More about it. It may repeat values of the row, so `Display` leaves it out.
    pub details: Option<Details>,
    /// What the server suggests.
    pub hint: Option<String>,
}

/// `details` of PostgREST: mostly text, a list of candidates for ambiguous embeds and overloaded functions.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(untagged)]
#[non_exhaustive]
pub enum Details {
    /// Text.
    Text(String),
    /// Anything else.
    Json(serde_json::Value),
}

#[derive(Deserialize)]
struct Body {
    code: Option<String>,
    message: Option<String>,
    details: Option<Details>,
    hint: Option<String>,
}

impl PostgrestError {
    /// `None` if the body is not an error of PostgREST or of its gateway.
    pub(crate) fn parse(status: StatusCode, body: &[u8]) -> Option<Self> {
        let b: Body = serde_json::from_slice(body).ok()?;
        let message = b.message?;
        Some(Self { status, code: b.code, message, details: b.details, hint: b.hint })
    }

    /// A refusal without a body, the answer to a HEAD: newer servers tell the code in `Proxy-Status: PostgREST; error=PGRST205`.
    pub(crate) fn without_body(status: StatusCode, proxy_status: Option<&str>) -> Self {
        let message = status.canonical_reason().unwrap_or("refused").to_owned();
        let code =
            proxy_status.and_then(|text| text.split(';').find_map(|part| part.trim().strip_prefix("error=")));
        Self {
            status,
            code: code.map(|c| c.trim_matches('"').to_owned()),
            message,
            details: None,
            hint: None,
        }
    }

    /// The code, if it is a SQLSTATE.
    #[must_use]
    pub fn sqlstate(&self) -> Option<&str> {
        let is_sqlstate = |c: &&str| c.len() == 5 && !c.starts_with("PGRST");
        self.code.as_deref().filter(is_sqlstate)
    }

    /// `details`, where they are text.
    pub(crate) fn details_text(&self) -> &str {
        match &self.details {
            Some(Details::Text(text)) => text,
            _ => "",
        }
    }

    /// `The result contains 2 rows`: the number of a PGRST116.
    pub(crate) fn row_count(&self) -> Option<u64> {
        self.details_text().split_whitespace().find_map(|word| word.parse().ok())
    }
}

impl fmt::Display for PostgrestError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)?;
        match &self.code {
            Some(code) => write!(f, " ({code}, {})", self.status.as_u16())?,
            None => write!(f, " ({})", self.status.as_u16())?,
        }
        match &self.hint {
            Some(hint) => write!(f, "; hint: {hint}"),
            None => Ok(()),
        }
    }
}

impl std::error::Error for PostgrestError {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn details_may_be_text_a_list_or_null() {
        let parse = |body: &str| PostgrestError::parse(StatusCode::BAD_REQUEST, body.as_bytes()).unwrap();
        let e =
            parse(r#"{"code":"PGRST116","message":"m","details":"The result contains 2 rows","hint":null}"#);
        assert_eq!((e.row_count(), e.sqlstate()), (Some(2), None));
        let e = parse(r#"{"code":"PGRST201","message":"m","details":[{"cardinality":"many-to-one"}]}"#);
        assert!(matches!(e.details, Some(Details::Json(serde_json::Value::Array(_)))));
        let e = parse(r#"{"code":"23505","message":"duplicate key","details":null,"hint":"try"}"#);
        assert_eq!((e.details.clone(), e.sqlstate()), (None, Some("23505")));
        assert_eq!(e.to_string(), "duplicate key (23505, 400); hint: try");
    }

    #[test]
    fn other_bodies_are_not_postgrest_errors() {
        for body in ["<html>", "", "{}", "[]", "\"x\"", r#"{"message":1}"#] {
            assert_eq!(PostgrestError::parse(StatusCode::BAD_GATEWAY, body.as_bytes()), None, "{body}");
        }
    }
}
