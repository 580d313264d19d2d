//! Flags that say where the schema comes from.

use std::path::PathBuf;
use supabase_codegen::Config;

/// Where the schema comes from.
#[derive(Debug, clap::Args)]
pub(super) struct SourceFlags {
    /// The project's address (`https://<ref>.supabase.co`), or that of a PostgREST.
    #[arg(long, group = "source")]
    url: Option<String>,
    /// A secret key (`sb_secret_..` or `service_role`). Default is `SUPABASE_SECRET_KEY` or `SUPABASE_SERVICE_ROLE_KEY`, from the
    /// environment or `.env`; there it is in no shell history.
    #[arg(long, requires = "url", hide_env_values = true)]
    key: Option<String>,
    /// The address of a `PostgreSQL` (`postgres://user@host:5432/postgres`), as any role. Without a password it is `PGPASSWORD`;
    /// there it is in no shell history. `?sslmode=verify-full&sslrootcert=ca.crt` encrypts and asks for a certificate.
    #[cfg(feature = "postgres")]
    #[arg(long, group = "source")]
    db_url: Option<String>,
    /// A document in a file: `GeneratorMetadata`, or `OpenAPI`, once for each schema.
    #[arg(long = "file", visible_alias = "files", conflicts_with = "source")]
    files: Vec<PathBuf>,
    /// A document of any kind on standard input.
    #[arg(long, group = "source")]
    stdin: bool,
    /// A snapshot to generate from if the source cannot be had.
    #[arg(long)]
    or_snapshot: Option<PathBuf>,
}

impl SourceFlags {
    pub(super) fn apply(self, mut config: Config) -> Config {
        if let Some(url) = self.url {
            config = config.url(url, self.key);
        }
        #[cfg(feature = "postgres")]
        if let Some(db_url) = self.db_url {
            config = config.database(db_url);
        }
        config = self.files.into_iter().fold(config, Config::file);
        config = self.or_snapshot.into_iter().fold(config, Config::or_snapshot);
        if self.stdin { config.stdin() } else { config }
    }
}
