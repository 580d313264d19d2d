//! What is made or downloaded once and kept between runs.

use crate::{Error, Result, keeper::run, progress::Progress};
use std::{
    fs::{self, File},
    path::{Path, PathBuf},
    process::Command,
};

/// The directory of things kept between runs. Programs that need the same thing at once wait for each other.
#[derive(Debug, Clone)]
pub(crate) struct Cache {
    dir: PathBuf,
}

impl Cache {
    /// `STACK_CACHE`, else `.stack` at the root of the workspace.
    pub(crate) fn open() -> Result<Self> {
        let dir = std::env::var_os("STACK_CACHE")
            .map_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("../../.stack"), PathBuf::from);
        let doing = || Error::io(format!("creating the cache directory `{}`", dir.display()));
        fs::create_dir_all(&dir).map_err(doing())?;
        let dir = dir.canonicalize().map_err(doing())?;
        Ok(Self { dir })
    }

    /// The directory `name`; if it is not there, `make` fills it first. Half-made ones are never seen.
    pub(crate) fn once(&self, name: &str, make: impl FnOnce(&Path) -> Result<()>) -> Result<PathBuf> {
        let done = self.dir.join(name);
        if done.exists() {
            return Ok(done);
        }
        let doing = || Error::io(format!("making `{}`", done.display()));
        // held until this function returns, or the program ends
        let lock = File::create(self.dir.join(format!("{name}.lock"))).map_err(doing())?;
        lock.lock().map_err(doing())?;
        if done.exists() {
            return Ok(done);
        }
        let partial = self.dir.join(format!("{name}.partial"));
        if partial.exists() {
            fs::remove_dir_all(&partial).map_err(doing())?;
        }
        fs::create_dir(&partial).map_err(doing())?;
        make(&partial)?;
        fs::rename(&partial, &done).map_err(doing())?;
        Ok(done)
    }

    /// The `node_modules` of an npm package at that version, installed if it is not yet there.
    pub(crate) fn npm(&self, package: &str, version: &str, progress: Progress) -> Result<PathBuf> {
        self.npm_beside(package, version, &[], progress)
    }

    /// As [`Self::npm`], beside others (`name@version`) that the package does not bring itself.
    pub(crate) fn npm_beside(
        &self,
        package: &str,
        version: &str,
        others: &[&str],
        progress: Progress,
    ) -> Result<PathBuf> {
        let name = format!("{}-{version}", package.replace(['@', '/'], "_"));
        let dir = self.once(&name, |dir| {
            progress.say(format_args!("installing {package} {version} with npm (once)"));
            let mut npm = Command::new("npm");
            npm.args([
                "install",
                "--ignore-scripts",
                "--no-audit",
                "--no-fund",
                "--no-save",
                "--loglevel=error",
            ]);
            npm.arg("--prefix").arg(dir).arg(format!("{package}@{version}")).args(others).current_dir(dir);
            match run(&mut npm, &format!("`npm install {package}@{version}`")) {
                Err(Error::Io { source, .. }) if source.kind() == std::io::ErrorKind::NotFound => {
                    Err(Error::Missing {
                        what: format!("npm, which carries {package},"),
                        repair: "install Node.js 18 or later with its npm, or point STACK_REST_URL and \
                                 STACK_JWT_SECRET at a PostgREST that runs elsewhere",
                    })
                }
                other => other.map(drop),
            }
        })?;
        Ok(dir.join("node_modules"))
    }

    /// The Python of an environment that has that package, made if it is not yet there.
    fn python(&self, package: &str, version: &str, progress: Progress) -> Result<PathBuf> {
        let dir = self.once(&format!("python-{package}-{version}"), |dir| {
            progress.say(format_args!("installing {package} {version} with pip (once)"));
            let missing = |why: Error| Error::Missing {
                what: format!("Python with its venv ({why})"),
                repair: "install it, as by `apt-get install python3-venv`",
            };
            let venv = dir.join("venv");
            let mut make = Command::new("python3");
            make.args(["-m", "venv"]).arg(&venv);
            run(&mut make, "`python3 -m venv`").map_err(missing)?;
            let mut pip = Command::new(venv.join("bin/python3"));
            pip.args(["-m", "pip", "install", "--quiet", "--disable-pip-version-check"]);
            pip.arg(format!("{package}=={version}"));
            run(&mut pip, &format!("`pip install {package}=={version}`")).map(drop)
        })?;
        Ok(dir.join("venv/bin/python3"))
    }
}

/// The `node_modules` of an npm package at that version: installed on first use, and kept. Blocks meanwhile.
///
/// # Errors
/// If npm is missing or fails.
pub fn npm_package(package: &str, version: &str) -> Result<PathBuf> {
    Cache::open()?.npm(package, version, Progress { quiet: false })
}

/// A Python that has that package: installed on first use, and kept. Blocks meanwhile.
///
/// # Errors
/// If Python or its venv is missing, or pip fails.
pub fn python_package(package: &str, version: &str) -> Result<PathBuf> {
    Cache::open()?.python(package, version, Progress { quiet: false })
}

/// Copies a directory with owners and modes to a name that does not exist yet.
pub(crate) fn copy(from: &Path, to: &Path) -> Result<()> {
    let doing = format!("copying `{}`", from.display());
    run(Command::new("cp").arg("-a").arg(from).arg(to), &doing).map(drop)
}

/// This platform as npm names it: `linux-x64`.
pub(crate) fn npm_platform() -> String {
    let os = match std::env::consts::OS {
        "macos" => "darwin",
        "windows" => "win32",
        os => os,
    };
    let arch = match std::env::consts::ARCH {
        "x86_64" => "x64",
        "aarch64" => "arm64",
        arch => arch,
    };
    format!("{os}-{arch}")
}
