//! Values of `json` and `jsonb` columns.

use super::{NotNull, Sink, Value};
use crate::sql::{PgAny, PgJson, PgJsonb};
use serde::Serialize;

/// Any `Serialize` value as an operand or value of a `json` or `jsonb` column.
///
/// ```
/// # use supabase_orm::{AsJson, Filter, Table, doc::Planet};
/// let f: Filter<Planet> = Planet::COLUMNS.data.contains(AsJson([1, 2]));
/// ```
#[derive(Debug, Clone, Copy)]
pub struct AsJson<T>(pub T);

impl<T> NotNull for AsJson<T> {}
impl NotNull for serde_json::Value {}

macro_rules! json_values { ($([$($g:tt)*] $base:ty;)*) => { $(
    #[diagnostic::do_not_recommend]
    impl<$($g)*> Value<$base> for serde_json::Value {
        fn put(&self, sink: &mut dyn Sink) {
            sink.json(self);
        }
    }
    #[diagnostic::do_not_recommend]
    impl<$($g)* T: Serialize> Value<$base> for AsJson<T> {
        fn put(&self, sink: &mut dyn Sink) {
            sink.json(&self.0);
        }
    }
)* } }
json_values! { [J,] PgJson<J>; [J,] PgJsonb<J>; [] PgAny; }

macro_rules! json_scalars { ($($base:ty: $($t:ty)*;)*) => { $($(
    #[diagnostic::do_not_recommend]
    impl Value<$base> for $t {
        fn put(&self, sink: &mut dyn Sink) {
            sink.json(&self);
        }
    }
)*)* } }
json_scalars! { PgJson: i32 i64 f64 bool str String; PgJsonb: i32 i64 f64 bool str String; }
