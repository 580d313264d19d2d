//! The typed Rust client of Supabase.
//!
//! Queries are built from the columns of your own schema; a wrong column, type, nullability, a missing required value, a
//! write to a view, or a delete without a filter does not compile, and the message says what to do.
//!
//! ```
//! # use supabase_orm::doc as schema;
//! use schema::{Planet, Section};
//! use supabase_orm::{Client, Result};
//!
//! async fn demo() -> Result<()> {
//!     let db = Client::new("https://<ref>.supabase.co", "sb_publishable_..")?;
//!     let planets: Vec<Planet> = db.from::<Planet>().select().filter(|p| p.name.eq("Earth")).await?;
//!     let sizes: Vec<(String, i64)> = db.from::<Section>().columns(|s| (s.name, s.instruments.count())).await?;
//!     db.from::<Planet>().update(|p| p.moons.set(2)).filter(|p| p.id.eq(4)).await?;
//!     Ok(())
//! }
//! ```
//!
//! # Features
//! | feature | default | what |
//! |---|---|---|
//! | `derive` | yes | the derives and `select!` |
//! | `rustls` | yes | HTTPS by rustls with the platform's certificates |
//! | `native-tls` | | HTTPS by the platform's own library |
//! | `auth` | | signing in, and sessions that last |
//! | `functions` | | Edge Functions: JSON, bytes, streams and events |
//! | `axum` | | an extractor: the verified user of a request, and a client that acts as this user |
//! | `storage` | | files, vectors and analytics buckets |
//! | `realtime` | | changes of tables as they happen, broadcasts and presence |
//! | `uuid` | | `uuid::Uuid` in columns |
//! | `chrono` | | dates and times of `chrono` in columns |
//! | `time` | | dates and times of `time` in columns |
//! | `jiff` | | dates and times of `jiff` in columns |
//! | `rust_decimal` | | `Decimal` in `numeric` columns |

#[cfg(feature = "auth")]
pub mod auth;
#[cfg(feature = "axum")]
pub mod axum;
mod client;
pub mod codegen;
mod column;
pub mod error;
mod filter;
#[cfg(feature = "functions")]
pub mod functions;
pub mod http;
mod json;
#[doc(hidden)]
pub mod misplaced;
pub mod mode;
pub mod named;
mod order;
mod pg_composite;
mod pg_enum;
pub mod plan;
mod query;
pub mod read;
#[cfg(feature = "realtime")]
pub mod realtime;
mod rest;
mod rpc;
pub mod schema;
pub mod select;
mod settings;
pub mod sql;
#[cfg(feature = "storage")]
pub mod storage;
#[cfg(any(feature = "auth", feature = "realtime", feature = "storage"))]
mod timestamp;
pub mod types;
pub mod value;
mod write;
mod write_row;

#[doc(hidden)]
pub mod __private;
#[doc(hidden)]
#[allow(missing_docs, missing_debug_implementations, reason = "the examples' schema is not part of the API")]
#[allow(clippy::wildcard_imports, reason = "as generated code does")]
pub mod doc;

pub use client::{AccessToken, AccessTokenProvider, ApiKey, Client, ClientBuilder, KeyKind};
pub use column::{Column, Key, Path, Plain, WholeColumn};
pub use error::{Error, Result};
pub use filter::{Filter, Search, all_of, any_of, filter_raw};
pub use mode::{Answer, Location, Page};
pub use named::{NamedQuery, NamedTable};
pub use order::{Direction, Order, OrderBy};
pub use plan::{Plan, PlanNode};
pub use query::{Explain, On, Query, RowStream, Select};
pub use read::{FromColumn, Row};
pub use rest::{
    prefer::Count,
    reply::{QueryFuture, Sends},
};
pub use rpc::{Call, Function, OptionalArgs, Payload, RpcOutput, WithArgs};
pub use schema::{Keyed, Rel, Related, Table, Writable};
pub use select::{RowOf, Selectable, Selection, count_all, row};
pub use sql::cast;
pub use types::{Bounds, Numeric};
pub use value::{AsJson, Assign, Change, Null, Raw, Value};
pub use write::{Assignments, Changes, Holds, Insertable, NeedsFilter, ObjWriter, Set, Upsert, With, Write};
pub use write_row::ser_row;

#[cfg(feature = "derive")]
pub use supabase_derive::*;
