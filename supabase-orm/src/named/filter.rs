//! Filters by name: the operators of PostgREST, as the reference calls them.

use super::{
    grammar,
    operand::{Operand, Operands, RangeOperand, list},
    place::{Place, at},
    query::NamedQuery,
};
use crate::{
    filter::Search,
    rest::{
        ast::{Compare, Condition, Extra},
        literal::{Literal, Unquoted},
    },
};
use std::borrow::Cow;

impl<R, M> NamedQuery<R, M> {
    fn compare(mut self, column: &str, op: &'static str, value: Literal, config: &str, raw_op: &str) -> Self {
        let place = Place::parse(column);
        let mut extra = place.extra();
        if !config.is_empty() || !raw_op.is_empty() {
            let x = extra.get_or_insert_with(|| Box::new(Extra::default()));
            (x.config, x.op) = (config.to_owned(), raw_op.to_owned());
        }
        let not = std::mem::take(&mut self.negate);
        let compare = Compare { on: place.operand(), not, op, value, extra };
        place.options(&mut self.parts).filter(Condition::Compare(compare));
        self
    }

    fn text(self, column: &str, op: &'static str, value: &str) -> Self {
        self.compare(column, op, Literal::text(value), "", "")
    }

    /// Negates the next filter: `.not().eq("name", "Earth")`. The reference's `not_`.
    #[expect(clippy::should_implement_trait, reason = "it negates a filter, not the query")]
    pub fn not(mut self) -> Self {
        self.negate = !self.negate;
        self
    }

    /// `IS`: `null`, `not_null`, `true`, `false`, `unknown`.
    pub fn is(self, column: &str, word: &str) -> Self {
        match word {
            "null" | "not_null" | "true" | "false" | "unknown" => self.text(column, "is", word),
            other => {
                let mut this = self;
                let message = format!("is `{other}`: PostgREST has null, not_null, true, false and unknown");
                this.parts.fail(crate::error::QueryError::Grammar(message));
                this
            }
        }
    }

    /// Any of the values: `IN (..)`. None of them for an empty list.
    pub fn in_<T: Operand>(self, column: &str, values: impl IntoIterator<Item = T>) -> Self {
        let (literal, op) = list(values);
        self.compare(column, op, literal, "", "")
    }

    /// The column contains every element: `@>`.
    #[expect(clippy::needless_pass_by_value, reason = "lists are written where they are used")]
    pub fn contains(self, column: &str, values: impl Operands) -> Self {
        self.text(column, "cs", &values.literal())
    }

    /// Every element of the column is among these: `<@`.
    #[expect(clippy::needless_pass_by_value, reason = "lists are written where they are used")]
    pub fn contained_by(self, column: &str, values: impl Operands) -> Self {
        self.text(column, "cd", &values.literal())
    }

    /// They have an element in common: `&&`.
    #[expect(clippy::needless_pass_by_value, reason = "lists are written where they are used")]
    pub fn overlaps(self, column: &str, values: impl Operands) -> Self {
        self.text(column, "ov", &values.literal())
    }

    /// Full-text search: `to_tsquery`, or another kind; `config` as in `english`, or empty for the database's own.
    pub fn text_search(self, column: &str, query: &str, kind: Option<Search>, config: &str) -> Self {
        let operator = kind.map_or("fts", Search::operator);
        self.compare(column, operator, Literal::text(query), config, "")
    }

    /// Every column equals its value. The reference's `match`.
    pub fn matches<T: Operand>(mut self, columns: impl IntoIterator<Item = (impl AsRef<str>, T)>) -> Self {
        for (column, value) in columns {
            self = self.eq(column.as_ref(), value);
        }
        self
    }

    /// Any of these conditions, written as PostgREST writes them: `id.eq.2,name.eq.Mars`. Checked before it is sent.
    ///
    /// Warning: it is syntax. A value of a user belongs into the typed filters, or in double quotes with `\` before `"` and
    /// `\`.
    pub fn or(self, conditions: &str) -> Self {
        self.or_of(None, conditions)
    }

    /// The same about an embedded relation. The reference's `or_(.., reference_table=..)`.
    pub fn or_of(mut self, foreign: Option<&str>, conditions: &str) -> Self {
        if let Err(e) = grammar::tree(conditions) {
            self.parts.fail(e);
        }
        let not = std::mem::take(&mut self.negate);
        at(&mut self.parts, foreign).conditions.push(Condition::Raw { not, text: conditions.to_owned() });
        self
    }

    /// Any operator of PostgREST with its operand as it is: `.filter("name", "in", "(\"Mars\",\"Venus\")")`. The operator is
    /// checked before it is sent.
    pub fn filter(mut self, column: &str, operator: &str, operand: impl Operand) -> Self {
        if let Err(e) = grammar::operator(operator) {
            self.parts.fail(e);
        }
        let literal = Literal::text(&operand.text());
        self.compare(column, "", literal, "", operator)
    }
}

macro_rules! comparisons { ($($(#[$m:meta])* $name:ident = $op:literal;)*) => {
    impl<R, M> NamedQuery<R, M> { $(
        $(#[$m])*
        pub fn $name(self, column: &str, value: impl Operand) -> Self {
            self.text(column, $op, &value.text())
        }
    )* }
} }
comparisons! {
    /// Equal: `=`.
    eq = "eq";
    /// Not equal: `<>`.
    neq = "neq";
    /// Greater: `>`.
    gt = "gt";
    /// Greater or equal: `>=`.
    gte = "gte";
    /// Less: `<`.
    lt = "lt";
    /// Less or equal: `<=`.
    lte = "lte";
    /// `IS DISTINCT FROM`.
    is_distinct = "isdistinct";
    /// `LIKE`.
    like = "like";
    /// `ILIKE`.
    ilike = "ilike";
    /// A regular expression: `~`.
    match_ = "match";
    /// A regular expression without regard to case: `~*`.
    imatch = "imatch";
}

macro_rules! ranges { ($($(#[$m:meta])* $name:ident = $op:literal;)*) => {
    impl<R, M> NamedQuery<R, M> { $(
        $(#[$m])*
        pub fn $name(self, column: &str, range: impl RangeOperand) -> Self {
            self.text(column, $op, &range.literal())
        }
    )* }
} }
ranges! {
    /// Everything is after the range: `>>`.
    range_gt = "sr";
    /// Nothing is before the range: `&>`.
    range_gte = "nxl";
    /// Everything is before the range: `<<`.
    range_lt = "sl";
    /// Nothing is after the range: `&<`.
    range_lte = "nxr";
    /// Next to the range: `-|-`.
    range_adjacent = "adj";
}

macro_rules! quantified { ($($(#[$m:meta])* $name:ident = $op:literal;)*) => {
    impl<R, M> NamedQuery<R, M> { $(
        $(#[$m])*
        pub fn $name<T: Operand>(self, column: &str, values: impl IntoIterator<Item = T>) -> Self {
            let values: Vec<String> = values.into_iter().map(|v| v.text().into_owned()).collect();
            let literal = Unquoted::patterns(values.iter().map(|v| Some(Cow::Borrowed(v.as_str()))));
            self.text(column, $op, &literal)
        }
    )* }
} }
quantified! {
    /// Equal to any of the values.
    eq_any = "eq(any)";
    /// `LIKE` any of the patterns. The reference's `like_any_of`.
    like_any = "like(any)";
    /// `LIKE` all of the patterns. The reference's `like_all_of`.
    like_all = "like(all)";
    /// `ILIKE` any of the patterns.
    ilike_any = "ilike(any)";
    /// `ILIKE` all of the patterns.
    ilike_all = "ilike(all)";
}
