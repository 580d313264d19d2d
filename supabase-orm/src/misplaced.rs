//! Methods that can never be called: each exists for the message that says what to do instead.
//!
//! Their bound is a trait that nothing implements; what they return keeps the rest of the chain quiet.
#![allow(missing_docs, clippy::missing_errors_doc, reason = "nobody can call these")]
#![allow(clippy::must_use_candidate, clippy::needless_pass_by_value, reason = "nobody can call these")]

use crate::{
    filter::Filter,
    mode::{Counted, Head, MaybeSingle, Rows, Single},
    order::{Order, OrderBy},
    query::{Query, Select},
    read::{JsonReader, ReadError},
    rest::{prefer::Count, reply::QueryFuture},
    schema::{Rel, Table, UniqueKey},
    select::{Expr, Item, SelectWriter, Selection},
    sql::PgInt8,
    write::{NeedsFilter, Set, Write},
};
use std::ops::RangeInclusive;

macro_rules! never { ($($(#[$m:meta])* $name:ident;)*) => { $(
    $(#[$m])*
    pub trait $name {
        #[doc(hidden)]
        fn never<X>(&self) -> X;
    }
)* } }

never! {
    /// Holds for no type: a [`Query`] before `select` or `columns`.
    #[diagnostic::on_unimplemented(
        message = "nothing is selected yet: call `.select()` or `.columns(..)` before this",
        label = "call `.select()` (the whole row) or `.columns(..)` first"
    )]
    Selected;
    /// Holds for no type: an update or delete before `filter`.
    #[diagnostic::on_unimplemented(
        message = "this `update`/`delete` has no filter and would change every row",
        label = "add `.filter(..)`, or `.all_rows()` if every row is meant"
    )]
    Runnable;
    /// Holds for no type: a read.
    #[diagnostic::on_unimplemented(
        message = "`returning` belongs to writes; a read gives what is selected",
        label = "use `.columns(..)` instead of `.select()`"
    )]
    Returning;
    /// Holds for no type: a write before `returning`.
    #[diagnostic::on_unimplemented(
        message = "this write returns no rows yet: call `.returning(..)` before this",
        label = "call `.returning(|_| ..)` (the whole row) or `.returning(|t| t.id)` first"
    )]
    Returned;
    /// Holds for no type: an insert, update or delete.
    #[diagnostic::on_unimplemented(
        message = "only an `upsert` has conflicts",
        label = "use `.upsert(..)` instead of `.insert(..)`"
    )]
    HasConflicts;
    /// Holds for no type: a write.
    #[diagnostic::on_unimplemented(
        message = "a write has no `order`, `limit` or `range`",
        label = "the filter alone says which rows"
    )]
    Windowed;
    /// Holds for no type: a relation.
    #[diagnostic::on_unimplemented(
        message = "a relation has no value or order of its own: name a column of the related rows",
        label = "this is a relation",
        note = "conditions: `.any(|r| r.name.eq(..))`; orders: `.order(|r| r.name.asc())`; values: `.columns(|r| r.name)`; how many: `.count()`",
        note = "a foreign key is set by its column"
    )]
    OwnValue;
    /// Holds for no type: a selection of more than 16 items.
    #[diagnostic::on_unimplemented(
        message = "a tuple selects at most 16 items",
        label = "too many items for a tuple",
        note = "for more items use `select!(..)` or `#[derive(Row)]`"
    )]
    FewItems;
    /// Holds for no type: an array as a selection.
    #[diagnostic::on_unimplemented(
        message = "an array selects nothing: columns stand in a tuple",
        label = "write `(t.id, t.title)` instead of `[t.id, t.title]`"
    )]
    ListOfItems;
    /// Holds for no type: a condition as a selection.
    #[diagnostic::on_unimplemented(
        message = "a condition is not a column or relation, so it cannot be selected",
        label = "conditions belong into `.filter(..)`"
    )]
    Conditional;
}

/// Writing and reading of what cannot be selected.
macro_rules! no_selection { ([$($g:tt)*] $t:ty, $never:ident) => {
    impl<$($g)*> Selection<T> for $t
    where
        T: $never,
    {
        type Row = ();
        fn write(&self, _: &mut SelectWriter) {}
        fn read(&self, r: &mut JsonReader<'_>) -> Result<(), ReadError> {
            r.raw().map(|_| ())
        }
    }
} }
no_selection!(
    [T, A, B, C, D, E, F, G, H, I, J, K, L, M, N, O, P, Q](A, B, C, D, E, F, G, H, I, J, K, L, M, N, O, P, Q),
    FewItems
);
no_selection!(
    [T, A, B, C, D, E, F, G, H, I, J, K, L, M, N, O, P, Q, R](
        A, B, C, D, E, F, G, H, I, J, K, L, M, N, O, P, Q, R
    ),
    FewItems
);
no_selection!(
    [T, A, B, C, D, E, F, G, H, I, J, K, L, M, N, O, P, Q, R, S](
        A, B, C, D, E, F, G, H, I, J, K, L, M, N, O, P, Q, R, S
    ),
    FewItems
);
no_selection!(
    [T, A, B, C, D, E, F, G, H, I, J, K, L, M, N, O, P, Q, R, S, U](
        A, B, C, D, E, F, G, H, I, J, K, L, M, N, O, P, Q, R, S, U
    ),
    FewItems
);
no_selection!([T, A, const N: usize] [A; N], ListOfItems);
no_selection!([T] Filter<T>, Conditional);

impl<T: Conditional> Item<T> for Filter<T> {
    type Out = ();
    fn key(&self) -> &'static str {
        ""
    }
    fn write(&self, _: &str, _: &mut SelectWriter) {}
    fn read(&self, r: &mut JsonReader<'_>) -> Result<(), ReadError> {
        r.raw().map(|_| ())
    }
}

impl<T: Table, R> Query<T, R> {
    #[doc(hidden)]
    pub fn filter(self, _: impl FnOnce(&'static T::Columns) -> Filter<T>) -> Select<T, R>
    where
        Self: Selected,
    {
        self.never()
    }

    #[doc(hidden)]
    pub fn filter_some<V>(
        self,
        _: Option<V>,
        _: impl FnOnce(&'static T::Columns, V) -> Filter<T>,
    ) -> Select<T, R>
    where
        Self: Selected,
    {
        self.never()
    }

    #[doc(hidden)]
    pub fn order<O: OrderBy<T>>(self, _: impl FnOnce(&'static T::Columns) -> O) -> Select<T, R>
    where
        Self: Selected,
    {
        self.never()
    }

    #[doc(hidden)]
    pub fn limit(self, _: u64) -> Select<T, R>
    where
        Self: Selected,
    {
        self.never()
    }

    #[doc(hidden)]
    pub fn range(self, _: RangeInclusive<u64>) -> Select<T, R>
    where
        Self: Selected,
    {
        self.never()
    }

    #[doc(hidden)]
    pub fn single(self) -> Select<T, R, Single>
    where
        Self: Selected,
    {
        self.never()
    }

    #[doc(hidden)]
    pub fn maybe_single(self) -> Select<T, R, MaybeSingle>
    where
        Self: Selected,
    {
        self.never()
    }

    #[doc(hidden)]
    pub fn count(self, _: Count) -> Select<T, R, Counted>
    where
        Self: Selected,
    {
        self.never()
    }

    #[doc(hidden)]
    pub fn execute(self) -> QueryFuture<Vec<R>>
    where
        Self: Selected,
    {
        self.never()
    }
}

impl<T: Table, R, M> Select<T, R, M> {
    #[doc(hidden)]
    pub fn returning<S: Selection<T>>(self, _: impl FnOnce(&'static T::Columns) -> S) -> Select<T, S::Row>
    where
        Self: Returning,
    {
        self.never()
    }
}

impl<T: Table> NeedsFilter<T> {
    #[doc(hidden)]
    pub fn execute(self) -> QueryFuture<()>
    where
        Self: Runnable,
    {
        self.never()
    }

    #[doc(hidden)]
    pub fn returning<S: Selection<T>>(
        self,
        _: impl FnOnce(&'static T::Columns) -> S,
    ) -> Write<T, S::Row, Rows>
    where
        Self: Runnable,
    {
        self.never()
    }

    #[doc(hidden)]
    pub fn affected(self) -> Write<T, (), Head>
    where
        Self: Runnable,
    {
        self.never()
    }

    #[doc(hidden)]
    pub fn filter_some<V>(self, _: Option<V>, _: impl FnOnce(&'static T::Columns, V) -> Filter<T>) -> Write<T>
    where
        Self: Runnable,
    {
        self.never()
    }
}

impl<T: Table, R, M> Write<T, R, M> {
    #[doc(hidden)]
    pub fn order<O: OrderBy<T>>(self, _: impl FnOnce(&'static T::Columns) -> O) -> Self
    where
        Self: Windowed,
    {
        self.never()
    }

    #[doc(hidden)]
    pub fn limit(self, _: u64) -> Self
    where
        Self: Windowed,
    {
        self.never()
    }
}

impl<T: Table> Write<T> {
    #[doc(hidden)]
    pub fn select(self) -> Write<T, T, Rows>
    where
        Self: Returned,
    {
        self.never()
    }

    #[doc(hidden)]
    pub fn columns<S: Selection<T>>(self, _: impl FnOnce(&'static T::Columns) -> S) -> Write<T, S::Row, Rows>
    where
        Self: Returned,
    {
        self.never()
    }

    #[doc(hidden)]
    pub fn single(self) -> Write<T, T, Single>
    where
        Self: Returned,
    {
        self.never()
    }

    #[doc(hidden)]
    pub fn maybe_single(self) -> Write<T, T, MaybeSingle>
    where
        Self: Returned,
    {
        self.never()
    }

    #[doc(hidden)]
    pub fn on_conflict(self, _: impl FnOnce(&'static T::Keys) -> UniqueKey<T>) -> Self
    where
        Self: HasConflicts,
    {
        self.never()
    }
}

impl<T, U, C> Rel<T, U, C> {
    /// The check of `derive(Insert)` asks every field; what is no column is reported where it is set.
    #[doc(hidden)]
    pub const fn sql_name(&self) -> &'static str {
        self.__name
    }

    #[doc(hidden)]
    pub fn eq<V>(self, _: V) -> Filter<T>
    where
        Self: OwnValue,
    {
        self.never()
    }

    #[doc(hidden)]
    pub fn set<V>(self, _: V) -> Set<T, V>
    where
        Self: OwnValue,
    {
        self.never()
    }

    #[doc(hidden)]
    pub fn asc(self) -> Order<T>
    where
        Self: OwnValue,
    {
        self.never()
    }

    #[doc(hidden)]
    pub fn desc(self) -> Order<T>
    where
        Self: OwnValue,
    {
        self.never()
    }

    #[doc(hidden)]
    pub fn sum(self) -> Expr<T, PgInt8>
    where
        Self: OwnValue,
    {
        self.never()
    }
}
