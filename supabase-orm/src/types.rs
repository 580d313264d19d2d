//! Values of Postgres that Rust has no type for, and bridges to the crates that have others.

mod bounds;
mod bytea;
#[cfg(feature = "chrono")]
mod chrono;
#[cfg(any(feature = "chrono", feature = "jiff", feature = "time"))]
mod datetime;
mod float;
#[cfg(feature = "jiff")]
mod jiff;
mod numeric;
mod raw_json;
#[cfg(feature = "rust_decimal")]
mod rust_decimal;
#[cfg(feature = "time")]
mod time;
#[cfg(feature = "uuid")]
mod uuid;

pub use bounds::Bounds;
#[cfg(any(feature = "chrono", feature = "time"))]
pub(crate) use datetime::printed_instant;
pub use numeric::{Numeric, ParseNumericError};
pub use raw_json::RawJson;
