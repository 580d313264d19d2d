//! What stands around a marker: nullable, generated, foreign key.

use super::{BaseType, SqlType};
use crate::schema::{Cardinality, MaybeOne, One};
use std::marker::PhantomData;

/// A column that may be NULL.
#[derive(Debug)]
pub struct Nullable<S>(PhantomData<fn() -> S>);

impl<S: SqlType> SqlType for Nullable<S> {
    type Rust = Option<S::Rust>;
    type Base = S::Base;
}

/// A column that the database always generates (identity always, or stored): readable and filterable, never settable.
#[derive(Debug)]
pub struct Generated<S>(PhantomData<fn() -> S>);

impl<S: SqlType> SqlType for Generated<S> {
    type Rust = S::Rust;
    type Base = S::Base;
}

/// A single-column foreign key to table `U`. `Nullable` stands inside: `Fk<User, Nullable<PgInt8>>`.
#[derive(Debug)]
pub struct Fk<U, S>(PhantomData<fn() -> (U, S)>);

impl<U: 'static, S: SqlType> SqlType for Fk<U, S> {
    type Rust = S::Rust;
    type Base = S::Base;
}

/// What a foreign key of this type points to: one row or, if it is nullable, perhaps one.
pub trait KeyType: SqlType {
    /// How many rows it gives.
    type Card: Cardinality;
}

impl<S: SqlType> KeyType for Nullable<S> {
    type Card = MaybeOne;
}

impl<S: BaseType> KeyType for S {
    type Card = One;
}
