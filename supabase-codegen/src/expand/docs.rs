//! Doc comments: what stands there, and comments of the database as text that rustdoc takes for nothing else.

use crate::render::plain;
use proc_macro2::TokenStream;
use quote::quote;

/// Paragraphs, each perhaps of several lines.
pub(super) fn doc(paragraphs: impl IntoIterator<Item = Option<String>>) -> TokenStream {
    let mut lines: Vec<String> = Vec::new();
    for (n, paragraph) in paragraphs.into_iter().flatten().filter(|p| !p.trim().is_empty()).enumerate() {
        if n > 0 {
            lines.push(String::new());
        }
        lines.extend(paragraph.lines().map(line));
    }
    let lines = lines.iter().map(|l| if l.is_empty() { String::new() } else { format!(" {l}") });
    quote!(#(#[doc = #lines])*)
}

/// Indented or fenced lines would be doctests; a list or a heading stays one.
fn line(text: &str) -> String {
    let text = plain(text.trim());
    if text.starts_with("```") || text.starts_with("~~~") { format!("\\{text}") } else { text }
}

/// The comment of a table, column or function: only what is on it in the database.
pub(super) fn comment(text: Option<&String>) -> Option<String> {
    text.map(|t| t.trim().to_owned()).filter(|t| !t.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn comments_are_never_doctests() {
        let text = "first\n\n    indented\n```\nlet x: u8 = \"\";\n```\n\tend";
        let tokens = doc([Some(text.to_owned())]).to_string();
        assert!(!tokens.contains("\"     ") && !tokens.contains("\" ```"), "{tokens}");
        assert!(tokens.contains("indented") && tokens.contains("end"));
    }
}
