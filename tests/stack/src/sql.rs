//! SQL files and texts, run as they would be by hand.

use crate::{Error, Result, keeper::without_stray_settings};
use std::{
    path::{Path, PathBuf},
    process::Stdio,
};
use tokio::io::AsyncWriteExt as _;
use tokio_postgres::{Config, NoTls, error::ErrorPosition};

/// Runs SQL by `psql`, or without one by the protocol itself (then `copy .. from stdin` is not understood).
#[derive(Debug)]
pub(crate) struct Runner {
    pub(crate) psql: Option<PathBuf>,
    pub(crate) db_url: String,
}

impl Runner {
    pub(crate) async fn text(&self, sql: &str) -> Result<()> {
        match &self.psql {
            Some(psql) => self.psql(psql, Path::new("-"), sql).await,
            None => self.batch("<text>", sql).await,
        }
    }

    pub(crate) async fn file(&self, path: &Path) -> Result<()> {
        // psql reads it itself, so that `\i` finds what is beside it; a missing one is our error either way
        let sql =
            std::fs::read_to_string(path).map_err(Error::io(format!("reading `{}`", path.display())))?;
        match &self.psql {
            Some(psql) => self.psql(psql, path, "").await,
            None => self.batch(&path.display().to_string(), &sql).await,
        }
    }

    async fn psql(&self, psql: &Path, file: &Path, input: &str) -> Result<()> {
        let (url, password) = self.without_password()?;
        let mut command = std::process::Command::new(psql);
        without_stray_settings(&mut command);
        command.args([
            "--no-psqlrc",
            "--quiet",
            "--no-password",
            "--set=ON_ERROR_STOP=1",
            "--output=/dev/null",
        ]);
        command.arg("--dbname").arg(url).arg("--file").arg(file);
        command.env("PGCLIENTENCODING", "UTF8").envs(password.map(|password| ("PGPASSWORD", password)));
        command.stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::piped());
        let doing = || Error::io(format!("running `{}`", psql.display()));
        let mut child = tokio::process::Command::from(command).kill_on_drop(true).spawn().map_err(doing())?;
        let stdin = child.stdin.take();
        let write = async {
            if let Some(mut stdin) = stdin {
                // psql stops reading at the first error, which it reports
                let _ = stdin.write_all(input.as_bytes()).await;
            }
        };
        let ((), output) = tokio::join!(write, child.wait_with_output());
        let output = output.map_err(doing())?;
        if output.status.success() {
            return Ok(());
        }
        Err(Error::Sql { said: without_notices(&String::from_utf8_lossy(&output.stderr)) })
    }

    /// The address without its password, which every user of the machine could read in the list of processes.
    fn without_password(&self) -> Result<(String, Option<String>)> {
        let config: Config = self.db_url.parse().map_err(Error::Database)?;
        let Some(password) = config.get_password() else { return Ok((self.db_url.clone(), None)) };
        let password = String::from_utf8_lossy(password).into_owned();
        let url = self.db_url.split_once("://").and_then(|(scheme, rest)| {
            let (user, host) = rest.rsplit_once('@')?;
            Some(format!("{scheme}://{}@{host}", user.split_once(':')?.0))
        });
        // a password elsewhere in the address: then it has to stay there
        Ok((url.unwrap_or_else(|| self.db_url.clone()), Some(password)))
    }

    async fn batch(&self, origin: &str, sql: &str) -> Result<()> {
        let (client, connection) =
            tokio_postgres::connect(&self.db_url, NoTls).await.map_err(Error::Database)?;
        let done = tokio::select! {
            done = client.batch_execute(sql) => done,
            ended = connection => ended,
        };
        done.map_err(|error| Error::Sql { said: located(origin, sql, &error) })
    }
}

/// What psql wrote, from the first error on.
fn without_notices(stderr: &str) -> String {
    let lines: Vec<&str> = stderr.lines().collect();
    let is_error = |line: &&str| ["ERROR:", "FATAL:", "error:"].iter().any(|word| line.contains(word));
    let from = lines.iter().position(is_error).unwrap_or_default();
    let said = lines.get(from..).unwrap_or_default().join("\n");
    said.strip_prefix("psql:").map_or(said.clone(), |said| said.trim_start().to_owned())
}

/// The error as psql writes it: `file:3: ERROR: ..`, the line only where PostgreSQL tells a position.
fn located(origin: &str, sql: &str, error: &tokio_postgres::Error) -> String {
    let Some(db) = error.as_db_error() else { return format!("{origin}: {error}") };
    let line = match db.position() {
        Some(ErrorPosition::Original(position)) => {
            let before = usize::try_from(*position).unwrap_or_default().saturating_sub(1);
            let line = sql.chars().take(before).filter(|c| *c == '\n').count() + 1;
            format!(":{line}")
        }
        _ => String::new(),
    };
    let more = [("DETAIL", db.detail()), ("HINT", db.hint())].into_iter();
    let more: String = more.filter_map(|(name, text)| Some(format!("\n{name}:  {}", text?))).collect();
    format!("{origin}{line}: {}:  {}{more}", db.severity(), db.message())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn split(url: &str) -> (String, Option<String>) {
        Runner { psql: None, db_url: url.to_owned() }.without_password().unwrap()
    }

    #[test]
    fn passwords_are_no_arguments() {
        let (url, password) = split("postgresql://me:p%40ss@host:5432/db?sslmode=require");
        assert_eq!(
            (&*url, password.as_deref()),
            ("postgresql://me@host:5432/db?sslmode=require", Some("p@ss"))
        );
        assert_eq!(split("postgresql://me@host/db"), ("postgresql://me@host/db".to_owned(), None));
    }

    #[test]
    fn errors_start_at_the_error() {
        let said = "psql:a.sql:1: NOTICE:  hm\npsql:a.sql:2: ERROR:  no\nLINE 1: x";
        assert_eq!(without_notices(said), "a.sql:2: ERROR:  no\nLINE 1: x");
    }
}
