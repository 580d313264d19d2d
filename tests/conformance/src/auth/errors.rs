//! Errors of the Auth server, and what the official client makes of them.

use serde_json::Value;
use supabase_orm::{
    Error,
    error::{AuthError, ErrorKind, RedirectError},
};

/// Code, message, status and reasons, as far as the official client has them from the server.
pub(crate) fn same_error(exception: &Value, e: &Error) -> Result<(), String> {
    let fields = exception.get("fields").unwrap_or(exception);
    let class = exception["class"].as_str().unwrap_or_default();
    let other = || Err(format!("error: recorded {class} ({}), ours {e:?}", fields["message"]));
    match (class, cause(e)) {
        ("AuthApiError" | "AuthWeakPasswordError", ErrorKind::Auth(refusal)) => refused(fields, refusal),
        ("AuthRetryableError", ErrorKind::Auth(refusal)) => {
            field("message", &fields["message"], &refusal.message.as_str().into())?;
            status(fields, e)
        }
        ("AuthRetryableError", ErrorKind::Unexpected { .. }) => status(fields, e),
        ("AuthRetryableError", ErrorKind::Transport(_)) if fields["status"] == 0 => Ok(()),
        ("AuthUnknownError", ErrorKind::Unexpected { .. } | ErrorKind::Decode(_)) => Ok(()),
        // an answer without a session is none that could be read
        ("AuthSessionMissingError", ErrorKind::NoSession | ErrorKind::Decode(_)) => Ok(()),
        ("AuthInvalidJwtError", ErrorKind::Claims(_)) => Ok(()),
        (
            "AuthImplicitGrantRedirectError",
            ErrorKind::Redirect(RedirectError::Refused { code, description, .. }),
        ) => {
            field("message", &fields["message"], &description.as_str().into())?;
            let code = code.as_ref().map(|code| code.as_str()).into();
            field("code", fields.pointer("/details/code").unwrap_or(&Value::Null), &code)
        }
        ("AuthImplicitGrantRedirectError", ErrorKind::Redirect(_)) => Ok(()),
        ("AuthApiError" | "AuthWeakPasswordError" | "AuthRetryableError" | "AuthUnknownError", _)
        | ("AuthSessionMissingError" | "AuthInvalidJwtError" | "AuthImplicitGrantRedirectError", _) => {
            other()
        }
        // Python's own: that it failed is all there is to it
        _ => Ok(()),
    }
}

/// Why the session could not be refreshed, or the keys could not be had.
fn cause(e: &Error) -> &ErrorKind {
    match e.kind() {
        ErrorKind::Session(inner) | ErrorKind::Jwks(inner) => cause(inner),
        kind => kind,
    }
}

fn refused(fields: &Value, refusal: &AuthError) -> Result<(), String> {
    field("message", &fields["message"], &refusal.message.as_str().into())?;
    field("code", &fields["code"], &refusal.code.as_ref().map(|code| code.as_str()).into())?;
    field("status", &fields["status"], &refusal.status.as_u16().into())?;
    match fields.get("reasons") {
        Some(reasons) => field("reasons", reasons, &refusal.reasons.iter().map(String::as_str).collect()),
        None => Ok(()),
    }
}

fn status(fields: &Value, e: &Error) -> Result<(), String> {
    field("status", &fields["status"], &e.status().map(|status| status.as_u16()).into())
}

fn field(name: &str, recorded: &Value, ours: &Value) -> Result<(), String> {
    if recorded == ours { Ok(()) } else { Err(format!("error {name}: recorded {recorded}, ours {ours}")) }
}
