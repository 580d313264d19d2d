//! Who may ask for what: as data, without a connection.

use super::Service;
use crate::keys::{Keys, Role};
use hyper::{HeaderMap, Uri, header::HeaderValue};
use serde_json::{Value, json};

/// A request that may go on.
#[derive(Debug)]
pub(super) struct Route {
    pub(super) service: Service,
    /// Path and query for the server.
    pub(super) target: String,
    /// Replaces the header `authorization`.
    pub(super) authorization: Option<HeaderValue>,
}

/// The gateway's own answer.
#[derive(Debug)]
pub(super) struct Refusal {
    pub(super) status: u16,
    pub(super) body: Value,
}

pub(super) fn route(keys: &Keys, uri: &Uri, headers: &HeaderMap) -> Result<Route, Refusal> {
    let (service, rest) = service_of(uri.path()).ok_or_else(no_route)?;
    let given = given_key(headers, uri.query());
    let role = given.key().map(|key| keys.role(key).ok_or_else(unknown_key)).transpose();
    let role = if service.is_open(rest) { role.unwrap_or_default() } else { Some(role?.ok_or_else(no_key)?) };
    if service == Service::Rest && matches!(rest, "" | "/") && role != Some(Role::Service) {
        return Err(root_document());
    }
    let target = service.target(rest);
    let query = match (&given, uri.query()) {
        (Given::Query(_), Some(query)) => without_key(query),
        (_, query) => query.map(str::to_owned),
    };
    let query = match role {
        // Realtime looks for the key there, and knows it as a JWT only
        Some(role) if service == Service::Realtime && rest == "/websocket" => {
            let key = format!("apikey={}", keys.legacy(role));
            Some(query.map_or_else(|| key.clone(), |query| format!("{query}&{key}")))
        }
        _ => query,
    };
    Ok(Route {
        service,
        target: query.map_or_else(|| target.clone(), |query| format!("{target}?{query}")),
        authorization: given.key().zip(role).and_then(|(key, role)| authorization(keys, key, role, headers)),
    })
}

fn service_of(path: &str) -> Option<(Service, &str)> {
    Service::ALL.into_iter().find_map(|service| {
        let rest = path.strip_prefix(service.prefix())?;
        (rest.is_empty() || rest.starts_with('/')).then_some((service, rest))
    })
}

/// Where the key was found.
enum Given<'a> {
    Header(&'a str),
    Query(&'a str),
    Nowhere,
}

impl<'a> Given<'a> {
    fn key(&self) -> Option<&'a str> {
        match *self {
            Self::Header(key) | Self::Query(key) => Some(key),
            Self::Nowhere => None,
        }
    }
}

fn given_key<'a>(headers: &'a HeaderMap, query: Option<&'a str>) -> Given<'a> {
    let header = headers.get("apikey").and_then(|key| key.to_str().ok()).filter(|key| !key.is_empty());
    let parameter =
        || query?.split('&').find_map(|p| p.strip_prefix("apikey=")).filter(|key| !key.is_empty());
    match header {
        Some(key) => Given::Header(key),
        None => parameter().map_or(Given::Nowhere, Given::Query),
    }
}

/// The query without the key, which PostgREST would take for a filter.
fn without_key(query: &str) -> Option<String> {
    let others: Vec<_> = query.split('&').filter(|p| !p.starts_with("apikey=")).collect();
    (!others.is_empty()).then(|| others.join("&"))
}

/// New keys are no JWTs: servers get the JWT of the key's role, unless the request brings a user's.
fn authorization(keys: &Keys, key: &str, role: Role, headers: &HeaderMap) -> Option<HeaderValue> {
    if key != keys.publishable && key != keys.secret {
        return None;
    }
    let brought = headers.get("authorization").map(HeaderValue::as_bytes);
    let is_the_key = |brought: &[u8]| {
        let token = brought.get(..7).filter(|scheme| scheme.eq_ignore_ascii_case(b"bearer "));
        token.and_then(|_| brought.get(7..)).unwrap_or(brought) == key.as_bytes()
    };
    if !brought.is_none_or(is_the_key) {
        return None;
    }
    let mut value = HeaderValue::from_str(&format!("Bearer {}", keys.legacy(role))).ok()?;
    value.set_sensitive(true);
    Some(value)
}

fn no_route() -> Refusal {
    Refusal { status: 404, body: json!({"message": "no Route matched with those values"}) }
}

fn no_key() -> Refusal {
    Refusal {
        status: 401,
        body: json!({
            "message": "No API key found in request",
            "hint": "No `apikey` request header or url param was found.",
        }),
    }
}

fn unknown_key() -> Refusal {
    Refusal {
        status: 401,
        body: json!({
            "message": "Invalid API key",
            "hint": "Double check your Supabase `anon` or `service_role` API key.",
        }),
    }
}

fn root_document() -> Refusal {
    Refusal {
        status: 403,
        body: json!({
            "message": "Access to schema is forbidden",
            "hint": "Accessing the schema via the Data API is only allowed using a secret API key.",
        }),
    }
}

/// That nothing runs behind this service, and how to change it.
pub(super) fn no_upstream(service: Service) -> Refusal {
    let message = format!("nothing runs behind {}", service.prefix());
    let hint = format!("set `{}` and `STACK_JWT_SECRET` to those of a running server.", service.variable());
    Refusal { status: 503, body: json!({"message": message, "hint": hint}) }
}

/// That the server behind this service cannot be reached.
pub(super) fn broken_upstream(service: Service, said: &str) -> Refusal {
    let message = format!("the server behind {} did not answer: {said}", service.prefix());
    Refusal { status: 502, body: json!({"message": message}) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn keys() -> Keys {
        Keys::local(None).unwrap()
    }

    fn ask(uri: &str, headers: &[(&'static str, &str)]) -> Result<Route, Refusal> {
        let headers = headers.iter().map(|(n, v)| (n.parse().unwrap(), v.parse().unwrap())).collect();
        route(&keys(), &uri.parse().unwrap(), &headers)
    }

    fn bearer(route: &Route) -> Option<&str> {
        route.authorization.as_ref().map(|value| value.to_str().unwrap())
    }

    #[test]
    fn paths_and_queries_go_on_byte_for_byte() {
        let keys = keys();
        let key = [("apikey", keys.anon.as_str())];
        let route = ask("/rest/v1/a%2Fb?select=a(*)&c=eq.a+%20%22x%22&apikey=eq.1", &key).unwrap();
        assert_eq!(route.target, "/a%2Fb?select=a(*)&c=eq.a+%20%22x%22&apikey=eq.1");
        assert_eq!(ask("/rest/v1/t?", &key).unwrap().target, "/t?");
        assert_eq!(ask("/rest/v12/t", &key).unwrap_err().status, 404);
        assert_eq!(ask("/realtime/v1/api/broadcast", &key).unwrap().target, "/api/broadcast");
    }

    #[test]
    fn a_key_in_the_query_is_taken_out_of_it() {
        let uri = format!("/rest/v1/t?a=eq.1&apikey={}&b=eq.2", keys().publishable);
        let route = ask(&uri, &[]).unwrap();
        assert_eq!(route.target, "/t?a=eq.1&b=eq.2");
        assert_eq!(bearer(&route), Some(&*format!("Bearer {}", keys().anon)));
        let uri = format!("/rest/v1/t?apikey={}", keys().anon);
        assert_eq!(ask(&uri, &[]).unwrap().target, "/t");
    }

    #[test]
    fn realtime_is_given_the_jwt_of_the_key_in_the_query() {
        let keys = keys();
        let wanted = format!("/socket/websocket?vsn=1.0.0&apikey={}", keys.service);
        for key in [&keys.service, &keys.secret] {
            let in_header = ask("/realtime/v1/websocket?vsn=1.0.0", &[("apikey", key)]).unwrap();
            assert_eq!(in_header.target, wanted);
            let in_query = ask(&format!("/realtime/v1/websocket?apikey={key}&vsn=1.0.0"), &[]).unwrap();
            assert_eq!(in_query.target, wanted);
        }
    }

    #[test]
    fn new_keys_become_the_jwt_of_their_role_unless_a_user_is_there() {
        let keys = keys();
        let with = |key: &str, authorization: &str| {
            let route = ask("/rest/v1/t", &[("apikey", key), ("authorization", authorization)]).unwrap();
            bearer(&route).map(str::to_owned)
        };
        let service = Some(format!("Bearer {}", keys.service));
        assert_eq!(with(&keys.secret, &format!("Bearer {}", keys.secret)), service);
        assert_eq!(with(&keys.secret, &keys.secret), service);
        assert_eq!(with(&keys.secret, "Bearer a.user.token"), None);
        assert_eq!(with(&keys.service, &format!("Bearer {}", keys.service)), None);
    }

    #[test]
    fn open_paths_need_no_key() {
        assert_eq!(ask("/auth/v1/user", &[]).unwrap_err().status, 401);
        assert!(ask("/auth/v1/verify?token=x", &[]).is_ok());
        let object = ask("/storage/v1/object/public/a/b", &[]).unwrap();
        assert_eq!((object.service, &*object.target), (Service::Storage, "/object/public/a/b"));
        assert_eq!(ask("/", &[]).unwrap_err().status, 404);
    }
}
