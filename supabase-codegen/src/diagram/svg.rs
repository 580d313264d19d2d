//! The picture.

mod ends;
mod shape;

use super::{
    graph::{Graph, Link},
    layout::{self, Layout, Line, Point, Size},
};
use crate::visible::visible;
use quick_xml::{Writer, events::BytesText};
use shape::Shape;
use std::io;

/// The look, in the picture itself: a viewer of pictures has no other.
const STYLE: &str = include_str!("diagram.css");
const NAMESPACE: &str = "http://www.w3.org/2000/svg";

/// Where the picture is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Use {
    /// A file of its own.
    Alone,
    /// Part of a page, which has the look.
    InPage,
}

type Xml = Writer<Vec<u8>>;

pub(super) fn text(graph: &Graph, shown: Use) -> io::Result<String> {
    let shapes: Vec<Shape> = graph.tables.iter().map(Shape::new).collect();
    let layout = place(graph, &shapes);
    let mut xml = Writer::new_with_indent(Vec::new(), b' ', 1);
    let Size { width, height } = layout.size;
    let (width, height) = (number(width.max(320.0)), number(height.max(120.0)));
    let view = format!("0 0 {width} {height}");
    let count = format!("{} tables and views, {} foreign keys", graph.tables.len(), graph.links.len());
    let mut svg = xml.create_element("svg").with_attributes([("class", "er"), ("viewBox", view.as_str())]);
    if shown == Use::Alone {
        svg = svg.with_attributes([
            ("xmlns", NAMESPACE),
            ("role", "img"),
            ("width", &width),
            ("height", &height),
        ]);
    } else {
        svg = svg.with_attributes([("id", "er"), ("width", &width), ("height", &height)]);
    }
    svg.write_inner_content(|xml| {
        if shown == Use::Alone {
            element(xml, "title", &[], &count)?;
            element(xml, "style", &[], STYLE)?;
            let whole = [("class", "ground"), ("width", "100%"), ("height", "100%")];
            xml.create_element("rect").with_attributes(whole).write_empty()?;
        }
        if graph.tables.is_empty() {
            element(xml, "text", &[("x", "24"), ("y", "40")], "no tables")?;
        }
        group(xml, &[("class", "links")], |xml| {
            let lines = graph.links.iter().zip(&layout.lines);
            lines.into_iter().try_for_each(|(link, line)| self::link(xml, link, line))
        })?;
        group(xml, &[("class", "tables")], |xml| {
            let mut boxes = shapes.iter().zip(&graph.tables).zip(&layout.boxes).enumerate();
            boxes.try_for_each(|(n, ((shape, table), at))| shape.draw(xml, n, table, *at))
        })
    })?;
    String::from_utf8(xml.into_inner()).map(|text| text + "\n").map_err(io::Error::other)
}

fn place(graph: &Graph, shapes: &[Shape]) -> Layout {
    let sizes: Vec<Size> = shapes.iter().map(|s| s.size).collect();
    let lines: Vec<Line> = graph
        .links
        .iter()
        .map(|link| Line {
            from: link.from.0,
            from_y: shape::row_middle(link.from.1),
            to: link.to.0,
            to_y: shape::row_middle(link.to.1) + beside(graph, link),
            kind: u8::from(link.nullable),
        })
        .collect();
    layout::layout(&sizes, &lines)
}

/// Lines that end in other signs do not join, but end above and below each other.
fn beside(graph: &Graph, link: &Link) -> f64 {
    let other = graph.links.iter().any(|l| l.to == link.to && l.nullable != link.nullable);
    match link.nullable {
        _ if !other => 0.0,
        true => 5.0,
        false => -5.0,
    }
}

fn link(xml: &mut Xml, link: &Link, line: &[Point]) -> io::Result<()> {
    let (from, to) = (link.from.0.to_string(), link.to.0.to_string());
    group(xml, &[("class", "link"), ("data-from", &from), ("data-to", &to)], |xml| {
        element(xml, "title", &[], &visible(&link.label))?;
        let d = ends::path(line);
        xml.create_element("path").with_attribute(("d", d.as_str())).write_empty()?;
        let signs = ends::signs(line, link);
        let signs = [("class", "sign"), ("d", signs.as_str())];
        xml.create_element("path").with_attributes(signs).write_empty()?;
        Ok(())
    })
}

/// An element with text. What the text holds is escaped.
fn element(xml: &mut Xml, name: &str, attributes: &[(&str, &str)], text: &str) -> io::Result<()> {
    let attributes = attributes.iter().copied();
    xml.create_element(name).with_attributes(attributes).write_text_content(BytesText::new(text))?;
    Ok(())
}

fn group(
    xml: &mut Xml,
    attributes: &[(&str, &str)],
    inside: impl FnOnce(&mut Xml) -> io::Result<()>,
) -> io::Result<()> {
    xml.create_element("g").with_attributes(attributes.iter().copied()).write_inner_content(inside)?;
    Ok(())
}

/// A length, without more digits than anyone sees.
fn number(value: f64) -> String {
    let text = format!("{value:.1}");
    text.strip_suffix(".0").map(str::to_owned).unwrap_or(text)
}
