//! Text of a database where people see it: nothing in it can act on a terminal, hide, or turn the line around.

use std::fmt;
use unicode_width::UnicodeWidthStr;

/// The text, with everything that does not show as itself written out: `\u{202e}`.
pub(crate) fn visible(text: &str) -> String {
    let mut shown = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            _ if acts(c) => shown.extend(c.escape_unicode()),
            c => shown.push(c),
        }
    }
    shown
}

/// Controls, marks of direction, and what has no width but joins.
fn acts(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}')
        || matches!(c, '\u{61c}' | '\u{ad}' | '\u{fff9}'..='\u{ffff}' | '\u{e0000}'..='\u{e007f}')
}

/// Rows whose cells stand below each other.
#[derive(Debug)]
pub(crate) struct Aligned<const N: usize> {
    indent: &'static str,
    rows: Vec<[String; N]>,
}

impl<const N: usize> Aligned<N> {
    pub(crate) fn new() -> Self {
        Self { indent: "", rows: Vec::new() }
    }

    /// With a heading.
    pub(crate) fn with(head: [&str; N]) -> Self {
        Self { rows: vec![head.map(str::to_owned)], ..Self::new() }
    }

    pub(crate) fn indented(self) -> Self {
        Self { indent: "  ", ..self }
    }

    pub(crate) fn row(&mut self, cells: [String; N]) {
        self.rows.push(cells.map(|c| visible(&c)));
    }
}

impl<const N: usize> fmt::Display for Aligned<N> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut widths = [0; N];
        for row in &self.rows {
            for (width, cell) in widths.iter_mut().zip(row) {
                *width = cell.width().max(*width);
            }
        }
        for row in &self.rows {
            let mut line = String::from(self.indent);
            // a column without any text takes no place
            for (cell, width) in row.iter().zip(widths).filter(|(_, width)| *width > 0) {
                line.push_str(cell);
                line.extend(std::iter::repeat_n(' ', width - cell.width() + 2));
            }
            writeln!(f, "{}", line.trim_end())?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_acts() {
        assert_eq!(visible("a\u{1b}[31m\u{202e}b\0"), "a\\u{1b}[31m\\u{202e}b\\u{0}");
        assert_eq!(visible("größe 表 🦀"), "größe 表 🦀");
    }

    #[test]
    fn wide_characters_count_twice() {
        let mut rows = Aligned::with(["n", "", "t"]);
        rows.row(["表".into(), String::new(), "x".into()]);
        assert_eq!(rows.to_string(), "n   t\n表  x\n");
    }
}
