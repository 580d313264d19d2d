//! The services of a project and the servers behind them.

use crate::keeper::Kept;
use std::{
    collections::BTreeMap,
    sync::{Arc, PoisonError, RwLock},
};

/// A service of Supabase, by its first path segment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Service {
    Rest,
    Auth,
    Storage,
    Functions,
    Realtime,
}

impl Service {
    pub(crate) const ALL: [Self; 5] =
        [Self::Rest, Self::Auth, Self::Storage, Self::Functions, Self::Realtime];

    /// Where the gateway serves it.
    pub(crate) fn prefix(self) -> &'static str {
        match self {
            Self::Rest => "/rest/v1",
            Self::Auth => "/auth/v1",
            Self::Storage => "/storage/v1",
            Self::Functions => "/functions/v1",
            Self::Realtime => "/realtime/v1",
        }
    }

    /// The variable with the address of a server that runs elsewhere.
    pub(crate) fn variable(self) -> &'static str {
        match self {
            Self::Rest => "STACK_REST_URL",
            Self::Auth => "STACK_AUTH_URL",
            Self::Storage => "STACK_STORAGE_URL",
            Self::Functions => "STACK_FUNCTIONS_URL",
            Self::Realtime => "STACK_REALTIME_URL",
        }
    }

    /// The server's own path for what follows the prefix.
    pub(crate) fn target(self, rest: &str) -> String {
        let rest = if rest.is_empty() { "/" } else { rest };
        match self {
            // its HTTP interface is under `/api`, everything else is the socket
            Self::Realtime if rest != "/api" && !rest.starts_with("/api/") => format!("/socket{rest}"),
            _ => rest.to_owned(),
        }
    }

    /// The path is for anyone: links in mails, public objects, keys to verify with.
    pub(crate) fn is_open(self, rest: &str) -> bool {
        match self {
            Self::Rest | Self::Realtime => false,
            Self::Auth => ["/verify", "/callback", "/authorize", "/sso/saml/", "/.well-known/"]
                .iter()
                .any(|open| rest.starts_with(open)),
            // both check `authorization` themselves
            Self::Storage | Self::Functions => true,
        }
    }
}

/// A server behind the gateway, running as long as a request still uses it.
#[derive(Debug)]
pub(crate) struct Upstream {
    /// Its address, without a slash at the end.
    pub(crate) url: String,
    /// Its process, if this program started it.
    pub(crate) process: Option<Kept>,
}

/// The servers behind one gateway.
#[derive(Debug, Default)]
pub(crate) struct Upstreams(RwLock<BTreeMap<Service, Arc<Upstream>>>);

impl Upstreams {
    /// Puts a server behind the gateway; the one it replaces ends with its last request.
    pub(crate) fn set(&self, service: Service, upstream: Upstream) {
        let replaced = {
            let mut all = self.0.write().unwrap_or_else(PoisonError::into_inner);
            all.insert(service, Arc::new(upstream))
        };
        // stops a process: not while the lock is held
        drop(replaced);
    }

    pub(crate) fn get(&self, service: Service) -> Option<Arc<Upstream>> {
        self.0.read().unwrap_or_else(PoisonError::into_inner).get(&service).cloned()
    }
}
