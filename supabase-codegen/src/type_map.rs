//! From types of Postgres to markers and Rust types.

use crate::{
    catalog::{PgType, QualifiedName},
    config::{ArrayElements, Config, Dates, Decimal, UuidType},
};
use postgres_types::Type;
use proc_macro2::TokenStream;
use quote::quote;
use std::{cell::RefCell, collections::BTreeMap, collections::BTreeSet};

/// What stands for a type in generated code.
#[derive(Debug, Clone)]
pub(crate) struct Mapped {
    /// `PgInt8`
    pub(crate) marker: TokenStream,
    /// `i64`
    pub(crate) rust: TokenStream,
    /// Read by its own type; otherwise as its column says.
    pub(crate) reads_itself: bool,
    /// Its `Serialize` is its form on the wire.
    pub(crate) writes_itself: bool,
    /// It can be a key.
    pub(crate) comparable: bool,
}

impl Mapped {
    fn plain(marker: TokenStream, rust: TokenStream) -> Self {
        Self { marker, rust, reads_itself: true, writes_itself: true, comparable: true }
    }

    fn by_column(marker: TokenStream, rust: TokenStream) -> Self {
        Self { marker, rust, reads_itself: false, writes_itself: false, comparable: true }
    }

    /// A type of which nothing can be said in a condition.
    fn incomparable(self) -> Self {
        Self { comparable: false, ..self }
    }

    /// The same for a column that may be NULL.
    pub(crate) fn nullable(self) -> Self {
        let (marker, rust) = (&self.marker, &self.rust);
        Self { marker: quote!(Nullable<#marker>), rust: quote!(Option<#rust>), ..self }
    }
}

/// An enum or composite in generated code.
#[derive(Debug, Clone)]
pub(crate) struct TypePath {
    pub(crate) path: TokenStream,
    pub(crate) is_enum: bool,
}

/// Knows the enums and composites of the schema, the settings, and which features of supabase-orm are needed so far.
#[derive(Debug)]
pub(crate) struct TypeMap<'c> {
    config: &'c Config,
    /// Each enum and composite, by its name in the database.
    paths: BTreeMap<QualifiedName, TypePath>,
    features: RefCell<BTreeSet<&'static str>>,
}

impl<'c> TypeMap<'c> {
    pub(crate) fn new(config: &'c Config, paths: BTreeMap<QualifiedName, TypePath>) -> Self {
        Self { config, paths, features: RefCell::default() }
    }

    /// Features of supabase-orm that the mapped types need.
    pub(crate) fn into_features(self) -> BTreeSet<&'static str> {
        self.features.into_inner()
    }

    /// A column's type.
    pub(crate) fn column(&self, t: &PgType) -> Mapped {
        self.map(t, self.config.settings.array_elements.unwrap_or_default())
    }

    /// An argument's type: what a caller writes has no NULL in its arrays.
    pub(crate) fn argument(&self, t: &PgType) -> Mapped {
        self.map(t, ArrayElements::NotNull)
    }

    /// A type of the application: inside of `json` and of what is read as JSON, else a newtype of what the column holds.
    pub(crate) fn user_type(&self, t: &PgType, path: &str) -> Option<Mapped> {
        let path: syn::Type = syn::parse_str(path).ok()?;
        let of = self.column(t);
        let is = |builtin: Type| *t == PgType::Builtin(builtin);
        if !of.comparable || is(Type::JSONB) {
            let marker = if is(Type::JSON) { quote!(PgJson) } else { quote!(PgJsonb) };
            return Some(Mapped {
                reads_itself: false,
                comparable: of.comparable,
                ..Mapped::plain(quote!(#marker<#path>), quote!(#path))
            });
        }
        let marker = match t {
            PgType::Builtin(t) => chosen(t).map(|marker| quote!(#marker<#path>)),
            PgType::Array(_) | PgType::Named(_) => None,
        };
        Some(Mapped::by_column(marker.unwrap_or(of.marker), quote!(#path)))
    }

    fn map(&self, t: &PgType, elements: ArrayElements) -> Mapped {
        match t {
            PgType::Builtin(t) => self.builtin(t),
            PgType::Named(name) => self.named(name, elements),
            PgType::Array(element) => {
                let nested = matches!(**element, PgType::Array(_));
                let inner = self.map(element, elements);
                let inner =
                    if elements == ArrayElements::Nullable && !nested { inner.nullable() } else { inner };
                let (marker, rust) = (&inner.marker, &inner.rust);
                Mapped { marker: quote!(PgArray<#marker>), rust: quote!(Vec<#rust>), ..inner }
            }
        }
    }

    fn named(&self, name: &QualifiedName, elements: ArrayElements) -> Mapped {
        if let Some(t) = self.config.settings.pg_type(&name.to_string()) {
            return self.map(&t, elements);
        }
        let by_name = |(known, _): &(&QualifiedName, &TypePath)| name.is(known);
        if let Some((_, TypePath { path, is_enum })) = self.paths.iter().find(by_name) {
            return Mapped { comparable: *is_enum, ..Mapped::plain(path.clone(), path.clone()) };
        }
        match name.name.as_str() {
            "citext" => text(),
            "ltree" | "lquery" | "ltxtquery" | "cube" | "isbn" | "isbn13" | "issn" | "ismn" | "ean13"
            | "upc" | "vector" | "halfvec" | "sparsevec" => other(),
            _ => Self::any(),
        }
    }

    /// `hstore`, a composite or domain that the source does not explain: any JSON.
    pub(crate) fn any() -> Mapped {
        Mapped::plain(quote!(PgAny), quote!(JsonValue)).incomparable()
    }

    fn builtin(&self, t: &Type) -> Mapped {
        match *t {
            Type::BOOL => Mapped::plain(quote!(PgBool), quote!(bool)),
            Type::INT2 => Mapped::plain(quote!(PgInt2), quote!(i16)),
            Type::INT4 => Mapped::plain(quote!(PgInt4), quote!(i32)),
            Type::INT8 => Mapped::plain(quote!(PgInt8), quote!(i64)),
            Type::FLOAT4 => Mapped::by_column(quote!(PgFloat4), quote!(f32)),
            Type::FLOAT8 => Mapped::by_column(quote!(PgFloat8), quote!(f64)),
            Type::TEXT | Type::VARCHAR | Type::BPCHAR | Type::NAME => text(),
            Type::BYTEA => Mapped::by_column(quote!(PgBytea), quote!(Vec<u8>)),
            Type::JSON => Mapped::plain(quote!(PgJson), quote!(JsonValue)).incomparable(),
            Type::JSONB => Mapped::plain(quote!(PgJsonb), quote!(JsonValue)),
            Type::TS_VECTOR => Mapped::plain(quote!(PgTsvector), quote!(String)),
            Type::INTERVAL => Mapped::plain(quote!(PgInterval), quote!(String)),
            Type::UUID => self.uuid(),
            Type::NUMERIC => self.numeric(),
            Type::DATE | Type::TIME | Type::TIMESTAMP | Type::TIMESTAMPTZ => self.date(t),
            _ => self.range(t).unwrap_or_else(other),
        }
    }

    fn need(&self, feature: &'static str) {
        self.features.borrow_mut().insert(feature);
    }

    fn uuid(&self) -> Mapped {
        match self.config.settings.uuid.unwrap_or_default() {
            UuidType::Uuid => {
                self.need("uuid");
                Mapped::plain(quote!(PgUuid<Uuid>), quote!(Uuid))
            }
            UuidType::Text => Mapped::plain(quote!(PgUuid), quote!(String)),
        }
    }

    fn numeric(&self) -> Mapped {
        match self.config.settings.decimal.unwrap_or_default() {
            Decimal::Numeric => Mapped::plain(quote!(PgNumeric), quote!(Numeric)),
            Decimal::RustDecimal => {
                self.need("rust_decimal");
                Mapped::by_column(quote!(PgNumeric<Decimal>), quote!(Decimal))
            }
        }
    }

    fn date(&self, t: &Type) -> Mapped {
        let marker = chosen(t);
        let [chrono, time, jiff] = match *t {
            Type::DATE => [quote!(NaiveDate), quote!(time::Date), quote!(jiff::civil::Date)],
            Type::TIME => [quote!(NaiveTime), quote!(time::Time), quote!(jiff::civil::Time)],
            Type::TIMESTAMP => {
                [quote!(NaiveDateTime), quote!(time::PrimitiveDateTime), quote!(jiff::civil::DateTime)]
            }
            _ => [quote!(DateTime<Utc>), quote!(time::OffsetDateTime), quote!(jiff::Timestamp)],
        };
        let (feature, rust) = match self.config.settings.dates.unwrap_or_default() {
            Dates::Text => return Mapped::plain(quote!(#marker), quote!(String)),
            Dates::Chrono => ("chrono", chrono),
            Dates::Time => ("time", time),
            Dates::Jiff => ("jiff", jiff),
        };
        self.need(feature);
        Mapped::by_column(quote!(#marker<#rust>), rust)
    }

    fn range(&self, t: &Type) -> Option<Mapped> {
        let (element, multi) = match *t {
            Type::INT4_RANGE => (Type::INT4, false),
            Type::INT8_RANGE => (Type::INT8, false),
            Type::NUM_RANGE => (Type::NUMERIC, false),
            Type::TS_RANGE => (Type::TIMESTAMP, false),
            Type::TSTZ_RANGE => (Type::TIMESTAMPTZ, false),
            Type::DATE_RANGE => (Type::DATE, false),
            Type::INT4MULTI_RANGE => (Type::INT4, true),
            Type::INT8MULTI_RANGE => (Type::INT8, true),
            Type::NUMMULTI_RANGE => (Type::NUMERIC, true),
            Type::TSMULTI_RANGE => (Type::TIMESTAMP, true),
            Type::TSTZMULTI_RANGE => (Type::TIMESTAMPTZ, true),
            Type::DATEMULTI_RANGE => (Type::DATE, true),
            _ => return None,
        };
        let Mapped { marker, rust, .. } = self.builtin(&element);
        Some(if multi {
            Mapped::by_column(quote!(PgMultirange<#marker>), quote!(Vec<Bounds<#rust>>))
        } else {
            Mapped::by_column(quote!(PgRange<#marker>), quote!(Bounds<#rust>))
        })
    }
}

/// The marker of a type that is read into one of several Rust types: it names that.
fn chosen(t: &Type) -> Option<TokenStream> {
    Some(match *t {
        Type::UUID => quote!(PgUuid),
        Type::NUMERIC => quote!(PgNumeric),
        Type::DATE => quote!(PgDate),
        Type::TIME => quote!(PgTime),
        Type::TIMESTAMP => quote!(PgTimestamp),
        Type::TIMESTAMPTZ => quote!(PgTimestamptz),
        Type::INTERVAL => quote!(PgInterval),
        _ => return None,
    })
}

fn text() -> Mapped {
    Mapped::plain(quote!(PgText), quote!(String))
}

/// Whatever else PostgREST writes as a string.
fn other() -> Mapped {
    Mapped::plain(quote!(PgOther), quote!(String))
}
