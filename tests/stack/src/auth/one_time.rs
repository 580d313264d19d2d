//! Codes that are used once, and the hashes of them in links.

use super::{
    answer::Refusal,
    letter::{About, Letter, Occasion},
    world::World,
};
use sha2::{Digest as _, Sha224};
use std::time::Duration;
use time::OffsetDateTime;

/// For how long a code is valid.
const LIFETIME: Duration = Duration::from_secs(86_400);
/// The code of every phone number.
pub(super) const PHONE_CODE: &str = "123456";

/// The id of each message that would hold it.
pub(super) const PHONE_CODE_ID: &str = "test-otp";

/// What a code was sent for. Sign-in links and recovery share one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Purpose {
    Confirmation,
    Recovery,
    /// The change of an email address, to the address of now.
    ChangeFrom,
    /// The same, to the new address.
    ChangeTo,
    Reauthentication,
}

/// The codes of a user that were not used yet, one for each purpose.
#[derive(Debug, Default)]
pub(super) struct Codes(Vec<(Purpose, Code)>);

#[derive(Debug)]
struct Code {
    /// with `pkce_` in front where the link has it
    hash: String,
    sent: OffsetDateTime,
}

impl Codes {
    /// It is the code for that, and not too old: by the hash of a link, or that of address and code.
    pub(super) fn fits(&self, purpose: Purpose, hash: &str, now: OffsetDateTime) -> bool {
        self.0.iter().any(|(of, code)| {
            let same = code.hash == hash || code.hash.strip_prefix("pkce_") == Some(hash);
            *of == purpose && same && now <= code.sent + LIFETIME
        })
    }

    /// The purpose of the link with that hash, however old.
    pub(super) fn purpose(&self, hash: &str) -> Option<Purpose> {
        self.0.iter().find(|(_, code)| code.hash == hash).map(|(purpose, _)| *purpose)
    }

    pub(super) fn has(&self, purpose: Purpose) -> bool {
        self.0.iter().any(|(of, _)| *of == purpose)
    }

    pub(super) fn remove(&mut self, purpose: Purpose) {
        self.0.retain(|(of, _)| *of != purpose);
    }

    fn set(&mut self, purpose: Purpose, hash: String, sent: OffsetDateTime) {
        self.remove(purpose);
        self.0.push((purpose, Code { hash, sent }));
    }
}

/// As links have it: 56 hex digits.
pub(super) fn hash(address: &str, code: &str) -> String {
    Sha224::digest(format!("{address}{code}")).iter().map(|byte| format!("{byte:02x}")).collect()
}

fn new_code() -> String {
    format!("{:06}", uuid::Uuid::new_v4().as_u128() % 1_000_000)
}

impl World {
    /// Sends a code and a link; a code sent before for the same is void.
    pub(super) fn send_link(
        &mut self,
        user_id: &str,
        purpose: Purpose,
        to: &str,
        occasion: &Occasion,
    ) -> Result<(), Refusal> {
        let (now, code) = (self.now(), new_code());
        let mut hash = hash(to, &code);
        if occasion.challenge.is_some() {
            hash = format!("pkce_{hash}");
        }
        let letter = Letter::with_link(&self.config.url, to, occasion, &code, &hash);
        let user = self.user_mut(user_id)?;
        user.codes.set(purpose, hash, now);
        let sent = match occasion.about {
            About::Signup => "confirmation_sent_at",
            About::Magiclink | About::Recovery => "recovery_sent_at",
            About::EmailChange => "email_change_sent_at",
        };
        user.times.insert(sent, now);
        self.letters.push(letter);
        Ok(())
    }

    /// The same, with the start of a flow where the request wants one.
    pub(super) fn send_one_link(
        &mut self,
        user_id: &str,
        purpose: Purpose,
        occasion: &Occasion,
    ) -> Result<(), Refusal> {
        if let Some(challenge) = &occasion.challenge {
            self.start_flow(user_id, occasion.about.method(), challenge);
        }
        let to = self.user(user_id)?.email.clone();
        self.send_link(user_id, purpose, &to, occasion)
    }

    /// Sends a code that proves that it is still the same user.
    pub(super) fn send_nonce(&mut self, user_id: &str) -> Result<(), Refusal> {
        let (now, code) = (self.now(), new_code());
        let user = self.user_mut(user_id)?;
        user.codes.set(Purpose::Reauthentication, hash(&user.email, &code), now);
        user.times.insert("reauthentication_sent_at", now);
        let letter = Letter::with_nonce(&user.email, &code);
        self.letters.push(letter);
        Ok(())
    }
}
