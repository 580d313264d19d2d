//! Writing `select=`.

use crate::{
    error::QueryError,
    rest::{
        ast::Options,
        literal,
        parts::{EmbedAt, SelectText},
        wire::SEPARATOR,
    },
    schema::{Relation, Table},
};

/// Collects `select=` and, for every embedded relation, where it is selected and its own options.
#[derive(Debug)]
pub struct SelectWriter {
    text: String,
    embeds: Vec<EmbedAt>,
    spreads: Vec<SpreadAt>,
    error: Option<QueryError>,
    aggregates: bool,
    /// the keys of the embeds that are open
    path: String,
    after_first: bool,
}

/// A spread of this level that further columns can join: PostgREST takes one spread of a relation (42712).
#[derive(Debug)]
struct SpreadAt {
    path: String,
    target: &'static str,
    end: usize,
}

impl Default for SelectWriter {
    fn default() -> Self {
        Self {
            text: String::with_capacity(64),
            embeds: Vec::new(),
            spreads: Vec::new(),
            error: None,
            aggregates: false,
            path: String::new(),
            after_first: false,
        }
    }
}

impl SelectWriter {
    pub(crate) fn finish(self) -> (SelectText, Option<QueryError>) {
        (SelectText { text: self.text, embeds: self.embeds, aggregates: self.aggregates }, self.error)
    }

    fn comma(&mut self) {
        if std::mem::replace(&mut self.after_first, true) {
            self.text.push(',');
        }
    }

    /// A ready list of columns, quoted where a name needs it.
    pub fn list(&mut self, list: &'static str) {
        self.comma();
        literal::encode(&mut self.text, list.as_bytes());
    }

    /// A field of a derived struct: column, relation or item, as the type of `item` says.
    #[expect(clippy::needless_pass_by_value, reason = "items are copied out of COLUMNS")]
    pub fn field<T, F, C: super::Field<T, F>>(&mut self, key: &'static str, item: C) {
        item.write_field(key, self);
    }

    /// The alias, only where the answer would have another key.
    fn alias(&mut self, key: &str, natural: &str) {
        self.comma();
        if key != natural {
            literal::name(&mut self.text, key);
            self.text.push(':');
        }
    }

    pub(crate) fn column(&mut self, key: &str, natural: &str, name: &str, path: Option<&str>, suffix: &str) {
        self.alias(key, natural);
        // inside of an embed the groups are its own
        self.aggregates |= self.path.is_empty() && suffix.ends_with("()");
        literal::name(&mut self.text, name);
        literal::encode(&mut self.text, path.unwrap_or_default().as_bytes());
        literal::encode(&mut self.text, suffix.as_bytes());
    }

    pub(crate) fn embed<R: Relation>(
        &mut self,
        key: &str,
        relation: &R,
        inner: bool,
        options: Options,
        list: impl FnOnce(&mut Self),
    ) {
        let at = self.open(key, relation.names().1, R::To::SELECT, inner, options);
        list(self);
        self.close(at);
    }

    /// The part of `embed` that is compiled once.
    fn open(
        &mut self,
        key: &str,
        target: &'static str,
        table_select: &'static str,
        inner: bool,
        options: Options,
    ) -> usize {
        self.alias(key, target.split('!').next().unwrap_or(target));
        literal::target(&mut self.text, target);
        self.text.push_str(if inner { "!inner(" } else { "(" });
        if !self.path.is_empty() {
            self.path.push(SEPARATOR);
        }
        self.path.push_str(key);
        self.embeds.push(EmbedAt { path: self.path.clone(), target, table_select, options, end: 0 });
        self.after_first = false;
        self.embeds.len() - 1
    }

    fn close(&mut self, at: usize) {
        self.after_first = true;
        self.path.truncate(self.path.rfind(SEPARATOR).unwrap_or_default());
        if let Some(e) = self.embeds.get_mut(at) {
            e.end = self.text.len();
        }
        self.text.push(')');
    }

    /// A column of a related row in the row itself; it joins a spread of the same relation.
    pub(crate) fn spread(&mut self, target: &'static str, column: impl FnOnce(&mut Self)) {
        let mut inside = Self { path: self.path.clone(), ..Self::default() };
        column(&mut inside);
        self.aggregates |= inside.aggregates;
        let found = self.spreads.iter().position(|s| s.target == target && s.path == self.path);
        let Some(end) = found.and_then(|i| self.spreads.get(i)).map(|s| s.end) else {
            self.comma();
            self.text.push_str("...");
            literal::target(&mut self.text, target);
            self.text.push('(');
            self.text.push_str(&inside.text);
            self.spreads.push(SpreadAt { path: self.path.clone(), target, end: self.text.len() });
            self.text.push(')');
            return;
        };
        inside.text.insert(0, ',');
        self.text.insert_str(end, &inside.text);
        let ends =
            self.spreads.iter_mut().map(|s| &mut s.end).chain(self.embeds.iter_mut().map(|e| &mut e.end));
        ends.filter(|e| **e >= end).for_each(|e| *e += inside.text.len());
    }

    /// Two items under one key would answer one value.
    pub(crate) fn distinct(&mut self, keys: &[&str]) {
        for (i, key) in keys.iter().enumerate() {
            if *key != ".." && keys.iter().take(i).any(|k| k == key) {
                self.error.get_or_insert_with(|| QueryError::DuplicateKey((*key).to_owned()));
            }
        }
    }
}
