//! What usually helps, by code.

#[cfg(feature = "auth")]
mod auth;
#[cfg(feature = "realtime")]
mod realtime;

#[cfg(feature = "auth")]
use super::{AuthError, RedirectError};
use super::{ErrorKind, PostgrestError};
#[cfg(feature = "storage")]
use super::{StorageError, StorageErrorCode};

/// Also what helps with the error behind this one, whose own text says it.
pub(super) fn of(kind: &ErrorKind) -> Option<&'static str> {
    match kind {
        #[cfg(feature = "auth")]
        ErrorKind::Session(e) | ErrorKind::Jwks(e) => e.advice(),
        kind => own(kind),
    }
}

/// What the text of the error ends with.
pub(super) fn own(kind: &ErrorKind) -> Option<&'static str> {
    match kind {
        ErrorKind::Postgrest(e) => postgrest(e),
        #[cfg(feature = "auth")]
        ErrorKind::Auth(AuthError { code, .. })
        | ErrorKind::Redirect(RedirectError::Refused { code, .. }) => auth::of(code.as_ref()?),
        #[cfg(feature = "auth")]
        ErrorKind::NoSession => Some("sign in first: only clones of a client share its session"),
        #[cfg(feature = "storage")]
        ErrorKind::Storage(e) => storage(e),
        #[cfg(feature = "realtime")]
        ErrorKind::Realtime(e) => realtime::of(e),
        ErrorKind::Unexpected { .. } => {
            Some("is the address the project's own (`https://<ref>.supabase.co`), and is the project awake?")
        }
        ErrorKind::Affected { found: 0, .. } => Some(
            "nothing matches the filter, or row level security hides the rows from this role: check who is signed in, the \
             policies (`using`) and the grants",
        ),
        ErrorKind::Affected { .. } => {
            Some("they are changed: `max_affected` and `single` undo what is too much")
        }
        ErrorKind::Decode(_) => Some("if the database has changed, generate the schema again"),
        _ => None,
    }
}

fn postgrest(e: &PostgrestError) -> Option<&'static str> {
    Some(match e.code.as_deref()? {
        "42501" if e.message.contains("row-level security") => {
            "a row level security policy refuses this row: check the policy's `with check` and who is signed in"
        }
        "42501" => {
            "the role needs a grant (`grant select, insert, update, delete on <table> to authenticated`): \
             new tables have none by default"
        }
        "PGRST106" => {
            "add the schema to the API's exposed schemas, or name an exposed one with `.schema(..)`"
        }
        "PGRST116" => "`maybe_single()` takes no row for `None`",
        "PGRST122" if e.details_text().contains("max-affected") => {
            "`max_affected` needs PostgREST 12.2 or later; nothing was changed"
        }
        "PGRST122" => "the server does not know this preference; nothing was done",
        "PGRST200" => "there is no foreign key between the two, or the schema cache is older than it",
        "PGRST201" => "several foreign keys connect the two: embed through the column or `X_by_<column>`",
        "PGRST202" => "no function has these arguments: check their names, and grant `execute` on it",
        "PGRST203" => "several overloads fit these arguments: give them all, or rename one in the database",
        "PGRST204" | "42703" => {
            "the column is not there: if the database has changed, generate the schema again"
        }
        "PGRST205" | "42P01" => {
            "the table is not there or not exposed: check its name, its schema and its grants"
        }
        "PGRST301" => "the token is not one of this project",
        "PGRST303" => "the token has expired or is not valid yet: refresh the session, check the clock",
        _ => return None,
    })
}

#[cfg(feature = "storage")]
fn storage(e: &StorageError) -> Option<&'static str> {
    use StorageErrorCode as Code;
    Some(match e.code.as_ref()? {
        Code::AccessDenied if e.message.contains("row-level security") => {
            "a policy on `storage.objects` refuses this: check who is signed in, and that an upsert has policies for `select`, \
             `insert` and `update`"
        }
        Code::NoSuchKey => {
            "row level security hides what a policy for `select` does not show: it looks like this too"
        }
        Code::NoSuchBucket => {
            "a public address works for public buckets only; otherwise check the bucket's name"
        }
        Code::KeyAlreadyExists | Code::ResourceAlreadyExists => "`.upsert(true)` replaces what is there",
        Code::InvalidKey => {
            "a path may hold ASCII letters, digits and `_/!-.*'() &$=@;:+,?` only; keep other names in the metadata"
        }
        Code::InvalidMimeType => {
            "the bucket takes certain types only: set `.content_type(..)`, or change the bucket"
        }
        Code::EntityTooLarge => "the limit is the bucket's, or the project's for all buckets",
        Code::InvalidJWT => "a signed address or an access token has run out, or is of another project",
        _ => return None,
    })
}
