//! The second Auth server: `@supabase/lite`, Supabase's own small one (alpha), on PostgreSQL. It has 13 methods; ours of the same
//! names go through each. Where it deviates from Supabase Auth, the test or its comment says so.

#[path = "lite/account.rs"]
mod account;
#[path = "lite/missing.rs"]
mod missing;
#[path = "lite/provider.rs"]
mod provider;
#[path = "lite/refresh.rs"]
mod refresh;
#[path = "lite/sign_in.rs"]
mod sign_in;

use crate::{
    auth::{PASSWORD, address, code, verified},
    world::stack,
};
use serde_json::json;
use stack::{Lite, Mail};
use std::sync::{Arc, LazyLock};
use supabase_orm::{
    Client, ClientBuilder,
    auth::{Login, OtpKind, Session},
};

const SITE: &str = "http://localhost:3000";
const WELCOME: &str = "http://localhost:3000/welcome";

/// One server for all tests; it ends with the program.
static LITE: LazyLock<Lite> = LazyLock::new(|| {
    let auth = json!({
        "site_url": SITE,
        "additional_redirect_urls": [WELCOME],
        "minimum_password_length": 6,
        "email": {"enable_confirmations": true, "max_frequency": "0s"},
        "external": {"github": {
            "enabled": true, "client_id": "client", "secret": "local-only", "url": format!("http://{}", provider::github()),
        }},
    });
    let stack = stack();
    // a thread of its own: the caller's runtime is busy with the caller
    let start = move || tokio::runtime::Runtime::new().unwrap().block_on(Lite::start(stack, &auth));
    std::thread::spawn(start).join().unwrap().unwrap_or_else(|e| panic!("{e}"))
});

fn builder() -> ClientBuilder {
    // nothing happens but what a test does
    Client::builder(LITE.url(), stack().publishable_key()).auto_refresh(false)
}

/// A client that nobody is signed in at.
fn client() -> Client {
    builder().build().unwrap()
}

async fn mail(address: &str) -> Mail {
    stack().next_mail_to(address).await.unwrap()
}

/// A user with a password and a confirmed address, who is signed in.
async fn signed_up(db: &Client, name: &str) -> (String, Arc<Session>) {
    let address = address(name);
    db.auth().sign_up(Login::email(&*address), PASSWORD).send().await.unwrap();
    let session = verified(db, &address, mail(&address).await.code().unwrap(), OtpKind::Signup).await;
    (address, session)
}
