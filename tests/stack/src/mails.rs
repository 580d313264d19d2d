//! A sink of mails: what Auth servers send by SMTP, kept in memory for tests to read.

mod mail;
mod smtp;

pub use mail::Mail;

use crate::{
    Error, Result,
    background::{Background, listen},
};
use std::{
    collections::BTreeMap,
    fmt,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};
use tokio::{sync::Notify, time::timeout};

/// Where mails are sent to unless `STACK_SMTP_PORT` says otherwise; the configuration of a real Auth server names it.
const PORT: u16 = 54325;

/// How long a mail may take.
const PATIENCE: Duration = Duration::from_secs(10);

/// An SMTP server on 127.0.0.1 that keeps every mail.
#[derive(Debug)]
pub struct Mails {
    port: u16,
    kept: Arc<Kept>,
    _server: Background,
}

/// What came, and what was taken.
#[derive(Default)]
struct Kept {
    boxes: Mutex<BTreeMap<String, Inbox>>,
    came: Notify,
}

/// The mails of one address.
#[derive(Default)]
struct Inbox {
    mails: Vec<Mail>,
    taken: usize,
}

impl Mails {
    /// A sink on a free port.
    ///
    /// # Errors
    /// If the system refuses.
    pub fn start() -> Result<Self> {
        Self::on(0)
    }

    /// On that port, which must be free.
    pub(crate) fn on(port: u16) -> Result<Self> {
        let (listener, port) = listen(port, "sink of mails")?;
        let kept = Arc::new(Kept::default());
        let keep = kept.clone();
        let server = Background::serve("mails", listener, move |listener| smtp::accept(listener, keep))?;
        Ok(Self { port, kept, _server: server })
    }

    /// On the usual port; on a free one if another stack has that.
    pub(crate) fn on_usual_port() -> Result<Self> {
        Self::on(PORT).or_else(|_| Self::on(0))
    }

    /// Its port of 127.0.0.1.
    #[must_use]
    pub fn port(&self) -> u16 {
        self.port
    }

    /// All mails to that address so far, oldest first.
    #[must_use]
    pub fn to(&self, address: &str) -> Vec<Mail> {
        self.kept.with(address, |inbox| inbox.mails.clone())
    }

    /// The oldest mail to that address that no call has given yet; waits for it.
    ///
    /// # Errors
    /// If none comes within ten seconds.
    pub async fn next_to(&self, address: &str) -> Result<Mail> {
        let next = async {
            loop {
                let came = self.kept.came.notified();
                tokio::pin!(came);
                // before looking, so that nothing comes in between unnoticed
                came.as_mut().enable();
                if let Some(mail) = self.kept.with(address, Inbox::take) {
                    return mail;
                }
                came.await;
            }
        };
        let none = |_| Error::NoMail { to: address.to_owned(), port: self.port };
        timeout(PATIENCE, next).await.map_err(none)
    }
}

impl Kept {
    fn with<T>(&self, address: &str, f: impl FnOnce(&mut Inbox) -> T) -> T {
        let mut boxes = self.boxes.lock().unwrap_or_else(PoisonError::into_inner);
        f(boxes.entry(address.to_lowercase()).or_default())
    }

    fn keep(&self, to: &[String], raw: &[u8]) {
        for address in to {
            let mail = Mail::read(address, raw);
            self.with(address, |inbox| inbox.mails.push(mail));
        }
        self.came.notify_waiters();
    }
}

impl Inbox {
    fn take(&mut self) -> Option<Mail> {
        let mail = self.mails.get(self.taken).cloned();
        self.taken += usize::from(mail.is_some());
        mail
    }
}

impl fmt::Debug for Kept {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Kept")
    }
}
