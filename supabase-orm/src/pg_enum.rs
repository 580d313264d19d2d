//! Enums of Postgres.

/// Defines a Postgres enum as an open Rust enum, which is its own SQL marker. For generated code.
///
/// A label that the database got later is `Unknown(label)`: it is read, compared and written back unchanged.
///
/// ```
/// supabase_orm::pg_enum! {
///     /// How one feels.
///     pub enum Mood {
///         /// `happy`
///         Happy = "happy",
///         /// `in between`
///         InBetween = "in between",
///     }
/// }
/// assert_eq!(Mood::from("happy"), Mood::Happy);
/// assert_eq!(Mood::InBetween.as_str(), "in between");
/// assert_eq!(Mood::from("new"), Mood::Unknown("new".into()));
/// ```
#[macro_export]
macro_rules! pg_enum { ($(#[$m:meta])* $vis:vis enum $E:ident { $($(#[$vm:meta])* $v:ident = $label:literal),* $(,)? }) => {
    $(#[$m])*
    #[derive(Debug, Clone, PartialEq, Eq, Hash)]
    #[allow(dead_code)]
    $vis enum $E {
        $($(#[$vm])* $v,)*
        /// A label that this schema does not know yet.
        Unknown(::std::boxed::Box<str>),
    }
    #[allow(dead_code)]
    impl $E {
        /// Every known label.
        pub const ALL: &'static [$E] = &[$($E::$v),*];
        /// The label.
        #[must_use]
        pub fn as_str(&self) -> &str {
            match self {
                $($E::$v => $label,)*
                $E::Unknown(label) => label,
            }
        }
    }
    const _: () = {
        use $crate::{codegen as __c, sql as __s, value as __v};
        impl ::core::convert::From<&str> for $E {
            fn from(label: &str) -> Self {
                match label {
                    $($label => $E::$v,)*
                    _ => $E::Unknown(label.into()),
                }
            }
        }
        impl ::core::fmt::Display for $E {
            fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                f.write_str(self.as_str())
            }
        }
        impl ::core::str::FromStr for $E {
            type Err = ::core::convert::Infallible;
            fn from_str(label: &str) -> ::core::result::Result<Self, ::core::convert::Infallible> {
                ::core::result::Result::Ok(Self::from(label))
            }
        }
        impl __s::SqlType for $E {
            type Rust = $E;
            type Base = $E;
        }
        impl __s::BaseType for $E {}
        impl __s::Comparable for $E {}
        impl __s::Ordered for $E {}
        impl __s::HasSql for $E {
            type Sql = $E;
        }
        impl __v::NotNull for $E {}
        #[diagnostic::do_not_recommend]
        impl __v::Value<$E> for $E {
            fn put(&self, sink: &mut dyn __v::Sink) {
                sink.text(self.as_str());
            }
        }
        impl __c::FromJson for $E {
            fn from_json(r: &mut __c::JsonReader<'_>) -> ::core::result::Result<Self, __c::ReadError> {
                ::core::result::Result::Ok(Self::from(&*r.str()?))
            }
        }
        #[diagnostic::do_not_recommend]
        impl __c::FromColumn<$E> for $E {
            fn read(r: &mut __c::JsonReader<'_>) -> ::core::result::Result<Self, __c::ReadError> {
                <$E as __c::FromJson>::from_json(r)
            }
        }
        impl __c::Serialize for $E {
            fn serialize<S: __c::Serializer>(&self, s: S) -> ::core::result::Result<S::Ok, S::Error> {
                s.serialize_str(self.as_str())
            }
        }
        impl<'de> __c::Deserialize<'de> for $E {
            fn deserialize<D: __c::Deserializer<'de>>(d: D) -> ::core::result::Result<Self, D::Error> {
                let label = <::std::borrow::Cow<'de, str> as __c::Deserialize>::deserialize(d)?;
                ::core::result::Result::Ok(Self::from(&*label))
            }
        }
    };
} }
