//! What the channels say: messages in their turn, within the server's limits.

use super::{Hub, Timer};
use crate::{
    error::RealtimeError,
    realtime::{
        frame::{self, Content, Outgoing},
        member::{Answer, Answers, Phase, Push, tell},
        transport::SocketMessage,
    },
};
use tokio::time::Instant;

/// Messages that wait for the socket: those behind them wait in their channels, where they can be taken back.
const ROOM: usize = 64;

impl Hub {
    /// The next message for the socket, which takes it now.
    pub(in crate::realtime) fn pop(&mut self) -> Option<SocketMessage> {
        let (message, answer) = self.out.pop_front()?;
        tell(answer, &Ok(()));
        Some(message)
    }

    /// What the socket did not take is not sent.
    pub(super) fn drop_out(&mut self, error: &RealtimeError) {
        for (_, answer) in self.out.drain(..) {
            tell(answer, &Err(error.clone()));
        }
    }

    /// Moves what may go out to the socket.
    pub(in crate::realtime) fn pump(&mut self, now: Instant) {
        if !self.link.is_up() {
            return;
        }
        while self.out.len() < ROOM {
            let Some(&id) = self.joining.front() else { break };
            if let Err(free) = self.joins.take(now) {
                self.wait_for_limit(free);
                break;
            }
            self.joining.pop_front();
            self.send_join(id, now);
        }
        while self.out.len() < ROOM {
            let Some(&id) = self.sending.front() else { break };
            if self.is_silent(id) {
                self.sending.pop_front();
                continue;
            }
            if let Err(free) = self.events.take(now) {
                self.wait_for_limit(free);
                break;
            }
            // one of each channel in turn
            self.sending.pop_front();
            self.send_next(id);
            self.sending.push_back(id);
        }
    }

    /// One timer, however often it is asked for.
    fn wait_for_limit(&mut self, free: Instant) {
        if self.free.is_none_or(|at| at > free) {
            self.free = Some(free);
            self.timers.at(free, Timer::Pump);
        }
    }

    /// Whether a channel has nothing to send, or may not. What was taken back is forgotten.
    fn is_silent(&mut self, id: u64) -> bool {
        let Some(member) = self.members.get_mut(&id).filter(|m| m.phase == Phase::Joined) else {
            return true;
        };
        while member.waiting.front().is_some_and(|push| push.answer.is_closed()) {
            member.waiting.pop_front();
        }
        member.waiting.is_empty()
    }

    fn send_next(&mut self, id: u64) {
        let Some(member) = self.members.get_mut(&id) else { return };
        let Some(push) = member.waiting.pop_front() else { return };
        let frame = Outgoing {
            join_ref: Some(member.join_ref),
            reference: push.reference,
            topic: &member.topic,
            event: "broadcast",
            payload: &push.content,
        };
        match frame::encode(self.options.protocol, &frame) {
            Ok(message) if push.ack => {
                self.out.push_back((message, None));
                self.acks.insert(push.reference, (id, Answers::from_iter([push.answer])));
            }
            Ok(message) => self.out.push_back((message, Some(push.answer))),
            Err(e) => {
                let _ = push.answer.send(Err(e));
            }
        }
    }

    pub(super) fn push(&mut self, id: u64, content: Content, answer: Answer, now: Instant) {
        let reference = self.next_ref();
        let Some(member) = self.members.get_mut(&id) else { return };
        if member.waiting.len() >= self.options.max_waiting {
            let _ = answer.send(Err(RealtimeError::TooManyWaiting(self.options.max_waiting)));
            return;
        }
        if member.waiting.is_empty() {
            self.sending.push_back(id);
        }
        let ack = member.config.ack;
        member.waiting.push_back(Push { reference, content, ack, answer });
        self.timers.after(now, self.options.push_timeout, Timer::Push(id, reference));
    }

    /// A message waited too long, for its turn or for its acknowledgement.
    pub(super) fn push_late(&mut self, id: u64, reference: u64) {
        let Some(member) = self.members.get_mut(&id) else { return };
        let at = member.waiting.iter().position(|push| push.reference == reference);
        let (what, answers) = match at.and_then(|at| member.waiting.remove(at)) {
            Some(push) => ("turn to send a message, which was not sent", Answers::from_iter([push.answer])),
            None => match self.acks.remove(&reference) {
                Some((_, answers)) => ("acknowledgement of a message, which the server may have", answers),
                None => return,
            },
        };
        let topic = member.name.to_string();
        tell(answers, &Err(RealtimeError::Timeout { topic, what, after: self.options.push_timeout }));
    }

    /// `track` or `untrack`: of those that wait the last one counts.
    pub(super) fn presence(&mut self, id: u64, tracked: Option<String>, answer: Answer, now: Instant) {
        let Some(member) = self.members.get_mut(&id) else { return };
        // the next join asks for presence
        member.config.presence |= tracked.is_some();
        member.presence_push.tracked = tracked;
        member.presence_push.waiting = true;
        member.presence_push.answers.push(answer);
        self.send_presence(id, now);
    }

    pub(super) fn send_presence(&mut self, id: u64, now: Instant) {
        let limit = self.options.presence_per_30s;
        let Some(member) = self.members.get_mut(&id) else { return };
        if member.phase != Phase::Joined || !member.presence_push.waiting {
            return;
        }
        let free = member.presence_push.free_at(now, limit);
        if free > now {
            self.timers.at(free, Timer::Presence(id));
            return;
        }
        member.presence_push.calls.push_back(now);
        member.presence_push.waiting = false;
        let payload = member.presence_push.content();
        let answers = std::mem::take(&mut member.presence_push.answers);
        let (topic, join_ref) = (member.topic.clone(), member.join_ref);
        let reference = self.next_ref();
        let frame = Outgoing {
            join_ref: Some(join_ref),
            reference,
            topic: &topic,
            event: "presence",
            payload: &payload,
        };
        if let Ok(message) = frame::encode(self.options.protocol, &frame) {
            self.out.push_back((message, None));
        }
        if !answers.is_empty() {
            self.acks.insert(reference, (id, answers));
            self.timers.after(now, self.options.push_timeout, Timer::Push(id, reference));
        }
    }

    /// A message of a channel that needs no turn.
    pub(super) fn say(&mut self, id: u64, event: &str, payload: &str) {
        let reference = self.next_ref();
        self.say_as(id, reference, event, payload);
    }

    pub(super) fn say_as(&mut self, id: u64, reference: u64, event: &str, payload: &str) {
        let Some(member) = self.members.get(&id) else { return };
        let payload = Content::Json(payload.to_owned());
        let frame = Outgoing {
            join_ref: Some(member.join_ref),
            reference,
            topic: &member.topic,
            event,
            payload: &payload,
        };
        if let Ok(message) = frame::encode(self.options.protocol, &frame) {
            self.out.push_back((message, None));
        }
    }
}
