//! Signing out.

use super::{
    Auth, SignedOutReason,
    call::{Call, Who},
    request::request,
};
use crate::error::{Error, ErrorKind, Result};
use http::Method;

/// Which sessions of a user end.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum SignOutScope {
    /// All of them. The default.
    #[default]
    Global,
    /// This one.
    Local,
    /// All but this one.
    Others,
}

impl SignOutScope {
    pub(super) fn as_str(self) -> &'static str {
        match self {
            Self::Global => "global",
            Self::Local => "local",
            Self::Others => "others",
        }
    }
}

request! {
    /// Signing out.
    SignOut { scope: SignOutScope }
}

impl Auth {
    /// Signs out: everywhere, unless [`scope`](SignOut::scope) says otherwise. The reference's `sign_out`.
    pub fn sign_out(&self) -> SignOut {
        let call = Call::new(Method::POST, "logout", Who::User);
        SignOut { auth: self.clone(), call, scope: SignOutScope::default() }
    }
}

impl SignOut {
    /// Which sessions end. Default is all.
    pub fn scope(mut self, scope: SignOutScope) -> Self {
        self.scope = scope;
        self
    }

    /// Sends it. The session of this client is over even if the server cannot be reached, except for
    /// [`Others`](SignOutScope::Others); signing out twice is no error.
    ///
    /// # Errors
    /// When the server fails or cannot be reached; other devices may then still be signed in.
    pub async fn send(self) -> Result<()> {
        let Self { auth, call, scope } = self;
        let told = match auth.bytes(&call.query("scope", scope.as_str())).await {
            Err(e) if is_over(&e) => Ok(()),
            other => other.map(drop),
        };
        if scope != SignOutScope::Others && auth.is_of_session() {
            auth.keeper().remove(SignedOutReason::Asked).await;
        }
        told
    }
}

/// There is no session any more.
fn is_over(e: &Error) -> bool {
    let refused = |e: &Error| matches!(e.status().map(|s| s.as_u16()), Some(401 | 403 | 404));
    match e.kind() {
        ErrorKind::NoSession => true,
        ErrorKind::Auth(_) => refused(e),
        ErrorKind::Session(cause) => {
            matches!(cause.kind(), ErrorKind::Auth(refusal) if refusal.ends_session())
        }
        _ => false,
    }
}
