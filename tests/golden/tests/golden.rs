//! The generated files are what the generator writes, and rows pass through them.
#![expect(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "tests")]

#[path = "golden/database.rs"]
mod database;
#[path = "golden/encryption.rs"]
mod encryption;
#[path = "golden/faults.rs"]
mod faults;
#[path = "golden/fixtures.rs"]
mod fixtures;
#[path = "golden/insert.rs"]
mod insert;
#[path = "golden/live.rs"]
mod live;
#[path = "golden/live_metadata.rs"]
mod live_metadata;
#[path = "golden/metadata.rs"]
mod metadata;
#[path = "golden/names.rs"]
mod names;
#[path = "golden/rows.rs"]
mod rows;
#[path = "golden/settings.rs"]
mod settings;

use golden::{CASES, config, generate};

/// `cargo xtask bless` writes them again: `BLESS=1`.
#[test]
fn expected_files_are_what_the_generator_writes() {
    let bless = std::env::var_os("BLESS").is_some();
    for (case, documents) in CASES {
        let config = config(case, documents).unwrap();
        if bless {
            config.generate().unwrap();
        }
        let changes = config.check().unwrap();
        assert!(
            changes.is_empty(),
            "{case} differs; see what changes with `cargo xtask bless` and `git diff`: {changes:#?}"
        );
    }
}

#[test]
fn the_same_document_gives_the_same_bytes() {
    for (case, documents) in CASES.iter().filter(|(case, _)| case.starts_with("zoo")) {
        let code = generate(case, documents).unwrap().code;
        assert_eq!(code, generate(case, documents).unwrap().code);
        assert!(!code.contains("2026"), "no date of the run");
    }
}
