//! A local Supabase for tests, demo and benchmarks: a real PostgreSQL, the real PostgREST, and a gateway on one port.
//!
//! ```no_run
//! # async fn f() -> Result<(), stack::Error> {
//! let stack = stack::Builder::new().sql("create table planets (id int8 primary key, name text)").start().await?;
//! println!("{} {}", stack.url(), stack.anon_key());
//! stack.run_sql("insert into planets values (1, 'Mercury')").await?;
//! # Ok(()) }
//! ```
//!
//! Every service has one upstream address. A variable replaces it by a server that runs elsewhere: `STACK_REST_URL`,
//! `STACK_AUTH_URL`, `STACK_STORAGE_URL`, `STACK_FUNCTIONS_URL`, `STACK_REALTIME_URL`, with `STACK_JWT_SECRET` and
//! `STACK_DB_URL`. With `SUPABASE_URL` and keys nothing is started: the tests run against that project.
//!
//! A missing part is an error that says how to get it; nothing is skipped. All processes end with the stack, and with this
//! process however it ends: each has a guard that waits for the end of a pipe.

mod builder;
mod error;
mod gateway;
mod keys;
mod npm;
mod postgres;
mod postgrest;
mod process;
mod shared;
mod sql;

pub use builder::Builder;
pub use error::{Error, Result};
pub use keys::Keys;
pub use shared::shared;

use postgres::Postgres;
use postgrest::Postgrest;
use std::path::Path;

/// A running stack. Dropping it ends its processes.
#[derive(Debug)]
pub struct Stack {
    url: String,
    keys: Keys,
    db_url: Option<String>,
    postgrest: Option<Postgrest>,
    _gateway: Option<gateway::Gateway>,
    postgres: Option<Postgres>,
}

impl Stack {
    /// The address of the gateway, as a project's: `http://127.0.0.1:54321`.
    #[must_use]
    pub fn url(&self) -> &str {
        &self.url
    }

    /// The keys of the project.
    #[must_use]
    pub fn keys(&self) -> &Keys {
        &self.keys
    }

    /// The legacy key of the role `anon`.
    #[must_use]
    pub fn anon_key(&self) -> &str {
        &self.keys.anon
    }

    /// The legacy key of the role `service_role`.
    #[must_use]
    pub fn service_key(&self) -> &str {
        &self.keys.service
    }

    /// The access token of a user: a JWT with these claims, signed as this stack accepts it.
    ///
    /// # Errors
    /// When the claims are no JSON object, or the secret of a stack that runs elsewhere is not known.
    pub fn token(&self, claims: &serde_json::Value) -> Result<String> {
        self.keys.sign(claims)
    }

    /// The address of the database, for a superuser.
    ///
    /// # Errors
    /// When a stack that runs elsewhere does not tell it.
    pub fn db_url(&self) -> Result<&str> {
        self.db_url.as_deref().ok_or_else(|| {
            Error::missing(
                "the address of the database",
                "set SUPABASE_DB_URL, or STACK_DB_URL with STACK_REST_URL",
            )
        })
    }

    /// Process ids of what this stack started: PostgreSQL and PostgREST.
    #[must_use]
    pub fn pids(&self) -> Vec<u32> {
        let postgres = self.postgres.as_ref().map(Postgres::pid);
        postgres.into_iter().chain(self.postgrest.as_ref().map(Postgrest::pid)).collect()
    }

    /// Runs SQL, any number of statements.
    ///
    /// # Errors
    /// When the database refuses it; the error names the line.
    pub async fn run_sql(&self, sql: &str) -> Result<()> {
        sql::run(self.db_url()?, "SQL", sql).await
    }

    /// Runs a file of SQL.
    ///
    /// # Errors
    /// When it cannot be read or the database refuses it; the error names file and line.
    pub async fn run_sql_file(&self, path: impl AsRef<Path>) -> Result<()> {
        sql::run_file(self.db_url()?, path.as_ref()).await
    }

    /// Has PostgREST read the schema again, and waits until it has.
    ///
    /// # Errors
    /// When it does not within ten seconds.
    pub async fn reload_schema(&self) -> Result<()> {
        match &self.postgrest {
            Some(postgrest) => postgrest.reload(self.db_url()?).await,
            None => {
                self.run_sql("notify pgrst, 'reload schema'").await?;
                tokio::time::sleep(std::time::Duration::from_secs(2)).await; // a server elsewhere does not tell
                Ok(())
            }
        }
    }

    /// Ends everything and waits for it. Dropping the stack ends it too, without waiting.
    pub async fn stop(mut self) {
        if let Some(postgrest) = self.postgrest.take() {
            postgrest.stop().await;
        }
        if let Some(postgres) = self.postgres.take() {
            postgres.stop().await;
        }
    }
}
