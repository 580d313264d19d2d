//! Operands of the filters of Realtime: a list joined by commas, where a text is quoted if it would end its place.

use super::{Literal, in_quotes};

/// `a`, `"a,b"`, `(1,2)`, `(a,"b,c")`: not percent-encoded.
pub(crate) fn changes(literal: &Literal) -> String {
    match literal {
        Literal::Word(word) => (*word).to_owned(),
        Literal::Text(text) => value(&String::from_utf8_lossy(text)),
        Literal::Bare(bare) => {
            let bare = String::from_utf8_lossy(bare);
            let list = bare.strip_prefix('(').and_then(|rest| rest.strip_suffix(')'));
            list.filter(|list| list.contains('"')).map_or_else(|| bare.to_string(), plain_list)
        }
    }
}

/// A value as the text that it has in a row.
pub(crate) fn changes_value<B>(value: &impl crate::value::Value<B>) -> String {
    match Literal::value(value) {
        Literal::Word(word) => word.to_owned(),
        Literal::Text(text) | Literal::Bare(text) => String::from_utf8_lossy(&text).into_owned(),
    }
}

fn value(text: &str) -> String {
    let special = text.is_empty()
        || text.contains([',', '(', ')', '"', '\\'])
        || text.starts_with(char::is_whitespace)
        || text.ends_with(char::is_whitespace);
    if special { in_quotes(text) } else { text.to_owned() }
}

/// A list of PostgREST quotes every text; servers that know no quotes want them only where they are needed.
fn plain_list(list: &str) -> String {
    let (mut items, mut item, mut chars) = (Vec::new(), String::new(), list.chars());
    let (mut inside, mut quoted) = (false, false);
    while let Some(c) = chars.next() {
        match c {
            '\\' if inside => item.extend(chars.next()),
            '"' => (inside, quoted) = (!inside, true),
            ',' if !inside => items.push(finish(&mut item, &mut quoted)),
            c => item.push(c),
        }
    }
    items.push(finish(&mut item, &mut quoted));
    format!("({})", items.join(","))
}

fn finish(item: &mut String, quoted: &mut bool) -> String {
    let text = std::mem::take(item);
    if std::mem::take(quoted) { value(&text) } else { text }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn list(values: &[&str]) -> String {
        changes(&Literal::list::<crate::sql::PgText>(values.iter().copied()).0)
    }

    #[test]
    fn texts_are_quoted_only_where_they_would_end_their_place() {
        let text = |t: &str| changes(&Literal::text(t));
        assert_eq!(text("plain text"), "plain text");
        assert_eq!(text("a,b"), r#""a,b""#);
        assert_eq!(text(r#"a"\b"#), r#""a\"\\b""#);
        assert_eq!(text(""), r#""""#);
        assert_eq!(list(&["a", "b c"]), "(a,b c)");
        assert_eq!(list(&["a,b", r#"q"t"#, "z"]), r#"("a,b","q\"t",z)"#);
        assert_eq!(changes(&Literal::list::<crate::sql::PgInt8>([1_i64, 2].into_iter()).0), "(1,2)");
        assert_eq!(changes(&Literal::Word("null")), "null");
    }
}
