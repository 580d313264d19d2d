//! Faults of a query that are found before anything is sent.

use std::fmt;

/// Why a query cannot be sent as it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum QueryError {
    /// An update or delete whose filter turned out empty at run time, such as `all_of([])`.
    NoFilter,
    /// A filter, an order or `on` names a relation that the query does not select, or selects twice.
    NotEmbedded(String),
    /// Two selected items would answer under this key.
    DuplicateKey(String),
    /// This column is set twice in one update or insert.
    DuplicateColumn(String),
    /// A condition on related rows in an update or delete: PostgREST has none there.
    RelatedInWrite(String),
    /// An order through two relations, one below the other: PostgREST orders through one.
    NestedOrder(String),
    /// A part of a query by name, or of [`filter_raw`](crate::filter_raw), is not what PostgREST's grammar has there, and why.
    Grammar(String),
    /// A value that cannot be written as JSON, and why.
    Unwritable(String),
    /// Keys without a value cannot be left out of this form.
    StripNulls(&'static str),
    /// The address is longer than servers take.
    UrlTooLong {
        /// How many bytes it has.
        length: usize,
        /// How many it may have: [`ClientBuilder::max_url_length`](crate::ClientBuilder::max_url_length).
        limit: usize,
    },
    /// An argument that a call by GET cannot carry, and why.
    NotInUrl(String),
    /// Pages of rows that have no order, or would call a function again and again; and what to do.
    NoPages(&'static str),
    /// An id or a name that the server cannot have: which one.
    InvalidName(&'static str),
    /// Something that is no path of an object stands where one should, and why.
    ObjectPath(&'static str),
    /// A reader or a stream of unknown length where the server asks for the length first.
    UnknownLength,
    /// More or fewer than the server takes at once.
    Count {
        /// Of what.
        what: &'static str,
        /// How many there are.
        found: usize,
        /// How many there may be.
        most: usize,
    },
}

impl fmt::Display for QueryError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoFilter => f.write_str(
                "this `update`/`delete` has no filter left and would change every row, so nothing was sent; \
                 add a condition, or `.all_rows()` if every row is meant",
            ),
            Self::NotEmbedded(r) => write!(
                f,
                "relation `{r}` is not selected exactly once, so its filter or order has no place; \
                 select it, or name its alias with `on_alias`"
            ),
            Self::DuplicateKey(k) => {
                write!(f, "`{k}` is selected twice and would answer under one key; give one an `.alias(..)`")
            }
            Self::DuplicateColumn(c) => write!(f, "column `{c}` is set twice; keep one of the two"),
            Self::RelatedInWrite(r) => write!(
                f,
                "a condition on related rows (`{r}`) cannot filter an update or delete: PostgREST has no join there; \
                 select the keys first and filter with `in_`"
            ),
            Self::NestedOrder(r) => write!(
                f,
                "the order goes through `{r}` and a relation below it, PostgREST orders through one only; \
                 order by a column of `{r}`, or make a computed field or a view"
            ),
            Self::Grammar(why) => f.write_str(why),
            Self::StripNulls(form) => {
                write!(f, "`strip_nulls` has no meaning for {form}; leave one of the two out")
            }
            Self::UrlTooLong { length, limit } => write!(
                f,
                "the address has {length} bytes, servers take about {limit}, so nothing was sent; split a long `in_` list with \
                 `in_chunks`, or pass it to a function"
            ),
            Self::NotInUrl(why) => write!(f, "{why}; call the function by POST, without `.get()`"),
            Self::NoPages(why) => f.write_str(why),
            Self::InvalidName(what) => write!(f, "the {what} is not valid, so nothing was sent"),
            Self::ObjectPath(why) => write!(f, "the path of the object {why}, so nothing was sent"),
            Self::UnknownLength => f.write_str(
                "a resumable upload begins with its length, so nothing was sent; give the length to `UploadSource::reader` or \
                 `stream`",
            ),
            Self::Count { what, found, most } => {
                write!(f, "{found} {what} where the server takes 1 to {most}, so nothing was sent")
            }
            Self::Unwritable(why) => write!(f, "a value cannot be written as JSON: {why}"),
        }
    }
}

impl std::error::Error for QueryError {}
