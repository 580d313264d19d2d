//! `stack up`: a local Supabase until Ctrl-C, or until standard input ends (with `--until-eof`).
#![expect(clippy::print_stdout, clippy::print_stderr, reason = "a program for people")]

use stack::{Builder, Error, Stack};
use std::process::ExitCode;
use tokio::io::AsyncReadExt;

const HELP: &str = "\
stack up [--sql FILE].. [--schemas a,b] [--max-rows N] [--until-eof]

Starts PostgreSQL, PostgREST and a gateway, and prints NAME=value lines:
SUPABASE_URL, SUPABASE_ANON_KEY, SUPABASE_SERVICE_ROLE_KEY, SUPABASE_PUBLISHABLE_KEY, SUPABASE_SECRET_KEY, SUPABASE_DB_URL
";

#[tokio::main]
async fn main() -> ExitCode {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let Some((builder, until_eof)) = parse(&args) else {
        eprint!("{HELP}");
        return ExitCode::from(2);
    };
    match up(builder, until_eof).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(e) => {
            eprintln!("error: {e}");
            ExitCode::FAILURE
        }
    }
}

fn parse(args: &[String]) -> Option<(Builder, bool)> {
    let (mut builder, mut until_eof) = (Builder::new(), false);
    let mut args = args.iter().map(String::as_str);
    if args.next() != Some("up") {
        return None;
    }
    while let Some(flag) = args.next() {
        builder = match flag {
            "--sql" => builder.sql_file(args.next()?),
            "--schemas" => builder.schemas(args.next()?.split(',')),
            "--max-rows" => builder.max_rows(args.next()?.parse().ok()?),
            "--until-eof" => {
                until_eof = true;
                builder
            }
            _ => return None,
        };
    }
    Some((builder, until_eof))
}

async fn up(builder: Builder, until_eof: bool) -> Result<(), Error> {
    let stack = builder.start().await?;
    print(&stack);
    let mut end = Vec::new();
    if until_eof {
        let _ = tokio::io::stdin().read_to_end(&mut end).await;
    } else {
        let _ = tokio::signal::ctrl_c().await;
    }
    stack.stop().await;
    Ok(())
}

fn print(stack: &Stack) {
    let keys = stack.keys();
    println!("SUPABASE_URL={}", stack.url());
    println!("SUPABASE_ANON_KEY={}", keys.anon);
    println!("SUPABASE_SERVICE_ROLE_KEY={}", keys.service);
    println!("SUPABASE_PUBLISHABLE_KEY={}", keys.publishable);
    println!("SUPABASE_SECRET_KEY={}", keys.secret);
    println!("SUPABASE_DB_URL={}", stack.db_url().unwrap_or_default());
    println!();
}
