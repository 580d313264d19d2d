//! Booleans, numbers and text.

use super::{NotNull, Sink, Value};
use crate::sql::{
    PgBool, PgDate, PgFloat4, PgFloat8, PgInt2, PgInt4, PgInt8, PgInterval, PgNumeric, PgOther, PgText,
    PgTime, PgTimestamp, PgTimestamptz, PgTsvector, PgUuid,
};
use std::borrow::Cow;

macro_rules! integers { ($($base:ident <= $($t:ty)*;)*) => { $($(
    #[diagnostic::do_not_recommend]
    impl Value<$base> for $t {
        #[inline]
        fn put(&self, sink: &mut dyn Sink) {
            sink.int(i64::from(*self));
        }
    }
)*)* } }
// `{integer}` falls back to i32, so every integer column takes an i32
integers! { PgInt2 <= i16 i8 u8 i32; PgInt4 <= i32 i16 i8 u16 u8; PgInt8 <= i64 i32 i16 i8 u32 u16 u8; }
integers! { PgFloat4 <= i16 i32; PgFloat8 <= i32; }

macro_rules! numeric { ($($t:ty)*) => { $(
    #[diagnostic::do_not_recommend]
    impl<R> Value<PgNumeric<R>> for $t {
        fn put(&self, sink: &mut dyn Sink) {
            sink.int(i64::from(*self));
        }
    }
)* } }
numeric!(i64 i32 i16 i8 u32 u16 u8);

#[diagnostic::do_not_recommend]
impl Value<PgBool> for bool {
    fn put(&self, sink: &mut dyn Sink) {
        sink.bare(format_args!("{self}"));
    }
}

/// NaN and the infinities are text to Postgres and to JSON; large numbers get an exponent instead of 300 zeros.
macro_rules! floats { ($([$($g:tt)*] $base:ty => $t:ty;)*) => { $(
    #[diagnostic::do_not_recommend]
    impl<$($g)*> Value<$base> for $t {
        fn put(&self, sink: &mut dyn Sink) {
            let plain = *self == 0.0 || (self.abs() < 1e16 && self.abs() >= 1e-5);
            if self.is_nan() {
                sink.text("NaN");
            } else if self.is_infinite() {
                sink.text(if *self > 0.0 { "Infinity" } else { "-Infinity" });
            } else if plain {
                sink.bare(format_args!("{self}"));
            } else {
                sink.bare(format_args!("{self:e}"));
            }
        }
    }
)* } }
floats! { [] PgFloat4 => f32; [] PgFloat8 => f64; [] PgFloat8 => f32; [R] PgNumeric<R> => f64; }

macro_rules! texts { ($($base:ty),* $(,)?) => { $(
    #[diagnostic::do_not_recommend]
    impl Value<$base> for str {
        #[inline]
        fn put(&self, sink: &mut dyn Sink) {
            sink.text(self);
        }
    }
    #[diagnostic::do_not_recommend]
    impl Value<$base> for String {
        #[inline]
        fn put(&self, sink: &mut dyn Sink) {
            sink.text(self);
        }
    }
    #[diagnostic::do_not_recommend]
    impl Value<$base> for Cow<'_, str> {
        fn put(&self, sink: &mut dyn Sink) {
            sink.text(self);
        }
    }
    #[diagnostic::do_not_recommend]
    impl Value<$base> for Box<str> {
        fn put(&self, sink: &mut dyn Sink) {
            sink.text(self);
        }
    }
)* } }
// a type that the schema reads as text takes text
texts! {
    PgText, PgTsvector, PgOther, PgInterval, PgUuid, PgDate, PgTime, PgTimestamp, PgTimestamptz,
}

#[diagnostic::do_not_recommend]
impl Value<PgText> for char {
    fn put(&self, sink: &mut dyn Sink) {
        sink.text(self.encode_utf8(&mut [0; 4]));
    }
}

macro_rules! not_null { ($($t:ty)*) => { $(impl NotNull for $t {})* } }
not_null!(bool i8 i16 i32 i64 u8 u16 u32 f32 f64 char str String Cow<'_, str> Box<str>);
