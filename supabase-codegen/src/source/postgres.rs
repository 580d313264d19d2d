//! A live PostgreSQL: its catalog, as one `GeneratorMetadata` document.

mod address;
#[cfg(feature = "postgres-tls")]
mod tls;

pub(crate) use address::DbUrl;

use super::Fetched;
use crate::{Error, Result};
use address::Address;
use std::time::Duration;
use tokio::task::JoinHandle;
use tokio_postgres::{Client, Config, config::Host};

/// What is asked; it takes the names of the db schemas.
const CATALOG: &str = include_str!("catalog.sql");
/// Expressions and types are printed with their db schemas, whatever the role and its search path are.
const SETTINGS: &str = "set search_path to ''; set default_transaction_read_only to on";
/// A database that is far away or asleep takes its time.
const TIMEOUT: Duration = Duration::from_secs(60);

/// The document of these db schemas.
pub(super) fn fetch(url: &DbUrl, schemas: &[String]) -> Result<Fetched> {
    let address = url.address()?;
    let place = place(&address.config);
    let (asked, at) = (schemas.to_vec(), place.clone());
    // a thread of its own: the caller may be inside of a runtime, which cannot be blocked
    let document = std::thread::spawn(move || {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
        let runtime = runtime.map_err(|e| unreachable(&at, &e))?;
        let query = async { tokio::time::timeout(TIMEOUT, ask(&address, &at, &asked)).await };
        match runtime.block_on(query) {
            Ok(answer) => answer,
            Err(e) => Err(unreachable(&at, &e)),
        }
    });
    let ended = |_| Error::Internal { message: "the thread that reads the database ended early".to_owned() };
    let document = document.join().map_err(ended)??;
    Ok(Fetched { place, bytes: document.into_bytes() })
}

async fn ask(address: &Address, place: &str, schemas: &[String]) -> Result<String> {
    let fault = |e| fault(place, &e);
    let (client, connection) = connect(address, place).await?;
    client.batch_execute(SETTINGS).await.map_err(fault)?;
    let row = client.query_one(CATALOG, &[&schemas]).await.map_err(fault)?;
    let document = row.try_get(0).map_err(fault)?;
    drop(client);
    // its errors are those of the queries
    let _ = connection.await;
    Ok(document)
}

/// What moves the bytes.
type Connection = JoinHandle<std::result::Result<(), tokio_postgres::Error>>;

#[cfg(feature = "postgres-tls")]
async fn connect(address: &Address, place: &str) -> Result<(Client, Connection)> {
    let (client, connection) =
        address.config.connect(tls::connector(address)?).await.map_err(|e| fault(place, &e))?;
    Ok((client, tokio::spawn(connection)))
}

#[cfg(not(feature = "postgres-tls"))]
async fn connect(address: &Address, place: &str) -> Result<(Client, Connection)> {
    use address::Encryption;
    if matches!(address.encryption, Encryption::Require | Encryption::VerifyFull) {
        let message = "an encrypted connection needs the feature `postgres-tls` of supabase-codegen";
        return Err(Error::config("db-url", message));
    }
    let (client, connection) =
        address.config.connect(tokio_postgres::NoTls).await.map_err(|e| fault(place, &e))?;
    Ok((client, tokio::spawn(connection)))
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
        None => no_encryption(place, e).unwrap_or_else(|| unreachable(place, e)),
    }
}

/// What the encryption failed for.
fn no_encryption(place: &str, e: &tokio_postgres::Error) -> Option<Error> {
    #[cfg(feature = "postgres-tls")]
    if let Some(fault) = tls::fault(place, e) {
        return Some(fault);
    }
    (innermost(e) == "server does not support TLS").then(|| {
        let message =
            format!("{place} does not encrypt connections: turn it on there, or use `sslmode=disable`");
        Error::config("db-url", message)
    })
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
            assert_eq!(place(&url.address().unwrap().config), "postgres://anna@db.example.org:6543/postgres");
            assert!(!format!("{url:?}").contains(SECRET));
        }
        let wrong = DbUrl::new(format!("postgres://anna:{SECRET}@db.example.org:port/x")).address();
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
