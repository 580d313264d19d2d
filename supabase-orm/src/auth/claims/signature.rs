//! Signatures of tokens.

use super::{
    jwks::Jwk,
    parts::{Header, Parts},
};
use crate::error::{ClaimsError, Result};
use jsonwebtoken::{Algorithm, DecodingKey, crypto::aws_lc::DEFAULT_PROVIDER};

/// The token was signed with this key, by the algorithm of the key.
pub(super) fn check(parts: &Parts<'_>, header: &Header, jwk: &Jwk) -> Result<()> {
    let (algorithm, key) = key(jwk)?;
    let name = if header.alg == "Ed25519" { "EdDSA" } else { &header.alg };
    if name != format!("{algorithm:?}") {
        return Err(ClaimsError::Algorithm("it does not fit the key").into());
    }
    // not the crate's `decode`: it panics when another part of the program has chosen another provider of cryptography
    let verifier = (DEFAULT_PROVIDER.verifier_factory)(&algorithm, &key)
        .map_err(|_| ClaimsError::Key("it cannot be read"))?;
    verifier.verify(parts.message.as_bytes(), &parts.signature()?).map_err(|_| ClaimsError::Signature.into())
}

fn key(jwk: &Jwk) -> Result<(Algorithm, DecodingKey), ClaimsError> {
    let missing = ClaimsError::Key("a part of it is missing");
    let part = |name: &str| jwk.text(name).ok_or_else(|| missing.clone());
    let (algorithm, key) = match (jwk.kty.as_str(), jwk.text("crv")) {
        ("RSA", _) => (Algorithm::RS256, DecodingKey::from_rsa_components(part("n")?, part("e")?)),
        ("EC", Some("P-256")) => (Algorithm::ES256, DecodingKey::from_ec_components(part("x")?, part("y")?)),
        ("OKP", Some("Ed25519")) => (Algorithm::EdDSA, DecodingKey::from_ed_components(part("x")?)),
        _ => return Err(ClaimsError::Key("it is for none of RS256, ES256 and EdDSA")),
    };
    let own = jwk.alg.as_deref().map(|alg| if alg == "Ed25519" { "EdDSA" } else { alg });
    if own.is_some_and(|alg| alg != format!("{algorithm:?}")) {
        return Err(ClaimsError::Key("it is for none of RS256, ES256 and EdDSA"));
    }
    Ok((algorithm, key.map_err(|_| ClaimsError::Key("it cannot be read"))?))
}
