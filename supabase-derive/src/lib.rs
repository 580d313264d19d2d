//! Derives and `select!` of supabase-orm. Use them through that crate: `use supabase_orm::{Row, Table, select};`.
//!
//! The helper attribute is `#[table(..)]`, and `#[function(..)]` for `derive(Function)`. Every derive takes
//! `#[table(crate = path)]` on the struct, for a crate that re-exports `supabase_orm` under another path.

mod ast;
mod attr;
mod check;
mod ctxt;
mod expand;
mod fallback;
mod naming;
mod paths;
mod select;
mod symbol;

use ast::Derive;
use proc_macro::TokenStream;

/// The struct is a table: its fields are the columns, and every query works as with a generated schema.
///
/// ```ignore
/// use supabase_orm::{Related, Table};
///
/// #[derive(Table)]
/// #[table(name = "countries")]
/// struct Country {
///     #[table(generated, key)]
///     id: i64,
///     name: String,
///     capital: Option<String>,
///     #[table(many = City, target = "cities")]
///     cities: Related,
/// }
///
/// #[derive(Table)]
/// #[table(name = "cities", schema = "geo")]
/// struct City {
///     #[table(key)]
///     id: i64,
///     #[table(references = Country)]
///     country_id: i64,
///     #[table(column = "first name")]
///     name: String,
/// }
/// ```
///
/// It implements `Row`, `Deserialize`, `Table`, `Writable` (unless it is a view) and `Keyed` (with one key), and defines
/// `CountryColumns`, and `CountryKeys` with the field `pkey` and one for each unique key, for `on_conflict`. It does not
/// implement `Serialize`: add serde's own derive, and `#[serde(skip)]` to relations.
///
/// | on the struct | meaning |
/// |---|---|
/// | `name = ".."` | the name in the database; required |
/// | `schema = ".."` | the db schema. Default is `public` |
/// | `view` | a view that cannot be written to |
/// | `unique(a, b)` | these fields are unique together: the key `a_b`. It may be given again |
///
/// | on a field | meaning |
/// |---|---|
/// | `column = ".."` | the name in the database. Default is the name of the field |
/// | `key` | part of the primary key |
/// | `unique` | unique by itself: a key with the name of the field, `.on_conflict(\|k\| k.name)` |
/// | `generated` | GENERATED ALWAYS: never set by a client |
/// | `default` | has a default, so an insert may leave it out; so may it for an `Option` |
/// | `references = Country` | a foreign key: related rows are embedded through it |
/// | `sql = PgNumeric` | the SQL type, where the Rust type does not tell; of an `Option`, `Nullable` is added |
/// | `many = City` | a relation to many rows; the field's type is `Related`, and it is not part of the row |
/// | `one = City` | a relation to one row |
/// | `maybe_one = City` | a relation to one row or none: through a nullable key, or the far side of a one-to-one |
/// | `target = ".."` | how PostgREST names the relation: `"cities"`, `"users!sender_id"`. Default is the name of the field |
#[proc_macro_derive(Table, attributes(table))]
pub fn derive_table(input: TokenStream) -> TokenStream {
    expand::derive(Derive::Table, input.into()).into()
}

/// A projection: some columns and relations of a table, checked against it when the program is compiled.
///
/// ```ignore
/// #[derive(Row)]
/// #[table(Project)]
/// struct ProjectPage {
///     #[table(flatten)]
///     project: Project,
///     #[table(column = "users")]
///     owner: Person,
///     #[table(select = |p| p.tasks.count())]
///     size: i64,
///     #[table(select = |p| p.tasks.columns(row::<TaskRow>).filter(|t| !t.done).limit(3))]
///     next: Vec<TaskRow>,
/// }
/// ```
///
/// A field is the column or relation of its name. A relation is read into `Vec<R>` (to many), `R` (to one) or `Option<R>` (to
/// one or none), where `R` is a row of the related table. It implements `Row`, `Selectable` and `Deserialize`.
///
/// | on the struct | meaning |
/// |---|---|
/// | `Planet` | the row type of the table; required |
///
/// | on a field | meaning |
/// |---|---|
/// | `column = ".."` | the field of the table's columns, if it has another name |
/// | `select = \|t\| ..` | any item: a relation with a filter, an aggregate, a JSON path, a cast, a spread. It is made for every row: keep it cheap |
/// | `flatten` | a whole row, or another derived row, of the same table |
#[proc_macro_derive(Row, attributes(table))]
pub fn derive_row(input: TokenStream) -> TokenStream {
    expand::derive(Derive::Row, input.into()).into()
}

/// A row to insert. A required column that is missing is an error when the program is compiled.
///
/// ```ignore
/// #[derive(Insert)]
/// #[table(Task)]
/// struct NewTask<'a> {
///     title: &'a str,
///     due: Option<NaiveDate>,
///     #[table(omit_none)]
///     done: Option<bool>,
/// }
/// ```
///
/// It implements `Insertable`, and has the method `with` that sets further columns: `.with(|t| t.note.set("x"))`.
///
/// | on the struct | meaning |
/// |---|---|
/// | `Planet` | the row type of the table; required |
///
/// | on a field | meaning |
/// |---|---|
/// | `column = ".."` | the field of the table's columns, if it has another name |
/// | `omit_none` | `None` leaves the column out, so that it gets its default; without it `None` is NULL. `Option<Option<T>>` has both |
#[proc_macro_derive(Insert, attributes(table))]
pub fn derive_insert(input: TokenStream) -> TokenStream {
    expand::derive(Derive::Insert, input.into()).into()
}

/// Assignments of an update: `db.from::<Task>().update(|_| patch)`.
///
/// ```ignore
/// #[derive(Default, Deserialize, Patch)]
/// #[serde(default)]
/// #[table(Task)]
/// struct TaskPatch {
///     title: Option<String>,
///     due: Change<NaiveDate>,
/// }
/// ```
///
/// `None` and `Change::Keep` leave the column alone. A nullable column is set to NULL by `Change::Null`, or by `Some(None)` of an
/// `Option<Option<T>>`.
///
/// | on the struct | meaning |
/// |---|---|
/// | `Planet` | the row type of the table; required |
///
/// | on a field | meaning |
/// |---|---|
/// | `column = ".."` | the field of the table's columns, if it has another name |
#[proc_macro_derive(Patch, attributes(table))]
pub fn derive_patch(input: TokenStream) -> TokenStream {
    expand::derive(Derive::Patch, input.into()).into()
}

/// A newtype as the type of a column: in filters, in `set`, in rows.
///
/// ```ignore
/// #[derive(Debug, Clone, Copy, PartialEq, DbValue)]
/// struct UserId(Uuid);
/// ```
///
/// It may carry a marker of its own: `struct Id<T>(Uuid, PhantomData<T>)`. The SQL type follows from the type inside (`bool`,
/// integers, floats, `String`, `Vec<u8>`, `Uuid`, `Numeric`, `Decimal`, dates and times of chrono and time), or is named.
///
/// | on the struct | meaning |
/// |---|---|
/// | `sql = PgTimestamptz` | the SQL type, where the type inside does not tell |
#[proc_macro_derive(DbValue, attributes(table))]
pub fn derive_db_value(input: TokenStream) -> TokenStream {
    expand::derive(Derive::DbValue, input.into()).into()
}

/// A type of your own in `json` and `jsonb` columns. It needs serde's `Serialize` and `Deserialize`.
///
/// ```ignore
/// #[derive(Serialize, Deserialize, DbJson)]
/// struct Address {
///     city: String,
/// }
/// ```
#[proc_macro_derive(DbJson, attributes(table))]
pub fn derive_db_json(input: TokenStream) -> TokenStream {
    expand::derive(Derive::DbJson, input.into()).into()
}

/// A function of the database; the fields are its arguments: `db.rpc(Add { a: 1, b: None })`.
///
/// ```ignore
/// #[derive(Function)]
/// #[function(name = "add", returns = i32)]
/// struct Add {
///     a: i32,
///     #[function(default)]
///     b: Option<i32>,
/// }
///
/// #[derive(Function)]
/// #[function(name = "search", rows = Task)]
/// struct Search<'a> {
///     q: &'a str,
/// }
/// ```
///
/// A function that gives rows of a table is a query, with filters, order and embeds. An argument without a name needs the
/// trait by hand.
///
/// | on the struct | meaning |
/// |---|---|
/// | `name = ".."` | the name in the database; required |
/// | `schema = ".."` | the db schema. Default is `public` |
/// | `returns = i32` | what it returns, read by serde: a value, a `Vec` of them for a set, a struct |
/// | `sql = PgBytea` | beside `returns`: the SQL type of the value, which then says how it is read |
/// | `rows = Planet` | it returns rows of this table |
/// | `void` | it returns nothing |
///
/// | on a field | meaning |
/// |---|---|
/// | `argument = ".."` | the name in the database. Default is the name of the field |
/// | `default` | has a default: `None` leaves it out. `Option<Option<T>>` can be NULL, too |
/// | `variadic` | the last argument is `VARIADIC`: a list |
/// | `sql = PgNumeric` | the SQL type, where the Rust type does not tell; of an `Option`, `Nullable` is added |
#[proc_macro_derive(Function, attributes(function))]
pub fn derive_function(input: TokenStream) -> TokenStream {
    expand::derive(Derive::Function, input.into()).into()
}

/// Columns and relations as a row of named fields, without a struct: the argument of `columns(..)` and `returning(..)`.
///
/// ```ignore
/// for s in db.from::<Section>().columns(select!(name, instruments { name })).await? {
///     println!("{} {:?}", s.name, s.instruments[0].name);
/// }
/// ```
///
/// | item | selects | under the key |
/// |---|---|---|
/// | `name` | a column | `name` |
/// | `*` | the whole row; the row then reads like it | `row` |
/// | `other: name` | anything under another key | `other` |
/// | `address->city`, `tags->0`, `a->>"a key"` | a value inside JSON, as JSON or (`->>`) text | the last key |
/// | `price.sum()`, `count()` | an aggregate: `sum`, `avg`, `min`, `max`, `count` | `sum` |
/// | `id::text` | a cast | `id` |
/// | `instruments { name }` | a relation | `instruments` |
/// | `users!sender_id { name }` | the relation `users_by_sender_id` | `users` |
/// | `instruments!inner { name }` | only rows that have it | `instruments` |
/// | `instruments(count)` | how many related rows: a number, not the `[{"count": 4}]` of other clients | `instruments` |
/// | `...sender_id { name }` | columns of a related row in the row itself | `name` |
///
/// At most 64 items stand at each level. The same list may be given as a string, as PostgREST and other clients write it:
/// `select!("name, instruments!inner(name)")`. That is for porting: an editor completes nothing inside, and errors underline the
/// whole string.
///
/// The row cannot be named. To return it from a function, use `#[derive(Row)]`.
#[proc_macro]
pub fn select(input: TokenStream) -> TokenStream {
    select::select(input.into()).into()
}
