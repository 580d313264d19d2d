//! `generate`: the Rust module of a schema.

use super::{
    Flags,
    progress::Progress,
    report::{self, Output},
};
use serde::Serialize;
use std::path::{Path, PathBuf};
use supabase_codegen::{Diagnostic, Layout, Result};

#[derive(Debug, clap::Args)]
pub(super) struct Generate {
    #[command(flatten)]
    pub(super) flags: Flags,
    /// The file to write; `-` prints it. Default is what `supabase.toml` says.
    #[arg(long)]
    out: Option<PathBuf>,
}

/// What a program reads.
#[derive(Debug, Serialize)]
struct Done<'g> {
    /// The file that was written.
    #[serde(skip_serializing_if = "Option::is_none")]
    out: Option<PathBuf>,
    /// The code, if it was to be printed.
    #[serde(skip_serializing_if = "Option::is_none")]
    code: Option<&'g str>,
    warnings: &'g [Diagnostic],
    features: &'g [&'static str],
}

impl Generate {
    pub(super) fn run(self, output: Output) -> Result<()> {
        let to_stdout = self.out.as_deref() == Some(Path::new("-"));
        let config = self.flags.config(self.out)?;
        let progress = Progress::start("reading the schema", output);
        // there is one standard output
        let generated =
            if to_stdout { config.clone().layout(Layout::File).render()? } else { config.generate()? };
        drop(progress);
        output.generated(&generated);
        let out = if to_stdout { None } else { Some(config.out_path()?) };
        if output.json {
            let code = to_stdout.then_some(generated.code.as_str());
            return report::json(&Done {
                out,
                code,
                warnings: &generated.warnings,
                features: &generated.features,
            });
        }
        let Some(out) = out else {
            return report::print(&generated.code);
        };
        output.note(&format!("wrote {}", out.display()));
        Ok(())
    }
}
