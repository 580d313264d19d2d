//! `inspect`: what queries can do with a table.

use super::{Flags, progress::Progress, report::Output};
use supabase_codegen::Result;

#[derive(Debug, clap::Args)]
pub(super) struct Inspect {
    /// A table, view or function: `planets`, `api.planets`, its row `Planet`, `add()`. Without it all are listed.
    name: Option<String>,
    #[command(flatten)]
    pub(super) flags: Flags,
}

impl Inspect {
    pub(super) fn run(self, output: Output) -> Result<()> {
        let config = self.flags.config(None)?;
        let progress = Progress::start("reading the schema", output);
        let all = config.inspect()?;
        drop(progress);
        match self.name {
            Some(name) => output.print(&all.find(&name)?),
            None => output.print(&all),
        }
    }
}
