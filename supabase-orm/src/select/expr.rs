//! Aggregates, casts and aliases.

use super::{Item, SelectWriter};
use crate::{
    read::{FromColumn, JsonReader, ReadError},
    sql::{PgInt8, SqlType},
};
use std::{fmt, marker::PhantomData};

/// An aggregate or a cast: a column with a suffix.
pub struct Expr<T, S> {
    name: &'static str,
    path: Option<String>,
    suffix: &'static str,
    key: &'static str,
    _p: PhantomData<fn() -> (T, S)>,
}

impl<T, S> Expr<T, S> {
    pub(crate) fn new(
        name: &'static str,
        path: Option<String>,
        suffix: &'static str,
        key: &'static str,
    ) -> Self {
        Self { name, path, suffix, key, _p: PhantomData }
    }

    /// The same item under another key.
    #[must_use]
    pub fn alias(self, key: &'static str) -> Aliased<Self> {
        Aliased::new(self, key)
    }

    pub(crate) fn write_as(&self, key: &str, w: &mut SelectWriter) {
        w.column(key, self.key, self.name, self.path.as_deref(), self.suffix);
    }
}

impl<T, S> fmt::Debug for Expr<T, S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Expr({}{})", self.name, self.suffix)
    }
}

#[diagnostic::do_not_recommend]
impl<T, S: SqlType> Item<T> for Expr<T, S> {
    type Out = S::Rust;
    fn key(&self) -> &str {
        self.key
    }
    fn write(&self, key: &str, w: &mut SelectWriter) {
        self.write_as(key, w);
    }
    fn read(&self, r: &mut JsonReader<'_>) -> Result<S::Rust, ReadError> {
        S::Rust::read(r)
    }
}

/// `count()`: how many rows, or how many in each group of the other columns.
#[must_use]
pub fn count_all<T>() -> Expr<T, PgInt8> {
    Expr::new("count", None, "()", "count")
}

/// An item under another key.
#[derive(Debug)]
pub struct Aliased<I> {
    item: I,
    key: &'static str,
}

impl<I> Aliased<I> {
    pub(crate) fn new(item: I, key: &'static str) -> Self {
        Self { item, key }
    }
}

#[diagnostic::do_not_recommend]
impl<T, I: Item<T>> Item<T> for Aliased<I> {
    type Out = I::Out;
    fn key(&self) -> &str {
        self.key
    }
    fn write(&self, key: &str, w: &mut SelectWriter) {
        self.item.write(key, w); // in a derived row the field's name wins
    }
    fn read(&self, r: &mut JsonReader<'_>) -> Result<I::Out, ReadError> {
        self.item.read(r)
    }
}
