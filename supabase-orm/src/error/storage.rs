//! What Storage answers when it refuses.

use http::StatusCode;
use serde::Deserialize;
use serde_json::Value;
use std::{fmt, time::Duration};

/// A refusal of Storage.
///
/// ```
/// # use supabase_orm::{Client, Result, error::{ErrorKind, StorageErrorCode}};
/// # async fn f(db: &Client) -> Result<()> {
/// match db.storage().bucket("avatars").download("ann.png").send().await {
///     Ok(bytes) => println!("{} bytes", bytes.len()),
///     Err(e) if e.storage_code() == Some(&StorageErrorCode::NoSuchKey) => println!("no picture yet"),
///     Err(e) => return Err(e),
/// }
/// # Ok(()) }
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct StorageError {
    /// The status that the server means. Most refusals travel as 400 and say their own status in the body.
    pub status: StatusCode,
    /// The status of the HTTP answer.
    pub http_status: StatusCode,
    /// The server's code; `None` where it has none: resumable uploads, unknown routes.
    pub code: Option<StorageErrorCode>,
    /// The label that older servers have instead of a code: `Duplicate`, `not_found`.
    pub error: Option<String>,
    /// What happened, in the server's words.
    pub message: String,
    /// When to try again, where the server says so.
    pub retry_after: Option<Duration>,
}

macro_rules! codes { ($($variant:ident,)*) => {
    /// A code of Storage. What a newer server adds is [`Other`](Self::Other).
    #[derive(Debug, Clone, PartialEq, Eq, Hash)]
    #[non_exhaustive]
    pub enum StorageErrorCode {
        $(#[doc = concat!("`", stringify!($variant), "`")] $variant,)*
        /// A code that this version does not know.
        Other(String),
    }

    impl StorageErrorCode {
        /// The server's word.
        #[must_use]
        pub fn as_str(&self) -> &str {
            match self {
                $(Self::$variant => stringify!($variant),)*
                Self::Other(text) => text,
            }
        }

        pub(crate) fn parse(text: &str) -> Self {
            match text {
                $(stringify!($variant) => Self::$variant,)*
                other => Self::Other(other.to_owned()),
            }
        }
    }
} }

codes! {
    AccessDenied,
    BucketAlreadyExists,
    ConflictException,
    DatabaseError,
    DatabaseTimeout,
    EntityTooLarge,
    ExpiredToken,
    FeatureNotEnabled,
    InternalError,
    InvalidBucketName,
    InvalidJWT,
    InvalidKey,
    InvalidMimeType,
    InvalidParameter,
    InvalidRange,
    InvalidRequest,
    InvalidSignature,
    InvalidUploadId,
    InvalidUploadSignature,
    KeyAlreadyExists,
    LockTimeout,
    MissingContentLength,
    MissingParameter,
    NoSuchBucket,
    NoSuchKey,
    NoSuchUpload,
    NoSuchWarehouseException,
    NotFoundException,
    ResourceAlreadyExists,
    ResourceLocked,
    S3Error,
    S3InvalidAccessKeyId,
    SlowDown,
    TenantNotFound,
    UnableToEmptyBucket,
}

impl fmt::Display for StorageErrorCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// The shapes of an error body in one: files and vectors, unknown routes, analytics.
#[derive(Deserialize)]
struct Body {
    #[serde(rename = "statusCode")]
    status: Option<Value>,
    code: Option<Value>,
    error: Option<Label>,
    message: Option<String>,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Label {
    Text(String),
    Iceberg {
        message: Option<String>,
        #[serde(rename = "type")]
        kind: Option<String>,
        code: Option<Value>,
    },
}

impl StorageError {
    /// `None` if the body is none of Storage's: a gateway, a proxy.
    pub(crate) fn parse(
        http_status: StatusCode,
        content_type: Option<&str>,
        body: &[u8],
        retry_after: Option<Duration>,
    ) -> Option<Self> {
        let blank = Self {
            status: http_status,
            http_status,
            code: None,
            error: None,
            message: String::new(),
            retry_after,
        };
        match serde_json::from_slice::<Body>(body) {
            Ok(body) => blank.with_body(body),
            // resumable uploads answer in words, and requests for the head of something not at all
            Err(_) if body.is_empty() => Some(Self {
                message: http_status.canonical_reason().unwrap_or("refused").to_owned(),
                ..blank
            }),
            Err(_) if content_type.is_some_and(|t| t.starts_with("text/plain")) => {
                Some(Self { message: std::str::from_utf8(body).ok()?.trim().to_owned(), ..blank })
            }
            Err(_) => None,
        }
    }

    fn with_body(self, body: Body) -> Option<Self> {
        if let Some(Label::Iceberg { message, kind, code }) = body.error {
            return Some(Self {
                status: status(code.as_ref()).unwrap_or(self.status),
                code: kind.as_deref().map(StorageErrorCode::parse),
                message: message?,
                ..self
            });
        }
        let error = match body.error {
            Some(Label::Text(text)) => Some(text),
            _ => None,
        };
        Some(Self {
            status: status(body.status.as_ref()).unwrap_or(self.status),
            code: body.code.as_ref().and_then(Value::as_str).map(StorageErrorCode::parse),
            message: body.message.or_else(|| error.clone())?,
            error,
            ..self
        })
    }

    /// What one of several signatures says in words only.
    pub(crate) fn no_such_key(message: String) -> Self {
        Self {
            status: StatusCode::NOT_FOUND,
            http_status: StatusCode::OK,
            code: Some(StorageErrorCode::NoSuchKey),
            error: None,
            message,
            retry_after: None,
        }
    }

    /// There is no such object, bucket, index, upload or table, or row level security hides it.
    #[must_use]
    pub fn is_not_found(&self) -> bool {
        self.status == StatusCode::NOT_FOUND
    }

    /// Something has this name already.
    #[must_use]
    pub fn is_already_there(&self) -> bool {
        self.status == StatusCode::CONFLICT
    }

    /// It is the bucket that is missing.
    #[must_use]
    pub(crate) fn is_no_bucket(&self) -> bool {
        self.code == Some(StorageErrorCode::NoSuchBucket) || self.error.as_deref() == Some("Bucket not found")
    }
}

/// A status as a number or as text.
fn status(value: Option<&Value>) -> Option<StatusCode> {
    let number = match value? {
        Value::String(text) => text.parse().ok()?,
        Value::Number(number) => u16::try_from(number.as_u64()?).ok()?,
        _ => return None,
    };
    StatusCode::from_u16(number).ok()
}

impl fmt::Display for StorageError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)?;
        match (&self.code, &self.error) {
            (Some(code), _) => write!(f, " ({code}, {})", self.status.as_u16()),
            (None, Some(label)) => write!(f, " ({label}, {})", self.status.as_u16()),
            (None, None) => write!(f, " ({})", self.status.as_u16()),
        }
    }
}

impl std::error::Error for StorageError {}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(http: u16, kind: &str, body: &str) -> Option<StorageError> {
        StorageError::parse(StatusCode::from_u16(http).unwrap(), Some(kind), body.as_bytes(), None)
    }

    #[test]
    fn the_real_status_stands_in_the_body() {
        let body =
            r#"{"statusCode":"404","error":"not_found","message":"Object not found","code":"NoSuchKey"}"#;
        let e = parse(400, "application/json; charset=utf-8", body).unwrap();
        assert_eq!((e.status.as_u16(), e.http_status.as_u16()), (404, 400));
        assert_eq!(e.code, Some(StorageErrorCode::NoSuchKey));
        assert_eq!(e.to_string(), "Object not found (NoSuchKey, 404)");
        assert!(e.is_not_found() && !e.is_no_bucket());
    }

    #[test]
    fn other_shapes_are_read_too() {
        let route = r#"{"message":"Route GET:/x not found","error":"Not Found","statusCode":404}"#;
        let e = parse(404, "application/json", route).unwrap();
        assert_eq!((e.code, e.error.as_deref()), (None, Some("Not Found")));
        let iceberg =
            r#"{"error":{"message":"Warehouse not found","type":"NoSuchWarehouseException","code":404}}"#;
        let e = parse(404, "application/json", iceberg).unwrap();
        assert_eq!(e.code, Some(StorageErrorCode::NoSuchWarehouseException));
        let tus = parse(409, "text/plain;charset=UTF-8", "Upload-Offset conflict\n").unwrap();
        assert_eq!(tus.to_string(), "Upload-Offset conflict (409)");
        let new = parse(400, "application/json", r#"{"code":"BrandNew","message":"m"}"#).unwrap();
        assert_eq!(new.code.unwrap().as_str(), "BrandNew");
    }

    #[test]
    fn a_page_of_a_gateway_is_no_storage_error() {
        assert_eq!(parse(502, "text/html", "<html>502</html>"), None);
        assert_eq!(parse(502, "application/json", "[]"), None);
    }
}
