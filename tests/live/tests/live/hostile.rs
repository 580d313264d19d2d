//! Texts that look like syntax, in every position: none changes the predicate.

use crate::world::{db, stack};
use proptest::{
    prelude::*,
    strategy::ValueTree,
    test_runner::{Config, RngAlgorithm, TestRng, TestRunner},
};
use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};
use supabase_orm::{
    Column, Filter, Insert, Table,
    sql::{Nullable, PgText},
};
use tokio::sync::{OnceCell, Semaphore};

/// How many strings each position gets.
const STRINGS: usize = 2_000;
/// Behind a text, the id of the row that holds it with one more letter.
const DECOY: i64 = 1_000_000;

const WORDS: &[&str] = &[
    "eq.",
    "in.(",
    "not.is.null",
    "null",
    "NULL",
    "and",
    "or",
    "or=(id.gt.0)",
    "&id=gt.0",
    "?select=*",
    "any",
    "{}",
    "{\"",
    "\"}",
    "()",
    "\",\"",
    "\\\"",
    "%22",
    "%2C",
    "%00",
    "+",
    "->",
    "->>",
    "::text",
    "!inner",
    "...",
    "a:b",
    "*",
    ")",
    "))",
    ",id.gt.0)",
    "true",
    "1",
    "0",
    "-1",
    "now()",
    "'; drop",
    "--",
    "\\",
    "\\\\",
    "\u{1f980}",
    "\u{e9}",
    "e\u{301}",
    "\u{202e}",
    "\n",
    "\r\n",
    "\t",
    " ",
    "  ",
];

fn hostile() -> impl Strategy<Value = String> {
    let letter = prop_oneof![
        4 => proptest::sample::select(",.:()\"'\\{}[]<>=!~@#$%^&*+-/|?;_ `".chars().collect::<Vec<_>>()),
        2 => proptest::char::range('a', 'e'),
        1 => any::<char>().prop_filter("Postgres has no NUL", |c| *c != '\0'),
    ];
    let piece = prop_oneof![3 => letter.prop_map(String::from), 2 => proptest::sample::select(WORDS).prop_map(str::to_owned)];
    proptest::collection::vec(piece, 0..7).prop_map(|pieces| pieces.concat())
}

/// The same strings in every run.
fn strings() -> BTreeSet<String> {
    let rng = TestRng::from_seed(RngAlgorithm::ChaCha, &[7; 32]);
    let mut runner = TestRunner::new_with_rng(Config::default(), rng);
    let mut all: BTreeSet<String> = WORDS.iter().map(|w| (*w).to_owned()).chain([String::new()]).collect();
    while all.len() < STRINGS {
        all.insert(hostile().new_tree(&mut runner).unwrap().current());
    }
    all
}

#[derive(Debug, Clone, Table)]
#[table(name = "hostile")]
struct Hostile {
    #[table(key)]
    id: i64,
    t: String,
    a: Vec<String>,
    j: serde_json::Value,
}
#[derive(Insert)]
#[table(Hostile)]
struct New<'a> {
    id: i64,
    t: &'a str,
    a: [&'a str; 2],
    j: serde_json::Value,
}

/// Every string and who holds it: its own row, and perhaps the decoy of another.
async fn holders() -> &'static BTreeMap<String, BTreeSet<i64>> {
    static HOLDERS: OnceCell<BTreeMap<String, BTreeSet<i64>>> = OnceCell::const_new();
    HOLDERS.get_or_init(fill).await
}

async fn fill() -> BTreeMap<String, BTreeSet<i64>> {
    stack().run_sql("truncate hostile").await.unwrap();
    let strings = strings();
    let texts: Vec<(i64, String)> =
        (1..).zip(&strings).flat_map(|(id, s)| [(id, s.clone()), (id + DECOY, format!("{s}x"))]).collect();
    let row = |(id, t): &(i64, String)| New {
        id: *id,
        t: t.clone().leak(),
        a: [t.clone().leak(), "z"],
        j: serde_json::json!({ t: "yes" }),
    };
    db().from::<Hostile>().insert_many(texts.iter().map(row)).await.unwrap();
    let mut holders: BTreeMap<String, BTreeSet<i64>> =
        strings.into_iter().map(|s| (s, BTreeSet::new())).collect();
    for (id, text) in texts {
        if let Some(ids) = holders.get_mut(&text) {
            ids.insert(id);
        }
    }
    holders
}

/// Asks for every string, some at a time; each must find exactly the rows that hold it.
async fn each(filter: impl Fn(&'static HostileColumns, &str) -> Filter<Hostile> + Send + Sync + 'static) {
    let (filter, gate, db) = (Arc::new(filter), Arc::new(Semaphore::new(16)), db());
    let mut tasks = tokio::task::JoinSet::new();
    for (text, ids) in holders().await {
        let (filter, gate, db) = (filter.clone(), gate.clone(), db.clone());
        tasks.spawn(async move {
            let _one = gate.acquire().await.unwrap();
            let found = db.from::<Hostile>().columns(|h| h.id).filter(|h| filter(h, text)).await;
            let found: Result<BTreeSet<i64>, _> = found.map(|ids| ids.into_iter().collect());
            match found {
                Ok(found) if found == *ids => None,
                other => Some(format!("{text:?}: expected {ids:?}, found {other:?}")),
            }
        });
    }
    let faults: Vec<String> = tasks.join_all().await.into_iter().flatten().collect();
    assert!(
        faults.is_empty(),
        "{} faults:\n{}",
        faults.len(),
        faults.iter().take(20).cloned().collect::<Vec<_>>().join("\n")
    );
}

#[tokio::test]
async fn as_the_value_of_eq() {
    each(|h, text| h.t.eq(text)).await;
}

#[tokio::test]
async fn in_a_list() {
    each(|h, text| h.t.in_([text, "no such text", "a,\"b"])).await;
}

#[tokio::test]
async fn under_or_and_not() {
    each(|h, text| !(h.t.neq(text) & h.id.gt(0)) | h.t.in_([text]) & h.id.lt(0)).await;
}

#[tokio::test]
async fn as_an_element_of_an_array() {
    each(|h, text| h.a.contains([text]) & (h.a.eq([text, "z"]) | h.id.lt(0))).await;
}

#[tokio::test]
async fn as_a_key_of_a_json_path() {
    each(|h, text| h.j.key_text(text).eq("yes")).await;
}

#[tokio::test]
async fn in_eq_any() {
    each(|h, text| h.t.eq_any([text])).await;
}

fn names() -> Vec<String> {
    let mut names: BTreeSet<String> = strings().into_iter().collect();
    let mut n = 0;
    while names.iter().filter(|n| fits(n)).count() < STRINGS {
        names.insert(format!("a\",b.({n})'\\{{n}}"));
        n += 1;
    }
    names.into_iter().filter(|n| fits(n)).take(STRINGS).collect()
}

/// A name has 63 bytes at most. `*` is an error of PostgREST: it takes it for all columns, quoted or not.
fn fits(name: &str) -> bool {
    !name.is_empty() && name.len() <= 63 && name != "id" && name != "*"
}

macro_rules! wide { ($($table:ident = $name:literal),*) => { $(
    #[derive(Debug, Table)]
    #[table(name = $name)]
    struct $table {
        #[table(key)]
        id: i32,
    }
)* } }
wide!(Wide0 = "wide0", Wide1 = "wide1", Wide2 = "wide2", Wide3 = "wide3");

/// Row 1 has in every column that column's number, row 2 has 0 everywhere.
async fn make_wide(table: &str, names: &[String]) {
    let columns: Vec<String> =
        names.iter().map(|n| format!(", \"{}\" text", n.replace('"', "\"\""))).collect();
    let numbers: String = (1..=names.len()).map(|n| format!(",'{n}'")).collect();
    let zeros = ",'0'".repeat(names.len());
    let sql = format!(
        "drop table if exists {table}; create table {table} (id int primary key{}); insert into {table} values (1{numbers}), (2{zeros})",
        columns.concat()
    );
    stack().run_sql(&sql).await.unwrap();
}

async fn each_column<T: Table>(names: &[String], id: Column<T, supabase_orm::sql::PgInt4>) -> Vec<String> {
    let (gate, db) = (Arc::new(Semaphore::new(16)), db());
    let mut tasks = tokio::task::JoinSet::new();
    for (n, name) in (1..).zip(names) {
        let (gate, db, name) = (gate.clone(), db.clone(), name.clone());
        let column = Column::<T, Nullable<PgText>>::new(name.clone().leak());
        tasks.spawn(async move {
            let _one = gate.acquire().await.unwrap();
            let number = n.to_string();
            let query = db
                .from::<T>()
                .columns(|_| (id, column.alias("v")))
                .filter(|_| column.eq(&*number) & (column.neq("0") | column.is_null()));
            match query.order(|_| column.desc()).await {
                Ok(rows) if rows == [(1, Some(number))] => None,
                other => Some(format!("{name:?}: {other:?}")),
            }
        });
    }
    tasks.join_all().await.into_iter().flatten().collect()
}

#[tokio::test]
async fn as_the_name_of_a_column() {
    let names = names();
    let parts: Vec<&[String]> = names.chunks(STRINGS / 4).collect();
    for (part, table) in parts.iter().zip(["wide0", "wide1", "wide2", "wide3"]) {
        make_wide(table, part).await;
    }
    stack().reload_schema().await.unwrap();
    let mut faults = each_column(parts[0], Wide0::COLUMNS.id).await;
    faults.extend(each_column(parts[1], Wide1::COLUMNS.id).await);
    faults.extend(each_column(parts[2], Wide2::COLUMNS.id).await);
    faults.extend(each_column(parts[3], Wide3::COLUMNS.id).await);
    assert!(
        faults.is_empty(),
        "{} faults:\n{}",
        faults.len(),
        faults.iter().take(20).cloned().collect::<Vec<_>>().join("\n")
    );
}
