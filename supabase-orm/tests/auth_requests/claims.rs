use crate::{
    keys::{Key, hs256, token},
    server::{ID, OTHER_ID, Server, session_with, user},
};
use serde_json::{Value, json};
use std::time::Duration;
use supabase_orm::{
    Client, Error,
    auth::{Aal, Claims, Jwks},
    error::{AuthErrorCode, ClaimsError, ErrorKind},
};

const FETCH: &str = "GET .well-known/jwks.json | key";
const ASK: &str = "GET user | user";

fn claims() -> Value {
    json!({"sub": ID, "role": "authenticated", "exp": 9_999_999_999_u64, "aal": "aal2", "org": "x"})
}

fn jwks<'k>(keys: impl IntoIterator<Item = (&'k Key, &'static str)>) -> Value {
    json!({"keys": keys.into_iter().map(|(key, kid)| key.jwk(kid)).collect::<Vec<_>>()})
}

async fn get(client: &Client, token: &str) -> Result<Claims, Error> {
    client.auth().get_claims_of(token).send().await
}

fn fault(answer: Result<Claims, Error>) -> ClaimsError {
    match answer.unwrap_err().kind() {
        ErrorKind::Claims(fault) => fault.clone(),
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn tokens_are_verified_with_the_keys_of_the_project() {
    let (rsa, ec, ed) = (Key::rsa(), Key::ec(), Key::ed());
    let server = Server::one(jwks([(&rsa, "r"), (&ec, "e"), (&ed, "d")]));
    let client = server.client();
    for (key, kid) in [(&rsa, "r"), (&ec, "e"), (&ed, "d")] {
        let token = key.token(kid, &claims());
        let read = get(&client, &token).await.unwrap();
        assert_eq!((read.sub.as_str(), read.aal, &read.other["org"]), (ID, Some(Aal::Aal2), &json!("x")));
        // one letter of the claims is another
        let (head, rest) = token.split_once('.').unwrap();
        let changed = format!("{head}.{}", rest.replacen('e', "f", 1));
        assert!(get(&client, &changed).await.is_err());
        let cut = &token[..token.len() - 8];
        let found = fault(get(&client, cut).await);
        assert!(matches!(found, ClaimsError::Signature | ClaimsError::Malformed(_)), "{kid}: {found}");
        let other = claims().to_string().replace(ID, OTHER_ID);
        let forged = key.token(kid, &serde_json::from_str(&other).unwrap());
        let (message, _) = forged.rsplit_once('.').unwrap();
        let (_, signature) = token.rsplit_once('.').unwrap();
        assert_eq!(fault(get(&client, &format!("{message}.{signature}")).await), ClaimsError::Signature);
    }
    let stranger = Key::ec().token("e", &claims());
    assert_eq!(fault(get(&client, &stranger).await), ClaimsError::Signature);
    assert_eq!(server.seen(), [FETCH], "one fetch for all of them");
}

#[tokio::test]
async fn the_algorithm_is_the_keys() {
    let (rsa, ec) = (Key::rsa(), Key::ec());
    let server = Server::one(jwks([(&rsa, "r"), (&ec, "e")]));
    let client = server.client();
    let refused = |fault: ClaimsError| assert!(matches!(fault, ClaimsError::Algorithm(_)), "{fault}");
    for none in ["none", "NONE", "nOnE"] {
        for header in [json!({"alg": none}), json!({"alg": none, "kid": "r"})] {
            refused(fault(get(&client, &token(&header, &claims(), |_| Vec::new())).await));
        }
    }
    assert!(server.seen().is_empty(), "nobody has to be asked about a token that is not signed");
    get(&client, &rsa.token("r", &claims())).await.unwrap();
    server.seen();
    // the public key, which everybody knows, as a shared secret
    let n = rsa.jwk("r")["n"].as_str().unwrap().to_owned();
    for secret in [n.as_bytes(), rsa.jwk("r").to_string().as_bytes()] {
        refused(fault(get(&client, &hs256(&json!({"alg": "HS256", "kid": "r"}), &claims(), secret)).await));
    }
    for alg in ["ES256", "PS256", "RS512", "HS512", "made up"] {
        let header = json!({"alg": alg, "kid": "r"});
        refused(fault(get(&client, &token(&header, &claims(), |m| rsa.sign(m))).await));
    }
    let crossed = token(&json!({"alg": "RS256", "kid": "e"}), &claims(), |m| rsa.sign(m));
    refused(fault(get(&client, &crossed).await));
    let critical = token(&json!({"alg": "RS256", "kid": "r", "crit": ["b64"]}), &claims(), |m| rsa.sign(m));
    assert!(matches!(fault(get(&client, &critical).await), ClaimsError::Malformed(_)));
    assert!(server.seen().is_empty());
}

#[tokio::test]
async fn keys_that_are_not_for_this_are_not_used() {
    let rsa = Key::rsa();
    let token = rsa.token("r", &claims());
    let with = |member: &str, value: Value| {
        let mut jwk = rsa.jwk("r");
        jwk[member] = value;
        jwk
    };
    for jwk in [
        with("alg", json!("RS512")),
        with("kty", json!("oct")),
        with("n", json!("!")),
        with("n", Value::Null),
    ] {
        let server = Server::one(json!({"keys": [jwk]}));
        let found = fault(get(&server.client(), &token).await);
        assert!(matches!(found, ClaimsError::Key(_)), "{found}");
    }
    for jwk in [with("use", json!("enc")), with("key_ops", json!(["sign"])), json!({"kid": "r"}), json!(7)] {
        let server = Server::new([(200, json!({"keys": [jwk]})), (200, user())]);
        get(&server.client(), &token).await.unwrap();
        assert_eq!(server.seen(), [FETCH, ASK]);
    }
}

#[tokio::test]
async fn the_server_is_asked_about_what_only_it_can_verify() {
    let key = Key::ec();
    let shared = hs256(&json!({"alg": "HS256"}), &claims(), b"secret");
    let named = hs256(&json!({"alg": "HS256", "kid": "h"}), &claims(), b"secret");
    let nameless = token(&json!({"alg": "ES256"}), &claims(), |m| key.sign(m));
    for token in [shared, named, nameless] {
        let server = Server::one(user());
        assert_eq!(get(&server.client(), &token).await.unwrap().sub, ID);
        assert_eq!(server.seen(), [ASK]);
        let server = Server::new([(403, json!({"code": "bad_jwt", "message": "m"}))]);
        assert_eq!(
            get(&server.client(), &token).await.unwrap_err().auth_code(),
            Some(&AuthErrorCode::BadJwt)
        );
        let server = Server::one(json!({"id": OTHER_ID}));
        assert_eq!(fault(get(&server.client(), &token).await), ClaimsError::OtherUser);
    }
    // a project that signs with a shared secret has no public keys
    let server = Server::new([(200, json!({"keys": []})), (200, user())]);
    get(&server.client(), &key.token("e", &claims())).await.unwrap();
    assert_eq!(server.seen(), [FETCH, ASK]);
}

#[tokio::test]
async fn times_are_checked_before_anything_is_sent() {
    let key = Key::ec();
    let server = Server::one(jwks([(&key, "e")]));
    let client = server.client();
    let at = |exp: Value| key.token("e", &json!({"sub": ID, "exp": exp}));
    assert_eq!(
        fault(get(&client, &at(json!(1_700_000_000))).await),
        ClaimsError::Expired { at: 1_700_000_000 }
    );
    assert_eq!(
        fault(get(&client, &at(json!(1_700_000_000.5))).await),
        ClaimsError::Expired { at: 1_700_000_000 }
    );
    assert_eq!(fault(get(&client, &at(Value::Null)).await), ClaimsError::NoExpiry);
    assert!(matches!(fault(get(&client, &at(json!("soon"))).await), ClaimsError::Malformed(_)));
    let mut early = claims();
    early["nbf"] = json!(9_999_999_000_u64);
    assert!(matches!(fault(get(&client, &key.token("e", &early)).await), ClaimsError::NotYetValid { .. }));
    for odd in ["", "a", "a.b", "a.b.c.d", "YQ.YQ.YQ", "..", "e30.e30.e30", "é.é.é"] {
        assert!(matches!(fault(get(&client, odd).await), ClaimsError::Malformed(_)), "{odd}");
    }
    assert!(server.seen().is_empty());
    let old = client.auth().get_claims_of(at(json!(1_700_000_000))).allow_expired().send().await.unwrap();
    assert_eq!(old.exp, Some(1_700_000_000));
    let forged = Key::ec().token("e", &json!({"sub": ID, "exp": 1}));
    let forged = client.auth().get_claims_of(forged).allow_expired().send().await;
    assert_eq!(fault(forged), ClaimsError::Signature);
}

#[tokio::test]
async fn keys_of_the_caller_come_first() {
    let (own, new) = (Key::ec(), Key::ed());
    let known: Jwks = serde_json::from_value(jwks([(&own, "own")])).unwrap();
    let server = Server::one(jwks([(&new, "new")]));
    let client = server.client();
    let verify = |token: String| client.auth().get_claims_of(token).jwks(known.clone()).send();
    verify(own.token("own", &claims())).await.unwrap();
    let secret = hs256(&json!({"alg": "HS256", "kid": "own"}), &claims(), b"public");
    assert!(matches!(fault(verify(secret).await), ClaimsError::Algorithm(_)));
    assert!(server.seen().is_empty());
    verify(new.token("new", &claims())).await.unwrap();
    assert_eq!(server.seen(), [FETCH]);
}

#[tokio::test]
async fn the_session_has_a_token_of_its_own() {
    let key = Key::ec();
    let server = Server::one(jwks([(&key, "e")]));
    let mut session = session_with(&claims());
    session["access_token"] = key.token("e", &claims()).into();
    assert_eq!(server.signed_in(session).await.auth().get_claims().send().await.unwrap().sub, ID);
    assert_eq!(server.seen(), ["GET .well-known/jwks.json | user"]);
    let nobody = server.client().auth().get_claims().send().await.unwrap_err();
    assert!(matches!(nobody.kind(), ErrorKind::NoSession));
}

/// All of these at once.
async fn at_once(client: &Client, tokens: impl IntoIterator<Item = String>) -> Vec<Result<Claims, Error>> {
    let start = |token: String| {
        let client = client.clone();
        tokio::spawn(async move { get(&client, &token).await })
    };
    let tasks: Vec<_> = tokens.into_iter().map(start).collect();
    let mut answers = Vec::new();
    for task in tasks {
        answers.push(task.await.unwrap());
    }
    answers
}

#[tokio::test(start_paused = true)]
async fn keys_are_fetched_once_for_all_and_again_after_ten_minutes() {
    let key = Key::ec();
    let set = jwks([(&key, "e")]);
    let server = Server::new([(200, set.clone()), (200, set)]).slow();
    let client = server.client();
    let token = key.token("e", &claims());
    let all = at_once(&client, (0..1000).map(|_| token.clone())).await;
    assert!(all.iter().all(Result::is_ok) && server.seen() == [FETCH]);
    tokio::time::advance(Duration::from_secs(590)).await;
    get(&client, &token).await.unwrap();
    assert!(server.seen().is_empty());
    tokio::time::advance(Duration::from_secs(11)).await;
    get(&client, &token).await.unwrap();
    assert_eq!(server.seen(), [FETCH]);
}

#[tokio::test(start_paused = true)]
async fn a_failed_fetch_fails_all_who_waited_and_the_next_tries_again() {
    let key = Key::ec();
    let server = Server::new([(503, json!({"message": "down"})), (200, jwks([(&key, "e")]))]).slow();
    let client = server.client();
    let token = key.token("e", &claims());
    let all = at_once(&client, (0..100).map(|_| token.clone())).await;
    let failed = |answer: &Result<Claims, Error>| answer.as_ref().is_err_and(Error::is_temporary);
    assert!(all.iter().all(failed) && server.seen() == [FETCH]);
    get(&client, &token).await.unwrap();
}

#[tokio::test(start_paused = true)]
async fn new_keys_are_found_and_made_up_ones_do_not_flood_the_server() {
    let (old, new) = (Key::ec(), Key::ec());
    let server = Server::one(jwks([(&old, "old")]));
    let client = server.client();
    get(&client, &old.token("old", &claims())).await.unwrap();
    tokio::time::advance(Duration::from_secs(31)).await;
    server.seen();
    server.then(200, &jwks([(&old, "old"), (&new, "new")]));
    get(&client, &new.token("new", &claims())).await.unwrap();
    assert_eq!(server.seen(), [FETCH]);
    for number in 0..100 {
        server.then(403, &json!({"code": "bad_jwt", "message": "m"}));
        let made_up = get(&client, &new.token(&number.to_string(), &claims())).await.unwrap_err();
        assert_eq!(made_up.auth_code(), Some(&AuthErrorCode::BadJwt));
    }
    assert!(server.seen().iter().all(|line| line == ASK), "the keys are not fetched again");
    get(&client, &old.token("old", &claims())).await.unwrap();
}

#[tokio::test(start_paused = true)]
async fn a_caller_who_goes_away_holds_up_nobody() {
    let key = Key::ec();
    let set = jwks([(&key, "e")]);
    let server = Server::new([(200, set.clone()), (200, set)]).slow();
    let client = server.client();
    let token = key.token("e", &claims());
    let hasty = tokio::time::timeout(Duration::from_millis(500), get(&client, &token));
    let (hasty, patient) = tokio::join!(hasty, get(&client, &token));
    assert!(hasty.is_err() && patient.is_ok());
    assert_eq!(server.seen(), [FETCH, FETCH]);
}
