//! Whether an answer is as it was recorded.

use crate::{replay::Fault, translations::Translations};
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use reqwest::header::HeaderMap;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use url::{Url, form_urlencoded};

/// What the double gives in place of recorded ids, tokens and codes.
#[derive(Debug, Default)]
pub(crate) struct Known {
    ours: Translations,
    user: Option<String>,
}

/// The claims of a token, unverified.
pub(crate) fn claims(token: &str) -> Value {
    let payload = token.split('.').nth(1).unwrap();
    serde_json::from_slice(&URL_SAFE_NO_PAD.decode(payload).unwrap()).unwrap()
}

/// Headers that say whether there is something, and differ in what.
const OF_A_RUN: [&str; 3] = ["sb-auth-user-id", "sb-auth-session-id", "sb-auth-refresh-token-prefix"];
/// Headers that are compared.
const COMPARED: [&str; 9] = [
    "content-type",
    "cache-control",
    "allow",
    "x-sb-error-code",
    "x-supabase-api-version",
    "sb-auth-refresh-token-reuse",
    "sb-auth-user-id",
    "sb-auth-session-id",
    "sb-auth-refresh-token-prefix",
];

impl Known {
    pub(crate) fn learn(&mut self, recorded: &str, ours: &str) {
        self.ours.learn(recorded, ours);
    }

    pub(crate) fn has(&self, recorded: &str) -> bool {
        self.ours.get(recorded).is_some()
    }

    /// The id of the user who was seen first.
    pub(crate) fn user(&self) -> Option<String> {
        self.user.clone()
    }

    /// The text with our values in place of recorded ones.
    pub(crate) fn translate(&self, text: &str) -> String {
        self.ours.translate(text)
    }

    pub(crate) fn headers(
        &mut self,
        recorded: &BTreeMap<String, String>,
        ours: &HeaderMap,
        together: bool,
    ) -> Result<(), Fault> {
        for name in COMPARED {
            if together && name == "sb-auth-refresh-token-reuse" {
                continue;
            }
            let ours = ours.get(name).map(|value| value.to_str().unwrap());
            let recorded = recorded.get(name).map(String::as_str);
            let same = if OF_A_RUN.contains(&name) {
                ours.is_some() == recorded.is_some()
            } else {
                ours == recorded
            };
            if !same {
                return Err(format!("{name} is {ours:?} instead of {recorded:?}"));
            }
        }
        match (recorded.get("location"), ours.get("location")) {
            (None, None) => Ok(()),
            (Some(recorded), Some(ours)) => self.link(recorded, ours.to_str().unwrap()),
            (recorded, ours) => Err(format!("location is {ours:?} instead of {recorded:?}")),
        }
    }

    /// The same address, but for tokens and codes.
    pub(crate) fn link(&mut self, recorded: &str, ours: &str) -> Result<(), Fault> {
        let differ = format!("`{ours}` instead of `{recorded}`");
        let (recorded, ours) = (parts(recorded), parts(ours));
        if self.translate(&recorded.0) != ours.0 || recorded.1.len() != ours.1.len() {
            return Err(differ);
        }
        for ((name, recorded), (our_name, ours)) in recorded.1.iter().zip(&ours.1) {
            let same = match &**name {
                "access_token" => self.tokens(recorded, ours).is_ok(),
                "refresh_token" | "code" => true,
                "expires_at" => ours.parse::<u64>().is_ok(),
                _ => self.translate(recorded) == *ours,
            };
            if name != our_name || !same {
                return Err(differ);
            }
            if matches!(&**name, "access_token" | "refresh_token" | "code") {
                self.learn(recorded, ours);
            }
        }
        Ok(())
    }

    /// The same body, but for what is volatile.
    pub(crate) fn body(
        &mut self,
        recorded: &Value,
        ours: &Value,
        volatile: &BTreeSet<&str>,
    ) -> Result<(), Fault> {
        // the words of another parser
        let code = [&recorded["code"], &recorded["error_code"]].into_iter().find_map(Value::as_str);
        let free = matches!(code, Some("bad_json" | "bad_jwt"));
        self.value(recorded, ours, "", &|path| {
            volatile.contains(path) || free && matches!(path, "msg" | "message")
        })
    }

    fn value(
        &mut self,
        recorded: &Value,
        ours: &Value,
        path: &str,
        volatile: &dyn Fn(&str) -> bool,
    ) -> Result<(), Fault> {
        match (recorded, ours) {
            (Value::Object(recorded), Value::Object(ours)) => {
                let names =
                    |map: &serde_json::Map<String, Value>| map.keys().cloned().collect::<BTreeSet<_>>();
                if names(recorded) != names(ours) {
                    return Err(format!("`{path}` has {:?} instead of {:?}", names(ours), names(recorded)));
                }
                recorded.iter().try_for_each(|(name, value)| {
                    let path = if path.is_empty() { name.clone() } else { format!("{path}.{name}") };
                    self.value(value, &ours[name], &path, volatile)
                })
            }
            (Value::Array(recorded), Value::Array(ours)) if recorded.len() == ours.len() => {
                let mut pairs = recorded.iter().zip(ours).enumerate();
                pairs.try_for_each(|(at, (recorded, ours))| {
                    self.value(recorded, ours, &format!("{path}[{at}]"), volatile)
                })
            }
            (Value::String(recorded), Value::String(ours)) if volatile(path) => {
                self.text(recorded, ours, path)
            }
            (Value::Number(_), Value::Number(_)) if volatile(path) => Ok(()),
            (Value::String(recorded), Value::String(ours)) if self.translate(recorded) == *ours => Ok(()),
            _ if recorded == ours => Ok(()),
            _ => Err(format!("`{path}` is {ours} instead of {recorded}")),
        }
    }

    /// A text that differs in every run, but not in kind; and where the same was recorded twice, ours is.
    fn text(&mut self, recorded: &str, ours: &str, path: &str) -> Result<(), Fault> {
        let differ = || Err(format!("`{path}` is `{ours}` instead of something like `{recorded}`"));
        if recorded.starts_with("eyJ") {
            self.tokens(recorded, ours).map_err(|fault| format!("`{path}`: {fault}"))?;
        } else if is_time(recorded) {
            return if is_time(ours) { Ok(()) } else { differ() };
        } else if path.ends_with("qr_code") {
            return if ours.contains("<svg") { Ok(()) } else { differ() };
        } else if path.ends_with("uri") || path.ends_with("message") || path.ends_with("msg") {
            return if self.translate(recorded) == ours || path.ends_with("sg") || path.ends_with("message") {
                Ok(())
            } else {
                differ()
            };
        } else if recorded.len() != ours.len() {
            return differ();
        }
        if let Some(before) = self.ours.get(recorded)
            && before != ours
            && !recorded.starts_with("eyJ")
        {
            return Err(format!("`{path}` is `{ours}`, was `{before}`"));
        }
        if path.ends_with("id") && self.user.is_none() {
            self.user = Some(ours.to_owned());
        }
        self.learn(recorded, ours);
        Ok(())
    }

    /// Tokens with the same claims, but for times and ids.
    fn tokens(&self, recorded: &str, ours: &str) -> Result<(), Fault> {
        let (mut recorded, mut ours) = (claims(recorded), claims(ours));
        let lifetime = |claims: &Value| claims["exp"].as_i64().unwrap() - claims["iat"].as_i64().unwrap();
        if lifetime(&recorded) != lifetime(&ours) {
            return Err(format!("lifetime {}", lifetime(&ours)));
        }
        for claims in [&mut recorded, &mut ours] {
            for name in ["iss", "sub", "exp", "iat", "session_id"] {
                claims.as_object_mut().unwrap().remove(name).unwrap();
            }
            claims["user_metadata"].as_object_mut().unwrap().remove("sub");
            // newest first; of one second, in any order
            let ways = claims["amr"].as_array_mut().unwrap();
            assert!(ways.is_sorted_by_key(|way| -way["timestamp"].as_i64().unwrap()), "{ways:?}");
            ways.sort_by_key(|way| way["method"].to_string());
            for way in claims["amr"].as_array_mut().unwrap() {
                way.as_object_mut().unwrap().remove("timestamp").unwrap();
            }
        }
        if recorded == ours { Ok(()) } else { Err(format!("claims {ours} instead of {recorded}")) }
    }
}

fn is_time(text: &str) -> bool {
    use time::{OffsetDateTime, format_description::well_known::Rfc3339};
    text.ends_with('Z') && OffsetDateTime::parse(text, &Rfc3339).is_ok()
}

/// An address without query and fragment, and the pairs of both.
fn parts(address: &str) -> (String, Vec<(String, String)>) {
    let placeholder = address.replace("{{base_url}}", "http://base.url");
    assert!(Url::parse(&placeholder).is_ok(), "{address}");
    // a fragment of the application's own stays in the address
    let (address, fragment) = match address.rsplit_once('#') {
        Some((address, fragment)) if fragment.contains('=') => (address, fragment),
        _ => (address, ""),
    };
    let (address, query) = address.split_once('?').unwrap_or((address, ""));
    let mut pairs: Vec<(String, String)> = Vec::new();
    for part in [query, fragment] {
        let mut of: Vec<_> = form_urlencoded::parse(part.as_bytes()).into_owned().collect();
        of.sort();
        pairs.extend(of);
    }
    (address.to_owned(), pairs)
}
