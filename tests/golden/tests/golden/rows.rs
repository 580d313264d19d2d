//! Real rows, as PostgREST sent them, through the generated structs and back.

use golden::{zoo, zoo_metadata::public};
use serde::Serialize;
use serde_json::{Value, value::RawValue};
use std::{collections::BTreeMap, fmt::Debug};
use supabase_orm::{Table, read};

fn file(name: &str) -> Vec<u8> {
    std::fs::read(format!("{}/rows/{name}.json", env!("CARGO_MANIFEST_DIR"))).unwrap()
}

type Fields = BTreeMap<String, Box<RawValue>>;

/// Every value comes back letter by letter, or is the same number or the same JSON.
fn passes<T: Table + Serialize + Debug>(name: &str) {
    let sent = file(name);
    let rows: Vec<T> = read::rows(&sent).unwrap_or_else(|e| panic!("{name}: {e}"));
    let back = serde_json::to_vec(&rows).unwrap();
    // by their text, because NaN is not equal to itself
    assert_eq!(format!("{:?}", read::rows::<T>(&back).unwrap()), format!("{rows:?}"), "{name}");
    let before: Vec<Fields> = serde_json::from_slice(&sent).unwrap();
    let after: Vec<Fields> = serde_json::from_slice(&back).unwrap();
    assert_eq!(before.len(), after.len());
    for (before, after) in before.iter().zip(&after) {
        assert_eq!(before.len(), after.len(), "{name}");
        for (key, value) in before {
            let (value, got) = (value.get(), after[key].get());
            assert!(same(value, got), "{name}.{key}: sent {value}, came back as {got}");
        }
    }
}

fn same(a: &str, b: &str) -> bool {
    let digits = |t: &str| t.starts_with(|c: char| c == '-' || c.is_ascii_digit());
    if a == b {
        return true;
    }
    match (digits(a), digits(b)) {
        // a float may be printed another way; an integer or a numeric may not
        (true, true) => {
            a.contains('e') && a.parse::<f64>().unwrap().to_bits() == b.parse::<f64>().unwrap().to_bits()
        }
        (false, false) => parsed(a) == parsed(b) || range(a) == range(b),
        _ => false,
    }
}

/// Bounds may be quoted, and a time is one with a space as well as with a `T`.
fn range(text: &str) -> String {
    text.replace("\\\"", "").replace('T', " ").replace("+00:00", "+00")
}

/// White space, and the order of keys of a `jsonb`.
fn parsed(text: &str) -> Value {
    serde_json::from_str(text).unwrap()
}

macro_rules! pass { ($module:ident: $($table:ident $name:literal)*) => { $(passes::<$module::$table>($name);)* } }

#[test]
fn rows_of_every_type_family_pass_through() {
    pass! { zoo:
        TypesScalar "types_scalar" TypesTime "types_time" TypesJsonNet "types_json_net" TypesRange "types_range"
        TypesArray "types_array" TypesUser "types_user" TypesGenerated "types_generated" Defaults "defaults"
        OrderItem "order_items" NameClash "name_clash" VComputed "v_computed"
    }
}

#[test]
fn rows_pass_through_what_the_catalog_gave() {
    pass! { public:
        TypesScalar "types_scalar" TypesTime "types_time" TypesJsonNet "types_json_net" TypesRange "types_range"
        TypesArray "types_array" TypesUser "types_user" TypesGenerated "types_generated" Defaults "defaults"
        OrderItem "order_items" NameClash "name_clash" VComputed "v_computed"
    }
}

#[test]
fn composites_are_structs() {
    let rows: Vec<public::TypesUser> = read::rows(&file("types_user")).unwrap();
    let point = public::Point3 { x: Some(1.0), y: Some(2.5), z: None };
    assert_eq!(rows[0].point3_c, Some(point));
    let address = rows[0].address_c.as_ref().unwrap();
    assert_eq!(address.post_code.as_deref(), Some("123"));
    assert_eq!(address.geo.as_ref().unwrap().z, Some(3.0));
    let mixed = rows[0].mixed_c.as_ref().unwrap();
    assert_eq!((mixed.user_id, mixed.mood.clone()), (Some(1), Some(public::Mood::Upper)));
    let rows: Vec<public::TypesArray> = read::rows(&file("types_array")).unwrap();
    let addresses = rows[0].address_a.as_ref().unwrap();
    assert_eq!(addresses[0].as_ref().unwrap().street.as_deref(), Some("s"));
}

#[test]
fn big_numbers_keep_every_digit() {
    let rows: Vec<zoo::TypesScalar> = read::rows(&file("types_scalar")).unwrap();
    assert_eq!(rows[0].int8_d, i64::MAX);
    assert_eq!(rows[0].int8_nn, 9_007_199_254_740_993);
    assert_eq!(rows[0].numeric_nn.as_str(), "1.234567890123456789");
    assert_eq!(rows[0].numeric_c.as_ref().unwrap().as_str(), "12345678901234567890.1");
    assert_eq!(rows[1].numeric_nn.as_str(), "NaN");
    assert!(rows[1].float4_c.unwrap().is_nan());
    assert_eq!(rows[1].float8_nn, f64::NEG_INFINITY);
}

#[test]
fn what_a_type_cannot_hold_is_an_error_with_its_place() {
    let mut rows: Vec<Value> = serde_json::from_slice(&file("types_time")).unwrap();
    rows[1]["date_nn"] = "infinity".into();
    let fault = read::rows::<zoo::TypesTime>(&serde_json::to_vec(&rows).unwrap()).unwrap_err();
    assert_eq!(fault.path(), "[1].date_nn");
    assert!(fault.message().contains("infinity"), "{fault}");
}

#[test]
fn a_year_before_christ_is_that_year() {
    use supabase_orm::codegen::NaiveDate;
    let rows: Vec<zoo::TypesTime> = read::rows(&file("types_time")).unwrap();
    assert_eq!(rows[1].date_nn, NaiveDate::from_ymd_opt(-43, 3, 15).unwrap());
}

#[test]
fn labels_of_enums_are_told_apart_letter_by_letter() {
    let rows: Vec<zoo::TypesUser> = read::rows(&file("types_user")).unwrap();
    assert_eq!(rows[0].mood_c, Some(zoo::Mood::U1f980));
    assert_eq!(rows[0].mood_empty, Some(zoo::Mood::Empty));
    assert_eq!(rows[0].dom_enum_c, Some(zoo::DomEnum::WithComma));
}
