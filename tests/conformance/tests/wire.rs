//! The recorded uses of the official client, all of them, and the reference's examples on a real server.
#![expect(clippy::panic, reason = "tests")]

use stack::Stack;
use std::process::Command;

fn vectors(file: &str) -> String {
    format!("{}/vectors/{file}", env!("CARGO_MANIFEST_DIR"))
}

/// Runs the program and expects that nothing failed.
fn conforms(command: &mut Command) {
    let output = command.output().unwrap_or_else(|e| panic!("{e}"));
    let printed = String::from_utf8_lossy(&output.stdout);
    let last = printed.lines().last().unwrap_or_default();
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success() && last.contains("failed 0, unsupported 0"), "{printed}{errors}");
}

#[test]
fn rest_does_what_the_official_client_does() {
    conforms(Command::new(env!("CARGO_BIN_EXE_conformance")).args(["wire", &vectors("rest.json")]));
}

#[test]
fn auth_does_what_the_official_client_does() {
    conforms(Command::new(env!("CARGO_BIN_EXE_conformance")).args(["wire", &vectors("auth.json")]));
}

#[test]
fn auth_holds_the_conversations_recorded_from_a_real_server() {
    conforms(
        Command::new(env!("CARGO_BIN_EXE_conformance")).args(["exchanges", &vectors("auth_exchanges.json")]),
    );
}

#[test]
fn functions_are_called_as_the_official_client_does() {
    conforms(Command::new(env!("CARGO_BIN_EXE_conformance")).args(["wire", &vectors("functions.json")]));
}

#[test]
fn storage_does_what_the_official_client_does() {
    conforms(Command::new(env!("CARGO_BIN_EXE_conformance")).args(["wire", &vectors("storage.json")]));
}

#[test]
fn storage_holds_the_conversations_recorded_from_a_real_server() {
    let file = vectors("storage_exchanges.json");
    conforms(Command::new(env!("CARGO_BIN_EXE_conformance")).args(["exchanges", &file]));
}

#[test]
fn channels_say_and_hear_what_those_of_the_official_clients_do() {
    conforms(Command::new(env!("CARGO_BIN_EXE_conformance")).args(["realtime", &vectors("realtime.json")]));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_references_examples_give_the_recorded_results() {
    let stack = Stack::builder().sql("create schema myschema").schemas(["public", "myschema"]).max_rows(1000);
    let stack = stack.start().await.unwrap_or_else(|e| panic!("{e}"));
    let db = stack.db_url().unwrap_or_else(|e| panic!("{e}"));
    let mut command = Command::new(env!("CARGO_BIN_EXE_conformance"));
    command.args(["examples", &vectors("examples.json"), "--url", stack.url(), "--db", db]);
    conforms(command.env("SUPABASE_SECRET_KEY", stack.secret_key()));
}
