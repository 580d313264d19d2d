//! Every derive and option, in public and documented types.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use std::marker::PhantomData;
use supabase_orm::{
    Call, Change, Client, DbJson, DbValue, Function, Insert, Numeric, Patch, Related, Row, Sends, Table, row,
    sql::{Nullable, PgBytea, PgTimestamptz},
};
use ui::schema::{ActiveUser, Label, Project, Task, User};
use uuid::Uuid;

/// A newtype of a key.
#[derive(Debug, Clone, Copy, PartialEq, DbValue)]
pub struct CityId(pub i64);

/// A newtype with a marker.
#[derive(Debug, Clone, PartialEq, DbValue)]
pub struct Id<T>(pub Uuid, PhantomData<T>);

/// A type inside `jsonb`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, DbJson)]
pub struct Mayor {
    /// The first year.
    pub since: i32,
}

/// A table without generated code.
#[derive(Debug, Clone, Table)]
#[table(name = "countries", schema = "geo")]
pub struct Country {
    /// The key.
    #[table(generated, key)]
    pub id: i64,
    /// Its name.
    pub name: String,
    /// The many side.
    #[table(many = City, target = "cities")]
    pub cities: Related,
}

/// A table with every option.
#[derive(Debug, Clone, Table)]
#[table(name = "cities", unique(country_id, name), unique(r#type, size))]
pub struct City {
    /// The key.
    #[table(key)]
    pub id: CityId,
    /// The country.
    #[table(references = Country)]
    pub country_id: i64,
    /// A name with a space.
    #[table(column = "first name")]
    pub name: String,
    /// A default.
    #[table(default)]
    pub size: i32,
    /// A keyword.
    pub r#type: Option<String>,
    /// Unique, with an SQL type that is nullable because of the `Option`.
    #[table(unique, sql = PgTimestamptz<String>)]
    pub census: Option<String>,
    /// A user type.
    pub mayor: Option<Mayor>,
    /// The same written out.
    #[table(sql = Nullable<PgTimestamptz<String>>)]
    pub founded: Option<String>,
    /// The one side.
    #[table(one = Country)]
    pub countries: Related,
    /// The other one side.
    #[table(maybe_one = City, target = "cities!twin")]
    pub twin: Related,
}

/// A view.
#[derive(Debug, Clone, Table)]
#[table(name = "big_cities", view)]
pub struct BigCity {
    /// A column.
    pub name: Option<String>,
}

/// A row of a view.
#[derive(Debug, Clone, Row)]
#[table(ActiveUser)]
pub struct Person {
    /// A column.
    pub email: Option<String>,
}

/// A child.
#[derive(Debug, Clone, Row)]
#[table(Task)]
pub struct Card {
    /// A column.
    pub title: String,
    /// NULL is `None`.
    pub due: Option<NaiveDate>,
    /// To many.
    pub labels: Vec<Label>,
    /// To one or none.
    pub users: Option<User>,
    /// To one.
    pub projects: Project,
}

/// Every kind of field.
#[derive(Debug, Clone, Row)]
#[table(Project)]
pub struct Board {
    /// The whole row and more.
    #[table(flatten)]
    pub project: Project,
    /// The right item type.
    #[table(select = |p| p.tasks.count())]
    pub size: i64,
    /// A sum.
    #[table(select = |p| p.budget.sum())]
    pub total: Option<Numeric>,
    /// Rows.
    #[table(select = |p| p.tasks.columns(row::<Card>).filter(|t| !t.done).limit(3))]
    pub next: Vec<Card>,
    /// Another name.
    #[table(column = "users")]
    pub owner: User,
    /// A foreign key as a relation.
    #[table(select = |p| p.owner_id.columns(|u| (u.email, u.name)))]
    pub contact: (String, Option<String>),
}

/// A generic row.
#[derive(Debug, Clone, Row)]
#[table(Project)]
pub struct Page<R: supabase_orm::RowOf<Task>> {
    /// The rows.
    pub tasks: Vec<R>,
}

/// A payload that borrows.
#[derive(Debug, Clone, Insert)]
#[table(Task)]
pub struct NewTask<'a> {
    /// Required.
    pub title: &'a str,
    /// Required.
    pub project_id: i64,
    /// `None` is NULL.
    pub note: Option<&'a str>,
    /// `None` is left out.
    #[table(omit_none)]
    pub done: Option<bool>,
}

/// A patch.
#[derive(Debug, Clone, Default, Deserialize, Patch)]
#[serde(default)]
#[table(Task)]
pub struct Edit {
    /// `None` leaves it alone.
    pub title: Option<String>,
    /// NULL, too.
    pub note: Change<String>,
}

/// A function that gives a value.
#[derive(Debug, Clone, Function)]
#[function(name = "add", returns = i32)]
pub struct Add {
    /// Required.
    pub a: i32,
    /// `None` leaves it out.
    #[function(default)]
    pub b: Option<i32>,
}

/// A function that gives rows, with arguments that are borrowed.
#[derive(Debug, Clone, Function)]
#[function(name = "find cities", schema = "geo", rows = City)]
pub struct FindCities<'a> {
    /// Another name.
    #[function(argument = "q")]
    pub query: &'a str,
    /// A list.
    pub sizes: &'a [i32],
    /// It can be NULL.
    #[function(default)]
    pub country: Option<Option<&'a str>>,
    /// An SQL type of its own.
    #[function(sql = PgTimestamptz<String>)]
    pub since: Option<String>,
    /// The rest.
    #[function(variadic)]
    pub names: Vec<String>,
}

/// A function without arguments and result.
#[derive(Debug, Clone, Function)]
#[function(name = "refresh", void)]
pub struct Refresh;

/// The SQL type says how it is read.
#[derive(Debug, Clone, Function)]
#[function(name = "flag", returns = Vec<u8>, sql = PgBytea)]
pub struct Flag {}

#[test]
fn a_function_is_called_with_its_arguments() -> Result<(), Box<dyn std::error::Error>> {
    let db = Client::new("http://h", "k")?;
    let sent = |request: supabase_orm::Result<Option<supabase_orm::http::Request>>| {
        let request = request.ok().flatten();
        request.map(|r| format!("{} {}", r.path_and_query(), String::from_utf8_lossy(r.body.as_bytes())))
    };
    let call: Call<i32> = db.rpc(Add { a: 1, b: None });
    assert_eq!(sent(call.request()).as_deref(), Some(r#"rpc/add {"a":1}"#));
    assert_eq!(sent(db.rpc(Add { a: 1, b: Some(2) }).request()).as_deref(), Some(r#"rpc/add {"a":1,"b":2}"#));
    let find = FindCities { query: "a", sizes: &[1, 2], country: Some(None), since: None, names: Vec::new() };
    let rows = db.rpc(find).columns(|c| c.id).filter(|c| c.size.gt(3));
    let expected = r#"rpc/find%20cities?select=id&size=gt.3 {"q":"a","sizes":[1,2],"country":null,"since":null,"names":[]}"#;
    assert_eq!(sent(rows.request()).as_deref(), Some(expected));
    let _: Call<()> = db.rpc(Refresh);
    let _: Call<Vec<u8>, PgBytea> = db.rpc(Flag {});
    assert_eq!(<FindCities<'_> as Function>::VARIADIC, Some("names"));
    assert_eq!(<FindCities<'_> as Function>::SCHEMA, "geo");
    Ok(())
}

#[test]
fn columns_have_the_name_they_are_given() {
    assert_eq!(City::COLUMNS.name.sql_name(), "first name");
    let keys = City::KEYS;
    let keys = format!("{:?} {:?} {:?} {:?}", keys.pkey, keys.census, keys.country_id_name, keys.type_size);
    let expected =
        "UniqueKey(id) UniqueKey(census) UniqueKey(country_id,\"first name\") UniqueKey(type,size)";
    assert_eq!(keys, expected);
    assert_eq!((BigCity::NAME, Country::SCHEMA), ("big_cities", "geo"));
}
