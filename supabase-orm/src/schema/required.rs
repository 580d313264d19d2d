//! The compile-time check of `#[derive(Insert)]`.

/// Panics, at compile time, with the name of the first required column that is not given.
///
/// # Panics
/// When a column of `required` is not among `given`.
#[expect(
    clippy::indexing_slicing,
    reason = "const fn: there is no get() yet, and a fault is a compile error"
)]
#[track_caller] // keeps our frames out of the message
pub const fn check_required(required: &[&str], given: &[&str]) {
    let mut i = 0;
    while i < required.len() {
        let (mut j, mut found) = (0, false);
        while j < given.len() {
            found |= same(required[i], given[j]);
            j += 1;
        }
        if !found {
            missing(required[i]);
        }
        i += 1;
    }
}

#[expect(
    clippy::indexing_slicing,
    reason = "const fn: there is no get() yet, and a fault is a compile error"
)]
const fn same(a: &str, b: &str) -> bool {
    let (a, b) = (a.as_bytes(), b.as_bytes());
    if a.len() != b.len() {
        return false;
    }
    let mut i = 0;
    while i < a.len() {
        if a[i] != b[i] {
            return false;
        }
        i += 1;
    }
    true
}

/// A const panic cannot format, so the text is put together by hand.
#[expect(clippy::panic, reason = "a compile error is the purpose")]
#[expect(
    clippy::indexing_slicing,
    reason = "const fn: there is no get() yet, and a fault is a compile error"
)]
#[track_caller]
const fn missing(column: &str) -> ! {
    let mut text = [0_u8; 160];
    let parts = ["missing required column `", column, "`: it is NOT NULL and has no default"];
    let (mut n, mut p) = (0, 0);
    while p < parts.len() {
        let part = parts[p].as_bytes();
        let mut k = 0;
        while k < part.len() && n < text.len() {
            text[n] = part[k];
            n += 1;
            k += 1;
        }
        p += 1;
    }
    match core::str::from_utf8(text.split_at(n).0) {
        Ok(text) => panic!("{}", text),
        Err(_) => panic!("missing required column"),
    }
}

#[cfg(test)]
mod tests {
    use super::check_required;

    #[test]
    #[should_panic(expected = "missing required column `type`: it is NOT NULL and has no default")]
    fn the_missing_column_is_named() {
        check_required(&["id", "type"], &["id", "name"]);
    }

    #[test]
    fn order_and_extras_do_not_matter() {
        check_required(&["id", "type"], &["type", "name", "id"]);
    }
}
