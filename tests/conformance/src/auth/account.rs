//! The session, the user's account, claims.

use super::{
    Asked, Dict, Memory,
    dict::{given, inexpressible},
    done, or_none, returned,
    sign_in::signed_in,
    state::ends_at,
};
use crate::outcome::{Fault, Returned};
use serde_json::{Value, json};
use supabase_orm::auth::{Auth, Claims, Identity, Jwks, PkceFlow};

pub(super) async fn call(auth: &Auth, asked: &Asked<'_>, memory: &mut Memory) -> Result<Returned, Fault> {
    Ok(match asked.call {
        "get_session" => {
            returned(auth.session().await, |session| session.map_or(Value::Null, |session| session.to_json()))
        }
        "initialize" => initialize(auth, asked).await,
        "get_user" => or_none(returned(
            match asked.text(0, "jwt") {
                Some(token) => auth.get_user_of(token).await,
                None => auth.get_user().await,
            },
            |user| json!({"user": user}),
        )),
        "get_claims" => or_none(claims(auth, asked).await),
        "get_user_identities" => {
            returned(auth.get_user_identities().await, |identities| json!({"identities": identities}))
        }
        "link_identity" => link(auth, asked, memory).await,
        "unlink_identity" => unlink(auth, asked).await,
        "reauthenticate" => done(auth.reauthenticate().await),
        "update_user" => update(auth, asked).await?,
        "reset_password_for_email" | "reset_password_email" => reset(auth, asked, memory).await,
        "refresh_session" => returned(
            match asked.text(0, "refresh_token") {
                Some(token) => auth.set_session(token).await,
                None => auth.refresh_session().await,
            },
            |session| signed_in(&session),
        ),
        "set_session" => set_session(auth, asked).await?,
        "exchange_code_for_session" => exchange(auth, asked, memory).await,
        _ => return Err(asked.unknown()),
    })
}

/// Ours reads its store when it is used; an address that a user came back with is a call of its own.
async fn initialize(auth: &Auth, asked: &Asked<'_>) -> Returned {
    match asked.text(0, "url") {
        Some(url) => returned(auth.session_from_url(url, None).await, |_| Value::Null),
        None => returned(auth.session().await, |_| Value::Null),
    }
}

async fn claims(auth: &Auth, asked: &Asked<'_>) -> Returned {
    let call = match asked.text(0, "jwt") {
        Some(token) => auth.get_claims_of(token),
        None => auth.get_claims(),
    };
    let keys = asked.value(1, "jwks").and_then(|keys| serde_json::from_value::<Jwks>(keys.clone()).ok());
    let call = given!(call, keys => jwks);
    returned(call.send().await, |claims: Claims| {
        let mut json = json!(claims);
        // one audience is a text to the official client
        if let ([one], Some(members)) = (claims.aud.as_slice(), json.as_object_mut()) {
            members.insert("aud".to_owned(), json!(one));
        }
        json!({"claims": json})
    })
}

async fn link(auth: &Auth, asked: &Asked<'_>, memory: &mut Memory) -> Returned {
    let (given, options) = (asked.dict(0), asked.dict(0).options());
    let Some(provider) = given.text("provider") else { return inexpressible("no provider") };
    let mut call = given!(auth.link_identity(provider),
        options.text("redirect_to") => redirect_to, options.text("scopes") => scopes);
    for (name, value) in Dict::new(options.get("query_params")).members() {
        call = call.parameter(name, value.as_str().unwrap_or_default());
    }
    returned(call.send().await, |to| {
        memory.flow = to.flow.or(memory.flow.take());
        json!({"provider": provider, "url": to.url})
    })
}

/// An identity, or the user's own one of a provider.
async fn unlink(auth: &Auth, asked: &Asked<'_>) -> Returned {
    let given = asked.value(0, "identity").cloned().unwrap_or_default();
    if let Ok(identity) = serde_json::from_value::<Identity>(given.clone()) {
        return done(auth.unlink_identity(&identity).await);
    }
    let provider = given.get("provider").and_then(Value::as_str);
    let own = match auth.get_user_identities().await {
        Ok(all) => all.into_iter().find(|identity| Some(identity.provider.as_str()) == provider),
        Err(e) => return Returned::Error(e),
    };
    match own {
        Some(identity) => done(auth.unlink_identity(&identity).await),
        None => inexpressible("an identity that is not there"),
    }
}

async fn update(auth: &Auth, asked: &Asked<'_>) -> Result<Returned, Fault> {
    let (given, options) = (asked.dict(0), Dict::new(asked.value(1, "options")));
    let known = ["email", "phone", "password", "current_password", "nonce", "data"];
    if let Some((other, _)) = given.members().find(|(name, _)| !known.contains(name)) {
        return Err(Fault::Unsupported(format!("the attribute `{other}` of a user")));
    }
    let call = given!(auth.update_user(),
        given.text("email") => email, given.text("phone") => phone, given.text("password") => password,
        given.text("current_password") => current_password, given.text("nonce") => nonce,
        given.get("data").cloned() => data, options.text("email_redirect_to") => redirect_to);
    Ok(returned(call.send().await, |user| json!({"user": user})))
}

async fn reset(auth: &Auth, asked: &Asked<'_>, memory: &mut Memory) -> Returned {
    let options = Dict::new(asked.value(1, "options"));
    let Some(email) = asked.text(0, "email") else { return inexpressible("a password for nobody") };
    let call = given!(auth.reset_password_for_email(email),
        options.text("redirect_to") => redirect_to, options.text("captcha_token") => captcha_token);
    match call.send().await {
        Ok(flow) => {
            memory.flow = flow.or(memory.flow.take());
            Returned::Nothing
        }
        Err(e) => Returned::Error(e),
    }
}

async fn set_session(auth: &Auth, asked: &Asked<'_>) -> Result<Returned, Fault> {
    let (access, refresh) = (asked.text(0, "access_token"), asked.text(1, "refresh_token"));
    let Some(refresh) = refresh else { return Ok(inexpressible("a session without a refresh token")) };
    if access.is_some_and(|token| ends_at(token).is_some_and(|end| end > asked.clock)) {
        return Err(Fault::Unsupported("`set_session` with an access token that is good yet".to_owned()));
    }
    Ok(returned(auth.set_session(refresh).await, |session| signed_in(&session)))
}

async fn exchange(auth: &Auth, asked: &Asked<'_>, memory: &mut Memory) -> Returned {
    let given = asked.dict(0);
    let flow = given.text("code_verifier").map(PkceFlow::from_text).or_else(|| memory.flow.take());
    let (Some(code), Some(flow)) = (given.text("auth_code"), flow) else {
        return inexpressible("a code without the secret of its flow");
    };
    let call = given!(auth.exchange_code_for_session(code, flow), given.text("redirect_to") => redirect_to);
    returned(call.send().await, |session| signed_in(&session))
}
