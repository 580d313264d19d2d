//! Assignments: `t.title.set("x")`.

use super::ObjWriter;
use crate::value::Sink;
use std::{fmt, marker::PhantomData};

/// One assignment on `T`: the output of `column.set(value)`.
pub struct Set<T, V> {
    name: &'static str,
    value: V,
    put: fn(&V, &mut dyn Sink),
    _p: PhantomData<fn() -> T>,
}

impl<T, V> Set<T, V> {
    pub(crate) fn new(name: &'static str, value: V, put: fn(&V, &mut dyn Sink)) -> Self {
        Self { name, value, put, _p: PhantomData }
    }
}

impl<T, V> fmt::Debug for Set<T, V> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Set({})", self.name)
    }
}

/// One or more assignments on `T`: `column.set(value)`, a tuple or `Option` of them, a `#[derive(Patch)]` struct.
#[diagnostic::on_unimplemented(
    message = "`{Self}` does not set columns of `{T}`",
    label = "expected `|t| t.column.set(value)`, a tuple of at most 16 of these, or a `#[derive(Patch)]` struct"
)]
pub trait Assignments<T> {
    /// Writes them.
    fn write(&self, w: &mut ObjWriter);
}

#[diagnostic::do_not_recommend]
impl<T, V> Assignments<T> for Set<T, V> {
    fn write(&self, w: &mut ObjWriter) {
        w.assign(self.name, |sink| (self.put)(&self.value, sink));
    }
}

#[diagnostic::do_not_recommend]
impl<T, A: Assignments<T>> Assignments<T> for Option<A> {
    fn write(&self, w: &mut ObjWriter) {
        self.iter().for_each(|a| a.write(w));
    }
}

#[diagnostic::do_not_recommend]
impl<T> Assignments<T> for () {
    fn write(&self, _: &mut ObjWriter) {}
}

macro_rules! tuples { ($(($($a:ident $i:tt),*))*) => { $(
    #[diagnostic::do_not_recommend]
    impl<T, $($a: Assignments<T>),*> Assignments<T> for ($($a,)*) {
        fn write(&self, w: &mut ObjWriter) {
            $(self.$i.write(w);)*
        }
    }
)* } }
tuples! { (A 0) (A 0, B 1) (A 0, B 1, C 2) (A 0, B 1, C 2, D 3) (A 0, B 1, C 2, D 3, E 4) (A 0, B 1, C 2, D 3, E 4, F 5)
(A 0, B 1, C 2, D 3, E 4, F 5, G 6) (A 0, B 1, C 2, D 3, E 4, F 5, G 6, H 7) (A 0, B 1, C 2, D 3, E 4, F 5, G 6, H 7, I 8)
(A 0, B 1, C 2, D 3, E 4, F 5, G 6, H 7, I 8, J 9) (A 0, B 1, C 2, D 3, E 4, F 5, G 6, H 7, I 8, J 9, K 10)
(A 0, B 1, C 2, D 3, E 4, F 5, G 6, H 7, I 8, J 9, K 10, L 11) (A 0, B 1, C 2, D 3, E 4, F 5, G 6, H 7, I 8, J 9, K 10, L 11, M 12)
(A 0, B 1, C 2, D 3, E 4, F 5, G 6, H 7, I 8, J 9, K 10, L 11, M 12, N 13)
(A 0, B 1, C 2, D 3, E 4, F 5, G 6, H 7, I 8, J 9, K 10, L 11, M 12, N 13, O 14)
(A 0, B 1, C 2, D 3, E 4, F 5, G 6, H 7, I 8, J 9, K 10, L 11, M 12, N 13, O 14, P 15) }
