//! Cases that differ on purpose, each with its reason.

use std::{collections::BTreeMap, path::Path};

/// `tests/conformance/waivers.toml`: id = "reason".
pub(crate) fn read() -> Result<BTreeMap<String, String>, String> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("waivers.toml");
    let text = std::fs::read_to_string(&path).map_err(|e| format!("{}: {e}", path.display()))?;
    toml::from_str(&text).map_err(|e| format!("{}: {e}", path.display()))
}
