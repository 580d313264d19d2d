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
