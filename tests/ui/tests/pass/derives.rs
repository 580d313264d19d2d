//! Every derive and option, in public and documented types.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use std::marker::PhantomData;
use supabase_orm::{
    Change, DbJson, DbValue, Insert, Numeric, Patch, Related, Row, Table, row,
    sql::{Nullable, PgTimestamptz},
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
