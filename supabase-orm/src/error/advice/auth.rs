//! What usually helps with a refusal of the Auth server.

use crate::error::AuthErrorCode as Code;

pub(super) fn of(code: &Code) -> Option<&'static str> {
    sign_in(code)
        .or_else(|| by_code(code))
        .or_else(|| session(code))
        .or_else(|| account(code))
        .or_else(|| factor(code))
        .or_else(|| project(code))
}

/// Who may sign in and up.
fn sign_in(code: &Code) -> Option<&'static str> {
    Some(match code {
        Code::InvalidCredentials => {
            "the address or the password is wrong, or the user has no password, as one who came by a code or a provider: the \
             server does not tell which. `reset_password_for_email` leads to a new one"
        }
        Code::EmailNotConfirmed => {
            "the user follows the link of the confirmation mail, or gives its code to `verify_otp`; `resend` sends it again"
        }
        Code::PhoneNotConfirmed => {
            "the user gives the code of the message to `verify_otp`; `resend` sends it again"
        }
        Code::UserBanned => {
            "an administrator has banned the user: `admin().update_user_by_id(..)` with `.ban_duration(\"none\")` ends it"
        }
        Code::UserAlreadyExists => {
            "sign in instead; `reset_password_for_email` helps who has forgotten the password"
        }
        Code::EmailExists | Code::PhoneExists => {
            "another account has it already: sign in there, or take another one"
        }
        Code::SignupDisabled => {
            "allow new users in the project's Auth settings, or invite this one: `admin().invite_user_by_email(..)`"
        }
        Code::AnonymousProviderDisabled => "allow anonymous sign-ins in the project's Auth settings",
        Code::EmailProviderDisabled | Code::PhoneProviderDisabled | Code::ProviderDisabled => {
            "enable this provider in the project's Auth settings"
        }
        Code::Web3ProviderDisabled | Code::SamlProviderDisabled | Code::SsoProviderDisabled => {
            "enable this way to sign in in the project's Auth settings"
        }
        Code::CaptchaFailed => {
            "give `.captcha_token(..)` what the captcha answered just now: each answer counts once"
        }
        _ => return None,
    })
}

/// Codes, links, and the mails that bring them.
fn by_code(code: &Code) -> Option<&'static str> {
    Some(match code {
        Code::OtpExpired => {
            "the code or link is wrong, used, too old, or replaced by a newer one: ask for another. Some mail programs open links \
             before their reader does; codes are safe from that"
        }
        Code::OtpDisabled => {
            "no user has this address, and `.create_user(false)` makes none; or codes are disabled in the project's Auth settings"
        }
        Code::OverEmailSendRateLimit | Code::OverSmsSendRateLimit => {
            "wait a minute before the next one to this address; the project's limits are in its Auth settings, and those of its \
             built-in mail service are low: an SMTP server of its own has others"
        }
        Code::OverRequestRateLimit => {
            "too many requests from this network address: wait some minutes. A server that calls for its users shares one limit"
        }
        Code::EmailAddressNotAuthorized => {
            "the built-in mail service sends to members of the project's organisation only: give the project an SMTP server of its own"
        }
        Code::EmailAddressInvalid => {
            "use an address that receives mail: those of examples and tests are refused"
        }
        Code::SmsSendFailed => {
            "check the number, and the provider of messages in the project's Auth settings"
        }
        Code::BadCodeVerifier => "exchange the code with the `PkceFlow` of the very flow that asked for it",
        Code::FlowStateNotFound | Code::FlowStateExpired => {
            "begin again: a code of a flow is exchanged once, and within minutes"
        }
        _ => return None,
    })
}

/// Tokens, and sessions that are over.
fn session(code: &Code) -> Option<&'static str> {
    Some(match code {
        Code::RefreshTokenNotFound => {
            "the session is over, as after signing out elsewhere or a new password: sign in again"
        }
        Code::RefreshTokenAlreadyUsed => {
            "sign in again. Every refresh replaces the token: programs that share a session must share its `SessionStore`, not copies"
        }
        Code::SessionNotFound | Code::SessionExpired => {
            "the session has been ended, or the project's limits of sessions have: sign in again"
        }
        Code::UserNotFound => {
            "the user has been deleted, or the id is wrong: sessions of a deleted user are over"
        }
        Code::BadJwt => {
            "the access token has expired or is not one of this project: refresh the session. A key of the project is no user's token"
        }
        Code::NoAuthorization => {
            "sign in first: this needs a user's access token, for factors and passkeys of one who is not anonymous; administration \
             needs the secret key"
        }
        Code::NotAdmin => "this needs the secret key of the project, which belongs on servers only",
        _ => return None,
    })
}

/// Changes of an account.
fn account(code: &Code) -> Option<&'static str> {
    Some(match code {
        Code::WeakPassword => {
            "ask for a password that fits the rules in the project's Auth settings: `reasons` are those that it breaks"
        }
        Code::SamePassword => "the new password must not be the old one",
        Code::CurrentPasswordRequired | Code::CurrentPasswordInvalid => {
            "`.current_password(..)` is the password that counts until now"
        }
        Code::ReauthenticationNeeded => {
            "`reauthenticate()` sends a code: give it with the new password, as `.nonce(..)`"
        }
        Code::ReauthenticationNotValid => "the code is wrong or too old: `reauthenticate()` sends another",
        Code::ManualLinkingDisabled => "allow manual linking in the project's Auth settings",
        Code::IdentityAlreadyExists => "this identity is linked already, to this user or to another",
        Code::SingleIdentityNotDeletable => "link another identity first: a user keeps at least one",
        _ => return None,
    })
}

/// Second factors and passkeys.
fn factor(code: &Code) -> Option<&'static str> {
    Some(match code {
        Code::InsufficientAal => {
            "the user has a second factor: verify it first, as by `mfa().challenge_and_verify(..)`"
        }
        Code::MfaVerificationFailed => {
            "the code is wrong or late: those of an app change every 30 seconds and depend on the clock of its device"
        }
        Code::MfaChallengeExpired | Code::MfaIpAddressMismatch => {
            "ask for a new challenge: each counts once, for some minutes, and from the network address that asked for it"
        }
        Code::MfaFactorNotFound => {
            "`mfa().list_factors()` has those of the user; verifying one removes the unverified ones of its kind"
        }
        Code::MfaFactorNameConflict => {
            "give the factor a `.friendly_name(..)` that no other of the user has: none is a name too"
        }
        Code::MfaVerifiedFactorExists | Code::TooManyEnrolledMfaFactors => {
            "remove a factor first: `mfa().unenroll(..)`"
        }
        Code::MfaPhoneEnrollNotEnabled
        | Code::MfaPhoneVerifyNotEnabled
        | Code::MfaTotpEnrollNotEnabled
        | Code::MfaTotpVerifyNotEnabled
        | Code::MfaWebauthnEnrollNotEnabled
        | Code::MfaWebauthnVerifyNotEnabled => {
            "enable second factors of this kind in the project's Auth settings"
        }
        Code::PasskeyDisabled => "enable passkeys in the project's Auth settings",
        Code::TooManyPasskeys => "remove a passkey first: `passkey().delete(..)`",
        Code::WebauthnChallengeExpired | Code::WebauthnChallengeNotFound => {
            "start again: a challenge counts once and for some minutes"
        }
        _ => return None,
    })
}

/// What the project's own parts do wrong.
fn project(code: &Code) -> Option<&'static str> {
    Some(match code {
        Code::HookTimeout | Code::HookTimeoutAfterRetry => {
            "the project's Auth hook answers too late or cannot be reached: its logs say why"
        }
        Code::HookPayloadInvalidContentType => {
            "the project's Auth hook must answer with `content-type: application/json`"
        }
        Code::HookPayloadOverSizeLimit => "the project's Auth hook gets or answers more than is allowed",
        Code::UnexpectedFailure => {
            "the project's Auth logs say why: a trigger on `auth.users` that fails or a mail server that refuses looks like this"
        }
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use crate::error::{AuthError, AuthErrorCode, Error, ErrorKind, RedirectError};
    use std::sync::Arc;

    fn refused(code: &str) -> Error {
        let body = format!(r#"{{"code":"{code}","message":"no"}}"#);
        let e = AuthError::parse(http::StatusCode::BAD_REQUEST, body.as_bytes(), None, None).unwrap();
        Error::new(ErrorKind::Auth(e))
    }

    #[test]
    fn refusals_of_auth_say_what_to_do() {
        for (code, repair) in [
            ("invalid_credentials", "reset_password_for_email"),
            ("email_not_confirmed", "`resend`"),
            ("user_already_exists", "sign in instead"),
            ("signup_disabled", "invite_user_by_email"),
            ("provider_disabled", "enable this provider"),
            ("email_provider_disabled", "enable this provider"),
            ("anonymous_provider_disabled", "allow anonymous sign-ins"),
            ("captcha_failed", ".captcha_token(..)"),
            ("otp_expired", "ask for another"),
            ("otp_disabled", ".create_user(false)"),
            ("over_email_send_rate_limit", "wait a minute"),
            ("over_request_rate_limit", "wait some minutes"),
            ("email_address_not_authorized", "SMTP server"),
            ("bad_code_verifier", "PkceFlow"),
            ("flow_state_expired", "begin again"),
            ("refresh_token_not_found", "sign in again"),
            ("refresh_token_already_used", "SessionStore"),
            ("session_not_found", "sign in again"),
            ("bad_jwt", "refresh the session"),
            ("no_authorization", "sign in first"),
            ("not_admin", "secret key"),
            ("weak_password", "reasons"),
            ("reauthentication_needed", ".nonce(..)"),
            ("insufficient_aal", "challenge_and_verify"),
            ("mfa_verification_failed", "clock"),
            ("mfa_challenge_expired", "new challenge"),
            ("mfa_totp_enroll_not_enabled", "enable second factors"),
            ("too_many_enrolled_mfa_factors", "unenroll"),
            ("unexpected_failure", "logs"),
        ] {
            let error = refused(code);
            let advice = error.advice().unwrap_or_default();
            assert!(advice.contains(repair), "{code}: {advice}");
            assert_eq!(error.to_string(), format!("no ({code}, 400); {advice}"));
        }
    }

    #[test]
    fn a_code_of_a_newer_server_has_no_advice() {
        assert_eq!(refused("brand_new").advice(), None);
        assert_eq!(refused("brand_new").to_string(), "no (brand_new, 400)");
    }

    #[test]
    fn a_redirect_that_was_refused_has_the_advice_of_its_code() {
        let refused = |code| {
            let (error, description) = ("access_denied".to_owned(), "no".to_owned());
            Error::from(RedirectError::Refused { error, code, description })
        };
        assert!(refused(Some(AuthErrorCode::OtpExpired)).advice().unwrap().contains("ask for another"));
        assert_eq!(refused(None).advice(), None);
    }

    #[test]
    fn advice_on_the_cause_is_said_once() {
        let cause = refused("refresh_token_not_found");
        let advice = cause.advice().unwrap();
        let error = Error::new(ErrorKind::Session(Arc::new(cause)));
        assert_eq!(error.advice(), Some(advice));
        assert_eq!(error.to_string().matches(advice).count(), 1, "{error}");
    }
}
