//! What there is before the first call: the client, its clock, its session.

use crate::{case::Case, outcome::Fault};
use base64::{Engine as _, prelude::BASE64_URL_SAFE_NO_PAD};
use serde_json::{Value, json};
use std::{
    collections::BTreeMap,
    time::{Duration, SystemTime, UNIX_EPOCH},
};
use supabase_orm::{
    Client, ClientBuilder,
    auth::{Clock, Flow, MemoryStore, SessionStore, StoreError, StoredSession},
    http::BoxFuture,
};

/// The key of cases that name none.
pub(crate) const DEFAULT_KEY: &str = "anon-key";

/// The clock of the recorded client.
const NOW: u64 = 1_699_996_400;

/// A clock that stands.
struct Standing(u64);

impl Clock for Standing {
    fn now(&self) -> SystemTime {
        UNIX_EPOCH + Duration::from_secs(self.0)
    }
}

/// A store that holds something else than a session.
struct Unreadable;

impl SessionStore for Unreadable {
    fn load(&self) -> BoxFuture<'_, Result<Option<StoredSession>, StoreError>> {
        Box::pin(async { StoredSession::from_json(json!("{not JSON")).map(Some) })
    }

    fn save(&self, _: Option<StoredSession>) -> BoxFuture<'_, Result<(), StoreError>> {
        Box::pin(async { Ok(()) })
    }
}

/// What time it is in a case. Conversations: when the first token of theirs was issued.
pub(crate) fn now(case: &Case) -> u64 {
    let token = |answer: &crate::case::Answer| {
        let body = &answer.body.as_ref()?.value;
        claim(body.get("access_token")?.as_str()?, "iat")
    };
    match &case.talk {
        // without a token of its own: when the conversations were recorded
        Some(_) => case.responses.iter().find_map(token).unwrap_or(1_795_449_000),
        None => NOW,
    }
}

/// The client of a case whose steps make none.
pub(crate) async fn client(case: &Case, keys: &BTreeMap<String, Value>, url: &str) -> Result<Client, Fault> {
    let key = case.client_key.as_deref().unwrap_or(DEFAULT_KEY);
    let mut builder = Client::builder(url, key).auto_refresh(false).clock(Standing(now(case)));
    if case.talk.as_ref().is_some_and(|talk| !talk.pkce) {
        builder = builder.auth_flow(Flow::Implicit);
    }
    if let Some(state) = &case.precondition {
        builder = preloaded(builder, session(state, keys)?).await?;
    }
    if let Some(options) = case.client_options.as_ref().and_then(Value::as_str) {
        builder = of_python(builder, options).await?;
    }
    builder.build().map_err(|e| Fault::Differs(format!("the client: {e}")))
}

async fn preloaded(builder: ClientBuilder, session: Value) -> Result<ClientBuilder, Fault> {
    let fault = |e: StoreError| Fault::Differs(format!("the session: {e}"));
    let store = MemoryStore::default();
    store.save(Some(StoredSession::from_json(session).map_err(fault)?)).await.map_err(fault)?;
    Ok(builder.session_store(store))
}

/// `flow_type="implicit", persist_session=False`, `headers={"content-type": ".."}`.
async fn of_python(builder: ClientBuilder, text: &str) -> Result<ClientBuilder, Fault> {
    let unknown = || Fault::Unsupported(format!("client options `{text}`"));
    if let Some(json) = text.strip_prefix("headers=") {
        let headers: BTreeMap<String, String> = serde_json::from_str(json).map_err(|_| unknown())?;
        return Ok(headers.iter().fold(builder, |b, (name, value)| b.header(name, value)));
    }
    if text.starts_with("storage preloaded with a valid session") {
        return preloaded(builder, of("stored-at", "stored-rt", NOW + 3600)).await;
    }
    if text.starts_with("storage preloaded with invalid JSON") {
        return Ok(builder.session_store(Unreadable));
    }
    text.split(", ").try_fold(builder, |b, option| {
        Ok(match option {
            r#"flow_type="implicit""# => b.auth_flow(Flow::Implicit),
            "postgrest_client_retry=False" => b.retry(false),
            // never in the background here, and never stored unless told so
            "auto_refresh_token=False" | "persist_session=False" => b,
            _ => return Err(unknown()),
        })
    })
}

/// The session that `signed in ..` speaks of; tokens are those of `keys.json`.
fn session(state: &str, keys: &BTreeMap<String, Value>) -> Result<Value, Fault> {
    let unknown = || Fault::Unsupported(format!("a session: {state}"));
    let (token, end) = match state {
        _ if state.starts_with("signed in (HS256 access token") => ("jwt_hs256", 4_102_444_800),
        _ if state.starts_with("signed in with an RS256 access token") => ("jwt_rs256", 4_102_444_800),
        _ if state.starts_with("signed in with an aal2 token") => ("jwt_hs256_aal2", 4_102_444_800),
        _ if state.contains("no amr claim") => ("jwt_hs256_no_amr", 4_102_444_800),
        _ if state.contains("expired 5 s ago") => ("jwt_hs256_expired", NOW - 5),
        _ if state.contains("expires in exactly 10 s") => ("jwt_hs256", NOW + 10),
        _ if state.contains("expires in 11 s") => ("jwt_hs256", NOW + 11),
        _ => return Err(unknown()),
    };
    let token = keys.get(token).and_then(Value::as_str).ok_or_else(unknown)?;
    Ok(of(token, "refresh-token-1", end))
}

fn of(access: &str, refresh: &str, end: u64) -> Value {
    const ID: &str = "11111111-1111-1111-1111-111111111111";
    const TIME: &str = "2024-01-01T00:00:00Z";
    let email =
        json!({"email": "example@email.com", "email_verified": false, "phone_verified": false, "sub": ID});
    json!({
        "access_token": access, "refresh_token": refresh, "token_type": "bearer",
        "expires_in": end.saturating_sub(NOW).max(3600), "expires_at": end,
        "user": {
            "id": ID, "aud": "authenticated", "role": "authenticated", "email": "example@email.com", "phone": "",
            "app_metadata": {"provider": "email", "providers": ["email"]}, "user_metadata": {},
            "identities": [{
                "id": ID, "identity_id": "22222222-2222-2222-2222-222222222222", "user_id": ID,
                "identity_data": email, "provider": "email", "created_at": TIME, "last_sign_in_at": TIME,
                "updated_at": TIME,
            }],
            "created_at": TIME, "updated_at": TIME, "confirmed_at": TIME, "email_confirmed_at": TIME,
            "last_sign_in_at": TIME, "is_anonymous": false, "is_sso_user": false,
        },
    })
}

/// When an access token ends, by its own word.
pub(super) fn ends_at(token: &str) -> Option<u64> {
    claim(token, "exp")
}

fn claim(token: &str, name: &str) -> Option<u64> {
    let claims = BASE64_URL_SAFE_NO_PAD.decode(token.split('.').nth(1)?).ok()?;
    serde_json::from_slice::<Value>(&claims).ok()?.get(name)?.as_u64()
}
