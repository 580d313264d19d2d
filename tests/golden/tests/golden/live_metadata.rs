//! What the catalog told, at a real PostgREST: functions, computed columns and relations, hints, composites.

use crate::live::stack;
use golden::zoo_metadata::{
    api2,
    public::{self, rpc},
};
use supabase_orm::{Client, Table};

async fn db() -> Client {
    Client::new(stack().await.url(), stack().await.secret_key()).unwrap()
}

#[tokio::test]
async fn functions_answer_what_their_types_say() {
    let db = db().await;
    assert_eq!(db.rpc(rpc::FScalar {}).await.unwrap(), "hello");
    db.rpc(rpc::FVoid { x: 1 }).await.unwrap();
    assert_eq!(db.rpc(rpc::FOneRow { uid: 1 }).await.unwrap().display_name.as_deref(), Some("Ann"));
    assert_eq!(db.rpc(rpc::FSetofScalar { n: 3 }).await.unwrap(), [1, 2, 3]);
    let out = db.rpc(rpc::FOut {}).await.unwrap();
    assert_eq!((out.a, out.b.as_deref()), (Some(1), Some("x")));
    assert_eq!(db.rpc(rpc::FOutOne {}).await.unwrap().a, Some(1));
    let inout = db.rpc(rpc::FInout { a: 1, b: 2 }).await.unwrap();
    assert_eq!((inout.a, inout.c.as_deref()), (Some(3), Some("c")));
    let rows = db.rpc(rpc::FSetofOut { n: 2 }).await.unwrap();
    assert_eq!(rows.iter().map(|r| r.i).collect::<Vec<_>>(), [Some(1), Some(2)]);
    let rows = db.rpc(rpc::FTable {}.with(|a| a.q.set("q"))).filter(|t| t.label.eq("q")).await.unwrap();
    assert_eq!(rows[0].tags.as_ref().unwrap(), &[Some("t".to_owned())]);
    assert_eq!(db.rpc(rpc::FTableOne {}).await.unwrap()[0].only_col, Some(1));
    assert_eq!(db.rpc(rpc::FComposite {}).await.unwrap().y, Some(2.0));
    assert_eq!(db.rpc(rpc::FSetofComposite {}).await.unwrap()[0].z, Some(3.0));
    assert_eq!(db.rpc(api2::rpc::FPublicTable {}).await.unwrap().len(), 2);
}

#[tokio::test]
async fn composites_are_arguments_and_values() {
    let db = db().await;
    let p = public::Point3 { x: Some(1.5), ..Default::default() };
    assert_eq!(db.rpc(rpc::FCompositeArg { p: p.clone() }).await.unwrap(), 1.5);
    let insert = public::TypesUserInsert {
        mood_nn: public::Mood::Happy,
        email_nn: "composite@x.org".into(),
        nn_c: "x".into(),
    };
    let address = public::Address { geo: Some(p.clone()), tags: Some(vec![None]), ..Default::default() };
    let insert = insert.with(|t| (t.point3_c.set(p.clone()), t.address_c.set(address.clone())));
    let row = db.from::<public::TypesUser>().insert(insert).returning(|_| ..).single().await.unwrap();
    assert_eq!((row.point3_c, row.address_c), (Some(p), Some(address)));
    let gone = db.from::<public::TypesUser>().delete().filter(|t| t.id.eq(row.id)).affected().await;
    assert_eq!(gone.unwrap(), 1);
}

#[tokio::test]
async fn overloads_are_told_apart_by_the_names_of_arguments() {
    let db = db().await;
    assert_eq!(db.rpc(rpc::FOverload { a: 1 }).await.unwrap(), 1);
    assert_eq!(db.rpc(rpc::FOverload2 { a: 1, b: 2 }).await.unwrap(), 3);
    assert_eq!(db.rpc(rpc::FOverload3 { t: "t".into() }).await.unwrap(), "t");
    // the one that the generator warns of
    let fault = db.rpc(rpc::FOverloadDef { a: 1 }).await.unwrap_err();
    assert!(fault.to_string().contains("PGRST203"), "{fault}");
}

#[tokio::test]
async fn computed_columns_and_relations_are_read_by_name() {
    let db = db().await;
    let users = db.from::<public::User>();
    let users = users.columns(|u| (u.full_name, u.user_posts.columns(|p| p.title))).filter(|u| u.id.eq(1));
    let (name, posts) = users.single().await.unwrap();
    assert_eq!((name.as_deref(), posts.len()), (Some("Ann!"), 1));
    let post = db.from::<public::Post>().columns(|p| p.post_author.columns(|u| u.display_name));
    assert_eq!(post.filter(|p| p.id.eq(1)).single().await.unwrap(), Some(Some("Ann".into())));
    let boss = db.from::<public::Employee>().columns(|e| e.self_compute).filter(|e| e.id.eq(2));
    assert_eq!(boss.single().await.unwrap(), Some(4));
}

/// Every relation of a table, alone in a selection: PostgREST must find exactly one.
macro_rules! embeds { ($db:ident: $($table:ident { $($relation:ident)* })*) => { $($(
    let query = $db.from::<public::$table>().columns(|t| t.$relation.columns(|_| ..)).limit(1);
    query.await.unwrap_or_else(|e| panic!("{}.{}: {e}", public::$table::NAME, stringify!($relation)));
)*)* } }

#[tokio::test]
async fn every_hint_leads_to_one_relation() {
    let db = db().await;
    embeds! { db:
        User { user_posts messages_by_sender_id messages_by_receiver_id passport post profile users_teams v_agg teams }
        Message {
            mv_users_by_sender_id users_by_sender_id v_computed_by_sender_id v_over_view_by_sender_id v_simple_by_sender_id
            mv_users_by_receiver_id users_by_receiver_id v_computed_by_receiver_id
        }
        Post { post_author mv_users users v_computed v_join_by_receiver_id v_join_by_sender_id v_over_view v_simple post_tags }
        Employee { employees_by_manager_id employees_by_mentor_id }
        VAgg { mv_users users v_computed v_simple v_join_by_receiver_id v_join_by_sender_id }
        VSimple { messages_by_sender_id post passport profile users_teams v_agg teams }
        CompositeFk { composite_pk } CompositePk { composite_fk }
        FkToUnique { tags v_nopk v_rules } Tag { fk_to_unique post_tags }
        Team { users users_teams fk_and_pk_part v_simple } Profile { profile_photo users }
    }
    let boss = db.from::<public::Employee>().columns(|e| e.manager_id.columns(|m| m.name));
    assert_eq!(boss.filter(|e| e.id.eq(2)).single().await.unwrap(), Some("Boss".to_owned()));
}
