//! One level of a query: itself, or an embedded relation with its prefix.

use super::address::Query;
use crate::{
    error::QueryError,
    rest::{
        ast::{Compare, Condition, Operand, Options, Term, Through},
        literal,
        parts::EmbedAt,
    },
};
use std::fmt::Write;

/// Separates the keys of an embed's path; it cannot be confused with a `.` inside a key.
pub(crate) const SEPARATOR: char = '\u{1f}';

pub(super) struct Level<'a> {
    pub(super) query: Query,
    pub(super) prefix: &'a str,
    pub(super) embeds: &'a [EmbedAt],
    pub(super) first_column: &'a str,
}

/// Where a relation is selected below `parent`: `Err(false)` nowhere, `Err(true)` more than once.
pub(crate) fn find_embed(embeds: &[EmbedAt], parent: &str, target: &str) -> Result<usize, bool> {
    let here =
        |e: &EmbedAt| e.target == target && e.path.rsplit_once(SEPARATOR).map_or("", |p| p.0) == parent;
    let mut found = embeds.iter().enumerate().filter(|(_, e)| here(e));
    match (found.next(), found.next()) {
        (Some((i, _)), None) => Ok(i),
        (found, _) => Err(found.is_some()),
    }
}

impl Level<'_> {
    fn out(&mut self) -> &mut String {
        &mut self.query.out
    }

    pub(super) fn options(&mut self, o: &Options) -> Result<(), QueryError> {
        for condition in &o.conditions {
            self.condition(condition, true)?;
        }
        for (i, term) in o.order.iter().enumerate() {
            if i == 0 {
                self.query.key(self.prefix, "order=");
            } else {
                self.out().push(',');
            }
            self.term(term)?;
        }
        for (key, value) in [("offset=", o.offset), ("limit=", o.limit)] {
            if let Some(n) = value {
                self.query.key(self.prefix, key);
                let _ = write!(self.out(), "{n}");
            }
        }
        Ok(())
    }

    /// `col=op.val` at the top, `col.op.val` inside a group
    fn condition(&mut self, condition: &Condition, top: bool) -> Result<(), QueryError> {
        match condition {
            Condition::Compare(c) => self.compare(c, top),
            Condition::Group { any, not, terms } => self.group(*any, *not, terms, top),
            // `related::place` has turned these into null tests
            Condition::Related(r) => Err(QueryError::NotEmbedded(r.target.to_owned())),
            Condition::Raw { not, text } => {
                self.raw(*not, text, top);
                Ok(())
            }
            Condition::Faulty(e) => Err(e.clone()),
            Condition::Always => Ok(()),
            // `in.()` is PostgREST's own way to match nothing
            Condition::Never => {
                self.query.key(self.prefix, "");
                literal::encode(&mut self.query.out, self.first_column.as_bytes());
                self.out().push_str("=in.()");
                Ok(())
            }
        }
    }

    fn group(&mut self, any: bool, not: bool, terms: &[Condition], top: bool) -> Result<(), QueryError> {
        if top {
            self.query.key(self.prefix, "");
        }
        self.out().push_str(if not { "not." } else { "" });
        self.out().push_str(if any { "or" } else { "and" });
        self.out().push_str(if top { "=(" } else { "(" });
        for (i, term) in terms.iter().enumerate() {
            if i > 0 {
                self.out().push(',');
            }
            self.condition(term, false)?;
        }
        self.out().push(')');
        Ok(())
    }

    fn raw(&mut self, not: bool, text: &str, top: bool) {
        if top {
            self.query.key(self.prefix, "");
        }
        self.out().push_str(if not { "not.or" } else { "or" });
        self.out().push_str(if top { "=(" } else { "(" });
        literal::encode(self.out(), text.as_bytes());
        self.out().push(')');
    }

    fn compare(&mut self, c: &Compare, top: bool) -> Result<(), QueryError> {
        if top {
            self.query.key(self.prefix, "");
        }
        match &c.on {
            Operand::Column(column) => literal::name(self.out(), column),
            Operand::Embed(target) => self.embed(target)?,
        }
        if let Some(x) = &c.extra {
            literal::encode(self.out(), x.path.as_bytes());
        }
        self.out().push(if top { '=' } else { '.' });
        self.out().push_str(if c.not { "not." } else { "" });
        self.out().push_str(c.op);
        if let Some(x) = &c.extra {
            literal::encode(self.out(), x.op.as_bytes());
            if !x.config.is_empty() {
                self.out().push('(');
                literal::encode(self.out(), x.config.as_bytes());
                self.out().push(')');
            }
        }
        self.out().push('.');
        c.value.encode(&mut self.query.out, top);
        Ok(())
    }

    /// The key under which a relation is selected.
    fn embed(&mut self, target: &str) -> Result<(), QueryError> {
        let at = find_embed(self.embeds, self.prefix, target);
        let at = at.map_err(|_| QueryError::NotEmbedded(target.to_owned()))?;
        let path = self.embeds.get(at).map_or("", |e| e.path.as_str());
        literal::name(&mut self.query.out, path.rsplit_once(SEPARATOR).map_or(path, |p| p.1));
        Ok(())
    }

    fn term(&mut self, t: &Term) -> Result<(), QueryError> {
        match &t.through {
            Some(Through::Target(target)) => self.embed(target)?,
            Some(Through::Key(key)) => literal::name(self.out(), key),
            Some(Through::Nested(target)) => return Err(QueryError::NestedOrder((*target).to_owned())),
            None => {}
        }
        self.out().push_str(if t.through.is_some() { "(" } else { "" });
        literal::name(self.out(), &t.column);
        if let Some(path) = &t.path {
            literal::encode(self.out(), path.as_bytes());
        }
        self.out().push_str(if t.through.is_some() { ")" } else { "" });
        self.out().push_str(if t.descending { ".desc" } else { ".asc" });
        self.out().push_str(t.nulls);
        Ok(())
    }
}
