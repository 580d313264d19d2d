//! Forms, part by part: name, file name, type and data. The boundary is free.

use crate::server::Seen;
use base64::{Engine as _, engine::general_purpose::STANDARD};
use serde_json::Value;
use std::collections::BTreeMap;

/// What the official Python client says of every file unless it is told: a bucket of pictures refuses it, so ours says what the
/// file is.
const PYTHONS_DEFAULT: &str = "text/plain;charset=UTF-8";

/// What the headers of a part say.
#[derive(Debug, Default)]
pub(crate) struct Head {
    pub(crate) name: Option<String>,
    pub(crate) file_name: Option<String>,
    pub(crate) content_type: Option<String>,
}

impl Head {
    pub(crate) fn of(headers: &BTreeMap<String, String>) -> Self {
        let disposition = headers.get("content-disposition").map(String::as_str).unwrap_or_default();
        let parameter = |name: &str| {
            let (_, rest) = disposition.split_once(&format!("; {name}=\""))?;
            rest.split_once('"').map(|(value, _)| value.to_owned())
        };
        Self {
            name: parameter("name"),
            file_name: parameter("filename"),
            content_type: headers.get("content-type").cloned(),
        }
    }
}

/// One part as it was sent.
struct Part {
    head: Head,
    data: Vec<u8>,
}

/// Whether the form that was sent is the recorded one.
pub(crate) fn same(recorded: &Value, seen: &Seen) -> Result<(), String> {
    let content_type = seen.headers.get("content-type").map(String::as_str).unwrap_or_default();
    let boundary = content_type.strip_prefix("multipart/form-data; boundary=");
    let boundary = boundary.ok_or_else(|| format!("body: a form was recorded, sent `{content_type}`"))?;
    let sent = parts(&seen.body, boundary).ok_or("body: the form that was sent is broken")?;
    let recorded = recorded.as_array().map(Vec::as_slice).unwrap_or_default();
    if recorded.len() != sent.len() {
        return Err(format!("body: {} parts were recorded, {} were sent", recorded.len(), sent.len()));
    }
    recorded.iter().zip(&sent).try_for_each(|(r, s)| part(r, s))
}

fn part(recorded: &Value, sent: &Part) -> Result<(), String> {
    let text = |name: &str| recorded[name].as_str();
    let name = text("name");
    field("name", name, sent.head.name.as_deref())?;
    field("filename", text("filename"), sent.head.file_name.as_deref())?;
    let (kind, ours) = (text("content_type"), sent.head.content_type.as_deref());
    let of_its_own = kind == Some(PYTHONS_DEFAULT) && ours.is_some_and(|kind| kind.contains('/'));
    if !of_its_own {
        field("content type", kind, ours)?;
    }
    let data = STANDARD.decode(text("data_base64").unwrap_or_default()).map_err(|e| e.to_string())?;
    let json = |bytes: &[u8]| serde_json::from_slice::<Value>(bytes).ok();
    // the white space of its JSON is free
    let equal = data == sent.data
        || (name == Some("metadata") && json(&data).is_some() && json(&data) == json(&sent.data));
    if equal {
        return Ok(());
    }
    let shown = |bytes: &[u8]| String::from_utf8_lossy(bytes).chars().take(100).collect::<String>();
    Err(format!("body: part {name:?}: recorded `{}`, sent `{}`", shown(&data), shown(&sent.data)))
}

fn field(what: &str, recorded: Option<&str>, sent: Option<&str>) -> Result<(), String> {
    if recorded == sent { Ok(()) } else { Err(format!("body: {what}: recorded {recorded:?}, sent {sent:?}")) }
}

/// `None` if it is no form.
fn parts(body: &[u8], boundary: &str) -> Option<Vec<Part>> {
    let (line, between) = (format!("--{boundary}\r\n"), format!("\r\n--{boundary}"));
    let mut rest = body.strip_prefix(line.as_bytes())?;
    let mut parts = Vec::new();
    loop {
        let end = find(rest, between.as_bytes())?;
        let (part, after) = rest.split_at(end);
        let at = find(part, b"\r\n\r\n")?;
        let (head, data) = (part.get(..at)?, part.get(at + 4..)?);
        let head = std::str::from_utf8(head).ok()?;
        let headers = head.split("\r\n").filter_map(|line| line.split_once(": "));
        let headers = headers.map(|(name, value)| (name.to_lowercase(), value.to_owned())).collect();
        parts.push(Part { head: Head::of(&headers), data: data.to_vec() });
        rest = after.get(between.len()..)?;
        match rest.strip_prefix(b"\r\n") {
            Some(next) => rest = next,
            None => return (rest == b"--\r\n").then_some(parts),
        }
    }
}

fn find(text: &[u8], what: &[u8]) -> Option<usize> {
    text.windows(what.len()).position(|window| window == what)
}
