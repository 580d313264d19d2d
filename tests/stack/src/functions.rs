//! Edge Functions: Deno, as hosted projects have it, with the functions of a directory.

use crate::{
    Error, Result,
    cache::Cache,
    gateway::{Upstream, free_ports},
    keeper::Plan,
    postgres::panicked,
    progress::Progress,
    ready::until_ready,
};
use std::{
    ffi::OsString,
    path::{Path, PathBuf},
};
use tokio::task::spawn_blocking;

/// The npm package and its version; the package of the platform carries the program.
const PACKAGE: &str = "deno";
const PACKAGE_VERSION: &str = "2.9.6";

/// What serves the functions, one process for all of them.
const SERVER: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/src/functions/server.ts");

/// This platform as Deno's packages name it: `linux-x64-glibc`.
fn platform() -> String {
    let platform = crate::cache::npm_platform();
    if platform.starts_with("linux") { format!("{platform}-glibc") } else { platform }
}

async fn program(progress: Progress) -> Result<PathBuf> {
    let install = move || {
        let modules = Cache::open()?.npm(PACKAGE, PACKAGE_VERSION, progress)?;
        let program = modules.join(format!("@deno/{}/deno", platform()));
        if program.exists() {
            return Ok(program);
        }
        Err(Error::Missing {
            what: format!("a Deno for {}", platform()),
            repair: "point STACK_FUNCTIONS_URL at functions that run elsewhere",
        })
    };
    spawn_blocking(install).await.map_err(panicked)?
}

/// Starts the functions in `functions`, one directory with an `index.ts` each; logs and caches go to `dir`.
pub(crate) async fn start(functions: &Path, dir: &Path, progress: Progress) -> Result<Upstream> {
    let program = program(progress).await?;
    progress.say("starting Deno");
    let [port] = free_ports()?;
    let read = |path: &Path| {
        let mut flag = OsString::from("--allow-read=");
        flag.push(path);
        flag
    };
    let mut process = Plan {
        name: "Deno",
        program: &program,
        arguments: vec![
            "run".into(),
            "--no-prompt".into(),
            "--no-remote".into(),
            "--quiet".into(),
            "--allow-net=127.0.0.1".into(),
            read(functions),
            SERVER.into(),
            port.to_string().into(),
            functions.into(),
        ],
        variables: vec![("DENO_DIR", dir.join("deno").display().to_string()), ("NO_COLOR", "1".to_owned())],
        signal: "TERM",
        directory: None,
        user: None,
        log: &dir.join("deno.log"),
    }
    .start()?;
    let url = format!("http://127.0.0.1:{port}");
    // whatever it answers: there is no function of that name
    until_ready(&mut process, "Deno", &format!("{url}/_ready"), |_| true).await?;
    Ok(Upstream { url, process: Some(process) })
}
