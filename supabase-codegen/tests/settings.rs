//! Settings: each key in the file, as a flag and as a method; wrong ones are errors that say what to do; files beside the file.
#![expect(clippy::unwrap_used, reason = "tests")]

use serde_json::{Value, json};
use std::path::Path;
use supabase_codegen::{Config, Error, Layout, Relations, Settings};

fn document() -> Value {
    let column = |table: i64, n: i64, name: &str, nullable: bool| {
        json!({"table_id": table, "ordinal_position": n, "name": name, "format": "int8", "type_schema": "pg_catalog",
               "is_nullable": nullable, "default_value": null})
    };
    json!({
        "version": 1,
        "schemas": [{"name": "public"}],
        "tables": [{"id": 1, "schema": "public", "name": "players"}, {"id": 2, "schema": "public", "name": "AUX"},
                   {"id": 3, "schema": "public", "name": "mod"}],
        "columns": [column(1, 1, "id", false), column(1, 2, "leader_id", false), column(2, 1, "player_id", false)],
        "primaryKeys": [{"table_id": 1, "name": "id"}],
        "relationships": [
            {"foreign_key_name": "players_leader_id_fkey", "schema": "public", "relation": "players", "columns": ["leader_id"],
             "referenced_schema": "public", "referenced_relation": "players", "referenced_columns": ["id"]},
            {"foreign_key_name": "aux_fkey", "schema": "public", "relation": "AUX", "columns": ["player_id"],
             "referenced_schema": "public", "referenced_relation": "players", "referenced_columns": ["leader_id"]},
        ],
        "types": [],
    })
}

fn config() -> Config {
    Config::new().document("doc.json", document().to_string())
}

fn code(config: &Config) -> String {
    config.render().unwrap().code
}

fn fault(config: &Config) -> String {
    let e: Error = config.render().unwrap_err();
    assert_eq!(e.exit_code(), 78, "{e}");
    e.to_string()
}

#[cfg(feature = "cli")]
#[test]
fn every_key_is_a_flag_of_generate() {
    let output = std::process::Command::new(env!("CARGO_BIN_EXE_supabase-codegen"))
        .args(["generate", "--help"])
        .output();
    let help = String::from_utf8(output.unwrap().stdout).unwrap();
    for key in Settings::KEYS.iter().chain(&["url", "files", "or_snapshot", "out"]) {
        let flag = format!("--{}", key.replace('_', "-"));
        assert!(help.split([' ', '\n', ',', ']']).any(|word| word == flag), "{flag}\n{help}");
    }
}

#[cfg(feature = "cli")]
#[test]
fn flags_win_over_the_file() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("doc.json"), document().to_string()).unwrap();
    let settings = "files = ['doc.json']\nsingular = true\n[rename]\nplayers = 'Musician'\nAUX = 'Helper'\n";
    std::fs::write(folder.path().join("supabase.toml"), settings).unwrap();
    let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_supabase-codegen"));
    let output = command.current_dir(folder.path()).args([
        "generate",
        "--out",
        "-",
        "--rename",
        "players=Artist",
        "--derives",
        "rows=Hash",
    ]);
    let code = String::from_utf8(output.output().unwrap().stdout).unwrap();
    assert!(
        code.contains("PartialEq, Hash)]\npub struct Artist {") && code.contains("pub struct Helper {"),
        "{code}"
    );
}

#[test]
fn a_foreign_key_has_the_newtype_of_the_key_it_points_to() {
    let code = code(&config().types("players.id", "crate::PlayerId"));
    for text in [
        "pub id: crate::PlayerId,",
        "pub leader_id: crate::PlayerId,",
        // over two foreign keys
        "pub player_id: crate::PlayerId,",
        "type Key = crate::PlayerId;",
        "w.put(Column::<Player, Fk<Player, PgInt8>>::new(\"leader_id\"), &self.leader_id);",
    ] {
        assert!(code.contains(text), "{text}\n{code}");
    }
}

#[test]
fn where_policies_hide_rows_relations_are_optional() {
    let strict = code(&config());
    assert!(strict.contains("pub leader_id: Column<Player, Fk<Player, PgInt8>>"), "{strict}");
    assert!(strict.contains("Rel<Aux, Player, One>"), "{strict}");
    let optional = code(&config().relations(Relations::Optional));
    assert!(optional.contains("pub leader_id: Column<Player, PgInt8>"), "{optional}");
    // only its column tells the row it points to from those that point to it
    assert!(optional.contains("pub leader_id_rel: Rel<Player, Player, MaybeOne>"), "{optional}");
    assert!(optional.contains("leader_id_rel: Rel::new(\"leader_id_rel\", \"leader_id\")"), "{optional}");
    assert!(optional.contains("pub players: Rel<Aux, Player, MaybeOne>"), "{optional}");
}

#[test]
fn wrong_values_are_errors_that_say_what_to_do() {
    for (config, said) in [
        (config().rename("players", "not a name"), "rename: players: `not a name` is not a name in Rust"),
        (config().rename("players.id", "self"), "rename: players.id: `self` is not a name in Rust"),
        (config().types("players.id", "crate::(x"), "types: players.id: `crate::(x` is not a type in Rust"),
        (
            config().derives("row", "Hash"),
            "derives: row: derives are not set for `row`; did you mean `rows`?",
        ),
        (
            config().derives("x", "Hash"),
            "derives: x: derives are not set for `x`; there are rows, inserts, enums and composites",
        ),
        (
            config().derives("rows.player", "Hash"),
            "derives: rows.player: there are no rows of `player`; did you mean `rows.players`?",
        ),
        (config().derives("rows", "Hash,,"), "derives: rows: `Hash,,` is no list of derives (`Eq, Hash`)"),
    ] {
        assert_eq!(fault(&config), said);
    }
}

#[test]
fn types_that_lead_back_to_themselves_are_an_error() {
    let mut document = document();
    let name = |n: i64, name: &str| json!({"id": n, "name": name, "schema": "public", "format": name, "enums": ["x"]});
    document["types"] = json!([name(1, "a"), name(2, "b")]);
    let config = Config::new().document("doc.json", document.to_string());
    let config = config.types("public.a", "public.b").types("public.b", "public.a");
    let both =
        "types: public.a: `public.b` leads back to itself\ntypes: public.b: `public.a` leads back to itself";
    assert_eq!(fault(&config), both);
}

fn files(folder: &Path) -> Vec<String> {
    let mut all = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(next) = folders.pop() {
        for entry in std::fs::read_dir(next).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else {
                all.push(path.strip_prefix(folder).unwrap().to_string_lossy().into_owned());
            }
        }
    }
    all.sort();
    all
}

#[test]
fn a_file_of_a_table_that_is_gone_goes_and_nothing_else_does() {
    let folder = tempfile::tempdir().unwrap();
    let all = config().out(folder.path().join("schema.rs")).layout(Layout::Table);
    all.generate().unwrap();
    // Windows has a device `aux`, Rust another place for `schema.rs`
    assert_eq!(
        files(folder.path()),
        ["schema.rs", "schema/aux_2.rs", "schema/mod_2.rs", "schema/players.rs"]
    );
    let own = "// @generated by supabase-codegen 0.1.0 from a database (schema `public`). Do not edit.\n";
    for (name, text) in [("own.rs", "//! Mine.\n"), ("generated.rs", own), ("notes.txt", "x")] {
        std::fs::write(folder.path().join("schema").join(name), text).unwrap();
    }
    let less = all.clone().exclude(["AUX", "mod"]);
    let changes: Vec<String> = less.check().unwrap().iter().map(ToString::to_string).collect();
    assert!(changes.contains(&"removed: Aux: Table `AUX`.".to_owned()), "{changes:#?}");
    less.generate().unwrap();
    assert_eq!(less.check().unwrap(), []);
    let left = ["schema.rs", "schema/generated.rs", "schema/notes.txt", "schema/own.rs", "schema/players.rs"];
    assert_eq!(files(folder.path()), left);
    less.layout(Layout::File).generate().unwrap();
    assert_eq!(
        files(folder.path()),
        ["schema.rs", "schema/generated.rs", "schema/notes.txt", "schema/own.rs"]
    );
}
