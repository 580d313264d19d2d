//! Tuples, and single items as selections.

use super::{Aliased, Embed, Expr, Field, Item, ReadField, SelectWriter, Selection, Spread, Takes};
use crate::{
    column::Column,
    read::{JsonReader, ReadError, RowReader},
    schema::{Rel, Relation},
};

macro_rules! tuples { ($(($($a:ident $i:tt),*))*) => { $(
    impl<T, $($a: Item<T>),*> Selection<T> for ($($a,)*) {
        type Row = ($($a::Out,)*);
        fn write(&self, w: &mut SelectWriter) {
            w.distinct(&[$(self.$i.key()),*]);
            $(self.$i.write(self.$i.key(), w);)*
        }
        fn read(&self, r: &mut JsonReader<'_>) -> Result<Self::Row, ReadError> {
            RowReader::object(r, |r| Ok(($(self.$i.read_from(self.$i.key(), r)?,)*)))
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

// every item type: alone it is a selection, and in `#[table(select = |t| ..)]` it fills a field of its own type
macro_rules! items { ($($kind:ident [$($g:tt)*] $t:ty;)*) => { $(
    #[diagnostic::do_not_recommend]
    impl<$($g)*> Selection<T> for $t
    where
        Self: Item<T>,
    {
        type Row = <Self as Item<T>>::Out;
        fn write(&self, w: &mut SelectWriter) {
            Item::write(self, self.key(), w);
        }
        fn read(&self, r: &mut JsonReader<'_>) -> Result<Self::Row, ReadError> {
            RowReader::object(r, |r| self.read_from(self.key(), r))
        }
    }
    items!(@$kind [$($g)*] $t);
)* };
(@column $($rest:tt)*) => {};
(@item [$($g:tt)*] $t:ty) => {
    impl<$($g)*, F> Field<T, F> for $t
    where
        Self: Item<T>,
    {
        fn write_field(&self, key: &'static str, w: &mut SelectWriter) {
            Item::write(self, key, w);
        }
    }
    impl<$($g)*, F: Takes<<Self as Item<T>>::Out>> ReadField<T, F> for $t
    where
        Self: Item<T>,
    {
        fn read_field(&self, key: &'static str, r: &mut RowReader<'_>) -> Result<F, ReadError> {
            self.read_from(key, r).map(F::take)
        }
    }
} }
items! {
    column [T, S, P] Column<T, S, P>; column [T, U, C] Rel<T, U, C>; column [T, S] Expr<T, S>;
    item [T, R: Relation, Sel, O, C] Embed<R, Sel, O, C>; item [T, I] Aliased<I>; item [T, R, C] Spread<R, C>;
}
