//! What a query asks, as data: conditions, orders, windows.

use super::literal::Literal;
use crate::error::QueryError;
use std::borrow::Cow;

/// A condition on rows.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Condition {
    Compare(Compare),
    Group {
        any: bool,
        not: bool,
        terms: Vec<Self>,
    },
    /// about the rows of a relation
    Related(Box<Related>),
    /// the inside of `or=(..)`, as its caller wrote it; its grammar is checked
    Raw {
        not: bool,
        text: String,
    },
    /// not a condition; the query is refused
    Faulty(QueryError),
    /// `any_of([])`
    Never,
    /// `all_of([])`
    Always,
}

/// `column.operator.operand`
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Compare {
    pub(crate) on: Operand,
    pub(crate) not: bool,
    /// PostgREST's name, with its modifier: `eq`, `like(any)`
    pub(crate) op: &'static str,
    pub(crate) value: Literal,
    pub(crate) extra: Option<Box<Extra>>,
}

/// Rare parts, boxed to keep a condition small.
#[derive(Clone, Debug, PartialEq, Default)]
pub(crate) struct Extra {
    /// `->a->>b`
    pub(crate) path: String,
    /// configuration of a text search
    pub(crate) config: String,
    /// an operator given as text
    pub(crate) op: String,
}

/// What stands on the left.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Operand {
    Column(Cow<'static, str>),
    /// the target of a relation; written as the key it is selected under
    Embed(&'static str),
}

/// `exists` (or not) of rows of a relation that satisfy a condition.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Related {
    pub(crate) target: &'static str,
    /// `SELECT` of the related table, for "never"
    pub(crate) table_select: &'static str,
    pub(crate) not: bool,
    pub(crate) condition: Condition,
}

/// One ordering term.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Term {
    /// order by a column of a to-one relation
    pub(crate) through: Option<Through>,
    pub(crate) column: Cow<'static, str>,
    /// `->a->>b`
    pub(crate) path: Option<String>,
    pub(crate) descending: bool,
    /// `.nullsfirst`, `.nullslast` or nothing
    pub(crate) nulls: &'static str,
}

/// The relation an order goes through.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Through {
    /// the target of a selected relation; written as the key it is selected under
    Target(&'static str),
    /// a key
    Key(String),
    /// this relation and another one below it: PostgREST orders through one
    Nested(&'static str),
}

/// Conditions, order and window of one level: the query itself or one embedded relation. Orders append, limits replace.
#[derive(Clone, Default, Debug, PartialEq)]
pub(crate) struct Options {
    pub(crate) conditions: Vec<Condition>,
    pub(crate) order: Vec<Term>,
    pub(crate) limit: Option<u64>,
    pub(crate) offset: Option<u64>,
}

impl Options {
    pub(crate) fn filter(&mut self, condition: Condition) {
        match condition {
            Condition::Always => {}
            // a top-level AND is a list of parameters
            Condition::Group { any: false, not: false, terms } => self.conditions.extend(terms),
            condition => self.conditions.push(condition),
        }
    }

    pub(crate) fn range(&mut self, range: &std::ops::RangeInclusive<u64>) {
        self.offset = Some(*range.start());
        self.limit = Some(range.end().saturating_add(1).saturating_sub(*range.start()));
    }
}

impl Condition {
    pub(crate) fn join(any: bool, a: Self, b: Self) -> Self {
        match (any, a, b) {
            // constants never stay inside a group, because PostgREST has no word for them
            (true, Self::Never, x)
            | (true, x, Self::Never)
            | (false, Self::Always, x)
            | (false, x, Self::Always) => x,
            (true, Self::Always, _) | (true, _, Self::Always) => Self::Always,
            (false, Self::Never, _) | (false, _, Self::Never) => Self::Never,
            // groups of one kind flatten
            (any, Self::Group { any: x, not: false, mut terms }, b) if x == any => {
                match b {
                    Self::Group { any: y, not: false, terms: more } if y == any => terms.extend(more),
                    b => terms.push(b),
                }
                Self::Group { any, not: false, terms }
            }
            (any, a, Self::Group { any: x, not: false, mut terms }) if x == any => {
                terms.insert(0, a);
                Self::Group { any, not: false, terms }
            }
            (any, a, b) => Self::Group { any, not: false, terms: vec![a, b] },
        }
    }

    pub(crate) fn negate(self) -> Self {
        match self {
            Self::Compare(c) => Self::Compare(Compare { not: !c.not, ..c }),
            Self::Group { any, not, terms } => Self::Group { any, not: !not, terms },
            Self::Raw { not, text } => Self::Raw { not: !not, text },
            Self::Related(r) => Self::Related(Box::new(Related { not: !r.not, ..*r })),
            Self::Faulty(e) => Self::Faulty(e),
            Self::Never => Self::Always,
            Self::Always => Self::Never,
        }
    }
}
