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
    mode::{Answered, Counted, Decode, Done, Head, Located, MaybeSingle, Mode, Rows, Single},
    rest::{
        parts::Parts,
        prefer::{Count, Return},
        reply::{QueryFuture, Sends, run},
    },
    schema::Table,
    select::Selection,
    settings::{explaining, sending, writing},
};
use std::{fmt, future::IntoFuture, marker::PhantomData};

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

    sending!(parts);
    writing!(parts);
    explaining!(parts);
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

    /// Columns that a row of an insert does not mention become NULL instead of their default.
    pub fn missing_as_null(mut self) -> Self {
        self.parts.prefer.missing_default = false;
        self
    }

    /// Where the row is that an insert made: its primary key, without a right to read it. `None` for several rows, and where the
    /// table has no key. PostgREST's `return=headers-only`.
    ///
    /// ```
    /// # use supabase_orm::{Client, Result, doc::{Planet, PlanetInsert}};
    /// # async fn f(db: &Client) -> Result<()> {
    /// let made = db.from::<Planet>().insert(PlanetInsert { id: 9, kind: "dwarf".into() }).location().await?;
    /// assert_eq!(made.as_ref().and_then(|row| row.key("id")), Some("9"));
    /// # Ok(()) }
    /// ```
    pub fn location(mut self) -> Write<T, (), Located> {
        self.parts.prefer.returning = Some(Return::HeadersOnly);
        self.to()
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
        self.parts.one_object();
        self.to()
    }

    /// The changed rows with their number, also where the server's row limit cuts them.
    pub fn count(mut self, count: Count) -> Write<T, R, Counted> {
        self.parts.prefer.count = Some(count);
        self.to()
    }

    /// Everything that the answer tells: rows, number, warnings, and whether the server's limit may have cut the rows.
    pub fn answer(self) -> Write<T, R, Answered> {
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
