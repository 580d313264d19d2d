//! Decoding rows: the answer as bytes into structs.

use crate::{Figure, compare, tables::Wide};
use std::fmt::Write;
use supabase_orm::read::rows;

/// The same row for serde.
#[derive(serde::Deserialize)]
#[expect(dead_code, reason = "decoded, not read")]
struct Plain {
    id: i64,
    name: String,
    title: Option<String>,
    done: bool,
    price: f64,
    a1: i64,
    a2: String,
    a3: Option<String>,
    a4: bool,
    a5: f64,
    b1: i64,
    b2: String,
    b3: Option<String>,
    b4: bool,
    b5: f64,
    c1: i64,
    c2: String,
    c3: Option<String>,
    c4: bool,
    c5: i64,
}

/// An answer as PostgREST writes it.
fn answer(n: usize) -> Vec<u8> {
    let mut body = String::from("[");
    for k in 0..n {
        body.push_str(if k > 0 { ", \n " } else { "" });
        let _ = write!(
            body,
            r#"{{"id":{k},"name":"name of row {k}","title":null,"done":true,"price":{k}.25,"a1":{},"a2":"some longer text that stands in a column {k}","a3":"x","a4":false,"a5":0.5,"b1":12345678901,"b2":"a \"quoted\" text","b3":"8fa82425-670e-406a-afb4-0f3bd2e4f0f8","b4":true,"b5":1e10,"c1":5,"c2":"short","c3":null,"c4":false,"c5":77}}"#,
            k * 7
        );
    }
    body.push(']');
    body.into_bytes()
}

pub(crate) fn figure(what: &'static str, goal: &'static str, n: usize, times: u32) -> Figure {
    let body = answer(n);
    compare(what, goal, times, || rows::<Wide>(&body), || serde_json::from_slice::<Vec<Plain>>(&body))
}
