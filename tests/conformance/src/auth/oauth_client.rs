//! Administration of OAuth clients.

use super::{Asked, Dict, dict::given, done, returned};
use crate::outcome::{Fault, Returned};
use serde_json::{Value, json};
use supabase_orm::auth::{AdminOAuth, OAuthClient};

/// Each attribute by its own method, others by name.
macro_rules! attributes {
    ($call:expr, $given:expr) => {{
        let mut call = $call;
        for (name, value) in $given.members() {
            let text = || value.as_str().unwrap_or_default();
            call = match name {
                "redirect_uris" => call,
                "client_name" => call.name(text()),
                "client_uri" => call.client_uri(text()),
                "logo_uri" => call.logo_uri(text()),
                "grant_types" => call.grant_types(texts(Some(value))),
                "token_endpoint_auth_method" => call.token_endpoint_auth_method(text()),
                other => call.attribute(other, value.clone()),
            };
        }
        call
    }};
}

pub(super) async fn call(oauth: &AdminOAuth, asked: &Asked<'_>) -> Result<Returned, Fault> {
    let id = asked.text(0, "client_id").unwrap_or_default();
    let one = |client: OAuthClient| json!({"client": of_client(&client)});
    Ok(match asked.call {
        "list_clients" => {
            let params = Dict::new(asked.value(0, "params"));
            let number = |name: &str| params.get(name).and_then(Value::as_u64);
            let call = given!(oauth.list_clients(), number("page") => page, number("per_page") => per_page);
            returned(call.send().await, |page| {
                let clients: Vec<Value> = page.clients.iter().map(of_client).collect();
                json!({"clients": clients, "total": page.total.unwrap_or(0), "next_page": page.next_page,
                    "last_page": page.last_page.unwrap_or(0)})
            })
        }
        "create_client" => {
            let given = Dict::new(asked.value(0, "params"));
            let call = attributes!(oauth.create_client(texts(given.get("redirect_uris"))), given);
            returned(call.send().await, one)
        }
        "update_client" => {
            let given = Dict::new(asked.value(1, "params"));
            let call = attributes!(oauth.update_client(id), given);
            let uris = given.get("redirect_uris").map(|uris| texts(Some(uris)));
            returned(given!(call, uris => redirect_uris).send().await, one)
        }
        "get_client" => returned(oauth.get_client(id).await, one),
        "delete_client" => done(oauth.delete_client(id).await),
        "regenerate_client_secret" => returned(oauth.regenerate_client_secret(id).await, one),
        _ => return Err(asked.unknown()),
    })
}

fn texts(value: Option<&Value>) -> Vec<&str> {
    value.and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str).collect()
}

fn of_client(c: &OAuthClient) -> Value {
    json!({
        "client_id": c.client_id, "client_secret": c.client_secret.as_ref().map(|secret| secret.expose()),
        "client_name": c.client_name, "client_type": c.client_type,
        "token_endpoint_auth_method": c.token_endpoint_auth_method, "registration_type": c.registration_type,
        "redirect_uris": c.redirect_uris, "grant_types": c.grant_types, "response_types": c.response_types,
        "client_uri": c.client_uri, "logo_uri": c.logo_uri, "scope": c.scope,
        "created_at": c.created_at, "updated_at": c.updated_at,
    })
}
