//! `database.using_modifiers.*`

use super::{Moon, NewNote, Note, Planet, note, notes};
use crate::world::db;
use serde_json::json;
use std::time::{Duration, Instant};
use supabase_orm::select;

capabilities! {
    "database.using_modifiers.dry_run": dry_run,
    "database.using_modifiers.explain": explain,
    "database.using_modifiers.format_csv": format_csv,
    "database.using_modifiers.limit": limit,
    "database.using_modifiers.max_affected_rows": max_affected_rows,
    "database.using_modifiers.maybe_single_row": maybe_single_row,
    "database.using_modifiers.order": order,
    "database.using_modifiers.range": range,
    "database.using_modifiers.relationship_embed": relationship_embed,
    "database.using_modifiers.request_cancellation": request_cancellation,
    "database.using_modifiers.single_row": single_row,
    "database.using_modifiers.strip_nulls": strip_nulls,
}

async fn dry_run() {
    notes([201]).await;
    let made = db().from::<Note>().insert(NewNote { id: 202, body: "x" }).dry_run().returning(|n| n.stars);
    assert_eq!(made.await.unwrap(), [3]);
    let changed = db().from::<Note>().update(|n| n.stars.set(1)).filter(|n| n.id.eq(201)).dry_run();
    assert_eq!(changed.affected().await.unwrap(), 1);
    let gone = db().from::<Note>().delete().filter(|n| n.id.eq(201)).dry_run();
    assert_eq!(gone.returning(|n| n.id).await.unwrap(), [201]);
    assert_eq!((note(201).await.map(|n| n.stars), note(202).await), (Some(3), None));
}

async fn explain() {
    let plan = db().from::<Planet>().select().filter(|p| p.kind.eq("rocky")).explain().await.unwrap();
    assert!(
        plan.contains("Seq Scan on planets") && plan.contains("Filter: (kind = 'rocky'::text)"),
        "{plan}"
    );
}

async fn format_csv() {
    let csv = db().from::<Planet>().columns(|p| (p.id, p.name, p.moons)).order(|p| p.id.asc()).csv();
    assert_eq!(csv.await.unwrap(), "id,name,moons\n1,Mercury,0\n2,Earth,1\n3,Jupiter,95\n4,,");
}

async fn limit() {
    let ids = db().from::<Planet>().columns(|p| p.id).order(|p| p.id.asc()).limit(2);
    assert_eq!(ids.await.unwrap(), [1, 2]);
}

/// PostgREST knows it from 12.2 on. An older one refuses it, and nothing is changed.
async fn max_affected_rows() {
    notes(211..=212).await;
    let update = db().from::<Note>().update(|n| n.stars.set(1)).filter(|n| n.id.in_([211, 212]));
    let fault = update.max_affected(1).await.unwrap_err();
    assert!(fault.code() == Some("PGRST122") || fault.is_max_affected_exceeded(), "{fault}");
    assert_eq!((note(211).await.unwrap().stars, note(212).await.unwrap().stars), (3, 3));
}

async fn maybe_single_row() {
    let named =
        |name: &'static str| db().from::<Planet>().columns(|p| p.id).filter(move |p| p.name.like(name));
    assert_eq!(named("Earth").maybe_single().await.unwrap(), Some(2));
    assert_eq!(named("Vulcan").maybe_single().await.unwrap(), None);
    assert!(named("%r%").maybe_single().await.unwrap_err().is_more_than_one_row());
}

async fn order() {
    let ids = || db().from::<Planet>().columns(|p| p.id);
    let by_kind = ids().order(|p| (p.kind.asc().nulls_first(), p.moons.desc()));
    assert_eq!(by_kind.await.unwrap(), [4, 3, 2, 1]);
    assert_eq!(ids().order(|p| p.name.desc().nulls_last()).await.unwrap(), [1, 3, 2, 4]);
}

async fn range() {
    let ids = db().from::<Planet>().columns(|p| p.id).order(|p| p.id.asc()).range(1..=2);
    assert_eq!(ids.await.unwrap(), [2, 3]);
}

async fn relationship_embed() {
    // to many, under another name, only planets that have one
    let planets = db().from::<Planet>().columns(select!(name, moons: known_moons!inner { name }));
    let planets = planets.order(|p| p.id.asc()).on(|p| p.known_moons, |m| m.order(|m| m.name.asc()));
    let rows = serde_json::to_value(planets.await.unwrap()).unwrap();
    let expected = json!([
        {"name": "Earth", "moons": [{"name": "Moon"}]},
        {"name": "Jupiter", "moons": [{"name": "Europa"}, {"name": "Io"}]},
    ]);
    assert_eq!(rows, expected);
    // spread into the row, and nested
    let moons = db().from::<Moon>().columns(|m| (m.name, m.planets.spread(|p| p.kind))).order(|m| m.id.asc());
    assert_eq!(moons.limit(1).await.unwrap(), [("Moon".to_owned(), Some("rocky".to_owned()))]);
    let moons = db().from::<Moon>().columns(|m| m.planets.columns(|p| p.known_moons.columns(|m| m.name)));
    assert_eq!(moons.filter(|m| m.name.eq("Moon")).await.unwrap(), [["Moon"]]);
}

async fn request_cancellation() {
    let asleep = || db().call("nap", &json!({"seconds": 5})).schema("capabilities");
    let began = Instant::now();
    // the future is dropped
    let first = tokio::time::timeout(Duration::from_millis(100), asleep().execute()).await;
    assert!(first.is_err());
    // its task is aborted
    let task = tokio::spawn(asleep().execute());
    tokio::time::sleep(Duration::from_millis(100)).await;
    task.abort();
    assert!(task.await.unwrap_err().is_cancelled());
    // a timeout that is shorter comes first
    let both =
        tokio::time::timeout(Duration::from_secs(4), asleep().timeout(Duration::from_millis(100)).execute());
    assert!(both.await.unwrap().unwrap_err().is_timeout());
    assert!(began.elapsed() < Duration::from_secs(4));
}

async fn single_row() {
    let named =
        |name: &'static str| db().from::<Planet>().columns(|p| p.id).filter(move |p| p.name.like(name));
    assert_eq!(named("Earth").single().await.unwrap(), 2);
    assert!(named("Vulcan").single().await.unwrap_err().is_no_rows());
    assert!(named("%r%").single().await.unwrap_err().is_more_than_one_row());
}

async fn strip_nulls() {
    let typed = db().from::<Planet>().columns(|p| (p.id, p.name, p.moons)).filter(|p| p.id.gte(3));
    let typed = typed.order(|p| p.id.asc()).strip_nulls().await.unwrap();
    assert_eq!(typed, [(3, Some("Jupiter".to_owned()), Some(95)), (4, None, None)]);
    // by name, the keys that came are seen
    let named = db().table("planets").schema("capabilities").select("id, name, moons").gte("id", 3);
    let named = named.order("id").strip_nulls().await.unwrap();
    assert_eq!(named, [json!({"id": 3, "name": "Jupiter", "moons": 95}), json!({"id": 4})]);
}
