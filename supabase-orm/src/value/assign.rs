//! What `set` takes: a value, and for nullable columns also an `Option` or [`Null`].

use super::{NotNull, Sink, Value};
use crate::sql::{BaseType, Fk, Generated, Nullable};

/// A value that a column of type `S` can be set to.
#[diagnostic::on_unimplemented(
    message = "type mismatch: the column is `{S}`, the value is `{Self}`",
    label = "a `{S}` column cannot be set to `{Self}`",
    note = "only a `Nullable<..>` column accepts an `Option`"
)]
pub trait Assign<S> {
    /// Writes it.
    fn assign(&self, sink: &mut dyn Sink);
}

#[diagnostic::do_not_recommend]
impl<S: BaseType, V: Value<S>> Assign<S> for V {
    #[inline]
    fn assign(&self, sink: &mut dyn Sink) {
        Value::put(self, sink);
    }
}
#[diagnostic::do_not_recommend]
impl<S, V: OrNull<S>> Assign<Nullable<S>> for V {
    fn assign(&self, sink: &mut dyn Sink) {
        self.or_null(sink);
    }
}
#[diagnostic::do_not_recommend]
impl<U, S, V: Assign<S>> Assign<Fk<U, S>> for V {
    fn assign(&self, sink: &mut dyn Sink) {
        Assign::<S>::assign(self, sink);
    }
}
/// Never reached: `set` also needs [`Settable`](crate::sql::Settable), whose message is the one to show.
#[diagnostic::do_not_recommend]
impl<S, V> Assign<Generated<S>> for V {
    fn assign(&self, _: &mut dyn Sink) {}
}

/// What a nullable column takes.
#[diagnostic::on_unimplemented(
    message = "type mismatch: the column is `Nullable<{S}>`, the value is `{Self}`",
    label = "a nullable `{S}` column cannot be set to `{Self}`",
    note = "pass the value itself, `Some(value)` or `Null`"
)]
pub trait OrNull<S> {
    /// Writes it.
    fn or_null(&self, sink: &mut dyn Sink);
}

/// SQL NULL: `t.note.set(Null)`. A bare `None` has no type to infer.
#[derive(Debug, Clone, Copy)]
pub struct Null;

#[diagnostic::do_not_recommend]
impl<S> OrNull<S> for Null {
    fn or_null(&self, sink: &mut dyn Sink) {
        sink.null();
    }
}
#[diagnostic::do_not_recommend]
impl<S, V: Value<S> + NotNull> OrNull<S> for V {
    fn or_null(&self, sink: &mut dyn Sink) {
        Value::put(self, sink);
    }
}
#[diagnostic::do_not_recommend]
impl<S, V: Value<S>> OrNull<S> for Option<V> {
    fn or_null(&self, sink: &mut dyn Sink) {
        match self {
            Some(v) => v.put(sink),
            None => sink.null(),
        }
    }
}
