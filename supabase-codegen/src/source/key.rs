//! The key of a project: from a flag, the environment or `.env`, and never shown.
#![cfg(feature = "http")]

use std::fmt;

/// Where a key is looked for, in this order.
const VARIABLES: [&str; 2] = ["SUPABASE_SECRET_KEY", "SUPABASE_SERVICE_ROLE_KEY"];

/// An api key. `Debug` does not show it.
#[derive(Clone)]
pub(crate) struct Key(String);

impl Key {
    pub(crate) fn new(key: String) -> Self {
        Self(key)
    }

    /// From the environment, else from the `.env` of this folder or one above it.
    pub(crate) fn from_environment() -> Option<Self> {
        let in_environment = VARIABLES.iter().find_map(|v| std::env::var(v).ok());
        in_environment.or_else(from_dotenv).filter(|k| !k.trim().is_empty()).map(Self)
    }

    pub(super) fn as_str(&self) -> &str {
        self.0.trim()
    }

    /// Legacy keys are JWTs and stand in `authorization` too; new keys never do.
    pub(super) fn is_jwt(&self) -> bool {
        !self.as_str().starts_with("sb_")
    }
}

/// Nothing is put into the environment, which other threads may read.
fn from_dotenv() -> Option<String> {
    let pairs: Vec<(String, String)> = dotenvy::dotenv_iter().ok()?.filter_map(Result::ok).collect();
    VARIABLES.iter().find_map(|v| pairs.iter().find(|(name, _)| name == v)).map(|(_, value)| value.clone())
}

impl fmt::Debug for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Key(redacted)")
    }
}
