//! What requests are refused with.

use super::answer::Answer;
use serde_json::json;

/// An error of the server.
#[derive(Debug)]
pub(super) struct Refusal {
    /// The status of the answer, which is 400 for almost everything.
    http: u16,
    /// The status that is meant.
    status: u16,
    error: &'static str,
    message: String,
    code: &'static str,
}

impl Refusal {
    fn new(status: u16, error: &'static str, message: impl Into<String>, code: &'static str) -> Self {
        Self { http: 400, status, error, message: message.into(), code }
    }

    /// With the status that is meant in the answer too.
    fn plainly(self) -> Self {
        Self { http: self.status, ..self }
    }

    pub(super) fn no_bucket() -> Self {
        Self::new(404, "Bucket not found", "Bucket not found", "NoSuchBucket")
    }

    pub(super) fn no_object() -> Self {
        Self::new(404, "not_found", "Object not found", "NoSuchKey")
    }

    /// What is there already, by the code of what it is.
    pub(super) fn exists(code: &'static str) -> Self {
        Self::new(409, "Duplicate", "The resource already exists", code)
    }

    pub(super) fn not_empty() -> Self {
        let message = "The bucket you tried to delete is not empty";
        Self::new(409, "ResourceNotEmpty", message, "ResourceNotEmpty")
    }

    pub(super) fn bucket_name() -> Self {
        Self::new(400, "Invalid Input", "Bucket name invalid", "InvalidBucketName")
    }

    pub(super) fn key(key: &str) -> Self {
        Self::new(400, "InvalidKey", format!("Invalid key: {key}"), "InvalidKey")
    }

    pub(super) fn too_large() -> Self {
        let message = "The object exceeded the maximum allowed size";
        Self::new(413, "Payload too large", message, "EntityTooLarge")
    }

    pub(super) fn mime_type(kind: &str) -> Self {
        let message = format!("mime type {kind} is not supported");
        Self::new(415, "invalid_mime_type", message, "InvalidMimeType")
    }

    pub(super) fn row_level_security() -> Self {
        Self::unauthorized("new row violates row-level security policy")
    }

    pub(super) fn unauthorized(message: &str) -> Self {
        Self::new(403, "Unauthorized", message, "AccessDenied")
    }

    /// Who may never do this, whatever the policies say.
    pub(super) fn role() -> Self {
        Self::unauthorized("Access denied").plainly()
    }

    pub(super) fn no_content() -> Self {
        Self::new(400, "InvalidRequest", "No content provided", "InvalidRequest")
    }

    /// The bucket of a signed upload, which the row would have to refer to.
    pub(super) fn no_relation() -> Self {
        Self::new(404, "InvalidRequest", "The related resource does not exist", "InvalidRequest")
    }

    /// A request that does not have the form that the server wants.
    pub(super) fn schema(message: impl Into<String>) -> Self {
        Self::new(400, "Error", message, "InvalidRequest")
    }

    pub(super) fn no_json() -> Self {
        let message = "Body is not valid JSON but content-type is set to 'application/json'";
        Self::new(400, "FastifyError", message, "InvalidRequest")
    }

    pub(super) fn json_too_large() -> Self {
        Self::new(413, "FastifyError", "Request body is too large", "InvalidRequest").plainly()
    }

    pub(super) fn parameter(name: &str) -> Self {
        Self::new(400, "InvalidParameter", format!("Invalid Parameter {name}"), "InvalidParameter")
    }

    pub(super) fn setting(name: &str) -> Self {
        let message = format!("Missing Required Parameter {name} is not set");
        Self::new(400, "MissingParameter", message, "MissingParameter")
    }

    pub(super) fn range() -> Self {
        Self::new(416, "InvalidRange", "invalid range provided", "InvalidRange").plainly()
    }

    /// A token of an address that is none.
    pub(super) fn token(message: &str) -> Self {
        Self::new(400, "InvalidJWT", message, "InvalidJWT")
    }

    /// A token of another address.
    pub(super) fn signature(message: &str) -> Self {
        Self::new(400, "InvalidSignature", message, "InvalidSignature")
    }

    pub(super) fn internal() -> Self {
        Self::new(500, "Internal", "Internal Server Error", "InternalError").plainly()
    }

    /// A server in trouble.
    pub(super) fn trouble(status: u16) -> Self {
        let (error, code) = match status {
            413 => ("Payload too large", "EntityTooLarge"),
            429 => ("Too Many Requests", "SlowDown"),
            _ => ("Internal", "InternalError"),
        };
        Self::new(status, error, "a fault that a test asked for", code).plainly()
    }

    pub(super) fn answer(self) -> Answer {
        let Self { http, status, error, message, code } = self;
        let body =
            json!({"statusCode": status.to_string(), "error": error, "message": message, "code": code});
        Answer { status: http, ..Answer::json(body) }
    }

    /// As resumable uploads are refused: the status and the words.
    pub(super) fn plain(self) -> Answer {
        Answer::text(self.status, self.message)
    }
}

/// The disk is full, or a name is too long for it.
impl From<std::io::Error> for Refusal {
    fn from(_: std::io::Error) -> Self {
        Self::internal()
    }
}

/// The payload breaks off: whoever sent it will not see this.
impl From<axum::Error> for Refusal {
    fn from(_: axum::Error) -> Self {
        Self::internal()
    }
}
