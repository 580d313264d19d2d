//! The only place that quotes and escapes: values, names, ranges and the address.
//!
//! What PostgREST accepts differs by position: a value behind a top-level operator is taken as it is, inside `in.(..)`,
//! `or=(..)` and `{..}` it is quoted with `\` escapes. Everything is percent-encoded on top. A value may be wrong, it can
//! never become syntax.

use crate::value::{self, Sink};
use serde_json::Value;
use smallvec::SmallVec;
use std::{
    borrow::Cow,
    fmt::{Arguments, Write},
    ops::Bound,
};

/// Operands are short: a uuid has 36 bytes.
type Buffer = SmallVec<[u8; 40]>;

/// An operand of a filter, not yet encoded: the place it lands in decides about quotes.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Literal {
    /// a word of PostgREST: `null`, `true`
    Word(&'static str),
    /// text, quoted where its place needs it
    Text(Buffer),
    /// numbers, or an `in` list: never quoted
    Bare(Buffer),
}

impl Literal {
    pub(crate) fn text(text: &str) -> Self {
        Self::Text(Buffer::from_slice(text.as_bytes()))
    }

    /// Written as it is, inside of groups too: a list whose elements are quoted already.
    pub(crate) fn bare(text: &str) -> Self {
        Self::Bare(Buffer::from_slice(text.as_bytes()))
    }

    #[inline]
    pub(crate) fn value<B>(value: &(impl value::Value<B> + ?Sized)) -> Self {
        let mut w = Writer::default();
        value.put(&mut w);
        w.finish()
    }

    /// `(1,2)`, `("a","b")`, or `{..}` with `true`: `in.("")` matches nothing, so a list with an empty text takes the form
    /// of `eq(any)`.
    pub(crate) fn list<B>(values: impl Iterator<Item = impl value::Value<B>>) -> (Self, bool) {
        let (mut w, mut has_empty) = (Writer::default(), false);
        for v in values {
            w.buffer.push(b',');
            let start = w.buffer.len();
            w.text = false;
            v.put(&mut w);
            if w.text {
                // numbers stay where they were written, text moves to get its quotes
                has_empty |= w.buffer.len() == start;
                let text = Buffer::from_slice(w.buffer.get(start..).unwrap_or_default());
                w.buffer.truncate(start);
                quoted(&mut w.buffer, &text);
            }
        }
        let mut buffer = w.buffer;
        let (open, close) = if has_empty { (b'{', b'}') } else { (b'(', b')') };
        match buffer.first_mut() {
            Some(comma) => *comma = open,
            None => buffer.push(open),
        }
        buffer.push(close);
        // braces are an array literal, a text of its own inside `or=(..)`
        (if has_empty { Self::Text(buffer) } else { Self::Bare(buffer) }, has_empty)
    }

    /// `{1,2}`, `{"a","b"}`: the operand of `(any)` and `(all)`.
    pub(crate) fn braces<B>(values: impl Iterator<Item = impl value::Value<B>>) -> Self {
        let mut w = Writer::default();
        w.open();
        for v in values {
            w.next();
            v.put(&mut w);
        }
        w.close();
        w.finish()
    }

    /// Writes it behind `operator.`; `top` is a parameter of its own, otherwise it stands inside a group.
    pub(crate) fn encode(&self, out: &mut String, top: bool) {
        match self {
            Self::Word(word) => out.push_str(word),
            Self::Bare(bare) => encode(out, bare),
            Self::Text(text) if top => encode(out, text),
            Self::Text(text) => encode_quoted(out, text),
        }
    }
}

/// Writes a value as PostgREST text.
#[derive(Default)]
struct Writer {
    buffer: Buffer,
    text: bool,
    depth: u8,
    first: bool,
}

struct Bytes<'a>(&'a mut Buffer);

impl Write for Bytes<'_> {
    fn write_str(&mut self, s: &str) -> std::fmt::Result {
        self.0.extend_from_slice(s.as_bytes());
        Ok(())
    }
}

impl Writer {
    fn finish(self) -> Literal {
        if self.text { Literal::Text(self.buffer) } else { Literal::Bare(self.buffer) }
    }
}

/// `"a\"b"`
fn quoted(out: &mut Buffer, text: &[u8]) {
    out.push(b'"');
    for &b in text {
        if matches!(b, b'"' | b'\\') {
            out.push(b'\\');
        }
        out.push(b);
    }
    out.push(b'"');
}

impl Sink for Writer {
    fn text(&mut self, text: &str) {
        self.text = true;
        if self.depth > 0 {
            quoted(&mut self.buffer, text.as_bytes());
        } else {
            self.buffer.extend_from_slice(text.as_bytes());
        }
    }
    fn display(&mut self, text: Arguments<'_>) {
        let mut plain = Buffer::new();
        let _ = Bytes(&mut plain).write_fmt(text);
        self.text = true;
        if self.depth > 0 { quoted(&mut self.buffer, &plain) } else { self.buffer.extend_from_slice(&plain) }
    }
    fn bare(&mut self, literal: Arguments<'_>) {
        let _ = Bytes(&mut self.buffer).write_fmt(literal);
    }
    fn int(&mut self, n: i64) {
        let mut digits = [0_u8; 20];
        let (mut at, mut rest) = (digits.len(), n.unsigned_abs());
        for slot in digits.iter_mut().rev() {
            *slot = b'0' + u8::try_from(rest % 10).unwrap_or_default();
            rest /= 10;
            at -= 1;
            if rest == 0 {
                break;
            }
        }
        if n < 0 {
            self.buffer.push(b'-');
        }
        self.buffer.extend_from_slice(digits.get(at..).unwrap_or_default());
    }
    fn null(&mut self) {
        self.buffer.extend_from_slice(if self.depth > 0 { b"NULL" } else { b"null" });
    }
    fn open(&mut self) {
        (self.text, self.first, self.depth) = (true, true, self.depth.saturating_add(1));
        self.buffer.push(b'{');
    }
    fn next(&mut self) {
        if !std::mem::replace(&mut self.first, false) {
            self.buffer.push(b',');
        }
    }
    fn close(&mut self) {
        self.first = false;
        self.depth = self.depth.saturating_sub(1);
        self.buffer.push(b'}');
    }
    fn json(&mut self, value: &dyn erased_serde::Serialize) {
        // a value that cannot be JSON becomes text that no JSON equals
        self.text(&serde_json::to_string(value).unwrap_or_else(|e| e.to_string()));
    }
}

// ---- values whose type nobody knows ---------------------------------------------------------------------------------
/// Literals of queries by name, quoted only where PostgREST or Postgres would misread a text: a number stays one.
pub(crate) struct Unquoted;

impl Unquoted {
    /// `(1,a,"b,c")`
    pub(crate) fn list<'v>(values: impl Iterator<Item = &'v str>) -> String {
        let special = |v: &str| v.is_empty() || v.contains([',', '(', ')', '"', ':', '\\']);
        let items: Vec<String> =
            values.map(|v| if special(v) { in_quotes(v) } else { v.to_owned() }).collect();
        format!("({})", items.join(","))
    }

    /// `{1,a,"b c",NULL}`
    pub(crate) fn array<'v>(values: impl Iterator<Item = Option<Cow<'v, str>>>) -> String {
        Self::braces(values, |v| v.contains(char::is_whitespace))
    }

    /// A JSON list as an array: lists nest, an object inside is a JSON text.
    pub(crate) fn nested(items: &[Value]) -> String {
        if items.iter().any(Value::is_array) {
            let inner = items.iter().map(|v| match v {
                Value::Array(items) => Self::nested(items),
                other => Self::scalar(other).into_owned(),
            });
            return format!("{{{}}}", inner.collect::<Vec<_>>().join(","));
        }
        Self::array(items.iter().map(|v| (!v.is_null()).then(|| Self::scalar(v))))
    }

    /// A JSON value as the text that PostgREST reads.
    pub(crate) fn scalar(value: &Value) -> Cow<'_, str> {
        match value {
            Value::String(text) => Cow::Borrowed(text),
            other => Cow::Owned(other.to_string()),
        }
    }

    /// The same for patterns, where white space inside is nothing special.
    pub(crate) fn patterns<'v>(values: impl Iterator<Item = Option<Cow<'v, str>>>) -> String {
        Self::braces(values, |v| v.starts_with(char::is_whitespace) || v.ends_with(char::is_whitespace))
    }

    fn braces<'v>(
        values: impl Iterator<Item = Option<Cow<'v, str>>>,
        spaced: impl Fn(&str) -> bool,
    ) -> String {
        let special = |v: &str| {
            v.is_empty()
                || v.contains([',', '{', '}', '"', '\\'])
                || v.eq_ignore_ascii_case("null")
                || spaced(v)
        };
        let item = |v: Option<Cow<'_, str>>| match v {
            None => "NULL".to_owned(),
            Some(v) if special(&v) => in_quotes(&v),
            Some(v) => v.into_owned(),
        };
        format!("{{{}}}", values.map(item).collect::<Vec<_>>().join(","))
    }

    /// `(a,b)`
    pub(crate) fn range(lower: &str, upper: &str) -> String {
        let bound = |v: &str| {
            if v.contains(['"', '\\', ',', '(', ')', '[', ']']) { in_quotes(v) } else { v.to_owned() }
        };
        format!("({},{})", bound(lower), bound(upper))
    }
}

fn in_quotes(text: &str) -> String {
    let mut buffer = Buffer::new();
    quoted(&mut buffer, text.as_bytes());
    String::from_utf8_lossy(&buffer).into_owned()
}

// ---- ranges ----------------------------------------------------------------------------------------------------------
/// Writes a value as an element of a range: everything but numbers is quoted.
pub(crate) type WriteBound<'a, V> = &'a dyn Fn(&V, &mut dyn Sink);

/// `[1,5)`, `["a","b"]`
pub(crate) fn range<V>(lower: Bound<&V>, upper: Bound<&V>, write: WriteBound<'_, V>) -> String {
    // inside of a range the rules are those of an array element
    let mut w = Writer { depth: 1, ..Writer::default() };
    w.buffer.push(if matches!(lower, Bound::Included(_)) { b'[' } else { b'(' });
    if let Bound::Included(v) | Bound::Excluded(v) = lower {
        write(v, &mut w);
    }
    w.buffer.push(b',');
    if let Bound::Included(v) | Bound::Excluded(v) = upper {
        write(v, &mut w);
    }
    w.buffer.push(if matches!(upper, Bound::Included(_)) { b']' } else { b')' });
    String::from_utf8_lossy(&w.buffer).into_owned()
}

/// `{[1,2),[5,6)}`: the ranges of a multirange are not quoted.
#[derive(Default)]
pub(crate) struct RangeList(String);

impl RangeList {
    pub(crate) fn push(&mut self, put: impl FnOnce(&mut dyn Sink)) {
        let mut w = Writer::default();
        put(&mut w);
        self.0.push(if self.0.is_empty() { '{' } else { ',' });
        self.0.push_str(&String::from_utf8_lossy(&w.buffer));
    }

    pub(crate) fn finish(mut self) -> String {
        if self.0.is_empty() {
            self.0.push('{');
        }
        self.0.push('}');
        self.0
    }
}

/// A printed range, taken apart; bounds are unquoted.
pub(crate) struct RangeText<'t> {
    pub(crate) lower: Option<String>,
    pub(crate) upper: Option<String>,
    pub(crate) lower_closed: bool,
    pub(crate) upper_closed: bool,
    pub(crate) rest: &'t str,
}

/// Reads `[a,"b c")` off the front of a text.
pub(crate) fn split_range(text: &str) -> Option<RangeText<'_>> {
    let mut chars = text.char_indices();
    let lower_closed = match chars.next()?.1 {
        '[' => true,
        '(' => false,
        _ => return None,
    };
    let (mut bounds, mut bound, mut set) = (Vec::new(), String::new(), false);
    let mut in_quotes = false;
    while let Some((at, c)) = chars.next() {
        match c {
            '\\' => bound.push(chars.next()?.1),
            // `""` inside of quotes is one quote
            '"' if in_quotes && text.get(at + 1..)?.starts_with('"') => bound.push(chars.next()?.1),
            '"' => (in_quotes, set) = (!in_quotes, true),
            ',' if !in_quotes => bounds.push(finish_bound(&mut bound, &mut set)),
            ')' | ']' if !in_quotes => {
                bounds.push(finish_bound(&mut bound, &mut set));
                let [lower, upper] = <[Option<String>; 2]>::try_from(bounds).ok()?;
                return Some(RangeText {
                    lower,
                    upper,
                    lower_closed,
                    upper_closed: c == ']',
                    rest: text.get(at + 1..)?,
                });
            }
            c => bound.push(c),
        }
    }
    None
}

fn finish_bound(bound: &mut String, set: &mut bool) -> Option<String> {
    let text = std::mem::take(bound);
    (std::mem::take(set) || !text.is_empty()).then_some(text)
}

// ---- names -----------------------------------------------------------------------------------------------------------
/// Names are quoted where PostgREST would misread them: `first name`, and a column called `limit` used as a filter.
pub(crate) fn name(out: &mut String, name: &str) {
    let begins = name.as_bytes().first().is_some_and(|b| b.is_ascii_alphabetic() || *b == b'_');
    let plain = begins && name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_');
    if plain && !is_reserved(name) { out.push_str(name) } else { encode_quoted(out, name.as_bytes()) }
}

/// Words that PostgREST takes for parameters of its own; the first letter decides for most names.
fn is_reserved(name: &str) -> bool {
    match name.as_bytes().first() {
        Some(b's') => name == "select",
        Some(b'o') => matches!(name, "order" | "or" | "offset" | "on_conflict"),
        Some(b'a') => name == "and",
        Some(b'n') => name == "not",
        Some(b'l') => name == "limit",
        Some(b'c') => name == "columns",
        _ => false,
    }
}

/// The target of an embed: a relation and perhaps a hint, `users!sender_id`, each quoted where it needs to be.
pub(crate) fn target(out: &mut String, target: &str) {
    for (i, part) in target.split('!').enumerate() {
        out.push_str(if i > 0 { "!" } else { "" });
        name(out, part);
    }
}

/// A key of a JSON path, not yet encoded: quoted unless it is a plain word.
pub(crate) fn json_key(path: &mut String, key: &str) {
    let plain = key.bytes().next().is_some_and(|b| b.is_ascii_alphabetic() || b == b'_')
        && key.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_');
    if plain {
        path.push_str(key);
        return;
    }
    path.push('"');
    for c in key.chars() {
        if matches!(c, '"' | '\\') {
            path.push('\\');
        }
        path.push(c);
    }
    path.push('"');
}

// ---- the address -----------------------------------------------------------------------------------------------------
/// What PostgREST's grammar uses stays readable, the rest is percent-encoded.
const SAFE: [bool; 256] = {
    let mut table = [false; 256];
    let keep = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.~*,():!";
    let mut i = 0;
    #[expect(clippy::indexing_slicing, reason = "const: a fault is a compile error")]
    while i < keep.len() {
        table[keep[i] as usize] = true;
        i += 1;
    }
    table
};

fn is_safe(b: u8) -> bool {
    SAFE.get(usize::from(b)).copied().unwrap_or(false)
}

fn escape(out: &mut String, b: u8) {
    const HEX: [u8; 16] = *b"0123456789ABCDEF";
    let digit = |n: u8| char::from(HEX.get(usize::from(n)).copied().unwrap_or_default());
    out.push('%');
    out.push(digit(b >> 4));
    out.push(digit(b & 15));
}

/// Percent-encodes.
pub(crate) fn encode(out: &mut String, mut text: &[u8]) {
    loop {
        let run = text.iter().position(|b| !is_safe(*b)).unwrap_or(text.len());
        let (safe, rest) = text.split_at(run);
        out.push_str(std::str::from_utf8(safe).unwrap_or_default());
        let Some((&b, rest)) = rest.split_first() else { break };
        escape(out, b);
        text = rest;
    }
}

/// Percent-encodes a segment of the path: nothing of it may be read as `/`, `?` or a dot segment.
pub(crate) fn encode_segment(out: &mut String, name: &str) {
    if matches!(name, "." | "..") {
        // a URL parser would remove it, even as %2E
        out.push_str(if name == "." { "%252E" } else { "%252E%252E" });
        return;
    }
    encode(out, name.as_bytes());
}

/// Percent-encodes in double quotes, with `\` escapes.
fn encode_quoted(out: &mut String, text: &[u8]) {
    out.push_str("%22");
    for chunk in text.split_inclusive(|b| matches!(b, b'"' | b'\\')) {
        match chunk.split_last() {
            Some((b'"', before)) => {
                encode(out, before);
                out.push_str("%5C%22");
            }
            Some((b'\\', before)) => {
                encode(out, before);
                out.push_str("%5C%5C");
            }
            _ => encode(out, chunk),
        }
    }
    out.push_str("%22");
}

mod printed;
pub(crate) use printed::printed_range;
#[cfg(feature = "realtime")]
mod realtime;
#[cfg(feature = "realtime")]
pub(crate) use realtime::{changes, changes_value};

#[cfg(test)]
mod tests;
