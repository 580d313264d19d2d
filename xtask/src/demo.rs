//! The main job, from a database to checked queries that run.
#![expect(clippy::print_stdout, reason = "a program for people")]

use crate::cargo::{cargo, finish};
use std::{
    io::{BufRead, BufReader},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    time::Instant,
};

const EXAMPLE: &str = "examples/quickstart";

/// Names and values that the stack prints.
type Variables = Vec<(String, String)>;

pub(crate) fn run() -> Result<(), String> {
    let start = Instant::now();
    step("1. build the local stack and the generator");
    cargo(
        &[
            "build",
            "--package",
            "stack",
            "--package",
            "supabase-codegen",
            "--features",
            "supabase-codegen/cli",
        ],
        &[],
    )?;
    step("2. start PostgreSQL, PostgREST and the gateway with examples/quickstart/schema.sql");
    let (mut stack, variables) = up()?;
    let done = with_stack(&variables);
    let ended = finish("kill", Command::new("kill").arg(stack.id().to_string()))
        .and(stack.wait().map(drop).map_err(|e| e.to_string()));
    done.and(ended)?;
    println!("\ndone in {:.0} s", start.elapsed().as_secs_f64());
    Ok(())
}

/// Always the same packages, so that cargo builds what they share once.
fn build(more: &[&str]) -> Result<(), String> {
    let packages = [
        "build",
        "--package",
        "stack",
        "--package",
        "supabase-codegen",
        "--features",
        "supabase-codegen/cli",
    ];
    cargo(&[&packages, more].concat(), &[])
}

fn step(text: &str) {
    println!("\n=== {text}");
}

fn with_stack(variables: &Variables) -> Result<(), String> {
    step("3. generate Rust from the server's OpenAPI document");
    generate(variables)?;
    step("4. build and run the program that uses it");
    build(&["--package", "quickstart"])?;
    let mut app = Command::new(built("quickstart"));
    finish("quickstart", app.envs(variables.iter().map(|(n, v)| (n, v))))?;
    step("5. a mistake that does not compile: `i.nam` for `i.name`");
    cargo(&["test", "--quiet", "--package", "quickstart", "--test", "mistakes"], &[])?;
    let message = root().join(EXAMPLE).join("tests/mistakes/unknown_column.stderr");
    println!("{}", std::fs::read_to_string(&message).map_err(|e| format!("{}: {e}", message.display()))?);
    Ok(())
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap_or_else(|| Path::new(".")).to_owned()
}

/// A program that was just built.
fn built(name: &str) -> PathBuf {
    let target = std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| root().join("target"), PathBuf::from);
    target.join("debug").join(name)
}

/// Starts the stack and reads where it is.
fn up() -> Result<(Child, Variables), String> {
    let schema = root().join(EXAMPLE).join("schema.sql");
    let mut command = Command::new(built("stack"));
    command.args(["up", "--sql"]).arg(schema).stdin(Stdio::null()).stdout(Stdio::piped());
    let mut stack = command.spawn().map_err(|e| format!("the stack does not start: {e}"))?;
    let mut variables = Vec::new();
    if let Some(out) = stack.stdout.take() {
        let lines = BufReader::new(out).lines().map_while(Result::ok).take_while(|l| !l.starts_with('#'));
        variables.extend(lines.filter_map(|l| l.split_once('=').map(|(n, v)| (n.to_owned(), v.to_owned()))));
    }
    if variables.is_empty() {
        return Err("the stack did not start; what it said stands above".to_owned());
    }
    Ok((stack, variables))
}

/// The secret key goes by the environment, as it would by `.env`.
fn generate(variables: &Variables) -> Result<(), String> {
    let url = variables.iter().find(|(n, _)| n == "SUPABASE_URL").map_or("", |(_, url)| url);
    let out = "src/schema.rs";
    println!("==> supabase-codegen generate --url {url} --out {out}");
    let mut command = Command::new(built("supabase-codegen"));
    command.current_dir(root().join(EXAMPLE)).args(["generate", "--url", url, "--out", out]);
    command.envs(variables.iter().map(|(n, v)| (n, v)));
    finish("supabase-codegen", &mut command)
}
