//! `erDiagram` of Mermaid.

use super::graph::{Graph, Link, Row};
use crate::{naming::Scope, visible::visible};
use std::fmt::Write;

/// The diagram. Names are quoted, so any name will do but for the few characters that Mermaid takes nowhere.
pub(super) fn text(graph: &Graph) -> String {
    let mut scope = Scope::default();
    let names: Vec<String> =
        graph.tables.iter().map(|t| scope.take(&[&quotable(&t.name)], |_| Vec::new()).name).collect();
    let mut text = String::from("erDiagram\n");
    for (table, name) in graph.tables.iter().zip(&names) {
        let _ = write!(text, "    \"{name}\"");
        if table.columns.is_empty() {
            text.push('\n');
            continue;
        }
        text.push_str(" {\n");
        table.columns.iter().for_each(|row| column(&mut text, row));
        text.push_str("    }\n");
    }
    let name = |index: usize| names.get(index).map_or("", String::as_str);
    for link in &graph.links {
        let line = format!("\"{}\" {} \"{}\"", name(link.to.0), line(link), name(link.from.0));
        let _ = writeln!(text, "    {line} : \"{}\"", quotable(&link.label));
    }
    text
}

fn line(link: &Link) -> String {
    let one = if link.nullable { "|o" } else { "||" };
    let many = if link.unique { "o|" } else { "o{" };
    let line = if link.identifying { "--" } else { ".." };
    format!("{one}{line}{many}")
}

fn column(text: &mut String, row: &Row) {
    let keys = [(row.primary, "PK"), (row.foreign, "FK"), (row.unique, "UK")];
    let keys: Vec<&str> = keys.into_iter().filter(|(is, _)| *is).map(|(_, key)| key).collect();
    let (name, sql) = (word(&row.name), word(&row.sql));
    let _ = write!(text, "        {sql} {name}");
    if !keys.is_empty() {
        let _ = write!(text, " {}", keys.join(", "));
    }
    // what a word cannot say
    let mut notes: Vec<String> = Vec::new();
    notes.extend((name != row.name).then(|| row.name.clone()));
    notes.extend((sql != row.sql && sql != row.sql.replace([' ', '.'], "_")).then(|| row.sql.clone()));
    notes.extend(row.nullable.then(|| "null".to_owned()));
    if !notes.is_empty() {
        let _ = write!(text, " \"{}\"", quotable(&notes.join("; ")));
    }
    text.push('\n');
}

/// Types and names of columns are bare words.
fn word(name: &str) -> String {
    let inside = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '[' | ']' | '(' | ')');
    let word: String = name.chars().map(|c| if inside(c) { c } else { '_' }).collect();
    let starts_well = word.chars().next().is_some_and(|c| c.is_ascii_alphabetic() || c == '_');
    // these would be taken for keys
    let is_key = matches!(word.as_str(), "PK" | "FK" | "UK");
    if starts_well && !is_key { word } else { format!("_{word}") }
}

/// What quotes cannot hold becomes a character that looks like it.
fn quotable(name: &str) -> String {
    let like = |c: char| match c {
        '"' => '\u{201d}',
        '%' => '\u{ff05}',
        '\\' => '\u{ff3c}',
        // Mermaid reads `#name;` as a character, `<..>` as HTML, `{..}` as a node
        '#' => '\u{ff03}',
        ';' => '\u{ff1b}',
        '<' => '\u{2039}',
        '>' => '\u{203a}',
        '&' => '\u{ff06}',
        '`' => '\'',
        c => c,
    };
    let text: String = visible(name).chars().map(like).collect();
    if text.trim().is_empty() { "\u{2423}".to_owned() } else { text }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_bare_and_keep_what_they_can() {
        assert_eq!(word("double precision"), "double_precision");
        assert_eq!(word("public.mood[]"), "public_mood[]");
        assert_eq!((word("1st").as_str(), word("PK").as_str(), word("").as_str()), ("_1st", "_PK", "_"));
    }

    #[test]
    fn nothing_ends_the_quotes() {
        assert_eq!(quotable("a\"b\\c%d\n"), "a\u{201d}b\u{ff3c}c\u{ff05}d\u{ff3c}u{a}");
        assert_eq!(quotable(" "), "\u{2423}");
    }
}
