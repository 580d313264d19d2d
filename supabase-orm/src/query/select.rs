//! A read under construction.

use super::on::{On, on};
use crate::{
    error::Result,
    filter::Filter,
    http::Request,
    mode::{Answered, Counted, Decode, Head, Json, MaybeSingle, Mode, Rows, Single, Text},
    order::{self, OrderBy},
    rest::{
        accept::Form,
        parts::Parts,
        prefer::Count,
        reply::{QueryFuture, Sends, run},
    },
    schema::{Relation, Table},
    select::Selection,
    settings::{explaining, retrying, sending},
};
use http::Method;
use std::{fmt, future::IntoFuture, marker::PhantomData, ops::RangeInclusive};

/// A read: it can be named, cloned, stored and sent across tasks, and has no lifetime. `M` decides what awaiting gives.
///
/// ```
/// # use supabase_orm::{Client, Select, doc::Planet, mode::Rows};
/// fn rocky<R, M>(q: Select<Planet, R, M>) -> Select<Planet, R, M> {
///     q.filter(|p| p.kind.eq("rocky"))
/// }
/// ```
#[must_use = "a query does nothing until it is awaited"]
pub struct Select<T, R, M = Rows> {
    /// boxed: a query is moved at every step of its chain
    pub(crate) parts: Box<Parts>,
    pub(super) decode: Decode<R>,
    _p: PhantomData<fn() -> (T, R, M)>,
}

/// `columns` of a table and of a set-returning function.
pub(crate) fn selected<T: Table, S: Selection<T> + Send + Sync + 'static>(
    mut parts: Box<Parts>,
    f: impl FnOnce(&'static T::Columns) -> S,
) -> Select<T, S::Row> {
    let selection = f(T::COLUMNS);
    parts.select(|w| selection.write(w));
    Select::new(parts, Decode::of_value(selection))
}

impl<T, R, M> Clone for Select<T, R, M> {
    fn clone(&self) -> Self {
        Self { parts: self.parts.clone(), decode: self.decode.clone(), _p: PhantomData }
    }
}

impl<T, R, M> fmt::Debug for Select<T, R, M> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Select").field(&self.parts.request()).finish()
    }
}

impl<T, R> Select<T, R> {
    pub(crate) fn new(parts: Box<Parts>, decode: Decode<R>) -> Self {
        Self { parts, decode, _p: PhantomData }
    }
}

impl<T: Table, R, M> Select<T, R, M> {
    fn to<N>(self) -> Select<T, R, N> {
        Select { parts: self.parts, decode: self.decode, _p: PhantomData }
    }

    /// A condition. Conditions of several calls are all required.
    pub fn filter(mut self, f: impl FnOnce(&'static T::Columns) -> Filter<T>) -> Self {
        self.parts.options.filter(f(T::COLUMNS).into_condition());
        self
    }

    /// A condition only when there is a value: `.filter_some(params.owner, |t, v| t.owner_id.eq(v))`.
    pub fn filter_some<V>(
        self,
        value: Option<V>,
        f: impl FnOnce(&'static T::Columns, V) -> Filter<T>,
    ) -> Self {
        match value {
            Some(value) => self.filter(|c| f(c, value)),
            None => self,
        }
    }

    /// The order of the rows; appends.
    pub fn order<O: OrderBy<T>>(mut self, f: impl FnOnce(&'static T::Columns) -> O) -> Self {
        order::append(&mut self.parts.options.order, f(T::COLUMNS));
        self
    }

    /// At most so many rows; replaces.
    pub fn limit(mut self, n: u64) -> Self {
        self.parts.options.limit = Some(n);
        self
    }

    /// These rows, counted from 0, both ends included; replaces offset and limit.
    pub fn range(mut self, range: RangeInclusive<u64>) -> Self {
        self.parts.options.range(&range);
        self
    }

    /// Options of a selected relation: `.on(|s| s.instruments, |e| e.filter(..).limit(1))`.
    ///
    /// For derived rows and `select!`, whose options are known only at run time. It nests.
    pub fn on<L: Relation<From = T>>(
        mut self,
        relation: impl FnOnce(&'static T::Columns) -> L,
        f: impl FnOnce(On<'_, L::To>) -> On<'_, L::To>,
    ) -> Self {
        on(&mut self.parts, "", relation(T::COLUMNS).names().1, None, f);
        self
    }

    /// The same for a relation that is selected twice: `key` is its alias.
    pub fn on_alias<L: Relation<From = T>>(
        mut self,
        key: &str,
        relation: impl FnOnce(&'static T::Columns) -> L,
        f: impl FnOnce(On<'_, L::To>) -> On<'_, L::To>,
    ) -> Self {
        on(&mut self.parts, "", relation(T::COLUMNS).names().1, Some(key), f);
        self
    }

    sending!(parts);
    retrying!(parts);
    explaining!(parts);
}

impl<T: Table, R> Select<T, R, Rows> {
    /// Exactly one row, or an error.
    pub fn single(mut self) -> Select<T, R, Single> {
        self.parts.one_object();
        self.to()
    }

    /// One row or none; two are an error.
    pub fn maybe_single(self) -> Select<T, R, MaybeSingle> {
        self.to()
    }

    /// Rows with the number of all that match: [`Page`](crate::Page). A range past the end is an empty page.
    pub fn count(mut self, count: Count) -> Select<T, R, Counted> {
        self.parts.prefer.count = Some(count);
        self.to()
    }

    /// Only the number of rows; none of them travels.
    pub fn head(mut self, count: Count) -> Select<T, R, Head> {
        self.parts.prefer.count = Some(count);
        self.parts.call_by(Method::HEAD);
        self.to()
    }

    /// Everything that the answer tells: rows, range, warnings, and whether the server's limit may have cut them.
    pub fn answer(self) -> Select<T, R, Answered> {
        self.to()
    }

    /// The rows as CSV, as the server writes it.
    pub fn csv(mut self) -> Select<T, R, Text> {
        self.parts.accept.form = Form::Csv;
        self.to()
    }

    /// The rows as a GeoJSON `FeatureCollection`; the table needs a `PostGIS` column.
    pub fn geojson(mut self) -> Select<T, R, Json> {
        self.parts.accept.form = Form::GeoJson;
        self.to()
    }

    /// Lets the server leave out keys whose value is NULL; the rows are read as ever. It saves bytes on tables that are mostly
    /// empty.
    pub fn strip_nulls(mut self) -> Self {
        self.parts.accept.strip_nulls = true;
        self
    }

    /// Calls a function by GET, for one that changes nothing: it is tried again when the connection breaks, its answer may be
    /// cached, and pages can be read. The server refuses a function that may change something. A table is always read so.
    pub fn get(mut self) -> Self {
        self.parts.call_by(Method::GET);
        self
    }
}

impl<T: Table, R: 'static, M: Mode<R>> Select<T, R, M> {
    /// The future, for `join_all` and `spawn`. `.await` on the query is the same.
    ///
    /// Dropping it cancels the request.
    #[must_use]
    pub fn execute(self) -> QueryFuture<M::Output> {
        let decode = self.decode;
        run(self.parts, move |reply| M::decode(reply, &decode))
    }
}

impl<T: Table, R: 'static, M: Mode<R>> IntoFuture for Select<T, R, M> {
    type Output = Result<M::Output>;
    type IntoFuture = QueryFuture<M::Output>;
    fn into_future(self) -> Self::IntoFuture {
        self.execute()
    }
}

impl<T, R, M> Sends for Select<T, R, M> {
    fn request(&self) -> Result<Option<Request>> {
        self.parts.request()
    }
}
