//! What people and programs are told when something is wrong: all of it at once, plain where no one sees colours.

use super::{DOCUMENT, run, text};
use serde_json::{Value, json};
use std::path::Path;

fn settings(folder: &Path, toml: &str) {
    std::fs::write(folder.join("supabase.toml"), toml).unwrap();
}

fn generate(folder: &Path, args: &[&str]) -> std::process::Output {
    run(folder, &[&["generate", "--stdin", "--out", "-"], args].concat(), DOCUMENT)
}

#[test]
fn every_wrong_setting_is_told_with_its_line() {
    let folder = tempfile::tempdir().unwrap();
    settings(folder.path(), "dates = 'crono'\nfils = ['x']\n[rename]\nplanets = 3\n'planets.id' = 4\n");
    let output = generate(folder.path(), &[]);
    let said = text(&output.stderr);
    assert_eq!(output.status.code(), Some(78));
    assert!(output.stdout.is_empty() && !said.contains('\u{1b}'), "{said}");
    let errors: Vec<&str> = said.lines().filter(|l| l.starts_with("error: supabase.toml: ")).collect();
    assert_eq!(errors.len(), 4, "{said}");
    assert!(errors[0].contains("dates: unknown variant `crono`, expected one of `chrono`"), "{said}");
    for shown in [
        "[supabase.toml:1:1]",
        "1 | dates = 'crono'",
        "[supabase.toml:2:1]",
        "4 | planets = 3",
        "[supabase.toml:5:1]",
    ] {
        assert!(said.contains(shown), "{shown}: {said}");
    }
}

#[test]
fn every_name_that_names_nothing_is_told_with_its_line() {
    let folder = tempfile::tempdir().unwrap();
    settings(
        folder.path(),
        "required = [\n  'planets.id',\n  'planets.knd',\n]\n[rename]\nplants = 'X'\n[returns]\nadd = 'text'\n",
    );
    let said = text(&generate(folder.path(), &[]).stderr);
    for shown in [
        "error: required: there is no column `planets.knd`; did you mean `planets.kind`?\n",
        "[supabase.toml:3:3]",
        "error: rename: there is no table, column, type or function `plants`; did you mean `planets`?\n",
        "[supabase.toml:6:1]",
        "error: returns: there is no function `add`\n",
        "[supabase.toml:8:1]",
    ] {
        assert!(said.contains(shown), "{shown}: {said}");
    }
    settings(folder.path(), "include = ['[', 'planets', '{']");
    let said = text(&generate(folder.path(), &[]).stderr);
    assert!(said.starts_with("error: include: ") && said.contains("[supabase.toml:1:"), "{said}");
    settings(folder.path(), "out = 'x.rs'\nfiles = \n");
    let said = text(&generate(folder.path(), &[]).stderr);
    assert!(
        said.starts_with("error: supabase.toml: is not TOML: ") && said.contains("[supabase.toml:2:9]"),
        "{said}"
    );
}

#[test]
fn every_faulty_table_of_every_document_is_told() {
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, document: &Value| {
        std::fs::write(folder.path().join(name), document.to_string()).unwrap();
    };
    let mut first: Value = serde_json::from_str(DOCUMENT).unwrap();
    first["definitions"]["moons"] = json!({"properties": {"id": {"format": 7}}});
    first["definitions"]["planets"]["required"] = json!(5);
    write("a.json", &first);
    let column = |number: Value| json!({"table_id": 1, "ordinal_position": number, "name": "a", "format": "text", "is_nullable": true});
    write(
        "m.json",
        &json!({"version": 1, "tables": [{"id": "x", "schema": "public", "name": "t"}],
        "columns": [column(json!(1)), column(json!("2")), {"table_id": 1}]}),
    );
    let inspect = |args: &[&str]| run(folder.path(), &[&["inspect"], args].concat(), "");
    let output = inspect(&["--file", "a.json", "--file", "gone.json", "--schema", "a,b"]);
    let said = text(&output.stderr);
    assert_eq!(output.status.code(), Some(65), "{said}");
    let lines: Vec<&str> = said.lines().collect();
    assert_eq!(lines.len(), 3, "{said}");
    assert!(
        lines[0].starts_with("error: a.json: definitions.moons.properties.id.format: invalid type"),
        "{said}"
    );
    assert!(lines[1].starts_with("error: a.json: definitions.planets.required: invalid type"), "{said}");
    assert!(lines[2].starts_with("error: gone.json: cannot be read"), "{said}");
    let said = text(&inspect(&["--file", "m.json"]).stderr);
    for place in ["columns[1].ordinal_position: ", "columns[2]: missing field", "tables[0].id: "] {
        assert!(said.contains(&format!("error: m.json: {place}")), "{place}: {said}");
    }
}

#[test]
fn many_faults_of_one_cause_are_counted() {
    let folder = tempfile::tempdir().unwrap();
    let columns: Vec<Value> = (0..50).map(|n| json!({"table_id": n})).collect();
    let document = json!({"version": 1, "tables": [], "columns": columns}).to_string();
    let said = text(&run(folder.path(), &["inspect", "--stdin"], &document).stderr);
    assert_eq!(said.lines().count(), 21, "{said}");
    assert!(said.ends_with("error: standard input: has 30 more faults like these\n"), "{said}");
}

#[test]
fn programs_read_results_and_faults_as_json() {
    let folder = tempfile::tempdir().unwrap();
    let json = |output: &std::process::Output| serde_json::from_slice::<Value>(&output.stdout).unwrap();
    let done = run(folder.path(), &["generate", "--stdin", "--json", "--out", "s.rs"], DOCUMENT);
    assert_eq!(json(&done), json!({"out": "s.rs", "warnings": [], "features": []}));
    assert!(done.stderr.is_empty());
    assert!(
        json(&generate(folder.path(), &["--json"]))["code"].as_str().unwrap().contains("pub struct Planet ")
    );
    let changed = DOCUMENT.replace("\"kind\":{\"format\":\"text\"", "\"kind\":{\"format\":\"bigint\"");
    let check = run(folder.path(), &["check", "--stdin", "--json", "--out", "s.rs", "-q"], &changed);
    assert_eq!((check.status.code(), check.stderr.len()), (Some(1), 0));
    let change = json!({"kind": "changed", "place": "Planet.kind"});
    let changes = json(&check)["changes"].as_array().unwrap().clone();
    assert!(
        changes.iter().any(|c| c["kind"] == change["kind"] && c["place"] == change["place"]),
        "{changes:?}"
    );

    settings(folder.path(), "singular = true\nfils = []\n");
    let fault = generate(folder.path(), &["--json"]);
    assert_eq!((fault.status.code(), fault.stderr.len()), (Some(78), 0));
    let message = "supabase.toml: fils: is not a setting; did you mean `files`?";
    let error = json!({"exit_code": 78, "message": message, "file": "supabase.toml", "line": 2});
    assert_eq!(json(&fault), json!({"exit_code": 78, "errors": [error]}));
}

#[test]
fn quiet_tells_faults_alone() {
    let folder = tempfile::tempdir().unwrap();
    let clash = DOCUMENT.replace("\"kind\":", "\"Kind\":{\"format\":\"text\"},\"kind\":");
    let loud = run(folder.path(), &["generate", "--stdin", "--out", "-"], &clash);
    assert!(text(&loud.stderr).starts_with("warning: planets.Kind: "), "{}", text(&loud.stderr));
    let quiet = run(folder.path(), &["generate", "--stdin", "--out", "-", "--quiet"], &clash);
    assert!(quiet.stderr.is_empty());
    assert_eq!(quiet.stdout, loud.stdout);
    let fault = run(folder.path(), &["generate", "--stdin", "--out", "-", "--quiet"], "<html>");
    assert_eq!(fault.status.code(), Some(65));
    assert!(text(&fault.stderr).starts_with("error: standard input: is a web page"));
}
