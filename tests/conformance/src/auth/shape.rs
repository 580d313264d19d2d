//! Values that are random by nature: only their form is compared.

use serde_json::Value;

/// The secret of a flow, or what is made of it: the same, or another that looks like one.
pub(crate) fn secret_of_flow(name: &str, recorded: &str, sent: &str) -> bool {
    if !matches!(name, "code_challenge" | "code_verifier") {
        return false;
    }
    let fits = |text: &str| {
        (43..=128).contains(&text.len())
            && text.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'.' | b'_' | b'~'))
    };
    // the official client marks the secret of a recovery, as ours does apart from it
    let placed = recorded.starts_with("{{pkce_") && recorded.ends_with("}}");
    fits(sent) && (placed || fits(recorded))
}

/// The type and the wrapper that the recordings put around what Python returned.
pub(crate) fn unwrapped(value: &Value) -> Value {
    match value {
        Value::Object(map) => match (map.get("value"), map.get("datetime")) {
            (Some(inner), _) if map.contains_key("$type") => unwrapped(inner),
            (_, Some(time)) if map.len() == 1 => time.clone(),
            _ => {
                let named = |name: &str| !matches!(name, "$type" | "__type__");
                map.iter().filter(|(n, _)| named(n)).map(|(n, v)| (n.clone(), unwrapped(v))).collect()
            }
        },
        Value::Array(items) => items.iter().map(unwrapped).collect(),
        other => other.clone(),
    }
}

/// The same moment: Python reads microseconds and writes the zone in its own way.
pub(crate) fn same_time(a: &str, b: &str) -> bool {
    let parts = |text: &str| {
        let day = text.get(..19)?;
        let shape = day.bytes().enumerate().all(|(at, b)| match at {
            4 | 7 => b == b'-',
            10 => matches!(b, b'T' | b' '),
            13 | 16 => b == b':',
            _ => b.is_ascii_digit(),
        });
        let rest = text.get(19..)?;
        let rest =
            rest.strip_suffix("+00:00").or_else(|| rest.strip_suffix("+00")).or(rest.strip_suffix('Z'))?;
        let digits = if rest.is_empty() { "" } else { rest.strip_prefix('.')? };
        shape.then(|| (day.replace(' ', "T"), format!("{digits:0<6}").chars().take(6).collect::<String>()))
    };
    parts(a).is_some_and(|a| Some(a) == parts(b))
}
