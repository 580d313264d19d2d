//! Conditions as values: one type, no lifetime. Keep them, clone them, return them.

use crate::{
    error::QueryError,
    named::{grammar, place::Place},
    rest::{
        ast::{Compare, Condition, Extra, Operand, Related},
        literal::Literal,
    },
    schema::{Cardinality, Rel, Table},
};
use std::{fmt, marker::PhantomData};

/// A condition on rows of `T`, made by the operators of its columns and joined by `&`, `|` and `!`.
///
/// ```
/// # use supabase_orm::{Filter, Table, any_of, doc::Planet};
/// fn rocky() -> Filter<Planet> {
///     Planet::COLUMNS.kind.eq("rocky")
/// }
/// let words = ["ear", "mar"];
/// let named = any_of(words.map(|w| Planet::COLUMNS.name.ilike(format!("%{w}%"))));
/// let f = rocky() & named & !Planet::COLUMNS.moons.is_null();
/// ```
#[must_use = "a condition does nothing until `.filter(..)` gets it"]
pub struct Filter<T> {
    condition: Condition,
    _p: PhantomData<fn() -> T>,
}

impl<T> Filter<T> {
    pub(crate) fn of(condition: Condition) -> Self {
        Self { condition, _p: PhantomData }
    }

    pub(crate) fn into_condition(self) -> Condition {
        self.condition
    }

    /// Both; `&`.
    pub fn and(self, other: Self) -> Self {
        Self::of(Condition::join(false, self.condition, other.condition))
    }

    /// Either; `|`.
    pub fn or(self, other: Self) -> Self {
        Self::of(Condition::join(true, self.condition, other.condition))
    }

    /// The kind of a text search. On any other condition it does nothing.
    pub fn kind(self, kind: Search) -> Self {
        self.search(|c| c.op = kind.operator())
    }

    /// The configuration of a text search: `english`, `french`. On any other condition it does nothing.
    pub fn config(self, config: &str) -> Self {
        self.search(|c| config.clone_into(&mut c.extra.get_or_insert_default().config))
    }

    fn search(mut self, f: impl FnOnce(&mut Compare)) -> Self {
        match &mut self.condition {
            Condition::Compare(c) if c.op.ends_with("fts") => f(c),
            _ => {}
        }
        self
    }
}

impl<T> Clone for Filter<T> {
    fn clone(&self) -> Self {
        Self::of(self.condition.clone())
    }
}

impl<T> fmt::Debug for Filter<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.condition.fmt(f)
    }
}

impl<T> PartialEq for Filter<T> {
    fn eq(&self, other: &Self) -> bool {
        self.condition == other.condition
    }
}

impl<T> std::ops::Not for Filter<T> {
    type Output = Self;
    fn not(self) -> Self {
        Self::of(self.condition.negate())
    }
}
impl<T> std::ops::BitAnd for Filter<T> {
    type Output = Self;
    fn bitand(self, other: Self) -> Self {
        self.and(other)
    }
}
impl<T> std::ops::BitOr for Filter<T> {
    type Output = Self;
    fn bitor(self, other: Self) -> Self {
        self.or(other)
    }
}

/// Kinds of text search beside the default `to_tsquery`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Search {
    /// `plainto_tsquery`: all words.
    Plain,
    /// `phraseto_tsquery`: the words in this order.
    Phrase,
    /// `websearch_to_tsquery`: quotes, `or` and `-`, as in web search; any text is valid.
    Web,
}

impl Search {
    pub(crate) fn operator(self) -> &'static str {
        match self {
            Self::Plain => "plfts",
            Self::Phrase => "phfts",
            Self::Web => "wfts",
        }
    }
}

/// True if any is true; never, when there is none.
pub fn any_of<T>(filters: impl IntoIterator<Item = Filter<T>>) -> Filter<T> {
    filters.into_iter().reduce(Filter::or).unwrap_or(Filter::of(Condition::Never))
}

/// True if all are true; also when there is none.
pub fn all_of<T>(filters: impl IntoIterator<Item = Filter<T>>) -> Filter<T> {
    filters.into_iter().reduce(Filter::and).unwrap_or(Filter::of(Condition::Always))
}

/// The way out, for a column or an operator that has no typed form: `filter_raw("name", "imatch", "^a")`.
///
/// The column may have a path into JSON, as in queries by name: `facts->rings`, `"odd.name"->>"a key"`. The operator is one of
/// PostgREST's, perhaps with `not.` before it and `(any)`, `(all)` or a configuration behind: `not.like(any)`. The value is
/// text of any content. Only `in` and `is` take syntax: a list, `(1,2)` or `("Mars","a,b")`, and one of the words `null`,
/// `not_null`, `true`, `false` and `unknown`. What is none of these is [`QueryError::Grammar`] when the query is sent.
///
/// The table follows from where the condition is used, also out of a `let`; where nothing tells, name it.
///
/// ```
/// # use supabase_orm::{Client, Result, Table, doc::Planet, filter_raw};
/// # async fn f(db: &Client) -> Result<()> {
/// let inner = filter_raw("name", "in", r#"("Mercury","Venus")"#);
/// let rows = db.from::<Planet>().select().filter(|p| inner | p.id.eq(3)).await?;
/// let named = filter_raw::<Planet>("name", "not.is", "null");
/// # Ok(()) }
/// ```
pub fn filter_raw<T>(column: &str, operator: &str, value: &str) -> Filter<T> {
    Filter::of(raw(column, operator, value).unwrap_or_else(Condition::Faulty))
}

fn raw(column: &str, operator: &str, value: &str) -> Result<Condition, QueryError> {
    grammar::operator(operator)?;
    let (not, op) = operator.strip_prefix("not.").map_or((false, operator), |op| (true, op));
    let place = Place::of_column(column);
    let extra = Extra { path: place.path()?, op: op.to_owned(), ..Extra::default() };
    let value = grammar::operand(op, value)?;
    Ok(Condition::Compare(Compare { on: place.operand(), not, op: "", value, extra: Some(Box::new(extra)) }))
}

/// Conditions on related rows. They need not be selected.
impl<T: Table, U: Table, C: Cardinality> Rel<T, U, C> {
    /// There is a related row that satisfies the condition: `EXISTS`.
    ///
    /// ```
    /// # use supabase_orm::{Client, Result, doc::Section};
    /// # async fn f(db: &Client) -> Result<()> {
    /// let with_guqin = db.from::<Section>().select().filter(|s| s.instruments.any(|i| i.name.eq("guqin"))).await?;
    /// # Ok(()) }
    /// ```
    pub fn any(self, f: impl FnOnce(&'static U::Columns) -> Filter<U>) -> Filter<T> {
        Filter::of(Condition::Related(Box::new(Related {
            target: self.__target,
            table_select: U::SELECT,
            not: false,
            condition: f(U::COLUMNS).condition,
        })))
    }

    /// There is no related row that satisfies the condition. True also without any related row.
    pub fn none(self, f: impl FnOnce(&'static U::Columns) -> Filter<U>) -> Filter<T> {
        !self.any(f)
    }

    /// Every related row satisfies the condition. True also without any related row.
    ///
    /// A row whose condition is NULL counts as one that satisfies it, because `NOT NULL` is not true either.
    pub fn all(self, f: impl FnOnce(&'static U::Columns) -> Filter<U>) -> Filter<T> {
        self.none(|u| !f(u))
    }

    /// There is no related row: PostgREST's null filter on an embed. Where the relation is selected with a filter of its
    /// own, no row is left by that filter.
    pub fn is_null(self) -> Filter<T> {
        Filter::of(Condition::Compare(Compare {
            on: Operand::Embed(self.__target),
            not: false,
            op: "is",
            value: Literal::Word("null"),
            extra: None,
        }))
    }

    /// There is a related row.
    pub fn is_not_null(self) -> Filter<T> {
        !self.is_null()
    }
}
