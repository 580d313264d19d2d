//! Rows of a long list of values.

use super::{RowStream, Select};
use crate::{
    column::{Column, Plain},
    mode::Rows,
    rest::{chunks::chunks, literal::Literal},
    schema::Table,
    sql::{Comparable, SqlType},
    value::Value,
};

impl<T: Table, R: 'static> Select<T, R, Rows> {
    /// The rows whose column is any of the values, however many: as many requests as the length of an address asks for, one
    /// after the other.
    ///
    /// A value that stands twice is asked for once. Rows come in the order of the values' chunks, inside of a chunk in the order
    /// of the query. Like [`stream_all`](Self::stream_all) it reads beyond the server's row limit, and a
    /// [`limit`](Self::limit) is one of all rows. A [`filter`](Self::filter) with a list that long is
    /// [`UrlTooLong`](crate::error::QueryError::UrlTooLong).
    ///
    /// ```
    /// # use supabase_orm::{Client, Result, doc::Planet};
    /// # async fn f(db: &Client, ids: Vec<i64>) -> Result<()> {
    /// let planets = db.from::<Planet>().select().in_chunks(|p| p.id, ids).all().await?;
    /// # Ok(()) }
    /// ```
    pub fn in_chunks<S, I>(
        self,
        column: impl FnOnce(&'static T::Columns) -> Column<T, S, Plain>,
        values: I,
    ) -> RowStream<R>
    where
        S: SqlType,
        S::Base: Comparable,
        I: IntoIterator,
        I::Item: Value<S::Base>,
    {
        let column = column(T::COLUMNS).sql_name();
        let list = |some: &[I::Item]| Literal::list(some.iter());
        let queries = chunks(&self.parts, column, values.into_iter().collect(), list);
        RowStream::new(queries, self.parts.options.limit, self.decode)
    }
}
