//! Targets of casts under their SQL names: `p.price.cast::<cast::text>()`, `select!("price::text")`.
#![allow(non_camel_case_types, reason = "these are the names that stand in SQL")]

use super::{
    CastTo, Nullable, PgBool, PgDate, PgFloat4, PgFloat8, PgInt2, PgInt4, PgInt8, PgJson, PgJsonb, PgNumeric,
    PgText, PgTime, PgTimestamp, PgTimestamptz, PgUuid,
};

macro_rules! casts { ($($name:ident = $marker:ty),* $(,)?) => { $(
    #[doc = concat!("`::", stringify!($name), "`")]
    pub type $name = $marker;
    #[diagnostic::do_not_recommend]
    impl CastTo for $marker {
        type Cast = Nullable<Self>;
        const SUFFIX: &'static str = concat!("::", stringify!($name));
    }
)* } }

casts! {
    text = PgText, int2 = PgInt2, int4 = PgInt4, int8 = PgInt8, float4 = PgFloat4, float8 = PgFloat8, numeric = PgNumeric,
    bool = PgBool, uuid = PgUuid, date = PgDate, time = PgTime, timestamp = PgTimestamp, timestamptz = PgTimestamptz,
    json = PgJson, jsonb = PgJsonb,
}
