//! Fields of derived rows.
//!
//! Columns are checked in [`ReadField`] only, relations in [`Field`] only: with both in both, every mismatch prints twice.

use super::{Expr, SelectWriter, Wrap};
use crate::{
    column::{Column, Path},
    read::{FromColumn, JsonReader, ReadError, Row, RowReader, row as read_row},
    rest::ast::Options,
    schema::{Cardinality, Many, MaybeOne, One, Rel, Table},
};
use serde::de::DeserializeOwned;

/// A field of type `F` that is written from a column, relation or item.
#[diagnostic::on_unimplemented(
    message = "a field of type `{F}` cannot be read from `{Self}`",
    label = "not readable from this column or relation"
)]
pub trait Field<T, F> {
    /// Writes its part of `select=`.
    fn write_field(&self, key: &'static str, w: &mut SelectWriter);
}

/// A field of type `F` that is read from a column, relation or item.
#[diagnostic::on_unimplemented(
    message = "a field of type `{F}` cannot be read from `{Self}`",
    label = "not readable from this column or relation"
)]
pub trait ReadField<T, F> {
    /// Reads it.
    ///
    /// # Errors
    /// When the answer does not fit.
    fn read_field(&self, key: &'static str, r: &mut RowReader<'_>) -> Result<F, ReadError>;
}

impl<T, S, F, P: Path> Field<T, F> for Column<T, S, P> {
    fn write_field(&self, key: &'static str, w: &mut SelectWriter) {
        self.write_as(key, w);
    }
}
impl<T, S, F: FromColumn<S>, P: Path> ReadField<T, F> for Column<T, S, P> {
    fn read_field(&self, key: &'static str, r: &mut RowReader<'_>) -> Result<F, ReadError> {
        r.column::<S, F>(key)
    }
}
impl<T, S, F> Field<T, F> for Expr<T, S> {
    fn write_field(&self, key: &'static str, w: &mut SelectWriter) {
        self.write_as(key, w);
    }
}
impl<T, S, F: FromColumn<S>> ReadField<T, F> for Expr<T, S> {
    fn read_field(&self, key: &'static str, r: &mut RowReader<'_>) -> Result<F, ReadError> {
        r.column::<S, F>(key)
    }
}
impl<T: Table, U: Table, C: Cardinality, F: EmbedOf<U, C>> Field<T, F> for Rel<T, U, C> {
    fn write_field(&self, key: &'static str, w: &mut SelectWriter) {
        w.embed(key, self, false, Options::default(), F::write);
    }
}
impl<T, U, C, F: Embedded> ReadField<T, F> for Rel<T, U, C> {
    fn read_field(&self, key: &'static str, r: &mut RowReader<'_>) -> Result<F, ReadError> {
        r.get_with(key, F::read_embedded)
    }
}

/// `Vec<Row>`, `Row` or `Option<Row>`: how a relation is read, whatever it leads to.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be read from a row",
    label = "not readable",
    note = "an embedded row needs `#[derive(Row)]`; a value type needs `Deserialize`"
)]
pub trait Embedded: Sized {
    #[doc(hidden)]
    fn read_embedded(r: &mut JsonReader<'_>) -> Result<Self, ReadError>;
}
#[diagnostic::do_not_recommend]
impl<R: Row> Embedded for Vec<R> {
    fn read_embedded(r: &mut JsonReader<'_>) -> Result<Self, ReadError> {
        <Many as Wrap<R>>::read(r, read_row)
    }
}
#[diagnostic::do_not_recommend]
impl<R: Row> Embedded for Option<R> {
    fn read_embedded(r: &mut JsonReader<'_>) -> Result<Self, ReadError> {
        <MaybeOne as Wrap<R>>::read(r, read_row)
    }
}
#[diagnostic::do_not_recommend]
impl<R: Row> Embedded for R {
    fn read_embedded(r: &mut JsonReader<'_>) -> Result<Self, ReadError> {
        <One as Wrap<R>>::read(r, read_row)
    }
}

/// A field that can hold a relation to `U` of cardinality `C`.
#[diagnostic::on_unimplemented(
    message = "a field of type `{Self}` cannot hold this relation to `{U}` ({C})",
    label = "wrong field type for a relation to `{U}`",
    note = "to many: `Vec<Row>`; to one: `Row`; to one through a nullable key: `Option<Row>`; and `Row` must be `#[derive(Row)] #[table({U})]`"
)]
pub trait EmbedOf<U, C> {
    /// Writes the list of its columns.
    fn write(w: &mut SelectWriter);
}
#[diagnostic::do_not_recommend]
impl<U, R: RowOf<U>> EmbedOf<U, Many> for Vec<R> {
    fn write(w: &mut SelectWriter) {
        R::write_row(w);
    }
}
#[diagnostic::do_not_recommend]
impl<U, R: RowOf<U>> EmbedOf<U, One> for R {
    fn write(w: &mut SelectWriter) {
        R::write_row(w);
    }
}
#[diagnostic::do_not_recommend]
impl<U, R: RowOf<U>> EmbedOf<U, MaybeOne> for Option<R> {
    fn write(w: &mut SelectWriter) {
        R::write_row(w);
    }
}

/// A row of `U`; also the bound of generic rows: `struct Page<R: RowOf<Task>> { tasks: Vec<R> }`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a row of `{U}`",
    label = "expected a row of `{U}`",
    note = "to many: `Vec<Row>`; to one: `Row`; to one through a nullable key: `Option<Row>`; and `Row` must be `#[derive(Row)] #[table({U})]`"
)]
pub trait RowOf<U>: Row + DeserializeOwned + Send + Sync + 'static {
    /// Writes the list of its columns.
    fn write_row(w: &mut SelectWriter);
}
#[diagnostic::do_not_recommend]
impl<R: Selectable> RowOf<R::Table> for R {
    fn write_row(w: &mut SelectWriter) {
        R::write_select(w);
    }
}

/// A row type that knows its table and its `select=` list: every table and every `#[derive(Row)]`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a row of a table",
    label = "not a row",
    note = "use a generated row, `#[derive(Row)] #[table(Planet)]`, or `#[derive(Table)] #[table(name = \"planets\")]`"
)]
pub trait Selectable: Row + DeserializeOwned + Send + Sync + 'static {
    /// Its table.
    type Table: Table;
    /// Writes the list of its columns.
    fn write_select(w: &mut SelectWriter);
}
#[diagnostic::do_not_recommend]
impl<T: Table> Selectable for T {
    type Table = T;
    fn write_select(w: &mut SelectWriter) {
        w.list(T::SELECT);
    }
}

/// `Self` is exactly what an item gives; a trait only for its message.
#[diagnostic::on_unimplemented(
    message = "type mismatch: the item gives `{O}`, the field is `{Self}`",
    label = "this item cannot be read into `{Self}`"
)]
pub trait Takes<O>: Sized {
    /// The identity.
    fn take(out: O) -> Self;
}
#[diagnostic::do_not_recommend]
impl<O> Takes<O> for O {
    fn take(out: O) -> O {
        out
    }
}
