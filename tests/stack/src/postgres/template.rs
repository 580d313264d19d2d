//! An empty data directory, made once: `initdb` takes longer than everything else.

use super::{Binaries, own, scratch};
use crate::{
    Result,
    cache::{Cache, copy},
    keeper::{User, run, run_as},
    progress::Progress,
};
use std::{
    path::{Path, PathBuf},
    process::Command,
};

/// A data directory to copy, of this version and owned by this user.
pub(super) fn template(
    cache: &Cache,
    binaries: &Binaries,
    user: Option<User>,
    progress: Progress,
) -> Result<PathBuf> {
    let owner = user.map_or_else(String::new, |user| format!("-of-{}", user.uid));
    let dir = cache.once(&format!("data-{}{owner}", binaries.version), |dir| {
        progress.say(format_args!("creating a PostgreSQL {} database (once)", binaries.version));
        // made where the server's user may write, then kept where only we need to
        let made = scratch()?;
        own(made.path(), user)?;
        let data = made.path().join("data");
        initdb(binaries, &data, user, "C.UTF-8").or_else(|_| initdb(binaries, &data, user, "C"))?;
        copy(&data, &dir.join("data"))
    })?;
    Ok(dir.join("data"))
}

fn initdb(binaries: &Binaries, data: &Path, user: Option<User>, locale: &str) -> Result<()> {
    let mut initdb = Command::new(binaries.program("initdb"));
    // local: the socket is in a directory only the server's user may enter
    initdb.args(["--username=postgres", "--auth-local=trust", "--auth-host=scram-sha-256"]);
    initdb.args(["--encoding=UTF8", "--no-sync", "--lc-messages=C"]);
    initdb.arg(format!("--locale={locale}")).arg("--pgdata").arg(data);
    run_as(&mut initdb, user);
    run(&mut initdb, "`initdb`").map(drop)
}
