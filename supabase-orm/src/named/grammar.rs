//! The parts of PostgREST's grammar that callers may write themselves, checked before anything is sent.
//!
//! It is not a full parser: it makes sure that brackets and quotes close, that every term of a tree is
//! `column.operator.value`, and that a text stays inside the parameter it is written into.

use crate::{error::QueryError, rest::literal::Literal};

const OPERATORS: &[&str] = &[
    "eq",
    "neq",
    "gt",
    "gte",
    "lt",
    "lte",
    "like",
    "ilike",
    "match",
    "imatch",
    "in",
    "is",
    "isdistinct",
    "fts",
    "plfts",
    "phfts",
    "wfts",
    "cs",
    "cd",
    "ov",
    "sl",
    "sr",
    "nxl",
    "nxr",
    "adj",
];
const QUANTIFIED: &[&str] = &["eq", "gt", "gte", "lt", "lte", "like", "ilike", "match", "imatch"];
/// What `is` takes.
const WORDS: &[&str] = &["null", "not_null", "true", "false", "unknown"];
const SEARCHES: &[&str] = &["fts", "plfts", "phfts", "wfts"];

/// How deep `and(..)` and `or(..)` may stand in each other; nobody writes more, and a text from elsewhere must not end the stack.
const MAX_DEPTH: usize = 64;

/// Where double quotes are open. A backslash inside of them escapes what follows.
#[derive(Default)]
struct Quotes {
    open: bool,
    escaped: bool,
}

impl Quotes {
    /// Goes on by a character; whether it is syntax, outside of quotes.
    fn syntax(&mut self, c: char) -> bool {
        let inside = self.open;
        match c {
            _ if self.escaped => self.escaped = false,
            '\\' if self.open => self.escaped = true,
            '"' => self.open = !self.open,
            _ => {}
        }
        !inside && c != '"'
    }
}

fn fault(what: &str, text: &str, why: &str) -> QueryError {
    QueryError::Grammar(format!("{what} `{text}`: {why}"))
}

/// The list of `select=`, without its white space.
pub(super) fn select(text: &str) -> Result<String, QueryError> {
    let (mut out, mut depth) = (String::with_capacity(text.len()), 0_usize);
    let mut quotes = Quotes::default();
    for c in text.chars() {
        match c {
            c if !quotes.syntax(c) => {}
            '(' => depth += 1,
            ')' => {
                depth = depth.checked_sub(1).ok_or_else(|| fault("select", text, "a `)` closes nothing"))?;
            }
            c if c.is_whitespace() => continue,
            _ => {}
        }
        out.push(c);
    }
    match (quotes.open, depth) {
        (true, _) => Err(fault("select", text, "a `\"` is not closed")),
        (false, 1..) => Err(fault("select", text, "a `(` is not closed")),
        (false, 0) => Ok(out),
    }
}

/// An operator with its modifiers: `eq`, `not.eq`, `like(any)`, `fts(english)`.
pub(crate) fn operator(text: &str) -> Result<(), QueryError> {
    let bare = text.strip_prefix("not.").unwrap_or(text);
    let (name, modifier) = bare.split_once('(').map_or((bare, None), |(n, m)| (n, m.strip_suffix(')')));
    let right = match modifier {
        None => !bare.contains('('),
        Some("any" | "all") => QUANTIFIED.contains(&name),
        Some(config) => {
            SEARCHES.contains(&name) && config.chars().all(|c| c.is_alphanumeric() || "_-.$".contains(c))
        }
    };
    if right && OPERATORS.contains(&name) {
        return Ok(());
    }
    Err(fault(
        "operator",
        text,
        &format!(
            "PostgREST has {}, with `not.` before and `(any)`, `(all)` or a text search's configuration behind",
            OPERATORS.join(" ")
        ),
    ))
}

/// The operand of a plain operator, as it may stand inside of `or=(..)` too: the list of `in` and the word of `is` are syntax,
/// and are not quoted there; anything else is text.
pub(crate) fn operand(operator: &str, text: &str) -> Result<Literal, QueryError> {
    match operator {
        "in" if is_list(text) => Ok(Literal::bare(text.trim())),
        // a value is never shown
        "in" => {
            Err(QueryError::Grammar("in: the value is no list like `(1,2)` or `(\"a\",\"b,c\")`".to_owned()))
        }
        "is" => match WORDS.iter().find(|w| w.eq_ignore_ascii_case(text)) {
            Some(word) => Ok(Literal::Word(word)),
            None => Err(QueryError::Grammar(format!("is: the value is none of {}", WORDS.join(", ")))),
        },
        _ => Ok(Literal::text(text)),
    }
}

/// `(1,"a,b",c d)`: a first `)` outside of quotes ends it, as PostgREST reads it.
fn is_list(text: &str) -> bool {
    let Some(mut rest) = text.trim().strip_prefix('(').map(str::trim_start) else { return false };
    loop {
        let end = if rest.starts_with('"') { quoted_end(rest) } else { rest.find([',', ')']) };
        match end.and_then(|at| rest.split_at_checked(at)).map(|(_, behind)| behind) {
            Some(")") => return true,
            Some(behind) => match behind.strip_prefix(',') {
                Some(next) => rest = next,
                None => return false,
            },
            None => return false,
        }
    }
}

/// Where the text behind the closing quote begins.
fn quoted_end(text: &str) -> Option<usize> {
    let mut quotes = Quotes::default();
    text.char_indices().find_map(|(at, c)| {
        quotes.syntax(c);
        (!quotes.open).then_some(at + 1)
    })
}

/// The inside of `or=(..)` or `and=(..)`: `a.eq.1,not.and(b.gt.2,c.is.null)`.
pub(super) fn tree(text: &str) -> Result<(), QueryError> {
    tree_at(text, 0)
}

fn tree_at(text: &str, depth: usize) -> Result<(), QueryError> {
    if depth > MAX_DEPTH {
        let message = format!("or: more than {MAX_DEPTH} groups stand in each other");
        return Err(QueryError::Grammar(message));
    }
    let terms = terms(text).ok_or_else(|| fault("or", text, "a bracket or a quote is not closed"))?;
    terms.into_iter().try_for_each(|term| check_term(text, term.trim(), depth))
}

fn check_term(whole: &str, term: &str, depth: usize) -> Result<(), QueryError> {
    if term.is_empty() {
        return Err(fault("or", whole, "a term is empty"));
    }
    let bare = term.strip_prefix("not.").unwrap_or(term);
    let group = bare.strip_prefix("and(").or_else(|| bare.strip_prefix("or("));
    if let Some(inner) = group.and_then(|g| g.strip_suffix(')')) {
        return tree_at(inner, depth + 1);
    }
    let rest = behind_column(term)
        .ok_or_else(|| fault("or", whole, &format!("`{term}` is not `column.operator.value`")))?;
    let rest = rest.strip_prefix("not.").unwrap_or(rest);
    // a configuration may have dots: the operator ends behind its bracket
    let end = match (rest.find('('), rest.find('.')) {
        (Some(open), Some(dot)) if open < dot => rest.find(").").map(|i| i + 1),
        (_, dot) => dot,
    };
    let end = end.ok_or_else(|| fault("or", whole, &format!("`{term}` is not `column.operator.value`")))?;
    operator(rest.get(..end).unwrap_or_default())
}

/// What stands behind the column and its dot; a quoted column may have dots inside.
fn behind_column(term: &str) -> Option<&str> {
    let mut quotes = Quotes::default();
    let dot = term.char_indices().find(|&(at, c)| quotes.syntax(c) && c == '.' && at > 0);
    dot.and_then(|(at, _)| term.get(at + 1..))
}

/// Splits at commas outside of brackets, braces and quotes. `None` if one of them does not close.
fn terms(text: &str) -> Option<Vec<&str>> {
    let (mut terms, mut start, mut open) = (Vec::new(), 0, Vec::new());
    let mut quotes = Quotes::default();
    for (at, c) in text.char_indices() {
        match c {
            c if !quotes.syntax(c) => {}
            '(' => open.push(')'),
            '{' => open.push('}'),
            ')' | '}' if open.pop() != Some(c) => return None,
            ',' if open.is_empty() => {
                terms.push(text.get(start..at)?);
                start = at + 1;
            }
            _ => {}
        }
    }
    (open.is_empty() && !quotes.open).then_some(())?;
    terms.push(text.get(start..)?);
    Some(terms)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn trees_of_postgrest_pass() {
        for text in [
            "id.eq.2,name.eq.Mars",
            "id.gt.3,and(id.eq.1,name.eq.Mercury)",
            "not.and(a.gte.0,a.lte.100),b.not.is.null",
            "name.eq.\"a,b)\",data->>k.eq.v",
            "id.in.(1,2,3),tags.cs.{a,b}",
            "a.fts(english).cat,b.like(any).{x,y}",
            "\"a.b\".eq.1",
            "during.ov.\"[1,5)\"",
        ] {
            assert_eq!(tree(text), Ok(()), "{text}");
        }
    }

    #[test]
    fn texts_that_would_leave_their_place_do_not() {
        for text in [
            "",
            "a.eq.1)",
            "a.eq.1),or=(b.eq.2",
            "a.eq.(1",
            "a.eq.\"1",
            "a",
            "a.eq",
            "a.nope.1",
            "a.eq.1,,b.eq.2",
            "a.like(some).x",
            "a.eq.1}",
        ] {
            assert!(tree(text).is_err(), "{text}");
        }
        assert_eq!(tree("a.equals.1").unwrap_err().to_string().split(':').next(), Some("operator `equals`"));
    }

    #[test]
    fn a_deep_tree_is_an_error_and_not_the_end_of_the_stack() {
        let nested = |n: usize| format!("{}a.eq.1{}", "and(".repeat(n), ")".repeat(n));
        assert_eq!(tree(&nested(MAX_DEPTH)), Ok(()));
        let e = tree(&nested(100_000)).unwrap_err();
        assert_eq!(e.to_string(), "or: more than 64 groups stand in each other");
    }

    #[test]
    fn a_quote_inside_of_quotes_is_escaped() {
        assert_eq!(tree(r#"name.eq."a\",b.eq.1),(",c.eq.2"#), Ok(()));
        assert_eq!(select(r#""a\" (b", c"#).unwrap(), r#""a\" (b",c"#);
    }

    #[test]
    fn selects_lose_their_white_space() {
        assert_eq!(select(" id,\n  name, moons ( id ) ").unwrap(), "id,name,moons(id)");
        assert_eq!(select("\"a b\", c").unwrap(), "\"a b\",c");
        for text in ["a(", "a)", "a(b))", "\"a"] {
            assert!(select(text).is_err(), "{text}");
        }
    }

    #[test]
    fn lists_and_words_are_syntax_and_all_else_is_text() {
        for list in ["()", "(1)", " ( 1,b c) ", r#"("a,b)","c\"d",e)"#, "(a(b)", "(,)"] {
            assert_eq!(operand("in", list), Ok(Literal::bare(list.trim())), "{list}");
        }
        for other in
            ["", "1", "(1", "1)", "(1),id.gt.(0)", r#"("a"b)"#, r#"("a)"#, r#"("a\")"#, "(a)(b)", "(a),"]
        {
            assert!(operand("in", other).is_err(), "{other}");
        }
        assert_eq!(operand("is", "NULL"), Ok(Literal::Word("null")));
        assert!(operand("is", "null,id.gt.0").is_err());
        assert_eq!(operand("eq", "(1),x"), Ok(Literal::text("(1),x")));
    }

    #[test]
    fn operators_are_those_of_postgrest() {
        for good in ["eq", "not.in", "like(all)", "fts(english)", "not.wfts(pg_catalog.simple)", "isdistinct"]
        {
            assert_eq!(operator(good), Ok(()), "{good}");
        }
        for bad in ["", "equals", "eq(some)", "fts(a,b)", "in(any)", "eq.1", "eq(any"] {
            assert!(operator(bad).is_err(), "{bad}");
        }
    }
}
