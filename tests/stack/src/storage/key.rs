//! Names of buckets and objects.

use super::refusal::Refusal;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};

/// What JavaScript's `encodeURIComponent` leaves as it is.
const COMPONENT: AsciiSet = NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'_')
    .remove(b'.')
    .remove(b'!')
    .remove(b'~')
    .remove(b'*')
    .remove(b'\'')
    .remove(b'(')
    .remove(b')');

/// The longest name of a file on most disks.
const LONGEST: usize = 255;

pub(super) fn decoded(text: &str) -> String {
    percent_decode_str(text).decode_utf8_lossy().into_owned()
}

pub(super) fn encoded(text: &str) -> String {
    utf8_percent_encode(text, &COMPONENT).to_string()
}

/// What separates parts of an address, as escapes.
const SEPARATORS: [&str; 11] = ["3B", "2C", "2F", "3F", "3A", "40", "26", "3D", "2B", "24", "23"];

/// As JavaScript's `decodeURI` does: what separates parts of an address stays encoded.
pub(super) fn decoded_uri(text: &str) -> String {
    let mut parts = text.split('%');
    let mut kept = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let hex = part.get(..2).unwrap_or_default().to_ascii_uppercase();
        // escaped once more, it comes out as it was
        kept.push_str(if SEPARATORS.contains(&&*hex) { "%25" } else { "%" });
        kept.push_str(part);
    }
    decoded(&kept)
}

fn is_allowed(c: char) -> bool {
    c.is_ascii_alphanumeric() || "_/!-.*'() &$@=;:+,?".contains(c)
}

/// Whether an object can have this name.
pub(super) fn check(key: &str) -> Result<(), Refusal> {
    if key.is_empty() || !key.chars().all(is_allowed) {
        return Err(Refusal::key(key));
    }
    // these would be names of files
    if key.split('/').any(|part| part.len() > LONGEST) {
        return Err(Refusal::internal());
    }
    Ok(())
}

/// Whether it could be a file of the real server.
pub(super) fn check_path(bucket: &str, key: &str) -> Result<(), Refusal> {
    if key.split('/').any(|part| matches!(part, "." | "..")) {
        let version = uuid::Uuid::new_v4();
        return Err(Refusal::key(&format!("stub/stub/{bucket}/{key}/{version} contains dot path segment")));
    }
    Ok(())
}

/// Whether a bucket can have this name.
pub(super) fn check_bucket(name: &str) -> Result<(), Refusal> {
    let fits = !name.is_empty()
        && name.len() < 100
        && name.trim() == name
        && name.chars().all(|c| is_allowed(c) && c != '/');
    if fits { Ok(()) } else { Err(Refusal::bucket_name()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_separates_parts_of_an_address_stays_encoded() {
        assert_eq!(decoded_uri("plain/with%20space%3Fx%2b%21.txt"), "plain/with space%3Fx%2b!.txt");
        assert_eq!(decoded_uri("%C3%A9%E6%97%A5%20%2Fend%"), "é日 %2Fend%");
        assert_eq!(decoded_uri("no escapes"), "no escapes");
    }
}
