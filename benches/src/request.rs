//! Building a request: three columns, four filters (one `in` of five), an order, a limit.

use crate::{Figure, compare, tables::Task};
use reqwest::header::{ACCEPT, AUTHORIZATION, HeaderName, HeaderValue};
use supabase_orm::{Client, Sends, http::Request};
use url::Url;

fn ours(db: &Client, id: i64, title: &str) -> Option<Request> {
    let query = db
        .from::<Task>()
        .columns(|t| (t.id, t.title, t.done))
        .filter(|t| t.title.eq(title))
        .filter(|t| t.done.eq(true))
        .filter(|t| t.estimate.gt(3))
        .filter(|t| t.id.in_([1, 2, 3, 4, id]))
        .order(|t| t.title.desc())
        .limit(10);
    query.request().ok().flatten()
}

/// The same request as a careful program writes it by hand.
fn by_hand(
    base: &Url,
    key: &HeaderValue,
    bearer: &HeaderValue,
    id: i64,
    title: &str,
) -> Option<reqwest::Request> {
    let mut url = base.join("tasks").ok()?;
    url.query_pairs_mut()
        .append_pair("select", "id,title,done")
        .append_pair("title", &format!("eq.{title}"))
        .append_pair("done", "eq.true")
        .append_pair("estimate", &format!("gt.{}", 3))
        .append_pair("id", &format!("in.(1,2,3,4,{id})"))
        .append_pair("order", "title.desc")
        .append_pair("limit", "10");
    let mut request = reqwest::Request::new(reqwest::Method::GET, url);
    let headers = request.headers_mut();
    headers.insert(ACCEPT, HeaderValue::from_static("application/json"));
    headers.insert(HeaderName::from_static("accept-profile"), HeaderValue::from_static("public"));
    headers.insert(HeaderName::from_static("apikey"), key.clone());
    headers.insert(AUTHORIZATION, bearer.clone());
    Some(request)
}

pub(crate) fn figure() -> Figure {
    let db = Client::new("http://127.0.0.1:1", "key").ok();
    let base = Url::parse("http://127.0.0.1:1/rest/v1/").ok();
    let (key, bearer) = (HeaderValue::from_static("key"), HeaderValue::from_static("Bearer key"));
    compare(
        "build a request",
        "<= 0.60x, <= 9",
        2_000,
        || db.as_ref().and_then(|db| ours(db, 5, "Earth")),
        || base.as_ref().and_then(|base| by_hand(base, &key, &bearer, 5, "Earth")),
    )
}
