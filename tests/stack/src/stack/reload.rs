//! Waiting until PostgREST has really loaded a changed schema.
//!
//! A notification is not answered, and one that comes during a load may be served by it, which began too early. So a
//! PostgREST of ours is replaced by a new one, ready before it takes over; requests still running finish on the old
//! one. Elsewhere a routine made for the purpose tells when it has been seen.

use super::Stack;
use crate::{Error, Result, gateway::Service, postgres::panicked, postgrest::Postgrest};
use std::time::Duration;
use tokio::{sync::Mutex, time::Instant};

/// How long a server elsewhere may take, in seconds.
const PATIENCE: u64 = 60;

/// How one stack reloads; one reload at a time.
#[derive(Debug)]
pub(super) struct Reload {
    way: Way,
    running: Mutex<()>,
}

#[derive(Debug)]
enum Way {
    Replace(Box<Postgrest>),
    Notify { schema: String },
}

impl Reload {
    pub(super) fn by_replacement(rest: Postgrest) -> Self {
        Self { way: Way::Replace(Box::new(rest)), running: Mutex::new(()) }
    }

    pub(super) fn by_notification(schemas: &[String]) -> Self {
        let schema = schemas.first().map_or("public", String::as_str).to_owned();
        Self { way: Way::Notify { schema }, running: Mutex::new(()) }
    }

    pub(super) async fn run(&self, stack: &Stack) -> Result<()> {
        let _one = self.running.lock().await;
        match &self.way {
            Way::Replace(rest) => replace(stack, rest).await,
            Way::Notify { schema } => notify(stack, schema).await,
        }
    }
}

async fn replace(stack: &Stack, rest: &Postgrest) -> Result<()> {
    let Some(gateway) = &stack.gateway else { return Ok(()) };
    let upstream = rest.start().await?;
    let upstreams = gateway.upstreams.clone();
    // stops the old one, which blocks
    tokio::task::spawn_blocking(move || upstreams.set(Service::Rest, upstream)).await.map_err(panicked)
}

async fn notify(stack: &Stack, schema: &str) -> Result<()> {
    let nanos = std::time::UNIX_EPOCH.elapsed().map_or(0, |since| since.as_nanos());
    let (marker, schema_name) = (format!("stack_probe_{nanos}"), schema.replace('"', "\"\""));
    let routine = format!("\"{schema_name}\".{marker}()");
    let reload = "notify pgrst, 'reload schema';";
    stack
        .run_sql(&format!(
            "create function {routine} returns int language sql as 'select 1'; \
             grant execute on function {routine} to service_role; {reload}"
        ))
        .await?;
    let seen = wait_until_seen(stack, &marker, schema).await;
    stack.run_sql(&format!("drop function {routine}; {reload}")).await?;
    seen
}

async fn wait_until_seen(stack: &Stack, marker: &str, schema: &str) -> Result<()> {
    let client = reqwest::Client::new();
    let url = format!("{}/rest/v1/rpc/{marker}", stack.url());
    let deadline = Instant::now() + Duration::from_secs(PATIENCE);
    while Instant::now() < deadline {
        let mut request =
            client.post(&url).header("apikey", stack.service_key()).json(&serde_json::json!({}));
        if !stack.service_key().starts_with("sb_") {
            request = request.bearer_auth(stack.service_key());
        }
        let response = request.header("content-profile", schema).send().await;
        let response = response.map_err(|source| Error::Http { waiting_for: "the new schema", source })?;
        if response.status().is_success() {
            return Ok(());
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    Err(Error::NotReloaded { seconds: PATIENCE })
}
