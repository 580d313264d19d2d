//! Functions in every way they can be called: by GET, variadic, with an argument that has no name.

use crate::world::{db, stack};
use serde_json::{Value, json};
use supabase_orm::{Call, Client, Count, Function, ObjWriter, Payload, Select, Table, sql::*};

#[derive(Debug, Clone, PartialEq, Table)]
#[table(name = "numbers")]
struct Number {
    #[table(key)]
    n: i32,
    half: i32,
}

/// Functions as the generator writes them.
macro_rules! functions { ($($name:ident = $sql:literal [$($field:ident: $ty:ty = $marker:ty),*] $([$variadic:literal])? -> $out:ty;)*) => { $(
    #[derive(Debug, Clone)]
    struct $name { $($field: $ty),* }
    impl Function for $name {
        type Output = $out;
        const NAME: &'static str = $sql;
        $(const VARIADIC: Option<&'static str> = Some($variadic);)?
        fn args(&self, w: &mut ObjWriter) {
            let _ = &w;
            $(w.put(supabase_orm::Column::<Self, $marker>::new(stringify!($field)), &self.$field);)*
        }
    }
)* } }
functions! {
    AllNumbers = "all_numbers" [above: i32 = PgInt4] -> Select<Number, Number>;
    Series = "series" [upto: i32 = PgInt4] -> Call<Vec<i32>, PgArray<PgInt4>>;
    Nothing = "nothing" [kind: &'static str = PgText] -> Call<i32, PgInt4>;
    NoNumber = "no_number" [] -> Call<Number>;
    NextNumber = "next_number" [] -> Call<i32>;
    SumOf = "sum_of" [parts: Vec<i32> = PgArray<PgInt4>] ["parts"] -> Call<i64>;
    Describe = "describe" [j: Value = PgJsonb, names: Vec<&'static str> = PgArray<PgText>] -> Call<String>;
}

/// `size_of(bytea)`, `length_of(text)`, `keys_of(json)`
struct Unnamed<const N: usize>(Payload);
macro_rules! unnamed { ($($n:literal = $sql:literal -> $out:ty;)*) => { $(
    impl Function for Unnamed<$n> {
        type Output = Call<$out>;
        const NAME: &'static str = $sql;
        fn args(&self, _: &mut ObjWriter) {}
        fn payload(&self) -> Option<Payload> {
            Some(self.0.clone())
        }
    }
)* } }
unnamed! { 0 = "size_of" -> i32; 1 = "length_of" -> i32; 2 = "keys_of" -> i64; }

#[tokio::test]
async fn by_get_with_arrays_filters_heads_and_pages() {
    let rows = db().rpc(AllNumbers { above: 2490 }).get().filter(|n| n.half.gt(1247)).order(|n| n.n.desc());
    assert_eq!(rows.await.unwrap()[0], Number { n: 2500, half: 1250 });
    assert_eq!(db().rpc(AllNumbers { above: 2490 }).head(Count::Exact).await.unwrap(), 10);
    let page = db().rpc(AllNumbers { above: 1 }).limit(3).count(Count::Exact).await.unwrap();
    assert_eq!((page.rows.len(), page.total), (3, 2499));
    let all = db().rpc(AllNumbers { above: 100 }).get().stream_all().all().await.unwrap();
    assert_eq!((all.len(), all[0].n), (2400, 101));
    let refusal = db().rpc(AllNumbers { above: 0 }).stream_all().all().await.unwrap_err();
    assert!(refusal.is_not_sent() && refusal.to_string().contains("`.get()`"), "{refusal}");
    assert_eq!(db().rpc(Series { upto: 5 }).get().limit(2).await.unwrap(), [1, 2]);
    assert_eq!(db().rpc(Series { upto: 5 }).range(1..=2).await.unwrap(), [2, 3]);
}

#[tokio::test]
async fn variadic_arguments_are_spread_in_an_address_and_a_list_in_a_body() {
    let parts = || SumOf { parts: vec![1, 2, 3] };
    assert_eq!(db().rpc(parts()).await.unwrap(), 6);
    assert_eq!(db().rpc(parts()).get().await.unwrap(), 6);
    let by_name = [("parts", json!(4)), ("parts", json!(5))];
    assert_eq!(db().call_get("sum_of", by_name).await.unwrap(), json!(9));
}

#[tokio::test]
async fn json_is_never_sent_where_it_would_become_a_text() {
    let describe = |j: Value| Describe { j, names: vec!["a", "b,\"c"] };
    assert_eq!(db().rpc(describe(json!([1]))).await.unwrap(), "arrayb,\"c");
    assert_eq!(db().rpc(describe(json!("text"))).get().await.unwrap(), "stringb,\"c");
    let refusal = db().rpc(describe(json!({"k": 1}))).get().await.unwrap_err();
    assert!(refusal.is_not_sent() && refusal.to_string().contains("`j` is JSON"), "{refusal}");
}

#[tokio::test]
async fn an_argument_without_a_name_is_the_body() {
    assert_eq!(db().rpc(Unnamed::<0>(Payload::bytes(vec![0, 255, 7]))).await.unwrap(), 3);
    assert_eq!(db().rpc(Unnamed::<1>(Payload::text("grüße"))).await.unwrap(), 5);
    assert_eq!(db().rpc(Unnamed::<2>(Payload::json(&json!({"a": 1, "b": 2})))).await.unwrap(), 2);
    let refusal = db().rpc(Unnamed::<1>(Payload::text("x"))).get().await.unwrap_err();
    assert!(refusal.is_not_sent() && refusal.to_string().contains("without a name"), "{refusal}");
}

#[tokio::test]
async fn a_function_that_changes_something_is_refused_by_get_and_never_sent_twice() {
    let refusal = db().rpc(NextNumber {}).get().await.unwrap_err();
    assert_eq!(refusal.sqlstate(), Some("25006"), "{refusal}");
    assert_eq!(db().rpc(NextNumber {}).await.unwrap(), 1);
}

#[tokio::test]
async fn headers_and_plans_of_calls() {
    let plan = db().rpc(Series { upto: 3 }).explain().analyze().plan().await.unwrap();
    assert!(plan.execution_time.is_some() && plan.nodes().count() > 1, "{plan}");
    let client = Client::builder(stack().url(), stack().secret_key()).build().unwrap();
    let call =
        client.rpc(Series { upto: 3 }).header("x-trace", "7").timeout(std::time::Duration::from_secs(9));
    assert_eq!(call.await.unwrap().len(), 3);
}

#[tokio::test]
async fn a_function_that_returns_null_says_how_it_is_read() {
    let e = db().rpc(Nothing { kind: "x" }).await.unwrap_err();
    assert!(e.is_decode() && e.to_string().contains("`.optional()` reads it as `None`"), "{e}");
    assert_eq!(db().rpc(Nothing { kind: "x" }).optional().await.unwrap(), None);
    let e = db().rpc(NoNumber {}).await.unwrap_err();
    assert!(e.to_string().contains("`.optional()`"), "{e}");
    assert_eq!(db().rpc(NoNumber {}).optional().await.unwrap(), None);
    assert_eq!(db().rpc(Series { upto: 2 }).optional().await.unwrap(), Some(vec![1, 2]));
}

#[derive(Debug, Function)]
#[function(name = "all_numbers", rows = Number)]
struct Numbers {
    #[function(default)]
    above: Option<i32>,
}

#[derive(Debug, Function)]
#[function(name = "sum_of", returns = i64)]
struct Sum<'a> {
    #[function(variadic)]
    parts: &'a [i32],
}

#[derive(Debug, Function)]
#[function(name = "describe", returns = String)]
struct Described<'a> {
    #[function(argument = "j")]
    json: Value,
    names: &'a [&'a str],
}

#[derive(Debug, Function)]
#[function(name = "touch", void)]
struct Touch {
    id: i64,
}

#[tokio::test]
async fn derived_functions_are_called_like_generated_ones() {
    let first = |above| db().rpc(Numbers { above }).get().order(|n| n.n.asc()).limit(1).single();
    assert_eq!(first(None).await.unwrap().n, 1);
    assert_eq!(first(Some(41)).await.unwrap(), Number { n: 42, half: 21 });
    assert_eq!(db().rpc(Sum { parts: &[1, 2] }).get().await.unwrap(), 3);
    assert_eq!(db().rpc(Sum { parts: &[4] }).await.unwrap(), 4);
    let () = db().rpc(Touch { id: 0 }).await.unwrap();
    let describe = |json| Described { json, names: &["a", "b"] };
    assert_eq!(db().rpc(describe(json!([1]))).await.unwrap(), "arrayb");
    let refusal = db().rpc(describe(json!({"k": 1}))).get().await.unwrap_err();
    assert!(refusal.is_not_sent() && refusal.to_string().contains("`j` is JSON"), "{refusal}");
}
