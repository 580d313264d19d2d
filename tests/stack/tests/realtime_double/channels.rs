//! Sockets and channels: who is let in, and how they end.

use super::{Socket, double, now, stack, token, token_of};
use serde_json::{Value, json};

/// Status and body of the answer to a request.
async fn ask(request: reqwest::RequestBuilder) -> (u16, String) {
    let answer = request.send().await.unwrap();
    (answer.status().as_u16(), answer.text().await.unwrap())
}

#[tokio::test]
async fn sockets_need_a_key_that_is_believed() {
    let double = double().await;
    let http = reqwest::Client::builder().no_proxy().build().unwrap();
    let old = token_of(json!({"role": "anon", "exp": now() - 5})).await;
    let no_role = token_of(json!({"sub": "x"})).await;
    let mut forged = token("anon").await;
    forged.replace_range(forged.len() - 20.., "AAAAAAAAAAAAAAAAAAAA");
    let cases = [
        (None, "API key is missing"),
        (Some(&*old), "Token has expired"),
        (Some(&*no_role), "Fields `role` and `exp` are required in JWT"),
        (Some("x"), "The token provided is not a valid JWT"),
        (Some(&*forged), "Failed to validate JWT signature"),
    ];
    for (key, error) in cases {
        let key = key.map_or_else(String::new, |key| format!("&apikey={key}"));
        let request = http.get(format!("{}/socket/websocket?vsn=2.0.0{key}", double.url()));
        let request = request.header("connection", "upgrade").header("upgrade", "websocket");
        let request = request.header("sec-websocket-version", "13");
        let request = request.header("sec-websocket-key", "AAAAAAAAAAAAAAAAAAAAAA==");
        let (status, body) = ask(request).await;
        assert_eq!((status, serde_json::from_str(&body).unwrap()), (401, json!({"error": error})));
    }
}

#[tokio::test]
async fn the_gateway_gives_the_key_of_a_socket_as_a_token() {
    let stack = stack().await;
    let url = stack.url().replace("http", "ws");
    for key in [stack.secret_key(), stack.service_key()] {
        let url = format!("{url}/realtime/v1/websocket?apikey={key}&vsn=2.0.0");
        let mut socket = Socket(tokio_tungstenite::connect_async(url).await.unwrap().0);
        // the token of the join is that of the socket
        assert_eq!(socket.join("realtime:a", json!({"private": true})).await["status"], "ok");
    }
}

#[tokio::test]
async fn a_channel_ends_when_its_token_does() {
    let double = double().await;
    let mut socket = Socket::open(&double, &token("anon").await).await;
    let short = token_of(json!({"role": "anon", "exp": now() + 2})).await;
    socket.join("realtime:lasting", json!({})).await;
    socket.say("realtime:short", "phx_join", json!({"config": {}, "access_token": short})).await;
    assert_eq!(socket.event("phx_reply").await["status"], "ok");
    let said = socket.event("system").await;
    let message = said["message"].as_str().unwrap();
    assert!(message.starts_with("Token has expired ") && message.ends_with(" seconds ago"), "{message}");
    assert_eq!(
        (&said["extension"], &said["status"], &said["channel"]),
        (&json!("system"), &json!("error"), &json!("short"))
    );
    assert_eq!(socket.next().await[3], "phx_close");
    // the other one is still there
    socket.say("realtime:lasting", "phx_leave", json!({})).await;
    assert_eq!(socket.event("phx_reply").await["status"], "ok");
    assert_eq!(socket.next().await[2], "realtime:lasting");
}

#[tokio::test]
async fn tokens_that_are_not_believed_or_may_not_be_there_end_a_channel() {
    let double = double().await;
    let user = token("authenticated").await;
    let mut forged = user.clone();
    forged.replace_range(forged.len() - 20.., "AAAAAAAAAAAAAAAAAAAA");
    let cases = [
        (forged, ":signature_error"),
        ("x".to_owned(), "The token provided is not a valid JWT"),
        (token("anon").await, "You do not have permissions to read from this Channel topic: a"),
    ];
    let mut socket = Socket::open(&double, &user).await;
    for (token, message) in cases {
        assert_eq!(socket.join("realtime:a", json!({"private": true})).await["status"], "ok");
        socket.say("realtime:a", "access_token", json!({"access_token": "sb_passed_over"})).await;
        socket.say("realtime:a", "access_token", json!({"access_token": token})).await;
        assert_eq!(socket.event("system").await["message"], message);
        socket.event("phx_close").await;
    }
}

#[tokio::test]
async fn channels_break_and_what_belongs_to_none_is_said_so() {
    let double = double().await;
    let mut socket = Socket::open(&double, &token("anon").await).await;
    socket.join("realtime:a", json!({})).await;
    double.crash_channels();
    let topic = "realtime:a";
    assert_eq!(socket.next().await, json!([topic, topic, topic, "phx_error", {}]));
    let unmatched = json!({"status": "error", "response": {"reason": "unmatched topic"}});
    for (topic, event) in [(topic, "broadcast"), (topic, "heartbeat"), ("phoenix", "phx_join")] {
        socket.say(topic, event, json!({})).await;
        assert_eq!(socket.event("phx_reply").await, unmatched);
    }
    // who is not there may leave
    socket.say(topic, "phx_leave", json!({})).await;
    assert_eq!(socket.event("phx_reply").await["status"], "ok");
    socket.event("phx_close").await;
    assert_eq!(socket.join(topic, json!({})).await["status"], "ok");
    let nameless = socket.join("realtime:", json!({})).await;
    assert_eq!(nameless["response"]["reason"], "TopicNameRequired: You must provide a topic name");
}

#[tokio::test]
async fn a_private_channel_is_another_than_the_public_one_of_its_name() {
    let double = double().await;
    let user = token("authenticated").await;
    let (mut public, mut private) = (Socket::open(&double, &user).await, Socket::open(&double, &user).await);
    public.join("realtime:a", json!({})).await;
    private.join("realtime:a", json!({"private": true})).await;
    let http = reqwest::Client::builder().no_proxy().build().unwrap();
    let anyone = token("anon").await;
    let send = |token: &str, private: bool, n: u8| {
        let request = http.post(format!("{}/api/broadcast", double.url())).bearer_auth(token);
        request.json(
            &json!({"messages": [{"topic": "a", "event": "n", "payload": {"n": n}, "private": private}]}),
        )
    };
    // who may not is not told so
    for (token, private, n) in [(&anyone, true, 0), (&user, true, 1), (&anyone, false, 2)] {
        assert_eq!(ask(send(token, private, n)).await.0, 202);
    }
    // who sends one alone is
    for (token, status, n) in [(&anyone, 403, 0), (&user, 202, 3)] {
        let single = http.post(format!("{}/api/broadcast/a/events/n?private=true", double.url()));
        assert_eq!(ask(single.bearer_auth(token).json(&json!({"n": n}))).await.0, status);
    }
    let n = async |socket: &mut Socket| socket.event("broadcast").await["payload"]["n"].clone();
    assert_eq!([n(&mut private).await, n(&mut private).await], [json!(1), json!(3)]);
    assert_eq!(n(&mut public).await, json!(2));
}

#[tokio::test]
async fn presence_is_a_map_and_the_same_again_is_nothing_new() {
    let double = double().await;
    let mut socket = Socket::open(&double, &token("anon").await).await;
    socket.join("realtime:a", json!({"presence": {"key": "ann"}})).await;
    let track = |payload: Value| json!({"type": "presence", "event": "TRACK", "payload": payload});
    socket.say("realtime:a", "presence", track(json!({"n": 1}))).await;
    assert_eq!(socket.event("phx_reply").await["status"], "ok");
    assert_eq!(socket.event("presence_diff").await["joins"]["ann"]["metas"][0]["n"], 1);
    socket.say("realtime:a", "presence", track(json!({"n": 1}))).await;
    assert_eq!(socket.event("phx_reply").await["status"], "ok");
    socket.say("realtime:a", "presence", track(json!([1]))).await;
    let refused = socket.event("phx_reply").await;
    assert_eq!(refused["response"]["reason"], "Presence track payload must be a map");
    socket.say("realtime:a", "presence", json!({"event": "dance"})).await;
    assert_eq!(socket.event("phx_reply").await, json!({"status": "error", "response": {}}));
    // without anything in between
    socket.say("realtime:a", "presence", json!({"event": "untrack"})).await;
    assert_eq!(socket.event("phx_reply").await["status"], "ok");
    assert_eq!(socket.event("presence_diff").await["leaves"]["ann"]["metas"][0]["n"], 1);
}
