//! Programs from the npm registry, installed once into a folder of their own.

use crate::{Error, Result, process::run};
use std::path::{Path, PathBuf};

/// The folder that keeps what was installed: `.stack` in the workspace.
fn cache() -> PathBuf {
    let workspace =
        Path::new(env!("CARGO_MANIFEST_DIR")).ancestors().nth(2).unwrap_or_else(|| Path::new("."));
    std::env::var_os("STACK_CACHE").map_or_else(|| workspace.join(".stack"), PathBuf::from)
}

/// The folder of an installed package; installs it first if it is not there.
///
/// # Errors
/// When npm is missing or fails.
pub(crate) async fn package(name: &str, version: &str, say: &dyn Fn(&str)) -> Result<PathBuf> {
    let folder = cache().join(format!("{}-{version}", name.replace(['@', '/'], "_")));
    if folder.join("done").exists() {
        return Ok(folder.join("node_modules"));
    }
    say(&format!("installing {name} {version} from npm"));
    std::fs::create_dir_all(cache()).map_err(Error::io(cache()))?;
    // beside its place, and moved there at once: two stacks may start together, and either may be stopped
    let beside = tempfile::tempdir_in(cache()).map_err(Error::io(cache()))?;
    let line =
        ["npm", "install", "--no-fund", "--no-audit", "--no-package-lock", "--prefix"].map(str::to_owned);
    let mut line = line.to_vec();
    line.extend([beside.path().display().to_string(), format!("{name}@{version}")]);
    run("npm", &line).await.map_err(|e| match e {
        Error::Program { message, .. } if message.starts_with("does not start") => {
            Error::missing("npm", "install Node.js (`apt-get install nodejs npm`, or nodejs.org)")
        }
        other => other,
    })?;
    std::fs::write(beside.path().join("done"), "").map_err(Error::io(beside.path()))?;
    let made = beside.keep();
    if std::fs::rename(&made, &folder).is_err() {
        let _ = std::fs::remove_dir_all(&made); // the other stack was first
    }
    Ok(folder.join("node_modules"))
}

/// `linux-x64`, as packages of npm name it.
pub(crate) fn platform() -> String {
    let system = if cfg!(target_os = "macos") { "darwin" } else { std::env::consts::OS };
    let machine = match std::env::consts::ARCH {
        "x86_64" => "x64",
        "aarch64" => "arm64",
        other => other,
    };
    format!("{system}-{machine}")
}
