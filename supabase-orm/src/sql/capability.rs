//! What a type can do: the bounds of operators, with the message a user reads.

use super::{
    BaseType, Fk, Generated, Nullable, PgArray, PgBool, PgBytea, PgDate, PgFloat4, PgFloat8, PgInt2, PgInt4,
    PgInt8, PgInterval, PgJson, PgJsonb, PgMultirange, PgNumeric, PgOther, PgRange, PgText, PgTime,
    PgTimestamp, PgTimestamptz, PgTsvector, PgUuid, SqlType,
};

macro_rules! capable { ($trait:ident: $([$($g:tt)*] $t:ty),* $(,)?) => { $(
    #[diagnostic::do_not_recommend]
    impl<$($g)*> $trait for $t {}
)* } }

/// `is_true` and `is_false`.
#[diagnostic::on_unimplemented(
    message = "`is_true` and `is_false` need a boolean column, but this column is `{Self}`",
    label = "not a boolean column"
)]
pub trait BoolLike {}
capable! { BoolLike: [] PgBool }

/// `=`: every type but `json` and those whose form is not known.
#[diagnostic::on_unimplemented(
    message = "`{Self}` has no equality in Postgres: `eq`, `neq`, `in_` and `is_distinct` cannot be used",
    label = "cannot be compared",
    note = "for `json` compare a value inside: `.key_text(\"..\").eq(..)`, or make the column `jsonb`"
)]
pub trait Comparable {}
capable! { Comparable:
    [] PgBool, [] PgInt2, [] PgInt4, [] PgInt8, [] PgFloat4, [] PgFloat8, [] PgText, [] PgBytea, [] PgTsvector, [] PgOther,
    [R] PgUuid<R>, [R] PgNumeric<R>, [R] PgDate<R>, [R] PgTime<R>, [R] PgTimestamp<R>, [R] PgTimestamptz<R>, [R] PgInterval<R>,
    [J] PgJsonb<J>, [S] PgArray<S>, [S] PgRange<S>, [S] PgMultirange<S>,
}

/// `like`, `ilike` and regular expressions.
#[diagnostic::on_unimplemented(
    message = "`like`, `ilike`, `match` and `text_search` need a text column, but this column is `{Self}`",
    label = "not a text column",
    note = "for a `jsonb` value use `.key_text(\"..\")` first; to compare numbers use `eq`, `gt`, `lt`, `in_`"
)]
pub trait TextLike {}
capable! { TextLike: [] PgText }

/// Full-text search.
#[diagnostic::on_unimplemented(
    message = "full-text search needs a `text`, `tsvector`, `json` or `jsonb` column, but this column is `{Self}`",
    label = "cannot be searched"
)]
pub trait Searchable {}
capable! { Searchable: [] PgText, [] PgTsvector, [J] PgJson<J>, [J] PgJsonb<J> }

/// Operators of ranges.
#[diagnostic::on_unimplemented(
    message = "this operator needs a range column, but this column is `{Self}`",
    label = "not a range column"
)]
pub trait RangeLike {}
capable! { RangeLike: [S] PgRange<S>, [S] PgMultirange<S> }

/// `contains`, `contained_by`, `overlaps`.
#[diagnostic::on_unimplemented(
    message = "`contains`, `contained_by` and `overlaps` need an array, range or jsonb column, but this column is `{Self}`",
    label = "not an array, range or jsonb column"
)]
pub trait Container {}
capable! { Container: [S] PgArray<S>, [S] PgRange<S>, [S] PgMultirange<S>, [J] PgJsonb<J> }

/// Paths into JSON.
#[diagnostic::on_unimplemented(
    message = "`key` and `key_text` need a `json` or `jsonb` column, but this column is `{Self}`",
    label = "not a JSON column"
)]
pub trait JsonLike {}
capable! { JsonLike: [J] PgJson<J>, [J] PgJsonb<J>, [] super::PgAny }

/// `<` and `>`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` has no ordering: `gt`, `gte`, `lt`, `lte`, `max` and `min` cannot be used",
    label = "not an ordered type"
)]
pub trait Ordered {}
capable! { Ordered:
    [] PgBool, [] PgInt2, [] PgInt4, [] PgInt8, [] PgFloat4, [] PgFloat8, [] PgText, [] PgBytea, [] PgOther,
    [R] PgUuid<R>, [R] PgNumeric<R>, [R] PgDate<R>, [R] PgTime<R>, [R] PgTimestamp<R>, [R] PgTimestamptz<R>, [R] PgInterval<R>,
    [J] PgJsonb<J>, [S] PgArray<S>, [S] PgRange<S>,
}

/// `sum` and `avg`, with the type Postgres answers. Sums of `bigint` are `numeric` there and are read as `i64` if they fit.
#[diagnostic::on_unimplemented(
    message = "`sum` and `avg` need a column of numbers, but this column is `{Self}`",
    label = "not a number"
)]
pub trait Summable {
    /// The type of `sum`.
    type Sum: SqlType;
    /// The type of `avg`.
    type Avg: SqlType;
}
macro_rules! summable { ($($t:ty: $sum:ty, $avg:ty;)*) => { $(
    #[diagnostic::do_not_recommend]
    impl Summable for $t {
        type Sum = $sum;
        type Avg = $avg;
    }
)* } }
summable! {
    PgInt2: PgInt8, PgNumeric; PgInt4: PgInt8, PgNumeric; PgInt8: PgInt8, PgNumeric;
    PgFloat4: PgFloat4, PgFloat8; PgFloat8: PgFloat8, PgFloat8; PgInterval: PgInterval, PgInterval;
}
#[diagnostic::do_not_recommend]
impl<R> Summable for PgNumeric<R>
where
    Self: SqlType,
{
    type Sum = Self;
    type Avg = Self;
}

/// `is_null` only where NULL can occur.
#[diagnostic::on_unimplemented(
    message = "this column is NOT NULL (`{Self}`), so `is_null()` can never match",
    label = "the column is NOT NULL",
    note = "drop the filter; if the column became nullable in the database, regenerate the schema"
)]
pub trait MaybeNull {}
#[diagnostic::do_not_recommend]
impl<S> MaybeNull for Nullable<S> {}
#[diagnostic::do_not_recommend]
impl<S: MaybeNull> MaybeNull for Generated<S> {}
#[diagnostic::do_not_recommend]
impl<U, S: MaybeNull> MaybeNull for Fk<U, S> {}

/// Columns that can be written.
#[diagnostic::on_unimplemented(
    message = "this column cannot be set: it is `{Self}`, the database always generates its value",
    label = "GENERATED ALWAYS column"
)]
pub trait Settable {}
#[diagnostic::do_not_recommend]
impl<S> Settable for Nullable<S> {}
#[diagnostic::do_not_recommend]
impl<U, S: Settable> Settable for Fk<U, S> {}
#[diagnostic::do_not_recommend]
impl<S: BaseType> Settable for S {}

/// Targets of `column.cast::<PgText>()`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a type that a column can be cast to",
    label = "not a type to cast to",
    note = "name the SQL type: `.cast::<cast::text>()`; all of them are in `supabase_orm::cast`"
)]
pub trait CastTo: SqlType {
    /// `::text`
    const SUFFIX: &'static str;
    /// What the cast gives: NULL stays NULL.
    type Cast: SqlType;
}
