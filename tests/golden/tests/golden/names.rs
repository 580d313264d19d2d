//! Names: stable, never lost, never twice.

use supabase_codegen::{Config, Error, Generated};

fn zoo(config: Config) -> Result<Generated, Error> {
    let path = format!("{}/cases/zoo/document.json", env!("CARGO_MANIFEST_DIR"));
    config.file(path).render()
}

#[test]
fn collisions_are_warnings_that_name_both_sides() {
    let warnings: Vec<String> =
        zoo(Config::new()).unwrap().warnings.iter().map(ToString::to_string).collect();
    let has = |text: &str| warnings.iter().any(|w| w.contains(text));
    assert!(
        has("Clash Table: `ClashTable` is taken, so its row is `ClashTable2`; `rename`"),
        "{warnings:#?}"
    );
    assert!(has("name_clash.userId: another column has its name, so its field is `user_id_2`"));
    assert!(has("Option: `Option` is taken, so its row is `OptionRow`"));
    assert!(!has("f_json_unnamed"), "its argument without a name is the body");
}

#[test]
fn a_rename_is_followed_everywhere() {
    let config = Config::new()
        .rename("Clash Table", "Shock")
        .rename("name_clash.userId", "uid")
        .rename("f_int()", "Sum");
    let code = zoo(config).unwrap().code;
    for text in
        ["pub struct Shock ", "impl Table for Shock ", "pub uid: Column<NameClash", "pub struct SumArgs"]
    {
        assert!(code.contains(text), "{text}");
    }
    assert!(code.contains("uid: Column::new(\"userId\")"));
}

#[test]
fn a_setting_that_names_nothing_is_an_error_with_a_suggestion() {
    let fault = |c: Config| zoo(c).unwrap_err().to_string();
    assert_eq!(
        fault(Config::new().rename("message", "Note")),
        "rename: there is no table, column, type or function `message`; did you mean `messages`?"
    );
    assert_eq!(
        fault(Config::new().required(["users.mail"])),
        "required: there is no column `users.mail`; did you mean `users.email`?"
    );
    assert_eq!(
        fault(Config::new().returns("f_intt", "integer")),
        "returns: there is no function `f_intt`; did you mean `f_int`?"
    );
}

#[test]
fn include_and_exclude_choose_tables_and_functions() {
    let code = zoo(Config::new().include(["users", "messages", "f_*"]).exclude(["f_t*"])).unwrap().code;
    assert!(
        code.contains("pub struct User ")
            && code.contains("pub struct Message ")
            && code.contains("pub struct FInt ")
    );
    assert!(!code.contains("pub struct Team ") && !code.contains("FTable"));
    // a foreign key to a table that is left out is a plain column
    let alone = zoo(Config::new().include(["messages"])).unwrap().code;
    assert!(alone.contains("pub sender_id: Column<Message, PgInt8>"));
}

#[test]
fn documents_and_schemas_must_be_as_many() {
    let fault = zoo(Config::new().schemas(["public", "api2"])).unwrap_err().to_string();
    assert_eq!(fault, "schemas: a document is that of one schema: there are 1 documents for 2 schemas");
}
