//! Input that is no document: the message names the place and the repair, the program its exit code.

use supabase_codegen::{Config, Error};

fn fault(document: &str) -> (String, u8) {
    let e: Error = Config::new().document("doc.json", document).render().unwrap_err();
    (e.to_string(), e.exit_code())
}

#[test]
fn a_refusal_names_the_key_that_is_needed() {
    let (text, code) = fault(
        r#"{"message":"Access to schema is forbidden","hint":"Accessing the schema via the Data API is only allowed using a secret API key."}"#,
    );
    assert_eq!(
        text,
        "doc.json: is an error of the server, not its document: `Access to schema is forbidden`; the root document needs a \
         secret key (`sb_secret_..` or `service_role`)"
    );
    assert_eq!(code, 65);
}

#[test]
fn a_web_page_names_the_address_to_use() {
    let (text, code) = fault("\n<!DOCTYPE html><html></html>");
    assert!(text.starts_with("doc.json: is a web page"), "{text}");
    assert!(text.contains("https://<ref>.supabase.co"));
    assert_eq!(code, 65);
}

#[test]
fn a_truncated_document_names_the_line() {
    let (text, _) = fault("{\"swagger\":\"2.0\",\n\"paths\":{\"/a\"");
    assert_eq!(text, "doc.json: line 2, column 13: the document is cut off here; fetch it again");
    assert_eq!(
        fault("").0,
        "doc.json: is empty; expected an OpenAPI document of PostgREST, GeneratorMetadata or a snapshot"
    );
}

#[test]
fn other_versions_are_named() {
    let (text, _) = fault(r#"{"openapi":"3.1.0","paths":{}}"#);
    assert!(
        text.starts_with("doc.json: openapi: version `3.1.0` is not one that PostgREST writes (Swagger 2.0)"),
        "{text}"
    );
    assert!(
        fault(r#"{"swagger":"1.2","paths":{}}"#)
            .0
            .starts_with("doc.json: swagger: version `1.2` is not known")
    );
}

#[test]
fn other_json_and_other_text_are_told_apart() {
    assert!(
        fault("{\"name\":\"x\"}").0.contains("is JSON, but not an OpenAPI document: it has no `swagger` key")
    );
    assert!(fault("[1]").0.contains("is JSON, but not an OpenAPI document"));
    assert!(fault("hello").0.starts_with("doc.json: line 1, column 1: is not JSON"));
    assert!(fault(r#"{"swagger":"2.0"}"#).0.starts_with("doc.json: paths: is missing"));
}

#[test]
fn a_wrong_part_is_named_by_its_path() {
    let (text, _) =
        fault(r#"{"swagger":"2.0","paths":{},"definitions":{"users":{"properties":{"mood":{"format":7}}}}}"#);
    assert!(
        text.starts_with("doc.json: definitions.users.properties.mood.format: invalid type: integer `7`"),
        "{text}"
    );
}

#[test]
fn files_that_are_not_there_are_named() {
    let e = Config::new().file("no/such.json").render().unwrap_err();
    assert!(e.to_string().starts_with("no/such.json: cannot be read: "), "{e}");
    assert_eq!(e.exit_code(), 66);
    let e = Config::new().render().unwrap_err();
    assert!(e.to_string().starts_with("source: no source: give `--url`"), "{e}");
    assert_eq!(e.exit_code(), 78);
}
