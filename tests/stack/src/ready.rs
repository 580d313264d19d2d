//! Waiting until a server that was started answers.

use crate::{Error, Result, keeper::Kept, postgres::PATIENCE};
use reqwest::StatusCode;
use std::time::Duration;
use tokio::time::Instant;

/// Asks `address` again and again until its answer fits; the server's own words if it ends or takes too long.
pub(crate) async fn until_ready(
    process: &mut Kept,
    name: &'static str,
    address: &str,
    fits: impl Fn(StatusCode) -> bool,
) -> Result<()> {
    let client = reqwest::Client::builder().no_proxy().build();
    let client = client.map_err(|source| Error::Http { waiting_for: name, source })?;
    let deadline = Instant::now() + PATIENCE;
    loop {
        if client.get(address).send().await.is_ok_and(|response| fits(response.status())) {
            return Ok(());
        }
        if process.ended() || Instant::now() > deadline {
            return Err(process.failed());
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
}
