//! Columns of a related row in the row itself.

use super::{Aliased, Item, SelectWriter};
use crate::{
    column::{Column, Path},
    read::{FromColumn, JsonReader, ReadError},
    schema::{Many, MaybeOne, One, Relation, Table},
    sql::{Nullable, PgArray, SqlType},
};
use std::fmt;

/// One column of `...relation(column)`. Several spreads of one relation become one: PostgREST takes no two.
pub struct Spread<R, C> {
    relation: R,
    column: C,
}

impl<R, C> Spread<R, C> {
    /// The same column under another key.
    #[must_use]
    pub fn alias(self, key: &'static str) -> Aliased<Self> {
        Aliased::new(self, key)
    }
}

impl<R: Relation, C> fmt::Debug for Spread<R, C> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Spread({})", self.relation.names().1)
    }
}

/// For `select!`; in closures it is the method `spread` of relations.
pub fn spread<R: Relation, C>(
    relation: R,
    f: impl FnOnce(&'static <R::To as Table>::Columns) -> C,
) -> Spread<R, C> {
    Spread { relation, column: f(R::To::COLUMNS) }
}

/// The SQL type of a column that is spread.
pub trait SpreadOut<S> {
    /// The type.
    type Sql: SqlType;
}
impl<S: SqlType> SpreadOut<S> for One {
    type Sql = S;
}
impl<S: SqlType<Base: SqlType>> SpreadOut<S> for MaybeOne {
    type Sql = Nullable<S::Base>;
}
impl<S: SqlType> SpreadOut<S> for Many {
    type Sql = PgArray<S>;
}

#[diagnostic::do_not_recommend]
impl<T, R: Relation<From = T>, S: SqlType, P: Path> Item<T> for Spread<R, Column<R::To, S, P>>
where
    R::Card: SpreadOut<S>,
{
    type Out = <<R::Card as SpreadOut<S>>::Sql as SqlType>::Rust;
    fn key(&self) -> &str {
        self.column.natural_key()
    }
    fn write(&self, key: &str, w: &mut SelectWriter) {
        w.spread(self.relation.names().1, |w| self.column.write_as(key, w));
    }
    fn read(&self, r: &mut JsonReader<'_>) -> Result<Self::Out, ReadError> {
        Self::Out::read(r)
    }
}
