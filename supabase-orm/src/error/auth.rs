//! What the Auth server answers when it refuses.

use http::StatusCode;
use serde::Deserialize;
use serde_json::Value;
use std::{fmt, time::Duration};

/// A refusal of the Auth server.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct AuthError {
    /// The HTTP status.
    pub status: StatusCode,
    /// The server's code; `None` where it has none: OAuth errors, old servers.
    pub code: Option<AuthErrorCode>,
    /// What happened, in the server's words.
    pub message: String,
    /// Why a password is too weak: `length`, `characters`, `pwned`.
    pub reasons: Vec<String>,
    /// When to try again, where the server says so.
    pub retry_after: Option<Duration>,
}

macro_rules! codes { ($($variant:ident = $text:literal,)*) => {
    /// A code of the Auth server. What a newer server adds is [`Other`](Self::Other).
    #[derive(Debug, Clone, PartialEq, Eq, Hash)]
    #[non_exhaustive]
    pub enum AuthErrorCode {
        $(#[doc = concat!("`", $text, "`")] $variant,)*
        /// A code that this version does not know.
        Other(String),
    }

    impl AuthErrorCode {
        /// The server's word.
        #[must_use]
        pub fn as_str(&self) -> &str {
            match self {
                $(Self::$variant => $text,)*
                Self::Other(text) => text,
            }
        }

        pub(crate) fn parse(text: &str) -> Self {
            match text {
                $($text => Self::$variant,)*
                other => Self::Other(other.to_owned()),
            }
        }
    }
} }

codes! {
    AnonymousProviderDisabled = "anonymous_provider_disabled",
    BadCodeVerifier = "bad_code_verifier",
    BadJson = "bad_json",
    BadJwt = "bad_jwt",
    CaptchaFailed = "captcha_failed",
    Conflict = "conflict",
    CurrentPasswordInvalid = "current_password_invalid",
    CurrentPasswordRequired = "current_password_required",
    CustomProviderNotFound = "custom_provider_not_found",
    EmailAddressInvalid = "email_address_invalid",
    EmailAddressNotAuthorized = "email_address_not_authorized",
    EmailExists = "email_exists",
    EmailNotConfirmed = "email_not_confirmed",
    EmailProviderDisabled = "email_provider_disabled",
    FeatureDisabled = "feature_disabled",
    FlowStateExpired = "flow_state_expired",
    FlowStateNotFound = "flow_state_not_found",
    HookPayloadInvalidContentType = "hook_payload_invalid_content_type",
    HookPayloadOverSizeLimit = "hook_payload_over_size_limit",
    HookTimeout = "hook_timeout",
    HookTimeoutAfterRetry = "hook_timeout_after_retry",
    IdentityAlreadyExists = "identity_already_exists",
    IdentityNotFound = "identity_not_found",
    InsufficientAal = "insufficient_aal",
    InvalidCredentials = "invalid_credentials",
    InviteNotFound = "invite_not_found",
    ManualLinkingDisabled = "manual_linking_disabled",
    MfaChallengeExpired = "mfa_challenge_expired",
    MfaFactorNameConflict = "mfa_factor_name_conflict",
    MfaFactorNotFound = "mfa_factor_not_found",
    MfaIpAddressMismatch = "mfa_ip_address_mismatch",
    MfaPhoneEnrollNotEnabled = "mfa_phone_enroll_not_enabled",
    MfaPhoneVerifyNotEnabled = "mfa_phone_verify_not_enabled",
    MfaTotpEnrollNotEnabled = "mfa_totp_enroll_not_enabled",
    MfaTotpVerifyNotEnabled = "mfa_totp_verify_not_enabled",
    MfaVerificationFailed = "mfa_verification_failed",
    MfaVerifiedFactorExists = "mfa_verified_factor_exists",
    MfaWebauthnEnrollNotEnabled = "mfa_webauthn_enroll_not_enabled",
    MfaWebauthnVerifyNotEnabled = "mfa_webauthn_verify_not_enabled",
    NoAuthorization = "no_authorization",
    NotAdmin = "not_admin",
    OauthAuthorizationNotFound = "oauth_authorization_not_found",
    OauthClientNotFound = "oauth_client_not_found",
    OauthConsentNotFound = "oauth_consent_not_found",
    OtpDisabled = "otp_disabled",
    OtpExpired = "otp_expired",
    OverCustomProviderQuota = "over_custom_provider_quota",
    OverEmailSendRateLimit = "over_email_send_rate_limit",
    OverRequestRateLimit = "over_request_rate_limit",
    OverSmsSendRateLimit = "over_sms_send_rate_limit",
    PasskeyDisabled = "passkey_disabled",
    PhoneExists = "phone_exists",
    PhoneNotConfirmed = "phone_not_confirmed",
    PhoneProviderDisabled = "phone_provider_disabled",
    ProviderDisabled = "provider_disabled",
    ReauthenticationNeeded = "reauthentication_needed",
    ReauthenticationNotValid = "reauthentication_not_valid",
    RefreshTokenAlreadyUsed = "refresh_token_already_used",
    RefreshTokenNotFound = "refresh_token_not_found",
    RequestEntityTooLarge = "request_entity_too_large",
    RequestTimeout = "request_timeout",
    SamePassword = "same_password",
    SamlIdpAlreadyExists = "saml_idp_already_exists",
    SamlProviderDisabled = "saml_provider_disabled",
    SessionExpired = "session_expired",
    SessionNotFound = "session_not_found",
    SignupDisabled = "signup_disabled",
    SingleIdentityNotDeletable = "single_identity_not_deletable",
    SmsSendFailed = "sms_send_failed",
    SsoDomainAlreadyExists = "sso_domain_already_exists",
    SsoProviderDisabled = "sso_provider_disabled",
    SsoProviderNotFound = "sso_provider_not_found",
    TooManyEnrolledMfaFactors = "too_many_enrolled_mfa_factors",
    TooManyPasskeys = "too_many_passkeys",
    UnexpectedFailure = "unexpected_failure",
    UserAlreadyExists = "user_already_exists",
    UserBanned = "user_banned",
    UserNotFound = "user_not_found",
    ValidationFailed = "validation_failed",
    WeakPassword = "weak_password",
    Web3ProviderDisabled = "web3_provider_disabled",
    Web3UnsupportedChain = "web3_unsupported_chain",
    WebauthnChallengeExpired = "webauthn_challenge_expired",
    WebauthnChallengeNotFound = "webauthn_challenge_not_found",
    WebauthnVerificationFailed = "webauthn_verification_failed",
}

impl fmt::Display for AuthErrorCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// The four shapes of an error body in one.
#[derive(Deserialize)]
struct Body {
    code: Option<Value>,
    error_code: Option<String>,
    msg: Option<String>,
    message: Option<String>,
    error: Option<String>,
    error_description: Option<String>,
    weak_password: Option<Weak>,
}

#[derive(Deserialize)]
struct Weak {
    #[serde(default)]
    reasons: Vec<String>,
}

impl AuthError {
    /// `None` if the body is none of the Auth server's: a gateway, a proxy.
    pub(crate) fn parse(
        status: StatusCode,
        body: &[u8],
        header: Option<&str>,
        retry_after: Option<Duration>,
    ) -> Option<Self> {
        let b: Body = serde_json::from_slice(body).ok()?;
        let message = b.msg.or(b.message).or(b.error_description).or(b.error)?;
        let reasons = b.weak_password.map(|w| w.reasons).unwrap_or_default();
        // a code that is all digits is an HTTP status or a SQLSTATE
        let is_code = |text: &&str| text.bytes().any(|b| b.is_ascii_lowercase());
        let code = b.code.as_ref().and_then(Value::as_str).filter(is_code);
        let code = code.or(b.error_code.as_deref()).or(header).map(AuthErrorCode::parse);
        let code = code.or_else(|| (!reasons.is_empty()).then_some(AuthErrorCode::WeakPassword));
        Some(Self { status, code, message, reasons, retry_after })
    }

    /// The session is gone for good: no later attempt brings it back.
    pub(crate) fn ends_session(&self) -> bool {
        use AuthErrorCode::{
            RefreshTokenAlreadyUsed, RefreshTokenNotFound, SessionExpired, SessionNotFound, UserNotFound,
        };
        let by_code = |code: &AuthErrorCode| {
            matches!(
                code,
                RefreshTokenAlreadyUsed
                    | RefreshTokenNotFound
                    | SessionExpired
                    | SessionNotFound
                    | UserNotFound
            )
        };
        self.status.is_client_error() && self.code.as_ref().is_some_and(by_code)
    }
}

impl fmt::Display for AuthError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)?;
        match &self.code {
            Some(code) => write!(f, " ({code}, {})", self.status.as_u16())?,
            None => write!(f, " ({})", self.status.as_u16())?,
        }
        if !self.reasons.is_empty() {
            write!(f, "; reasons: {}", self.reasons.join(", "))?;
        }
        Ok(())
    }
}

impl std::error::Error for AuthError {}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(body: &str) -> Option<AuthError> {
        AuthError::parse(StatusCode::BAD_REQUEST, body.as_bytes(), None, None)
    }

    #[test]
    fn four_shapes_are_one_error() {
        let code = |body: &str| parse(body).unwrap().code.map(|c| c.as_str().to_owned());
        assert_eq!(code(r#"{"code":"bad_jwt","message":"m"}"#).as_deref(), Some("bad_jwt"));
        assert_eq!(
            code(r#"{"code":400,"error_code":"otp_expired","msg":"m"}"#).as_deref(),
            Some("otp_expired")
        );
        assert_eq!(code(r#"{"error":"invalid request","error_description":"d"}"#), None);
        assert_eq!(code(r#"{"code":"23505","message":"duplicate key"}"#), None);
        assert_eq!(code(r#"{"code":"brand_new","message":"m"}"#).as_deref(), Some("brand_new"));
        let weak = parse(r#"{"msg":"weak","weak_password":{"reasons":["length"]}}"#).unwrap();
        assert_eq!((weak.code, weak.reasons), (Some(AuthErrorCode::WeakPassword), vec!["length".to_owned()]));
    }

    #[test]
    fn other_bodies_are_no_auth_errors() {
        for body in ["", "<html>", "{}", "404 page not found", "[]"] {
            assert_eq!(parse(body), None, "{body}");
        }
    }

    #[test]
    fn only_definitive_refusals_end_a_session() {
        let ends = |status: u16, code: &str| {
            let body = format!(r#"{{"code":"{code}","message":"m"}}"#);
            let status = StatusCode::from_u16(status).unwrap();
            AuthError::parse(status, body.as_bytes(), None, None).unwrap().ends_session()
        };
        assert!(ends(400, "refresh_token_not_found") && ends(403, "session_not_found"));
        assert!(!ends(429, "over_request_rate_limit") && !ends(500, "unexpected_failure"));
        assert!(!ends(400, "validation_failed") && !ends(503, "session_not_found"));
    }
}
