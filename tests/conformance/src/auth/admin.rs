//! Administration of users.

use super::{
    Asked, Dict,
    dict::{given, inexpressible, scope},
    done, returned,
};
use crate::outcome::{Fault, Returned};
use serde_json::{Value, json};
use supabase_orm::auth::{Admin, GeneratedLink, LinkKind, SignOutScope};

/// Each attribute by its own method, others by name.
macro_rules! attributes {
    ($call:expr, $given:expr) => {{
        let mut call = $call;
        for (name, value) in $given.members() {
            let text = || value.as_str().unwrap_or_default();
            let flag = || value.as_bool().unwrap_or_default();
            call = match name {
                "id" => call, // only a new user has it by a method
                "email" => call.email(text()),
                "phone" => call.phone(text()),
                "password" => call.password(text()),
                "password_hash" => call.password_hash(text()),
                "user_metadata" => call.user_metadata(value.clone()),
                "app_metadata" => call.app_metadata(value.clone()),
                "email_confirm" => call.email_confirm(flag()),
                "phone_confirm" => call.phone_confirm(flag()),
                "ban_duration" => call.ban_duration(text()),
                "role" => call.role(text()),
                other => call.attribute(other, value.clone()),
            };
        }
        call
    }};
}
pub(super) async fn call(admin: &Admin, asked: &Asked<'_>) -> Result<Returned, Fault> {
    let id = asked.args.first().map(word).unwrap_or_default();
    Ok(match asked.call {
        "create_user" => {
            let given = asked.dict(0);
            let call = attributes!(admin.create_user(), given);
            let call = given!(call, given.text("id") => id);
            returned(call.send().await, |user| json!({"user": user}))
        }
        "update_user_by_id" => {
            let given = Dict::new(asked.value(1, "attributes"));
            let call = attributes!(admin.update_user_by_id(id), given);
            let call = given.get("id").into_iter().fold(call, |call, id| call.attribute("id", id.clone()));
            returned(call.send().await, |user| json!({"user": user}))
        }
        "get_user_by_id" => returned(admin.get_user_by_id(&id).await, |user| json!({"user": user})),
        "list_users" => {
            let (page, count) = (asked.number(0, "page"), asked.number(1, "per_page"));
            let call = given!(admin.list_users(), page => page, count => per_page);
            returned(call.send().await, |page| json!(page.users))
        }
        "delete_user" => {
            let soft = asked.value(1, "should_soft_delete").and_then(Value::as_bool);
            done(given!(admin.delete_user(id), soft => should_soft_delete).send().await)
        }
        "invite_user_by_email" => {
            let options = Dict::new(asked.value(1, "options"));
            let call = given!(admin.invite_user_by_email(id),
                options.text("redirect_to") => redirect_to, options.get("data").cloned() => data);
            returned(call.send().await, |user| json!({"user": user}))
        }
        "generate_link" => generate_link(admin, asked).await,
        "sign_out" => {
            let scope = scope(asked.text(1, "scope"))?.unwrap_or(SignOutScope::Global);
            done(admin.sign_out(id, scope).await)
        }
        _ => return Err(asked.unknown()),
    })
}

/// Python also passes a number for an id.
fn word(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

async fn generate_link(admin: &Admin, asked: &Asked<'_>) -> Returned {
    let (given, options) = (asked.dict(0), asked.dict(0).options());
    let text = |name: &str| given.text(name).map(str::to_owned);
    let kind = match (given.text("type"), text("email"), text("password"), text("new_email")) {
        (Some("signup"), Some(email), Some(password), _) => LinkKind::Signup { email, password },
        (Some("invite"), Some(email), ..) => LinkKind::Invite { email },
        (Some("magiclink"), Some(email), ..) => LinkKind::Magiclink { email },
        (Some("recovery"), Some(email), ..) => LinkKind::Recovery { email },
        (Some("email_change_current"), Some(email), _, Some(new_email)) => {
            LinkKind::EmailChangeCurrent { email, new_email }
        }
        (Some("email_change_new"), Some(email), _, Some(new_email)) => {
            LinkKind::EmailChangeNew { email, new_email }
        }
        _ => return inexpressible("a link of no kind, or without what its kind needs"),
    };
    let call = given!(admin.generate_link(kind),
        options.text("redirect_to") => redirect_to, options.get("data").cloned() => data);
    returned(call.send().await, |link| of_link(&link))
}

fn of_link(link: &GeneratedLink) -> Value {
    let mut user = json!(link.user);
    // the official client has it twice
    if let Some(members) = user.as_object_mut() {
        members.insert("action_link".to_owned(), json!(link.action_link));
    }
    json!({"user": user, "properties": {
        "action_link": link.action_link, "email_otp": link.email_otp, "hashed_token": link.hashed_token,
        "verification_type": link.verification_type, "redirect_to": link.redirect_to,
    }})
}
