//! Second factors.

use super::{
    Asked,
    dict::{given, inexpressible},
    done, returned,
};
use crate::outcome::{Fault, Returned};
use serde_json::{Value, json};
use supabase_orm::auth::{AdminMfa, Enrolled, Mfa, NewFactor};

pub(super) async fn call(mfa: &Mfa, asked: &Asked<'_>) -> Result<Returned, Fault> {
    let given = asked.dict(0);
    let id = given.text("factor_id").unwrap_or_default();
    Ok(match asked.call {
        "enroll" => enroll(mfa, asked).await?,
        "challenge" => {
            let call = given!(mfa.challenge(id), given.channel() => channel);
            returned(call.send().await, |challenge| {
                json!({"id": challenge.id, "factor_type": challenge.factor_type, "type": challenge.factor_type,
                    "expires_at": challenge.expires_at})
            })
        }
        "verify" => {
            let (challenge, code) = (given.text("challenge_id"), given.text("code"));
            let verified = mfa.verify(id, challenge.unwrap_or_default(), code.unwrap_or_default()).await;
            returned(verified, |session| session.to_json())
        }
        "challenge_and_verify" => {
            let code = given.text("code").unwrap_or_default();
            returned(mfa.challenge_and_verify(id, code).await, |session| session.to_json())
        }
        "unenroll" => done(mfa.unenroll(id).await),
        "list_factors" => returned(
            mfa.list_factors().await,
            |factors| json!({"all": factors.all, "totp": factors.totp, "phone": factors.phone}),
        ),
        "get_authenticator_assurance_level" => {
            returned(mfa.get_authenticator_assurance_level().await, |level| {
                json!({"current_level": level.current, "next_level": level.next,
                    "current_authentication_methods": level.methods})
            })
        }
        _ => return Err(asked.unknown()),
    })
}

async fn enroll(mfa: &Mfa, asked: &Asked<'_>) -> Result<Returned, Fault> {
    let given = asked.dict(0);
    let factor = match (given.text("factor_type"), given.text("phone")) {
        (Some("totp"), _) => NewFactor::totp(),
        (Some("phone"), Some(number)) => NewFactor::phone(number),
        (Some("phone"), None) => return Ok(inexpressible("a phone without a number")),
        (other, _) => return Err(Fault::Unsupported(format!("a factor of the type {other:?}"))),
    };
    let factor = given!(factor, given.text("friendly_name") => friendly_name, given.text("issuer") => issuer);
    Ok(returned(mfa.enroll(factor).await, |enrolled| of_enrolled(&enrolled)))
}

fn of_enrolled(enrolled: &Enrolled) -> Value {
    // the official client returns the image as an address
    let totp = enrolled.totp.as_ref().map(|totp| {
        let image = format!("data:image/svg+xml;utf-8,{}", totp.qr_code);
        json!({"qr_code": image, "secret": totp.secret, "uri": totp.uri})
    });
    json!({"id": enrolled.id, "type": enrolled.factor_type, "friendly_name": enrolled.friendly_name,
        "phone": enrolled.phone, "totp": totp})
}

pub(super) async fn admin(mfa: &AdminMfa, asked: &Asked<'_>) -> Result<Returned, Fault> {
    let given = asked.dict(0);
    let user = given.text("user_id").unwrap_or_default();
    Ok(match asked.call {
        "list_factors" => returned(mfa.list_factors(user).await, |factors| json!(factors)),
        "delete_factor" => done(mfa.delete_factor(user, given.text("id").unwrap_or_default()).await),
        _ => return Err(asked.unknown()),
    })
}
