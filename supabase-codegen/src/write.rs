//! The file: written whole or not at all, and left alone when it is already right.

use crate::{
    Config, Diagnostic, Error, Generated, Result, render::is_part, source::Source, visible::visible,
};
use std::{
    collections::BTreeMap,
    io::Write,
    path::{Path, PathBuf},
};

pub(crate) fn write(path: &Path, code: &str) -> Result<()> {
    if std::fs::read(path).is_ok_and(|old| old == code.as_bytes()) {
        return Ok(()); // cargo would build everything that depends on it again
    }
    let fault = |source| Error::Write { path: path.to_owned(), source };
    let folder = folder(path);
    std::fs::create_dir_all(folder).map_err(fault)?;
    let mut file = tempfile::Builder::new().permissions_like_others().tempfile_in(folder).map_err(fault)?;
    file.write_all(code.as_bytes()).map_err(fault)?;
    file.persist(path).map_err(|e| fault(e.error))?;
    Ok(())
}

/// The files of one run: those beside it first, so that it never names one that is not there; then those that an earlier
/// run wrote beside it, and that it does not name, go.
pub(crate) fn write_all(path: &Path, generated: &Generated) -> Result<()> {
    let folder = folder(path);
    for part in &generated.parts {
        write(&folder.join(&part.path), &part.code)?;
    }
    write(path, &generated.code)?;
    for (old, _) in parts(path)? {
        if !generated.parts.iter().any(|p| p.path == old) {
            let old = folder.join(old);
            std::fs::remove_file(&old).map_err(|source| Error::Write { path: old.clone(), source })?;
            // the last one of a db schema; of another that has files left it fails
            let _ = old.parent().map(std::fs::remove_dir);
        }
    }
    Ok(())
}

/// The files beside this one that are parts of it, with their content; nothing else that may be there.
pub(crate) fn parts(path: &Path) -> Result<BTreeMap<PathBuf, String>> {
    let mut found = BTreeMap::new();
    if let (Some(stem), Some(name)) = (path.file_stem(), path.file_name()) {
        let (folder, root) = (folder(path), name.to_string_lossy());
        collect(folder, Path::new(stem), &root, 2, &mut found)?;
    }
    Ok(found)
}

fn collect(
    folder: &Path,
    within: &Path,
    root: &str,
    depth: usize,
    found: &mut BTreeMap<PathBuf, String>,
) -> Result<()> {
    let Ok(entries) = std::fs::read_dir(folder.join(within)) else { return Ok(()) };
    for entry in entries {
        let fault = |source| Error::Read { path: folder.join(within), source };
        let entry = entry.map_err(fault)?;
        let path = within.join(entry.file_name());
        if entry.file_type().map_err(fault)?.is_dir() {
            if depth > 1 {
                collect(folder, &path, root, depth - 1, found)?;
            }
        } else if path.extension().is_some_and(|e| e == "rs") {
            // what is no text is not ours
            let code = std::fs::read_to_string(folder.join(&path)).unwrap_or_default();
            if is_part(root, &code) {
                found.insert(path, code);
            }
        }
    }
    Ok(())
}

fn folder(path: &Path) -> &Path {
    path.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or_else(|| Path::new("."))
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
pub(crate) fn tell_cargo(config: &Config, warnings: &[Diagnostic]) {
    if std::env::var_os("OUT_DIR").is_none() || std::env::var_os("CARGO_MANIFEST_DIR").is_none() {
        return;
    }
    let files = if let Some(Source::Files(paths)) = &config.source { &paths[..] } else { &[] };
    for path in files.iter().chain(&config.or_snapshot) {
        println!("cargo::rerun-if-changed={}", path.display());
    }
    for warning in warnings {
        // a line of its own could say anything to cargo
        println!("cargo::warning={}", visible(&warning.to_string()));
    }
}
