//! Turns the schema of a Supabase project into Rust for `supabase-orm`.
//!
//! A source goes in, one file of plain Rust comes out: row structs, columns, inserts, relations, enums, functions. It is
//! deterministic, formatted, documented with the comments of the database, and meant to be committed.
//!
//! | source | knows |
//! |---|---|
//! | a database (`--db-url`) | everything |
//! | a `GeneratorMetadata` document, version 1 | all but names of unique keys, keys of several columns, domains in arrays and arguments, partitions, comments of functions |
//! | the `OpenAPI` document of PostgREST (`--url`, or a file) | names, types, comments, simple keys |
//!
//! As a program:
//!
//! ```text
//! supabase-codegen generate --url https://<ref>.supabase.co --out src/schema.rs     # the key: SUPABASE_SECRET_KEY or .env
//! supabase-codegen generate --db-url postgres://postgres@localhost:54322/postgres --schema public,api --out src/schema.rs
//! ```
//!
//! In a build script, from a snapshot in the repository (no network, no key, no Docker); without default features this crate
//! is small there:
//!
//! ```no_run
//! supabase_codegen::Config::new().file("supabase/schema.json").generate()?;
//! # Ok::<(), supabase_codegen::Error>(())
//! ```
//!
//! [`Config::or_snapshot`] asks a server first, and does without it.
//!
//! # Builds and CI without a network
//! `supabase-codegen snapshot` writes what a source says into `supabase/schema.json`, which is a source itself: builds read it
//! with `--file` or [`Config::file`]. `supabase-codegen check` ends with 1 and the differences if the database has moved on.
//!
//! # What a schema lets queries do
//! `supabase-codegen inspect planets` tells the columns, keys and relationships of a table as the generated code has them, what
//! an insert must have, and queries to start from; [`Config::inspect`] gives the same as values. `supabase-codegen diagram --out schema.html` draws the whole
//! ([`Config::diagram`]).
//!
//! # Faults
//! A run tells every fault that it can find at once, each with its place and the repair ([`Error::faults`]); the program shows
//! the line of `supabase.toml` as well. `--json` gives results and faults to programs, `--quiet` tells faults only.
//!
//! # Settings
//! Each is a key of `supabase.toml`, a flag of the program and a method of [`Config`], under one name.
//!
//! | key | what |
//! |---|---|
//! | `schemas`, `include`, `exclude` | which db schemas, tables and functions |
//! | `rename`, `singular` | names |
//! | `types`, `dates`, `decimal`, `uuid`, `array_elements` | types; newtypes of keys, own types inside of `json` |
//! | `required`, `optional`, `generated`, `not_null`, `returns` | what a source does not tell |
//! | `relations` | whether policies may hide the row that a foreign key points to |
//! | `derives` | more derives |
//! | `layout` | one file, or one for each table |
//!
//! ```toml
//! dates = "jiff"
//! not_null = ["active_planets.id"]
//!
//! [types]
//! "planets.id" = "crate::PlanetId" # `#[derive(DbValue)] struct PlanetId(i64);`
//!
//! [derives]
//! rows = "Eq, Hash"
//! ```
//!
//! # Names
//! A row of `planets` is a `Planet`, its columns are fields in `snake_case`. Where two names become one, the one that is already
//! as Rust writes it keeps it and the others get a number in their order (`user_id_2`, `ClashTable2`); a name of the prelude
//! gets `Row` (`OptionRow`). Each is a warning, none an error; `rename` decides otherwise.
//!
//! # What an insert must have
//! What is NOT NULL, and has neither default, identity nor generated value. An `OpenAPI` document shows every default of strings
//! in JSON and of foreign keys only: numbers, booleans, arrays and `json` may have one that it does not show, so they are
//! optional; `required`, `optional` and `generated` decide otherwise.

mod catalog;
mod check;
mod config;
mod diagnostic;
mod diagram;
mod error;
mod expand;
mod generate;
mod input;
pub mod inspect;
mod lower;
mod metadata;
mod naming;
mod plan;
mod render;
mod snapshot;
mod source;
mod swagger;
mod type_map;
mod visible;
mod write;

pub use check::{Change, ChangeKind};
#[doc(hidden)]
pub use config::Settings;
pub use config::{ArrayElements, Config, Dates, Decimal, Layout, Relations, UuidType};
pub use diagnostic::Diagnostic;
pub use diagram::DiagramFormat;
pub use error::{Error, Result};
pub use generate::{Generated, Part};
