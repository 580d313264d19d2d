//! The program: `SUPABASE_URL` and `SUPABASE_SECRET_KEY` say which project, `PORT` where it listens (3000).
//!
//! To try it without a project: `cargo run -p stack -- up --sql examples/service/schema.sql`, and set what that prints.
#![expect(clippy::print_stdout, clippy::print_stderr, reason = "a program for people")]

use std::process::ExitCode;
use supabase_orm::Client;

#[tokio::main]
async fn main() -> ExitCode {
    let variable = |name: &str| std::env::var(name).unwrap_or_default();
    let db = match Client::new(&variable("SUPABASE_URL"), &variable("SUPABASE_SECRET_KEY")) {
        Ok(db) => db,
        Err(e) => {
            eprintln!("SUPABASE_URL and SUPABASE_SECRET_KEY: {e}");
            return ExitCode::FAILURE;
        }
    };
    let port = variable("PORT").parse().unwrap_or(3000);
    let listener = match tokio::net::TcpListener::bind(("127.0.0.1", port)).await {
        Ok(listener) => listener,
        Err(e) => {
            eprintln!("port {port}: {e}");
            return ExitCode::FAILURE;
        }
    };
    println!("listening on http://127.0.0.1:{port}/tasks");
    match axum::serve(listener, service::router(db)).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(e) => {
            eprintln!("{e}");
            ExitCode::FAILURE
        }
    }
}
