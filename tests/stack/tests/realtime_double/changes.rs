//! Changes: who gets which columns of which rows.

use super::{Socket, double, sql, stack, token, token_of};
use serde_json::{Value, json};
use stack::{RealtimeConfig, RealtimeDouble, Stack};

fn all_of(table: &str) -> Value {
    json!([{"event": "*", "schema": "public", "table": table}])
}

#[tokio::test]
async fn a_policy_that_fails_for_one_takes_nothing_from_the_others() {
    let double = double().await;
    let owner = "00000000-0000-4000-8000-000000000001";
    let wrong = token_of(json!({"role": "authenticated", "sub": "no uuid"})).await;
    let right = token_of(json!({"role": "authenticated", "sub": owner})).await;
    // channels are asked in the order of their topics
    let (mut first, mut second) = (Socket::open(&double, &wrong).await, Socket::open(&double, &right).await);
    first.listens("realtime:a", all_of("guarded")).await;
    second.listens("realtime:b", all_of("guarded")).await;
    sql(&format!("insert into guarded values (1, '{owner}')")).await;
    assert_eq!(second.change().await["record"], json!({"id": 1, "owner": owner}));
    // what is gone has no policy, and tells its key
    sql("delete from guarded").await;
    assert_eq!(first.change().await["old_record"], json!({"id": 1}));
}

#[tokio::test]
async fn rights_and_policies_are_those_of_the_moment() {
    let double = double().await;
    let mut anyone = Socket::open(&double, &token("anon").await).await;
    let mut admin = Socket::open(&double, &token("service_role").await).await;
    anyone.listens("realtime:a", all_of("moons")).await;
    admin.listens("realtime:b", all_of("moons")).await;
    let steps = [
        ("", json!({"id": 0})),
        ("alter table moons enable row level security", Value::Null),
        ("alter table moons disable row level security", json!({"id": 2})),
        ("revoke all on moons from anon", json!({})),
        ("grant select on moons to anon", json!({"id": 4})),
    ];
    for (id, (before, expected)) in steps.into_iter().enumerate() {
        sql(before).await;
        sql(&format!("insert into moons values ({id})")).await;
        // then it was decided who gets it
        assert_eq!(admin.change().await["record"], json!({"id": id}));
        if expected.is_null() {
            continue;
        }
        let change = anyone.change().await;
        assert_eq!(change["record"], expected, "{before}");
        if expected == json!({}) {
            assert_eq!(change["errors"], json!(["Error 401: Unauthorized"]));
            assert_eq!(change["commit_timestamp"], Value::Null);
        }
    }
}

#[tokio::test]
async fn columns_are_those_that_are_asked_for_and_may_be_read() {
    let double = double().await;
    let mut anyone = Socket::open(&double, &token("anon").await).await;
    let binding = |filter: &str, select: Option<&str>| {
        let mut binding =
            json!({"event": "INSERT", "schema": "public", "table": "planets", "filter": filter});
        if let Some(select) = select {
            binding["select"] = json!([select]);
        }
        binding
    };
    let bindings = json!([
        binding("id=gt.0", None),
        binding("mass=gt.1", Some("name")),
        binding("mass=gt.5", Some("name"))
    ]);
    anyone.listens("realtime:a", bindings).await;
    sql("insert into planets values (1, 'Ceres', 3, 'hush')").await;
    let mut told = [anyone.event("postgres_changes").await, anyone.event("postgres_changes").await];
    told.sort_by_key(|change| change["data"]["record"].as_object().unwrap().len());
    let [selected, whole] = told;
    // the key comes with every selection
    assert_eq!(selected["data"]["record"], json!({"id": 1, "name": "Ceres"}));
    assert_eq!(
        selected["data"]["columns"],
        json!([{"name": "id", "type": "int8"}, {"name": "name", "type": "text"}])
    );
    assert_eq!(whole["data"]["record"], json!({"id": 1, "name": "Ceres", "mass": 3}));
    // each under the bindings whose filter it passes
    assert_eq!([&selected, &whole].map(|c| c["ids"].as_array().unwrap().len()), [1, 1]);
    assert_ne!(selected["ids"], whole["ids"]);
}

#[tokio::test]
async fn rows_without_a_key_are_an_error() {
    let double = double().await;
    let mut anyone = Socket::open(&double, &token("anon").await).await;
    anyone.listens("realtime:a", all_of("keyless")).await;
    sql("insert into keyless values ('x')").await;
    let change = anyone.change().await;
    assert_eq!(change["errors"], json!(["Error 400: Bad Request, no primary key"]));
    assert_eq!((&change["record"], &change["columns"]), (&json!({}), &json!([])));
}

#[tokio::test]
async fn a_large_value_that_did_not_change_is_that_of_the_old_row() {
    let double = double().await;
    let mut anyone = Socket::open(&double, &token("anon").await).await;
    sql("insert into letters values (1, repeat('x', 100000), 0)").await;
    anyone.listens("realtime:a", all_of("letters")).await;
    sql("update letters set reads = 1").await;
    let change = anyone.change().await;
    assert_eq!((&change["record"]["reads"], &change["old_record"]["reads"]), (&json!(1), &json!(0)));
    assert_eq!(change["record"]["body"].as_str().unwrap().len(), 100_000);
}

#[tokio::test]
async fn deletes_pass_every_filter_or_those_of_the_old_row() {
    let double = double().await;
    let mut anyone = Socket::open(&double, &token("anon").await).await;
    let of =
        |filter: &str| json!([{"event": "DELETE", "schema": "public", "table": "comets", "filter": filter}]);
    anyone.listens("realtime:room", of("room=eq.a")).await;
    sql("insert into comets values (1, 'b'), (2, 'a'), (3, 'a')").await;
    sql("delete from comets where id = 1").await;
    assert_eq!(anyone.change().await["old_record"], json!({"id": 1}));
    double.filter_deletes(true);
    anyone.listens("realtime:id", of("id=eq.3")).await;
    // the old row has no room: only its key is known
    sql("delete from comets where id = 2").await;
    sql("delete from comets where id = 3").await;
    let change = anyone.next().await;
    assert_eq!((&change[2], &change[4]["data"]["old_record"]), (&json!("realtime:id"), &json!({"id": 3})));
}

#[tokio::test]
async fn bindings_that_cannot_be_are_said_to_be_so() {
    let double = double().await;
    let mut anyone = Socket::open(&double, &token("anon").await).await;
    let unable = "Unable to subscribe to changes with given parameters.";
    let cases = [
        (
            json!({"event": "*", "schema": "public", "table": "nowhere"}),
            format!(
                "{unable} Please check Realtime is enabled for the given connect parameters: \
                 [event: *, schema: public, table: nowhere, filters: [], select: nil]"
            ),
        ),
        (
            json!({"event": "INSERT", "schema": "public", "table": "typed", "filter": "nothing=eq.1", "select": ["id"]}),
            format!(
                "{unable} An exception happened so please check your connect parameters: [event: INSERT, schema: public, \
                 table: typed, filters: [{{\"nothing\", \"eq\", \"1\", false}}], select: [\"id\"]]. \
                 Exception: ERROR P0001 (raise_exception) invalid column for filter nothing"
            ),
        ),
        (
            json!({"event": "*", "schema": "public", "table": "typed", "filter": "id=not.in.(1,x)"}),
            format!(
                "{unable} An exception happened so please check your connect parameters: [event: *, schema: public, \
                 table: typed, filters: [{{\"id\", \"in\", \"{{1,x}}\", true}}], select: nil]. \
                 Exception: ERROR 22P02 (invalid_text_representation) invalid input syntax for type bigint: \"x\""
            ),
        ),
        (
            json!({"event": "*", "schema": "public", "table": "typed", "filter": "id"}),
            "Error parsing `filter` params: [\"id\"]".to_owned(),
        ),
    ];
    for (n, (binding, message)) in cases.into_iter().enumerate() {
        // the other one can be, but all are, or none
        let bindings = json!([{"event": "*", "schema": "public", "table": "typed"}, binding]);
        let said = anyone.listen(&format!("realtime:{n}"), bindings).await;
        assert_eq!((&said["status"], &said["message"]), (&json!("error"), &json!(message)));
    }
    let good = json!([{"event": "*", "schema": "public", "table": "typed", "filter": "tags=eq.\"{a,b}\",name=not.is.null"}]);
    anyone.listens("realtime:good", good).await;
    sql("insert into typed values (1, 'x', '{a,b}')").await;
    let change = anyone.next().await;
    assert_eq!(change[2], "realtime:good");
}

#[tokio::test]
async fn a_thousand_channels_of_a_socket_hear_of_a_change_and_come_again() {
    const CHANNELS: usize = 1000;
    let double = double().await;
    let key = token("anon").await;
    for row in 0..2 {
        let mut socket = Socket::open(&double, &key).await;
        for n in 0..CHANNELS {
            socket
                .say(
                    &format!("realtime:{n}"),
                    "phx_join",
                    json!({"config": {"postgres_changes": all_of("stars")}}),
                )
                .await;
        }
        let mut subscribed = 0;
        while subscribed < CHANNELS {
            let came = socket.next().await;
            subscribed += usize::from(came[4]["message"] == "Subscribed to PostgreSQL");
        }
        sql(&format!("insert into stars values ({row})")).await;
        let mut topics = std::collections::BTreeSet::new();
        while topics.len() < CHANNELS {
            let came = socket.next().await;
            assert_eq!(came[4]["data"]["record"], json!({"id": row}));
            assert!(topics.insert(came[2].to_string()), "a change came twice");
        }
        double.cut();
        assert_eq!(double.sockets(), 0);
    }
}

#[tokio::test]
async fn a_lost_stream_is_begun_again_and_channels_learn_it() {
    // a database of its own: the streams of the other tests go on
    let alone = Stack::builder().sql("create table suns (id int8 primary key)").start().await.unwrap();
    let double = RealtimeDouble::start(RealtimeConfig {
        jwt_secret: stack().await.jwt_secret().to_owned(),
        db_url: Some(alone.db_url().unwrap().to_owned()),
        events_per_second: 100,
    });
    let (double, key) = (double.unwrap(), token("anon").await);
    let mut socket = Socket::open(&double, &key).await;
    let suns = json!([{"event": "*", "schema": "public", "table": "suns"}]);
    socket.listens("realtime:a", suns.clone()).await;
    for id in 1..4 {
        let end = "select pg_terminate_backend(pid) from pg_stat_activity where backend_type = 'client backend' and pid <> pg_backend_pid()";
        alone.run_sql(end).await.unwrap();
        assert_eq!(socket.event("system").await["message"], "Subscribed to PostgreSQL");
        alone.run_sql(&format!("insert into suns values ({id})")).await.unwrap();
        assert_eq!(socket.change().await["record"], json!({"id": id}));
        // another channel finds it in order
        Socket::open(&double, &key).await.listens("realtime:b", suns.clone()).await;
    }
}

#[tokio::test]
async fn a_new_token_decides_from_then_on_and_is_subscribed_again() {
    sql("create table dwarfs (id int8 primary key); revoke all on dwarfs from anon; grant select on dwarfs to authenticated").await;
    let double = double().await;
    let mut socket = Socket::open(&double, &token("anon").await).await;
    socket.listens("realtime:a", json!([{"event": "*", "schema": "public", "table": "dwarfs"}])).await;
    sql("insert into dwarfs values (1)").await;
    assert_eq!(socket.change().await["errors"], json!(["Error 401: Unauthorized"]));
    let user = json!({"access_token": token("authenticated").await});
    // the same again is nothing new
    for _ in 0..2 {
        socket.say("realtime:a", "access_token", user.clone()).await;
    }
    assert_eq!(socket.event("system").await["message"], "Subscribed to PostgreSQL");
    sql("insert into dwarfs values (2)").await;
    assert_eq!(socket.change().await["record"], json!({"id": 2}));
}
