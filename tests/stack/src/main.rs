//! `stack up`: a local Supabase until Ctrl-C.

use clap::{Args, Parser};
use stack::Stack;
use std::{path::PathBuf, process::ExitCode};
use tokio::signal::unix::{SignalKind, signal};

/// A local Supabase: PostgreSQL, PostgREST, Auth, Storage and a gateway.
#[derive(Debug, Parser)]
enum Command {
    /// Starts a stack, writes its address and keys as variables, and waits for Ctrl-C.
    Up(Up),
}

#[derive(Debug, Args)]
struct Up {
    /// A file of SQL to run first; may be given several times.
    #[arg(long, value_name = "FILE")]
    sql: Vec<PathBuf>,
    /// The exposed schemas, separated by commas.
    #[arg(long, value_delimiter = ',', default_value = "public")]
    schemas: Vec<String>,
    /// The most rows of an answer.
    #[arg(long)]
    max_rows: Option<u32>,
    /// The port of the gateway; a free one if not given.
    #[arg(long, default_value_t = 0)]
    port: u16,
    /// Does not say what is being waited for.
    #[arg(long)]
    quiet: bool,
}

#[tokio::main]
async fn main() -> ExitCode {
    let Command::Up(up) = Command::parse();
    match run(up).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            complain(&*error);
            ExitCode::FAILURE
        }
    }
}

async fn run(up: Up) -> Result<(), Box<dyn std::error::Error>> {
    let mut builder = Stack::builder().schemas(up.schemas).port(up.port);
    builder = up.sql.into_iter().fold(builder, stack::Builder::sql_file);
    if let Some(rows) = up.max_rows {
        builder = builder.max_rows(rows);
    }
    if up.quiet {
        builder = builder.quiet();
    }
    let mut terminated = signal(SignalKind::terminate())?;
    let interrupted = tokio::signal::ctrl_c();
    let serve = async {
        let stack = builder.start().await?;
        print(&stack);
        // dropped, and so stopped, together with this future
        std::future::pending::<Result<(), _>>().await
    };
    tokio::select! {
        failed = serve => failed,
        signalled = interrupted => Ok(signalled?),
        _ = terminated.recv() => Ok(()),
    }
}

#[expect(clippy::print_stdout, reason = "what the program is for")]
fn print(stack: &Stack) {
    println!("SUPABASE_URL={}", stack.url());
    println!("SUPABASE_ANON_KEY={}", stack.anon_key());
    println!("SUPABASE_SERVICE_ROLE_KEY={}", stack.service_key());
    println!("SUPABASE_PUBLISHABLE_KEY={}", stack.publishable_key());
    println!("SUPABASE_SECRET_KEY={}", stack.secret_key());
    if let Ok(url) = stack.db_url() {
        println!("SUPABASE_DB_URL={url}");
    }
    let processes: Vec<String> = stack.processes().iter().map(u32::to_string).collect();
    println!("# processes: {}", processes.join(" "));
}

#[expect(clippy::print_stderr, reason = "where errors of programs go")]
fn complain(error: &dyn std::error::Error) {
    eprintln!("stack: {error}");
}
