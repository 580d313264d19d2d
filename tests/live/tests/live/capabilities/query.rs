//! `database.query.*`

use super::{Planet, PlanetColumns};
use crate::world::{db, stack};
use serde_json::json;
use supabase_orm::{Client, Function, ObjWriter, Select, Table};

capabilities! {
    "database.query.from_table": from_table,
    "database.query.openapi_spec": openapi_spec,
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

async fn openapi_spec() {
    let document = db().openapi().schema("capabilities").await.unwrap();
    let at = |path: &str| document.pointer(path);
    assert_eq!(at("/definitions/planets/properties/moons/format"), Some(&json!("integer")));
    assert_eq!(at("/definitions/planets/required"), Some(&json!(["id", "tags", "orbit"])));
    // the views and functions of this db schema, and nothing of another one
    let paths = ["/paths/~1rocky_planets", "/paths/~1rpc~1with_moons", "/paths/~1tasks"];
    assert_eq!(paths.map(|path| at(path).is_some()), [true, true, false]);
    // a public key does not get it
    let public = Client::new(stack().url(), stack().publishable_key()).unwrap();
    assert_eq!(public.openapi().await.unwrap_err().status().unwrap().as_u16(), 403);
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
    let by_get = db().rpc(WithMoons { at_least: 2 }).get().columns(|p| p.id);
    assert_eq!(by_get.await.unwrap(), [3]);
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
