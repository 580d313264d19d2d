//! What settings change, at a real PostgREST and in the code: newtypes of keys, optional relations, derives, `jiff`, files.

use crate::live::stack;
use golden::{
    app::{EmployeeId, TeamId, UserId},
    cases, config,
    settings::public::{
        Employee, Message, MessageInsert, Mood, Point3, Team, TeamInsert, TypesTime, User, UsersTeam, VSimple,
    },
};
use std::collections::HashSet;
use supabase_orm::{Client, Keyed, read};

async fn db() -> Client {
    Client::new(stack().await.url(), stack().await.secret_key()).unwrap()
}

#[tokio::test]
async fn newtypes_are_keys_values_and_foreign_keys() {
    let db = db().await;
    let ann = db.from::<User>().find(UserId(1)).await.unwrap().unwrap();
    assert_eq!((ann.id, ann.display_name.as_deref()), (UserId(1), Some("Ann")));
    let insert = MessageInsert { sender_id: ann.id, receiver_id: UserId(2), body: "newtype".into() };
    let sent = db.from::<Message>().insert(insert).returning(|_| ..).single().await.unwrap();
    assert_eq!((sent.sender_id, sent.receiver_id), (UserId(1), UserId(2)));
    let mine = db.from::<Message>().delete().filter(|m| m.sender_id.eq(ann.id) & m.id.eq(sent.id));
    assert_eq!(mine.affected().await.unwrap(), 1);
    let boss = db.from::<Employee>().find(EmployeeId(2)).await.unwrap().unwrap().manager_id;
    assert!(matches!(boss, Some(EmployeeId(_))));
    let teams = db.from::<UsersTeam>().select().filter(|t| t.user_id.eq(UserId(1))).await.unwrap();
    assert!(teams.iter().all(|t| t.user_id == UserId(1) && t.team_id.0 > 0));
    let key: <Team as Keyed>::Key = TeamId(1);
    assert!(db.from::<Team>().find(key).await.unwrap().is_some());
}

#[tokio::test]
async fn a_relation_through_a_column_that_is_not_null_is_optional() {
    let db = db().await;
    let names = db.from::<Message>().columns(|m| (m.id, m.users_by_sender_id.columns(|u| u.display_name)));
    let rows: Vec<(i64, Option<Option<String>>)> = names.await.unwrap();
    assert!(rows.iter().all(|(_, sender)| sender.is_some()));
    let boss = db
        .from::<Employee>()
        .columns(|e| e.manager_id.columns(|m| m.name))
        .filter(|e| e.id.eq(EmployeeId(2)));
    assert_eq!(boss.single().await.unwrap(), Some("Boss".to_owned()));
}

#[tokio::test]
async fn columns_of_views_are_not_null_where_settings_say_so() {
    let view = db().await.from::<VSimple>().select().limit(1).single().await.unwrap();
    assert_eq!(view.id, UserId(1));
}

#[test]
fn derives_are_those_of_the_settings() {
    let teams: HashSet<Team> = HashSet::from([Team { id: TeamId(1), name: None }]);
    assert!(teams.contains(&Team { id: TeamId(1), name: None }));
    assert!(TeamInsert { id: TeamId(1) } == TeamInsert { id: TeamId(1) });
    assert!(Mood::Happy < Mood::InProgress);
    let point = |x| Point3 { x: Some(x), ..Point3::default() };
    assert!(point(1.0) < point(2.0));
}

#[test]
fn dates_of_jiff_pass_through() {
    let sent = std::fs::read(format!("{}/rows/types_time.json", env!("CARGO_MANIFEST_DIR"))).unwrap();
    let rows: Vec<TypesTime> = read::rows(&sent).unwrap();
    assert_eq!(rows[1].date_nn, jiff::civil::date(-43, 3, 15));
    let again: Vec<TypesTime> = read::rows(&serde_json::to_vec(&rows).unwrap()).unwrap();
    assert_eq!(format!("{rows:?}"), format!("{again:?}"));
}

#[test]
fn a_table_has_a_file_and_check_knows_of_it() {
    let folder = tempfile::tempdir().unwrap();
    let (_, documents) = golden::CASES.iter().find(|(case, _)| *case == "settings").unwrap();
    let out = folder.path().join("schema.rs");
    let config = config("settings", documents).unwrap().out(&out);
    config.generate().unwrap();
    assert_eq!(config.check().unwrap(), []);
    let teams = folder.path().join("schema/public/teams.rs");
    let same = std::fs::read_to_string(cases().join("settings/expected/public/teams.rs")).unwrap();
    assert_eq!(std::fs::read_to_string(&teams).unwrap(), same.replace("expected.rs", "schema.rs"));
    let changed =
        same.replace("expected.rs", "schema.rs").replace("pub id: crate::app::TeamId", "pub id: i32");
    std::fs::write(&teams, changed).unwrap();
    let changes: Vec<String> = config.check().unwrap().iter().map(ToString::to_string).collect();
    let expected = ["changed: public::Team.id: rust: i32 -> crate::app::TeamId"];
    assert!(changes.contains(&expected[0].to_owned()), "{changes:#?}");
}
