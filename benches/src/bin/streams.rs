//! Large objects up and down through Storage, against plain `reqwest` to the same server, in one run.
//!
//! The server is a process of its own, which makes up what it sends and throws away what it gets. Each transfer is one too, so that
//! its memory is nobody else's. They take turns, so that the machine's moods meet all alike; the median round counts.
#![expect(clippy::print_stdout, clippy::print_stderr, reason = "a program for people")]

#[path = "streams/payload.rs"]
mod payload;
#[path = "streams/server.rs"]
mod server;
#[path = "streams/transfer.rs"]
mod transfer;

use clap::Parser;
use server::Server;
use std::process::{Command, ExitCode, Stdio};
use transfer::{Cost, Transfer, Way, Who};

#[derive(Debug, Parser)]
#[command(about)]
struct Cli {
    /// How large the object is.
    #[arg(long, default_value_t = 2048)]
    mebibytes: u64,
    /// How often each transfer is made.
    #[arg(long, default_value_t = 7)]
    rounds: usize,
    /// Serves until standard input closes (a part of the program itself).
    #[arg(long, hide = true)]
    serve: bool,
    /// The server's address, for one transfer (a part of the program itself).
    #[arg(long, hide = true, requires = "way", requires = "who")]
    one: Option<String>,
    /// Only this.
    #[arg(long)]
    way: Option<Way>,
    #[arg(long, hide = true)]
    who: Option<Who>,
}

fn main() -> ExitCode {
    let cli = Cli::parse();
    let done = match (&cli.one, cli.way, cli.who) {
        (Some(url), Some(way), Some(who)) => {
            Transfer { url: url.clone(), way, who, length: cli.mebibytes << 20 }.print()
        }
        _ if cli.serve => server::serve(),
        _ => report(&cli),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(e) => {
            eprintln!("error: {e}");
            ExitCode::FAILURE
        }
    }
}

fn report(cli: &Cli) -> Result<(), String> {
    let server = Server::start()?;
    let mut table = comfy_table::Table::new();
    table.set_header(["what", "ours", "by hand", "throughput", "memory: ours", "by hand"]);
    let ways = cli.way.map_or_else(|| vec![Way::UpStream, Way::UpReader, Way::Down], |way| vec![way]);
    for way in ways {
        let (mut ours, mut by_hand) = (Vec::new(), Vec::new());
        for _ in 0..cli.rounds.max(1) {
            ours.push(one(&server.url, way, Who::Ours, cli.mebibytes)?);
            by_hand.push(one(&server.url, way, Who::ByHand, cli.mebibytes)?);
        }
        let (ours, by_hand) = (median(ours), median(by_hand));
        let rate = |cost: &Cost| {
            format!("{:.0} MiB/s", f64::from(u32::try_from(cli.mebibytes).unwrap_or(u32::MAX)) / cost.seconds)
        };
        table.add_row([
            way.to_string(),
            rate(&ours),
            rate(&by_hand),
            format!("{:.2}x", by_hand.seconds / ours.seconds),
            format!("+{:.1} MiB", ours.mebibytes),
            format!("+{:.1} MiB", by_hand.mebibytes),
        ]);
    }
    println!("{table}");
    Ok(())
}

/// One transfer in a process of its own.
fn one(url: &str, way: Way, who: Who, mebibytes: u64) -> Result<Cost, String> {
    let this = std::env::current_exe().map_err(|e| e.to_string())?;
    let mut command = Command::new(this);
    command.args(["--one", url, "--mebibytes", &mebibytes.to_string()]);
    command.args(["--way", way.word(), "--who", who.word()]);
    let output = command.stderr(Stdio::inherit()).output().map_err(|e| e.to_string())?;
    if !output.status.success() {
        return Err(format!("{way}: {}", output.status));
    }
    serde_json::from_slice(&output.stdout).map_err(|e| e.to_string())
}

/// The median of the times, the most of the memory.
fn median(mut all: Vec<Cost>) -> Cost {
    all.sort_by(|a, b| a.seconds.total_cmp(&b.seconds));
    let seconds = all.get(all.len() / 2).map_or(f64::NAN, |cost| cost.seconds);
    Cost { seconds, mebibytes: all.iter().map(|cost| cost.mebibytes).fold(0.0, f64::max) }
}
