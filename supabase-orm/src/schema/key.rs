//! Unique keys.

use std::{fmt, marker::PhantomData};

/// A primary key or unique constraint of `T`, for `upsert(..).on_conflict(|k| k.planets_slug_key)`.
pub struct UniqueKey<T> {
    pub(crate) columns: &'static str,
    _p: PhantomData<fn() -> T>,
}

impl<T> UniqueKey<T> {
    /// `columns` in SQL, comma separated, quoted where a name needs it.
    #[must_use]
    pub const fn new(columns: &'static str) -> Self {
        Self { columns, _p: PhantomData }
    }
}

impl<T> Clone for UniqueKey<T> {
    fn clone(&self) -> Self {
        *self
    }
}
impl<T> Copy for UniqueKey<T> {}

impl<T> fmt::Debug for UniqueKey<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "UniqueKey({})", self.columns)
    }
}

/// The keys of a relation without unique keys: a view.
#[derive(Debug, Clone, Copy)]
pub struct NoKeys;
