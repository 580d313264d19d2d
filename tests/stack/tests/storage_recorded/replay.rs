//! The conversations, held again: all with one server, as they were.

use crate::{
    case::{Case, Exchange, Request},
    compare::Known,
    send::{Came, Sent, break_off, send},
    setup,
};
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use jsonwebtoken::{EncodingKey, Header, encode};
use serde_json::{Value, json};
use stack::{StorageConfig, StorageDouble};
use std::{collections::BTreeMap, time::Duration};

const SECRET: &str = "a-secret-of-the-double-of-32-bytes";
/// The user of the recordings.
const USER: &str = "317eadce-631a-4429-a0bb-f19a7a517b4a";

/// The double, and what it has given in place of what was recorded.
pub(crate) struct Talk {
    pub(crate) double: StorageDouble,
    pub(crate) known: Known,
    keys: BTreeMap<&'static str, String>,
}

/// Why the double is not as the real server was.
pub(crate) type Fault = String;

impl Talk {
    pub(crate) fn new() -> Self {
        let double = StorageDouble::start(StorageConfig {
            jwt_secret: SECRET.into(),
            url: String::new(),
            file_size_limit: 524_288_000,
            upload_expiry: None,
        });
        let (later, before) = (4_000_000_000_u64, 1_700_000_000);
        let user = json!({"role": "authenticated", "sub": USER, "exp": later});
        let keys = BTreeMap::from([
            ("<SERVICE_KEY>", sign(&json!({"role": "service_role", "exp": later}), SECRET)),
            ("<ANON_KEY>", sign(&json!({"role": "anon", "exp": later}), SECRET)),
            ("<USER_JWT>", sign(&user, SECRET)),
            (
                "<EXPIRED_USER_JWT>",
                sign(&json!({"role": "authenticated", "sub": USER, "exp": before}), SECRET),
            ),
            ("<WRONG_SECRET_JWT>", sign(&user, "another-secret-of-more-than-32-bytes")),
        ]);
        Self { double: double.unwrap(), known: Known::default(), keys }
    }

    pub(crate) async fn replay(&mut self, case: &Case) -> Result<(), Fault> {
        setup::before(self, &case.id).await;
        for (number, exchange) in case.exchanges.iter().enumerate() {
            if case.id == "signed-url-expired" && number == 1 {
                self.double.advance(Duration::from_secs(3));
            }
            self.exchange(exchange).await.map_err(|fault| format!("exchange {number}: {fault}"))?;
        }
        Ok(())
    }

    async fn exchange(&mut self, exchange: &Exchange) -> Result<(), Fault> {
        let sent = self.request(&exchange.request);
        let Some(recorded) = &exchange.response else {
            // both stopped behind so many bytes of more
            let payload = vec![0; 200_000];
            break_off(self.double.url(), Sent { payload, ..sent }, 400_000).await;
            return Ok(());
        };
        let came = send(self.double.url(), sent).await;
        if came.status != recorded.status {
            let said = String::from_utf8_lossy(&came.body);
            return Err(format!("status {} instead of {}: {said}", came.status, recorded.status));
        }
        self.known.headers(&recorded.headers, &came.headers)?;
        if let Some(json) = &recorded.json {
            let ours: Value = serde_json::from_slice(&came.body).map_err(|e| e.to_string())?;
            return self.known.body(json, &ours, &exchange.volatile);
        }
        let bytes = recorded.bytes.bytes();
        // what was not kept is compared by its length
        if bytes.len() != came.body.len() || recorded.bytes.length.is_none() && bytes != came.body {
            return Err(format!("{} bytes instead of {}: {:?}", came.body.len(), bytes.len(), came.body));
        }
        Ok(())
    }

    fn request(&mut self, request: &Request) -> Sent {
        if let Some(token) = request.query.split('&').find_map(|pair| pair.strip_prefix("token=")) {
            self.know_token(token);
        }
        if let Some(token) = request.headers.get("x-signature") {
            self.know_token(token);
        }
        let path = request.path.strip_prefix("/storage/v1").unwrap();
        let query = if request.query.is_empty() { "" } else { "?" };
        let target = self.known.translate(&format!("{path}{query}{}", request.query));
        let header = |(name, value): (&String, &String)| (name.clone(), self.header(value));
        let headers = request.headers.iter().map(header).collect();
        let mut payload = request.payload();
        if request.headers.get("content-type").is_some_and(|kind| kind == "application/json") {
            payload = self.known.translate(std::str::from_utf8(&payload).unwrap()).into_bytes();
        }
        Sent { method: request.method.clone(), target, headers, payload }
    }

    fn header(&self, value: &str) -> String {
        let value = self.known.translate(value);
        self.keys.iter().fold(value, |value, (name, key)| value.replace(name, key))
    }

    /// A token that no recorded answer gave is one of ours with the same claims.
    fn know_token(&mut self, token: &str) {
        let payload = token.split('.').nth(1).and_then(|part| URL_SAFE_NO_PAD.decode(part).ok());
        let Some(payload) = payload.filter(|_| self.known.get(token).is_none()) else { return };
        let mut claims: Value = serde_json::from_slice(&payload).unwrap();
        claims["exp"] = json!(4_000_000_000_u64);
        self.known.learn(token, &sign(&claims, SECRET));
    }

    /// A request of the setup, by the service key.
    pub(crate) async fn ask(
        &self,
        method: &str,
        target: &str,
        headers: &[(&str, &str)],
        payload: &[u8],
    ) -> Came {
        let mut headers: Vec<_> =
            headers.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        headers.push(("authorization".into(), format!("Bearer {}", self.keys["<SERVICE_KEY>"])));
        let sent =
            Sent { method: method.into(), target: target.into(), headers, payload: payload.to_owned() };
        let came = send(self.double.url(), sent).await;
        assert!(came.status < 300, "{target}: {}", String::from_utf8_lossy(&came.body));
        came
    }
}

fn sign(claims: &Value, secret: &str) -> String {
    encode(&Header::default(), claims, &EncodingKey::from_secret(secret.as_bytes())).unwrap()
}
