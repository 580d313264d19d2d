//! Embedded relations.

use super::{Aliased, Item, SelectWriter, Selection, Spread, spread::spread};
use crate::{
    column::Column,
    filter::Filter,
    order::{self, OrderBy},
    read::{JsonReader, ReadError, RowReader, row as read_row},
    rest::ast::Options,
    schema::{Cardinality, Many, MaybeOne, One, Rel, Relation, Table},
};
use std::{fmt, marker::PhantomData, ops::RangeInclusive};

/// A relation with a selection, and its own filter, order and window.
///
/// `O` is the row of the selection. It is a parameter of its own so that a wrong selection makes the whole type wrong, and is
/// reported once, where it stands, not at every level above.
pub struct Embed<R: Relation, Sel, O, C = <R as Relation>::Card> {
    relation: R,
    selection: Sel,
    inner: bool,
    options: Options,
    _p: PhantomData<fn() -> (O, C)>,
}

impl<R: Relation, Sel, O> Embed<R, Sel, O> {
    pub(crate) fn new(relation: R, selection: Sel) -> Self {
        Self { relation, selection, inner: false, options: Options::default(), _p: PhantomData }
    }
}

impl<R: Relation, Sel, O, C> fmt::Debug for Embed<R, Sel, O, C> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Embed({})", self.relation.names().1)
    }
}

impl<R: Relation, Sel, O, C> Embed<R, Sel, O, C> {
    fn to<C2>(self) -> Embed<R, Sel, O, C2> {
        Embed {
            relation: self.relation,
            selection: self.selection,
            inner: self.inner,
            options: self.options,
            _p: PhantomData,
        }
    }

    /// Only rows that have it (`!inner`); an `Option` becomes the row itself.
    #[must_use]
    pub fn inner(mut self) -> Embed<R, Sel, O, C::Inner>
    where
        C: Cardinality,
    {
        self.inner = true;
        self.to()
    }

    /// Read as an `Option`: row level security may hide the parent of a NOT NULL key.
    #[must_use]
    pub fn optional(self) -> Embed<R, Sel, O, MaybeOne> {
        self.to()
    }

    /// The same relation under another key: for a relation that is selected twice.
    #[must_use]
    pub fn alias(self, key: &'static str) -> Aliased<Self> {
        Aliased::new(self, key)
    }

    /// Only these related rows. Rows of the query itself stay; see [`inner`](Self::inner).
    #[must_use]
    pub fn filter(mut self, f: impl FnOnce(&'static <R::To as Table>::Columns) -> Filter<R::To>) -> Self {
        self.options.filter(f(R::To::COLUMNS).into_condition());
        self
    }

    /// The order of the related rows; appends.
    #[must_use]
    pub fn order<By: OrderBy<R::To>>(
        mut self,
        f: impl FnOnce(&'static <R::To as Table>::Columns) -> By,
    ) -> Self {
        order::append(&mut self.options.order, f(R::To::COLUMNS));
        self
    }

    /// At most so many related rows for each row; replaces.
    #[must_use]
    pub fn limit(mut self, n: u64) -> Self {
        self.options.limit = Some(n);
        self
    }

    /// These related rows of each row, counted from 0; replaces.
    #[must_use]
    pub fn range(mut self, range: RangeInclusive<u64>) -> Self {
        self.options.range(&range);
        self
    }
}

/// How many rows of `R` a relation gives.
pub trait Wrap<R> {
    /// `Vec<R>`, `R` or `Option<R>`.
    type Out;
    /// Reads them.
    ///
    /// # Errors
    /// When the answer does not fit.
    fn read(
        r: &mut JsonReader<'_>,
        one: impl FnMut(&mut JsonReader<'_>) -> Result<R, ReadError>,
    ) -> Result<Self::Out, ReadError>;
}

impl<R> Wrap<R> for Many {
    type Out = Vec<R>;
    /// A schema from an OpenAPI document cannot tell one-to-one from one-to-many, so one row or none is read as well.
    fn read(
        r: &mut JsonReader<'_>,
        mut one: impl FnMut(&mut JsonReader<'_>) -> Result<R, ReadError>,
    ) -> Result<Vec<R>, ReadError> {
        if r.null() {
            Ok(Vec::new())
        } else if r.at_object() {
            Ok(vec![one(r)?])
        } else {
            r.list(one)
        }
    }
}
impl<R> Wrap<R> for One {
    type Out = R;
    fn read(
        r: &mut JsonReader<'_>,
        mut one: impl FnMut(&mut JsonReader<'_>) -> Result<R, ReadError>,
    ) -> Result<R, ReadError> {
        if r.at_null() {
            return Err(ReadError::new(
                "the related row is not there or hidden by row level security; read it as an `Option` (`.optional()`)",
            ));
        }
        one(r)
    }
}
impl<R> Wrap<R> for MaybeOne {
    type Out = Option<R>;
    fn read(
        r: &mut JsonReader<'_>,
        mut one: impl FnMut(&mut JsonReader<'_>) -> Result<R, ReadError>,
    ) -> Result<Option<R>, ReadError> {
        if r.null() { Ok(None) } else { one(r).map(Some) }
    }
}

#[diagnostic::do_not_recommend]
impl<T, R: Relation<From = T>, Sel: Selection<R::To, Row = O>, O, C: Wrap<O>> Item<T>
    for Embed<R, Sel, O, C>
{
    type Out = C::Out;
    fn key(&self) -> &str {
        self.relation.names().0
    }
    fn write(&self, key: &str, w: &mut SelectWriter) {
        w.embed(key, &self.relation, self.inner, self.options.clone(), |w| self.selection.write(w));
    }
    fn read(&self, r: &mut JsonReader<'_>) -> Result<C::Out, ReadError> {
        C::read(r, |r| self.selection.read(r))
    }
}

/// A relation alone: all columns of the related rows.
impl<T: Table, U: Table, C: Cardinality + Wrap<U>> Item<T> for Rel<T, U, C> {
    type Out = C::Out;
    fn key(&self) -> &str {
        self.__name
    }
    fn write(&self, key: &str, w: &mut SelectWriter) {
        w.embed(key, self, false, Options::default(), |w| w.list(U::SELECT));
    }
    fn read(&self, r: &mut JsonReader<'_>) -> Result<C::Out, ReadError> {
        C::read(r, read_row::<U>)
    }
}

impl<T: Table, U: Table, C: Cardinality> Rel<T, U, C> {
    /// Columns of the related rows: a column, a tuple, `row::<R>`, `select!(..)` or `..`.
    #[must_use]
    pub fn columns<Sel: Selection<U>>(
        self,
        f: impl FnOnce(&'static U::Columns) -> Sel,
    ) -> Embed<Self, Sel, Sel::Row> {
        Embed::new(self, f(U::COLUMNS))
    }

    /// How many related rows there are; PostgREST's `relation(count)`. A number, where other clients have `[{"count": 4}]`.
    #[must_use]
    pub fn count(self) -> Embed<Self, CountRows, i64, Total> {
        Embed::new(self, CountRows).to()
    }

    /// One column of the related rows, in the row itself: `...users(name)`. Of a to-many relation, a list (PostgREST 13).
    #[must_use]
    pub fn spread<S, P>(
        self,
        f: impl FnOnce(&'static U::Columns) -> Column<U, S, P>,
    ) -> Spread<Self, Column<U, S, P>> {
        spread(self, f)
    }
}

/// `count`: PostgREST answers `[{"count": 4}]`, the row gets 4.
#[derive(Debug)]
pub struct CountRows;

/// The cardinality of [`CountRows`].
#[derive(Debug)]
pub enum Total {}

impl Cardinality for Total {
    type Inner = Self;
}

#[diagnostic::do_not_recommend]
impl<T> Selection<T> for CountRows {
    type Row = i64;
    fn write(&self, w: &mut SelectWriter) {
        w.list("count");
    }
    fn read(&self, r: &mut JsonReader<'_>) -> Result<i64, ReadError> {
        RowReader::object(r, |r| r.get("count"))
    }
}

impl Wrap<i64> for Total {
    type Out = i64;
    fn read(
        r: &mut JsonReader<'_>,
        one: impl FnMut(&mut JsonReader<'_>) -> Result<i64, ReadError>,
    ) -> Result<i64, ReadError> {
        let counts = <Many as Wrap<i64>>::read(r, one)?;
        counts.first().copied().ok_or_else(|| ReadError::new("a count without a number"))
    }
}
