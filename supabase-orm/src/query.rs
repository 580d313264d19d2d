//! Reading: `from`, `select`, `columns`, and what comes behind.

mod chunks;
mod explain;
mod on;
mod select;
mod stream;

pub use explain::Explain;
pub use on::On;
pub use select::Select;
pub(crate) use select::selected;
pub use stream::RowStream;

use crate::{
    client::Client,
    mode::{Decode, MaybeSingle},
    rest::parts::Parts,
    schema::{Keyed, Table},
    select::{Selectable, Selection},
};
use http::Method;
use std::{fmt, marker::PhantomData};

impl Client {
    /// Starts a query. `R` is a generated row or any `#[derive(Row)]` struct; the table follows from it.
    ///
    /// The reference's `table(..)` and `from_(..)`.
    ///
    /// ```
    /// # use supabase_orm::{Client, Result, doc::Planet};
    /// # async fn f(db: &Client) -> Result<()> {
    /// let planets: Vec<Planet> = db.from::<Planet>().select().filter(|p| p.name.eq("Earth")).await?;
    /// # Ok(()) }
    /// ```
    pub fn from<R: Selectable>(&self) -> Query<R::Table, R> {
        Query { client: self.clone(), _p: PhantomData }
    }
}

/// A table is named, nothing is asked yet.
#[must_use = "a query does nothing until it is awaited"]
pub struct Query<T, R> {
    pub(crate) client: Client,
    _p: PhantomData<fn() -> (T, R)>,
}

impl<T, R> Clone for Query<T, R> {
    fn clone(&self) -> Self {
        Self { client: self.client.clone(), _p: PhantomData }
    }
}

impl<T: Table, R> fmt::Debug for Query<T, R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Query({})", T::NAME)
    }
}

impl<T: Table, R: Selectable<Table = T>> Query<T, R> {
    /// The whole `R`, its columns by name: a column that is added to the database does not change the request.
    pub fn select(self) -> Select<T, R> {
        let mut parts = Parts::of::<T>(&self.client, Method::GET);
        parts.select(R::write_select);
        Select::new(parts, Decode::of_type())
    }

    /// Chosen columns and relations: a column, a tuple, `row::<R>`, `select!(..)`, `..`.
    ///
    /// ```
    /// # use supabase_orm::{Client, Result, doc::Section};
    /// # async fn f(db: &Client) -> Result<()> {
    /// for (name, size) in db.from::<Section>().columns(|s| (s.name, s.instruments.count())).await? {
    ///     println!("{name}: {size}");
    /// }
    /// # Ok(()) }
    /// ```
    pub fn columns<S: Selection<T> + Send + Sync + 'static>(
        self,
        f: impl FnOnce(&'static T::Columns) -> S,
    ) -> Select<T, S::Row> {
        selected(Parts::of::<T>(&self.client, Method::GET), f)
    }

    /// The row with this primary key, or `None`.
    pub fn find(self, key: T::Key) -> Select<T, R, MaybeSingle>
    where
        T: Keyed,
    {
        self.select().filter(|_| T::KEY.eq(key)).maybe_single()
    }
}
