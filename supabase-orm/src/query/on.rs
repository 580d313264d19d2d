//! Options of a relation that is already selected.

use crate::{
    error::QueryError,
    filter::Filter,
    order::{self, OrderBy},
    rest::{
        ast::Options,
        parts::Parts,
        wire::{SEPARATOR, find_embed},
    },
    schema::{Relation, Table},
};
use std::{fmt, marker::PhantomData, ops::RangeInclusive};

/// Conditions, order and window of a selected relation: the argument of [`on`](crate::Select::on).
pub struct On<'p, U> {
    parts: &'p mut Parts,
    at: usize,
    _p: PhantomData<fn() -> U>,
}

impl<U> fmt::Debug for On<'_, U> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "On({:?})", self.parts.select.embeds.get(self.at).map(|e| e.target))
    }
}

/// Finds a selected relation and lets `f` set its options. Not found: the query fails before it is sent.
pub(super) fn on<U>(
    parts: &mut Parts,
    parent: &str,
    target: &'static str,
    key: Option<&str>,
    f: impl FnOnce(On<'_, U>) -> On<'_, U>,
) {
    match find(parts, parent, target, key) {
        Ok(at) => {
            f(On { parts, at, _p: PhantomData });
        }
        Err(e) => parts.fail(e),
    }
}

fn find(parts: &Parts, parent: &str, target: &str, key: Option<&str>) -> Result<usize, QueryError> {
    let embeds = &parts.select.embeds;
    let Some(key) = key else {
        return find_embed(embeds, parent, target).map_err(|_| QueryError::NotEmbedded(target.to_owned()));
    };
    let path = if parent.is_empty() { key.to_owned() } else { format!("{parent}{SEPARATOR}{key}") };
    let at = embeds.iter().position(|e| e.path == path && e.target == target);
    at.ok_or_else(|| QueryError::NotEmbedded(key.to_owned()))
}

impl<U: Table> On<'_, U> {
    fn options(&mut self, set: impl FnOnce(&mut Options)) {
        if let Some(e) = self.parts.select.embeds.get_mut(self.at) {
            set(&mut e.options);
        }
    }

    /// Only these related rows.
    #[must_use]
    pub fn filter(mut self, f: impl FnOnce(&'static U::Columns) -> Filter<U>) -> Self {
        self.options(|o| o.filter(f(U::COLUMNS).into_condition()));
        self
    }

    /// A condition only when there is a value.
    #[must_use]
    pub fn filter_some<V>(
        self,
        value: Option<V>,
        f: impl FnOnce(&'static U::Columns, V) -> Filter<U>,
    ) -> Self {
        match value {
            Some(value) => self.filter(|c| f(c, value)),
            None => self,
        }
    }

    /// The order of the related rows; appends.
    #[must_use]
    pub fn order<O: OrderBy<U>>(mut self, f: impl FnOnce(&'static U::Columns) -> O) -> Self {
        self.options(|o| order::append(&mut o.order, f(U::COLUMNS)));
        self
    }

    /// At most so many related rows for each row; replaces.
    #[must_use]
    pub fn limit(mut self, n: u64) -> Self {
        self.options(|o| o.limit = Some(n));
        self
    }

    /// These related rows of each row, counted from 0; replaces.
    #[must_use]
    pub fn range(mut self, range: RangeInclusive<u64>) -> Self {
        self.options(|o| o.range(&range));
        self
    }

    fn below<L: Relation<From = U>>(
        self,
        key: Option<&str>,
        relation: impl FnOnce(&'static U::Columns) -> L,
        f: impl FnOnce(On<'_, L::To>) -> On<'_, L::To>,
    ) -> Self {
        let parent = self.parts.select.embeds.get(self.at).map(|e| e.path.clone()).unwrap_or_default();
        on(self.parts, &parent, relation(U::COLUMNS).names().1, key, f);
        self
    }

    /// Options of a relation selected below this one.
    #[must_use]
    pub fn on<L: Relation<From = U>>(
        self,
        relation: impl FnOnce(&'static U::Columns) -> L,
        f: impl FnOnce(On<'_, L::To>) -> On<'_, L::To>,
    ) -> Self {
        self.below(None, relation, f)
    }

    /// The same for a relation that is selected twice: `key` is its alias.
    #[must_use]
    pub fn on_alias<L: Relation<From = U>>(
        self,
        key: &str,
        relation: impl FnOnce(&'static U::Columns) -> L,
        f: impl FnOnce(On<'_, L::To>) -> On<'_, L::To>,
    ) -> Self {
        self.below(Some(key), relation, f)
    }
}
