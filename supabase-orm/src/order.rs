//! Orders as values.

use crate::rest::ast::{Term, Through};
use crate::schema::{Cardinality, Rel, Table};
use std::{fmt, marker::PhantomData};

/// Up or down.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Deserialize, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Direction {
    /// Smallest first.
    Asc,
    /// Largest first.
    Desc,
}

/// One ordering term: `p.name.asc()`, `p.name.desc().nulls_first()`.
#[must_use = "an order does nothing until `.order(..)` gets it"]
pub struct Order<T> {
    term: Term,
    _p: PhantomData<fn() -> T>,
}

impl<T> Order<T> {
    pub(crate) fn of(term: Term) -> Self {
        Self { term, _p: PhantomData }
    }

    /// NULL before everything. Postgres' default is last for `asc`, first for `desc`.
    pub fn nulls_first(mut self) -> Self {
        self.term.nulls = ".nullsfirst";
        self
    }

    /// NULL behind everything.
    pub fn nulls_last(mut self) -> Self {
        self.term.nulls = ".nullslast";
        self
    }
}

impl<T> Clone for Order<T> {
    fn clone(&self) -> Self {
        Self::of(self.term.clone())
    }
}

impl<T> fmt::Debug for Order<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.term.fmt(f)
    }
}

impl<T: Table, U: Table, C: Cardinality> Rel<T, U, C> {
    /// Rows by a column of a related row (to one): `.order(|i| i.sections.order(|s| s.name.asc()))`. The relation need not
    /// be selected.
    pub fn order(self, f: impl FnOnce(&'static U::Columns) -> Order<U>) -> Order<T> {
        let term = f(U::COLUMNS).term;
        let through = if term.through.is_some() {
            Through::Nested(self.__target)
        } else {
            Through::Target(self.__target)
        };
        Order::of(Term { through: Some(through), ..term })
    }
}

/// What `.order(..)` accepts: an [`Order`], or a tuple, `Option` or `Vec` of them.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not an ordering of `{T}`",
    label = "expected `.asc()` or `.desc()` of a column of `{T}`, or a tuple, `Option` or `Vec` of these"
)]
pub trait OrderBy<T> {
    #[doc(hidden)]
    fn push(self, to: &mut Terms);
}

/// Terms on their way into a query.
#[doc(hidden)]
#[derive(Debug)]
pub struct Terms(pub(crate) Vec<Term>);

#[diagnostic::do_not_recommend]
impl<T> OrderBy<T> for Order<T> {
    fn push(self, to: &mut Terms) {
        to.0.push(self.term);
    }
}
#[diagnostic::do_not_recommend]
impl<T, O: OrderBy<T>> OrderBy<T> for Option<O> {
    fn push(self, to: &mut Terms) {
        self.into_iter().for_each(|o| o.push(to));
    }
}
#[diagnostic::do_not_recommend]
impl<T, O: OrderBy<T>> OrderBy<T> for Vec<O> {
    fn push(self, to: &mut Terms) {
        self.into_iter().for_each(|o| o.push(to));
    }
}

macro_rules! tuples { ($(($($a:ident $i:tt),*))*) => { $(
    #[diagnostic::do_not_recommend]
    impl<T, $($a: OrderBy<T>),*> OrderBy<T> for ($($a,)*) {
        fn push(self, to: &mut Terms) {
            $(self.$i.push(to);)*
        }
    }
)* } }
tuples! { (A 0) (A 0, B 1) (A 0, B 1, C 2) (A 0, B 1, C 2, D 3) (A 0, B 1, C 2, D 3, E 4) (A 0, B 1, C 2, D 3, E 4, F 5) }

/// Appends an ordering to the terms of a level.
pub(crate) fn append<T>(terms: &mut Vec<Term>, by: impl OrderBy<T>) {
    let mut all = Terms(std::mem::take(terms));
    by.push(&mut all);
    *terms = all.0;
}
