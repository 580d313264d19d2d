//! Filters of changes, as the server reads them: `id=eq.200,name=not.like.A%`.

use super::ident;

/// A comparison of a column.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Term {
    pub(super) column: String,
    not: bool,
    pub(super) operator: &'static str,
    symbol: &'static str,
    /// a list is an array of PostgreSQL: `{a,b}`
    pub(super) value: String,
}

/// PostgREST's names and PostgreSQL's operators.
const OPERATORS: [(&str, &str); 13] = [
    ("eq", "="),
    ("neq", "<>"),
    ("lt", "<"),
    ("lte", "<="),
    ("gt", ">"),
    ("gte", ">="),
    ("in", "= any"),
    ("like", "like"),
    ("ilike", "ilike"),
    ("is", "is"),
    ("match", "~"),
    ("imatch", "~*"),
    ("isdistinct", "is distinct from"),
];

/// Reads a filter; otherwise what the server says is wrong with it.
pub(super) fn parse(filter: &str) -> Result<Vec<Term>, String> {
    match filter.trim() {
        "" => Ok(Vec::new()),
        filter => split(filter).into_iter().map(|term| one(term.trim())).collect(),
    }
}

fn one(term: &str) -> Result<Term, String> {
    // the server shows the parts that it got so far
    let fault = |parts: &[&str]| Err(format!("{parts:?}"));
    if term.is_empty() {
        return Err("filter must not contain empty segments (check for extra commas)".to_owned());
    }
    let Some((column, rest)) = term.split_once('=') else { return fault(&[term]) };
    let (not, rest) = rest.strip_prefix("not.").map_or((false, rest), |rest| (true, rest));
    let Some((name, value)) = rest.split_once('.') else { return fault(&[rest]) };
    let Some((operator, symbol)) = OPERATORS.iter().find(|(known, _)| *known == name) else {
        return fault(&[name, value]);
    };
    let value = if name == "in" {
        let list = value.strip_prefix('(').and_then(|list| list.strip_suffix(')'));
        format!("{{{}}}", list.ok_or("`in` filter value must be wrapped by parentheses")?)
    } else {
        unquoted(value)
    };
    Ok(Term { column: column.to_owned(), not, operator, symbol, value })
}

/// Parts between commas that stand in no quotes and no parentheses. Quotes begin where a value does.
fn split(text: &str) -> Vec<&str> {
    let (mut parts, mut from, mut depth, mut quoted, mut before) = (Vec::new(), 0, 0_usize, false, '\0');
    let mut chars = text.char_indices();
    while let Some((at, c)) = chars.next() {
        match c {
            '\\' if quoted => {
                chars.next();
            }
            '"' => quoted = !quoted && matches!(before, '.' | '(' | ','),
            _ if quoted => {}
            '(' => depth += 1,
            ')' => depth = depth.saturating_sub(1),
            ',' if depth == 0 => {
                parts.push(text.get(from..at).unwrap_or_default());
                from = at + 1;
            }
            _ => {}
        }
        before = c;
    }
    parts.push(text.get(from..).unwrap_or_default());
    parts
}

fn unquoted(value: &str) -> String {
    let Some(inside) = value.strip_prefix('"').and_then(|rest| rest.strip_suffix('"')) else {
        return value.to_owned();
    };
    let (mut text, mut chars) = (String::new(), inside.chars());
    while let Some(c) = chars.next() {
        text.extend(if c == '\\' { chars.next() } else { Some(c) });
    }
    text
}

impl Term {
    /// The condition on a column of this type, of the row `r`.
    pub(super) fn sql(&self, kind: &str) -> String {
        let (column, symbol) = (format!("r.{}", ident(&self.column)), self.symbol);
        let test = match self.operator {
            "in" => format!("{column} {symbol} ({}::{kind}[])", self.literal()),
            "is" => format!("{column} {symbol} {}", self.value),
            _ => format!("{column} {symbol} ({}::{kind})", self.literal()),
        };
        if self.not { format!("not ({test})") } else { test }
    }

    pub(super) fn literal(&self) -> String {
        format!("'{}'", self.value.replace('\'', "''"))
    }

    /// As the server shows it in errors.
    pub(super) fn shown(&self) -> String {
        format!("{{{:?}, {:?}, {:?}, {}}}", self.column, self.operator, self.value, self.not)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn filters_become_conditions_and_values_stay_values() {
        let sql = |filter: &str| {
            parse(filter).map(|terms| terms.iter().map(|t| t.sql("text")).collect::<Vec<_>>().join(" and "))
        };
        assert_eq!(sql("id=eq.200").unwrap(), "r.\"id\" = ('200'::text)");
        assert_eq!(
            sql("k=in.(a,\"b,c\"), n=not.ilike.%x'%").unwrap(),
            "r.\"k\" = any ('{a,\"b,c\"}'::text[]) and not (r.\"n\" ilike ('%x''%'::text))"
        );
        // a quote inside of a value is itself
        assert_eq!(
            sql("a=eq.\"1,\\\"2\",b=eq.3\",c=is.null").unwrap(),
            "r.\"a\" = ('1,\"2'::text) and r.\"b\" = ('3\"'::text) and r.\"c\" is null"
        );
        assert_eq!(sql("  ").unwrap(), "");
    }

    #[test]
    fn what_is_no_filter_is_said_as_the_server_does() {
        let fault = |filter: &str| parse(filter).unwrap_err();
        assert_eq!(fault("undefined"), "[\"undefined\"]");
        assert_eq!(fault("id=200"), "[\"200\"]");
        assert_eq!(fault("subject=foo.hey"), "[\"foo\", \"hey\"]");
        assert_eq!(fault("id=in.1"), "`in` filter value must be wrapped by parentheses");
        assert_eq!(
            fault("id=eq.1,,id=eq.2"),
            "filter must not contain empty segments (check for extra commas)"
        );
    }
}
