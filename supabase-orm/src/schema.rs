//! Tables, relations and keys: what generated code and the derives implement.

mod key;
mod relation;
mod required;

pub use key::{NoKeys, UniqueKey};
pub use relation::{Cardinality, Many, MaybeOne, One, Rel, Related, Relation};
pub use required::check_required;

use crate::{
    column::Column,
    read::Row,
    sql::{Comparable, SqlType},
    value::Value,
};
use serde::de::DeserializeOwned;

/// A table, a view or the rows of a set-returning function, implemented by its row struct.
///
/// Generated code and `#[derive(Table)]` implement it. The supertraits let generic code await:
///
/// ```
/// use supabase_orm::{Client, Keyed, Result, Table};
/// async fn get<T: Keyed>(db: &Client, key: T::Key) -> Result<Option<T>> {
///     db.from::<T>().find(key).await
/// }
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a table",
    note = "use a generated row struct or `#[derive(Table)] #[table(name = \"planets\")]`; some columns of a table are `#[derive(Row)] #[table(Planet)]`"
)]
pub trait Table: Row + DeserializeOwned + Send + Sync + 'static {
    /// One field for each column and relation: the `p` of `|p| p.name.eq("Earth")`.
    type Columns: 'static;
    /// One field for each unique constraint, for `on_conflict`; apart from the columns, so that `|p| p.` lists columns.
    type Keys: 'static;
    /// The columns.
    const COLUMNS: &'static Self::Columns;
    /// The unique keys.
    const KEYS: &'static Self::Keys;
    /// The name in the database.
    const NAME: &'static str;
    /// The db schema. Default is `public`.
    const SCHEMA: &'static str = "public";
    /// Every column, comma separated, quoted where a name needs it.
    const SELECT: &'static str;
    /// The columns an insert must have: NOT NULL, no default, not generated.
    const REQUIRED: &'static [&'static str] = &[];
    /// The columns of the primary key: `stream_all` pages by them. Default is none, as views have.
    const PRIMARY_KEY: &'static [&'static str] = &[];
}

/// A table that can be written to.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is a read-only view: it has no `insert`, `update`, `upsert` or `delete`",
    label = "this relation is read-only",
    note = "PostgREST can write to automatically updatable views only"
)]
pub trait Writable: Table {}

/// A table whose primary key is one column: `find`, generic repositories, paging by key.
#[diagnostic::on_unimplemented(
    message = "`{Self}` has no single-column primary key",
    note = "use `.select().filter(..)`"
)]
pub trait Keyed: Table {
    /// The Rust type of the key.
    type Key: Value<<Self::KeySql as SqlType>::Base> + Clone + Send + Sync + 'static;
    /// The SQL type of the key.
    type KeySql: SqlType<Base: Comparable>;
    /// The key column.
    const KEY: Column<Self, Self::KeySql>;
}
