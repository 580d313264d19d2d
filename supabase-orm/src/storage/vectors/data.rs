//! Vectors as they go and come.

use crate::error::{QueryError, Result};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

/// A vector that is put into an index.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Vector {
    key: String,
    data: Data,
    #[serde(skip_serializing_if = "Option::is_none")]
    metadata: Option<Map<String, Value>>,
}

/// The numbers of a vector.
#[derive(Debug, Clone, PartialEq, Deserialize, Serialize)]
pub(super) struct Data {
    float32: Vec<f32>,
}

impl Data {
    /// JSON has no infinity and no NaN.
    pub(super) fn checked(numbers: impl Into<Vec<f32>>) -> Result<Self> {
        let data = Self { float32: numbers.into() };
        data.check()?;
        Ok(data)
    }

    fn check(&self) -> Result<()> {
        match self.float32.iter().all(|number| number.is_finite()) {
            true => Ok(()),
            false => {
                Err(QueryError::Unwritable("a vector has a number that is not finite".to_owned()).into())
            }
        }
    }
}

impl Vector {
    /// A vector under a key; what is under it is replaced.
    #[must_use]
    pub fn new(key: impl Into<String>, numbers: impl Into<Vec<f32>>) -> Self {
        Self { key: key.into(), data: Data { float32: numbers.into() }, metadata: None }
    }

    /// Something about it: a text, a number, a truth value or a list of them.
    #[must_use]
    pub fn metadata(mut self, name: impl Into<String>, value: impl Into<Value>) -> Self {
        self.metadata.get_or_insert_default().insert(name.into(), value.into());
        self
    }

    pub(super) fn check(&self) -> Result<()> {
        self.data.check()
    }
}

/// A vector that was found.
#[derive(Debug, Clone, PartialEq, Deserialize, Serialize)]
#[non_exhaustive]
pub struct Match {
    /// Its key.
    pub key: String,
    /// Its numbers, where they were asked for.
    #[serde(default, with = "numbers")]
    pub data: Option<Vec<f32>>,
    /// How far it is from what was searched, where that was asked for.
    #[serde(default)]
    pub distance: Option<f64>,
    /// What is known about it, where that was asked for.
    #[serde(default)]
    pub metadata: Option<Map<String, Value>>,
}

/// `{"float32": [..]}` as the numbers.
mod numbers {
    use super::Data;
    use serde::{Deserialize, Deserializer, Serialize, Serializer};

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(d: D) -> Result<Option<Vec<f32>>, D::Error> {
        Ok(Option::<Data>::deserialize(d)?.map(|data| data.float32))
    }

    #[allow(clippy::ref_option, reason = "serde's signature")]
    pub(super) fn serialize<S: Serializer>(data: &Option<Vec<f32>>, s: S) -> Result<S::Ok, S::Error> {
        data.as_ref().map(|numbers| Data { float32: numbers.clone() }).serialize(s)
    }
}
