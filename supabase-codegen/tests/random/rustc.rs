//! Whether generated files compile: as modules of one crate, under the lints of the strictest user, by rustc itself.
//!
//! It stands on the build of supabase-orm that this test itself was built with, so nothing is built twice.

use std::{
    collections::BTreeMap,
    ffi::OsString,
    path::{Path, PathBuf},
    process::Command,
};
use supabase_codegen::Generated;

/// Features of supabase-orm that some settings need.
const PROBE: &str =
    "//! Probe.\npub use supabase_orm::codegen::{Decimal, NaiveDate, Uuid, jiff::Timestamp, time::Date};";

/// Letters that rustc finds uncommon are those of the database's names; only a crate as a whole can allow them.
const ROOT: &str = "//! Generated code.\n#![deny(warnings, missing_docs)]\n\
    #![allow(uncommon_codepoints, confusable_idents, mixed_script_confusables)]\n";

/// rustc with supabase-orm.
pub(crate) struct Rustc {
    folder: tempfile::TempDir,
    dependencies: PathBuf,
    supabase_orm: PathBuf,
}

impl Rustc {
    /// Finds the build of supabase-orm: the newest beside this test that has all features.
    pub(crate) fn new() -> Self {
        let dependencies = std::env::current_exe().unwrap().parent().unwrap().to_owned();
        let folder = tempfile::tempdir().unwrap();
        let is_one = |path: &PathBuf| {
            let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
            name.starts_with("libsupabase_orm-") && name.ends_with(".rlib")
        };
        let files = std::fs::read_dir(&dependencies).unwrap().map(|f| f.unwrap().path());
        let mut builds: Vec<PathBuf> = files.filter(is_one).collect();
        builds.sort_by_key(|path| std::cmp::Reverse(std::fs::metadata(path).unwrap().modified().unwrap()));
        let mut this = Self { folder, dependencies, supabase_orm: PathBuf::new() };
        let probe = Generated {
            code: PROBE.to_owned(),
            parts: Vec::new(),
            warnings: Vec::new(),
            features: Vec::new(),
        };
        let probe = BTreeMap::from([(0, probe)]);
        let mut last = String::new();
        for build in builds {
            this.supabase_orm = build;
            match this.compile("probe", &probe) {
                Ok(()) => return this,
                Err((_, said)) => last = said,
            }
        }
        panic!("no build of supabase-orm beside {}: {last}", std::env::current_exe().unwrap().display());
    }

    /// Compiles these, each a module by its number: `s7.rs`.
    ///
    /// # Errors
    /// With what rustc says, and the numbers of the modules that it speaks of.
    pub(crate) fn compile(
        &self,
        name: &str,
        modules: &BTreeMap<usize, Generated>,
    ) -> Result<(), (Vec<usize>, String)> {
        let folder = self.folder.path().join(name);
        let _ = std::fs::remove_dir_all(&folder);
        std::fs::create_dir_all(&folder).unwrap();
        let mut root = ROOT.to_owned();
        for (n, code) in modules {
            std::fs::write(folder.join(format!("s{n}.rs")), &code.code).unwrap();
            for part in &code.parts {
                let path = folder.join(&part.path);
                std::fs::create_dir_all(path.parent().unwrap()).unwrap();
                std::fs::write(path, &part.code).unwrap();
            }
            root.push_str(&format!("pub mod s{n};\n"));
        }
        std::fs::write(folder.join("lib.rs"), root).unwrap();
        let output = self.command(&folder).output().unwrap();
        if output.status.success() {
            return Ok(());
        }
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        let spoken_of = |n: &&usize| {
            said.contains(&format!("s{n}.rs:")) || said.contains(&format!("s{n}/")) || modules.len() == 1
        };
        Err((modules.keys().filter(spoken_of).copied().collect(), said))
    }

    fn command(&self, folder: &Path) -> Command {
        let mut supabase_orm = OsString::from("supabase_orm=");
        supabase_orm.push(&self.supabase_orm);
        let mut dependencies = OsString::from("dependency=");
        dependencies.push(&self.dependencies);
        let mut rustc = Command::new(std::env::var_os("RUSTC").unwrap_or_else(|| "rustc".into()));
        rustc.current_dir(folder);
        rustc.args([
            "--crate-name",
            "schemas",
            "--crate-type",
            "lib",
            "--edition",
            "2024",
            "--emit",
            "metadata",
        ]);
        rustc.args(["--error-format", "short", "--out-dir", "."]);
        rustc.arg("--extern").arg(supabase_orm).arg("-L").arg(dependencies).arg("lib.rs");
        rustc
    }
}
