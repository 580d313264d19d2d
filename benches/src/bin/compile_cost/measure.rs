//! User time and peak memory of one command: of a process of its own, so that nothing else counts.

use crate::schema::Schema;
use nix::sys::resource::{Usage, UsageWho, getrusage};
use serde::{Deserialize, Serialize};
use std::{
    path::{Path, PathBuf},
    process::{Command, Stdio},
    time::Instant,
};

/// What something cost.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
pub(crate) struct Cost {
    pub(crate) seconds: f64,
    pub(crate) megabytes: i64,
}

impl Cost {
    fn of(usage: &Usage) -> Self {
        let time = usage.user_time();
        #[expect(clippy::cast_precision_loss, reason = "seconds for people")]
        let seconds = time.tv_sec() as f64 + time.tv_usec() as f64 / 1e6;
        Self { seconds, megabytes: usage.max_rss() / 1024 }
    }
}

fn print(who: UsageWho) -> Result<(), String> {
    let cost = Cost::of(&getrusage(who).map_err(|e| e.to_string())?);
    println!("{}", serde_json::to_string(&cost).map_err(|e| e.to_string())?);
    Ok(())
}

/// Runs a command and prints what it cost, its own children included.
pub(crate) fn one(program: &str, arguments: &[String]) -> Result<(), String> {
    let status = Command::new(program).args(arguments).stdout(Stdio::null()).status();
    match status {
        Ok(status) if status.success() => print(UsageWho::RUSAGE_CHILDREN),
        Ok(status) => Err(format!("{program} {}: {status}", arguments.join(" "))),
        Err(e) => Err(format!("{program}: {e}")),
    }
}

/// Generates and prints what it cost: the time that one waits, because several threads do it.
pub(crate) fn generation(tables: usize) -> Result<(), String> {
    let document = Schema::new(tables).snapshot().to_string();
    let start = Instant::now();
    Schema::generated(document)?;
    let seconds = start.elapsed().as_secs_f64();
    let after = Cost::of(&getrusage(UsageWho::RUSAGE_SELF).map_err(|e| e.to_string())?);
    let cost = Cost { seconds, megabytes: after.megabytes };
    println!("{}", serde_json::to_string(&cost).map_err(|e| e.to_string())?);
    Ok(())
}

/// The packages that are measured: one library each, with its dependencies built.
pub(crate) struct Scratch {
    folder: PathBuf,
    this: PathBuf,
}

const PACKAGES: [(&str, &str); 3] = [
    ("ours", "supabase-orm = { path = \"{root}/supabase-orm\", features = [\"chrono\", \"uuid\"] }"),
    (
        "serde",
        "serde = { version = \"1\", features = [\"derive\"] }\nserde_json = \"1\"\nuuid = { version = \"1\", features = [\"serde\"] }\n\
         chrono = { version = \"0.4\", default-features = false, features = [\"std\", \"serde\"] }",
    ),
    ("diesel", "diesel = { version = \"2.3\", default-features = false, features = [\"32-column-tables\"] }"),
];

impl Scratch {
    pub(crate) fn new() -> Result<Self, String> {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
        let folder = root.join("target/compile-cost");
        let this = std::env::current_exe().map_err(|e| e.to_string())?;
        let scratch = Self { folder, this };
        for (name, dependencies) in PACKAGES {
            let dependencies = dependencies.replace("{root}", &root.display().to_string());
            let manifest = format!(
                "[package]\nname = \"cost_{name}\"\nversion = \"0.0.0\"\nedition = \"2024\"\n[dependencies]\n{dependencies}\n[workspace]\n"
            );
            scratch.write(name, "Cargo.toml", &manifest)?;
            scratch.check(name, "")?;
        }
        Ok(scratch)
    }

    fn write(&self, package: &str, file: &str, text: &str) -> Result<(), String> {
        let path = self.folder.join(package).join(file);
        let folder = path.parent().unwrap_or(Path::new("."));
        std::fs::create_dir_all(folder)
            .and_then(|()| std::fs::write(&path, text))
            .map_err(|e| format!("{}: {e}", path.display()))
    }

    /// `cargo check` of this code as a library.
    pub(crate) fn check(&self, package: &str, code: &str) -> Result<Cost, String> {
        self.write(package, "src/lib.rs", code)?;
        let manifest = self.folder.join(package).join("Cargo.toml");
        let cargo = std::env::var("CARGO").unwrap_or_else(|_| "cargo".to_owned());
        let manifest = manifest.display().to_string();
        let arguments = ["--one", &cargo, "check", "--quiet", "-j1", "--manifest-path", &manifest];
        self.measured(&arguments)
    }

    pub(crate) fn generate(&self, tables: usize) -> Result<Cost, String> {
        self.measured(&["--generate", &tables.to_string()])
    }

    fn measured(&self, arguments: &[&str]) -> Result<Cost, String> {
        let mut command = Command::new(&self.this);
        command
            .args(arguments)
            .env("CARGO_TARGET_DIR", self.folder.join("target"))
            .env("CARGO_INCREMENTAL", "0");
        let output = command.stderr(Stdio::inherit()).output().map_err(|e| e.to_string())?;
        if !output.status.success() {
            return Err(format!("{}: {}", arguments.join(" "), output.status));
        }
        serde_json::from_slice(&output.stdout).map_err(|e| e.to_string())
    }
}
