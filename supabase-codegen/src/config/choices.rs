//! Settings that choose one of several.

use serde::Deserialize;

macro_rules! choice { ($($(#[$meta:meta])* $name:ident { $($(#[$variant_meta:meta])* $variant:ident,)* })*) => { $(
    $(#[$meta])*
    #[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
    #[serde(rename_all = "snake_case")]
    #[cfg_attr(feature = "cli", derive(clap::ValueEnum))]
    #[cfg_attr(feature = "cli", value(rename_all = "snake_case"))]
    pub enum $name { $($(#[$variant_meta])* $variant,)* }
)* } }

choice! {
    /// Which Rust types stand for dates and times.
    Dates {
        /// Those of `chrono` (feature `chrono` of supabase-orm).
        #[default]
        Chrono,
        /// Those of `time` (feature `time` of supabase-orm).
        Time,
        /// Those of `jiff` (feature `jiff` of supabase-orm).
        Jiff,
        /// `String`: also holds `infinity` and `24:00:00`.
        Text,
    }

    /// Which Rust type stands for `numeric`.
    Decimal {
        /// `supabase_orm::Numeric`: every digit, and `NaN`.
        #[default]
        Numeric,
        /// `rust_decimal::Decimal` (feature `rust_decimal` of supabase-orm): arithmetic, 28 digits.
        RustDecimal,
    }

    /// Which Rust type stands for `uuid`.
    UuidType {
        /// `uuid::Uuid` (feature `uuid` of supabase-orm).
        #[default]
        Uuid,
        /// `String`.
        Text,
    }

    /// Whether elements of arrays can be NULL; Postgres cannot forbid it.
    ArrayElements {
        /// `Vec<Option<T>>`.
        #[default]
        Nullable,
        /// `Vec<T>`; a NULL inside is an error of decoding.
        NotNull,
    }

    /// Whether the row that a NOT NULL foreign key points to is surely there.
    Relations {
        /// It is a value. The database has it; a policy that hides it makes it an error of decoding.
        #[default]
        Strict,
        /// It is an `Option`: a policy may hide it. Embed it by the name of the relation, not by its column.
        Optional,
    }

    /// Into how many files the code goes.
    Layout {
        /// One.
        #[default]
        File,
        /// One for each table, in a folder beside it: `schema.rs` and `schema/planets.rs`.
        Table,
    }
}
