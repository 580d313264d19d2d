//! The tables of the measurements.

use supabase_orm::Table;

/// The table of the request.
#[derive(Debug, Table)]
#[table(name = "tasks")]
#[expect(dead_code, reason = "only its columns are used")]
pub(crate) struct Task {
    #[table(key)]
    id: i64,
    title: String,
    done: bool,
    estimate: Option<i32>,
}

/// A row of 20 columns.
#[derive(Debug, Table)]
#[table(name = "wide")]
#[expect(dead_code, reason = "decoded, not read")]
pub(crate) struct Wide {
    #[table(key)]
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
