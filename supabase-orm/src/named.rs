//! Queries by name, for names that are known only at run time, and for who comes from JavaScript or Python.
//!
//! ```
//! # use supabase_orm::{Client, Result};
//! # use serde_json::{Value, json};
//! # async fn f(db: &Client) -> Result<()> {
//! let rows: Vec<Value> = db.table("planets").select("name, moons(name)").eq("name", "Earth").await?;
//! db.table("planets").insert(&json!({"id": 9, "name": "Pluto"})).await?;
//! db.table("planets").update(&json!({"kind": "dwarf"})).eq("id", 9).await?;
//! let sum: Value = db.call("add", &json!({"a": 1, "b": 2})).await?;
//! # Ok(()) }
//! ```
//!
//! They stand on the same wire encoder as the typed ones: a value never becomes syntax. What is syntax by itself (`select`,
//! `or`, `filter`) is checked before it is sent. Rows are `serde_json::Value`, or any `Deserialize` type by
//! [`of`](NamedQuery::of).

mod call;
mod filter;
pub(crate) mod grammar;
mod operand;
pub(crate) mod place;
mod query;
mod table;

pub use operand::{Operand, Operands, RangeOperand};
pub use query::NamedQuery;
pub use table::NamedTable;
