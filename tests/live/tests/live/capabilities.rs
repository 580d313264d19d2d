//! The capabilities that Supabase lists for client libraries, `database.*`: each is shown once on real rows.

use crate::world::db;
use serde_json::Value;
use supabase_orm::{Filter, Insert, Related, Table, sql::PgInt4, sql::PgRange, types::Bounds};

/// Names the capabilities of a file and makes a test of each: `"database.using_filters.eq": eq`.
macro_rules! capabilities { ($($id:literal: $shown:ident,)*) => {
    pub(crate) const IDS: &[&str] = &[$($id),*];
    mod shown {
        $(
            #[tokio::test]
            async fn $shown() {
                super::$shown().await;
            }
        )*
    }
} }

#[path = "capabilities/configuration.rs"]
mod configuration;
#[path = "capabilities/filters.rs"]
mod filters;
#[path = "capabilities/modifiers.rs"]
mod modifiers;
#[path = "capabilities/mutate.rs"]
mod mutate;
#[path = "capabilities/query.rs"]
mod query;

/// What the server of these tests cannot show, and why.
const NOT_SHOWN: &[(&str, &str)] = &[(
    "database.using_modifiers.format_geojson",
    "it needs PostGIS, which the local PostgreSQL does not have",
)];

#[derive(Debug, PartialEq, Table)]
#[table(name = "planets", schema = "capabilities")]
struct Planet {
    #[table(key)]
    id: i64,
    name: Option<String>,
    kind: Option<String>,
    moons: Option<i32>,
    inhabited: Option<bool>,
    tags: Vec<String>,
    #[table(sql = PgRange<PgInt4>)]
    orbit: Bounds<i32>,
    facts: Option<Value>,
    about: Option<String>,
    #[table(many = Moon, target = "moons")]
    known_moons: Related,
}

#[derive(Debug, PartialEq, Table)]
#[table(name = "moons", schema = "capabilities")]
struct Moon {
    #[table(key)]
    id: i64,
    #[table(references = Planet)]
    planet_id: i64,
    name: String,
    #[table(one = Planet)]
    planets: Related,
}

#[derive(Debug, Clone, PartialEq, Table)]
#[table(name = "notes", schema = "capabilities")]
struct Note {
    #[table(key)]
    id: i64,
    body: String,
    #[table(default)]
    stars: i32,
    author: Option<String>,
}

#[derive(Debug, Clone, Insert)]
#[table(Note)]
struct NewNote {
    id: i64,
    body: &'static str,
}

/// The keys of the planets that a condition finds.
async fn found(condition: impl FnOnce(&'static PlanetColumns) -> Filter<Planet>) -> Vec<i64> {
    let ids = db().from::<Planet>().columns(|p| p.id).filter(condition);
    ids.order(|p| p.id.asc()).await.unwrap()
}

/// Makes notes for a test that changes them; every test has keys of its own.
async fn notes(ids: impl IntoIterator<Item = i64>) {
    let new = ids.into_iter().map(|id| NewNote { id, body: "first" });
    db().from::<Note>().insert_many(new).await.unwrap();
}

/// A note as it is in the database.
async fn note(id: i64) -> Option<Note> {
    db().from::<Note>().find(id).await.unwrap()
}

#[test]
fn every_capability_is_shown_or_has_a_reason() {
    let mut told = [query::IDS, mutate::IDS, filters::IDS, modifiers::IDS, configuration::IDS].concat();
    told.extend(NOT_SHOWN.iter().map(|(id, _)| *id));
    let mut listed: Vec<&str> = include_str!("../../data/capabilities.txt")
        .lines()
        .filter_map(|line| line.split(' ').next())
        .collect();
    told.sort_unstable();
    listed.sort_unstable();
    assert_eq!(listed.len(), 60);
    assert_eq!(told, listed);
}
