//! The generated files are what the generator writes, and rows pass through them.
#![expect(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "tests")]

#[path = "golden/faults.rs"]
mod faults;
#[path = "golden/insert.rs"]
mod insert;
#[path = "golden/live.rs"]
mod live;
#[path = "golden/names.rs"]
mod names;
#[path = "golden/rows.rs"]
mod rows;

use golden::{CASES, expected, generate};

/// `cargo xtask bless` writes them again: `BLESS=1`.
#[test]
fn expected_files_are_what_the_generator_writes() {
    let bless = std::env::var_os("BLESS").is_some();
    for (case, documents) in CASES {
        let code = generate(case, documents).unwrap().code;
        if bless {
            std::fs::write(expected(case), &code).unwrap();
        }
        let old = std::fs::read_to_string(expected(case)).unwrap();
        assert!(old == code, "{case} differs; see what changes with `cargo xtask bless` and `git diff`");
    }
}

#[test]
fn the_same_document_gives_the_same_bytes() {
    let code = |n: usize| generate(CASES[n].0, CASES[n].1).unwrap().code;
    assert_eq!(code(4), code(4));
    assert!(!code(4).contains("2026"), "no date of the run");
}
