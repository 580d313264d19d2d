//! A crate whose build script generates its schema: from a snapshot, without network, key or server.
#![expect(clippy::unwrap_used, reason = "tests")]

use std::{
    path::{Path, PathBuf},
    process::{Command, Output},
};
use supabase_codegen::Config;

const OPEN_API: &str = r#"{"swagger":"2.0","info":{},"paths":{"/planets":{"post":{}}},"definitions":{"planets":{"required":["id"],
    "properties":{"id":{"format":"bigint","type":"integer","description":"Note:\nThis is a Primary Key.<pk/>"}}}}}"#;

const MAIN: &str = "\
supabase_orm::include_schema!(pub mod schema);
use supabase_orm::Table;
fn main() {
    let _ = |planet: schema::Planet| planet.id;
    println!(\"{}\", schema::Planet::SELECT);
}
";

const BUILD: &str = "\
fn main() -> Result<(), supabase_codegen::Error> {
    supabase_codegen::Config::new().or_snapshot(\"supabase/schema.json\").settings(\"supabase.toml\")?.generate()?;
    Ok(())
}
";

fn workspace() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap().to_owned()
}

fn write_crate(folder: &Path) {
    let root = workspace();
    let manifest = format!(
        "[package]\nname = 'scratch'\nversion = '0.0.0'\nedition = '2024'\n\
         [dependencies]\nsupabase-orm = {{ path = {:?}, default-features = false }}\n\
         [build-dependencies]\nsupabase-codegen = {{ path = {:?}, default-features = false }}\n[workspace]\n",
        root.join("supabase-orm"),
        root.join("supabase-codegen")
    );
    std::fs::create_dir_all(folder.join("src")).unwrap();
    std::fs::create_dir_all(folder.join("supabase")).unwrap();
    for (name, text) in [
        ("Cargo.toml", manifest.as_str()),
        ("src/main.rs", MAIN),
        ("build.rs", BUILD),
        ("supabase.toml", "layout = 'table'\n"),
    ] {
        std::fs::write(folder.join(name), text).unwrap();
    }
    std::fs::copy(root.join("Cargo.lock"), folder.join("Cargo.lock")).unwrap();
}

fn run(folder: &Path) -> Output {
    let mut cargo = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    // a folder of its own that stays, so that only the first run builds what this stands on
    let target = workspace().join("target/tests/build-script");
    cargo.current_dir(folder).args(["run", "--quiet", "--offline"]).env("CARGO_TARGET_DIR", target);
    for name in ["SUPABASE_SECRET_KEY", "SUPABASE_SERVICE_ROLE_KEY", "PGPASSWORD", "OUT_DIR"] {
        cargo.env_remove(name);
    }
    cargo.env("HTTPS_PROXY", "http://127.0.0.1:1").env("HTTP_PROXY", "http://127.0.0.1:1").output().unwrap()
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

#[test]
fn a_build_needs_nothing_but_the_snapshot() {
    let folder = tempfile::tempdir().unwrap();
    write_crate(folder.path());
    let snapshot = folder.path().join("supabase/schema.json");
    Config::new().document("openapi.json", OPEN_API).write_snapshot(&snapshot).unwrap();
    let output = run(folder.path());
    assert_eq!(text(&output.stdout), "id\n", "{}", text(&output.stderr));
    // the snapshot is watched
    let more =
        OPEN_API.replace(r#""properties":{"#, r#""properties":{"name":{"format":"text","type":"string"},"#);
    Config::new().document("openapi.json", more).write_snapshot(&snapshot).unwrap();
    let output = run(folder.path());
    assert_eq!(text(&output.stdout), "name,id\n", "{}", text(&output.stderr));
    std::fs::remove_file(&snapshot).unwrap();
    let output = run(folder.path());
    assert!(
        !output.status.success() && text(&output.stderr).contains("supabase/schema.json"),
        "{}",
        text(&output.stderr)
    );
}

/// As a build script does that asks a local server first.
#[cfg(feature = "http")]
#[test]
fn a_server_that_is_not_there_is_a_warning_and_a_wrong_document_is_not() {
    let folder = tempfile::tempdir().unwrap();
    let (snapshot, out) = (folder.path().join("schema.json"), folder.path().join("schema.rs"));
    Config::new().document("openapi.json", OPEN_API).write_snapshot(&snapshot).unwrap();
    let config = Config::new().url("http://127.0.0.1:1", None).or_snapshot(&snapshot).out(&out);
    let generated = config.generate().unwrap();
    assert!(generated.code.contains("pub struct Planet "));
    let said = generated.warnings.first().unwrap().to_string();
    assert!(
        said.contains("schema.json: stands in for the source: http://127.0.0.1:1")
            && said.contains("no answer"),
        "{said}"
    );
    // what is committed is no proof that it is up to date
    assert_eq!(config.check().unwrap_err().exit_code(), 69);
    assert_eq!(config.write_snapshot(&snapshot).unwrap_err().exit_code(), 69);
    let wrong = Config::new().document("d.json", "{}").or_snapshot(&snapshot).render();
    assert_eq!(wrong.unwrap_err().exit_code(), 65);
    std::fs::remove_file(&snapshot).unwrap();
    assert_eq!(config.generate().unwrap_err().exit_code(), 66);
}
