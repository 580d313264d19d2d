//! What a query returns per row: columns, tuples, embeds, derived rows, rows of `select!`.

mod embed;
mod expr;
mod field;
mod item;
mod named;
mod spread;
mod tuple;
mod writer;

pub use embed::{CountRows, Embed, Total, Wrap};
pub use expr::{Aliased, Expr, count_all};
pub use field::{EmbedOf, Field, ReadField, RowOf, Selectable, Takes};
pub use item::{Item, RowOfType, row};
pub use named::{Items, Named, named};
pub use spread::{Spread, SpreadOut, spread};
pub use writer::SelectWriter;

use crate::read::{JsonReader, ReadError};

/// What a query returns per row: the argument of `columns(..)` and `returning(..)`.
///
/// A column (the row is its value), a tuple of columns and relations, `..` (the whole row), `row::<R>` (a derived row) or
/// `select!(..)`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` does not select from `{T}`",
    label = "expected columns or relations of `{T}`, a tuple of at most 16 of these, `select!(..)`, `row::<R>` or `..`",
    note = "for more than 16 items use `select!(..)` or `#[derive(Row)]`"
)]
pub trait Selection<T> {
    /// What one row becomes.
    type Row;
    /// Writes its part of `select=`.
    fn write(&self, w: &mut SelectWriter);
    /// Reads one row.
    ///
    /// # Errors
    /// When the answer does not fit.
    fn read(&self, r: &mut JsonReader<'_>) -> Result<Self::Row, ReadError>;
}
