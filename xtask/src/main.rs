//! The project's commands: `cargo xtask <command>`.
#![expect(clippy::print_stdout, clippy::print_stderr, reason = "a program for people")]

use std::process::{Command, ExitCode};

const HELP: &str = "\
cargo xtask <command>

  test [args]   every test; arguments go to `cargo test`
  ci            what CI runs: formatting, lints, docs, each feature alone, every test
";

fn main() -> ExitCode {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let rest = args.get(1..).unwrap_or_default();
    let done = match args.first().map(String::as_str) {
        Some("test") => test(rest),
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

/// Runs `cargo` and says so; the error is the command that failed.
fn cargo(args: &[&str], env: &[(&str, &str)]) -> Result<(), String> {
    let line = format!("cargo {}", args.join(" "));
    println!("==> {line}");
    let mut command = Command::new(std::env::var_os("CARGO").unwrap_or("cargo".into()));
    let status = command.args(args).envs(env.iter().copied()).status();
    match status {
        Ok(status) if status.success() => Ok(()),
        Ok(status) => Err(format!("{line} ({status})")),
        Err(e) => Err(format!("{line}: {e}")),
    }
}

fn test(args: &[String]) -> Result<(), String> {
    let mut line = vec!["test", "--workspace", "--all-features"];
    line.extend(args.iter().map(String::as_str));
    cargo(&line, &[])
}

fn ci() -> Result<(), String> {
    cargo(&["fmt", "--all", "--check"], &[])?;
    cargo(&["clippy", "--workspace", "--all-targets", "--all-features", "--", "-D", "warnings"], &[])?;
    cargo(&["doc", "--workspace", "--all-features", "--no-deps"], &[("RUSTDOCFLAGS", "-D warnings")])?;
    for feature in ["", "derive", "uuid", "chrono", "time", "rust_decimal"] {
        cargo(&["check", "-p", "supabase-orm", "--no-default-features", "--features", feature], &[])?;
    }
    test(&[])
}
