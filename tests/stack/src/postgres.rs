//! A PostgreSQL of its own for one stack.

mod find;
mod template;

pub(crate) use find::{Binaries, psql_on_path};

use crate::{
    Error, Result,
    cache::Cache,
    gateway::free_ports,
    keeper::{Kept, Plan, User, run},
    progress::Progress,
};
use std::{
    ffi::OsString,
    io::Read as _,
    path::{Path, PathBuf},
    process::Command,
    time::Duration,
};
use tempfile::TempDir;
use tokio::{task::spawn_blocking, time::Instant};
use tokio_postgres::NoTls;

const BOOTSTRAP: &str = include_str!("postgres/bootstrap.sql");

/// A database that lives as long as a test: nothing has to survive a crash.
const SETTINGS: [&str; 9] = [
    "fsync=off",
    "synchronous_commit=off",
    "full_page_writes=off",
    "listen_addresses=127.0.0.1",
    "timezone=UTC",
    "log_timezone=UTC",
    // `explain` with `verbose` shows it, as on hosted projects
    "compute_query_id=on",
    "max_connections=100",
    // changes are streamed
    "wal_level=logical",
];

/// How long a server may take to start on a busy machine.
pub(crate) const PATIENCE: Duration = Duration::from_secs(60);

/// A running PostgreSQL and its directory.
#[derive(Debug)]
pub(crate) struct Postgres {
    pub(crate) process: Kept,
    pub(crate) psql: Option<PathBuf>,
    port: u16,
    password: String,
    // after the process: its keeper removes the directory, this is for what came before the keeper
    dir: TempDir,
}

impl Postgres {
    /// Starts one on a free port and gives it roles and schemas.
    pub(crate) async fn start(progress: Progress) -> Result<Self> {
        let mut tries = 1;
        let this = loop {
            match Self::launch(progress).await {
                // a port that was free is not always still free
                Err(Error::Start { said, .. }) if tries < 4 && said.contains("Address already in use") => {
                    tries += 1;
                }
                other => break other?,
            }
        };
        this.bootstrap().await?;
        Ok(this)
    }

    async fn launch(progress: Progress) -> Result<Self> {
        let mut this = spawn_blocking(move || Self::spawn(progress)).await.map_err(panicked)??;
        let deadline = Instant::now() + PATIENCE;
        // connecting to a socket that is not there yet costs nothing
        while let Err(error) = this.admin().connect(NoTls).await {
            if this.process.ended() {
                return Err(this.process.failed());
            }
            if Instant::now() > deadline {
                return Err(Error::Database(error));
            }
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
        Ok(this)
    }

    fn spawn(progress: Progress) -> Result<Self> {
        let cache = Cache::open()?;
        let user = unprivileged()?;
        let dir = scratch()?;
        own(dir.path(), user)?;
        let binaries = Binaries::find(&cache, dir.path(), user, progress)?;
        let template = template::template(&cache, &binaries, user, progress)?;
        let data = dir.path().join("data");
        crate::cache::copy(&template, &data)?;
        let [port] = free_ports()?;
        progress.say(format_args!("starting PostgreSQL {} on port {port}", binaries.version));
        let process = Plan {
            name: "PostgreSQL",
            program: &binaries.program("postgres"),
            arguments: arguments(dir.path(), &data, port),
            variables: Vec::new(),
            // fast shutdown: connections are closed, files are left in order
            signal: "INT",
            directory: Some(dir.path()),
            user,
            log: &dir.path().join("postgresql.log"),
        }
        .start()?;
        Ok(Self { process, psql: binaries.psql(), port, password: password()?, dir })
    }

    async fn bootstrap(&self) -> Result<()> {
        let (client, connection) = self.admin().connect(NoTls).await.map_err(Error::Database)?;
        let sql = BOOTSTRAP.replace("{password}", &self.password);
        tokio::select! {
            done = client.batch_execute(&sql) => done.map_err(Error::Database),
            ended = connection => ended.map_err(Error::Database),
        }
    }

    /// Through the socket, where no password is needed.
    fn admin(&self) -> tokio_postgres::Config {
        let mut config = tokio_postgres::Config::new();
        config.host_path(self.dir.path()).port(self.port).user("postgres").dbname("postgres");
        config
    }

    /// The address for a role that may log in: `postgres` (superuser) or `authenticator`.
    pub(crate) fn url(&self, role: &str) -> String {
        format!("postgresql://{role}:{}@127.0.0.1:{}/postgres", self.password, self.port)
    }

    /// The stack's own directory, removed in the end.
    pub(crate) fn dir(&self) -> &Path {
        self.dir.path()
    }
}

fn arguments(dir: &Path, data: &Path, port: u16) -> Vec<OsString> {
    let mut socket = OsString::from("unix_socket_directories=");
    socket.push(dir);
    let settings = SETTINGS.iter().map(OsString::from).chain([socket, format!("port={port}").into()]);
    let settings = settings.flat_map(|setting| ["-c".into(), setting]);
    ["-D".into(), data.into()].into_iter().chain(settings).collect()
}

/// PostgreSQL refuses to run as root: then another user of the system.
fn unprivileged() -> Result<Option<User>> {
    let id = |arguments: &[&str]| -> Result<u32> {
        let doing = format!("`id {}`", arguments.join(" "));
        let said = run(Command::new("id").args(arguments), &doing)?;
        said.parse().map_err(|_| Error::Command { doing, said })
    };
    if id(&["-u"])? != 0 {
        return Ok(None);
    }
    for name in ["postgres", "nobody"] {
        if let (Ok(uid), Ok(gid)) = (id(&["-u", name]), id(&["-g", name])) {
            return Ok(Some(User { uid, gid }));
        }
    }
    Err(Error::Missing {
        what: "a user to run PostgreSQL as (it refuses root)".to_owned(),
        repair: "run as another user than root, or create the system user `postgres`",
    })
}

/// A directory only its owner may enter.
fn scratch() -> Result<TempDir> {
    tempfile::Builder::new().prefix("stack-").tempdir().map_err(Error::io("creating a temporary directory"))
}

fn own(dir: &Path, user: Option<User>) -> Result<()> {
    let Some(User { uid, gid }) = user else { return Ok(()) };
    let doing = format!("giving `{}` to the user PostgreSQL runs as", dir.display());
    std::os::unix::fs::chown(dir, Some(uid), Some(gid)).map_err(Error::io(doing))
}

fn password() -> Result<String> {
    let mut bytes = [0; 16];
    let random = std::fs::File::open("/dev/urandom").and_then(|mut random| random.read_exact(&mut bytes));
    random.map_err(Error::io("making a password"))?;
    Ok(bytes.iter().map(|byte| format!("{byte:02x}")).collect())
}

/// A blocking task that panicked, as an error.
pub(crate) fn panicked(error: tokio::task::JoinError) -> Error {
    Error::Io { doing: "starting".to_owned(), source: std::io::Error::other(error) }
}
