//! Signing up, in and out, and codes.

use super::{
    Asked, Memory,
    dict::{given, inexpressible, scope},
    done, returned,
};
use crate::outcome::{Fault, Returned};
use serde_json::{Value, json};
use supabase_orm::auth::{Auth, Otp, OtpSent, Session, SignedUp, SsoDomain, User, Verified};

/// `None` for other calls.
pub(super) async fn call(
    auth: &Auth,
    asked: &Asked<'_>,
    memory: &mut Memory,
) -> Result<Option<Returned>, Fault> {
    Ok(Some(match asked.call {
        "sign_up" => sign_up(auth, asked, memory).await,
        "sign_in_with_password" => with_password(auth, asked).await,
        "sign_in_anonymously" => {
            let options = asked.dict(0).options();
            let call = given!(auth.sign_in_anonymously(),
                options.get("data").cloned() => data, options.text("captcha_token") => captcha_token);
            returned(call.send().await, |session| signed_in(&session))
        }
        "sign_in_with_otp" => with_otp(auth, asked, memory).await,
        "verify_otp" => verify(auth, asked).await?,
        "resend" => resend(auth, asked).await?,
        "sign_in_with_oauth" => with_oauth(auth, asked, memory),
        "sign_in_with_sso" => with_sso(auth, asked, memory).await,
        "sign_in_with_id_token" => with_id_token(auth, asked).await,
        "sign_out" => {
            let call = given!(auth.sign_out(), scope(asked.dict(0).text("scope"))? => scope);
            done(call.send().await)
        }
        _ => return Ok(None),
    }))
}

/// An `AuthResponse`.
pub(super) fn signed_in(session: &Session) -> Value {
    json!({"user": session.user, "session": session.to_json()})
}

fn of_user(user: &User) -> Value {
    json!({"user": user, "session": null})
}

async fn sign_up(auth: &Auth, asked: &Asked<'_>, memory: &mut Memory) -> Returned {
    let (given, options) = (asked.dict(0), asked.dict(0).options());
    let (Some(login), Some(password)) = (given.login(), given.text("password")) else {
        return inexpressible("a sign-up without a name or a password");
    };
    let call = given!(auth.sign_up(login, password),
        options.get("data").cloned() => data, options.text("email_redirect_to") => redirect_to,
        options.text("captcha_token") => captcha_token, options.channel() => channel);
    returned(call.send().await, |made| match made {
        SignedUp::Session(session) => signed_in(&session),
        SignedUp::ConfirmationSent { user, flow, .. } => {
            memory.flow = flow.or(memory.flow.take());
            of_user(&user)
        }
        SignedUp::MayExist(user) => of_user(&user),
        other => json!(format!("{other:?}")),
    })
}

async fn with_password(auth: &Auth, asked: &Asked<'_>) -> Returned {
    let given = asked.dict(0);
    let (Some(login), Some(password)) = (given.login(), given.text("password")) else {
        return inexpressible("a sign-in without a name or a password");
    };
    let call = given!(auth.sign_in_with_password(login, password),
        given.options().text("captcha_token") => captcha_token);
    returned(call.send().await, |session| signed_in(&session))
}

async fn with_otp(auth: &Auth, asked: &Asked<'_>, memory: &mut Memory) -> Returned {
    let (given, options) = (asked.dict(0), asked.dict(0).options());
    let Some(login) = given.login() else { return inexpressible("a code for nobody") };
    let call = given!(auth.sign_in_with_otp(login),
        options.get("data").cloned() => data, options.text("email_redirect_to") => redirect_to,
        options.text("captcha_token") => captcha_token, options.flag("should_create_user") => create_user,
        options.channel() => channel);
    returned(call.send().await, |sent| {
        memory.flow = sent.flow.clone().or(memory.flow.take());
        of_sent(&sent)
    })
}

fn of_sent(sent: &OtpSent) -> Value {
    json!({"user": null, "session": null, "message_id": sent.message_id})
}

async fn verify(auth: &Auth, asked: &Asked<'_>) -> Result<Returned, Fault> {
    let (given, options) = (asked.dict(0), asked.dict(0).options());
    let otp = match (given.login(), given.text("token"), given.text("token_hash")) {
        (None, None, Some(hash)) => Otp::TokenHash(hash.to_owned()),
        (Some(login), Some(code), None) => Otp::Code(login, code.to_owned()),
        _ => return Ok(inexpressible("a code and a token hash")),
    };
    let call = given!(auth.verify_otp(otp, given.kind()?),
        options.text("redirect_to") => redirect_to, options.text("captcha_token") => captcha_token);
    Ok(returned(call.send().await, verified))
}

pub(super) fn verified(verified: Verified) -> Value {
    match verified {
        Verified::Session(session) => signed_in(&session),
        Verified::User(user) => of_user(&user),
        _ => json!({"user": null, "session": null}),
    }
}

async fn resend(auth: &Auth, asked: &Asked<'_>) -> Result<Returned, Fault> {
    let (given, options) = (asked.dict(0), asked.dict(0).options());
    let Some(login) = given.login() else { return Ok(inexpressible("a code for nobody")) };
    let call = given!(auth.resend(login, given.kind()?),
        options.text("email_redirect_to") => redirect_to, options.text("captcha_token") => captcha_token);
    Ok(returned(call.send().await, |sent| of_sent(&sent)))
}

fn with_oauth(auth: &Auth, asked: &Asked<'_>, memory: &mut Memory) -> Returned {
    let (given, options) = (asked.dict(0), asked.dict(0).options());
    let Some(provider) = given.text("provider") else { return inexpressible("no provider") };
    let mut call = given!(auth.sign_in_with_oauth(provider),
        options.text("redirect_to") => redirect_to, options.text("scopes") => scopes);
    for (name, value) in super::Dict::new(options.get("query_params")).members() {
        call = call.parameter(name, value.as_str().unwrap_or_default());
    }
    returned(call.url(), |to| {
        memory.flow = to.flow.or(memory.flow.take());
        json!({"provider": provider, "url": to.url})
    })
}

async fn with_sso(auth: &Auth, asked: &Asked<'_>, memory: &mut Memory) -> Returned {
    let (given, options) = (asked.dict(0), asked.dict(0).options());
    let domain = match (given.text("domain"), given.text("provider_id")) {
        (Some(domain), _) => SsoDomain::Domain(domain.to_owned()),
        (None, Some(id)) => SsoDomain::Provider(id.to_owned()),
        (None, None) => return inexpressible("neither a domain nor a provider"),
    };
    let call = given!(auth.sign_in_with_sso(domain),
        options.text("redirect_to") => redirect_to, options.text("captcha_token") => captcha_token);
    returned(call.send().await, |to| {
        memory.flow = to.flow.or(memory.flow.take());
        json!({"url": to.url})
    })
}

async fn with_id_token(auth: &Auth, asked: &Asked<'_>) -> Returned {
    let given = asked.dict(0);
    let (Some(provider), Some(token)) = (given.text("provider"), given.text("token")) else {
        return inexpressible("no provider or no token");
    };
    let call = given!(auth.sign_in_with_id_token(provider, token),
        given.text("access_token") => access_token, given.text("nonce") => nonce,
        given.options().text("captcha_token") => captcha_token);
    returned(call.send().await, |session| signed_in(&session))
}
