//! The file: written whole or not at all, and left alone when it is already right.

use crate::{Diagnostic, Error, Result, source::Source, visible::visible};
use std::{io::Write, path::Path};

pub(crate) fn write(path: &Path, code: &str) -> Result<()> {
    if std::fs::read(path).is_ok_and(|old| old == code.as_bytes()) {
        return Ok(()); // cargo would build everything that depends on it again
    }
    let fault = |source| Error::Write { path: path.to_owned(), source };
    let folder = path.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or_else(|| Path::new("."));
    std::fs::create_dir_all(folder).map_err(fault)?;
    let mut file = tempfile::Builder::new().permissions_like_others().tempfile_in(folder).map_err(fault)?;
    file.write_all(code.as_bytes()).map_err(fault)?;
    file.persist(path).map_err(|e| fault(e.error))?;
    Ok(())
}

/// A temporary file is its owner's alone; a source file is not.
trait PermissionsLikeOthers {
    fn permissions_like_others(&mut self) -> &mut Self;
}

impl PermissionsLikeOthers for tempfile::Builder<'_, '_> {
    #[cfg(unix)]
    fn permissions_like_others(&mut self) -> &mut Self {
        use std::os::unix::fs::PermissionsExt;
        self.permissions(std::fs::Permissions::from_mode(0o644))
    }
    #[cfg(not(unix))]
    fn permissions_like_others(&mut self) -> &mut Self {
        self
    }
}

/// In a build script: what to watch, and the warnings.
#[expect(clippy::print_stdout, reason = "this is how a build script talks to cargo")]
pub(crate) fn tell_cargo(source: Option<&Source>, warnings: &[Diagnostic]) {
    if std::env::var_os("OUT_DIR").is_none() || std::env::var_os("CARGO_MANIFEST_DIR").is_none() {
        return;
    }
    if let Some(Source::Files(paths)) = source {
        paths.iter().for_each(|path| println!("cargo::rerun-if-changed={}", path.display()));
    }
    for warning in warnings {
        // a line of its own could say anything to cargo
        println!("cargo::warning={}", visible(&warning.to_string()));
    }
}
