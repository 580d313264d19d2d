//! Insert and upsert.

use super::{Assignments, ObjWriter, Write, object::ListWriter};
use crate::{
    error::Result,
    http::Request,
    mode::{Head, Rows},
    query::Query,
    rest::{
        parts::Parts,
        prefer::Resolution,
        reply::{QueryFuture, Sends},
    },
    schema::{Table, UniqueKey, Writable},
    select::{Selectable, Selection},
    settings::{explaining, sending, writing},
};
use http::Method;
use std::{fmt, future::IntoFuture};

/// A row that can be inserted into `T`: the generated `..Insert` struct, `#[derive(Insert)]`, or one of them `.with(..)`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be inserted into `{T}`",
    label = "not an insertable row of `{T}`",
    note = "use the generated `..Insert` struct of the table or `#[derive(Insert)]`; for several rows `insert_many`"
)]
pub trait Insertable<T>: Sized {
    /// Writes its columns.
    fn write(&self, w: &mut ObjWriter);
}

#[diagnostic::do_not_recommend]
impl<T, I: Insertable<T>> Insertable<T> for &I {
    fn write(&self, w: &mut ObjWriter) {
        (**self).write(w);
    }
}

/// A row with some of its optional columns: the output of `with`.
#[derive(Debug, Clone)]
pub struct With<I, A>(pub I, pub A);

#[diagnostic::do_not_recommend]
impl<T, I: Insertable<T>, A: Assignments<T>> Insertable<T> for With<I, A> {
    fn write(&self, w: &mut ObjWriter) {
        self.0.write(w);
        self.1.write(w);
    }
}

impl<T: Table, R: Selectable<Table = T>> Query<T, R> {
    fn post_one<I: Insertable<T>>(self, row: &I) -> Box<Parts> {
        let mut parts = Parts::of::<T>(&self.client, Method::POST);
        let mut w = ObjWriter::default();
        row.write(&mut w);
        w.finish_into(&mut parts);
        parts
    }

    fn post_many<I: Insertable<T>>(self, rows: impl IntoIterator<Item = I>) -> Box<Parts> {
        let mut parts = Parts::of::<T>(&self.client, Method::POST);
        let mut list = ListWriter::default();
        for row in rows {
            list.add(|w| row.write(w));
        }
        list.finish_into(&mut parts);
        parts
    }

    /// Inserts one row.
    ///
    /// ```
    /// # use supabase_orm::{Client, Result, doc::{Planet, PlanetInsert}};
    /// # async fn f(db: &Client) -> Result<()> {
    /// let pluto = PlanetInsert { id: 9, kind: "dwarf".into() }.with(|p| p.name.set("Pluto"));
    /// let id: i64 = db.from::<Planet>().insert(pluto).returning(|p| p.id).single().await?;
    /// # Ok(()) }
    /// ```
    pub fn insert<I: Insertable<T>>(self, row: I) -> Write<T>
    where
        T: Writable,
    {
        Write::new(self.post_one(&row))
    }

    /// Inserts several rows at once: all of them or none. They may differ in their optional columns; a column that a row
    /// does not mention gets its default.
    pub fn insert_many<I: Insertable<T>>(self, rows: impl IntoIterator<Item = I>) -> Write<T>
    where
        T: Writable,
    {
        Write::new(self.post_many(rows))
    }

    /// Inserts a row, or changes the one whose key it has.
    pub fn upsert<I: Insertable<T>>(self, row: I) -> Upsert<T>
    where
        T: Writable,
    {
        Upsert::new(self.post_one(&row))
    }

    /// The same for several rows at once.
    pub fn upsert_many<I: Insertable<T>>(self, rows: impl IntoIterator<Item = I>) -> Upsert<T>
    where
        T: Writable,
    {
        Upsert::new(self.post_many(rows))
    }
}

/// Insert or change. Conflicts are on the primary key unless `on_conflict` names another unique key.
#[must_use = "a query does nothing until it is awaited"]
pub struct Upsert<T>(Write<T>);

impl<T> Clone for Upsert<T> {
    fn clone(&self) -> Self {
        Self(self.0.clone())
    }
}

impl<T> fmt::Debug for Upsert<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Upsert").field(&self.request()).finish()
    }
}

impl<T: Table> Upsert<T> {
    fn new(mut parts: Box<Parts>) -> Self {
        parts.prefer.resolution = Some(Resolution::MergeDuplicates);
        Self(Write::new(parts))
    }

    /// The unique key on which rows conflict: `|k| k.planets_slug_key`. Default is the primary key.
    pub fn on_conflict(mut self, f: impl FnOnce(&'static T::Keys) -> UniqueKey<T>) -> Self {
        self.0.parts.on_conflict = f(T::KEYS).columns.into();
        self
    }

    /// Leaves rows alone whose key is taken, instead of changing them.
    pub fn ignore_duplicates(mut self) -> Self {
        self.0.parts.prefer.resolution = Some(Resolution::IgnoreDuplicates);
        self
    }

    sending!(0.parts);
    writing!(0.parts);
    explaining!(0.parts);

    /// Columns that a row does not mention become NULL instead of their default.
    pub fn missing_as_null(self) -> Self {
        Self(self.0.missing_as_null())
    }

    /// The inserted or changed rows.
    pub fn returning<S: Selection<T> + Send + Sync + 'static>(
        self,
        f: impl FnOnce(&'static T::Columns) -> S,
    ) -> Write<T, S::Row, Rows> {
        self.0.returning(f)
    }

    /// How many rows were inserted or changed.
    pub fn affected(self) -> Write<T, (), Head> {
        self.0.affected()
    }

    /// The future, for `join_all` and `spawn`.
    #[must_use]
    pub fn execute(self) -> QueryFuture<()> {
        self.0.execute()
    }
}

impl<T: Table> IntoFuture for Upsert<T> {
    type Output = Result<()>;
    type IntoFuture = QueryFuture<()>;
    fn into_future(self) -> QueryFuture<()> {
        self.execute()
    }
}

impl<T> Sends for Upsert<T> {
    fn request(&self) -> Result<Option<Request>> {
        self.0.request()
    }
}
