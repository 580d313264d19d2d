//! Queries as the text of their requests: pure, without a server.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test")]
#![expect(dead_code, reason = "rows are selected, not read")]

use supabase_orm::{
    AsJson, Bounds, Client, Count, Direction, Filter, Null, Raw, Related, Row, Search, Sends, Table, all_of,
    any_of, cast,
    error::{ErrorKind, QueryError},
    filter_raw, row, select,
};

#[derive(Debug, Clone, PartialEq, Table)]
#[table(name = "sections")]
struct Section {
    #[table(key, generated)]
    id: i64,
    name: String,
    #[table(many = Instrument)]
    instruments: Related,
}

#[derive(Debug, Clone, PartialEq, Table)]
#[table(name = "instruments")]
struct Instrument {
    #[table(key)]
    id: i64,
    name: String,
    broken: bool,
    tags: Vec<String>,
    #[table(references = Section)]
    section_id: Option<i64>,
    #[table(column = "first name")]
    first_name: Option<String>,
    data: Option<serde_json::Value>,
    span: Option<Bounds<i32>>,
    #[table(maybe_one = Section, target = "sections")]
    sections: Related,
    #[table(many = Instrument, target = "instruments!parent_id")]
    parts: Related,
}

fn db() -> Client {
    Client::new("http://h", "k").unwrap()
}

/// method, path and query, decoded for the eye
fn sent(query: &impl Sends) -> String {
    let request = query.request().unwrap().unwrap();
    let path = request.path_and_query();
    let decoded = percent_decode(path);
    format!("{} {decoded}", request.method)
}

fn percent_decode(text: &str) -> String {
    let mut bytes = Vec::new();
    let mut rest = text.as_bytes();
    while let Some((&b, after)) = rest.split_first() {
        if b == b'%' {
            bytes.push(u8::from_str_radix(std::str::from_utf8(&after[..2]).unwrap(), 16).unwrap());
            rest = &after[2..];
        } else {
            bytes.push(b);
            rest = after;
        }
    }
    String::from_utf8(bytes).unwrap()
}

fn filtered(f: impl FnOnce(&'static InstrumentColumns) -> Filter<Instrument>) -> String {
    let text = sent(&db().from::<Instrument>().columns(|i| i.id).filter(f));
    text.strip_prefix("GET instruments?select=id&").unwrap_or(&text).to_owned()
}

#[test]
fn operators_have_postgrests_names() {
    let cases: Vec<(String, &str)> = vec![
        (filtered(|i| i.name.eq("a b")), "name=eq.a b"),
        (filtered(|i| i.id.neq(1)), "id=neq.1"),
        (
            filtered(|i| i.id.gt(1) & i.id.gte(2) & i.id.lt(3) & i.id.lte(4)),
            "id=gt.1&id=gte.2&id=lt.3&id=lte.4",
        ),
        (filtered(|i| i.id.is_distinct(1)), "id=isdistinct.1"),
        (filtered(|i| i.id.in_([1, 2])), "id=in.(1,2)"),
        (filtered(|i| i.name.in_(["a,b", "c\"d\\"])), r#"name=in.("a,b","c\"d\\")"#),
        (filtered(|i| i.name.in_(["", "a"])), r#"name=eq(any).{"","a"}"#),
        (filtered(|i| i.id.in_(Vec::<i64>::new())), "id=in.()"),
        (filtered(|i| !i.first_name.is_null()), "\"first name\"=not.is.null"),
        (
            filtered(|i| i.broken.is_true() & !i.broken & i.broken.is_false()),
            "broken=is.true&broken=not.is.true&broken=is.false",
        ),
        (filtered(|i| i.name.like("a*") & i.name.ilike("%b%")), "name=like.a*&name=ilike.%b%"),
        (filtered(|i| i.name.match_("^a") & i.name.imatch("b$")), "name=match.^a&name=imatch.b$"),
        (filtered(|i| i.name.like_any(["a%", "b%"])), r#"name=like(any).{"a%","b%"}"#),
        (filtered(|i| i.id.gt_all([1, 2])), "id=gt(all).{1,2}"),
        (filtered(|i| i.tags.contains(["x,y", "z"])), r#"tags=cs.{"x,y","z"}"#),
        (filtered(|i| i.tags.contained_by(["x"]) & i.tags.overlaps([""; 0])), r#"tags=cd.{"x"}&tags=ov.{}"#),
        (filtered(|i| i.span.overlaps(1..5) & i.span.range_gt(..3)), "span=ov.[1,5)&span=sr.(,3)"),
        (filtered(|i| i.span.range_lt(1..=2) & i.span.range_gte(1..)), "span=sl.[1,2]&span=nxl.[1,)"),
        (filtered(|i| i.span.range_lte(1..2) & i.span.range_adjacent(1..2)), "span=nxr.[1,2)&span=adj.[1,2)"),
        (filtered(|i| i.data.contains(AsJson([1]))), "data=cs.[1]"),
        (filtered(|i| i.data.key("a").key_text("b").eq("x")), "data->a->>b=eq.x"),
        (filtered(|i| i.data.key("a b").index(0).is_null()), "data->\"a b\"->0=is.null"),
        (filtered(|i| i.name.text_search("a & b")), "name=fts.a & b"),
        (filtered(|i| i.name.text_search("a").kind(Search::Web).config("english")), "name=wfts(english).a"),
        (filtered(|i| i.first_name.lt(Raw("z"))), "\"first name\"=lt.z"),
        (filtered(|_| filter_raw("order", "imatch", "^a")), "\"order\"=imatch.^a"),
    ];
    for (found, expected) in cases {
        assert_eq!(found, expected);
    }
}

#[test]
fn logic_becomes_parameters_and_groups() {
    assert_eq!(
        filtered(|i| i.id.eq(1) & (i.name.eq("a") & i.broken.eq(true))),
        "id=eq.1&name=eq.a&broken=eq.true"
    );
    assert_eq!(filtered(|i| i.id.eq(1) | i.name.eq("a,b")), r#"or=(id.eq.1,name.eq."a,b")"#);
    assert_eq!(
        filtered(|i| i.id.eq(1) | (i.name.eq("a") & i.tags.contains(["x"]))),
        r#"or=(id.eq.1,and(name.eq."a",tags.cs."{\"x\"}"))"#
    );
    assert_eq!(filtered(|i| !(i.id.eq(1) | i.id.eq(2))), "not.or=(id.eq.1,id.eq.2)");
    assert_eq!(filtered(|i| !(i.id.eq(1) & i.id.eq(2))), "not.and=(id.eq.1,id.eq.2)");
    assert_eq!(filtered(|i| !!i.id.eq(1)), "id=eq.1");
    assert_eq!(filtered(|_| any_of([])), "id=in.()");
    assert_eq!(filtered(|_| all_of([])), "GET instruments?select=id");
    assert_eq!(filtered(|i| any_of([]) | i.id.eq(1)), "id=eq.1");
    assert_eq!(filtered(|i| !all_of([]) & i.id.eq(1)), "id=in.()");
    assert_eq!(filtered(|i| any_of((1..=3).map(|n| i.id.eq(n)))), "or=(id.eq.1,id.eq.2,id.eq.3)");
}

#[test]
fn orders_append_and_windows_replace() {
    let q = db().from::<Instrument>().columns(|i| i.id);
    let q =
        q.order(|i| i.name.desc().nulls_first()).order(|i| (i.id.asc(), i.data.key("a").desc().nulls_last()));
    let q = q.limit(3).range(10..=19);
    assert_eq!(
        sent(&q),
        "GET instruments?select=id&order=name.desc.nullsfirst,id.asc,data->a.desc.nullslast&offset=10&limit=10"
    );
    let dynamic = db().from::<Instrument>().columns(|i| i.id).order(|i| vec![i.name.order(Direction::Desc)]);
    assert_eq!(sent(&dynamic), "GET instruments?select=id&order=name.desc");
}

#[test]
fn whole_rows_name_their_columns() {
    let q = db().from::<Instrument>().select();
    assert_eq!(
        sent(&q),
        "GET instruments?select=id,name,broken,tags,section_id,first_name:\"first name\",data,span"
    );
    let request = db().from::<Instrument>().find(7).request().unwrap().unwrap();
    assert!(request.url.starts_with("http://h/rest/v1/instruments?select="));
    assert_eq!(request.headers.text("accept"), Some("application/json"));
    assert_eq!(request.headers.text("accept-profile"), Some("public"));
    assert_eq!(request.headers.text("prefer"), None);
}

#[derive(Debug, Row)]
#[table(Section)]
struct SectionRow {
    name: String,
    #[table(select = |s| s.instruments.columns(|i| (i.id, i.name)).filter(|i| !i.broken).limit(2))]
    working: Vec<(i64, String)>,
    #[table(column = "instruments")]
    all: Vec<InstrumentName>,
    #[table(select = |s| s.instruments.count())]
    size: i64,
}

#[derive(Debug, Row)]
#[table(Instrument)]
struct InstrumentName {
    first_name: Option<String>,
}

#[test]
fn embeds_use_their_alias_in_filters_and_orders() {
    let q = db().from::<SectionRow>().select().on_alias(
        "all",
        |s| s.instruments,
        |e| e.order(|i| i.id.asc()).limit(1),
    );
    assert_eq!(
        sent(&q),
        "GET sections?select=name,working:instruments(id,name),all:instruments(first_name:\"first name\"),size:instruments(count)\
         &working.broken=not.is.true&working.limit=2&all.order=id.asc&all.limit=1"
    );
    let q = db().from::<Section>().columns(|s| {
        (
            s.name,
            s.instruments
                .columns(row::<InstrumentName>)
                .inner()
                .filter(|i| i.name.eq("x") | i.id.eq(1))
                .alias("x.y"),
        )
    });
    assert_eq!(
        sent(&q),
        "GET sections?select=name,\"x.y\":instruments!inner(first_name:\"first name\")&\"x.y\".or=(name.eq.\"x\",id.eq.1)"
    );
    let nested = db().from::<Section>().columns(|s| {
        s.instruments.columns(|i| (i.id, i.parts.columns(|p| p.name).filter(|p| p.broken.is_true())))
    });
    assert_eq!(
        sent(&nested),
        "GET sections?select=instruments(id,parts:instruments!parent_id(name))&instruments.parts.broken=is.true"
    );
}

#[test]
fn related_conditions_become_empty_embeds() {
    let q = db().from::<Section>().columns(|s| s.name);
    assert_eq!(
        sent(&q.clone().filter(|s| s.instruments.any(|i| i.name.eq("guqin")))),
        "GET sections?select=name,h0:instruments()&h0=not.is.null&h0.name=eq.guqin"
    );
    assert_eq!(
        sent(&q.clone().filter(|s| s.instruments.none(|i| i.broken.is_true()) | s.name.eq("strings"))),
        "GET sections?select=name,h0:instruments()&or=(h0.is.null,name.eq.\"strings\")&h0.broken=is.true"
    );
    assert_eq!(
        sent(&q.clone().filter(|s| s.instruments.any(|i| i.parts.any(|p| p.name.eq("x")) & i.id.gt(1)))),
        "GET sections?select=name,h0:instruments(h1:instruments!parent_id())&h0=not.is.null&h0.h1.name=eq.x&h0.h1=not.is.null&h0.id=gt.1"
    );
    assert_eq!(
        sent(&q.filter(|s| s.instruments.is_null())),
        "GET sections?select=name,h0:instruments()&h0=is.null"
    );
    let by_section =
        db().from::<Instrument>().columns(|i| i.id).order(|i| i.sections.order(|s| s.name.asc()));
    assert_eq!(sent(&by_section), "GET instruments?select=id,h0:sections()&order=h0(name).asc");
    let below = db()
        .from::<Section>()
        .columns(|s| (s.instruments.columns(|i| i.id).filter(|i| i.parts.any(|p| p.id.eq(1))), s.name));
    assert_eq!(
        sent(&below),
        "GET sections?select=instruments(id,h0:instruments!parent_id()),name&instruments.h0=not.is.null&instruments.h0.id=eq.1"
    );
}

#[test]
fn faults_are_found_before_sending() {
    let fault = |q: &dyn Fn() -> supabase_orm::Error| q().to_string();
    let no_filter = || db().from::<Section>().delete().filter(|_| all_of([])).request().unwrap_err();
    assert!(fault(&no_filter).starts_with("DELETE sections: this `update`/`delete` has no filter left"));
    let twice = || db().from::<Instrument>().columns(|i| (i.id, i.id)).request().unwrap_err();
    assert!(fault(&twice).contains("`id` is selected twice"));
    let set_twice = || {
        let q = db().from::<Section>().update(|s| (s.name.set("a"), s.name.set("b"))).filter(|s| s.id.eq(1));
        q.request().unwrap_err()
    };
    assert!(fault(&set_twice).contains("column `name` is set twice"));
    let related = || {
        let q = db().from::<Section>().delete().filter(|s| s.instruments.none(|i| i.id.gt(0)));
        q.request().unwrap_err()
    };
    assert!(fault(&related).contains("cannot filter an update or delete"));
    let not_selected = || {
        let q = db().from::<Section>().select().on(|s| s.instruments, |e| e.limit(1));
        q.request().unwrap_err()
    };
    assert!(fault(&not_selected).contains("relation `instruments` is not selected exactly once"));
}

#[test]
fn selections_write_paths_casts_aggregates_and_spreads() {
    let q = db().from::<Instrument>().columns(|i| {
        (
            i.data.key("a").key_text("b"),
            i.data.index(0),
            i.id.cast::<cast::text>().alias("id_text"),
            i.id.max(),
        )
    });
    assert_eq!(sent(&q), "GET instruments?select=data->a->>b,data->0,id_text:id::text,id.max()");
    let q = db()
        .from::<Instrument>()
        .columns(|i| (i.id, i.sections.spread(|s| s.name), i.sections.spread(|s| s.id).alias("section")));
    assert_eq!(sent(&q), "GET instruments?select=id,...sections(name,section:id)");
    let q = db()
        .from::<Section>()
        .columns(select!(name, n: instruments(count), instruments!inner { id, first_name }));
    assert_eq!(
        sent(&q),
        "GET sections?select=name,n:instruments(count),instruments!inner(id,first_name:\"first name\")"
    );
}

#[test]
fn raw_filters_stand_in_groups_as_they_stand_alone() {
    let raw = |column: &str, op: &str, value: &str| filtered(|i| filter_raw(column, op, value) | i.id.eq(1));
    for ((column, op, value), expected) in [
        (("name", "in", r#"("Earth","Mars")"#), r#"name.in.("Earth","Mars")"#),
        (("name", "not.in", "(a,b)"), "name.not.in.(a,b)"),
        (("name", "is", "null"), "name.is.null"),
        (("broken", "not.is", "TRUE"), "broken.not.is.true"),
        (("name", "eq", "(a),b"), r#"name.eq."(a),b""#),
        (("name", "like(any)", "{a*,b*}"), r#"name.like(any)."{a*,b*}""#),
        (("data->rings", "eq", "true"), r#"data->rings.eq."true""#),
        (("data->a->>b c,d", "is", "null"), r#"data->a->>"b c,d".is.null"#),
        (("\"first name\"", "eq", "x"), r#""first name".eq."x""#),
    ] {
        assert_eq!(raw(column, op, value), format!("or=({expected},id.eq.1)"));
    }
    assert_eq!(filtered(|_| !filter_raw("name", "not.in", "(a)")), "name=in.(a)");
    assert_eq!(filtered(|_| filter_raw("data->rings", "is", "null")), "data->rings=is.null");
}

#[test]
fn a_raw_filter_that_would_leave_its_place_is_not_sent() {
    for (column, op, value) in [
        ("name", "in", "(a),id.gt.(0)"),
        ("name", "in", "a"),
        ("name", "is", "null,id.gt.0"),
        ("name", "eq.1,id", "2"),
        ("name", "equals", "2"),
        ("data->", "eq", "2"),
    ] {
        let raw = || filter_raw(column, op, value);
        for filter in [raw(), !raw(), raw() | Instrument::COLUMNS.id.eq(1)] {
            let query = db().from::<Instrument>().select().filter(|_| filter);
            let e = query.request().unwrap_err();
            let grammar = matches!(e.kind(), ErrorKind::Query(QueryError::Grammar(_)));
            assert!(grammar, "{column} {op} {value}: {e:?}");
        }
    }
}

#[test]
fn writes_have_bodies_and_preferences() {
    let q = db().from::<Section>().update(|s| s.name.set("a")).filter(|s| s.id.eq(1)).max_affected(1);
    let r = q.request().unwrap().unwrap();
    assert_eq!((r.method.as_str(), r.path_and_query()), ("PATCH", "sections?id=eq.1"));
    assert_eq!(r.body.as_bytes(), br#"{"name":"a"}"#);
    assert_eq!(r.headers.text("prefer"), Some("return=minimal,handling=strict,max-affected=1"));
    assert_eq!(r.headers.text("content-profile"), Some("public"));
    assert_eq!(r.headers.text("content-type"), Some("application/json"));
    let q =
        db().from::<Instrument>().update(|i| (i.section_id.set(Null), i.tags.set(["a"]), i.span.set(1..3)));
    let r = q.filter(|i| i.id.eq(1)).request().unwrap().unwrap();
    assert_eq!(r.body.as_bytes(), br#"{"section_id":null,"tags":["a"],"span":"[1,3)"}"#);
}

#[test]
fn a_request_is_equal_to_itself_and_shows_no_key() {
    let q = db().from::<Section>().select().filter(|s| s.name.eq("a")).count(Count::Exact);
    let (a, b) = (q.request().unwrap().unwrap(), q.clone().request().unwrap().unwrap());
    assert_eq!(a, b);
    let other = q.filter(|s| s.id.eq(1)).request().unwrap().unwrap();
    assert_ne!(a, other);
    assert_eq!(Section::NAME, "sections");
}
