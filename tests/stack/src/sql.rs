//! SQL files into the database.

use crate::{Error, Result};
use std::path::Path;
use tokio_postgres::{NoTls, error::ErrorPosition};

pub(crate) async fn run_file(db_url: &str, path: &Path) -> Result<()> {
    let sql = std::fs::read_to_string(path).map_err(Error::io(path))?;
    run(db_url, &path.display().to_string(), &sql).await
}

/// Runs any number of statements; `name` stands for them in errors.
pub(crate) async fn run(db_url: &str, name: &str, sql: &str) -> Result<()> {
    let fault = |e: tokio_postgres::Error| of(name, sql, &e);
    let (client, connection) = tokio_postgres::connect(db_url, NoTls).await.map_err(fault)?;
    let connection = tokio::spawn(connection);
    let done = client.batch_execute(sql).await.map_err(fault);
    drop(client);
    let _ = connection.await;
    done
}

fn of(name: &str, sql: &str, e: &tokio_postgres::Error) -> Error {
    let Some(db) = e.as_db_error() else {
        return Error::Sql { place: name.to_owned(), message: e.to_string() };
    };
    let position = match db.position() {
        Some(ErrorPosition::Original(at)) => usize::try_from(*at).ok(),
        _ => None,
    };
    let line = |at: usize| 1 + sql.chars().take(at.saturating_sub(1)).filter(|c| *c == '\n').count();
    let place = position.map_or_else(|| name.to_owned(), |at| format!("{name}:{}", line(at)));
    let hint = db.hint().map(|h| format!(" ({h})")).unwrap_or_default();
    Error::Sql { place, message: format!("{} [{}]{hint}", db.message(), db.code().code()) }
}
