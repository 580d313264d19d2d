//! Doc comments, from the attributes that stand for them until everything is formatted.

/// The name of the attribute: `#[d("line\nline")]`.
pub(crate) const DOC: &str = "d";

/// Adds formatted lines, with the comments that attributes among them stand for.
pub(super) fn push<'l>(code: &mut String, mut lines: impl Iterator<Item = &'l str>) {
    while let Some(line) = lines.next() {
        let inner = line.trim_start();
        let indent = line.len() - inner.len();
        match inner.strip_prefix("#[d(") {
            // a long one has three lines
            Some("") => {
                comment(code, indent, lines.next().unwrap_or_default().trim());
                lines.next();
            }
            Some(literal) => comment(code, indent, literal.strip_suffix(")]").unwrap_or(literal)),
            None => {
                code.push_str(line);
                code.push('\n');
            }
        }
    }
}

fn comment(code: &mut String, indent: usize, literal: &str) {
    let literal = literal.strip_prefix('"').and_then(|l| l.strip_suffix('"')).unwrap_or(literal);
    for line in unescaped(literal).split('\n') {
        code.extend(std::iter::repeat_n(' ', indent));
        code.push_str("///");
        code.push_str(line.trim_end_matches(' '));
        code.push('\n');
    }
}

/// The text of a literal as `proc_macro2` writes it.
fn unescaped(literal: &str) -> String {
    let (mut text, mut chars) = (String::with_capacity(literal.len()), literal.chars());
    while let Some(c) = chars.next() {
        if c != '\\' {
            text.push(c);
            continue;
        }
        match chars.next() {
            Some('n') => text.push('\n'),
            Some('t') => text.push('\t'),
            Some('r') => text.push('\r'),
            Some('0') => text.push('\0'),
            Some('x') => text.extend(point(chars.by_ref().take(2))),
            Some('u') => text.extend(point(chars.by_ref().skip(1).take_while(|c| *c != '}'))),
            other => text.extend(other),
        }
    }
    text
}

/// A character by its number.
fn point(digits: impl Iterator<Item = char>) -> Option<char> {
    char::from_u32(u32::from_str_radix(&digits.collect::<String>(), 16).ok()?)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proc_macro2::Literal;

    #[test]
    fn every_text_comes_back() {
        for text in [
            "",
            " a\n b",
            "\"\\",
            "\0",
            "\u{0}1",
            "\u{200b}\u{7f}\t\r",
            "é 🦀 日本",
            "'",
            "\\u{41}",
            "e\u{301}",
        ] {
            let literal = Literal::string(text).to_string();
            assert_eq!(unescaped(&literal[1..literal.len() - 1]), text, "{literal}");
        }
        let mut code = String::new();
        let lines = ["a {", "    #[d(\" one  \\n\\n \\\"two\\\"\")]", "#[d(", "    \" long\"", ")]", "}"];
        push(&mut code, lines.into_iter());
        assert_eq!(code, "a {\n    /// one\n    ///\n    /// \"two\"\n/// long\n}\n");
    }
}
