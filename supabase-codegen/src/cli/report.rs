//! What people and programs are told: results on standard output, everything else on standard error.

mod fault;
mod place;

pub(super) use fault::error;

use serde::Serialize;
use std::{fmt, io::Write};
use supabase_codegen::{Error, Generated, Result};

/// How results and faults are told.
#[derive(Debug, Clone, Copy, clap::Args)]
pub(super) struct Output {
    /// Prints the result, or the faults, as JSON on standard output.
    #[arg(long, global = true)]
    pub(super) json: bool,
    /// Tells faults only: no warnings, no notes. Results still go to standard output.
    #[arg(long, short, global = true)]
    pub(super) quiet: bool,
}

impl Output {
    /// A result, as text or as JSON.
    pub(super) fn print(self, result: &(impl Serialize + fmt::Display)) -> Result<()> {
        if self.json { json(result) } else { print(&result.to_string()) }
    }

    /// What was done.
    pub(super) fn note(self, text: &str) {
        if !self.quiet {
            eprintln!("{text}");
        }
    }

    /// What someone may want to decide otherwise, and what the code needs.
    pub(super) fn generated(self, generated: &Generated) {
        if self.json {
            return; // they are part of the result
        }
        for warning in &generated.warnings {
            self.note(&format!("{}: {warning}", fault::word("warning", fault::YELLOW)));
        }
        if !generated.features.is_empty() {
            self.note(&format!(
                "the code needs these features of supabase-orm: {}",
                generated.features.join(", ")
            ));
        }
    }
}

/// A result for programs.
pub(super) fn json(result: &impl Serialize) -> Result<()> {
    let text = serde_json::to_string_pretty(result);
    print(&(text.map_err(|e| Error::Internal { message: e.to_string() })? + "\n"))
}

/// A result, on standard output. A reader that has enough (`| head`) is no fault.
pub(super) fn print(text: &str) -> Result<()> {
    let mut out = std::io::stdout().lock();
    match out.write_all(text.as_bytes()).and_then(|()| out.flush()) {
        Err(e) if e.kind() != std::io::ErrorKind::BrokenPipe => {
            Err(Error::Write { path: "standard output".into(), source: e })
        }
        _ => Ok(()),
    }
}
