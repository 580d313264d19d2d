//! The string form: PostgREST's own `select=` text.

use super::parse::{self, List};
use crate::ctxt::Ctxt;
use proc_macro2::{Group, TokenStream, TokenTree};
use syn::LitStr;

/// Parses the text under the span of the literal.
pub(super) fn parse(cx: &Ctxt, text: &LitStr) -> List {
    if let Err(fault) = scan(&text.value()) {
        cx.error(text, fault);
        return List::failed();
    }
    // what passed the scan are tokens of Rust
    match text.value().parse::<TokenStream>() {
        Ok(tokens) => parse::list(cx, respan(tokens, text)),
        Err(_) => {
            cx.error(text, "expected a select list of PostgREST: `name, instruments(name)`");
            List::failed()
        }
    }
}

/// Finds what the tokenizer of Rust would take differently, or complain about in words of Rust.
fn scan(text: &str) -> Result<(), String> {
    let mut depth = 0_usize;
    let mut word = String::new();
    let mut chars = text.chars();
    while let Some(c) = chars.next() {
        if c.is_alphanumeric() || c == '_' {
            word.push(c);
            continue;
        }
        if c == '"' && !word.is_empty() {
            return Err(format!("expected `,` between `{word}` and `\"`"));
        }
        end_of_word(&mut word)?;
        match c {
            '"' => quoted(&mut chars)?,
            '(' | '{' => depth += 1,
            ')' | '}' => depth = depth.checked_sub(1).ok_or_else(|| format!("`{c}` closes nothing"))?,
            ',' | ':' | '.' | '-' | '>' | '!' | '*' => {}
            c if c.is_whitespace() => {}
            c => return Err(format!("unexpected `{c}`: a name with such a character is written `\"..\"`")),
        }
    }
    end_of_word(&mut word)?;
    if depth > 0 { Err("a parenthesis is not closed".to_owned()) } else { Ok(()) }
}

/// A name cannot begin with a digit: to Rust that is a number.
fn end_of_word(word: &mut String) -> Result<(), String> {
    let word = std::mem::take(word);
    let number = word.bytes().all(|b| b.is_ascii_digit());
    if word.starts_with(char::is_numeric) && !number {
        return Err(format!("write `\"{word}\"`: a name that begins with a digit is quoted"));
    }
    Ok(())
}

fn quoted(chars: &mut std::str::Chars<'_>) -> Result<(), String> {
    while let Some(c) = chars.next() {
        match c {
            '"' => return Ok(()),
            '\\' if !matches!(chars.next(), Some('"' | '\\')) => {
                return Err("in quotes only `\\\"` and `\\\\` are escapes".to_owned());
            }
            _ => {}
        }
    }
    Err("a quote is not closed".to_owned())
}

fn respan(tokens: TokenStream, text: &LitStr) -> TokenStream {
    let one = |mut token: TokenTree| {
        if let TokenTree::Group(group) = &token {
            token = TokenTree::Group(Group::new(group.delimiter(), respan(group.stream(), text)));
        }
        token.set_span(text.span());
        token
    };
    tokens.into_iter().map(one).collect()
}

#[cfg(test)]
mod tests {
    use super::scan;

    #[test]
    fn select_lists_pass() {
        for text in [
            "",
            "*",
            "id, name",
            "from:sender_id(name), ...users!sender_id!inner(a, b:c)",
            "tags->0->>a, total:price.sum(), id::text, count()",
            "\"first name\", x:\"a\\\"b\\\\\", größe",
        ] {
            assert_eq!(scan(text), Ok(()), "{text}");
        }
    }

    #[test]
    fn faults_are_named() {
        for (text, fault) in [
            ("a; b", "unexpected `;`: a name with such a character is written `\"..\"`"),
            ("a'b", "unexpected `'`: a name with such a character is written `\"..\"`"),
            ("a(b", "a parenthesis is not closed"),
            ("a)", "`)` closes nothing"),
            ("2fa", "write `\"2fa\"`: a name that begins with a digit is quoted"),
            ("a->0x", "write `\"0x\"`: a name that begins with a digit is quoted"),
            ("\"a", "a quote is not closed"),
            ("a\"b\"", "expected `,` between `a` and `\"`"),
            ("\"a\\d\"", "in quotes only `\\\"` and `\\\\` are escapes"),
        ] {
            assert_eq!(scan(text), Err(fault.to_owned()), "{text}");
        }
    }
}
