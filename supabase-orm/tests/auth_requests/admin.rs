use crate::server::{ID, OTHER_ID, Server, session, user};
use serde_json::{Value, json};
use supabase_orm::{
    Client,
    auth::{LinkKind, SignOutScope},
    http::Response,
};

#[tokio::test]
async fn users_are_made_and_changed() {
    let server = Server::new((0..4).map(|_| (200, user())));
    let admin = server.client().auth().admin();
    let made = admin.create_user().email("a@b.c").password("p").email_confirm(true);
    made.user_metadata(json!({"name": "Yoda"})).send().await.unwrap();
    let made = admin.create_user().phone("1").phone_confirm(true).password_hash("$2y$").role("r").id(ID);
    made.app_metadata(json!({"plan": "trial"})).attribute("nonce", "n").send().await.unwrap();
    let changed = admin.update_user_by_id(ID).ban_duration("24h").send().await.unwrap();
    assert_eq!(changed.email, "ann@example.com");
    admin.update_user_by_id(ID).send().await.unwrap();
    assert_eq!(
        server.seen(),
        [
            r#"POST admin/users | key | {"email":"a@b.c","email_confirm":true,"password":"p","user_metadata":{"name":"Yoda"}}"#.to_owned(),
            format!(
                r#"POST admin/users | key | {{"app_metadata":{{"plan":"trial"}},"id":"{ID}","nonce":"n","password_hash":"$2y$","phone":"1","phone_confirm":true,"role":"r"}}"#
            ),
            format!(r#"PUT admin/users/{ID} | key | {{"ban_duration":"24h"}}"#),
            format!("PUT admin/users/{ID} | key | {{}}"),
        ]
    );
}

#[tokio::test]
async fn users_are_listed_page_by_page() {
    let page = |link: &str, total: &str| {
        let users = json!({"users": [{"id": ID, "identities": null}], "aud": "authenticated"});
        Response::new(200, users.to_string())
            .with_header("link".parse().unwrap(), link.parse().unwrap())
            .with_header("x-total-count".parse().unwrap(), total.parse().unwrap())
    };
    let links =
        r#"</admin/users?page=2&per_page=2>; rel="next", </admin/users?page=3&per_page=2>; rel="last""#;
    let server = Server::answering([
        page(links, "5"),
        page(r#"</admin/users?page=3&per_page=2>; rel="last""#, "5"),
        Response::new(200, r#"{"users":[]}"#),
    ]);
    let admin = server.client().auth().admin();
    let first = admin.list_users().page(1).per_page(2).send().await.unwrap();
    assert_eq!((first.total, first.next_page, first.last_page), (Some(5), Some(2), Some(3)));
    assert_eq!(first.users.first().unwrap().identities, None);
    let last = admin.list_users().page(9).page(3).per_page(2).filter("a b").send().await.unwrap();
    assert_eq!((last.total, last.next_page, last.last_page), (Some(5), None, Some(3)));
    // page 0 is page 1 for the server, whose link then says that 1 is next
    let none = admin.list_users().page(0).send().await.unwrap();
    assert_eq!((none.users.len(), none.total, none.next_page), (0, None, None));
    assert_eq!(
        server.seen(),
        [
            "GET admin/users?page=1&per_page=2 | key",
            "GET admin/users?page=3&per_page=2&filter=a+b | key",
            "GET admin/users?page=1 | key"
        ]
    );
}

#[tokio::test]
async fn users_are_found_deleted_invited_and_signed_out() {
    let answers = [user(), json!({}), json!({}), user(), json!(null), json!(null)];
    let server = Server::new(answers.map(|body| (200, body)));
    let admin = server.client().auth().admin();
    assert_eq!(admin.get_user_by_id(ID).await.unwrap().id, ID);
    admin.delete_user(ID).send().await.unwrap();
    admin.delete_user(ID).should_soft_delete(true).send().await.unwrap();
    let invited = admin.invite_user_by_email("a@b.c").data(json!({"team": "red"}));
    invited.redirect_to("http://w?x=1").send().await.unwrap();
    admin.sign_out("token", SignOutScope::Global).await.unwrap();
    admin.sign_out("token", SignOutScope::Others).await.unwrap();
    assert_eq!(
        server.seen(),
        [
            format!("GET admin/users/{ID} | key"),
            format!(r#"DELETE admin/users/{ID} | key | {{"should_soft_delete":false}}"#),
            format!(r#"DELETE admin/users/{ID} | key | {{"should_soft_delete":true}}"#),
            r#"POST invite?redirect_to=http%3A%2F%2Fw%3Fx%3D1 | key | {"data":{"team":"red"},"email":"a@b.c"}"#
                .into(),
            "POST logout?scope=global | token".into(),
            "POST logout?scope=others | token".into(),
        ]
    );
}

fn link() -> Value {
    let mut answer = user();
    for (key, value) in [
        ("action_link", "http://h/auth/v1/verify?token=TOKEN"),
        ("email_otp", "071285"),
        ("hashed_token", "HASH"),
        ("verification_type", "signup"),
        ("redirect_to", "http://w"),
        ("brand_new", "kept"),
    ] {
        answer[key] = value.into();
    }
    answer
}

#[tokio::test]
async fn links_are_made() {
    let server = Server::new((0..6).map(|_| (200, link())));
    let admin = server.client().auth().admin();
    let (email, new_email) = (String::from("a@b.c"), String::from("n@b.c"));
    let kinds = [
        LinkKind::Signup { email: email.clone(), password: "SECRET".into() },
        LinkKind::Invite { email: email.clone() },
        LinkKind::Magiclink { email: email.clone() },
        LinkKind::Recovery { email: email.clone() },
        LinkKind::EmailChangeCurrent { email: email.clone(), new_email: new_email.clone() },
        LinkKind::EmailChangeNew { email, new_email },
    ];
    assert!(!format!("{kinds:?}").contains("SECRET"));
    for kind in kinds {
        let link =
            admin.generate_link(kind).redirect_to("http://w").data(json!({"a": 1})).send().await.unwrap();
        assert_eq!((link.email_otp.as_str(), link.hashed_token.as_str()), ("071285", "HASH"));
        assert_eq!((link.user.id.as_str(), link.verification_type.as_str()), (ID, "signup"));
        assert_eq!(link.user.other, *json!({"brand_new": "kept"}).as_object().unwrap());
        let shown = format!("{link:?}");
        assert!(!shown.contains("TOKEN") && !shown.contains("HASH") && !shown.contains("071285"), "{shown}");
    }
    let seen = server.seen();
    let start =
        r#"POST admin/generate_link?redirect_to=http%3A%2F%2Fw | key | {"data":{"a":1},"email":"a@b.c","#;
    assert_eq!(seen[0], format!(r#"{start}"password":"SECRET","type":"signup"}}"#));
    for (line, kind) in seen[1..4].iter().zip(["invite", "magiclink", "recovery"]) {
        assert_eq!(*line, format!(r#"{start}"type":"{kind}"}}"#));
    }
    for (line, kind) in seen[4..].iter().zip(["email_change_current", "email_change_new"]) {
        assert_eq!(*line, format!(r#"{start}"new_email":"n@b.c","type":"{kind}"}}"#));
    }
}

#[tokio::test]
async fn factors_are_administered() {
    let factor = json!({"id": OTHER_ID, "factor_type": "totp", "status": "verified", "friendly_name": "f"});
    let server = Server::new([(200, json!([factor])), (200, factor)]);
    let mfa = server.client().auth().admin().mfa();
    assert!(mfa.list_factors(ID).await.unwrap()[0].is_verified());
    mfa.delete_factor(ID, OTHER_ID).await.unwrap();
    let lines = ["GET admin/users/ID/factors | key", "DELETE admin/users/ID/factors/OTHER | key"];
    assert_eq!(server.seen(), lines.map(|line| line.replace("ID", ID).replace("OTHER", OTHER_ID)));
}

#[tokio::test]
async fn oauth_clients_are_administered() {
    let client = json!({"client_id": ID, "client_secret": "SECRET", "redirect_uris": ["http://c"], "x": 1});
    let mut answers = vec![(201, client.clone()), (200, json!({})), (200, json!({"clients": [client]}))];
    answers.extend([(200, client.clone()), (200, client.clone()), (204, Value::Null), (200, client)]);
    let server = Server::new(answers);
    let oauth = server.client().auth().admin().oauth();
    let made = oauth.create_client(["http://c"]).name("n").scope("openid").send().await.unwrap();
    assert_eq!(made.client_secret.as_ref().unwrap().expose(), "SECRET");
    assert!(made.other["x"] == 1 && !format!("{made:?}").contains("SECRET"));
    assert!(oauth.list_clients().send().await.unwrap().clients.is_empty());
    assert_eq!(oauth.list_clients().page(1).per_page(10).send().await.unwrap().clients.len(), 1);
    oauth.get_client(ID).await.unwrap();
    oauth.update_client(ID).name("m").redirect_uris(["http://c", "http://d"]).send().await.unwrap();
    oauth.delete_client(ID).await.unwrap();
    oauth.regenerate_client_secret(ID).await.unwrap();
    let lines = [
        r#"POST admin/oauth/clients | key | {"client_name":"n","redirect_uris":["http://c"],"scope":"openid"}"#,
        "GET admin/oauth/clients | key",
        "GET admin/oauth/clients?page=1&per_page=10 | key",
        "GET admin/oauth/clients/ID | key",
        r#"PUT admin/oauth/clients/ID | key | {"client_name":"m","redirect_uris":["http://c","http://d"]}"#,
        "DELETE admin/oauth/clients/ID | key",
        "POST admin/oauth/clients/ID/regenerate_secret | key",
    ];
    assert_eq!(server.seen(), lines.map(|line| line.replace("ID", ID)));
}

#[tokio::test]
async fn what_is_no_uuid_is_not_sent() {
    let server = Server::default();
    let admin = server.client().auth().admin();
    let upper = ID.to_uppercase();
    for id in ["", "1", "../users", &ID[1..], &format!("{ID}0"), &ID.replace('-', "0"), "é"] {
        for fault in [
            admin.get_user_by_id(id).await.unwrap_err(),
            admin.update_user_by_id(id).email("a@b.c").send().await.unwrap_err(),
            admin.delete_user(id).send().await.unwrap_err(),
            admin.mfa().list_factors(id).await.unwrap_err(),
            admin.mfa().delete_factor(ID, id).await.unwrap_err(),
            admin.mfa().delete_factor(id, ID).await.unwrap_err(),
            admin.oauth().get_client(id).await.unwrap_err(),
            admin.oauth().update_client(id).send().await.unwrap_err(),
            admin.oauth().delete_client(id).await.unwrap_err(),
            admin.oauth().regenerate_client_secret(id).await.unwrap_err(),
        ] {
            assert!(fault.is_not_sent() && fault.to_string().contains("id"), "{fault}");
        }
    }
    assert!(server.seen().is_empty());
    server.then(200, &user());
    admin.get_user_by_id(&upper).await.unwrap();
}

#[tokio::test]
async fn it_is_always_the_key_that_administers() {
    let server = Server::new((0..3).map(|_| (200, user())));
    server.signed_in(session()).await.auth().admin().get_user_by_id(ID).await.unwrap();
    server.client().as_user("somebody").auth().admin().get_user_by_id(ID).await.unwrap();
    let secret = Client::builder("http://h", "sb_secret_x").transport(server.clone()).build().unwrap();
    secret.auth().admin().get_user_by_id(ID).await.unwrap();
    let line = |who: &str| format!("GET admin/users/{ID} | {who}");
    assert_eq!(server.seen(), [line("key"), line("key"), line("nobody")], "a new key is no bearer");
}
