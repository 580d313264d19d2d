//! Names of columns in Rust and on the wire.

use proc_macro2::{Ident, Span};
use syn::ext::IdentExt;

/// The field of the columns struct that stands for a column: the rule that the code generator follows too.
///
/// A name that is an identifier stays; a keyword becomes raw (`r#type`), or gets `_` where no raw form exists (`self_`). Of
/// any other name, ASCII letters become lower case and everything that cannot stand in an identifier becomes `_`.
pub(crate) fn field_ident(name: &str, span: Span) -> Ident {
    match name {
        "self" | "Self" | "super" | "crate" => return Ident::new(&format!("{name}_"), span),
        "" | "_" => return Ident::new("__", span),
        _ => {}
    }
    if is_identifier(name) {
        return raw_if_keyword(name, span);
    }
    let mut plain: String =
        name.chars().map(|c| if c.is_alphanumeric() { c.to_ascii_lowercase() } else { '_' }).collect();
    if plain.starts_with(|c: char| c.is_numeric()) {
        plain.insert(0, '_');
    }
    if is_identifier(&plain) && plain != "_" { raw_if_keyword(&plain, span) } else { Ident::new("__", span) }
}

/// Identifiers and keywords alike.
fn is_identifier(name: &str) -> bool {
    !name.starts_with("r#") && syn::parse::Parser::parse_str(Ident::parse_any, name).is_ok_and(|i| i == name)
}

fn raw_if_keyword(name: &str, span: Span) -> Ident {
    if syn::parse_str::<Ident>(name).is_ok() { Ident::new(name, span) } else { Ident::new_raw(name, span) }
}

/// The text of an identifier, without `r#`.
pub(crate) fn text(ident: &Ident) -> String {
    ident.unraw().to_string()
}

/// A column name as it stands in `select=`, `columns=` and `on_conflict=`: quoted where the server would misread it.
pub(crate) fn wire_name(name: &str) -> String {
    let reserved = matches!(
        name,
        "select" | "order" | "and" | "or" | "not" | "limit" | "offset" | "columns" | "on_conflict"
    );
    let plain = !name.starts_with(|c: char| c.is_ascii_digit())
        && !name.is_empty()
        && name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_');
    if plain && !reserved {
        return name.to_owned();
    }
    format!("\"{}\"", name.replace('\\', "\\\\").replace('"', "\\\""))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_name_has_a_field() {
        for (name, field) in [
            ("id", "id"),
            ("firstName", "firstName"),
            ("größe", "größe"),
            ("type", "r#type"),
            ("async", "r#async"),
            ("self", "self_"),
            ("crate", "crate_"),
            ("first name", "first_name"),
            ("First-Name", "first_name"),
            ("2fa", "_2fa"),
            ("a.b", "a_b"),
            ("", "__"),
            ("_", "__"),
            ("!", "__"),
            ("r#type", "r_type"),
            (" Type", "_type"),
        ] {
            assert_eq!(field_ident(name, Span::call_site()).to_string(), field, "{name}");
        }
    }

    #[test]
    fn only_awkward_names_are_quoted() {
        for (name, wire) in [
            ("id", "id"),
            ("firstName", "firstName"),
            ("first name", "\"first name\""),
            ("order", "\"order\""),
            ("2fa", "\"2fa\""),
            ("größe", "\"größe\""),
            ("a\"b\\c", "\"a\\\"b\\\\c\""),
            ("", "\"\""),
        ] {
            assert_eq!(wire_name(name), wire, "{name}");
        }
    }
}
