//! One conversation, held again.

use crate::{
    case::{Case, Exchange, Letter},
    compare::Known,
    setup::{self, Issued},
};
use reqwest::{Client, Method};
use serde_json::{Value, json};
use stack::{AuthConfig, AuthDouble, Mails};
use std::time::Duration;

const SECRET: &str = "a-secret-of-the-double-of-32-bytes";

/// A double of its own, and what it has given in place of what was recorded.
pub(crate) struct Talk<'c> {
    pub(crate) case: &'c Case,
    pub(crate) double: AuthDouble,
    pub(crate) mails: Mails,
    pub(crate) http: Client,
    pub(crate) known: Known,
    pub(crate) user: Option<String>,
    /// tokens of sessions that the setup began, which are recorded where they are used
    pub(crate) issued: Issued,
    /// a session of the setup and its factor
    pub(crate) factor: Option<(String, String)>,
}

/// Why the double is not as the real server was.
pub(crate) type Fault = String;

pub(crate) async fn replay(case: &Case, http: &Client) -> Result<(), Fault> {
    let mails = Mails::start().unwrap();
    let double = AuthDouble::start(AuthConfig {
        jwt_secret: SECRET.into(),
        url: String::new(),
        smtp_port: mails.port(),
        autoconfirm: case.server == "autoconfirm",
    });
    let http = http.clone();
    let double = double.unwrap();
    let mut known = Known::default();
    known.learn("{{base_url}}/auth/v1", double.url());
    let issued = Issued::default();
    let mut talk = Talk { case, double, mails, http, known, user: None, issued, factor: None };
    setup::run(&mut talk).await;
    for (number, exchange) in case.exchanges.iter().enumerate() {
        talk.exchange(number, exchange).await.map_err(|fault| format!("exchange {number}: {fault}"))?;
        for letter in case.mail.iter().filter(|letter| letter.after_exchange == number + 1) {
            talk.letter(letter).await?;
        }
        for between in case.between.iter().filter(|between| between.after_exchange == number + 1) {
            talk.between(&between.what);
        }
    }
    talk.no_more_mails()
}

impl Talk<'_> {
    async fn exchange(&mut self, number: usize, exchange: &Exchange) -> Result<(), Fault> {
        let request = &exchange.request;
        self.issued.assign(request, &mut self.known);
        let path = request.path.strip_prefix("/auth/v1").unwrap();
        let mut url = format!("{}{path}", self.double.url());
        if !request.query.is_empty() {
            url = format!("{url}?{}", self.known.translate(&request.query));
        }
        let method: Method = request.method.parse().unwrap();
        let mut ours = self.http.request(method, self.known.translate(&url));
        for (name, value) in &request.headers {
            ours = ours.header(name, self.header(value));
        }
        if !request.body.is_empty() {
            ours = ours.body(self.body(exchange));
        }
        let answer = ours.send().await.map_err(|e| e.to_string())?;
        let (status, headers) = (answer.status().as_u16(), answer.headers().clone());
        let text = answer.text().await.map_err(|e| e.to_string())?;
        let response = &exchange.response;
        if status != response.status {
            return Err(format!("status {status} instead of {}: {text}", response.status));
        }
        // which of requests at the same time came first is chance
        let together = self.case.id.contains("concurrent");
        self.known.headers(&response.headers, &headers, together)?;
        if let Some(recorded) = &response.json {
            let body: Value = serde_json::from_str(&text).map_err(|e| format!("{e}: {text}"))?;
            if let Some(secret) = body["totp"]["secret"].as_str() {
                self.issued.secret = Some(secret.to_owned());
            }
            return self.known.body(recorded, &body, &self.case.volatile(number));
        }
        let recorded = self.known.translate(response.text.as_deref().unwrap_or_default());
        // the page of a redirect repeats the address, which was compared
        let same = recorded.starts_with("<a href") && text.starts_with("<a href") || text == recorded;
        if same { Ok(()) } else { Err(format!("body `{text}` instead of `{recorded}`")) }
    }

    fn header(&self, value: &str) -> String {
        let anonymous = || sign(&json!({"role": "anon", "exp": 4_000_000_000_u64}));
        if value.contains("<ANON_KEY>") || value.contains("<SERVICE_KEY>") {
            return value.replace("<ANON_KEY>", &anonymous()).replace("<SERVICE_KEY>", &anonymous());
        }
        self.known.translate(value)
    }

    /// The recorded one; a code of an authenticator that was right is one that is right now.
    fn body(&self, exchange: &Exchange) -> String {
        let body = self.known.translate(&exchange.request.body);
        let Ok(Value::Object(mut params)) = serde_json::from_str(&body) else { return body };
        let accepted = exchange.response.status == 200
            || exchange
                .response
                .headers
                .get("x-sb-error-code")
                .is_some_and(|code| code == "mfa_ip_address_mismatch");
        match &self.issued.secret {
            Some(secret) if params.contains_key("challenge_id") && accepted => {
                params.insert("code".to_owned(), json!(setup::code(secret)));
                Value::Object(params).to_string()
            }
            _ => body,
        }
    }

    async fn letter(&mut self, letter: &Letter) -> Result<(), Fault> {
        let mail = self.mails.next_to(&letter.to).await.map_err(|e| e.to_string())?;
        for (recorded, ours) in [(&letter.code, mail.code()), (&letter.token_hash, mail.token_hash())] {
            match (recorded, ours) {
                (Some(recorded), Some(ours)) if recorded.len() == ours.len() => {
                    self.known.learn(recorded, &ours);
                }
                (None, None) => {}
                other => return Err(format!("the mail has {other:?}")),
            }
        }
        let subject = self.known.translate(&letter.subject);
        if mail.subject != subject {
            return Err(format!("subject `{}` instead of `{subject}`", mail.subject));
        }
        match (&letter.link, mail.link()) {
            (Some(recorded), Some(ours)) => self.known.link(recorded, &ours),
            (None, None) => Ok(()),
            other => Err(format!("the link is {other:?}")),
        }
    }

    fn between(&self, what: &str) {
        let user = self.user.clone().or_else(|| self.known.user()).unwrap_or_default();
        let pass = |seconds| self.double.advance(Duration::from_secs(seconds));
        match what {
            "2 s pass" => pass(2),
            "5 s pass" => pass(5),
            "ten minutes pass" => pass(600),
            "the mail is two days old" => pass(2 * 86_400),
            "the user is banned" => self.double.ban_user(&user),
            "the user is deleted" => self.double.delete_user(&user),
            "all sessions are deleted" | "the session is deleted" => self.double.delete_sessions(&user),
            other => panic!("what is `{other}`?"),
        }
    }

    /// Nothing came but what was recorded.
    fn no_more_mails(&self) -> Result<(), Fault> {
        for address in ["email@example.com", "new@example.com", "nobody@example.com", "other@example.com"] {
            let recorded = self.case.mail.iter().filter(|letter| letter.to == address).count();
            let before = if address == "email@example.com" { self.issued.mails } else { 0 };
            let ours = self.mails.to(address).len() - before;
            if recorded != ours {
                return Err(format!("{ours} mails to {address} instead of {recorded}"));
            }
        }
        Ok(())
    }
}

/// A token with these claims, as the double would sign it.
pub(crate) fn sign(claims: &Value) -> String {
    use jsonwebtoken::{EncodingKey, Header, encode};
    encode(&Header::default(), claims, &EncodingKey::from_secret(SECRET.as_bytes())).unwrap()
}
