//! Changes are shown to who may see the rows.

use super::{Secret, id, room, soon};
use crate::{
    auth::{client, signed_up},
    world::db,
};
use serde_json::json;
use std::time::Duration;
use supabase_orm::realtime::Change;
use uuid::Uuid;

#[tokio::test]
async fn row_level_security_decides_and_what_is_deleted_tells_its_key_only() {
    let user = client();
    let (_, session) = signed_up(&user, "ann").await;
    let own: Uuid = session.user.as_ref().unwrap().id.to_string().parse().unwrap();
    let mut channel = user.realtime().channel(room());
    let mut changes = channel.on_changes::<Secret>().stream();
    channel.subscribe().await.unwrap();
    let admin = db();
    let (theirs, mine) = (id(), id());
    for (id, owner) in [(theirs, Uuid::new_v4()), (mine, own)] {
        let row = json!({"id": id, "owner": owner, "body": "hush"});
        admin.table("secrets").schema("realtime_live").insert(&row).await.unwrap();
    }
    let Change::Insert { new, .. } = soon(changes.next()).await else { panic!("no insert") };
    assert_eq!(new, Secret { id: mine, owner: own, body: "hush".into() });
    admin.from::<Secret>().delete().filter(|s| s.id.eq(theirs)).await.unwrap();
    let Change::Delete { old, .. } = soon(changes.next()).await else { panic!("no delete") };
    assert_eq!(old.to_value().unwrap(), json!({"id": theirs}));
}

#[tokio::test]
async fn who_may_not_read_a_table_at_all_gets_an_error() {
    let anyone = client();
    let mut channel = anyone.realtime().channel(room());
    let mut changes = channel.on_changes::<Secret>().stream();
    channel.subscribe().await.unwrap();
    let row = json!({"id": id(), "owner": Uuid::new_v4(), "body": "hush"});
    db().table("secrets").schema("realtime_live").insert(&row).await.unwrap();
    let change = tokio::time::timeout(Duration::from_secs(20), changes.next())
        .await
        .unwrap_or_else(|_| panic!("nothing comes"));
    let e = change.unwrap().unwrap_err();
    assert!(e.to_string().contains("Error 401: Unauthorized"), "{e}");
}
