//! What each place quotes.

use super::*;
use crate::sql::{PgArray, PgInt4, PgText};

fn encoded(l: &Literal, top: bool) -> String {
    let mut out = String::new();
    l.encode(&mut out, top);
    out
}

#[test]
fn text_is_raw_at_the_top_and_quoted_inside_groups() {
    let l = Literal::value::<PgText>("Ma\"rs, x\\");
    assert_eq!(encoded(&l, true), "Ma%22rs,%20x%5C");
    assert_eq!(encoded(&l, false), "%22Ma%5C%22rs,%20x%5C%5C%22");
    assert_eq!(encoded(&Literal::value::<PgInt4>(&-7), false), "-7");
}

#[test]
fn lists_quote_text_and_know_the_empty_one() {
    let list = |v: &[&str]| Literal::list::<PgText>(v.iter());
    let (l, any) = list(&["a,b", "c\"d"]);
    assert_eq!((encoded(&l, true), any), ("(%22a,b%22,%22c%5C%22d%22)".to_owned(), false));
    let (l, any) = list(&["", "a"]);
    assert_eq!((encoded(&l, true), any), ("%7B%22%22,%22a%22%7D".to_owned(), true));
    assert_eq!(encoded(&list(&[]).0, true), "()");
    assert_eq!(encoded(&Literal::list::<PgInt4>([1, 2].iter()).0, true), "(1,2)");
}

#[test]
fn arrays_quote_every_text_element() {
    let l = Literal::value::<PgArray<PgText>>(&["x,y", "b\"}", "NULL", ""]);
    assert_eq!(encoded(&l, true), "%7B%22x,y%22,%22b%5C%22%7D%22,%22NULL%22,%22%22%7D");
    let nested = Literal::value::<PgArray<PgArray<PgInt4>>>(&[vec![1, 2], vec![]]);
    assert_eq!(encoded(&nested, true), "%7B%7B1,2%7D,%7B%7D%7D");
}

#[test]
fn integers_print_like_the_standard_library() {
    for n in [0, 1, -1, 10, i64::MAX, i64::MIN, 9_007_199_254_740_993] {
        let mut w = Writer::default();
        w.int(n);
        assert_eq!(std::str::from_utf8(&w.buffer).unwrap(), n.to_string());
    }
}

#[test]
fn awkward_names_are_quoted() {
    let n = |text: &str| {
        let mut out = String::new();
        name(&mut out, text);
        out
    };
    assert_eq!(n("first_name"), "first_name");
    assert_eq!(n("limit"), "%22limit%22");
    assert_eq!(n("quo\"te"), "%22quo%5C%22te%22");
    assert_eq!(n("1st"), "%221st%22");
    assert_eq!(n("ñ"), "%22%C3%B1%22");
    assert_eq!(n(""), "%22%22");
}

#[test]
fn ranges_come_apart_as_they_went_together() {
    let write = |v: &String, s: &mut dyn Sink| s.text(v);
    let (a, b) = ("a,\"b\\)".to_owned(), String::new());
    let text = range(Bound::Included(&a), Bound::Excluded(&b), &write);
    let parts = split_range(&text).unwrap();
    assert_eq!((parts.lower, parts.upper), (Some(a), Some(b)));
    assert_eq!((parts.lower_closed, parts.upper_closed, parts.rest), (true, false, ""));
}
