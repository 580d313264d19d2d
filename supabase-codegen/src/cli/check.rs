//! `check`: what differs from what is committed.

use super::{
    Flags,
    progress::Progress,
    report::{self, Output},
};
use std::{path::PathBuf, process::ExitCode};
use supabase_codegen::Result;

#[derive(Debug, clap::Args)]
pub(super) struct Check {
    #[command(flatten)]
    pub(super) flags: Flags,
    /// The snapshot to compare with.
    #[arg(long)]
    snapshot: Option<PathBuf>,
    /// The generated file to compare with, if no snapshot is named. Default is what `supabase.toml` says.
    #[arg(long, conflicts_with = "snapshot")]
    out: Option<PathBuf>,
}

impl Check {
    pub(super) fn run(self, output: Output) -> Result<ExitCode> {
        let config = self.flags.config(self.out)?;
        let progress = Progress::start("reading the schema", output);
        let changes = match &self.snapshot {
            Some(path) => config.check_snapshot(path)?,
            None => config.check()?,
        };
        drop(progress);
        if output.json {
            report::json(&serde_json::json!({ "changes": changes }))?;
        } else {
            let lines: String = changes.iter().map(|change| format!("{change}\n")).collect();
            report::print(&lines)?;
        }
        if changes.is_empty() {
            return Ok(ExitCode::SUCCESS);
        }
        let command = if self.snapshot.is_some() { "snapshot" } else { "generate" };
        output.note(&format!("{} differences; `supabase-codegen {command}` writes it again", changes.len()));
        Ok(ExitCode::FAILURE)
    }
}
