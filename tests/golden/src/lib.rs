//! The generated files, compiled under the strictest lints a user may have, and a way to write them again.
#![deny(missing_docs, warnings)]

pub mod app;
#[path = "../cases/both/expected.rs"]
pub mod both;
#[path = "../cases/clashes/expected.rs"]
pub mod clashes;
#[path = "../cases/fixtures/expected.rs"]
pub mod fixtures;
#[path = "../cases/myschema/expected.rs"]
pub mod myschema;
#[path = "../cases/orchestra/expected.rs"]
pub mod orchestra;
#[path = "../cases/orchestra_metadata/expected.rs"]
pub mod orchestra_metadata;
#[path = "../cases/orchestra_v16/expected.rs"]
pub mod orchestra_v16;
#[path = "../cases/settings/expected.rs"]
pub mod settings;
#[path = "../cases/zoo/expected.rs"]
pub mod zoo;
#[path = "../cases/zoo_metadata/expected.rs"]
pub mod zoo_metadata;
#[path = "../cases/zoo_v16/expected.rs"]
pub mod zoo_v16;

use std::path::{Path, PathBuf};
use supabase_codegen::{Config, Generated, Result};

/// The cases, and the documents of each.
pub const CASES: &[(&str, &[&str])] = &[
    ("both", &["zoo/document.json", "both/api2.json"]),
    ("clashes", &["clashes/document.json"]),
    ("fixtures", &["fixtures/document.json"]),
    ("myschema", &["myschema/document.json"]),
    ("orchestra", &["orchestra/document.json"]),
    ("orchestra_v16", &["orchestra_v16/document.json"]),
    ("orchestra_metadata", &["orchestra_metadata/document.json"]),
    ("settings", &["zoo_metadata/document.json"]),
    ("zoo", &["zoo/document.json"]),
    ("zoo_metadata", &["zoo_metadata/document.json"]),
    ("zoo_v16", &["zoo_v16/document.json"]),
];

/// The folder of the cases.
#[must_use]
pub fn cases() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("cases")
}

/// The file that holds what a case must give.
#[must_use]
pub fn expected(case: &str) -> PathBuf {
    cases().join(case).join("expected.rs")
}

/// The settings of a case.
///
/// # Errors
/// When a setting is wrong.
pub fn config(case: &str, documents: &[&str]) -> Result<Config> {
    let config = documents.iter().fold(Config::new(), |c, d| c.file(cases().join(d)));
    config.out(expected(case)).settings(cases().join(case).join("supabase.toml"))
}

/// What a case gives now.
///
/// # Errors
/// When generation fails.
pub fn generate(case: &str, documents: &[&str]) -> Result<Generated> {
    config(case, documents)?.render()
}
