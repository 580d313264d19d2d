//! Signing in against an Auth server: the stack's double, or the real one of `STACK_AUTH_URL`.
//!
//! Only `faults` knows that there is a double. Every test has addresses of its own, so that tests run side by side and
//! again on a server that remembers.

#[path = "auth/account.rs"]
mod account;
#[path = "auth/anonymous.rs"]
mod anonymous;
#[path = "auth/faults.rs"]
mod faults;
#[path = "auth/links.rs"]
mod links;
#[path = "auth/mfa.rs"]
mod mfa;
#[path = "auth/processes.rs"]
mod processes;
#[path = "auth/refresh.rs"]
mod refresh;
#[path = "auth/sign_in.rs"]
mod sign_in;

use crate::world::stack;
use stack::Mail;
use std::sync::Arc;
use supabase_orm::{
    Client, ClientBuilder, Table,
    auth::{Login, Otp, OtpKind, Session, Verified},
};
use uuid::Uuid;

pub(crate) const PASSWORD: &str = "correct horse 1";

/// A row of a user's own.
#[derive(Debug, Table)]
#[table(name = "diary")]
struct Entry {
    #[table(key)]
    id: i64,
    owner: Uuid,
    body: String,
}

fn builder() -> ClientBuilder {
    // nothing happens but what a test does
    Client::builder(stack().url(), stack().publishable_key()).auto_refresh(false)
}

/// A client that nobody is signed in at.
pub(crate) fn client() -> Client {
    builder().build().unwrap()
}

/// An address that nobody has.
pub(crate) fn address(name: &str) -> String {
    format!("{name}-{}@example.com", Uuid::new_v4().simple())
}

async fn mail(address: &str) -> Mail {
    stack().next_mail_to(address).await.unwrap()
}

/// The session that a code gives.
pub(crate) async fn verified(db: &Client, address: &str, code: String, kind: OtpKind) -> Arc<Session> {
    let otp = Otp::Code(Login::email(address), code);
    match db.auth().verify_otp(otp, kind).send().await.unwrap() {
        Verified::Session(session) => session,
        other => panic!("{other:?}"),
    }
}

/// A user with a password and a confirmed address, who is signed in.
pub(crate) async fn signed_up(db: &Client, name: &str) -> (String, Arc<Session>) {
    let address = address(name);
    db.auth().sign_up(Login::email(&*address), PASSWORD).send().await.unwrap();
    let code = mail(&address).await.code().unwrap();
    let session = verified(db, &address, code, OtpKind::Signup).await;
    (address, session)
}

pub(crate) async fn sign_in(
    db: &Client,
    address: &str,
    password: &str,
) -> supabase_orm::Result<Arc<Session>> {
    db.auth().sign_in_with_password(Login::email(address), password).send().await
}

/// The code of an error of the Auth server.
pub(crate) fn code(e: &supabase_orm::Error) -> &str {
    e.auth_code().map_or("", |code| code.as_str())
}

/// Adds a row to the user's diary.
async fn write(db: &Client, body: &str) -> supabase_orm::Result<()> {
    db.table("diary").insert(&serde_json::json!({"body": body})).await.map(drop)
}

/// What the client sees of all diaries, in order.
async fn read(db: &Client) -> Vec<String> {
    db.from::<Entry>().columns(|e| e.body).order(|e| e.id.asc()).await.unwrap()
}
