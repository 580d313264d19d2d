//! The generator against the running server: the checked-in schemas are what it writes.

use crate::world::stack;
use supabase_codegen::Config;

#[tokio::test]
async fn the_example_schema_is_what_the_generator_writes() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../examples/service");
    let generated = tokio::task::spawn_blocking(move || {
        let config = Config::new().url(stack().url(), Some(stack().secret_key().to_owned()));
        // other tests make tables of their own
        let tables =
            ["tenants", "users", "projects", "tasks", "labels", "task_labels", "comments", "open_tasks"];
        let only = config.include(tables).include(["search", "total", "touch", "add_one_each"]);
        only.settings(format!("{folder}/supabase.toml")).unwrap().render().unwrap()
    });
    let code = generated.await.unwrap().code;
    let path = format!("{folder}/src/schema.rs");
    if std::env::var_os("BLESS").is_some() {
        std::fs::write(&path, &code).unwrap();
    }
    assert!(
        code == std::fs::read_to_string(path).unwrap(),
        "examples/service/src/schema.rs is not what the server gives; run `cargo xtask bless`"
    );
}

#[tokio::test]
async fn the_server_refuses_its_document_to_public_keys() {
    let refusal = |key: Option<&'static str>| async move {
        let error = tokio::task::spawn_blocking(move || {
            Config::new().url(stack().url(), key.map(str::to_owned)).render().unwrap_err()
        });
        error.await.unwrap()
    };
    let anon = refusal(Some(stack().anon_key())).await;
    assert!(
        anon.to_string().contains("403: Access to schema is forbidden; the root document needs a secret key"),
        "{anon}"
    );
    assert!(!anon.to_string().contains(stack().anon_key()));
    assert_eq!(anon.exit_code(), 77);
    let wrong = refusal(Some("sb_secret_of_another_project")).await;
    assert!(wrong.to_string().contains("401: Invalid API key"), "{wrong}");
}

#[test]
fn a_server_that_is_not_there_is_named() {
    let e = Config::new().url("http://127.0.0.1:1", None).render().unwrap_err();
    assert!(e.to_string().starts_with("http://127.0.0.1:1/rest/v1/: no answer: "), "{e}");
    assert_eq!(e.exit_code(), 69);
    let e = Config::new().url("x.supabase.co", None).render().unwrap_err();
    assert!(e.to_string().contains("use `https://<ref>.supabase.co`"), "{e}");
}
