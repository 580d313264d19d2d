//! The running stack.

mod reload;

use crate::{
    AuthConfig, AuthDouble, Builder, Error, Mail, Mails, RealtimeConfig, RealtimeDouble, Result,
    StorageConfig, StorageDouble,
    builder::Seed,
    environment::{Environment, Project},
    functions,
    gateway::{Gateway, Service, Upstream, Upstreams},
    keys::Keys,
    postgres::{Postgres, panicked, psql_on_path},
    postgrest::{self, Postgrest},
    sql::Runner,
};
use reload::Reload;
use std::{path::Path, time::Duration};

/// A running local Supabase, or the project that the environment names.
///
/// Dropping it stops every process and waits until they have ended. They end as well when this program exits without
/// dropping it, panics or is killed.
#[derive(Debug)]
pub struct Stack {
    url: String,
    keys: Keys,
    sql: Option<Runner>,
    reload: Reload,
    // in this order they are stopped
    gateway: Option<Gateway>,
    auth: Option<AuthDouble>,
    storage: Option<StorageDouble>,
    realtime: Option<RealtimeDouble>,
    mails: Option<Mails>,
    postgres: Option<Postgres>,
    /// Logs and caches of Deno.
    functions_dir: Option<tempfile::TempDir>,
}

impl Stack {
    /// A stack to start.
    pub fn builder() -> Builder {
        Builder::default()
    }

    pub(crate) async fn start(builder: Builder) -> Result<Self> {
        let environment = Environment::read()?;
        match environment.project {
            Some(project) => Self::of_project(project, environment.db_url, &builder).await,
            None => Self::local(environment, &builder).await,
        }
    }

    async fn of_project(project: Project, db_url: Option<String>, builder: &Builder) -> Result<Self> {
        builder.progress.say(format_args!("using the project at {}", project.url));
        let stack = Self {
            url: project.url,
            keys: project.keys,
            sql: db_url.map(elsewhere),
            reload: Reload::by_notification(&builder.schemas),
            gateway: None,
            auth: None,
            storage: None,
            realtime: None,
            mails: None,
            postgres: None,
            functions_dir: None,
        };
        if !builder.seeds.is_empty() {
            stack.seed(builder).await?;
            stack.reload_schema().await?;
        }
        Ok(stack)
    }

    async fn local(mut environment: Environment, builder: &Builder) -> Result<Self> {
        let keys = Keys::local(environment.jwt_secret.as_deref())?;
        let functions_elsewhere = environment.upstreams.contains_key(&Service::Functions);
        let rest_elsewhere = environment.upstreams.contains_key(&Service::Rest);
        let upstreams = Upstreams::default();
        for (service, url) in std::mem::take(&mut environment.upstreams) {
            upstreams.set(service, Upstream { url, process: None });
        }
        let gateway = Gateway::start(builder.port, keys.clone(), upstreams)?;
        let mut stack = Self {
            url: gateway.url.clone(),
            keys,
            sql: None,
            reload: Reload::by_notification(&builder.schemas),
            gateway: Some(gateway),
            auth: None,
            storage: None,
            realtime: None,
            mails: None,
            postgres: None,
            functions_dir: None,
        };
        stack.start_auth(environment.smtp_port)?;
        stack.start_storage()?;
        if rest_elsewhere {
            stack.sql = environment.db_url.map(elsewhere);
            if !builder.seeds.is_empty() {
                stack.seed(builder).await?;
                stack.reload_schema().await?;
            }
        } else {
            stack.start_rest(builder).await?;
        }
        stack.start_realtime()?;
        if !functions_elsewhere {
            stack.start_functions(builder).await?;
        }
        builder.progress.say(format_args!("ready at {}", stack.url));
        Ok(stack)
    }

    /// The sink of mails, and an Auth server unless one runs elsewhere.
    fn start_auth(&mut self, smtp_port: Option<u16>) -> Result<()> {
        let mails = self.mails.insert(smtp_port.map_or_else(Mails::on_usual_port, Mails::on)?);
        let Some(gateway) = &self.gateway else { return Ok(()) };
        if gateway.upstreams.get(Service::Auth).is_some() {
            return Ok(());
        }
        let double = AuthDouble::start(AuthConfig {
            jwt_secret: self.keys.jwt_secret.clone().unwrap_or_default(),
            url: format!("{}{}", self.url, Service::Auth.prefix()),
            smtp_port: mails.port(),
            autoconfirm: false,
        })?;
        gateway.upstreams.set(Service::Auth, Upstream { url: double.url().to_owned(), process: None });
        self.auth = Some(double);
        Ok(())
    }

    /// A Storage server, unless one runs elsewhere.
    fn start_storage(&mut self) -> Result<()> {
        let Some(gateway) = &self.gateway else { return Ok(()) };
        if gateway.upstreams.get(Service::Storage).is_some() {
            return Ok(());
        }
        let double = StorageDouble::start(StorageConfig {
            jwt_secret: self.keys.jwt_secret.clone().unwrap_or_default(),
            url: format!("{}{}", self.url, Service::Storage.prefix()),
            // as in hosted projects
            file_size_limit: 50 * 1024 * 1024,
            upload_expiry: Some(Duration::from_secs(86_400)),
        })?;
        gateway.upstreams.set(Service::Storage, Upstream { url: double.url().to_owned(), process: None });
        self.storage = Some(double);
        Ok(())
    }

    /// A Realtime server, unless one runs elsewhere; with changes if the database runs here.
    fn start_realtime(&mut self) -> Result<()> {
        let Some(gateway) = &self.gateway else { return Ok(()) };
        if gateway.upstreams.get(Service::Realtime).is_some() {
            return Ok(());
        }
        let double = RealtimeDouble::start(RealtimeConfig {
            jwt_secret: self.keys.jwt_secret.clone().unwrap_or_default(),
            db_url: self.postgres.as_ref().map(|postgres| postgres.url("postgres")),
            // as in hosted projects
            events_per_second: 100,
        })?;
        gateway.upstreams.set(Service::Realtime, Upstream { url: double.url().to_owned(), process: None });
        self.realtime = Some(double);
        Ok(())
    }

    async fn start_rest(&mut self, builder: &Builder) -> Result<()> {
        let program = postgrest::program(builder.progress).await?;
        let postgres = self.postgres.insert(Postgres::start(builder.progress).await?);
        let rest = Postgrest {
            program,
            db_url: postgres.url("authenticator"),
            schemas: builder.schemas.clone(),
            max_rows: builder.max_rows,
            jwt_secret: self.keys.jwt_secret.clone().unwrap_or_default(),
            dir: postgres.dir().to_owned(),
            starts: 0.into(),
        };
        self.sql = Some(Runner { psql: postgres.psql.clone(), db_url: postgres.url("postgres") });
        self.seed(builder).await?;
        builder.progress.say("starting PostgREST");
        self.reload = Reload::by_replacement(rest);
        self.reload_schema().await
    }

    async fn start_functions(&mut self, builder: &Builder) -> Result<()> {
        let (Some(functions), Some(gateway)) = (&builder.functions, &self.gateway) else { return Ok(()) };
        let doing = || Error::io(format!("starting the functions of `{}`", functions.display()));
        let functions = functions.canonicalize().map_err(doing())?;
        let dir = tempfile::tempdir().map_err(doing())?;
        let upstream = functions::start(&functions, dir.path(), builder.progress).await?;
        gateway.upstreams.set(Service::Functions, upstream);
        self.functions_dir = Some(dir);
        Ok(())
    }

    async fn seed(&self, builder: &Builder) -> Result<()> {
        for seed in &builder.seeds {
            match seed {
                Seed::Text(sql) => self.run_sql(sql).await?,
                Seed::File(path) => {
                    builder.progress.say(format_args!("running {}", path.display()));
                    self.run_sql_file(path).await?;
                }
            }
        }
        Ok(())
    }

    /// The address of the project: `http://127.0.0.1:..`, without a slash at the end.
    #[must_use]
    pub fn url(&self) -> &str {
        &self.url
    }

    /// The legacy key for clients: a JWT with the role `anon`.
    #[must_use]
    pub fn anon_key(&self) -> &str {
        &self.keys.anon
    }

    /// The legacy key for servers: a JWT with the role `service_role`.
    #[must_use]
    pub fn service_key(&self) -> &str {
        &self.keys.service
    }

    /// The key for clients, `sb_publishable_..`.
    #[must_use]
    pub fn publishable_key(&self) -> &str {
        &self.keys.publishable
    }

    /// The key for servers, `sb_secret_..`.
    #[must_use]
    pub fn secret_key(&self) -> &str {
        &self.keys.secret
    }

    /// A token with exactly these claims; `role` is the database role, `sub` the user's id.
    ///
    /// # Errors
    /// If the project runs elsewhere and `STACK_JWT_SECRET` is not set.
    #[expect(clippy::needless_pass_by_value, reason = "callers write `json!({..})`")]
    pub fn jwt(&self, claims: serde_json::Value) -> Result<String> {
        self.keys.jwt(&claims)
    }

    /// What tokens of this stack are signed with; empty for a project that runs elsewhere and keeps it to itself.
    #[must_use]
    pub fn jwt_secret(&self) -> &str {
        self.keys.jwt_secret.as_deref().unwrap_or_default()
    }

    /// The address of the database, for a superuser if it runs here.
    ///
    /// # Errors
    /// If the project runs elsewhere and `SUPABASE_DB_URL` is not set.
    pub fn db_url(&self) -> Result<&str> {
        Ok(&self.runner()?.db_url)
    }

    /// Runs statements outside a transaction of their own, in order, up to the first that fails. With `psql` on the
    /// machine they may be anything it understands, `copy .. from stdin` too.
    ///
    /// # Errors
    /// What PostgreSQL says, with the line; or if no database is known.
    pub async fn run_sql(&self, sql: &str) -> Result<()> {
        self.runner()?.text(sql).await
    }

    /// Runs the statements of a file, as [`Self::run_sql`] does.
    ///
    /// # Errors
    /// What PostgreSQL says, with file and line; or if the file cannot be read.
    pub async fn run_sql_file(&self, path: impl AsRef<Path>) -> Result<()> {
        self.runner()?.file(path.as_ref()).await
    }

    fn runner(&self) -> Result<&Runner> {
        let why = "the project runs elsewhere, and SQL goes straight to its database";
        self.sql.as_ref().ok_or(Error::Unset { variable: "SUPABASE_DB_URL", why })
    }

    /// Makes PostgREST see what the SQL changed, and returns once requests are answered by the new schema.
    ///
    /// # Errors
    /// If PostgREST does not load the schema.
    pub async fn reload_schema(&self) -> Result<()> {
        self.reload.run(self).await
    }

    /// The double of the Auth server; `None` if a real one runs elsewhere.
    #[must_use]
    pub fn auth_double(&self) -> Option<&AuthDouble> {
        self.auth.as_ref()
    }

    /// The double of the Storage server; `None` if a real one runs elsewhere.
    #[must_use]
    pub fn storage_double(&self) -> Option<&StorageDouble> {
        self.storage.as_ref()
    }

    /// The double of the Realtime server; `None` if a real one runs elsewhere.
    #[must_use]
    pub fn realtime_double(&self) -> Option<&RealtimeDouble> {
        self.realtime.as_ref()
    }

    /// All mails that the Auth server sent to that address so far, oldest first.
    ///
    /// # Errors
    /// If the project runs elsewhere: its mails do not come here.
    pub fn mails_to(&self, address: &str) -> Result<Vec<Mail>> {
        Ok(self.mails()?.to(address))
    }

    /// The oldest mail to that address that no call has given yet; waits for it.
    ///
    /// # Errors
    /// If none comes within ten seconds, or the project runs elsewhere.
    pub async fn next_mail_to(&self, address: &str) -> Result<Mail> {
        self.mails()?.next_to(address).await
    }

    /// The port of the sink.
    pub(crate) fn smtp_port(&self) -> Result<u16> {
        Ok(self.mails()?.port())
    }

    fn mails(&self) -> Result<&Mails> {
        let missing = || Error::Missing {
            what: "the sink of mails".to_owned(),
            repair: "the project of SUPABASE_URL sends its mails elsewhere: use a stack with STACK_AUTH_URL",
        };
        self.mails.as_ref().ok_or_else(missing)
    }

    /// Every process of this stack: none if it runs elsewhere.
    #[must_use]
    pub fn processes(&self) -> Vec<u32> {
        let rest = self.gateway.as_ref().and_then(|gateway| gateway.upstreams.get(Service::Rest));
        let rest = rest.iter().filter_map(|upstream| upstream.process.as_ref());
        let postgres = self.postgres.iter().map(|postgres| &postgres.process);
        rest.chain(postgres).flat_map(|kept| [kept.pid(), kept.keeper_pid()]).collect()
    }

    /// Stops everything, without blocking the runtime as dropping does.
    pub async fn stop(self) {
        // the thread panics only if a destructor does, and that was printed
        let _ = tokio::task::spawn_blocking(move || drop(self)).await.map_err(panicked);
    }
}

/// Runs SQL in a database that is not ours.
fn elsewhere(db_url: String) -> Runner {
    Runner { psql: psql_on_path(), db_url }
}
