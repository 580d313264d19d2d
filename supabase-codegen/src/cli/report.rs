//! What people are told, on standard error: results alone go to standard output.

use serde::Serialize;
use std::{fmt, io::Write};
use supabase_codegen::{Error, Generated, Result};

/// How results are told.
#[derive(Debug, Clone, Copy, clap::Args)]
pub(super) struct Output {
    /// Prints the result as JSON.
    #[arg(long, global = true)]
    pub(super) json: bool,
}

impl Output {
    /// A result, as text or as JSON.
    pub(super) fn print(self, result: &(impl Serialize + fmt::Display)) -> Result<()> {
        if self.json { json(result) } else { print(&result.to_string()) }
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

/// What was done.
pub(super) fn note(text: &str) {
    eprintln!("{text}");
}

/// Why it cannot go on.
pub(super) fn error(e: &Error) {
    eprintln!("error: {e}");
}

/// What someone may want to decide otherwise, and what the code needs.
pub(super) fn generated(generated: &Generated) {
    for warning in &generated.warnings {
        eprintln!("warning: {warning}");
    }
    if !generated.features.is_empty() {
        note(&format!("the code needs these features of supabase-orm: {}", generated.features.join(", ")));
    }
}
