//! Rows of `select!`.

use super::{Item, SelectWriter, Selection};
use crate::read::{JsonReader, ReadError, RowReader};
use std::fmt;

/// The items of a `select!`, as a cons list: any length, one impl.
pub trait Items<T> {
    /// The values, as a cons list.
    type Outs;
    /// Writes them.
    fn write(&self, keys: &[&str], w: &mut SelectWriter);
    /// Reads them.
    ///
    /// # Errors
    /// When the answer does not fit.
    fn read(&self, keys: &[&str], r: &mut RowReader<'_>) -> Result<Self::Outs, ReadError>;
}

impl<T> Items<T> for () {
    type Outs = ();
    fn write(&self, _: &[&str], _: &mut SelectWriter) {}
    fn read(&self, _: &[&str], _: &mut RowReader<'_>) -> Result<(), ReadError> {
        Ok(())
    }
}

impl<T, I: Item<T>, N: Items<T>> Items<T> for (I, N) {
    type Outs = (I::Out, N::Outs);
    fn write(&self, keys: &[&str], w: &mut SelectWriter) {
        if let Some((key, rest)) = keys.split_first() {
            self.0.write(key, w);
            self.1.write(rest, w);
        }
    }
    fn read(&self, keys: &[&str], r: &mut RowReader<'_>) -> Result<Self::Outs, ReadError> {
        let (key, rest) = keys.split_first().ok_or_else(|| ReadError::new("an item without a key"))?;
        Ok((self.0.read_from(key, r)?, self.1.read(rest, r)?))
    }
}

/// The output of `select!`: `R` is its anonymous row.
pub struct Named<I, R, O> {
    items: I,
    keys: &'static [&'static str],
    build: fn(O) -> R,
}

/// For the expansion of `select!`.
pub fn named<T, I: Items<T>, R>(
    items: I,
    keys: &'static [&'static str],
    build: fn(I::Outs) -> R,
) -> Named<I, R, I::Outs> {
    Named { items, keys, build }
}

impl<I, R, O> fmt::Debug for Named<I, R, O> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Named").field(&self.keys).finish()
    }
}

#[diagnostic::do_not_recommend]
impl<T, I: Items<T, Outs = O>, R, O> Selection<T> for Named<I, R, O> {
    type Row = R;
    fn write(&self, w: &mut SelectWriter) {
        self.items.write(self.keys, w);
    }
    fn read(&self, r: &mut JsonReader<'_>) -> Result<R, ReadError> {
        RowReader::object(r, |r| self.items.read(self.keys, r)).map(self.build)
    }
}
