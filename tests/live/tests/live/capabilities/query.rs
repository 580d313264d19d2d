//! `database.query.*`

use super::{Planet, PlanetColumns};
use crate::world::{db, stack};
use supabase_orm::{Client, Function, ObjWriter, Select, Table};

capabilities! {
    "database.query.from_table": from_table,
    "database.query.rpc": rpc,
    "database.query.schema_selection": schema_selection,
    "database.query.select": select,
}

#[derive(Debug, Table)]
#[table(name = "rocky_planets", schema = "capabilities", view)]
struct RockyPlanet {
    id: Option<i64>,
    name: Option<String>,
}

async fn from_table() {
    let planets: Vec<Planet> = db().from::<Planet>().select().order(|p| p.id.asc()).await.unwrap();
    let names: Vec<_> = planets.iter().map(|p| p.name.as_deref()).collect();
    assert_eq!(names, [Some("Mercury"), Some("Earth"), Some("Jupiter"), None]);
    let view: Vec<RockyPlanet> = db().from::<RockyPlanet>().select().order(|p| p.id.asc()).await.unwrap();
    assert_eq!(view.iter().map(|p| p.name.as_deref()).collect::<Vec<_>>(), [Some("Mercury"), Some("Earth")]);
}

struct WithMoons {
    at_least: i32,
}
impl Function for WithMoons {
    type Output = Select<Planet, Planet>;
    const NAME: &'static str = "with_moons";
    const SCHEMA: &'static str = "capabilities";
    fn args(&self, w: &mut ObjWriter) {
        w.json("at_least", &self.at_least);
    }
}

async fn rpc() {
    let names = db().rpc(WithMoons { at_least: 1 }).columns(|p| p.name);
    assert_eq!(names.await.unwrap(), [Some("Earth".to_owned()), Some("Jupiter".to_owned())]);
    let filtered = db().rpc(WithMoons { at_least: 1 }).filter(|p| p.kind.eq("gas")).single();
    assert_eq!(filtered.await.unwrap().id, 3);
}

/// Says nothing about its db schema.
#[derive(Debug, Table)]
#[table(name = "moons")]
struct AnyMoon {
    #[table(key)]
    id: i64,
    name: String,
}

async fn schema_selection() {
    let names = |db: &Client| db.from::<AnyMoon>().columns(|m| m.name).order(|m| m.name.asc());
    let elsewhere = names(&db()).await.unwrap_err();
    assert!(elsewhere.is_unknown_relation(), "{elsewhere}");
    assert_eq!(names(&db()).schema("capabilities").await.unwrap(), ["Europa", "Io", "Moon"]);
    let client = Client::builder(stack().url(), stack().secret_key()).schema("capabilities").build().unwrap();
    assert_eq!(names(&client).await.unwrap(), ["Europa", "Io", "Moon"]);
}

async fn select() {
    let earth = |p: &PlanetColumns| p.id.eq(2);
    let whole = db().from::<Planet>().select().filter(earth).single().await.unwrap();
    assert_eq!((whole.tags, whole.inhabited), (vec!["water".to_owned(), "life".to_owned()], Some(true)));
    let pair = db().from::<Planet>().columns(|p| (p.name, p.moons)).filter(earth).single().await.unwrap();
    assert_eq!(pair, (Some("Earth".to_owned()), Some(1)));
    let inside = db().from::<Planet>().columns(|p| p.facts.key("life")).filter(earth).single().await.unwrap();
    assert_eq!(inside, Some(true.into()));
}
