//! Doc comments: what stands there, and comments of the database as text that rustdoc takes for nothing else.

use crate::render::{DOC, plain};
use proc_macro2::TokenStream;
use quote::{format_ident, quote};

/// Paragraphs, each perhaps of several lines.
///
/// It is one attribute, which becomes a comment when it is formatted: an attribute for each line costs half of the whole work.
pub(super) fn doc(paragraphs: impl IntoIterator<Item = Option<String>>) -> TokenStream {
    let text = lines(paragraphs).join("\n");
    if text.is_empty() {
        return TokenStream::new();
    }
    let name = format_ident!("{DOC}");
    quote!(#[#name(#text)])
}

/// The same inside of a macro, where no attribute is formatted.
pub(super) fn doc_in_macro(paragraphs: impl IntoIterator<Item = Option<String>>) -> TokenStream {
    let lines = lines(paragraphs);
    quote!(#(#[doc = #lines])*)
}

fn lines(paragraphs: impl IntoIterator<Item = Option<String>>) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for (n, paragraph) in paragraphs.into_iter().flatten().filter(|p| !p.trim().is_empty()).enumerate() {
        if n > 0 {
            lines.push(String::new());
        }
        lines.extend(paragraph.lines().map(line));
    }
    lines.iter().map(|l| if l.is_empty() { String::new() } else { format!(" {l}") }).collect()
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
        let tokens = doc_in_macro([Some(text.to_owned())]).to_string();
        assert!(!tokens.contains("\"     ") && !tokens.contains("\" ```"), "{tokens}");
        assert!(tokens.contains("indented") && tokens.contains("end"));
    }
}
