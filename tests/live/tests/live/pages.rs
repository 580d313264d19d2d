//! More rows than the server gives at once: pages, streams, chunks, and what says that rows are missing.

use crate::world::{db, stack};
use futures_core::Stream;
use supabase_orm::{Client, Count, RowStream, Table, error::QueryError, select};

#[derive(Debug, Clone, PartialEq, Table)]
#[table(name = "numbers")]
struct Number {
    #[table(key)]
    n: i32,
    half: i32,
}

#[derive(Debug, Clone, PartialEq, Table)]
#[table(name = "numbers_view", view)]
struct Seen {
    n: i32,
    half: i32,
}

#[derive(Debug, Clone, PartialEq, Table)]
#[table(name = "pairs")]
struct Pair {
    #[table(key)]
    a: i32,
    #[table(key)]
    b: i32,
    v: Option<String>,
}

/// A client that takes the server's limit of 1000 for a smaller one, so that pages are many.
fn small_pages(rows: u64) -> Client {
    Client::builder(stack().url(), stack().secret_key()).max_rows(rows).build().unwrap()
}

async fn numbers(stream: RowStream<Number>) -> Vec<i32> {
    stream.all().await.unwrap().iter().map(|n| n.n).collect()
}

#[tokio::test]
async fn a_page_that_the_server_cuts_says_so() {
    let page = db().from::<Number>().select().count(Count::Exact).await.unwrap();
    assert_eq!((page.rows.len(), page.total, page.range.clone()), (1000, 2500, Some(0..=999)));
    assert!(page.maybe_cut && page.has_more());
    let last = db().from::<Number>().select().range(2400..=2499).count(Count::Exact).await.unwrap();
    assert!(!last.maybe_cut && !last.has_more());
    let asked = db().from::<Number>().select().limit(10).count(Count::Exact).await.unwrap();
    assert!(!asked.maybe_cut && asked.has_more());
    let uncounted = db().from::<Number>().select().answer().await.unwrap();
    assert_eq!((uncounted.rows.len(), uncounted.total, uncounted.maybe_cut), (1000, None, true));
    let few = db().from::<Number>().select().filter(|n| n.n.lte(7)).answer().await.unwrap();
    assert_eq!((few.rows.len(), few.maybe_cut), (7, false));
}

#[tokio::test]
async fn a_stream_gives_every_row_once() {
    let all: Vec<i32> = (1..=2500).collect();
    assert_eq!(numbers(db().from::<Number>().select().stream_all()).await, all);
    // the client believes in a limit that the server does not keep
    assert_eq!(numbers(small_pages(5000).from::<Number>().select().stream_all()).await, all);
    let back = small_pages(700).from::<Number>().select().order(|n| n.n.desc()).stream_all();
    assert_eq!(numbers(back).await, all.iter().rev().copied().collect::<Vec<_>>());
    // by range, where equal halves need the key to decide
    let halves = small_pages(99).from::<Number>().select().filter(|n| n.n.lte(300)).order(|n| n.half.asc());
    assert_eq!(numbers(halves.stream_all()).await, (1..=300).collect::<Vec<_>>());
    let some = db().from::<Number>().select().limit(1500).stream_all();
    assert_eq!(numbers(some).await, (1..=1500).collect::<Vec<_>>());
    let window = small_pages(400).from::<Number>().select().range(1000..=2099).stream_all();
    assert_eq!(numbers(window).await, (1001..=2100).collect::<Vec<_>>());
    let none = db().from::<Number>().select().filter(|n| n.n.gt(9000)).stream_all();
    assert_eq!(numbers(none).await, [0_i32; 0]);
}

#[tokio::test]
async fn selections_and_keys_of_several_columns_stream_too() {
    let halves = db().from::<Number>().columns(|n| n.half).stream_all().all().await.unwrap();
    assert_eq!((halves.len(), halves.last()), (2500, Some(&1250)));
    let rows = db().from::<Number>().columns(select!(half, again: n)).stream_all().all().await.unwrap();
    assert_eq!((rows.len(), rows[0].again), (2500, 1));
    let pairs: Vec<(i32, i32)> = (900..903).flat_map(|a| (0..3).map(move |b| (a, b))).collect();
    for (a, b) in &pairs {
        let row = serde_json::json!({"a": a, "b": b});
        db().table("pairs").upsert(&row, "a,b").await.unwrap();
    }
    let stream = small_pages(2).from::<Pair>().select().filter(|p| p.a.gte(900) & p.a.lt(903)).stream_all();
    let found: Vec<(i32, i32)> = stream.all().await.unwrap().iter().map(|p| (p.a, p.b)).collect();
    assert_eq!(found, pairs);
    let groups = small_pages(50).from::<Number>().columns(|n| (n.half, n.n.count())).order(|n| n.half.asc());
    let groups = groups.stream_all().all().await.unwrap();
    assert_eq!((groups.len(), groups[3]), (1251, (3, 2)));
}

#[tokio::test]
async fn rows_that_come_and_go_meanwhile_hide_no_others() {
    let mut stream = small_pages(3).from::<Pair>().select().filter(|p| p.a.eq(950)).stream_all();
    let row = |b: i32| serde_json::json!({"a": 950, "b": b});
    for b in [10, 20, 30, 40, 50, 60] {
        db().table("pairs").upsert(&row(b), "a,b").await.unwrap();
    }
    let mut seen = Vec::new();
    while let Some(pair) = stream.next().await {
        let b = pair.unwrap().b;
        if b == 30 {
            // a page by range would now leave 40 out, or give 30 again
            db().from::<Pair>().delete().filter(|p| p.a.eq(950) & p.b.eq(10)).await.unwrap();
            db().table("pairs").insert(&row(5)).await.unwrap();
            db().table("pairs").insert(&row(25)).await.unwrap();
        }
        seen.push(b);
    }
    assert_eq!(seen, [10, 20, 30, 40, 50, 60]);
}

#[tokio::test]
async fn what_has_no_order_is_refused_before_it_is_sent() {
    let refusal = db().from::<Seen>().select().stream_all().all().await.unwrap_err();
    assert!(refusal.is_not_sent() && refusal.to_string().contains("add `.order(..)`"), "{refusal}");
    let ordered = db().from::<Seen>().select().order(|n| n.n.asc()).stream_all().all().await.unwrap();
    assert_eq!(ordered.len(), 2500);
    let refusal = db().table("numbers").select("n").stream_all().next().await.unwrap().unwrap_err();
    assert!(refusal.is_not_sent(), "{refusal}");
    let named = db().table("numbers").select("n").order("n").stream_all().all().await.unwrap();
    assert_eq!((named.len(), named[2499]["n"].as_i64()), (2500, Some(2500)));
}

#[tokio::test]
async fn a_list_longer_than_an_address_is_read_in_chunks() {
    let wanted: Vec<i32> = (1..=2500).chain(1..=100).collect();
    let refusal = db().from::<Number>().select().filter(|n| n.n.in_(&wanted)).await.unwrap_err();
    assert!(refusal.is_not_sent() && refusal.to_string().contains("in_chunks"), "{refusal}");
    let supabase_orm::error::ErrorKind::Query(QueryError::UrlTooLong { length, limit: 8000 }) =
        refusal.kind()
    else {
        panic!("{refusal:?}");
    };
    assert!(*length > 11_000);
    let found = numbers(db().from::<Number>().select().in_chunks(|n| n.n, &wanted)).await;
    assert_eq!(found, (1..=2500).collect::<Vec<_>>());
    // several rows for each value, more than the server gives at once
    let halves = db().from::<Number>().select().in_chunks(|n| n.half, 0..=1250);
    assert_eq!(halves.all().await.unwrap().len(), 2500);
    let few = db().from::<Number>().select().limit(20).in_chunks(|n| n.n, &wanted);
    assert_eq!(numbers(few).await, (1..=20).collect::<Vec<_>>());
    assert!(numbers(db().from::<Number>().select().in_chunks(|n| n.n, [0_i32; 0])).await.is_empty());
    let named = db().table("numbers").select("n").order("n").in_chunks("n", 1..=2000).all().await.unwrap();
    assert_eq!(named.len(), 2000);
}

#[tokio::test]
async fn a_stream_is_a_stream() {
    fn boxed<R: Send + 'static>(
        stream: RowStream<R>,
    ) -> std::pin::Pin<Box<dyn Stream<Item = supabase_orm::Result<R>> + Send>> {
        Box::pin(stream)
    }
    let mut stream = boxed(db().from::<Number>().select().limit(2).stream_all());
    let first = std::future::poll_fn(|cx| stream.as_mut().poll_next(cx)).await.unwrap().unwrap();
    assert_eq!(first.n, 1);
}
