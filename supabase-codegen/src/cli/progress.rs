//! A sign of life while a source is slow.

use super::report::Output;
use std::{
    io::{IsTerminal, Write},
    sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel},
    thread::JoinHandle,
    time::{Duration, Instant},
};

/// What is done sooner needs no sign.
const PATIENCE: Duration = Duration::from_millis(500);
const STEP: Duration = Duration::from_millis(120);
const SIGNS: [&str; 4] = ["-", "\\", "|", "/"];

/// A line on standard error, gone when this is dropped. There is none where no one would see it.
#[derive(Debug)]
pub(super) struct Progress(Option<(Sender<()>, JoinHandle<()>)>);

impl Progress {
    pub(super) fn start(text: &'static str, output: Output) -> Self {
        let seen = std::io::stderr().is_terminal() && !output.quiet && !output.json;
        Self(seen.then(|| {
            let (end, ended) = channel();
            (end, std::thread::spawn(move || turn(text, &ended)))
        }))
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        if let Some((end, thread)) = self.0.take() {
            drop(end);
            let _ = thread.join();
        }
    }
}

fn turn(text: &str, ended: &Receiver<()>) {
    let start = Instant::now();
    let mut wait = PATIENCE;
    for sign in SIGNS.iter().cycle() {
        if ended.recv_timeout(wait) != Err(RecvTimeoutError::Timeout) {
            break;
        }
        wait = STEP;
        let _ = write!(std::io::stderr(), "\r{sign} {text}, {} s", start.elapsed().as_secs());
    }
    if start.elapsed() > PATIENCE {
        let _ = write!(std::io::stderr(), "\r\u{1b}[2K");
    }
}
