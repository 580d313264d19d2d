//! A recorded conversation.

use serde::Deserialize;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};

#[derive(Debug, Deserialize)]
pub(crate) struct Case {
    pub(crate) id: String,
    /// The server's configuration, by name.
    pub(crate) server: String,
    /// What was done before, in the words of the recording.
    #[serde(default)]
    pub(crate) setup: String,
    /// Values that the setup gave.
    #[serde(default)]
    pub(crate) vars: BTreeMap<String, String>,
    pub(crate) exchanges: Vec<Exchange>,
    #[serde(default)]
    pub(crate) mail: Vec<Letter>,
    #[serde(default)]
    pub(crate) between: Vec<Between>,
    volatile: Vec<Volatile>,
}

#[derive(Debug, Deserialize)]
pub(crate) struct Exchange {
    pub(crate) request: Request,
    pub(crate) response: Response,
}

#[derive(Debug, Deserialize)]
pub(crate) struct Request {
    pub(crate) method: String,
    pub(crate) path: String,
    pub(crate) query: String,
    pub(crate) headers: BTreeMap<String, String>,
    #[serde(default)]
    pub(crate) body: String,
}

#[derive(Debug, Deserialize)]
pub(crate) struct Response {
    pub(crate) status: u16,
    pub(crate) headers: BTreeMap<String, String>,
    pub(crate) json: Option<Value>,
    pub(crate) text: Option<String>,
}

/// A mail that came when so many exchanges had begun.
#[derive(Debug, Deserialize)]
pub(crate) struct Letter {
    pub(crate) after_exchange: usize,
    pub(crate) to: String,
    pub(crate) subject: String,
    pub(crate) link: Option<String>,
    pub(crate) code: Option<String>,
    pub(crate) token_hash: Option<String>,
}

/// What happened when so many exchanges were over.
#[derive(Debug, Deserialize)]
pub(crate) struct Between {
    pub(crate) after_exchange: usize,
    pub(crate) what: String,
}

/// A value that differs in every run.
#[derive(Debug, Deserialize)]
struct Volatile {
    path: String,
}

impl Case {
    /// Paths of the body of that answer which differ in every run: `user.id`.
    pub(crate) fn volatile(&self, exchange: usize) -> BTreeSet<&str> {
        let prefix = format!("exchanges[{exchange}].response.body.json.");
        self.volatile.iter().filter_map(|volatile| volatile.path.strip_prefix(&*prefix)).collect()
    }
}
