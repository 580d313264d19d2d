//! `inspect`: what queries can do with a table.

use super::{Flags, report::Output};
use supabase_codegen::Result;

#[derive(Debug, clap::Args)]
pub(super) struct Inspect {
    /// A table, view or function: `planets`, `api.planets`, its row `Planet`, `add()`. Without it all are listed.
    name: Option<String>,
    #[command(flatten)]
    flags: Flags,
}

impl Inspect {
    pub(super) fn run(self, output: Output) -> Result<()> {
        let all = self.flags.config(None)?.inspect()?;
        match self.name {
            Some(name) => output.print(&all.find(&name)?),
            None => output.print(&all),
        }
    }
}
