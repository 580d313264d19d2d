//! A live PostgreSQL: its catalog, as one `GeneratorMetadata` document.

use super::Fetched;
use crate::{Error, Result};
use std::{fmt, time::Duration};
use tokio_postgres::{Config, NoTls, config::Host};

/// What is asked; it takes the names of the db schemas.
const CATALOG: &str = include_str!("catalog.sql");
/// Expressions and types are printed with their db schemas, whatever the role and its search path are.
const SETTINGS: &str = "set search_path to ''; set default_transaction_read_only to on";
/// A database that is far away or asleep takes its time.
const TIMEOUT: Duration = Duration::from_secs(60);
/// A server that is there says so at once.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(10);

/// The address of a database. `Debug` does not show it, because it may hold a password.
#[derive(Clone)]
pub(crate) struct DbUrl(String);

impl DbUrl {
    pub(crate) fn new(url: String) -> Self {
        Self(url)
    }

    fn config(&self) -> Result<Config> {
        // the parser's own message may repeat what it does not understand
        let fault = |_| {
            Error::config("db-url", "is not an address like `postgres://user:password@host:5432/postgres`")
        };
        let mut config: Config = self.0.trim().parse().map_err(fault)?;
        if config.get_password().is_none() {
            std::env::var("PGPASSWORD").ok().map(|password| config.password(password));
        }
        if config.get_connect_timeout().is_none() {
            config.connect_timeout(CONNECT_TIMEOUT);
        }
        Ok(config)
    }
}

impl fmt::Debug for DbUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("DbUrl(redacted)")
    }
}

/// The document of these db schemas.
pub(super) fn fetch(url: &DbUrl, schemas: &[String]) -> Result<Fetched> {
    let config = url.config()?;
    let place = place(&config);
    let (asked, at) = (schemas.to_vec(), place.clone());
    // a thread of its own: the caller may be inside of a runtime, which cannot be blocked
    let document = std::thread::spawn(move || {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
        let runtime = runtime.map_err(|e| unreachable(&at, &e))?;
        let query = async { tokio::time::timeout(TIMEOUT, ask(&config, &asked)).await };
        match runtime.block_on(query) {
            Ok(answer) => answer.map_err(|e| fault(&at, &e)),
            Err(e) => Err(unreachable(&at, &e)),
        }
    });
    let ended = |_| Error::Internal { message: "the thread that reads the database ended early".to_owned() };
    let document = document.join().map_err(ended)??;
    Ok(Fetched { place, bytes: document.into_bytes() })
}

async fn ask(config: &Config, schemas: &[String]) -> std::result::Result<String, tokio_postgres::Error> {
    let (client, connection) = config.connect(NoTls).await?;
    let connection = tokio::spawn(connection);
    client.batch_execute(SETTINGS).await?;
    let row = client.query_one(CATALOG, &[&schemas]).await?;
    let document = row.try_get(0)?;
    drop(client);
    // its errors are those of the queries
    let _ = connection.await;
    Ok(document)
}

/// The address without the password.
fn place(config: &Config) -> String {
    let host = match config.get_hosts().first() {
        Some(Host::Tcp(name)) => name.clone(),
        #[cfg(unix)]
        Some(Host::Unix(path)) => path.display().to_string(),
        None => "localhost".to_owned(),
    };
    let port = config.get_ports().first().copied().unwrap_or(5432);
    let (user, database) = (config.get_user().unwrap_or_default(), config.get_dbname().unwrap_or_default());
    format!("postgres://{user}@{host}:{port}/{database}")
}

fn unreachable(place: &str, e: &dyn std::error::Error) -> Error {
    Error::Unreachable { url: place.to_owned(), message: innermost(e) }
}

/// The innermost cause says most: `connection refused`.
fn innermost(e: &dyn std::error::Error) -> String {
    let mut cause = e;
    while let Some(inner) = cause.source() {
        cause = inner;
    }
    cause.to_string()
}

/// What the database itself says is a refusal; anything else happens on the way to it.
fn fault(place: &str, e: &tokio_postgres::Error) -> Error {
    match e.as_db_error() {
        Some(said) => Error::Denied {
            url: place.to_owned(),
            message: format!("{} ({})", said.message(), said.code().code()),
        },
        None => unreachable(place, e),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECRET: &str = "pa55word";

    #[test]
    fn the_password_is_never_shown() {
        for text in [
            format!("postgres://anna:{SECRET}@db.example.org:6543/postgres"),
            format!("host=db.example.org port=6543 user=anna password={SECRET} dbname=postgres"),
        ] {
            let url = DbUrl::new(text);
            assert_eq!(place(&url.config().unwrap()), "postgres://anna@db.example.org:6543/postgres");
            assert!(!format!("{url:?}").contains(SECRET));
        }
        let wrong = DbUrl::new(format!("postgres://anna:{SECRET}@db.example.org:port/x")).config();
        let text = wrong.unwrap_err().to_string();
        assert!(text.starts_with("db-url: is not an address like") && !text.contains(SECRET), "{text}");
        let nobody = DbUrl::new(format!("postgres://anna:{SECRET}@127.0.0.1:1/x"));
        let fault = fetch(&nobody, &[]).err().unwrap();
        assert_eq!(fault.exit_code(), 69);
        assert!(
            fault.to_string().contains("postgres://anna@127.0.0.1:1/x")
                && !format!("{fault:?}").contains(SECRET)
        );
    }
}
