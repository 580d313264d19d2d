//! Who listens to a channel, and what of a frame is for whom.

use super::{
    broadcast::RawBroadcast,
    changes::{ChangeEvent, RawChange},
    presence::RawPresence,
    queue::{Event, Gap, Writer},
    system::SystemMessage,
};

/// The streams of a channel.
#[derive(Default)]
pub(super) struct Listeners {
    /// with the place of the binding
    pub(super) changes: Vec<(usize, ChangeEvent, Writer<RawChange>)>,
    /// with the event, `*` for all
    pub(super) broadcasts: Vec<(String, Writer<RawBroadcast>)>,
    pub(super) presence: Vec<Writer<RawPresence>>,
    pub(super) system: Vec<Writer<SystemMessage>>,
}

impl Listeners {
    /// A change, for those whose bindings the server names.
    pub(super) fn change(&mut self, bindings: &[usize], change: &RawChange) {
        self.changes.retain(|(binding, event, writer)| {
            !(bindings.contains(binding) && event.covers(change.event))
                || writer.push(Event::Message(change.clone()))
        });
    }

    /// Names of events are told apart without regard to case, as the official clients do.
    pub(super) fn broadcast(&mut self, broadcast: &RawBroadcast) {
        self.broadcasts.retain(|(event, writer)| {
            !(event == "*" || event.eq_ignore_ascii_case(broadcast.event.as_str()))
                || writer.push(Event::Message(broadcast.clone()))
        });
    }

    pub(super) fn presence(&mut self, event: &RawPresence) {
        self.presence.retain(|writer| writer.push(Event::Message(event.clone())));
    }

    pub(super) fn system(&mut self, message: &SystemMessage) {
        self.system.retain(|writer| writer.push(Event::Message(message.clone())));
    }

    /// The channel is in again.
    pub(super) fn rejoined(&mut self, replayed: bool) {
        let gap = Gap::Rejoined { replayed };
        self.broadcasts.retain(|(_, writer)| writer.push(Event::Gap(gap)));
        self.presence.retain(|writer| writer.push(Event::Gap(gap)));
        self.system.retain(|writer| writer.push(Event::Gap(gap)));
    }

    /// Changes stream again.
    pub(super) fn changes_again(&mut self) {
        let gap = Gap::Rejoined { replayed: false };
        self.changes.retain(|(_, _, writer)| writer.push(Event::Gap(gap)));
    }
}
