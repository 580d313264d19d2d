//! Realtime against a hand-written client, `@supabase/realtime-js` and the Python client, in one run and against one server.
//!
//! `cargo run --release -p benches --bin realtime`: messages a second, 1,000 channels on one socket, the memory of a channel, and
//! how long 1,000 channels take to be in again. Each client is a process of its own; `npm` and `python3` install the official
//! ones, and are left out with `--without-official`.
#![expect(clippy::print_stdout, clippy::print_stderr, reason = "a program for people")]

#[path = "realtime/hand.rs"]
mod hand;
#[path = "realtime/official.rs"]
mod official;
#[path = "realtime/ours.rs"]
mod ours;
#[path = "realtime/scene.rs"]
mod scene;
#[path = "realtime/server.rs"]
mod server;

use clap::{Parser, Subcommand};
use scene::Measured;
use std::process::{Command, ExitCode};

#[derive(Debug, Parser)]
#[command(about = "Realtime beside a hand-written client and the official ones")]
struct Cli {
    /// Without the clients of npm and `PyPI`.
    #[arg(long)]
    without_official: bool,
    /// How often each client runs; the median counts.
    #[arg(long, default_value_t = 3)]
    rounds: usize,
    #[command(subcommand)]
    client: Option<Client>,
}

/// One client, which prints what it measured.
#[derive(Debug, Subcommand)]
enum Client {
    /// supabase-orm
    Ours { url: String },
    /// tokio-tungstenite and `serde_json`
    Hand { url: String },
}

type Fault = Box<dyn std::error::Error + Send + Sync>;

fn main() -> ExitCode {
    let cli = Cli::parse();
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build();
    let done = runtime.map_err(Fault::from).and_then(|runtime| match &cli.client {
        Some(Client::Ours { url }) => runtime.block_on(ours::run(url)).map(|measured| print(&measured)),
        Some(Client::Hand { url }) => runtime.block_on(hand::run(url)).map(|measured| print(&measured)),
        None => runtime.block_on(all(&cli)),
    });
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(e) => {
            eprintln!("error: {e}");
            ExitCode::FAILURE
        }
    }
}

fn print(measured: &Measured) {
    println!("{}", serde_json::to_string(measured).unwrap_or_default());
}

async fn all(cli: &Cli) -> Result<(), Fault> {
    let url = server::start().await?;
    let itself = std::env::current_exe()?;
    let mut clients = vec![
        ("ours", vec![itself.display().to_string(), "ours".to_owned(), url.clone()]),
        ("by hand", vec![itself.display().to_string(), "hand".to_owned(), url.clone()]),
    ];
    let folder = tempfile::tempdir()?;
    if !cli.without_official {
        clients.push(("realtime-js", official::javascript(folder.path(), &url)?));
        clients.push(("Python", official::python(folder.path(), &url)?));
    }
    let mut results: Vec<(&str, Vec<Measured>)> =
        clients.iter().map(|(name, _)| (*name, Vec::new())).collect();
    // in turns, so that the machine's moods meet all alike
    for _ in 0..cli.rounds {
        for ((name, line), (_, all)) in clients.iter().zip(&mut results) {
            eprintln!("{name} ..");
            let line = line.clone();
            all.push(tokio::task::spawn_blocking(move || client(&line)).await??);
        }
    }
    println!("{}", scene::table(&results));
    Ok(())
}

/// Runs one client; its last line is what it measured.
fn client(line: &[String]) -> Result<Measured, Fault> {
    let (program, arguments) = line.split_first().ok_or("no program")?;
    let output = Command::new(program).args(arguments).output()?;
    let printed = String::from_utf8_lossy(&output.stdout);
    let last = printed.lines().last().unwrap_or_default();
    serde_json::from_str(last)
        .map_err(|e| format!("{program}: {e}\n{printed}\n{}", String::from_utf8_lossy(&output.stderr)).into())
}
