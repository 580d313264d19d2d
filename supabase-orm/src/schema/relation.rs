//! Relations between tables, named as PostgREST embeds them.

use super::Table;
use crate::{
    column::Column,
    sql::{Fk, KeyType},
};
use serde::Serialize;
use std::{fmt, marker::PhantomData};

/// To many rows.
#[derive(Debug)]
pub enum Many {}
/// To exactly one row.
#[derive(Debug)]
pub enum One {}
/// To one row or none: through a nullable key, or the far side of a one-to-one.
#[derive(Debug)]
pub enum MaybeOne {}

/// How many rows a relation gives.
pub trait Cardinality: Send + Sync + 'static {
    /// The same after `.inner()`.
    type Inner: Cardinality;
}
impl Cardinality for Many {
    type Inner = Self;
}
impl Cardinality for One {
    type Inner = Self;
}
impl Cardinality for MaybeOne {
    type Inner = One;
}

/// A relation from `T` to `U`. Its field names are odd on purpose, so that `t.projects.name` says "no field `name`".
pub struct Rel<T, U, C> {
    pub(crate) __name: &'static str,
    pub(crate) __target: &'static str,
    _p: PhantomData<fn() -> (T, U, C)>,
}

impl<T, U, C> Rel<T, U, C> {
    /// `name` is the field, `target` what PostgREST needs: `instruments`, `users!sender_id`.
    #[must_use]
    pub const fn new(name: &'static str, target: &'static str) -> Self {
        Self { __name: name, __target: target, _p: PhantomData }
    }
}

impl<T, U, C> Clone for Rel<T, U, C> {
    fn clone(&self) -> Self {
        *self
    }
}
impl<T, U, C> Copy for Rel<T, U, C> {}

impl<T, U, C> fmt::Debug for Rel<T, U, C> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Rel({})", self.__target)
    }
}

/// Something that can be embedded: a relation or a foreign-key column.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a relation, so nothing can be embedded through it",
    label = "not a relation"
)]
pub trait Relation: Copy + Send + Sync + 'static {
    /// The table it starts from.
    type From: Table;
    /// The table it leads to.
    type To: Table;
    /// How many rows it gives.
    type Card: Cardinality;
    /// The key in a tuple, and the target of `select=`.
    fn names(&self) -> (&'static str, &'static str);
}

impl<T: Table, U: Table, C: Cardinality> Relation for Rel<T, U, C> {
    type From = T;
    type To = U;
    type Card = C;
    fn names(&self) -> (&'static str, &'static str) {
        (self.__name, self.__target)
    }
}

impl<T: Table, U: Table, S: KeyType> Relation for Column<T, Fk<U, S>> {
    type From = T;
    type To = U;
    type Card = S::Card;
    fn names(&self) -> (&'static str, &'static str) {
        (self.__name, self.__name)
    }
}

/// The type of a relation field in a `#[derive(Table)]` struct; it is never part of the row.
///
/// Where the struct is `Serialize`, serde is told so: `#[serde(skip)]`. Else the field is `null` in what it writes.
///
/// ```
/// # #[cfg(feature = "derive")] {
/// use supabase_orm::{Related, Table};
///
/// #[derive(Debug, serde::Serialize, Table)]
/// #[table(name = "folders")]
/// struct Folder {
///     #[table(key)]
///     id: i64,
///     #[serde(skip)]
///     #[table(many = Folder, target = "folders!parent_id")]
///     folders: Related,
/// }
/// let folder = Folder { id: 1, folders: Related };
/// assert_eq!(serde_json::to_string(&folder).unwrap(), r#"{"id":1}"#);
/// # }
/// ```
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct Related;
