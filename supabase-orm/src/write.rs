//! Insert, upsert, update, delete.

mod assign;
mod insert;
mod object;
mod update;

pub use assign::{Assignments, Set};
pub use insert::{Insertable, Upsert, With};
pub use object::{Changes, Holds, ObjWriter};
pub use update::NeedsFilter;

use crate::{
    error::Result,
    filter::Filter,
    http::Request,
    mode::{Decode, Done, Head, MaybeSingle, Mode, Rows, Single},
    rest::{
        parts::{OBJECT, Parts},
        prefer::{Count, Return},
        reply::{QueryFuture, Sends, run},
    },
    schema::Table,
    select::Selection,
};
use std::{fmt, future::IntoFuture, marker::PhantomData, time::Duration};

/// A write. It answers nothing unless [`returning`](Self::returning) or [`affected`](Self::affected) asks.
#[must_use = "a query does nothing until it is awaited"]
pub struct Write<T, R = (), M = Done> {
    parts: Box<Parts>,
    decode: Decode<R>,
    _p: PhantomData<fn() -> (T, R, M)>,
}

impl<T, R, M> Clone for Write<T, R, M> {
    fn clone(&self) -> Self {
        Self { parts: self.parts.clone(), decode: self.decode.clone(), _p: PhantomData }
    }
}

impl<T, R, M> fmt::Debug for Write<T, R, M> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Write").field(&self.parts.request()).finish()
    }
}

impl<T> Write<T> {
    fn new(mut parts: Box<Parts>) -> Self {
        parts.prefer.returning = Some(Return::Minimal);
        Self { parts, decode: Decode::nothing(), _p: PhantomData }
    }
}

impl<T: Table, R, M> Write<T, R, M> {
    fn to<N>(self) -> Write<T, R, N> {
        Write { parts: self.parts, decode: self.decode, _p: PhantomData }
    }

    /// A condition. Conditions of several calls are all required.
    pub fn filter(mut self, f: impl FnOnce(&'static T::Columns) -> Filter<T>) -> Self {
        self.parts.options.filter(f(T::COLUMNS).into_condition());
        self
    }

    /// A condition only when there is a value.
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

    /// If more rows than this would be changed, nothing is (PostgREST 12.2).
    pub fn max_affected(mut self, n: u64) -> Self {
        self.parts.prefer.max_affected = Some(n);
        self
    }

    /// The same relation in another db schema, instead of the one it was generated from.
    pub fn schema(mut self, db_schema: impl Into<String>) -> Self {
        self.parts.db_schema = db_schema.into().into();
        self
    }

    /// Does everything and keeps nothing: triggers, constraints and policies are tried, the transaction is rolled back
    /// (`Prefer: tx=rollback`). The server must allow it (`db-tx-end = commit-allow-override`); one that does not keeps the
    /// change, so try it on a row that may change.
    ///
    /// ```
    /// # use supabase_orm::{Client, Result, doc::Planet};
    /// # async fn f(db: &Client) -> Result<()> {
    /// let would_go: u64 = db.from::<Planet>().delete().filter(|p| p.kind.eq("dwarf")).dry_run().affected().await?;
    /// # Ok(()) }
    /// ```
    pub fn dry_run(mut self) -> Self {
        self.parts.prefer.rollback = true;
        self
    }

    /// The time the request may take. Default is the client's. Writes are never sent twice.
    pub fn timeout(mut self, limit: Duration) -> Self {
        self.parts.send.timeout = Some(limit);
        self
    }
}

impl<T: Table> Write<T> {
    /// The changed rows: `|t| (t.id, t.title)`, `|_| ..` for whole rows, `row::<R>` for a derived row, `select!(..)`.
    pub fn returning<S: Selection<T> + Send + Sync + 'static>(
        mut self,
        f: impl FnOnce(&'static T::Columns) -> S,
    ) -> Write<T, S::Row, Rows> {
        let selection = f(T::COLUMNS);
        self.parts.select(|w| selection.write(w));
        self.parts.prefer.returning = Some(Return::Representation);
        Write { parts: self.parts, decode: Decode::of_value(selection), _p: PhantomData }
    }

    /// How many rows were changed.
    pub fn affected(mut self) -> Write<T, (), Head> {
        self.parts.prefer.count = Some(Count::Exact);
        self.to()
    }
}

impl<T: Table, R> Write<T, R, Rows> {
    /// Exactly one row; otherwise an error, and nothing is changed.
    pub fn single(mut self) -> Write<T, R, Single> {
        self.parts.accept = OBJECT.into();
        self.to()
    }

    /// One row or none. Two are an error, and by then they are changed: see [`max_affected`](Self::max_affected).
    pub fn maybe_single(self) -> Write<T, R, MaybeSingle> {
        self.to()
    }
}

impl<T: Table, R: 'static, M: Mode<R>> Write<T, R, M> {
    /// The future, for `join_all` and `spawn`. `.await` on the query is the same.
    ///
    /// Dropping it stops waiting; the server may have acted by then.
    #[must_use]
    pub fn execute(self) -> QueryFuture<M::Output> {
        let decode = self.decode;
        run(self.parts, move |reply| M::decode(reply, &decode))
    }
}

impl<T: Table, R: 'static, M: Mode<R>> IntoFuture for Write<T, R, M> {
    type Output = Result<M::Output>;
    type IntoFuture = QueryFuture<M::Output>;
    fn into_future(self) -> Self::IntoFuture {
        self.execute()
    }
}

impl<T, R, M> Sends for Write<T, R, M> {
    fn request(&self) -> Result<Option<Request>> {
        self.parts.request()
    }
}
