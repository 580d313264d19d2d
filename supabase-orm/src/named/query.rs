//! Queries by name: what they return, and in which order and window.

use super::{
    grammar,
    operand::{self, Operand},
    place::{Place, at},
};
use crate::{
    client::Client,
    error::Result,
    http::Request,
    json::{JsonReader, ReadError},
    mode::{Answered, Counted, Decode, Done, Head, Json, Located, MaybeSingle, Mode, Rows, Single, Text},
    query::RowStream,
    rest::{
        accept::Form,
        ast::Through,
        chunks::chunks,
        literal,
        parts::{Parts, Target},
        prefer::{Count, Return},
        reply::{QueryFuture, Sends, run},
    },
    settings::{explaining, retrying, sending, writing},
};
use http::Method;
use serde::de::DeserializeOwned;
use serde_json::Value;
use std::{collections::VecDeque, fmt, future::IntoFuture, marker::PhantomData, ops::RangeInclusive};

/// A query by name: a read, a write, or a call. `R` is a row, `M` what awaiting gives.
///
/// Filters, order and window can be set on each of them; PostgREST says where one has no meaning.
#[must_use = "a query does nothing until it is awaited"]
pub struct NamedQuery<R = Value, M = Rows> {
    pub(super) parts: Box<Parts>,
    /// the next filter is negated
    pub(super) negate: bool,
    _p: PhantomData<fn() -> (R, M)>,
}

/// A row as serde reads it.
fn json_row<R: DeserializeOwned>(r: &mut JsonReader<'_>) -> Result<R, ReadError> {
    r.json()
}

impl<M> NamedQuery<Value, M> {
    pub(super) fn new(client: &Client, method: Method, target: Target, db_schema: Option<&str>) -> Self {
        let mut parts = Parts::at(client, method, target);
        let db_schema = db_schema.or(client.db_schema());
        parts.db_schema = db_schema.map_or("public".into(), |own| own.to_owned().into());
        parts.accept.form = Form::Any;
        Self { parts, negate: false, _p: PhantomData }
    }
}

impl<R, M> NamedQuery<R, M> {
    pub(super) fn to<S, N>(self) -> NamedQuery<S, N> {
        NamedQuery { parts: self.parts, negate: self.negate, _p: PhantomData }
    }

    /// Rows of this type instead of `serde_json::Value`.
    pub fn of<S: DeserializeOwned>(self) -> NamedQuery<S, M> {
        self.to()
    }

    /// Which columns and relations: `id, name, moons(name)`.
    pub(super) fn columns(mut self, columns: &str) -> Self {
        match grammar::select(columns) {
            Ok(text) => {
                self.parts.select.text.clear();
                literal::encode(&mut self.parts.select.text, text.as_bytes());
            }
            Err(e) => self.parts.fail(e),
        }
        self
    }

    /// Orders by a column, ascending; appends. A path into JSON and an embed's column (`moons(name)`) work too.
    pub fn order(self, column: &str) -> Self {
        self.order_by(None, column, false, None)
    }

    /// Orders by a column, descending; appends.
    pub fn order_desc(self, column: &str) -> Self {
        self.order_by(None, column, true, None)
    }

    /// Orders the rows of an embedded relation (`foreign`) or of the query (`None`); `nulls_first` as Postgres decides if it is
    /// `None`. The reference's `order(.., foreign_table=..)`.
    pub fn order_by(
        mut self,
        foreign: Option<&str>,
        column: &str,
        descending: bool,
        nulls_first: Option<bool>,
    ) -> Self {
        let nulls = nulls_first.map_or("", |first| if first { ".nullsfirst" } else { ".nullslast" });
        let through = column.strip_suffix(')').and_then(|c| c.split_once('('));
        let (through, column) =
            through.map_or((None, column), |(key, c)| (Some(Through::Key(key.to_owned())), c));
        let term = Place::of_column(column).term(through, descending, nulls);
        at(&mut self.parts, foreign).order.push(term);
        self
    }

    /// At most so many rows; replaces.
    pub fn limit(self, n: u64) -> Self {
        self.limit_of(None, n)
    }

    /// At most so many rows of an embedded relation for each row.
    pub fn limit_of(mut self, foreign: Option<&str>, n: u64) -> Self {
        at(&mut self.parts, foreign).limit = Some(n);
        self
    }

    /// Leaves out so many rows; replaces.
    pub fn offset(mut self, n: u64) -> Self {
        self.parts.options.offset = Some(n);
        self
    }

    /// These rows, counted from 0, both ends included; replaces offset and limit.
    pub fn range(self, range: RangeInclusive<u64>) -> Self {
        self.range_of(None, &range)
    }

    /// These rows of an embedded relation for each row.
    pub fn range_of(mut self, foreign: Option<&str>, range: &RangeInclusive<u64>) -> Self {
        at(&mut self.parts, foreign).range(range);
        self
    }

    sending!(parts);
    retrying!(parts);
    writing!(parts);
    explaining!(parts);

    /// The rows that a write changed, these columns of them.
    pub fn returning(mut self, columns: &str) -> NamedQuery<R, Rows> {
        self.parts.prefer.returning = Some(Return::Representation);
        self.columns(columns).to()
    }

    /// The rows that a write changed, whole.
    pub fn returning_all(mut self) -> NamedQuery<R, Rows> {
        self.parts.prefer.returning = Some(Return::Representation);
        self.to()
    }

    /// Every row of the table is meant: for an update or delete without a filter.
    pub fn all_rows(mut self) -> Self {
        self.parts.must_filter = false;
        self
    }

    /// Also counts the rows that match, or that were changed: see [`answer`](Self::answer).
    pub fn with_count(mut self, count: Count) -> Self {
        self.parts.prefer.count = Some(count);
        self
    }

    /// Columns that a row of an insert does not mention get their default instead of NULL.
    pub fn missing_default(mut self) -> Self {
        self.parts.prefer.missing_default = true;
        self
    }

    /// Everything that the answer tells: rows, total, range, warnings, and whether the server's limit may have cut them.
    pub fn answer(self) -> NamedQuery<R, Answered> {
        self.to()
    }

    /// Where the row is that an insert made: its primary key, without a right to read it. `None` for several rows.
    pub fn location(mut self) -> NamedQuery<R, Located> {
        self.parts.prefer.returning = Some(Return::HeadersOnly);
        self.to()
    }

    /// Leaves keys out whose value is NULL.
    pub fn strip_nulls(mut self) -> Self {
        self.parts.accept.strip_nulls = true;
        self
    }

    /// Rows as CSV, as the server writes it.
    pub fn csv(mut self) -> NamedQuery<R, Text> {
        self.parts.accept.form = Form::Csv;
        self.to()
    }

    /// Rows as a GeoJSON `FeatureCollection`; the table needs a `PostGIS` column.
    pub fn geojson(mut self) -> NamedQuery<R, Json> {
        self.parts.accept.form = Form::GeoJson;
        self.to()
    }
}

impl<R> NamedQuery<R, Rows> {
    /// Exactly one row, or an error.
    pub fn single(mut self) -> NamedQuery<R, Single> {
        self.parts.one_object();
        self.to()
    }

    /// One row or none; two are an error.
    pub fn maybe_single(self) -> NamedQuery<R, MaybeSingle> {
        self.to()
    }

    /// All rows, beyond the server's row limit, in pages of [`max_rows`](crate::ClientBuilder::max_rows) rows. The pages are
    /// ranges, so it needs an order that decides between any two rows, and a function [`call_get`](Client::call_get); otherwise
    /// the stream is an error and nothing is sent.
    ///
    /// ```
    /// # async fn f(db: &supabase_orm::Client) -> supabase_orm::Result<()> {
    /// let all = db.table("planets").select("id, name").order("id").stream_all().all().await?;
    /// # Ok(()) }
    /// ```
    pub fn stream_all(self) -> RowStream<R>
    where
        R: DeserializeOwned,
    {
        let limit = self.parts.options.limit;
        RowStream::new(Ok(VecDeque::from([self.parts])), limit, Decode::by(json_row::<R>))
    }

    /// The rows whose column is any of the values, however many: as many requests as the length of an address asks for. Needs an
    /// order; see [`Select::in_chunks`](crate::Select::in_chunks).
    pub fn in_chunks<V: Operand>(self, column: &str, values: impl IntoIterator<Item = V>) -> RowStream<R>
    where
        R: DeserializeOwned,
    {
        let list = |some: &[V]| {
            let (literal, op) = operand::list(some.iter());
            (literal, op != "in")
        };
        let queries = chunks(&self.parts, column.to_owned(), values.into_iter().collect(), list);
        RowStream::new(queries, self.parts.options.limit, Decode::by(json_row::<R>))
    }

    /// Rows with the number of all that match.
    pub fn count(self, count: Count) -> NamedQuery<R, Counted> {
        self.with_count(count).to()
    }

    /// No rows: how many there are, if a [`with_count`](Self::with_count) asks for it.
    pub fn head(mut self) -> NamedQuery<R, Head> {
        self.parts.call_by(Method::HEAD);
        self.to()
    }
}

impl<R: DeserializeOwned + 'static, M: Mode<R>> NamedQuery<R, M> {
    /// The future, for `join_all` and `spawn`. Dropping it cancels the request.
    #[must_use]
    pub fn execute(self) -> QueryFuture<M::Output> {
        let decode = Decode::by(json_row::<R>);
        run(self.parts, move |reply| M::decode(reply, &decode))
    }
}

impl<R: DeserializeOwned + 'static, M: Mode<R>> IntoFuture for NamedQuery<R, M> {
    type Output = Result<M::Output>;
    type IntoFuture = QueryFuture<M::Output>;
    fn into_future(self) -> QueryFuture<M::Output> {
        self.execute()
    }
}

impl<R, M> Clone for NamedQuery<R, M> {
    fn clone(&self) -> Self {
        Self { parts: self.parts.clone(), negate: self.negate, _p: PhantomData }
    }
}

impl<R, M> fmt::Debug for NamedQuery<R, M> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("NamedQuery").field(&self.parts.request()).finish()
    }
}

impl<R, M> Sends for NamedQuery<R, M> {
    fn request(&self) -> Result<Option<Request>> {
        self.parts.request()
    }
}

/// A write that returns nothing yet.
pub(super) type NamedWrite = NamedQuery<Value, Done>;
