//! What is being waited for, on stderr.

use std::fmt::Display;

/// Says what is being done, unless it was told to be quiet.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Progress {
    pub(crate) quiet: bool,
}

impl Progress {
    #[expect(clippy::print_stderr, reason = "starting takes seconds, the first time more: a person waits")]
    pub(crate) fn say(self, what: impl Display) {
        if !self.quiet {
            eprintln!("stack: {what}");
        }
    }
}
