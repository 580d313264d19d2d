//! Where a row is that an insert made.

use url::form_urlencoded;

/// The `Location` of a row that an insert made: its primary key. To get it needs no right to read the row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Location {
    /// `/planets?id=eq.9`
    address: String,
    key: Vec<(String, String)>,
}

impl Location {
    /// `/planets?id=eq.9`: each column of the key with its value.
    pub(super) fn parse(address: &str) -> Self {
        let query = address.split_once('?').map_or("", |(_, query)| query);
        let pairs = form_urlencoded::parse(query.as_bytes());
        let key = pairs.filter_map(|(column, condition)| {
            Some((column.into_owned(), condition.strip_prefix("eq.")?.to_owned()))
        });
        Self { address: address.to_owned(), key: key.collect() }
    }

    /// The value of a column of the primary key, as text.
    #[must_use]
    pub fn key(&self, column: &str) -> Option<&str> {
        self.keys().find(|(name, _)| *name == column).map(|(_, value)| value)
    }

    /// The columns of the primary key with their values, as texts.
    pub fn keys(&self) -> impl Iterator<Item = (&str, &str)> {
        self.key.iter().map(|(column, value)| (column.as_str(), value.as_str()))
    }

    /// The address below the service's, as the server writes it.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.address
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_location_is_read_by_column() {
        let one = Location::parse("/planets?id=eq.9");
        assert_eq!((one.key("id"), one.key("name")), (Some("9"), None));
        let two = Location::parse("/pairs?a=eq.1&b=eq.x%26y%20z");
        assert_eq!(two.keys().collect::<Vec<_>>(), [("a", "1"), ("b", "x&y z")]);
        assert_eq!(Location::parse("/planets").keys().count(), 0);
    }
}
