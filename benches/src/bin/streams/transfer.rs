//! One transfer: how long it takes, and how much its process grows.

use crate::payload::{PIECE, Payload};
use clap::ValueEnum;
use reqwest::{Body, header::CONTENT_LENGTH};
use serde::{Deserialize, Serialize};
use std::{fmt, time::Instant};
use supabase_orm::{Client, storage::UploadSource};
use tokio::io::AsyncReadExt as _;
use tokio_util::io::ReaderStream;

/// What is sent, and whereto.
#[derive(Debug, Clone, Copy, ValueEnum)]
pub(crate) enum Way {
    /// Up, from a stream.
    UpStream,
    /// Up, from a reader.
    UpReader,
    /// Down, as a stream.
    Down,
}

impl Way {
    pub(crate) fn word(self) -> &'static str {
        match self {
            Self::UpStream => "up-stream",
            Self::UpReader => "up-reader",
            Self::Down => "down",
        }
    }
}

impl fmt::Display for Way {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::UpStream => "up, a stream",
            Self::UpReader => "up, a reader",
            Self::Down => "down, a stream",
        })
    }
}

/// Who does it.
#[derive(Debug, Clone, Copy, ValueEnum)]
pub(crate) enum Who {
    Ours,
    ByHand,
}

impl Who {
    pub(crate) fn word(self) -> &'static str {
        match self {
            Self::Ours => "ours",
            Self::ByHand => "by-hand",
        }
    }
}

/// What a transfer cost.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
pub(crate) struct Cost {
    pub(crate) seconds: f64,
    /// by how much the resident memory grew, at its peak
    pub(crate) mebibytes: f64,
}

/// One transfer.
pub(crate) struct Transfer {
    pub(crate) url: String,
    pub(crate) way: Way,
    pub(crate) who: Who,
    pub(crate) length: u64,
}

impl Transfer {
    /// Makes it and prints what it cost.
    pub(crate) fn print(&self) -> Result<(), String> {
        let runtime = tokio::runtime::Runtime::new().map_err(|e| e.to_string())?;
        let before = memory("VmRSS:")?;
        let start = Instant::now();
        let moved = runtime.block_on(async {
            match self.who {
                Who::Ours => self.ours().await.map_err(|e| e.to_string()),
                Who::ByHand => self.by_hand().await.map_err(|e| e.to_string()),
            }
        })?;
        let seconds = start.elapsed().as_secs_f64();
        if moved != self.length {
            return Err(format!("{moved} bytes of {}", self.length));
        }
        let cost = Cost { seconds, mebibytes: memory("VmHWM:")? - before };
        println!("{}", serde_json::to_string(&cost).map_err(|e| e.to_string())?);
        Ok(())
    }

    async fn ours(&self) -> supabase_orm::Result<u64> {
        let bucket = Client::new(&self.url, "key")?.storage().bucket("bucket");
        let name = self.length.to_string();
        let source = match self.way {
            Way::UpStream => UploadSource::stream(Payload::new(self.length), self.length),
            Way::UpReader => UploadSource::reader(tokio::io::repeat(7).take(self.length), self.length),
            Way::Down => {
                let (mut stream, mut moved) = (bucket.download(&name).stream().await?, 0);
                while let Some(chunk) = stream.chunk().await? {
                    moved += chunk.len() as u64;
                }
                return Ok(moved);
            }
        };
        bucket.upload(&name, source).send().await?;
        Ok(self.length)
    }

    /// The same as a careful program writes it by hand; without the form around an upload.
    async fn by_hand(&self) -> reqwest::Result<u64> {
        let client = reqwest::Client::new();
        let url = format!("{}/storage/v1/object/bucket/{}", self.url, self.length);
        let body = match self.way {
            Way::UpStream => Body::wrap_stream(Payload::new(self.length)),
            Way::UpReader => {
                let reader = tokio::io::repeat(7).take(self.length);
                Body::wrap_stream(ReaderStream::with_capacity(reader, PIECE))
            }
            Way::Down => {
                let mut answer = client.get(&url).header("apikey", "key").send().await?.error_for_status()?;
                let mut moved = 0;
                while let Some(chunk) = answer.chunk().await? {
                    moved += chunk.len() as u64;
                }
                return Ok(moved);
            }
        };
        let request = client.post(&url).header("apikey", "key").header(CONTENT_LENGTH, self.length);
        request.body(body).send().await?.error_for_status()?.bytes().await?;
        Ok(self.length)
    }
}

/// A figure of this process, in MiB: `VmRSS:` is resident memory, `VmHWM:` the most that was resident so far.
fn memory(name: &str) -> Result<f64, String> {
    let status = std::fs::read_to_string("/proc/self/status").map_err(|e| e.to_string())?;
    let line = status.lines().find_map(|line| line.strip_prefix(name));
    let kibibytes = line.and_then(|line| line.trim().strip_suffix(" kB")).and_then(|n| n.parse::<u32>().ok());
    kibibytes.map(|n| f64::from(n) / 1024.0).ok_or_else(|| format!("no `{name}`"))
}
