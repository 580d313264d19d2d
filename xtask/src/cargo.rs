//! Running cargo.
#![expect(clippy::print_stdout, reason = "a program for people")]

use std::process::Command;

/// Runs `cargo` and says so; the error is the command that failed.
pub(crate) fn cargo(args: &[&str], env: &[(&str, &str)]) -> Result<(), String> {
    let line = format!("cargo {}", args.join(" "));
    println!("==> {line}");
    let mut command = Command::new(std::env::var_os("CARGO").unwrap_or("cargo".into()));
    command.args(args).envs(env.iter().copied());
    finish(&line, &mut command)
}

/// Runs a command to its end.
pub(crate) fn finish(line: &str, command: &mut Command) -> Result<(), String> {
    match command.status() {
        Ok(status) if status.success() => Ok(()),
        Ok(status) => Err(format!("{line} ({status})")),
        Err(e) => Err(format!("{line}: {e}")),
    }
}
