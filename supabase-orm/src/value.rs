//! Rust values on their way into a filter or a body. One trait serves both: a [`Sink`] knows how to write for its place.

mod assign;
mod json;
mod patch;
mod scalar;

pub use assign::{Assign, Null, OrNull};
pub use json::AsJson;
pub use patch::{Change, PatchField};

use crate::sql::PgArray;
use std::fmt::Arguments;

/// Where a value is written: an operand of a filter or a JSON body.
pub trait Sink {
    /// Text, of any content.
    fn text(&mut self, text: &str);
    /// Text with a `Display` form: dates.
    fn display(&mut self, text: Arguments<'_>);
    /// A number, `true` or `false`: never quoted. The caller vouches for its form.
    fn bare(&mut self, literal: Arguments<'_>);
    /// A whole number; without formatting machinery, most operands are.
    fn int(&mut self, n: i64) {
        self.bare(format_args!("{n}"));
    }
    /// NULL, as an element of an array or as a column's value.
    fn null(&mut self);
    /// Begins an array: `open`, (`next`, value)*, `close`.
    fn open(&mut self);
    /// Before each element.
    fn next(&mut self);
    /// Ends an array.
    fn close(&mut self);
    /// Any JSON value.
    fn json(&mut self, value: &dyn erased_serde::Serialize);
}

/// A value that may stand against a column whose base type is `B`, in filters and in `set`.
#[diagnostic::on_unimplemented(
    message = "type mismatch: the column is `{B}`, the value is `{Self}`",
    label = "a `{B}` column cannot be compared with `{Self}`",
    note = "NULL is found by `.is_null()`; a value that may be missing by `.filter_some(value, |t, v| ..)`",
    note = "text for a column of another type is parsed first, or passed as `Raw(\"..\")`"
)]
pub trait Value<B> {
    /// Writes it.
    fn put(&self, sink: &mut dyn Sink);
}

/// Every value type except `Option` and [`Null`].
///
/// It has no parameter, so no crate can implement it for an `Option`, and the impls of [`OrNull`] stay disjoint.
pub trait NotNull {}

#[diagnostic::do_not_recommend]
impl<B, V: Value<B> + ?Sized> Value<B> for &V {
    fn put(&self, sink: &mut dyn Sink) {
        (**self).put(sink);
    }
}
impl<V: NotNull + ?Sized> NotNull for &V {}

/// Text for a column of any type, read by Postgres as that type: `t.ends.lt(Raw("infinity"))`.
///
/// It is quoted like any text: it can be a wrong value, never another condition.
#[derive(Debug, Clone, Copy)]
pub struct Raw<'a>(pub &'a str);

impl NotNull for Raw<'_> {}
#[diagnostic::do_not_recommend]
impl<B> Value<B> for Raw<'_> {
    fn put(&self, sink: &mut dyn Sink) {
        sink.text(self.0);
    }
}

#[diagnostic::do_not_recommend]
impl<S, V: Assign<S>> Value<PgArray<S>> for [V] {
    fn put(&self, sink: &mut dyn Sink) {
        sink.open();
        for v in self {
            sink.next();
            v.assign(sink);
        }
        sink.close();
    }
}
#[diagnostic::do_not_recommend]
impl<S, V: Assign<S>, const N: usize> Value<PgArray<S>> for [V; N] {
    fn put(&self, sink: &mut dyn Sink) {
        Value::<PgArray<S>>::put(self.as_slice(), sink);
    }
}
#[diagnostic::do_not_recommend]
impl<S, V: Assign<S>> Value<PgArray<S>> for Vec<V> {
    fn put(&self, sink: &mut dyn Sink) {
        Value::<PgArray<S>>::put(self.as_slice(), sink);
    }
}
impl<V> NotNull for [V] {}
impl<V, const N: usize> NotNull for [V; N] {}
impl<V> NotNull for Vec<V> {}
