//! `diagram`: the schema as a picture.

use super::{
    Flags,
    progress::Progress,
    report::{self, Output},
};
use clap::ValueEnum;
use std::path::{Path, PathBuf};
use supabase_codegen::{DiagramFormat, Result};

#[derive(Debug, clap::Args)]
pub(super) struct Diagram {
    #[command(flatten)]
    pub(super) flags: Flags,
    /// The form. Default is what the name of the file says (`.svg`, `.html`), else `mermaid`.
    #[arg(long)]
    format: Option<Format>,
    /// The file to write; `-` prints it, as it does by default.
    #[arg(long, default_value = "-")]
    out: PathBuf,
}

/// The form of a diagram.
#[derive(Debug, Clone, Copy, ValueEnum)]
enum Format {
    /// Text that Git forges and editors draw: `erDiagram`.
    Mermaid,
    /// A picture.
    Svg,
    /// A page with search and zoom, which loads nothing.
    Html,
}

impl Diagram {
    pub(super) fn run(self, output: Output) -> Result<()> {
        let format = self.format.unwrap_or_else(|| of(&self.out));
        let config = self.flags.config(None)?;
        let progress = Progress::start("reading the schema", output);
        if self.out == Path::new("-") {
            let text = config.diagram(format.into())?;
            drop(progress);
            return report::print(&text);
        }
        config.write_diagram(&self.out, format.into())?;
        drop(progress);
        if output.json {
            return report::json(&serde_json::json!({ "out": self.out }));
        }
        output.note(&format!("wrote {}", self.out.display()));
        Ok(())
    }
}

fn of(path: &Path) -> Format {
    let extension = path.extension().map(|e| e.to_string_lossy().to_lowercase());
    match extension.as_deref() {
        Some("svg") => Format::Svg,
        Some("html" | "htm") => Format::Html,
        _ => Format::Mermaid,
    }
}

impl From<Format> for DiagramFormat {
    fn from(format: Format) -> Self {
        match format {
            Format::Mermaid => Self::Mermaid,
            Format::Svg => Self::Svg,
            Format::Html => Self::Html,
        }
    }
}
