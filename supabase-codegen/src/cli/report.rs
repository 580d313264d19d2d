//! What people are told, on standard error: results alone go to standard output.

use supabase_codegen::{Error, Generated};

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
