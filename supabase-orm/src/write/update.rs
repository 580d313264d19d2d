//! Update and delete: nothing is sent without a filter.

use super::{Assignments, ObjWriter, Write};
use crate::{
    filter::Filter,
    mode::Done,
    query::Query,
    rest::parts::Parts,
    schema::{Table, Writable},
    select::Selectable,
};
use http::Method;
use std::fmt;

impl<T: Table, R: Selectable<Table = T>> Query<T, R> {
    /// Changes columns of the rows that `.filter(..)` finds: `update(|p| (p.name.set("Earth"), p.note.set(Null)))`.
    ///
    /// Without any assignment nothing is changed: what `returning` and `affected` ask for is read instead.
    pub fn update<A: Assignments<T>>(self, f: impl FnOnce(&'static T::Columns) -> A) -> NeedsFilter<T>
    where
        T: Writable,
    {
        let mut parts = Parts::of::<T>(&self.client, Method::PATCH);
        let mut w = ObjWriter::default();
        f(T::COLUMNS).write(&mut w);
        parts.empty_patch = w.is_empty();
        parts.must_filter = true;
        w.finish_into(&mut parts);
        NeedsFilter(Write::new(parts))
    }

    /// Deletes the rows that `.filter(..)` finds.
    pub fn delete(self) -> NeedsFilter<T>
    where
        T: Writable,
    {
        let mut parts = Parts::of::<T>(&self.client, Method::DELETE);
        parts.must_filter = true;
        NeedsFilter(Write::new(parts))
    }
}

/// An update or delete without a filter: not a future. Its name is what rustc prints when it is awaited.
#[must_use = "add `.filter(..)`, or `.all_rows()` if every row is meant"]
#[derive(Clone)]
pub struct NeedsFilter<T, R = (), M = Done>(Write<T, R, M>);

impl<T, R, M> fmt::Debug for NeedsFilter<T, R, M> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("NeedsFilter")
    }
}

impl<T: Table, R: 'static> NeedsFilter<T, R> {
    /// Which rows. It takes a filter, not an `Option` of one; a filter that turns out empty at run time (`all_of([])`) is
    /// an error, and nothing is sent.
    pub fn filter(self, f: impl FnOnce(&'static T::Columns) -> Filter<T>) -> Write<T, R> {
        self.0.filter(f)
    }

    /// Every row, on purpose.
    pub fn all_rows(mut self) -> Write<T, R> {
        self.0.parts.must_filter = false;
        self.0
    }
}
