//! Flags that win over the settings of `supabase.toml`.

use std::path::{Path, PathBuf};
use supabase_codegen::{Config, Result, Settings};

/// The settings file that is read if it is there.
const SETTINGS: &str = "supabase.toml";

/// What is taken from the source, and how it is named.
#[derive(Debug, clap::Args)]
pub(super) struct SettingsFlags {
    /// The settings. Default is `supabase.toml`, if it is there.
    #[arg(long)]
    config: Option<PathBuf>,
    #[command(flatten)]
    settings: Settings,
}

impl SettingsFlags {
    /// Flags first: what is already set stays when the file is read.
    pub(super) fn apply(self, config: Config) -> Result<Config> {
        let config = config.with(self.settings);
        match self.config {
            Some(path) => config.settings(path),
            None if Path::new(SETTINGS).exists() => config.settings(SETTINGS),
            None => Ok(config),
        }
    }
}
