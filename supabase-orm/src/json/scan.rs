//! Finding the end of a value without decoding it.

/// The index behind the string whose opening quote stands at `open`.
pub(super) fn string_end(bytes: &[u8], open: usize) -> Option<usize> {
    let mut at = open + 1;
    loop {
        at += memchr::memchr2(b'"', b'\\', bytes.get(at..)?)?;
        match bytes.get(at)? {
            b'"' => return Some(at + 1),
            _ => at += 2,
        }
    }
}

/// The index behind the value that begins at `start`. Nesting is counted, not recursed into.
pub(super) fn value_end(bytes: &[u8], start: usize) -> Option<usize> {
    match bytes.get(start)? {
        b'"' => string_end(bytes, start),
        b'{' | b'[' => nested_end(bytes, start),
        _ => {
            let rest = bytes.get(start..)?;
            let length =
                rest.iter().position(|b| matches!(b, b',' | b'}' | b']' | b' ' | b'\n' | b'\r' | b'\t'));
            let end = start + length.unwrap_or(rest.len());
            (end > start).then_some(end)
        }
    }
}

fn nested_end(bytes: &[u8], start: usize) -> Option<usize> {
    let (mut at, mut depth) = (start, 0_usize);
    loop {
        match bytes.get(at)? {
            b'"' => {
                at = string_end(bytes, at)?;
                continue;
            }
            b'{' | b'[' => depth += 1,
            b'}' | b']' => {
                depth -= 1;
                if depth == 0 {
                    return Some(at + 1);
                }
            }
            _ => {}
        }
        at += 1;
    }
}

/// The text of a string whose escapes are all of one letter (`\\"`, `\\n`); `None` for any other, and for what is no string.
pub(super) fn unescape(raw: &[u8]) -> Option<String> {
    let mut rest = std::str::from_utf8(raw).ok()?.strip_prefix('"')?.strip_suffix('"')?;
    let mut text = String::with_capacity(rest.len());
    while let Some(at) = memchr::memchr(b'\\', rest.as_bytes()) {
        let (plain, escape) = (rest.get(..at)?, *rest.as_bytes().get(at + 1)?);
        text.push_str(plain);
        text.push(match escape {
            b'"' | b'\\' | b'/' => char::from(escape),
            b'n' => '\n',
            b't' => '\t',
            b'r' => '\r',
            b'b' => '\u{8}',
            b'f' => '\u{c}',
            _ => return None,
        });
        rest = rest.get(at + 2..)?;
    }
    text.push_str(rest);
    Some(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn simple_escapes_read_like_serde_json() {
        for text in ["", "a", "a\"b\\c/\n\t\r\u{8}\u{c}é🦀", "\\\\", "\"", "x\\n"] {
            let json = serde_json::to_string(text).unwrap();
            assert_eq!(unescape(json.as_bytes()).as_deref(), Some(text), "{json}");
        }
        for other in [r#""\u0041""#, r#""\x""#, "\"a", "a\"", "1", r#""a\""#] {
            assert_eq!(unescape(other.as_bytes()), None, "{other}");
        }
    }

    #[test]
    fn values_end_where_they_end() {
        for (text, value) in [
            (r#"{"a":"}"}, 1"#, r#"{"a":"}"}"#),
            (r#""a\"b",2"#, r#""a\"b""#),
            ("12.5e3]", "12.5e3"),
            ("null}", "null"),
            (r#"[[],{"x":[1]}] "#, r#"[[],{"x":[1]}]"#),
            ("true", "true"),
        ] {
            assert_eq!(value_end(text.as_bytes(), 0), Some(value.len()), "{text}");
        }
    }

    #[test]
    fn an_unfinished_value_has_no_end() {
        for text in ["", "\"abc", "\"abc\\", "[1,", "{\"a\":{}", ","] {
            assert_eq!(value_end(text.as_bytes(), 0), None, "{text}");
        }
    }

    #[test]
    fn deep_nesting_needs_no_stack() {
        let deep = "[".repeat(1_000_000) + &"]".repeat(1_000_000);
        assert_eq!(value_end(deep.as_bytes(), 0), Some(deep.len()));
    }
}
