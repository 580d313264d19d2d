//! Fields of `#[derive(Patch)]`.

use super::{Assign, NotNull, Null, Value};
use crate::sql::{Fk, Nullable};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// Leave a column alone, write NULL, or write a value: what JSON merge patch means by absent, `null` and a value.
///
/// Use it under `#[serde(default)]`; to serialize, add `skip_serializing_if = "Change::is_keep"`.
///
/// ```
/// use supabase_orm::Change;
/// #[derive(serde::Deserialize)]
/// struct Body {
///     #[serde(default)]
///     due: Change<String>,
/// }
/// let due = |json: &str| serde_json::from_str::<Body>(json).unwrap().due;
/// assert_eq!(due("{}"), Change::Keep);
/// assert_eq!(due(r#"{"due":null}"#), Change::Null);
/// assert_eq!(due(r#"{"due":"today"}"#), Change::Set("today".to_owned()));
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Change<T> {
    /// Leave the column alone.
    #[default]
    Keep,
    /// Write NULL.
    Null,
    /// Write this value.
    Set(T),
}

impl<T> Change<T> {
    /// Whether the column is left alone.
    pub fn is_keep(&self) -> bool {
        matches!(self, Self::Keep)
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Change<T> {
    fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        Ok(Option::<T>::deserialize(d)?.map_or(Self::Null, Self::Set))
    }
}

impl<T: Serialize> Serialize for Change<T> {
    fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Keep | Self::Null => s.serialize_none(),
            Self::Set(value) => value.serialize(s),
        }
    }
}

/// A field of `#[derive(Patch)]`.
#[diagnostic::on_unimplemented(
    message = "type mismatch: the column is `{S}`, the field of the patch is `{Self}`",
    label = "expected `Option<..>` or `Change<..>` of a value for a `{S}` column",
    note = "`Option<T>`: `None` leaves the column alone; `Change<T>` (nullable columns): leave, NULL or a value"
)]
pub trait PatchField<S> {
    /// The value to write, or nothing.
    fn change(&self) -> Option<&dyn Assign<S>>;
}

#[diagnostic::do_not_recommend]
impl<S, V: Assign<S>> PatchField<S> for Option<V> {
    fn change(&self) -> Option<&dyn Assign<S>> {
        self.as_ref().map(|v| v as _)
    }
}

macro_rules! change { ($([$($g:tt)*] $column:ty;)*) => { $(
    #[diagnostic::do_not_recommend]
    impl<$($g)* S, V: Value<S> + NotNull> PatchField<$column> for Change<V> {
        fn change(&self) -> Option<&dyn Assign<$column>> {
            match self {
                Self::Keep => None,
                Self::Null => Some(&Null),
                Self::Set(v) => Some(v),
            }
        }
    }
)* } }
change! { [] Nullable<S>; [U,] Fk<U, Nullable<S>>; }
