//! Queries by name: what they return, and in which order and window.

use super::{grammar, place::at};
use crate::{
    client::Client,
    error::{QueryError, Result},
    http::Request,
    json::{JsonReader, ReadError},
    mode::{Answered, Counted, Decode, Done, Head, MaybeSingle, Mode, Rows, Single, Text},
    rest::{
        ast::{Term, Through},
        literal,
        parts::{OBJECT, Parts, Target},
        prefer::{Count, Return},
        reply::{QueryFuture, Sends, run},
    },
};
use http::{HeaderName, HeaderValue, Method};
use serde::de::DeserializeOwned;
use serde_json::Value;
use std::{borrow::Cow, fmt, future::IntoFuture, marker::PhantomData, ops::RangeInclusive, time::Duration};

const STRIPPED_ROWS: &str = "application/vnd.pgrst.array+json;nulls=stripped";
const STRIPPED_OBJECT: &str = "application/vnd.pgrst.object+json;nulls=stripped";

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
        parts.accept = "".into();
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
        let (name, json) = column.find("->").map_or((column, None), |i| {
            let (name, json) = column.split_at(i);
            (name, Some(json.to_owned()))
        });
        // a name that is quoted already stays as it is
        let name = name.strip_prefix('"').and_then(|n| n.strip_suffix('"')).unwrap_or(name);
        let term = Term { through, column: name.to_owned().into(), path: json, descending, nulls };
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

    /// A header of this query alone.
    ///
    /// A name or value that HTTP does not allow is an error when the query is sent.
    pub fn header(mut self, name: &str, value: &str) -> Self {
        match (HeaderName::try_from(name), HeaderValue::try_from(value)) {
            (Ok(name), Ok(value)) => self.parts.headers.set(name, value),
            _ => self.parts.fail(QueryError::Grammar(format!("header `{name}`: HTTP does not allow it"))),
        }
        self
    }

    /// The time one attempt may take. Default is the client's.
    pub fn timeout(mut self, limit: Duration) -> Self {
        self.parts.send.timeout = Some(limit);
        self
    }

    /// Whether a read is tried again. Default is the client's.
    pub fn retry(mut self, retry: bool) -> Self {
        self.parts.send.retry = Some(retry);
        self
    }

    /// Fails, and changes nothing, if more rows would be changed. Needs PostgREST 12.2.
    pub fn max_affected(mut self, n: u64) -> Self {
        self.parts.prefer.max_affected = Some(n);
        self
    }

    /// Does everything and keeps nothing, where the server allows it; see [`Write::dry_run`](crate::Write::dry_run).
    pub fn dry_run(mut self) -> Self {
        self.parts.prefer.rollback = true;
        self
    }

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

    /// Everything that the answer tells: rows, total, range.
    pub fn answer(self) -> NamedQuery<R, Answered> {
        self.to()
    }

    /// Leaves keys out whose value is NULL.
    pub fn strip_nulls(mut self) -> Self {
        let stripped = match self.parts.accept.as_ref() {
            OBJECT | STRIPPED_OBJECT => STRIPPED_OBJECT,
            "" | STRIPPED_ROWS => STRIPPED_ROWS,
            other => {
                let message = format!(
                    "`strip_nulls` cannot be combined with the form `{other}`; leave one of them out"
                );
                self.parts.fail(QueryError::Grammar(message));
                return self;
            }
        };
        self.parts.accept = stripped.into();
        self
    }

    /// Another form of the answer; what an earlier call asked for would be lost.
    fn form(mut self, name: &str, accept: impl Into<Cow<'static, str>>) -> Self {
        if self.strips_nulls() {
            let message = format!("`strip_nulls` cannot be combined with `{name}`; leave one of them out");
            self.parts.fail(QueryError::Grammar(message));
        }
        self.parts.accept = accept.into();
        self
    }

    fn strips_nulls(&self) -> bool {
        [STRIPPED_OBJECT, STRIPPED_ROWS].contains(&self.parts.accept.as_ref())
    }

    /// Rows as CSV, as the server writes it.
    pub fn csv(self) -> NamedQuery<R, Text> {
        self.form("csv", "text/csv").to()
    }

    /// Rows as a GeoJSON feature collection; the table needs a `PostGIS` column.
    pub fn geojson(self) -> NamedQuery<Value, Text> {
        self.form("geojson", "application/geo+json").to()
    }

    /// The plan of the query; the server must allow it (`db-plan-enabled`). `options` are PostgREST's: `analyze`, `verbose`,
    /// `settings`, `buffers`, `wal`.
    pub fn explain(self, json: bool, options: &[&str]) -> NamedQuery<R, Text> {
        let format = if json { "json" } else { "text" };
        let options = options.join("|");
        self.form("explain", format!("application/vnd.pgrst.plan+{format}; options={options}")).to()
    }
}

impl<R> NamedQuery<R, Rows> {
    /// Exactly one row, or an error.
    pub fn single(mut self) -> NamedQuery<R, Single> {
        self.parts.accept = if self.strips_nulls() { STRIPPED_OBJECT } else { OBJECT }.into();
        self.to()
    }

    /// One row or none; two are an error.
    pub fn maybe_single(self) -> NamedQuery<R, MaybeSingle> {
        self.to()
    }

    /// Rows with the number of all that match.
    pub fn count(self, count: Count) -> NamedQuery<R, Counted> {
        self.with_count(count).to()
    }

    /// No rows: how many there are, if a [`with_count`](Self::with_count) asks for it.
    pub fn head(mut self) -> NamedQuery<R, Head> {
        self.parts.method = Method::HEAD;
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

#[cfg(test)]
mod tests {
    use super::*;

    fn accept<R, M>(query: &NamedQuery<R, M>) -> Result<String> {
        let request = query.parts.request()?.unwrap();
        let accept = request.headers.get("accept").map(|v| v.to_str().unwrap().to_owned());
        Ok(accept.unwrap_or_default())
    }

    #[test]
    fn stripped_nulls_and_other_forms_are_never_lost_silently() {
        let planets = || Client::new("http://h", "k").unwrap().table("planets").select("*");
        assert_eq!(accept(&planets().strip_nulls()).unwrap(), STRIPPED_ROWS);
        assert_eq!(accept(&planets().strip_nulls().single()).unwrap(), STRIPPED_OBJECT);
        assert_eq!(accept(&planets().single().strip_nulls().strip_nulls()).unwrap(), STRIPPED_OBJECT);
        let after = accept(&planets().csv().strip_nulls()).unwrap_err().to_string();
        assert!(after.contains("`strip_nulls` cannot be combined with the form `text/csv`"), "{after}");
        let before = accept(&planets().strip_nulls().csv()).unwrap_err().to_string();
        assert!(before.contains("`strip_nulls` cannot be combined with `csv`"), "{before}");
    }
}
