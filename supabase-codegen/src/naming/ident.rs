//! One name at a time.

use heck::{ToSnakeCase, ToUpperCamelCase};
use proc_macro2::{Ident, Span};
use unicode_normalization::UnicodeNormalization;

/// A field or method name: `snake_case`, `r#type` for keywords, `self_` for those that cannot be raw.
pub(crate) fn field(name: &str) -> String {
    let words = words(name);
    let snake = if is_snake(&words) { words } else { words.to_snake_case() };
    let named = if snake.is_empty() { spelled(name) } else { snake };
    let started = if starts_well(&named) { named } else { format!("_{named}") };
    if matches!(started.as_str(), "self" | "super" | "crate" | "Self") {
        format!("{started}_")
    } else {
        started
    }
}

/// The name of a module: a db schema.
pub(crate) fn module(name: &str) -> String {
    field(name)
}

/// A type or variant name: `PascalCase`.
pub(crate) fn pascal(name: &str) -> String {
    let camel = words(name).to_upper_camel_case();
    let named = if camel.is_empty() { spelled(name).to_upper_camel_case() } else { camel };
    if starts_well(&named) { named } else { format!("N{named}") }
}

/// What one row of a table is called. Only words that look like plurals are changed.
pub(crate) fn singular(name: &str) -> String {
    let at = name.rfind(|c: char| !c.is_alphanumeric()).map_or(0, |i| i + name.get(i..).map_or(1, first_len));
    let (head, last) = name.split_at(at);
    let lower = last.to_lowercase();
    let plural = lower.ends_with('s') || matches!(lower.as_str(), "people" | "children");
    let uncertain =
        lower.ends_with("ss") || lower.ends_with("us") || lower.ends_with("is") || lower.len() < 4;
    if !plural || uncertain || lower.ends_with("series") || lower == "news" || !last.is_ascii() {
        return name.to_owned();
    }
    format!("{head}{}", pluralizer::pluralize(last, 1, false))
}

fn first_len(text: &str) -> usize {
    text.chars().next().map_or(1, char::len_utf8)
}

/// Every character that no Rust name may have becomes a space between words. Rust normalizes names, so two that are written
/// differently may be one.
fn words(name: &str) -> String {
    name.nfc()
        .map(|c| if unicode_ident::is_xid_continue(c) { c } else { ' ' })
        .collect::<String>()
        .trim()
        .to_owned()
}

/// A name without any letter: by its code points, so that it does not depend on other names.
fn spelled(name: &str) -> String {
    let points: Vec<String> = name.chars().map(|c| format!("u{:x}", u32::from(c))).collect();
    if points.is_empty() { "empty".to_owned() } else { points.join("_") }
}

/// As rustc's lint sees it; such a name is kept letter by letter.
fn is_snake(name: &str) -> bool {
    let inner = name.trim_start_matches('_');
    !inner.is_empty()
        && !inner.contains("__")
        && !inner.contains(' ')
        && !inner.chars().any(char::is_uppercase)
}

fn starts_well(name: &str) -> bool {
    name.chars().next().is_some_and(|c| c == '_' || unicode_ident::is_xid_start(c))
}

/// The identifier, raw if it is a keyword.
pub(crate) fn ident(name: &str) -> Ident {
    // `gen` is a keyword since edition 2024, which syn does not look at
    if name != "gen" && syn::parse_str::<Ident>(name).is_ok() {
        Ident::new(name, Span::call_site())
    } else {
        Ident::new_raw(name, Span::call_site())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_are_snake_case() {
        for (name, expected) in [
            ("id", "id"),
            ("userName", "user_name"),
            ("HTTPServer", "http_server"),
            ("Order ID", "order_id"),
            ("qty,ordered", "qty_ordered"),
            ("a->>b", "a_b"),
            ("1st", "_1st"),
            ("456", "_456"),
            ("_leading", "_leading"),
            ("trailing_", "trailing_"),
            ("double__under", "double_under"),
            ("_", "u5f"),
            ("__", "u5f_u5f"),
            ("🦀", "u1f980"),
            ("équipe", "équipe"),
            ("e\u{301}quipe", "équipe"),
            ("日本", "日本"),
            ("self", "self_"),
            ("Self", "self_"),
            ("type", "type"),
        ] {
            assert_eq!(field(name), expected, "{name}");
        }
        assert_eq!(ident("type").to_string(), "r#type");
        assert_eq!(ident("gen").to_string(), "r#gen");
    }

    #[test]
    fn types_are_pascal_case() {
        for (name, expected) in [
            ("clash_table", "ClashTable"),
            ("123abc", "N123abc"),
            ("9lives", "N9lives"),
            ("in progress", "InProgress"),
            ("with\"quote", "WithQuote"),
            ("", "Empty"),
            ("🦀", "U1f980"),
            ("déjà_vu", "DéjàVu"),
        ] {
            assert_eq!(pascal(name), expected, "{name}");
        }
    }

    #[test]
    fn rows_are_singular() {
        for (name, expected) in [
            ("planets", "planet"),
            ("users_teams", "users_team"),
            ("countries", "country"),
            ("addresses", "address"),
            ("people", "person"),
            ("status", "status"),
            ("news", "news"),
            ("address", "address"),
            ("analysis", "analysis"),
            ("series", "series"),
            ("Order Items", "Order Item"),
            ("orchestral_sections_uuid", "orchestral_sections_uuid"),
            ("bus", "bus"),
        ] {
            assert_eq!(singular(name), expected, "{name}");
        }
    }
}
