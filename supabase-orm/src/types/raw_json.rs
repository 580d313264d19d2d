//! JSON as it stands in the answer.

use crate::value::NotNull;
use serde::{Deserialize, Deserializer, Serialize, Serializer, de::DeserializeOwned, de::Error as _};
use serde_json::value::RawValue;
use std::fmt;

/// JSON, letter by letter: `json` keeps duplicate keys and their order, `jsonb` numbers of any length.
///
/// `serde_json::Value` keeps neither. In a schema: `types = { "events.payload" = "supabase_orm::types::RawJson" }`.
///
/// ```
/// use supabase_orm::types::RawJson;
/// let json: RawJson = serde_json::from_str(r#"{"n": 12345678901234567890.10}"#).unwrap();
/// assert_eq!(json.as_str(), r#"{"n": 12345678901234567890.10}"#);
/// ```
#[derive(Clone)]
pub struct RawJson(Box<RawValue>);

impl RawJson {
    /// The text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        self.0.get()
    }

    /// The value, as a type of yours.
    ///
    /// # Errors
    /// When it does not fit.
    pub fn parse<T: DeserializeOwned>(&self) -> serde_json::Result<T> {
        serde_json::from_str(self.as_str())
    }
}

impl NotNull for RawJson {}

impl PartialEq for RawJson {
    /// Equality is that of the text.
    fn eq(&self, other: &Self) -> bool {
        self.as_str() == other.as_str()
    }
}

impl fmt::Debug for RawJson {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl Serialize for RawJson {
    fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        self.0.serialize(s)
    }
}

impl<'de> Deserialize<'de> for RawJson {
    /// By `serde_json` only.
    fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        Box::<RawValue>::deserialize(d).map(Self).map_err(D::Error::custom)
    }
}

macro_rules! values { ($($base:ident)*) => { $(
    #[diagnostic::do_not_recommend]
    impl<J> crate::value::Value<crate::sql::$base<J>> for RawJson {
        fn put(&self, sink: &mut dyn crate::value::Sink) {
            sink.json(&self.0);
        }
    }
)* } }
values!(PgJson PgJsonb);
