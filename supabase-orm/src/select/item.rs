//! One thing in a selection.

use super::{SelectWriter, Selectable, Selection};
use crate::{
    column::{Column, Path},
    read::{FromColumn, JsonReader, ReadError, RowReader, row as read_row},
    schema::Table,
    sql::SqlType,
};
use std::marker::PhantomData;

/// One thing in a tuple or a `select!`. It knows its key, so the order of keys in the answer does not matter.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a selection from `{T}`",
    label = "expected columns or relations of `{T}`"
)]
pub trait Item<T> {
    /// What it becomes.
    type Out;
    /// The key it is answered under.
    fn key(&self) -> &str;
    /// Writes it, to be answered under `key`.
    fn write(&self, key: &str, w: &mut SelectWriter);
    /// Reads its value.
    ///
    /// # Errors
    /// When the answer does not fit.
    fn read(&self, r: &mut JsonReader<'_>) -> Result<Self::Out, ReadError>;
    /// Reads it out of a row.
    ///
    /// # Errors
    /// When the answer does not fit.
    fn read_from(&self, key: &str, r: &mut RowReader<'_>) -> Result<Self::Out, ReadError> {
        r.get_with(key, |r| self.read(r))
    }
}

impl<T, S: SqlType, P: Path> Item<T> for Column<T, S, P> {
    type Out = S::Rust;
    fn key(&self) -> &str {
        self.natural_key()
    }
    fn write(&self, key: &str, w: &mut SelectWriter) {
        self.write_as(key, w);
    }
    fn read(&self, r: &mut JsonReader<'_>) -> Result<S::Rust, ReadError> {
        S::Rust::read(r)
    }
}

impl<T, S, P: Path> Column<T, S, P> {
    pub(crate) fn write_as(&self, key: &str, w: &mut SelectWriter) {
        w.column(key, self.natural_key(), self.__name, self.__path.text().as_deref(), "");
    }
}

/// `..` is the whole row, alone or beside embeds: `|s| (.., s.instruments.count())`.
impl<T: Table> Item<T> for std::ops::RangeFull {
    type Out = T;
    fn key(&self) -> &'static str {
        ".."
    }
    fn write(&self, _: &str, w: &mut SelectWriter) {
        w.list(T::SELECT);
    }
    fn read(&self, r: &mut JsonReader<'_>) -> Result<T, ReadError> {
        read_row(r)
    }
    fn read_from(&self, _: &str, r: &mut RowReader<'_>) -> Result<T, ReadError> {
        T::read(r)
    }
}
#[diagnostic::do_not_recommend]
impl<T: Table> Selection<T> for std::ops::RangeFull {
    type Row = T;
    fn write(&self, w: &mut SelectWriter) {
        w.list(T::SELECT);
    }
    fn read(&self, r: &mut JsonReader<'_>) -> Result<T, ReadError> {
        read_row(r)
    }
}

/// A derived row as a selection.
///
/// It is a function, so that it is passed as the closure itself: `t.tasks.columns(row::<TaskRow>)`,
/// `insert(..).returning(row::<TaskRow>)`.
#[must_use]
pub fn row<R: Selectable>(_: &'static <R::Table as Table>::Columns) -> RowOfType<R> {
    RowOfType(PhantomData)
}

/// See [`row`].
#[derive(Debug)]
pub struct RowOfType<R>(PhantomData<fn() -> R>);

#[diagnostic::do_not_recommend]
impl<R: Selectable> Selection<R::Table> for RowOfType<R> {
    type Row = R;
    fn write(&self, w: &mut SelectWriter) {
        R::write_select(w);
    }
    fn read(&self, r: &mut JsonReader<'_>) -> Result<R, ReadError> {
        read_row(r)
    }
}
