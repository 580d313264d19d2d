//! `snapshot`: the catalog of a source, to commit.

use super::{
    Flags,
    progress::Progress,
    report::{self, Output},
};
use std::path::{Path, PathBuf};
use supabase_codegen::Result;

#[derive(Debug, clap::Args)]
pub(super) struct Snapshot {
    #[command(flatten)]
    pub(super) flags: Flags,
    /// The file to write; `-` prints it.
    #[arg(long, default_value = "supabase/schema.json")]
    out: PathBuf,
}

impl Snapshot {
    pub(super) fn run(self, output: Output) -> Result<()> {
        let config = self.flags.config(None)?;
        let progress = Progress::start("reading the schema", output);
        if self.out == Path::new("-") {
            let text = config.snapshot()?;
            drop(progress);
            return report::print(&text);
        }
        config.write_snapshot(&self.out)?;
        drop(progress);
        if output.json {
            return report::json(&serde_json::json!({ "out": self.out }));
        }
        output.note(&format!("wrote {}", self.out.display()));
        Ok(())
    }
}
