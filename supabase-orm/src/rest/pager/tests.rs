use super::*;
use crate::{Client, doc::Planet, rest::reply::Sends};

fn client() -> Client {
    Client::builder("http://h", "k").max_rows(2).build().unwrap()
}

fn pager(parts: Box<Parts>) -> Pager {
    let progress = Progress::new(parts.options.limit);
    Pager::new(parts, progress).unwrap()
}

fn url(pager: &Pager) -> String {
    let request = pager.page().request().unwrap().unwrap();
    request.path_and_query().replace("id,name,kind,moons,data", "*")
}

#[test]
fn pages_by_key_begin_behind_the_last_row() {
    let mut pages = pager(client().from::<Planet>().select().filter(|p| p.kind.eq("x")).parts);
    assert_eq!(url(&pages), "planets?select=*,__key0:id&kind=eq.x&order=id.asc&limit=2");
    assert!(pages.turn(2, br#"[{"id":1,"__key0":1},{"id":7,"__key0":7}]"#).unwrap());
    assert_eq!(url(&pages), "planets?select=*,__key0:id&kind=eq.x&id=gt.7&order=id.asc&limit=2");
    assert!(!pages.turn(1, br#"[{"id":9,"__key0":9}]"#).unwrap());
}

#[test]
fn a_short_first_page_is_not_the_end_because_the_server_may_have_a_lower_limit() {
    let mut pages = pager(client().from::<Planet>().select().parts);
    assert!(pages.turn(1, br#"[{"__key0":"a b"}]"#).unwrap());
    assert_eq!(url(&pages), "planets?select=*,__key0:id&id=gt.a%20b&order=id.asc&limit=2");
    assert!(pages.turn(1, br#"[{"__key0":"c"}]"#).unwrap());
    assert!(!pages.turn(0, b"[]").unwrap());
}

#[test]
fn an_order_by_the_key_stays_and_any_other_pages_by_range() {
    let mut pages = pager(client().from::<Planet>().select().order(|p| p.id.desc()).limit(3).parts);
    assert!(pages.turn(2, br#"[{"__key0":9},{"__key0":5}]"#).unwrap());
    assert_eq!(url(&pages), "planets?select=*,__key0:id&id=lt.5&order=id.desc&limit=1");
    assert!(!pages.turn(1, br#"[{"__key0":4}]"#).unwrap());
    let mut pages = pager(client().from::<Planet>().select().order(|p| p.name.asc()).parts);
    assert!(pages.turn(2, b"[{},{}]").unwrap());
    assert_eq!(url(&pages), "planets?select=*&order=name.asc,id.asc&offset=2&limit=2");
}

#[test]
fn a_key_of_several_columns_is_compared_as_a_whole() {
    let mut parts = client().from::<Planet>().columns(|p| p.name).parts;
    parts.primary_key = &["a", "b"];
    let mut pages = pager(parts);
    assert!(pages.turn(2, br#"[{},{"__key0":1,"__key1":"x,y"}]"#).unwrap());
    let expected = "planets?select=name,__key0:a,__key1:b&or=(a.gt.1,and(a.eq.1,b.gt.%22x%2Cy%22))&order=a.asc,b.asc&limit=2";
    assert_eq!(url(&pages).replace("x,y", "x%2Cy"), expected);
}

#[test]
fn groups_and_tables_without_a_key_need_an_order_and_calls_a_get() {
    let refusal = |parts: Box<Parts>| Pager::new(parts, Progress::new(None)).unwrap_err().to_string();
    let groups = client().from::<Planet>().columns(|p| (p.kind, p.moons.sum()));
    assert!(refusal(groups.clone().parts).contains("add `.order(..)`"));
    assert!(!url(&pager(groups.order(|p| p.kind.asc()).parts)).contains("__key"));
    let mut view = client().from::<Planet>().select().parts;
    view.primary_key = &[];
    assert!(refusal(view).contains("add `.order(..)`"));
    let mut call = client().from::<Planet>().select().parts;
    (call.method, call.target) = (Method::POST, Target::Routine("f".into()));
    assert!(refusal(call).contains("say `.get()` before"));
}

#[test]
fn a_key_that_is_no_scalar_goes_on_by_range_and_a_page_that_repeats_is_an_error() {
    let mut pages = pager(client().from::<Planet>().select().parts);
    assert!(pages.turn(2, br#"[{"__key0":1},{"__key0":[1,2]}]"#).unwrap());
    assert!(url(&pages).ends_with("&order=id.asc&offset=2&limit=2"), "{}", url(&pages));
    let mut pages = pager(client().from::<Planet>().select().parts);
    assert!(pages.turn(2, br#"[{"__key0":1},{"__key0":2}]"#).unwrap());
    assert!(pages.turn(2, br#"[{"__key0":1},{"__key0":2}]"#).is_err());
}

#[test]
fn the_query_itself_stays_as_it_was() {
    let query = client().from::<Planet>().select();
    let before = query.request().unwrap();
    let _ = pager(query.parts.clone()).page();
    assert_eq!(query.request().unwrap(), before);
}
