//! What an insert must have: against the truth of the database.

use std::collections::{BTreeMap, BTreeSet};
use supabase_codegen::Config;

fn document() -> Vec<u8> {
    read("zoo")
}

fn read(case: &str) -> Vec<u8> {
    std::fs::read(format!("{}/cases/{case}/document.json", env!("CARGO_MANIFEST_DIR"))).unwrap()
}

/// `REQUIRED` of every table, by the name in the database.
fn required(config: Config) -> BTreeMap<String, BTreeSet<String>> {
    required_in(&config.document("zoo", document()).render().unwrap().code)
}

fn required_in(code: &str) -> BTreeMap<String, BTreeSet<String>> {
    let mut tables = BTreeMap::new();
    for table in code.split("const NAME: &'static str = \"").skip(1) {
        let name = table.split('"').next().unwrap();
        let list =
            table.split("const COLUMNS").next().unwrap().split_once("REQUIRED: &'static [&'static str] = &[");
        let columns = list.and_then(|(_, rest)| rest.split_once("];")).map_or("", |(list, _)| list);
        let columns =
            columns.split(',').map(|c| c.trim().trim_matches('"').to_owned()).filter(|c| !c.is_empty());
        tables.insert(name.to_owned(), columns.collect());
    }
    tables
}

/// NOT NULL, no default, not identity, not generated: read from the catalog of the same database.
fn truth() -> BTreeMap<String, BTreeSet<String>> {
    let path = format!("{}/facts/zoo_required.json", env!("CARGO_MANIFEST_DIR"));
    serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap()
}

/// A column of another JSON type may have a default that the document does not show.
fn decidable(table: &str, column: &str) -> bool {
    let document: serde_json::Value = serde_json::from_slice(&document()).unwrap();
    let p = &document["definitions"][table]["properties"][column];
    p["type"] == "string" || p["description"].as_str().is_some_and(|d| d.contains("<fk "))
}

#[test]
fn a_required_column_is_truly_required() {
    let truth = truth();
    for (table, columns) in required(Config::new()) {
        for column in columns {
            let right = truth.get(&table).is_some_and(|t| t.contains(&column));
            // GENERATED ALWAYS, NOT NULL and a text: the one case that the document shows as required
            let known = (table.as_str(), column.as_str()) == ("types_generated", "label");
            assert!(right != known, "{table}.{column}");
        }
    }
}

#[test]
fn every_column_that_the_document_can_decide_is_required() {
    let required = required(Config::new());
    for (table, columns) in truth().iter().filter(|(t, _)| required.contains_key(*t)) {
        for column in columns.iter().filter(|c| decidable(table, c)) {
            assert!(required[table].contains(column), "{table}.{column}");
        }
    }
}

#[test]
fn metadata_decides_every_column() {
    let code = Config::new().document("zoo", read("zoo_metadata")).render().unwrap().code;
    let required = required_in(&code).into_iter().filter(|(_, columns)| !columns.is_empty());
    assert_eq!(required.collect::<BTreeMap<_, _>>(), truth());
}

#[test]
fn settings_decide_what_the_document_cannot() {
    let config = Config::new()
        .required(["types_scalar.*_nn"])
        .optional(["messages.body"])
        .generated(["types_generated.label", "types_generated.total"]);
    let tables = required(config);
    assert!(tables["types_scalar"].contains("int4_nn") && tables["types_scalar"].contains("bool_nn"));
    assert!(!tables["messages"].contains("body"));
    assert!(tables["types_generated"].is_empty());
}
