//! `snapshot`: the catalog of a source, to commit.

use super::{Flags, report};
use std::path::{Path, PathBuf};
use supabase_codegen::Result;

#[derive(Debug, clap::Args)]
pub(super) struct Snapshot {
    #[command(flatten)]
    flags: Flags,
    /// The file to write; `-` prints it.
    #[arg(long, default_value = "supabase/schema.json")]
    out: PathBuf,
}

impl Snapshot {
    pub(super) fn run(self) -> Result<()> {
        let config = self.flags.config(None)?;
        if self.out == Path::new("-") {
            return report::print(&config.snapshot()?);
        }
        config.write_snapshot(&self.out)?;
        report::note(&format!("wrote {}", self.out.display()));
        Ok(())
    }
}
