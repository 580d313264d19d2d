//! Turns the schema of a Supabase project into Rust for `supabase-orm`.
//!
//! A document goes in (what PostgREST answers at its root), one file of plain Rust comes out: row structs, columns, inserts,
//! relations, enums, functions. It is deterministic, formatted, documented with the comments of the database, and meant to be
//! committed.
//!
//! As a program:
//!
//! ```text
//! supabase-codegen generate --url https://<ref>.supabase.co --out src/schema.rs     # the key: SUPABASE_SECRET_KEY or .env
//! ```
//!
//! In a build script, from a document in the repository (no network, no key):
//!
//! ```no_run
//! supabase_codegen::Config::new().file("supabase/openapi.json").generate()?;
//! # Ok::<(), supabase_codegen::Error>(())
//! ```
//!
//! # Names
//! A row of `planets` is a `Planet`, its columns are fields in `snake_case`. Where two names become one, the one that is already
//! as Rust writes it keeps it and the others get a number in their order (`user_id_2`, `ClashTable2`); a name of the prelude
//! gets `Row` (`OptionRow`). Each is a warning, none an error; `rename` decides otherwise.
//!
//! # What an insert must have
//! A column is required if it is NOT NULL, shows no default, and is a string in JSON or a foreign key: of those the document
//! shows every default. Numbers, booleans, arrays and `json` may have one that it does not show, so they are optional;
//! `required`, `optional` and `generated` decide otherwise.

mod catalog;
mod config;
mod diagnostic;
mod error;
mod expand;
mod generate;
mod input;
mod lower;
mod metadata;
mod naming;
mod plan;
mod render;
mod source;
mod swagger;
mod type_map;
mod write;

pub use config::{ArrayElements, Config, Dates, Decimal, UuidType};
pub use diagnostic::Diagnostic;
pub use error::{Error, Result};
pub use generate::Generated;
