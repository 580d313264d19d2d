//! Links that carry a code instead of tokens: PKCE.

use super::call::Call;
use crate::error::{Error, Result};
use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use secrecy::{ExposeSecret, SecretString};
use sha2::{Digest, Sha256};
use std::fmt;

/// What links in mails and redirects of providers carry back.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum Flow {
    /// A code, which is good only together with the secret that this program keeps. The default.
    #[default]
    Pkce,
    /// The tokens themselves, in the fragment of the address.
    Implicit,
}

/// The secret of one flow: [`exchange_code_for_session`](super::Auth::exchange_code_for_session) needs the one of the flow that
/// the code is from. Each flow has its own, so several may be under way. `Debug` does not show it.
///
/// It can be kept for later ([`expose`](Self::expose)) and made again from that text.
#[derive(Clone)]
pub struct PkceFlow {
    verifier: SecretString,
    recovery: bool,
}

impl PkceFlow {
    /// A new secret.
    pub(super) fn new(recovery: bool) -> Result<Self> {
        let mut bytes = [0_u8; 42];
        getrandom::fill(&mut bytes)
            .map_err(|e| Error::config(format!("the system gives no random numbers: {e}")))?;
        Ok(Self { verifier: BASE64_URL_SAFE_NO_PAD.encode(bytes).into(), recovery })
    }

    /// The flow of a secret that was kept. A recovery is marked, so that signing in is told as
    /// [`PasswordRecovery`](super::AuthEvent::PasswordRecovery).
    #[must_use]
    pub fn from_text(text: &str) -> Self {
        let (verifier, recovery) =
            text.strip_suffix("/recovery").map_or((text, false), |verifier| (verifier, true));
        Self { verifier: verifier.to_owned().into(), recovery }
    }

    /// The secret as text, to be kept until the code comes.
    #[must_use]
    pub fn expose(&self) -> String {
        let verifier = self.verifier();
        if self.recovery { format!("{verifier}/recovery") } else { verifier.to_owned() }
    }

    pub(super) fn verifier(&self) -> &str {
        self.verifier.expose_secret()
    }

    pub(super) fn is_recovery(&self) -> bool {
        self.recovery
    }

    pub(super) fn challenge(&self) -> String {
        BASE64_URL_SAFE_NO_PAD.encode(Sha256::digest(self.verifier().as_bytes()))
    }

    /// The challenge in a body.
    pub(super) fn put(&self, call: &mut Call) {
        call.set("code_challenge", self.challenge());
        call.set("code_challenge_method", "s256");
    }
}

impl fmt::Debug for PkceFlow {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "PkceFlow(redacted{})", if self.recovery { ", recovery" } else { "" })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_challenge_is_the_digest_of_the_verifier() {
        // the example of RFC 7636
        let flow = PkceFlow::from_text("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk");
        assert_eq!(flow.challenge(), "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM");
    }

    #[test]
    fn flows_differ_are_kept_as_text_and_never_shown() {
        let (a, b) = (PkceFlow::new(false).unwrap(), PkceFlow::new(true).unwrap());
        assert_ne!(a.verifier(), b.verifier());
        assert_eq!(a.verifier().len(), 56);
        let again = PkceFlow::from_text(&b.expose());
        assert!(again.is_recovery() && again.verifier() == b.verifier());
        assert!(!format!("{a:?}").contains(a.verifier()));
    }
}
