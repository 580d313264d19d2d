//! Servers that never outlive this program.
//!
//! Each server is the child of a small shell, its keeper, that waits for the end of a pipe this program holds. The
//! pipe closes when the value is dropped, and just as well when this program exits without dropping (statics), panics
//! or is killed: one mechanism for all of them.

use crate::{Error, Result};
use std::{
    ffi::{OsStr, OsString},
    fs::{File, OpenOptions},
    io::{BufRead as _, BufReader, Read as _, Seek as _},
    os::unix::process::CommandExt as _,
    path::Path,
    process::{Child, Command, Stdio},
};

/// The keeper's program.
const KEEPER: &str = include_str!("keeper.sh");

/// A user to run a server as, where this program runs as root.
#[derive(Debug, Clone, Copy)]
pub(crate) struct User {
    pub(crate) uid: u32,
    pub(crate) gid: u32,
}

/// What to run and how to end it.
#[derive(Debug)]
pub(crate) struct Plan<'a> {
    pub(crate) name: &'static str,
    pub(crate) program: &'a Path,
    pub(crate) arguments: Vec<OsString>,
    pub(crate) variables: Vec<(&'static str, String)>,
    /// The signal that asks it to stop, as `kill -s` names it.
    pub(crate) signal: &'static str,
    /// Removed once the server has ended.
    pub(crate) directory: Option<&'a Path>,
    pub(crate) user: Option<User>,
    pub(crate) log: &'a Path,
}

/// A running server and its keeper; dropping it stops the server and waits until it has ended.
#[derive(Debug)]
pub(crate) struct Kept {
    name: &'static str,
    keeper: Child,
    pid: u32,
    log: File,
}

impl Plan<'_> {
    pub(crate) fn start(self) -> Result<Kept> {
        let doing = |what: &str| Error::io(format!("{what} {}", self.name));
        // read through this handle, as the file may be gone by the time it matters
        let log = OpenOptions::new().create(true).append(true).read(true).open(self.log);
        let log = log.map_err(doing("opening the log of"))?;
        let stderr = log.try_clone().map_err(doing("opening the log of"))?;
        let mut keeper = self.command(stderr).spawn().map_err(doing("starting"))?;
        let mut line = String::new();
        if let Some(stdout) = keeper.stdout.take() {
            BufReader::new(stdout).read_line(&mut line).map_err(doing("starting"))?;
        }
        let mut kept = Kept { name: self.name, keeper, pid: 0, log };
        kept.pid = line.trim().parse().map_err(|_| kept.failed())?;
        Ok(kept)
    }

    fn command(&self, log: File) -> Command {
        let mut command = Command::new("sh");
        command.args(["-c", KEEPER, "keeper", self.signal]);
        command.arg(self.directory.map_or(OsStr::new(""), Path::as_os_str));
        command.arg(self.program).args(&self.arguments);
        without_stray_settings(&mut command);
        command.envs(self.variables.iter().map(|(name, value)| (name, value)));
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(log);
        // a group of its own: Ctrl-C is for this program, which then ends its servers in order
        command.process_group(0);
        run_as(&mut command, self.user);
        command
    }
}

impl Kept {
    pub(crate) fn pid(&self) -> u32 {
        self.pid
    }

    /// The keeper's process id.
    pub(crate) fn keeper_pid(&self) -> u32 {
        self.keeper.id()
    }

    /// The server has ended by itself.
    pub(crate) fn ended(&mut self) -> bool {
        matches!(self.keeper.try_wait(), Ok(Some(_)) | Err(_))
    }

    /// That the server did not start, with the end of its log.
    pub(crate) fn failed(&self) -> Error {
        let mut text = String::new();
        let mut log = &self.log;
        if let Err(error) = log.rewind().and_then(|()| log.read_to_string(&mut text)) {
            text = format!("its log cannot be read: {error}");
        }
        let lines: Vec<&str> = text.lines().collect();
        let end = lines.get(lines.len().saturating_sub(15)..).unwrap_or_default();
        Error::Start { server: self.name, said: end.join("\n") }
    }
}

impl Drop for Kept {
    fn drop(&mut self) {
        // closes the pipe first; nothing can be done about a failure here
        let _ = self.keeper.wait();
    }
}

/// Settings of other servers in the environment must not reach ours.
pub(crate) fn without_stray_settings(command: &mut Command) {
    for (name, _) in std::env::vars_os() {
        if name.as_encoded_bytes().starts_with(b"PG") {
            command.env_remove(name);
        }
    }
}

/// Runs the command as that user, without the groups of root.
pub(crate) fn run_as(command: &mut Command, user: Option<User>) {
    if let Some(user) = user {
        // a directory that every user may enter, as ours may be closed to that one
        command.uid(user.uid).gid(user.gid).current_dir("/");
    }
}

/// Runs a program to its end; its output, or an error with what it wrote.
pub(crate) fn run(command: &mut Command, doing: &str) -> Result<String> {
    let output = command.stdin(Stdio::null()).output().map_err(Error::io(doing))?;
    let said = String::from_utf8_lossy(&output.stdout).trim().to_owned();
    if output.status.success() {
        return Ok(said);
    }
    let errors = String::from_utf8_lossy(&output.stderr);
    let said =
        format!("{}: {}{}{}", output.status, said, if said.is_empty() { "" } else { "\n" }, errors.trim());
    Err(Error::Command { doing: doing.to_owned(), said })
}
