//! What was done before a conversation began: the few things that the recordings do.

use crate::{
    case::Request,
    compare::{Known, claims},
    replay::{Talk, sign},
};
use serde_json::{Value, json};
use stack::NewUser;

/// What the setup got from the double.
#[derive(Debug, Default)]
pub(crate) struct Issued {
    /// Access and refresh token of each session, in the order of their sign-ins.
    sessions: Vec<(String, String)>,
    used: [usize; 2],
    /// Of an authenticator.
    pub(crate) secret: Option<String>,
    /// How many mails came meanwhile.
    pub(crate) mails: usize,
}

impl Issued {
    /// A token that nobody has seen is that of a session of the setup: recorded ones are used in their order.
    pub(crate) fn assign(&mut self, request: &Request, known: &mut Known) {
        let bearer = request.headers.get("authorization").and_then(|value| value.split(' ').next_back());
        if let Some(jwt) = bearer.filter(|jwt| jwt.starts_with("ey") && !known.has(jwt))
            && let Some((ours, _)) = self.sessions.get(self.used[0])
        {
            known.learn(jwt, ours);
            self.used[0] += 1;
        }
        let body: Value = serde_json::from_str(&request.body).unwrap_or_default();
        if let Some(token) =
            body["refresh_token"].as_str().filter(|token| token.len() == 12 && !known.has(token))
            && let Some((_, ours)) = self.sessions.get(self.used[1])
        {
            known.learn(token, ours);
            self.used[1] += 1;
        }
    }
}

/// The code of an authenticator.
pub(crate) fn code(secret: &str) -> String {
    let secret = totp_rs::Secret::Encoded(secret.to_owned()).to_bytes().unwrap();
    totp_rs::TOTP::new(totp_rs::Algorithm::SHA1, 6, 1, 30, secret).unwrap().generate_current().unwrap()
}

/// Runs the setup of a case, line by line.
pub(crate) async fn run(talk: &mut Talk<'_>) {
    for line in talk.case.setup.lines().map(str::trim).filter(|line| !line.is_empty()) {
        talk.line(line).await;
    }
}

impl Talk<'_> {
    async fn line(&mut self, line: &str) {
        if line.starts_with("new_user(") {
            self.new_user(line);
        } else if line.starts_with("wipe(") {
            self.wiped(line).await;
        } else if line.starts_with("c = signed_in()") && line.contains("enroll") {
            self.with_factor(line.contains("challenge_and_verify")).await;
        } else if line.starts_with("c.auth.mfa.challenge_and_verify") {
            self.verify_factor().await;
        } else if line.starts_with("c = signed_in(); c.auth.update_user({\"phone\"") {
            self.with_phone("phone_change").await;
        } else if line.starts_with("http(\"POST\", \"/otp\"") {
            self.with_flow().await;
        } else if line.starts_with("code = ") || line.starts_with("verifier = ") {
            // part of the line before, or no more than a constant
        } else if line.starts_with("access_token = sign(") {
            let ours = sign(&json!({"sub": uuid::Uuid::new_v4(), "exp": 1_700_000_000}));
            self.know("access_token", &ours);
        } else {
            self.tokens(line).await;
        }
    }

    /// `new_user("a@b.c", phone="1", phone_confirm=True, ban_duration="24h")`
    fn new_user(&mut self, line: &str) {
        let text = |name: &str| {
            let (_, rest) = line.split_once(&format!("{name}=\""))?;
            rest.split('"').next().map(str::to_owned)
        };
        let phone = text("phone").unwrap_or_default();
        let email = match line.strip_prefix("new_user(").unwrap() {
            rest if rest.starts_with("None") => String::new(),
            rest if rest.starts_with('"') => rest.split('"').nth(1).unwrap().to_owned(),
            _ => "email@example.com".to_owned(),
        };
        let confirmed = if phone.is_empty() {
            !line.contains("email_confirm=False")
        } else {
            line.contains("phone_confirm=True")
        };
        let password = text("password").unwrap_or_else(|| "password".to_owned());
        let id = self.double.add_user(NewUser { email, phone, password, confirmed });
        if line.contains("ban_duration") {
            self.double.ban_user(&id);
        }
        self.user.get_or_insert(id);
    }

    /// Nothing is there to wipe; some go on in the same line.
    async fn wiped(&mut self, line: &str) {
        if line.contains("/admin/users") {
            let user = NewUser { email: "email@example.com".into(), confirmed: true, ..NewUser::default() };
            self.user = Some(self.double.add_user(user));
        } else if let Some((_, rest)) = line.split_once("; ") {
            let (user, rest) = rest.split_once("; ").unwrap_or((rest, ""));
            self.new_user(user);
            if rest == r#"signed_in().auth.update_user({"phone": "123456789"})"# {
                let (token, _) = self.sign_in().await;
                self.ask("PUT", "/user", &token, json!({"phone": "123456789"})).await;
            } else {
                assert!(rest.is_empty(), "{rest}");
            }
        }
    }

    /// `t = token()["access_token"]` and its like.
    async fn tokens(&mut self, line: &str) {
        let sessions = line.matches("token()").count();
        assert!(sessions > 0, "what is `{line}`?");
        for _ in 0..sessions {
            let (mut access, refresh) = self.sign_in().await;
            if line.contains("-= 7200") {
                let mut old = claims(&access);
                for name in ["iat", "exp"] {
                    old[name] = json!(old[name].as_i64().unwrap() - 7200);
                }
                access = sign(&old);
            }
            if line.contains(".split(\".\")") {
                let payload = access.split('.').nth(1).unwrap();
                access = format!("eyJhbGciOiJub25lIiwidHlwIjoiSldUIn0.{payload}.");
            }
            self.issued.sessions.push((access, refresh));
        }
    }

    pub(crate) async fn ask(&self, method: &str, path: &str, token: &str, body: Value) -> Value {
        let url = format!("{}{path}", self.double.url());
        let request = self.http.request(method.parse().unwrap(), url).bearer_auth(token).json(&body);
        let answer = request.send().await.unwrap();
        assert!(answer.status().is_success(), "{path}: {}", answer.text().await.unwrap());
        answer.json().await.unwrap()
    }

    async fn sign_in(&self) -> (String, String) {
        let login = json!({"email": "email@example.com", "password": "password"});
        let session = self.ask("POST", "/token?grant_type=password", "none", login).await;
        let text = |name: &str| session[name].as_str().unwrap().to_owned();
        (text("access_token"), text("refresh_token"))
    }

    async fn with_factor(&mut self, verified: bool) {
        let (token, _) = self.sign_in().await;
        let name = if self.case.setup.contains("totp1") { "totp1" } else { "x" };
        let enroll = json!({"factor_type": "totp", "friendly_name": name});
        let factor = self.ask("POST", "/factors", &token, enroll).await;
        let (id, secret) = (factor["id"].as_str().unwrap(), factor["totp"]["secret"].as_str().unwrap());
        self.know("factor_id", id);
        self.know("secret", secret);
        self.issued.secret = Some(secret.to_owned());
        self.factor = Some((token, id.to_owned()));
        if verified {
            self.verify_factor().await;
        }
    }

    async fn verify_factor(&mut self) {
        let (token, id) = self.factor.clone().unwrap();
        let path = format!("/factors/{id}");
        let challenge = self.ask("POST", &format!("{path}/challenge"), &token, json!({})).await;
        let code = code(self.issued.secret.as_deref().unwrap());
        let proof = json!({"challenge_id": challenge["id"], "code": code});
        self.ask("POST", &format!("{path}/verify"), &token, proof).await;
    }

    async fn with_phone(&mut self, kind: &str) {
        let (token, _) = self.sign_in().await;
        self.ask("PUT", "/user", &token, json!({"phone": "123456789"})).await;
        let code = json!({"phone": "123456789", "token": "123456", "type": kind});
        self.ask("POST", "/verify", &token, code).await;
    }

    /// A link that was followed, to a code.
    async fn with_flow(&mut self) {
        // of 64 `v`
        let challenge = "w1TpKUdYE9hUAcNSeeSRFioHDxfUxuHho_JHAfZ_vDM";
        let body = json!({"email": "email@example.com", "code_challenge": challenge, "code_challenge_method": "s256"});
        self.ask("POST", "/otp", "none", body).await;
        let link = self.mails.next_to("email@example.com").await.unwrap().link().unwrap();
        let answer = self.http.get(link).send().await.unwrap();
        let location = answer.headers()["location"].to_str().unwrap().to_owned();
        self.know("code", location.split_once("?code=").unwrap().1);
        self.issued.mails += 1;
    }

    /// Ours, for a value that the recording names.
    fn know(&mut self, var: &str, ours: &str) {
        if let Some(recorded) = self.case.vars.get(var) {
            self.known.learn(recorded, ours);
        }
    }
}
