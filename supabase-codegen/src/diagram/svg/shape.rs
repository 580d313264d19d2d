//! A table: a head with its name, and a row for each column.

use super::{Xml, element, group, number};
use crate::{
    diagram::{
        graph::{Row, TableBox},
        layout::{Point, Size},
        text::Label,
    },
    visible::visible,
};
use std::io;

const HEAD: f64 = 30.0;
const ROW: f64 = 20.0;
const PAD: f64 = 10.0;
/// Sizes of fonts; `diagram.css` has the same.
const NAME: f64 = 13.0;
const TEXT: f64 = 12.0;
const SMALL: f64 = 10.0;
/// The longest texts.
const MAX_HEAD: f64 = 420.0;
const MAX_NAME: f64 = 300.0;
const MAX_TYPE: f64 = 200.0;

/// What a table takes in the picture.
#[derive(Debug)]
pub(super) struct Shape {
    pub(super) size: Size,
    name: Label,
    kind: Option<Label>,
    rows: Vec<Texts>,
    /// How wide the keys are.
    keys: f64,
}

#[derive(Debug)]
struct Texts {
    keys: String,
    name: Label,
    sql: Label,
}

/// The height of a row's middle, from the upper edge of its table.
pub(super) fn row_middle(row: usize) -> f64 {
    HEAD + ROW * to_f64(row) + ROW / 2.0
}

fn to_f64(n: usize) -> f64 {
    u32::try_from(n).map_or(f64::MAX, f64::from)
}

impl Shape {
    pub(super) fn new(table: &TableBox) -> Self {
        let rows: Vec<Texts> = table.columns.iter().map(Texts::new).collect();
        let widest = |of: &dyn Fn(&Texts) -> f64| rows.iter().map(of).fold(0.0, f64::max);
        let keys = widest(&|t| Label::new(&t.keys, SMALL, MAX_NAME).width);
        let keys = if keys > 0.0 { keys + 8.0 } else { 0.0 };
        let columns = keys + widest(&|t| t.name.width) + 16.0 + widest(&|t| t.sql.width);
        let (name, kind) =
            (Label::new(&table.name, NAME, MAX_HEAD), table.kind.map(|k| Label::new(k, SMALL, MAX_NAME)));
        let head = name.width + kind.as_ref().map_or(0.0, |k| k.width + 14.0);
        let width = (columns.max(head) + 2.0 * PAD).max(110.0).ceil();
        let height = HEAD + ROW * to_f64(rows.len().max(1)) + 4.0;
        Self { size: Size { width, height }, name, kind, rows, keys }
    }

    pub(super) fn draw(&self, xml: &mut Xml, n: usize, table: &TableBox, at: Point) -> io::Result<()> {
        let (id, name) = (format!("t{n}"), visible(&table.name));
        let place = format!("translate({} {})", number(at.x), number(at.y));
        let about = format!("{name}, {}, {} columns", table.kind.unwrap_or("table"), table.columns.len());
        let attributes = [
            ("class", if table.kind.is_some() { "table view" } else { "table" }),
            ("id", id.as_str()),
            ("data-name", name.as_str()),
            ("transform", place.as_str()),
            ("role", "group"),
            ("aria-label", about.as_str()),
        ];
        group(xml, &attributes, |xml| {
            let comment = table.comment.iter().map(|c| format!("\n{}", lines(c)));
            element(xml, "title", &[], &format!("{name}{}", comment.collect::<String>()))?;
            self.frame(xml)?;
            let (x, y) = (number(PAD), number(HEAD / 2.0 + 4.5));
            label(xml, &self.name, &[("class", "name"), ("x", &x), ("y", &y)])?;
            if let Some(kind) = &self.kind {
                let x = number(self.size.width - PAD);
                label(xml, kind, &[("class", "kind"), ("x", &x), ("y", &y)])?;
            }
            let rows = self.rows.iter().zip(&table.columns).enumerate();
            rows.into_iter().try_for_each(|(n, (texts, row))| self.row(xml, n, texts, row))
        })
    }

    fn frame(&self, xml: &mut Xml) -> io::Result<()> {
        let (w, h) = (number(self.size.width), number(self.size.height));
        let frame = [("class", "frame"), ("width", &w), ("height", &h), ("rx", "6")];
        xml.create_element("rect").with_attributes(frame).write_empty()?;
        let head =
            format!("M0 {HEAD}V6A6 6 0 0 1 6 0H{}A6 6 0 0 1 {w} 6V{HEAD}Z", number(self.size.width - 6.0));
        xml.create_element("path").with_attributes([("class", "head"), ("d", &head)]).write_empty()?;
        Ok(())
    }

    fn row(&self, xml: &mut Xml, n: usize, texts: &Texts, row: &Row) -> io::Result<()> {
        let y = number(row_middle(n) + 4.0);
        group(xml, &[("class", "row")], |xml| {
            element(xml, "title", &[], &about(row))?;
            if !texts.keys.is_empty() {
                let x = number(PAD);
                let class = if row.primary { "keys primary" } else { "keys" };
                element(xml, "text", &[("class", class), ("x", &x), ("y", &y)], &texts.keys)?;
            }
            let x = number(PAD + self.keys);
            label(xml, &texts.name, &[("class", "column"), ("x", &x), ("y", &y)])?;
            let x = number(self.size.width - PAD);
            label(xml, &texts.sql, &[("class", "sql"), ("x", &x), ("y", &y)])
        })
    }
}

impl Texts {
    fn new(row: &Row) -> Self {
        let keys = [(row.primary, "PK"), (row.foreign, "FK"), (row.unique && !row.primary, "UK")];
        let keys: Vec<&str> = keys.into_iter().filter(|(is, _)| *is).map(|(_, key)| key).collect();
        let sql = if row.nullable { format!("{} null", row.sql) } else { row.sql.clone() };
        Self {
            keys: keys.join(" "),
            name: Label::new(&row.name, TEXT, MAX_NAME),
            sql: Label::new(&sql, TEXT, MAX_TYPE),
        }
    }
}

/// The whole of what may be cut off.
fn about(row: &Row) -> String {
    let null = if row.nullable { "" } else { " not null" };
    let comment = row.comment.iter().map(|c| format!("\n{}", lines(c)));
    format!("{} {}{null}{}", visible(&row.name), visible(&row.sql), comment.collect::<String>())
}

fn lines(text: &str) -> String {
    text.lines().map(visible).collect::<Vec<_>>().join("\n")
}

/// A text, made as wide as it was taken to be where a font may draw it otherwise.
fn label(xml: &mut Xml, label: &Label, attributes: &[(&str, &str)]) -> io::Result<()> {
    let width = number(label.width);
    let mut all = attributes.to_vec();
    if label.uneven {
        all.extend([("textLength", width.as_str()), ("lengthAdjust", "spacingAndGlyphs")]);
    }
    element(xml, "text", &all, &label.text)
}
