//! Filters of changes, as the server reads them: `id=eq.200,name=not.like.A%`.

/// A comparison of a column.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Term {
    pub(super) column: String,
    pub(super) not: bool,
    pub(super) operator: &'static str,
    pub(super) values: Vec<String>,
}

/// PostgREST's names and PostgreSQL's operators.
const OPERATORS: [(&str, &str); 13] = [
    ("eq", "="),
    ("neq", "<>"),
    ("lt", "<"),
    ("lte", "<="),
    ("gt", ">"),
    ("gte", ">="),
    ("in", "in"),
    ("like", "like"),
    ("ilike", "ilike"),
    ("is", "is"),
    ("match", "~"),
    ("imatch", "~*"),
    ("isdistinct", "is distinct from"),
];

/// The most values of a list.
const VALUES: usize = 100;

pub(super) fn parse(filter: &str) -> Result<Vec<Term>, String> {
    split(filter).iter().map(|term| one(term)).collect()
}

fn one(term: &str) -> Result<Term, String> {
    let fault = || format!("the filter `{term}` is not valid");
    let (column, rest) = term.split_once('=').ok_or_else(fault)?;
    let (not, rest) = rest.strip_prefix("not.").map_or((false, rest), |rest| (true, rest));
    let (name, value) = rest.split_once('.').ok_or_else(fault)?;
    let (_, operator) = OPERATORS.iter().find(|(known, _)| *known == name).ok_or_else(fault)?;
    let values = if *operator == "in" {
        let list = value.strip_prefix('(').and_then(|list| list.strip_suffix(')')).ok_or_else(fault)?;
        split(list).iter().map(|value| unquoted(value)).collect()
    } else {
        vec![unquoted(value)]
    };
    let words = ["null", "true", "false", "unknown"];
    if values.len() > VALUES || (*operator == "is" && !values.iter().all(|v| words.contains(&v.as_str()))) {
        return Err(fault());
    }
    Ok(Term { column: column.to_owned(), not, operator, values })
}

/// Parts between commas that stand in no quotes and no parentheses.
fn split(text: &str) -> Vec<&str> {
    let (mut parts, mut from, mut depth, mut quoted, mut escaped) = (Vec::new(), 0, 0_i32, false, false);
    for (at, c) in text.char_indices() {
        if std::mem::take(&mut escaped) {
            continue;
        }
        match c {
            '\\' if quoted => escaped = true,
            '"' => quoted = !quoted,
            '(' if !quoted => depth += 1,
            ')' if !quoted => depth -= 1,
            ',' if !quoted && depth == 0 => {
                parts.push(text.get(from..at).unwrap_or_default());
                from = at + 1;
            }
            _ => {}
        }
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
        let column = format!("r.\"{}\"", self.column.replace('"', "\"\""));
        let literal = |value: &str| format!("'{}'", value.replace('\'', "''"));
        let typed = |value: &str| format!("{}::{kind}", literal(value));
        let first = self.values.first().map(String::as_str).unwrap_or_default();
        let test = match self.operator {
            "in" => format!(
                "{column} in ({})",
                self.values.iter().map(|v| typed(v)).collect::<Vec<_>>().join(",")
            ),
            "is" => format!("{column} is {first}"),
            "like" | "ilike" | "~" | "~*" => format!("{column}::text {} {}", self.operator, literal(first)),
            other => format!("{column} {other} {}", typed(first)),
        };
        if self.not { format!("not ({test})") } else { test }
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
        assert_eq!(sql("id=eq.200").unwrap(), "r.\"id\" = '200'::text");
        assert_eq!(
            sql("k=in.(a,\"b,c\"),n=not.ilike.%x'%").unwrap(),
            "r.\"k\" in ('a'::text,'b,c'::text) and not (r.\"n\"::text ilike '%x''%')"
        );
        for wrong in ["id", "id=200", "id=what.1", "id=in.1", "id=is.1"] {
            assert!(parse(wrong).is_err(), "{wrong}");
        }
    }
}
