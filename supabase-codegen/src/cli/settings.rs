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
    /// The file that is read.
    pub(super) fn path(&self) -> Option<&Path> {
        let usual = Path::new(SETTINGS);
        self.config.as_deref().or_else(|| usual.exists().then_some(usual))
    }

    /// Flags first: what is already set stays when the file is read.
    pub(super) fn apply(&self, config: Config) -> Result<Config> {
        let config = config.with(self.settings.clone());
        match self.path() {
            Some(path) => config.settings(path),
            None => Ok(config),
        }
    }
}
