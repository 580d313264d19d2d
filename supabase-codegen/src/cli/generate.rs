//! `generate`: the Rust module of a schema.

use super::{Flags, report};
use std::path::{Path, PathBuf};
use supabase_codegen::{Layout, Result};

#[derive(Debug, clap::Args)]
pub(super) struct Generate {
    #[command(flatten)]
    flags: Flags,
    /// The file to write; `-` prints it. Default is what `supabase.toml` says.
    #[arg(long)]
    out: Option<PathBuf>,
}

impl Generate {
    pub(super) fn run(self) -> Result<()> {
        let to_stdout = self.out.as_deref() == Some(Path::new("-"));
        let config = self.flags.config(self.out)?;
        // there is one standard output
        let generated =
            if to_stdout { config.clone().layout(Layout::File).render()? } else { config.generate()? };
        report::generated(&generated);
        if to_stdout {
            return report::print(&generated.code);
        }
        report::note(&format!("wrote {}", config.out_path()?.display()));
        Ok(())
    }
}
