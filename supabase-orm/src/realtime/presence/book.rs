//! Keeps who is there: whole states and differences of the server, turned into who came and who went.

use serde::Deserialize;
use serde_json::{Map, Value};
use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

/// What was tracked, with the server's name for it.
#[derive(Debug, PartialEq)]
pub(in crate::realtime) struct RawMeta {
    pub(super) presence_ref: String,
    pub(super) meta: Value,
}

pub(in crate::realtime) type RawState = BTreeMap<Arc<str>, Vec<Arc<RawMeta>>>;

/// Someone came or went.
#[derive(Debug, Clone, PartialEq)]
pub(in crate::realtime) enum RawPresence {
    Sync(Arc<RawState>),
    Join { key: Arc<str>, current: Vec<Arc<RawMeta>>, new: Vec<Arc<RawMeta>> },
    Leave { key: Arc<str>, current: Vec<Arc<RawMeta>>, left: Vec<Arc<RawMeta>> },
}

/// Who is there.
#[derive(Debug, Default)]
pub(in crate::realtime) struct PresenceBook(Mutex<Inner>);

#[derive(Debug, Default)]
struct Inner {
    state: Arc<RawState>,
    /// a difference says nothing until the whole is known
    whole: bool,
    early: Vec<Diff>,
}

/// The server's form of presences: `{"key":{"metas":[{"phx_ref":..}]}}`.
type Wire = BTreeMap<String, Metas>;

#[derive(Debug, Deserialize)]
struct Metas {
    metas: Vec<Map<String, Value>>,
}

#[derive(Deserialize)]
struct WireDiff {
    #[serde(default)]
    joins: Wire,
    #[serde(default)]
    leaves: Wire,
}

#[derive(Debug)]
struct Diff {
    joins: RawState,
    leaves: RawState,
}

fn raw(wire: Wire) -> RawState {
    wire.into_iter().map(|(key, metas)| (key.into(), metas.metas.into_iter().map(meta).collect())).collect()
}

fn meta(mut meta: Map<String, Value>) -> Arc<RawMeta> {
    let presence_ref = match meta.remove("phx_ref") {
        Some(Value::String(text)) => text,
        _ => String::new(),
    };
    meta.remove("phx_ref_prev");
    Arc::new(RawMeta { presence_ref, meta: Value::Object(meta) })
}

impl PresenceBook {
    fn inner(&self) -> MutexGuard<'_, Inner> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(in crate::realtime) fn state(&self) -> Arc<RawState> {
        self.inner().state.clone()
    }

    /// The channel is out: what comes next is the whole again.
    pub(in crate::realtime) fn interrupted(&self) {
        let mut inner = self.inner();
        inner.whole = false;
        inner.early.clear();
    }

    /// The server says who is there.
    pub(in crate::realtime) fn whole(&self, payload: &[u8]) -> serde_json::Result<Vec<RawPresence>> {
        let new = raw(serde_json::from_slice(payload)?);
        let mut inner = self.inner();
        inner.whole = true;
        let diff = difference(&inner.state, &new);
        let mut events = Vec::new();
        let early = std::mem::take(&mut inner.early);
        for diff in std::iter::once(diff).chain(early) {
            apply(Arc::make_mut(&mut inner.state), diff, &mut events);
        }
        events.push(RawPresence::Sync(inner.state.clone()));
        Ok(events)
    }

    /// The server says who came and who went.
    pub(in crate::realtime) fn changed(&self, payload: &[u8]) -> serde_json::Result<Vec<RawPresence>> {
        let WireDiff { joins, leaves } = serde_json::from_slice(payload)?;
        let diff = Diff { joins: raw(joins), leaves: raw(leaves) };
        let mut inner = self.inner();
        if !inner.whole {
            inner.early.push(diff);
            return Ok(Vec::new());
        }
        let mut events = Vec::new();
        apply(Arc::make_mut(&mut inner.state), diff, &mut events);
        events.push(RawPresence::Sync(inner.state.clone()));
        Ok(events)
    }
}

/// What is not in `of`, by the server's names.
fn without(all: &[Arc<RawMeta>], of: &[Arc<RawMeta>]) -> Vec<Arc<RawMeta>> {
    all.iter().filter(|a| !of.iter().any(|b| b.presence_ref == a.presence_ref)).cloned().collect()
}

fn difference(old: &RawState, new: &RawState) -> Diff {
    let rest = |from: &RawState, than: &RawState| -> RawState {
        let rest = from.iter().map(|(key, metas)| {
            let other = than.get(key).map_or(&[][..], Vec::as_slice);
            (key.clone(), without(metas, other))
        });
        rest.filter(|(_, metas)| !metas.is_empty()).collect()
    };
    Diff { joins: rest(new, old), leaves: rest(old, new) }
}

fn apply(state: &mut RawState, diff: Diff, events: &mut Vec<RawPresence>) {
    for (key, new) in diff.joins {
        let current = state.get(&key).cloned().unwrap_or_default();
        let mut all = without(&current, &new);
        all.extend(new.iter().cloned());
        state.insert(key.clone(), all);
        events.push(RawPresence::Join { key, current, new });
    }
    for (key, left) in diff.leaves {
        let Some(before) = state.get(&key) else { continue };
        let current = without(before, &left);
        if current.is_empty() {
            state.remove(&key);
        } else {
            state.insert(key.clone(), current.clone());
        }
        events.push(RawPresence::Leave { key, current, left });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(events: &[RawPresence]) -> Vec<String> {
        let refs = |metas: &[Arc<RawMeta>]| {
            metas.iter().map(|m| m.presence_ref.as_str()).collect::<Vec<_>>().join("+")
        };
        let name = |event: &RawPresence| match event {
            RawPresence::Sync(state) => format!("sync {}", state.len()),
            RawPresence::Join { key, current, new } => format!("{key} {}<{}", refs(current), refs(new)),
            RawPresence::Leave { key, current, left } => format!("{key} {}>{}", refs(current), refs(left)),
        };
        events.iter().map(name).collect()
    }

    #[test]
    fn an_update_is_a_join_before_a_leave_and_keeps_what_stays() {
        let book = PresenceBook::default();
        let whole = br#"{"u":{"metas":[{"phx_ref":"A","n":1},{"phx_ref":"B"}]}}"#;
        assert_eq!(names(&book.whole(whole).unwrap()), ["u <A+B", "sync 1"]);
        let diff = br#"{"joins":{"u":{"metas":[{"phx_ref":"C","phx_ref_prev":"A","n":2}]}},"leaves":{"u":{"metas":[{"phx_ref":"A"}]}}}"#;
        assert_eq!(names(&book.changed(diff).unwrap()), ["u A+B<C", "u B+C>A", "sync 1"]);
        assert_eq!(book.state()["u"][1].meta, serde_json::json!({ "n": 2 }));
    }

    #[test]
    fn a_whole_state_after_an_interruption_tells_who_came_and_went_meanwhile() {
        let book = PresenceBook::default();
        book.whole(br#"{"a":{"metas":[{"phx_ref":"1"}]},"b":{"metas":[{"phx_ref":"2"}]}}"#).unwrap();
        book.interrupted();
        // a difference that overtakes the whole waits for it
        let early = br#"{"joins":{"d":{"metas":[{"phx_ref":"4"}]}},"leaves":{}}"#;
        assert!(book.changed(early).unwrap().is_empty());
        let whole = br#"{"b":{"metas":[{"phx_ref":"2"}]},"c":{"metas":[{"phx_ref":"3"}]}}"#;
        assert_eq!(names(&book.whole(whole).unwrap()), ["c <3", "a >1", "d <4", "sync 3"]);
    }

    #[test]
    fn leaves_of_someone_unknown_and_what_is_no_presence_change_nothing() {
        let book = PresenceBook::default();
        book.whole(b"{}").unwrap();
        let leave = br#"{"leaves":{"x":{"metas":[{"phx_ref":"9"}]}}}"#;
        assert_eq!(names(&book.changed(leave).unwrap()), ["sync 0"]);
        assert!(book.whole(b"[]").is_err() && book.changed(b"7").is_err());
    }
}
