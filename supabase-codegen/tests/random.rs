//! Schemas of any shape give code that compiles, and wrong documents give errors, never a panic.
//!
//! `RANDOM_SCHEMAS=2000` compiles so many, `RANDOM_SEED=7` the same again.
#![expect(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "tests")]

#[path = "random/compiles.rs"]
mod compiles;
#[path = "random/hostile.rs"]
mod hostile;
#[path = "random/metadata.rs"]
mod metadata;
#[path = "random/names.rs"]
mod names;
#[path = "random/openapi.rs"]
mod openapi;
#[path = "random/rustc.rs"]
mod rustc;

use proptest::{collection::vec, prelude::*};
use serde_json::{Map, Value, json};
use std::fmt;
use supabase_codegen::Config;

/// One value somewhere becomes another.
fn spoil(value: &mut Value, path: &mut impl Iterator<Item = usize>, with: &Value) {
    let step = path.next();
    match (value, step) {
        (Value::Object(map), Some(n)) if !map.is_empty() => {
            let at = n % map.len();
            map.values_mut().nth(at).into_iter().for_each(|v| spoil(v, path, with));
        }
        (Value::Array(list), Some(n)) if !list.is_empty() => {
            let at = n % list.len();
            list.get_mut(at).into_iter().for_each(|v| spoil(v, path, with));
        }
        (other, _) => *other = with.clone(),
    }
}

fn odd() -> impl Strategy<Value = Value> {
    prop_oneof![
        Just(Value::Null),
        Just(json!(-1)),
        Just(json!(9_223_372_036_854_775_807_i64)),
        Just(json!(1e300)),
        Just(json!("[]".repeat(10_000))),
        Just(json!("(".repeat(1000))),
        Just(json!("\u{0}\u{202e}\"'`\\")),
        Just(Value::Array(Vec::new())),
        Just(Value::Object(Map::new())),
        any::<String>().prop_map(Value::String),
    ]
}

/// A document, and the db schemas to ask it for.
#[derive(Clone)]
struct Asked {
    document: Value,
    schemas: Vec<String>,
}

impl Asked {
    fn config(&self) -> Config {
        Config::new().document("doc.json", self.document.to_string()).schemas(self.schemas.clone())
    }
}

/// As JSON, without the types that every database has.
impl fmt::Debug for Asked {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut document = self.document.clone();
        if let Some(types) = document.get_mut("types").and_then(Value::as_array_mut) {
            types.retain(|t| t.get("schema").is_none_or(|s| s != "pg_catalog"));
        }
        write!(f, "schemas {:?} of {document:#}", self.schemas)
    }
}

/// A document of either kind.
fn any_document() -> impl Strategy<Value = Asked> {
    let openapi =
        openapi::document().prop_map(|document| Asked { document, schemas: vec!["public".to_owned()] });
    prop_oneof![3 => metadata(), 1 => openapi]
}

/// A document in which one value is another.
fn spoiled() -> impl Strategy<Value = Asked> {
    (any_document(), vec(any::<usize>(), 1..7), odd()).prop_map(|(mut asked, path, with)| {
        spoil(&mut asked.document, &mut path.into_iter(), &with);
        asked
    })
}

fn metadata() -> impl Strategy<Value = Asked> {
    metadata::document().prop_map(|(document, schemas)| Asked { document, schemas })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_snapshot_gives_the_code_of_its_document(asked in metadata()) {
        let config = asked.config();
        let code = config.render().unwrap().code;
        let snapshot = config.snapshot().unwrap();
        let again = Config::new().document("snapshot.json", snapshot).schemas(asked.schemas).render().unwrap().code;
        prop_assert_eq!(code, again);
    }

    #[test]
    fn spoiled_documents_are_errors_or_code(asked in spoiled(), cut in any::<u16>()) {
        let text = asked.document.to_string();
        for text in [text.as_bytes(), text.as_bytes().get(..usize::from(cut)).unwrap_or_default()] {
            match Config::new().document("doc.json", text).schemas(asked.schemas.clone()).render() {
                Ok(_) => {}
                Err(e) => prop_assert_ne!(e.exit_code(), 70, "{}", e),
            }
        }
    }
}
