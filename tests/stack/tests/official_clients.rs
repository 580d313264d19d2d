//! The official clients of Python and JavaScript, at pinned versions, against the stack: what works for them there is
//! what works for them elsewhere.
#![expect(clippy::unwrap_used, reason = "tests")]

use serde_json::json;
use stack::{SharedStack, Stack, npm_package, python_package};
use std::{path::PathBuf, process::Stdio, time::Duration};
use tokio::{
    io::{AsyncBufReadExt as _, AsyncReadExt as _, AsyncWriteExt as _, BufReader},
    process::Command,
    sync::Mutex,
    task::spawn_blocking,
    time::timeout,
};

const PYTHON_CLIENT: &str = "2.34.1";
const JAVASCRIPT_CLIENT: &str = "2.119.1";
/// The WebSocket of Node.js 20, which has none of its own.
const WEBSOCKET: &str = "8.18.3";
/// What the JavaScript client recommends for resumable uploads.
const TUS_CLIENT: &str = "4.3.1";

static STACK: SharedStack = SharedStack::new(|| {
    Stack::builder().sql(
        "create table diary (id int8 generated always as identity, owner uuid default auth.uid(), body text);
         alter table diary enable row level security;
         create policy own on diary to authenticated using (owner = auth.uid());
         create table planets (id int8 primary key, room text not null, name text);",
    )
});

fn script(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/official").join(name)
}

async fn python(name: &str) -> Command {
    let python = spawn_blocking(|| python_package("supabase", PYTHON_CLIENT)).await.unwrap().unwrap();
    let mut command = Command::new(python);
    command.arg(script(name));
    command
}

async fn javascript(name: &str) -> Command {
    let install = || npm_package("@supabase/supabase-js", JAVASCRIPT_CLIENT);
    let modules = spawn_blocking(install).await.unwrap().unwrap();
    let mut command = Command::new("node");
    command.arg(script(name)).env("NODE_PATH", modules);
    command
}

/// Runs a script, which asks for mails by `mail <address>` and for trouble by `cut`, up to its `done`.
async fn run(mut command: Command, key: impl Fn(&Stack) -> &str) {
    let stack = STACK.get().await.unwrap();
    command.env("SUPABASE_URL", stack.url()).env("SUPABASE_KEY", key(stack));
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).kill_on_drop(true);
    let mut child = command.spawn().unwrap();
    let (mut stdin, mut stderr) = (child.stdin.take().unwrap(), child.stderr.take().unwrap());
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
    let mut done = false;
    while let Some(line) = lines.next_line().await.unwrap() {
        done = line == "done";
        if line == "cut"
            && let Some(double) = stack.realtime_double()
        {
            double.cut();
        }
        if let Some(address) = line.strip_prefix("mail ") {
            let mail = stack.next_mail_to(address).await.unwrap();
            // a real Auth server may be known by another address than this stack's
            let query = mail.link().and_then(|link| Some(link.split_once('?')?.1.to_owned()));
            let link = query.map(|query| format!("{}/auth/v1/verify?{query}", stack.url()));
            let mail = json!({"code": mail.code(), "link": link});
            stdin.write_all(format!("{mail}\n").as_bytes()).await.unwrap();
        }
    }
    let mut said = String::new();
    stderr.read_to_string(&mut said).await.unwrap();
    assert!(done && child.wait().await.unwrap().success(), "{said}");
}

const PATIENCE: Duration = Duration::from_secs(120);

#[tokio::test]
async fn the_python_client_goes_through_the_main_flows() {
    timeout(PATIENCE, run(python("flows.py").await, Stack::publishable_key)).await.unwrap();
}

#[tokio::test]
async fn the_javascript_client_goes_through_the_main_flows() {
    timeout(PATIENCE, run(javascript("flows.mjs").await, Stack::publishable_key)).await.unwrap();
}

#[tokio::test]
async fn the_python_client_keeps_files() {
    timeout(PATIENCE, run(python("storage.py").await, Stack::secret_key)).await.unwrap();
}

#[tokio::test]
async fn the_javascript_client_keeps_files() {
    let install = || npm_package("tus-js-client", TUS_CLIENT);
    let modules = spawn_blocking(install).await.unwrap().unwrap();
    let mut command = javascript("storage.mjs").await;
    command.env("TUS_PATH", modules);
    timeout(PATIENCE, run(command, Stack::secret_key)).await.unwrap();
}

/// A script that breaks every connection is alone.
static ALONE: Mutex<()> = Mutex::const_new(());

#[tokio::test]
async fn the_python_client_has_channels() {
    let _alone = ALONE.lock().await;
    timeout(PATIENCE, run(python("channels.py").await, Stack::service_key)).await.unwrap();
}

#[tokio::test]
async fn the_javascript_client_has_channels() {
    let install = || npm_package("ws", WEBSOCKET);
    let modules = spawn_blocking(install).await.unwrap().unwrap();
    let mut command = javascript("channels.mjs").await;
    command.env("WS_PATH", modules);
    let _alone = ALONE.lock().await;
    timeout(PATIENCE, run(command, Stack::secret_key)).await.unwrap();
}
