//! Calls of the official client's `auth`, as calls of supabase-orm.

mod account;
mod admin;
mod dict;
mod errors;
mod mfa;
mod oauth_client;
mod same;
mod shape;
mod sign_in;
mod state;

pub(crate) use errors::same_error;
pub(crate) use same::{lost, same};
pub(crate) use shape::{same_time, secret_of_flow, unwrapped};
pub(crate) use state::{DEFAULT_KEY, client, now};

use crate::{
    case::{Link, Step},
    outcome::{Fault, Returned},
};
use dict::Dict;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use supabase_orm::{
    Client, Result,
    auth::{Auth, PkceFlow},
    error::ErrorKind,
};

/// Where a chain is: `auth`, `auth.mfa`, `auth.admin.oauth`.
#[derive(Clone)]
pub(crate) struct Place {
    auth: Auth,
    path: String,
    clock: u64,
}

/// What the official client stores between calls.
#[derive(Default)]
pub(crate) struct Memory {
    flow: Option<PkceFlow>,
}

/// One call and what it is given.
struct Asked<'a> {
    call: &'a str,
    args: &'a [Value],
    kwargs: &'a BTreeMap<String, Value>,
    clock: u64,
}

impl Asked<'_> {
    /// An argument by its place or its name.
    fn value(&self, place: usize, name: &str) -> Option<&Value> {
        self.args.get(place).or_else(|| self.kwargs.get(name)).filter(|value| !value.is_null())
    }

    fn text(&self, place: usize, name: &str) -> Option<&str> {
        self.value(place, name).and_then(Value::as_str)
    }

    fn number(&self, place: usize, name: &str) -> Option<u64> {
        self.value(place, name).and_then(Value::as_u64)
    }

    fn dict(&self, place: usize) -> Dict<'_> {
        Dict::new(self.args.get(place).or_else(|| self.kwargs.values().next()))
    }

    fn unknown(&self) -> Fault {
        Fault::Unsupported(format!("`{}` with {:?}", self.call, self.args))
    }
}

impl Place {
    pub(crate) fn new(client: &Client, clock: u64) -> Self {
        Self { auth: client.auth(), path: String::new(), clock }
    }

    /// A namespace below.
    pub(crate) fn get(self, name: &str) -> Self {
        let path = if self.path.is_empty() { name.to_owned() } else { format!("{}.{name}", self.path) };
        Self { path, ..self }
    }

    pub(crate) async fn call(
        &self,
        call: &str,
        args: &[Value],
        kwargs: &BTreeMap<String, Value>,
        memory: &mut Memory,
    ) -> std::result::Result<Returned, Fault> {
        let asked = Asked { call, args, kwargs, clock: self.clock };
        match self.path.as_str() {
            "" => match sign_in::call(&self.auth, &asked, memory).await? {
                Some(returned) => Ok(returned),
                None => account::call(&self.auth, &asked, memory).await,
            },
            "mfa" => mfa::call(&self.auth.mfa(), &asked).await,
            "admin" => admin::call(&self.auth.admin(), &asked).await,
            "admin.mfa" => mfa::admin(&self.auth.admin().mfa(), &asked).await,
            "admin.oauth" => oauth_client::call(&self.auth.admin().oauth(), &asked).await,
            other => Err(Fault::Unsupported(format!("`auth.{other}`"))),
        }
    }
}

/// What is done with a result in Python: `response.session.access_token`.
pub(crate) fn is_of_python(link: &Link) -> bool {
    matches!(link, Link::Get { .. }) || matches!(link, Link::Call { call, .. } if call == "split")
}

/// Python that is more than calls with literal values: what it comes to.
pub(crate) fn translated(id: &str) -> Option<Vec<Step>> {
    let call = |name: &str, args: Value| json!([{"chain": [{"get": "auth"}, {"call": name, "args": args}]}]);
    let identity = json!({"id": "i", "identity_id": "i", "provider": "google"});
    let steps = match id {
        "get-user/get-the-logged-in-user-with-a-custom-access-token-jwt" => {
            call("get_user", json!(["custom.jwt.token"]))
        }
        "unlink-identity/unlink-identity" => call("unlink_identity", json!([{"provider": "google"}])),
        "unlink-identity/no-session" => call("unlink_identity", json!([identity])),
        "reset-password-for-email/reset-password" => {
            let options = json!({"redirect_to": "https://example.com/update-password"});
            call("reset_password_for_email", json!(["email@example.com", options]))
        }
        "set-session/set-session" => call("set_session", json!([{"$key": "jwt_hs256"}, "rt-given"])),
        "set-session/no-exp-claim" => call("set_session", json!([{"$key": "jwt_hs256_noexp"}, "rt-given"])),
        _ => return None,
    };
    serde_json::from_value(steps).ok()
}

/// What a call returned, as JSON.
fn returned<T>(result: Result<T>, json: impl FnOnce(T) -> Value) -> Returned {
    match result {
        Ok(value) => Returned::Json(json(value)),
        Err(e) => Returned::Error(e),
    }
}

/// The same where the official client returns nothing, or what it was given.
fn done(result: Result<()>) -> Returned {
    result.map_or_else(Returned::Error, |()| Returned::Nothing)
}

/// Nobody is signed in: the official client returns None where ours is an error.
fn or_none(returned: Returned) -> Returned {
    match returned {
        Returned::Error(e) if matches!(e.kind(), ErrorKind::NoSession) => Returned::Json(Value::Null),
        other => other,
    }
}
