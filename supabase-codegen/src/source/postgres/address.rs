//! The address of a database, and what it says of encryption, which tokio-postgres knows a part of.

use crate::{Error, Result};
use std::{fmt, path::PathBuf, time::Duration};
use tokio_postgres::{Config, config::SslMode};

/// A server that is there says so at once.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(10);

/// The address of a database. `Debug` does not show it, because it may hold a password.
#[derive(Clone)]
pub(crate) struct DbUrl(String);

/// How the connection is to be encrypted, in the words of libpq.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) enum Encryption {
    /// `disable`: never.
    Disable,
    /// `prefer`: if the server has it, whoever that is.
    #[default]
    Prefer,
    /// `require`: always, whoever the server is.
    Require,
    /// `verify-full`: always, and the server shows a certificate for its name.
    VerifyFull,
}

/// Where and how to connect.
#[derive(Debug, Clone)]
pub(super) struct Address {
    pub(super) config: Config,
    pub(super) encryption: Encryption,
    /// The certificates of the authorities that are trusted; without them, those of the platform.
    #[cfg_attr(not(feature = "postgres-tls"), expect(dead_code, reason = "there is no encryption"))]
    pub(super) root_certificates: Option<PathBuf>,
}

const MODE: &str = "sslmode";
const ROOT: &str = "sslrootcert";

impl DbUrl {
    pub(crate) fn new(url: String) -> Self {
        Self(url)
    }

    pub(super) fn address(&self) -> Result<Address> {
        let (rest, mode, root) = self.split();
        // the parser's own message may repeat what it does not understand
        let fault = |_| {
            Error::config("db-url", "is not an address like `postgres://user:password@host:5432/postgres`")
        };
        let mut config: Config = rest.parse().map_err(fault)?;
        let environment = |name: &str| std::env::var(name).ok().filter(|v| !v.is_empty());
        if config.get_password().is_none() {
            environment("PGPASSWORD").map(|password| config.password(password));
        }
        if config.get_connect_timeout().is_none() {
            config.connect_timeout(CONNECT_TIMEOUT);
        }
        let root = root.or_else(|| environment("PGSSLROOTCERT")).filter(|root| root != "system");
        let mut encryption = encryption(mode.or_else(|| environment("PGSSLMODE")).as_deref())?;
        if encryption == Encryption::Require && root.is_some() {
            encryption = Encryption::VerifyFull; // whoever names authorities wants them asked
        }
        config.ssl_mode(match encryption {
            Encryption::Disable => SslMode::Disable,
            Encryption::Prefer => SslMode::Prefer,
            Encryption::Require | Encryption::VerifyFull => SslMode::Require,
        });
        Ok(Address { config, encryption, root_certificates: root.map(PathBuf::from) })
    }

    /// What tokio-postgres reads, `sslmode` and `sslrootcert`: of a URL, or of `host=.. user=..`.
    fn split(&self) -> (String, Option<String>, Option<String>) {
        let text = self.0.trim();
        let (mut mode, mut root) = (None, None);
        let mut keep = |part: &&str| {
            let (key, value) = part.split_once('=').unwrap_or((part, ""));
            match key {
                MODE => mode = Some(value.trim_matches('\'').to_owned()),
                ROOT => root = Some(value.trim_matches('\'').to_owned()),
                _ => return true,
            }
            false
        };
        let rest = match text.split_once('?') {
            Some((before, query)) if text.contains("://") => {
                let query: Vec<&str> = query.split('&').filter(|p| keep(p)).collect();
                let root = root.take().map(|r| {
                    url::form_urlencoded::parse(format!("r={r}").as_bytes())
                        .map(|p| p.1.into_owned())
                        .collect()
                });
                let query = query.join("&");
                return (
                    if query.is_empty() { before.to_owned() } else { format!("{before}?{query}") },
                    mode,
                    root,
                );
            }
            None if text.contains("://") => text.to_owned(),
            _ => text.split_whitespace().filter(|p| keep(p)).collect::<Vec<_>>().join(" "),
        };
        (rest, mode, root)
    }
}

fn encryption(mode: Option<&str>) -> Result<Encryption> {
    Ok(match mode {
        None => Encryption::default(),
        Some("disable") => Encryption::Disable,
        Some("allow" | "prefer") => Encryption::Prefer,
        Some("require") => Encryption::Require,
        Some("verify-full") => Encryption::VerifyFull,
        Some(other) => {
            let meant = if other == "verify-ca" { "; use `verify-full`" } else { "" };
            let message = format!(
                "`sslmode={other}` is not one of `disable`, `prefer`, `require` and `verify-full`{meant}"
            );
            return Err(Error::config("db-url", message));
        }
    })
}

impl fmt::Debug for DbUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("DbUrl(redacted)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<(Encryption, Option<PathBuf>)> {
        DbUrl::new(text.to_owned()).address().map(|a| (a.encryption, a.root_certificates))
    }

    #[test]
    fn encryption_is_that_of_the_address() {
        let path = |p: &str| Some(PathBuf::from(p));
        for (text, expected) in [
            ("postgres://h/db", (Encryption::Prefer, None)),
            ("postgres://h/db?sslmode=disable", (Encryption::Disable, None)),
            ("postgres://h/db?application_name=x&sslmode=require", (Encryption::Require, None)),
            ("postgres://h/db?sslmode=verify-full&sslrootcert=system", (Encryption::VerifyFull, None)),
            (
                "postgres://h/db?sslrootcert=%2Fa%20b%2Fca.crt&sslmode=require&connect_timeout=3",
                (Encryption::VerifyFull, path("/a b/ca.crt")),
            ),
            (
                "host=h sslmode=verify-full sslrootcert='/ca.crt' dbname=db",
                (Encryption::VerifyFull, path("/ca.crt")),
            ),
        ] {
            assert_eq!(read(text).unwrap(), expected, "{text}");
        }
        let fault = |text: &str| read(text).unwrap_err().to_string();
        assert_eq!(
            fault("postgres://u:pa55word@h/db?sslmode=verify-ca"),
            "db-url: `sslmode=verify-ca` is not one of `disable`, `prefer`, `require` and `verify-full`; use `verify-full`"
        );
        assert!(!fault("postgres://u:pa55word@h/db?sslmode=x").contains("pa55word"));
        let query =
            DbUrl::new("postgres://h/db?connect_timeout=3&sslmode=disable".to_owned()).address().unwrap();
        assert_eq!(query.config.get_connect_timeout(), Some(&Duration::from_secs(3)));
    }
}
