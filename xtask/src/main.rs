//! The project's commands: `cargo xtask <command>`.
//!
//! It has no dependencies, so that it is there at once and says what it is doing while the rest is built.
#![expect(clippy::print_stdout, clippy::print_stderr, reason = "a program for people")]

mod cargo;
mod demo;

use cargo::cargo;
use std::process::ExitCode;

const HELP: &str = "\
cargo xtask <command>

  demo          the main job: a local Supabase, its schema as Rust, and a program that uses it
  test [args]   every test; arguments go to `cargo test`
  bless         renews the golden files: generated code and compiler messages
  bench         ratios to hand-written code
  check         formatting, lints, docs, each feature alone
  ci            what CI runs: check and test
";

fn main() -> ExitCode {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let rest = args.get(1..).unwrap_or_default();
    let done = match args.first().map(String::as_str) {
        Some("demo") => demo::run(),
        Some("test") => test(rest),
        Some("bless") => bless(),
        Some("bench") => cargo(&["run", "--release", "--package", "benches"], &[]),
        Some("check") => check(),
        Some("ci") => ci(),
        _ => {
            println!("{HELP}");
            Ok(())
        }
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(failed) => {
            eprintln!("failed: {failed}");
            ExitCode::FAILURE
        }
    }
}

fn test(args: &[String]) -> Result<(), String> {
    let mut line = vec!["test", "--workspace", "--all-features"];
    line.extend(args.iter().map(String::as_str));
    cargo(&line, &[])
}

fn bless() -> Result<(), String> {
    // the snapshot of a database first: it is the document of a case
    for name in ["fixtures::the_snapshot", "expected_files"] {
        cargo(&["test", "--package", "golden", "--test", "golden", name], &[("BLESS", "1")])?;
    }
    cargo(&["test", "--package", "live", "--test", "live", "schema::"], &[("BLESS", "1")])?;
    let overwrite = [("TRYBUILD", "overwrite")];
    cargo(&["test", "--package", "ui", "--test", "ui"], &overwrite)?;
    cargo(&["test", "--package", "quickstart", "--test", "mistakes"], &overwrite)
}

/// What must pass beside the tests: formatting, lints, docs, each feature alone.
fn check() -> Result<(), String> {
    cargo(&["fmt", "--all", "--check"], &[])?;
    cargo(&["clippy", "--workspace", "--all-targets", "--all-features", "--", "-D", "warnings"], &[])?;
    cargo(&["doc", "--workspace", "--all-features", "--no-deps"], &[("RUSTDOCFLAGS", "-D warnings")])?;
    let features = [
        "",
        "derive",
        "uuid",
        "chrono",
        "time",
        "jiff",
        "rust_decimal",
        "auth",
        "functions",
        "storage",
        "axum",
        "realtime",
    ];
    for feature in features {
        cargo(&["check", "-p", "supabase-orm", "--no-default-features", "--features", feature], &[])?;
    }
    for feature in ["", "http", "postgres", "postgres-tls"] {
        cargo(&["check", "-p", "supabase-codegen", "--no-default-features", "--features", feature], &[])?;
    }
    Ok(())
}

fn ci() -> Result<(), String> {
    check()?;
    test(&[])
}
