//! Runs recorded uses of the official client against the API of supabase-orm, and compares what is sent and returned.
//!
//! `conformance wire FILE.json [--report OUT.json]`: each case is a chain of calls; a recording server gives the answers that
//! were recorded. `realtime` plays transcripts of frames, `exchanges` conversations with real servers, `examples` runs against a
//! real PostgREST. Closes with `passed N, failed N, unsupported N, waived N`; exit status 1 if anything failed.
#![expect(clippy::print_stdout, clippy::print_stderr, reason = "a program for people")]

mod auth;
mod case;
mod chain;
mod compare;
mod examples;
mod exchange;
mod functions;
mod multipart;
mod outcome;
mod query;
mod realtime;
mod server;
mod storage;
mod value;
mod waivers;
mod within;

use case::Case;
use clap::{Parser, Subcommand};
use exchange::Conversation;
use serde::{Serialize, de::DeserializeOwned};
use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
    process::ExitCode,
    sync::Arc,
};
use tokio::sync::Semaphore;

#[derive(Debug, Parser)]
#[command(about)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// The reference's examples against a real PostgREST.
    Examples {
        /// The examples.
        file: PathBuf,
        /// A project's address, or that of a PostgREST; a key comes from `SUPABASE_SECRET_KEY`.
        #[arg(long)]
        url: String,
        /// Its database, as a superuser: every example drops and makes the schema `public`.
        #[arg(long)]
        db: String,
        /// A JSON list of `{id, status, detail}`.
        #[arg(long)]
        report: Option<PathBuf>,
        /// Only examples whose id contains this.
        #[arg(long)]
        only: Option<String>,
    },
    /// Recorded conversations with real servers.
    Exchanges {
        /// The conversations.
        file: PathBuf,
        /// A JSON list of `{id, status, detail}`.
        #[arg(long)]
        report: Option<PathBuf>,
        /// Only cases whose id contains this.
        #[arg(long)]
        only: Option<String>,
    },
    /// Transcripts of realtime: a scripted server plays its frames.
    Realtime {
        /// The transcripts.
        file: PathBuf,
        /// A JSON list of `{id, status, detail}`.
        #[arg(long)]
        report: Option<PathBuf>,
        /// Only transcripts whose id contains this.
        #[arg(long)]
        only: Option<String>,
    },
    /// Requests and results of rest, auth, storage and functions.
    Wire {
        /// The cases.
        file: PathBuf,
        /// A JSON list of `{id, status, detail}`.
        #[arg(long)]
        report: Option<PathBuf>,
        /// Only cases whose id contains this.
        #[arg(long)]
        only: Option<String>,
    },
}

/// How a case ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
enum Status {
    Passed,
    Failed,
    Unsupported,
    Waived,
}

#[derive(Debug, Serialize)]
struct Line {
    id: String,
    status: Status,
    detail: String,
}

#[tokio::main]
async fn main() -> ExitCode {
    let (lines, report) = match Cli::parse().command {
        Command::Wire { file, report, only } => (wire(&file, only.as_deref()).await, report),
        Command::Exchanges { file, report, only } => (exchanges(&file, only.as_deref()).await, report),
        Command::Realtime { file, report, only } => (realtime::run(&file, only.as_deref()).await, report),
        Command::Examples { file, url, db, report, only } => {
            (examples::run(&file, &url, &db, only.as_deref()).await, report)
        }
    };
    storage::remove_files();
    match lines {
        Ok(lines) => finish(&lines, report),
        Err(e) => {
            eprintln!("error: {e}");
            ExitCode::from(2)
        }
    }
}

fn read<T: DeserializeOwned>(file: &Path) -> Result<T, String> {
    let text = std::fs::read(file).map_err(|e| format!("{}: {e}", file.display()))?;
    serde_json::from_slice(&text).map_err(|e| format!("{}: {e}", file.display()))
}

async fn wire(file: &Path, only: Option<&str>) -> Result<Vec<Line>, String> {
    // beside the cases: tokens that some of them name
    let keys = file.with_file_name("keys.json");
    let keys = if keys.exists() { read(&keys)? } else { BTreeMap::new() };
    cases(read(file)?, keys, only).await
}

async fn exchanges(file: &Path, only: Option<&str>) -> Result<Vec<Line>, String> {
    let all: Vec<Conversation> = read(file)?;
    cases(all.into_iter().filter_map(Conversation::into_case).collect(), BTreeMap::new(), only).await
}

async fn cases(
    cases: Vec<Case>,
    keys: BTreeMap<String, serde_json::Value>,
    only: Option<&str>,
) -> Result<Vec<Line>, String> {
    let waivers = waivers::read()?;
    let chosen = cases.into_iter().filter(|c| only.is_none_or(|part| c.id.contains(part)));
    let (keys, gate) = (Arc::new(keys), Arc::new(Semaphore::new(AT_ONCE)));
    let tasks: Vec<_> = chosen.map(|case| tokio::spawn(one(case, keys.clone(), gate.clone()))).collect();
    let mut lines = Vec::new();
    for task in tasks {
        lines.push(waive(task.await.map_err(|e| e.to_string())?, &waivers)?);
    }
    Ok(lines)
}

/// Cases that wait for a retry wait side by side.
const AT_ONCE: usize = 16;

async fn one(case: Case, keys: Arc<BTreeMap<String, serde_json::Value>>, gate: Arc<Semaphore>) -> Line {
    let _permit = gate.acquire().await;
    let (status, detail) = match outcome::run(&case, &keys).await {
        Ok(()) => (Status::Passed, String::new()),
        Err(outcome::Fault::Unsupported(what)) => (Status::Unsupported, what),
        Err(outcome::Fault::Differs(what)) => (Status::Failed, what),
    };
    Line { id: case.id, status, detail }
}

/// A waiver for a case that passes is out of date.
fn waive(line: Line, waivers: &BTreeMap<String, String>) -> Result<Line, String> {
    match waivers.get(&line.id) {
        Some(_) if line.status == Status::Passed => {
            Err(format!("waivers.toml: `{}` passes; remove it", line.id))
        }
        Some(reason) => Ok(Line { status: Status::Waived, detail: reason.clone(), ..line }),
        None => Ok(line),
    }
}

fn finish(lines: &[Line], report: Option<PathBuf>) -> ExitCode {
    let mut counts =
        BTreeMap::from([Status::Passed, Status::Failed, Status::Unsupported, Status::Waived].map(|s| (s, 0)));
    for line in lines {
        *counts.entry(line.status).or_default() += 1;
        if matches!(line.status, Status::Failed | Status::Unsupported) {
            println!("{}: {:?}: {}", line.id, line.status, line.detail);
        }
    }
    if let Some(path) = report {
        let written = serde_json::to_vec_pretty(lines).map_err(|e| e.to_string());
        let written = written.and_then(|json| std::fs::write(&path, json).map_err(|e| e.to_string()));
        if let Err(e) = written {
            eprintln!("error: {}: {e}", path.display());
            return ExitCode::from(2);
        }
    }
    let count = |s: Status| counts.get(&s).copied().unwrap_or(0);
    let (passed, failed) = (count(Status::Passed), count(Status::Failed));
    println!(
        "passed {passed}, failed {failed}, unsupported {}, waived {}",
        count(Status::Unsupported),
        count(Status::Waived)
    );
    if failed == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}
