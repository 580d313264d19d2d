//! Where a filter, an order or a window lands: on the query itself or on an embedded relation.

use crate::{
    error::QueryError,
    rest::{
        ast::{Extra, Operand, Options, Term, Through},
        literal,
        parts::{EmbedAt, Parts},
        wire::SEPARATOR,
    },
};
use std::borrow::Cow;

/// `instruments.name`, `address->>city`, `u.v.col->a`, `"odd.name"`: the path of the embed, the column, the path into JSON.
pub(crate) struct Place<'n> {
    embed: Vec<Cow<'n, str>>,
    column: Cow<'n, str>,
    json: &'n str,
}

impl<'n> Place<'n> {
    pub(super) fn parse(name: &'n str) -> Self {
        let mut embed = Vec::new();
        let (mut column, mut rest) = segment(name, true);
        while let Some(next) = rest.strip_prefix('.') {
            embed.push(std::mem::replace(&mut column, Cow::Borrowed("")));
            (column, rest) = segment(next, true);
        }
        // quotes that nothing needs belong to the name, as the official clients have it
        if embed.is_empty() && rest.is_empty() && !column.contains(['.', '>']) {
            return Self { embed, column: Cow::Borrowed(name), json: "" };
        }
        let whole = column.is_empty() || embed.iter().any(|part| part.is_empty());
        if whole || !(rest.is_empty() || rest.starts_with("->")) {
            return Self::of_column(name);
        }
        Self { embed, column, json: rest }
    }

    /// The same without a path of embeds: a dot belongs to the name.
    pub(crate) fn of_column(name: &'n str) -> Self {
        let (column, json) = segment(name, false);
        if json.is_empty() || json.starts_with("->") {
            return Self { embed: Vec::new(), column, json };
        }
        Self { embed: Vec::new(), column: Cow::Borrowed(name), json: "" }
    }

    pub(crate) fn operand(&self) -> Operand {
        Operand::Column(self.column.clone().into_owned().into())
    }

    /// The path into JSON with quotes around every key that needs them, so that it may stand inside of `or=(..)` too.
    pub(crate) fn path(&self) -> Result<String, QueryError> {
        let (mut path, mut rest) = (String::new(), self.json);
        while !rest.is_empty() {
            let arrow = if rest.starts_with("->>") { "->>" } else { "->" };
            let behind = rest.strip_prefix(arrow).unwrap_or_default();
            let (key, next) = segment(behind, false);
            if behind.is_empty() || behind.starts_with("->") || !(next.is_empty() || next.starts_with("->")) {
                let text = format!("column `{}{}`: expected keys, `->a->>\"b c\"`", self.column, self.json);
                return Err(QueryError::Grammar(text));
            }
            path.push_str(arrow);
            if is_index(behind, &key) {
                path.push_str(&key);
            } else {
                literal::json_key(&mut path, &key);
            }
            rest = next;
        }
        Ok(path)
    }

    pub(super) fn extra(&self) -> Option<Box<Extra>> {
        (!self.json.is_empty()).then(|| Box::new(Extra { path: self.json.to_owned(), ..Extra::default() }))
    }

    /// An order by it.
    pub(super) fn term(&self, through: Option<Through>, descending: bool, nulls: &'static str) -> Term {
        let path = (!self.json.is_empty()).then(|| self.json.to_owned());
        Term { through, column: self.column.clone().into_owned().into(), path, descending, nulls }
    }

    pub(super) fn options<'p>(&self, parts: &'p mut Parts) -> &'p mut Options {
        if self.embed.is_empty() {
            return &mut parts.options;
        }
        at_path(parts, self.embed.join(&SEPARATOR.to_string()))
    }
}

/// `0`, `-1`; in quotes it is a key.
fn is_index(written: &str, key: &str) -> bool {
    let digits = key.strip_prefix('-').unwrap_or(key);
    !written.starts_with('"') && !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit())
}

/// One name at the beginning of a text, and what follows: quoted with `\` escapes, or up to `->` and, if it ends there, a dot.
fn segment(text: &str, to_dot: bool) -> (Cow<'_, str>, &str) {
    let Some(quoted) = text.strip_prefix('"') else {
        let arrow = text.find("->").unwrap_or(text.len());
        let dot = if to_dot { text.find('.').unwrap_or(text.len()) } else { text.len() };
        let (name, rest) = text.split_at(arrow.min(dot));
        return (Cow::Borrowed(name), rest);
    };
    let (mut name, mut chars) = (String::new(), quoted.char_indices());
    while let Some((at, c)) = chars.next() {
        match c {
            '"' => return (Cow::Owned(name), quoted.get(at + 1..).unwrap_or_default()),
            '\\' => name.extend(chars.next().map(|(_, c)| c)),
            c => name.push(c),
        }
    }
    (Cow::Borrowed(text), "") // no end: the quote belongs to the name
}

/// The options of the query (`None`), or of the embed with this path of keys: `u.v`.
pub(super) fn at<'p>(parts: &'p mut Parts, embed: Option<&str>) -> &'p mut Options {
    let Some(embed) = embed.filter(|e| !e.is_empty()) else { return &mut parts.options };
    at_path(parts, embed.replace('.', &SEPARATOR.to_string()))
}

fn at_path(parts: &mut Parts, path: String) -> &mut Options {
    let embeds = &mut parts.select.embeds;
    let index = embeds.iter().position(|e| e.path == path).unwrap_or_else(|| {
        embeds.push(EmbedAt { path, target: "", table_select: "", options: Options::default(), end: 0 });
        embeds.len() - 1
    });
    match embeds.get_mut(index) {
        Some(e) => &mut e.options,
        None => &mut parts.options,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_taken_apart_outside_of_quotes_only() {
        let parts = |name: &str| {
            let p = Place::parse(name);
            (p.embed.join("/"), p.column.into_owned(), p.json.to_owned())
        };
        let of =
            |embed: &str, column: &str, json: &str| (embed.to_owned(), column.to_owned(), json.to_owned());
        assert_eq!(parts("name"), of("", "name", ""));
        assert_eq!(parts("u.v.col->a->>b.c"), of("u/v", "col", "->a->>b.c"));
        assert_eq!(parts("\"a.b\""), of("", "a.b", ""));
        assert_eq!(parts("\"order\""), of("", "\"order\"", ""));
        assert_eq!(parts("u.\"x->\\\"y\"->k"), of("u", "x->\"y", "->k"));
        for odd in ["", ".a", "a.", "\"open", "\"a\"b"] {
            assert_eq!(parts(odd), of("", odd, ""), "{odd}");
        }
    }

    #[test]
    fn keys_of_a_path_are_quoted_where_they_need_it() {
        let path = |name: &str| Place::of_column(name).path();
        for (name, expected) in [
            ("a", ""),
            ("a->b->>c_d", "->b->>c_d"),
            ("a->0->-1->>\"0\"", "->0->-1->>\"0\""),
            ("a->>b,c.eq.1", "->>\"b,c.eq.1\""),
            ("a->\"x->y\\\"\"->z", "->\"x->y\\\"\"->z"),
            ("a->\"open", "->\"\\\"open\""),
        ] {
            assert_eq!(path(name), Ok(expected.to_owned()), "{name}");
        }
        for name in ["a->", "a->>", "a->->b", "a->b->", "a->\"b\"c"] {
            assert!(path(name).is_err(), "{name}");
        }
    }

    #[test]
    fn the_column_of_an_order_may_have_dots_and_quotes() {
        let column = |name: &str| Place::of_column(name).term(None, false, "").column.into_owned();
        assert_eq!((column("a.b"), column("\"a\\\"b\"")), ("a.b".to_owned(), "a\"b".to_owned()));
        assert_eq!(Place::of_column("data->a").term(None, true, "").path.as_deref(), Some("->a"));
    }
}
