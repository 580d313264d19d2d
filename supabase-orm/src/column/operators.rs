//! The operators of columns: inherent methods, bounded by what the type can do.
//!
//! A method checks the bound on its value; nothing behind it checks again, or every mismatch would print twice.

use super::{Column, Path};
use crate::{
    filter::Filter,
    rest::{
        ast::{Compare, Condition, Extra, Operand},
        literal::Literal,
    },
    sql::{Comparable, Container, MaybeNull, Ordered, RangeLike, Searchable, SqlType, TextLike},
    value::Value,
};

impl<T, S, P: Path> Column<T, S, P> {
    pub(super) fn compare(self, op: &'static str, value: Literal) -> Filter<T> {
        let extra = self.__path.text().map(|path| Box::new(Extra { path, ..Extra::default() }));
        Filter::of(Condition::Compare(Compare {
            on: Operand::Column(self.__name.into()),
            not: false,
            op,
            value,
            extra,
        }))
    }
}

impl<T, S: SqlType, P: Path> Column<T, S, P> {
    /// Equal: `=`. NULL equals nothing, see [`is_null`](Self::is_null).
    pub fn eq<V: Value<S::Base>>(self, value: V) -> Filter<T>
    where
        S::Base: Comparable,
    {
        self.compare("eq", Literal::value(&value))
    }

    /// Not equal: `<>`. NULL is not found either, see [`is_distinct`](Self::is_distinct).
    pub fn neq<V: Value<S::Base>>(self, value: V) -> Filter<T>
    where
        S::Base: Comparable,
    {
        self.compare("neq", Literal::value(&value))
    }

    /// `IS DISTINCT FROM`: not equal, and NULL counts as a value.
    pub fn is_distinct<V: Value<S::Base>>(self, value: V) -> Filter<T>
    where
        S::Base: Comparable,
    {
        self.compare("isdistinct", Literal::value(&value))
    }

    /// Greater: `>`.
    pub fn gt<V: Value<S::Base>>(self, value: V) -> Filter<T>
    where
        S::Base: Ordered,
    {
        self.compare("gt", Literal::value(&value))
    }

    /// Greater or equal: `>=`.
    pub fn gte<V: Value<S::Base>>(self, value: V) -> Filter<T>
    where
        S::Base: Ordered,
    {
        self.compare("gte", Literal::value(&value))
    }

    /// Less: `<`.
    pub fn lt<V: Value<S::Base>>(self, value: V) -> Filter<T>
    where
        S::Base: Ordered,
    {
        self.compare("lt", Literal::value(&value))
    }

    /// Less or equal: `<=`.
    pub fn lte<V: Value<S::Base>>(self, value: V) -> Filter<T>
    where
        S::Base: Ordered,
    {
        self.compare("lte", Literal::value(&value))
    }

    /// Any of the values: `IN (..)`. None of them for an empty list.
    pub fn in_<I: IntoIterator>(self, values: I) -> Filter<T>
    where
        S::Base: Comparable,
        I::Item: Value<S::Base>,
    {
        let (list, braces) = Literal::list(values.into_iter());
        self.compare(if braces { "eq(any)" } else { "in" }, list)
    }

    /// `IS NULL`.
    pub fn is_null(self) -> Filter<T>
    where
        S: MaybeNull,
    {
        self.compare("is", Literal::Word("null"))
    }

    /// `IS NOT NULL`.
    pub fn is_not_null(self) -> Filter<T>
    where
        S: MaybeNull,
    {
        !self.is_null()
    }

    /// Equal to any of the values, as an array: `= ANY ('{..}')`.
    pub fn eq_any<I: IntoIterator>(self, values: I) -> Filter<T>
    where
        S::Base: Comparable,
        I::Item: Value<S::Base>,
    {
        self.compare("eq(any)", Literal::braces(values.into_iter()))
    }

    /// Greater than any of the values.
    pub fn gt_any<I: IntoIterator>(self, values: I) -> Filter<T>
    where
        S::Base: Ordered,
        I::Item: Value<S::Base>,
    {
        self.compare("gt(any)", Literal::braces(values.into_iter()))
    }

    /// Greater than all of the values.
    pub fn gt_all<I: IntoIterator>(self, values: I) -> Filter<T>
    where
        S::Base: Ordered,
        I::Item: Value<S::Base>,
    {
        self.compare("gt(all)", Literal::braces(values.into_iter()))
    }

    /// Greater than or equal to any of the values.
    pub fn gte_any<I: IntoIterator>(self, values: I) -> Filter<T>
    where
        S::Base: Ordered,
        I::Item: Value<S::Base>,
    {
        self.compare("gte(any)", Literal::braces(values.into_iter()))
    }

    /// Greater than or equal to all of the values.
    pub fn gte_all<I: IntoIterator>(self, values: I) -> Filter<T>
    where
        S::Base: Ordered,
        I::Item: Value<S::Base>,
    {
        self.compare("gte(all)", Literal::braces(values.into_iter()))
    }

    /// Less than any of the values.
    pub fn lt_any<I: IntoIterator>(self, values: I) -> Filter<T>
    where
        S::Base: Ordered,
        I::Item: Value<S::Base>,
    {
        self.compare("lt(any)", Literal::braces(values.into_iter()))
    }

    /// Less than all of the values.
    pub fn lt_all<I: IntoIterator>(self, values: I) -> Filter<T>
    where
        S::Base: Ordered,
        I::Item: Value<S::Base>,
    {
        self.compare("lt(all)", Literal::braces(values.into_iter()))
    }

    /// Less than or equal to any of the values.
    pub fn lte_any<I: IntoIterator>(self, values: I) -> Filter<T>
    where
        S::Base: Ordered,
        I::Item: Value<S::Base>,
    {
        self.compare("lte(any)", Literal::braces(values.into_iter()))
    }

    /// Less than or equal to all of the values.
    pub fn lte_all<I: IntoIterator>(self, values: I) -> Filter<T>
    where
        S::Base: Ordered,
        I::Item: Value<S::Base>,
    {
        self.compare("lte(all)", Literal::braces(values.into_iter()))
    }

    /// `LIKE`: `%` stands for any text, `_` for one character, `\\` escapes; PostgREST reads `*` as `%`.
    pub fn like(self, pattern: impl AsRef<str>) -> Filter<T>
    where
        S::Base: TextLike,
    {
        self.compare("like", Literal::text(pattern.as_ref()))
    }

    /// `ILIKE`: the same without regard to case.
    pub fn ilike(self, pattern: impl AsRef<str>) -> Filter<T>
    where
        S::Base: TextLike,
    {
        self.compare("ilike", Literal::text(pattern.as_ref()))
    }

    /// A regular expression of Postgres: `~`.
    pub fn match_(self, regex: impl AsRef<str>) -> Filter<T>
    where
        S::Base: TextLike,
    {
        self.compare("match", Literal::text(regex.as_ref()))
    }

    /// A regular expression without regard to case: `~*`.
    pub fn imatch(self, regex: impl AsRef<str>) -> Filter<T>
    where
        S::Base: TextLike,
    {
        self.compare("imatch", Literal::text(regex.as_ref()))
    }

    /// `LIKE` any of the patterns.
    pub fn like_any<I: IntoIterator>(self, values: I) -> Filter<T>
    where
        S::Base: TextLike,
        I::Item: Value<S::Base>,
    {
        self.compare("like(any)", Literal::braces(values.into_iter()))
    }

    /// `LIKE` all of the patterns.
    pub fn like_all<I: IntoIterator>(self, values: I) -> Filter<T>
    where
        S::Base: TextLike,
        I::Item: Value<S::Base>,
    {
        self.compare("like(all)", Literal::braces(values.into_iter()))
    }

    /// `ILIKE` any of the patterns.
    pub fn ilike_any<I: IntoIterator>(self, values: I) -> Filter<T>
    where
        S::Base: TextLike,
        I::Item: Value<S::Base>,
    {
        self.compare("ilike(any)", Literal::braces(values.into_iter()))
    }

    /// `ILIKE` all of the patterns.
    pub fn ilike_all<I: IntoIterator>(self, values: I) -> Filter<T>
    where
        S::Base: TextLike,
        I::Item: Value<S::Base>,
    {
        self.compare("ilike(all)", Literal::braces(values.into_iter()))
    }

    /// Matches any of the regular expressions.
    pub fn match_any<I: IntoIterator>(self, values: I) -> Filter<T>
    where
        S::Base: TextLike,
        I::Item: Value<S::Base>,
    {
        self.compare("match(any)", Literal::braces(values.into_iter()))
    }

    /// Matches all of the regular expressions.
    pub fn match_all<I: IntoIterator>(self, values: I) -> Filter<T>
    where
        S::Base: TextLike,
        I::Item: Value<S::Base>,
    {
        self.compare("match(all)", Literal::braces(values.into_iter()))
    }

    /// Matches any of the regular expressions, without regard to case.
    pub fn imatch_any<I: IntoIterator>(self, values: I) -> Filter<T>
    where
        S::Base: TextLike,
        I::Item: Value<S::Base>,
    {
        self.compare("imatch(any)", Literal::braces(values.into_iter()))
    }

    /// Matches all of the regular expressions, without regard to case.
    pub fn imatch_all<I: IntoIterator>(self, values: I) -> Filter<T>
    where
        S::Base: TextLike,
        I::Item: Value<S::Base>,
    {
        self.compare("imatch(all)", Literal::braces(values.into_iter()))
    }

    /// Full-text search. Default is `fts` (`to_tsquery`, with `&`, `|`, `!`); refine it with
    /// [`kind`](Filter::kind) and [`config`](Filter::config).
    pub fn text_search(self, query: impl AsRef<str>) -> Filter<T>
    where
        S::Base: Searchable,
    {
        self.compare("fts", Literal::text(query.as_ref()))
    }

    /// Contains every element, the range or the JSON: `@>`.
    pub fn contains<V: Value<S::Base>>(self, value: V) -> Filter<T>
    where
        S::Base: Container,
    {
        self.compare("cs", Literal::value(&value))
    }

    /// Is contained by the array, range or JSON: `<@`.
    pub fn contained_by<V: Value<S::Base>>(self, value: V) -> Filter<T>
    where
        S::Base: Container,
    {
        self.compare("cd", Literal::value(&value))
    }

    /// Has an element or a point in common: `&&`.
    pub fn overlaps<V: Value<S::Base>>(self, value: V) -> Filter<T>
    where
        S::Base: Container,
    {
        self.compare("ov", Literal::value(&value))
    }

    /// Lies wholly after the range: `>>`.
    pub fn range_gt<V: Value<S::Base>>(self, value: V) -> Filter<T>
    where
        S::Base: RangeLike,
    {
        self.compare("sr", Literal::value(&value))
    }

    /// Lies wholly before the range: `<<`.
    pub fn range_lt<V: Value<S::Base>>(self, value: V) -> Filter<T>
    where
        S::Base: RangeLike,
    {
        self.compare("sl", Literal::value(&value))
    }

    /// Does not begin before the range: `&>`.
    pub fn range_gte<V: Value<S::Base>>(self, value: V) -> Filter<T>
    where
        S::Base: RangeLike,
    {
        self.compare("nxl", Literal::value(&value))
    }

    /// Does not end after the range: `&<`.
    pub fn range_lte<V: Value<S::Base>>(self, value: V) -> Filter<T>
    where
        S::Base: RangeLike,
    {
        self.compare("nxr", Literal::value(&value))
    }

    /// Touches the range without a common point: `-|-`.
    pub fn range_adjacent<V: Value<S::Base>>(self, value: V) -> Filter<T>
    where
        S::Base: RangeLike,
    {
        self.compare("adj", Literal::value(&value))
    }
}
