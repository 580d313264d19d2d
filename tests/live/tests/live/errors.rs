//! Errors as the server gives them: code, place, advice; and what keeps out of them.

use crate::world::{World, db, stack};
use serde_json::json;
use service::schema::{Label, LabelInsert, Project, ProjectInsert, Task, TaskInsert, User};
use std::time::Duration;
use supabase_orm::{
    Client, Table,
    error::{Details, ErrorKind},
    http::{BoxFuture, Request, Response, Transport, TransportError},
};
use uuid::Uuid;

#[tokio::test]
async fn constraints_have_predicates() {
    let w = World::new().await;
    let taken = w.db.from::<Label>().insert(LabelInsert { name: w.label("easy") }).await.unwrap_err();
    assert!(
        taken.is_unique_violation() && taken.code() == Some("23505") && taken.sqlstate() == Some("23505")
    );
    assert_eq!(
        (taken.status().unwrap().as_u16(), taken.method().unwrap().as_str(), taken.path()),
        (409, "POST", Some("labels"))
    );
    assert!(matches!(taken.details(), Some(Details::Text(t)) if t.contains("already exists")));
    let value = w.label("easy");
    assert!(!taken.to_string().contains(&value), "{taken}");
    let orphan = TaskInsert { project_id: Uuid::nil(), reporter_id: w.ann, title: "x".into() };
    assert!(w.db.from::<Task>().insert(orphan).await.unwrap_err().is_foreign_key_violation());
    let project = ProjectInsert { tenant_id: w.tenant, name: "alpha".into(), owner_id: w.ann };
    assert!(w.db.from::<Project>().insert(project).await.unwrap_err().is_unique_violation());
}

#[tokio::test]
async fn missing_things_are_named() {
    #[derive(Debug, Table)]
    #[table(name = "no_such_table")]
    struct Missing {
        #[table(key)]
        id: i64,
    }
    #[derive(Debug, Table)]
    #[table(name = "labels")]
    struct Wrong {
        #[table(key)]
        id: i64,
        colour: String,
    }
    let fault = db().from::<Missing>().select().await.unwrap_err();
    assert!(fault.is_unknown_relation() && fault.path() == Some("no_such_table"), "{fault}");
    let fault = db().from::<Wrong>().select().filter(|w| w.colour.eq("s3cret")).await.unwrap_err();
    assert_eq!(fault.code(), Some("42703"));
    assert!(
        fault.to_string().contains("generate the schema again") && !fault.to_string().contains("s3cret"),
        "{fault}"
    );
}

#[tokio::test]
async fn row_level_security_is_told_from_missing_grants() {
    #[derive(Debug, Table)]
    #[table(name = "guarded")]
    struct Guarded {
        #[table(key)]
        id: i32,
        owner: String,
    }
    stack().run_sql("truncate guarded; insert into guarded values (1, 'ann'), (2, 'bob')").await.unwrap();
    let user = |sub: &str| {
        let token = stack().jwt(json!({"role": "authenticated", "sub": sub})).unwrap();
        Client::new(stack().url(), stack().anon_key()).unwrap().as_user(token)
    };
    let (ann, bob) = (user("ann"), user("bob"));
    assert_eq!(ann.from::<Guarded>().columns(|g| g.id).await.unwrap(), [1]);
    assert_eq!(bob.from::<Guarded>().columns(|g| g.id).await.unwrap(), [2]);
    assert_eq!(db().from::<Guarded>().columns(|g| g.id).await.unwrap().len(), 2);
    let stolen =
        ann.from::<Guarded>().update(|g| g.owner.set("bob")).filter(|g| g.id.eq(1)).await.unwrap_err();
    assert!(stolen.is_permission_denied() && stolen.to_string().contains("row level security"), "{stolen}");
    assert_eq!(
        ann.from::<Guarded>().update(|g| g.owner.set("ann")).filter(|g| g.id.eq(2)).affected().await.unwrap(),
        0
    );
    stack()
        .run_sql("create table if not exists locked (id int); revoke all on locked from anon, authenticated")
        .await
        .unwrap();
    stack().reload_schema().await.unwrap();
    #[derive(Debug, Table)]
    #[table(name = "locked")]
    struct Locked {
        id: Option<i32>,
    }
    let denied = ann.from::<Locked>().select().await.unwrap_err();
    assert!(denied.is_permission_denied() && denied.to_string().contains("needs a grant"), "{denied}");
    assert_eq!(denied.status().unwrap().as_u16(), 403);
}

#[tokio::test]
async fn keys_and_tokens_are_refused_by_name() {
    let wrong = Client::new(stack().url(), "sb_publishable_of_another_project").unwrap();
    let fault = wrong.from::<Label>().select().await.unwrap_err();
    assert!(fault.is_unauthorized() && fault.message() == Some("Invalid API key"), "{fault}");
    let forged = Client::new(stack().url(), stack().anon_key()).unwrap().as_user("e30.e30.x");
    let fault = forged.from::<Label>().select().await.unwrap_err();
    assert!(fault.is_unauthorized() && fault.code() == Some("PGRST301"), "{fault}");
    let expired = stack().jwt(json!({"role": "authenticated", "exp": 1_000_000_000})).unwrap();
    let fault = forged.as_user(&*expired).from::<Label>().select().await.unwrap_err();
    assert!(fault.is_unauthorized() && !format!("{fault:?}").contains(&expired), "{fault}");
}

#[tokio::test]
async fn every_kind_of_key_is_accepted() {
    let s = stack();
    for key in [s.anon_key(), s.service_key(), s.publishable_key(), s.secret_key()] {
        let client = Client::new(stack().url(), key).unwrap();
        client.from::<Label>().select().limit(1).await.unwrap();
    }
}

#[tokio::test]
async fn a_timeout_is_one_attempts() {
    let w = World::new().await;
    let slow = w.db.from::<User>().select().timeout(Duration::from_nanos(1)).retry(false).await.unwrap_err();
    assert!(slow.is_timeout() && slow.is_temporary() && !slow.is_transport(), "{slow}");
    let nobody = Client::builder("http://127.0.0.1:1", "k").retry(false).build().unwrap();
    let fault = nobody.from::<Label>().select().await.unwrap_err();
    assert!(fault.is_transport() && fault.is_not_sent() && fault.is_temporary(), "{fault}");
    let fault = nobody.from::<Label>().insert(LabelInsert { name: "x".into() }).await.unwrap_err();
    assert!(fault.is_not_sent(), "{fault}");
}

#[tokio::test]
async fn a_wrong_address_is_told_by_who_answers_there() {
    let nowhere = format!("{}/nowhere", stack().url());
    let gateway = Client::builder(stack().url(), "k").rest_url(&nowhere).build().unwrap();
    let fault = gateway.from::<Label>().select().await.unwrap_err();
    assert_eq!(
        (fault.status().unwrap().as_u16(), fault.message()),
        (404, Some("no Route matched with those values"))
    );
}

#[tokio::test]
async fn an_answer_that_is_not_postgrests_is_kept() {
    struct Page;
    impl Transport for Page {
        fn send(&self, _: Request) -> BoxFuture<'_, Result<Response, TransportError>> {
            Box::pin(async { Ok(Response::new(521, "<html>web server is down</html>")) })
        }
    }
    let edge = Client::builder("http://edge", "k").transport(Page).build().unwrap();
    let fault = edge.from::<Label>().select().await.unwrap_err();
    assert!(
        matches!(fault.kind(), ErrorKind::Unexpected { body, .. } if &body[..] == b"<html>web server is down</html>")
    );
    assert!(
        fault.is_temporary() && fault.to_string().contains("is the address the project's own"),
        "{fault}"
    );
}
