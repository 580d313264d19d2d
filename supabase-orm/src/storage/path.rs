//! Names of buckets and objects in addresses.

use crate::error::{QueryError, Result};
use percent_encoding::{AsciiSet, CONTROLS, percent_decode_str, utf8_percent_encode};
use std::borrow::Cow;

/// What may not stand in a part of a path as it is. `; , : @ & = + $` may, and must: Storage signs the path that it is sent
/// without decoding them, so an encoded one gives a token that never fits.
const PART: &AsciiSet = &CONTROLS
    .add(b' ')
    .add(b'"')
    .add(b'#')
    .add(b'%')
    .add(b'/')
    .add(b'<')
    .add(b'>')
    .add(b'?')
    .add(b'[')
    .add(b'\\')
    .add(b']')
    .add(b'^')
    .add(b'`')
    .add(b'{')
    .add(b'|')
    .add(b'}');

/// The path of an object as the server stores it: without empty parts; `%20` is a space, because no stored path has a `%`.
pub(super) fn object_path(path: &str) -> Result<String> {
    let decoded = decoded(path)?;
    let parts: Vec<&str> = decoded.split('/').filter(|part| !part.is_empty()).collect();
    if parts.is_empty() {
        return Err(QueryError::ObjectPath("is empty").into());
    }
    if parts.iter().any(|part| matches!(*part, "." | "..")) {
        return Err(QueryError::ObjectPath("has `.` or `..` as a part, which addresses cannot have").into());
    }
    // a name with a slash at its end is another one, which the server then refuses
    let end = if decoded.ends_with('/') { "/" } else { "" };
    Ok(parts.join("/") + end)
}

/// What follows a `%` that is no escape is left as it is.
fn decoded(path: &str) -> Result<Cow<'_, str>> {
    let text = percent_decode_str(path).decode_utf8();
    text.map_err(|_| QueryError::ObjectPath("has an escape (`%..`) that is not UTF-8").into())
}

/// Part by part, percent-encoded.
pub(super) fn encoded(path: &str) -> String {
    let parts: Vec<String> =
        path.split('/').map(|part| utf8_percent_encode(part, PART).to_string()).collect();
    parts.join("/")
}

/// A name that is one part of a path, whatever stands in it.
pub(super) fn segment(what: &'static str, name: &str) -> Result<String> {
    if name.is_empty() || matches!(name, "." | "..") {
        return Err(QueryError::InvalidName(what).into());
    }
    Ok(utf8_percent_encode(name, PART).to_string())
}

/// The name of a bucket in an address. The official client lets a `/` through, and so do we: the server says that there is no
/// such bucket.
pub(super) fn bucket(name: &str) -> Result<String> {
    let unfit = name.split('/').any(|part| matches!(part, "" | "." | ".."));
    if unfit { Err(QueryError::InvalidName("bucket's name").into()) } else { Ok(encoded(name)) }
}

/// Whether the server takes this path: ASCII letters, digits and `_/!-.*'() &$=@;:+,?`, at most 1024 bytes.
///
/// Uploads do not ask it, for the server to have the last word; programs that make paths of what users type may.
///
/// ```
/// use supabase_orm::storage::check_path;
/// assert!(check_path("ann/my picture (1).png").is_ok());
/// assert!(check_path("größe.png").is_err() && check_path("../secret").is_err());
/// ```
///
/// # Errors
/// When it is empty, too long, or has a part or a character that the server refuses.
pub fn check_path(path: &str) -> Result<()> {
    let fits = |b: u8| b.is_ascii_alphanumeric() || b"_/!-.*'() &$=@;:+,?".contains(&b);
    if !path.bytes().all(fits) {
        return Err(QueryError::ObjectPath("has a character that the server refuses").into());
    }
    if path.len() > 1024 {
        return Err(QueryError::ObjectPath("has more than 1024 bytes").into());
    }
    object_path(path).map(drop)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_are_encoded_and_reserved_characters_are_not() {
        assert_eq!(encoded("a b/c#d?e%f.png"), "a%20b/c%23d%3Fe%25f.png");
        assert_eq!(encoded("a&b=c;d,e:f@g$h!i'j(k)l*m+n"), "a&b=c;d,e:f@g$h!i'j(k)l*m+n");
        assert_eq!(encoded("ü"), "%C3%BC");
    }

    #[test]
    fn paths_are_those_that_the_server_stores() {
        assert_eq!(object_path("/public//a.png").unwrap(), "public/a.png");
        assert_eq!(object_path("a%20b.png").unwrap(), "a b.png");
        assert_eq!(object_path("100%.png").unwrap(), "100%.png");
        assert_eq!(object_path("folder/").unwrap(), "folder/");
        for path in ["", "/", "a/../b", ".", "%2e%2e/x", "a%FF.png"] {
            assert!(object_path(path).unwrap_err().is_not_sent(), "{path}");
        }
    }
}
