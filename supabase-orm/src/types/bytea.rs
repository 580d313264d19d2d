//! `bytea`: `\x00ff` on the wire.

use crate::{
    json::{JsonReader, ReadError},
    read::FromColumn,
    sql::PgBytea,
    value::{Sink, Value},
};

#[diagnostic::do_not_recommend]
impl Value<PgBytea> for [u8] {
    fn put(&self, sink: &mut dyn Sink) {
        const HEX: [u8; 16] = *b"0123456789abcdef";
        let digit = |n: u8| char::from(HEX.get(usize::from(n)).copied().unwrap_or_default());
        let mut text = String::with_capacity(2 + 2 * self.len());
        text.push_str("\\x");
        text.extend(self.iter().flat_map(|b| [digit(b >> 4), digit(b & 15)]));
        sink.text(&text);
    }
}

#[diagnostic::do_not_recommend]
impl Value<PgBytea> for Vec<u8> {
    fn put(&self, sink: &mut dyn Sink) {
        Value::<PgBytea>::put(self.as_slice(), sink);
    }
}

#[diagnostic::do_not_recommend]
impl<const N: usize> Value<PgBytea> for [u8; N] {
    fn put(&self, sink: &mut dyn Sink) {
        Value::<PgBytea>::put(self.as_slice(), sink);
    }
}

#[diagnostic::do_not_recommend]
impl FromColumn<PgBytea> for Vec<u8> {
    fn read(r: &mut JsonReader<'_>) -> Result<Self, ReadError> {
        let text = r.str()?;
        let hex = text.strip_prefix("\\x").filter(|hex| hex.len() % 2 == 0);
        let fault = || ReadError::new("a `bytea` must be `\\x` and pairs of hexadecimal digits");
        let digit = |b: u8| char::from(b).to_digit(16).and_then(|n| u8::try_from(n).ok());
        let pair = |pair: &[u8]| match pair {
            [high, low] => Some(digit(*high)? << 4 | digit(*low)?),
            _ => None,
        };
        hex.ok_or_else(fault)?.as_bytes().chunks(2).map(|p| pair(p).ok_or_else(fault)).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_are_pairs_of_digits() {
        let read = |json: &str| <Vec<u8> as FromColumn<PgBytea>>::read(&mut JsonReader::new(json.as_bytes()));
        assert_eq!(read(r#""\\x00fF""#).unwrap(), [0, 255]);
        assert_eq!(read(r#""\\x""#).unwrap(), [0_u8; 0]);
        for broken in [r#""00ff""#, r#""\\x0""#, r#""\\x0g""#, "1"] {
            assert!(read(broken).is_err(), "{broken}");
        }
    }
}
