//! Processes that end with this one, however it ends.

use crate::{Error, Result};
use std::{
    path::{Path, PathBuf},
    process::Stdio,
    time::Duration,
};
use tokio::{
    io::{AsyncBufReadExt, BufReader},
    process::{Child, ChildStdin, Command},
};

/// Starts the program, says its process id, and waits for the end of the pipe that this process holds: the kernel closes it
/// even after SIGKILL. Then the program is ended and what it leaves behind is removed.
const GUARD: &str = r#"
signal=$1 remove=$2; shift 2
"$@" </dev/null & pid=$!
echo $pid
cat >/dev/null
kill -$signal $pid 2>/dev/null
wait $pid
[ -z "$remove" ] || rm -rf -- "$remove"
"#;

/// A program with its guard.
#[derive(Debug)]
pub(crate) struct Guarded {
    name: &'static str,
    guard: Child,
    pipe: Option<ChildStdin>,
    pid: u32,
    log: PathBuf,
}

/// How to start a program.
#[derive(Debug)]
pub(crate) struct Program<'p> {
    pub(crate) name: &'static str,
    pub(crate) line: Vec<String>,
    /// the signal that ends it at once and cleanly
    pub(crate) signal: &'static str,
    /// removed when it has ended
    pub(crate) remove: Option<&'p Path>,
    /// what it prints goes here
    pub(crate) log: PathBuf,
}

impl Guarded {
    pub(crate) async fn start(program: Program<'_>) -> Result<Self> {
        let fault =
            |e: std::io::Error| Error::program(program.name, format!("does not start: {e}"), String::new());
        let log = std::fs::File::create(&program.log).map_err(Error::io(&program.log))?;
        let mut command = Command::new("sh");
        command.args(["-c", GUARD, "guard", program.signal]);
        command.arg(program.remove.unwrap_or_else(|| Path::new(""))).args(&program.line);
        command.current_dir("/");
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(log);
        command.process_group(0); // Ctrl-C in a terminal is for this process; the pipe tells the rest
        let mut guard = command.spawn().map_err(fault)?;
        let (pipe, out) = (guard.stdin.take(), guard.stdout.take());
        let mut pid = String::new();
        if let Some(out) = out {
            BufReader::new(out).read_line(&mut pid).await.map_err(fault)?;
        }
        let pid = pid.trim().parse().unwrap_or_default();
        Ok(Self { name: program.name, guard, pipe, pid, log: program.log })
    }

    pub(crate) fn pid(&self) -> u32 {
        self.pid
    }

    pub(crate) fn log(&self) -> &Path {
        &self.log
    }

    fn runs(&self) -> bool {
        // where there is no /proc, the thirty seconds decide
        !Path::new("/proc/self").exists() || Path::new(&format!("/proc/{}", self.pid)).exists()
    }

    /// Waits until `ready` says so.
    ///
    /// # Errors
    /// When the program ends before, or thirty seconds pass.
    pub(crate) async fn until<F: Future<Output = bool>>(&self, ready: impl Fn() -> F) -> Result<()> {
        for _ in 0..1500 {
            if ready().await {
                return Ok(());
            }
            if !self.runs() {
                return Err(self.fault("ended while starting"));
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        Err(self.fault("is not ready after 30 s"))
    }

    pub(crate) fn fault(&self, message: &str) -> Error {
        let log = std::fs::read_to_string(&self.log).unwrap_or_default();
        let lines: Vec<&str> = log.lines().collect();
        let last = lines.get(lines.len().saturating_sub(12)..).unwrap_or_default().join("\n");
        Error::program(self.name, message, last)
    }

    /// Ends it and waits.
    pub(crate) async fn stop(mut self) {
        drop(self.pipe.take());
        let _ = tokio::time::timeout(Duration::from_secs(10), self.guard.wait()).await;
    }
}

/// Runs a program to its end; the error has what it printed.
pub(crate) async fn run(name: &str, line: &[String]) -> Result<String> {
    let (program, args) =
        line.split_first().ok_or_else(|| Error::program(name, "has no command", String::new()))?;
    let output = Command::new(program).args(args).stdin(Stdio::null()).output().await;
    let output = output.map_err(|e| Error::program(name, format!("does not start: {e}"), String::new()))?;
    if output.status.success() {
        return Ok(String::from_utf8_lossy(&output.stdout).into_owned());
    }
    let printed = [output.stdout, output.stderr].concat();
    Err(Error::program(
        name,
        format!("failed ({})", output.status),
        String::from_utf8_lossy(&printed).into_owned(),
    ))
}

/// A port that is free now.
pub(crate) fn free_port() -> Result<u16> {
    let any = std::net::TcpListener::bind("127.0.0.1:0").and_then(|l| l.local_addr());
    any.map(|a| a.port()).map_err(Error::io("127.0.0.1:0"))
}

/// Whether someone listens there.
pub(crate) async fn listens(port: u16) -> bool {
    tokio::net::TcpStream::connect(("127.0.0.1", port)).await.is_ok()
}
