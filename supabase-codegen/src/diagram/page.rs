//! A page around the picture: search, zoom, keys. Everything it needs is in it.

use super::graph::Graph;

const PAGE: &str = include_str!("page.html");
const PICTURE_STYLE: &str = include_str!("diagram.css");
const STYLE: &str = include_str!("page.css");
const SCRIPT: &str = include_str!("page.js");

/// The page. Texts of the database stand in the picture alone, where they are escaped; the script reads them from there.
pub(super) fn text(graph: &Graph, svg: &str) -> String {
    let count = format!("{} tables and views, {} foreign keys", graph.tables.len(), graph.links.len());
    let mut page = String::with_capacity(PAGE.len() + svg.len() + SCRIPT.len() + STYLE.len());
    let mut rest = PAGE;
    let style = [PICTURE_STYLE, STYLE].concat();
    let parts = [
        ("/*style*/", style.as_str()),
        ("<!--count-->", &count),
        ("<!--svg-->", svg),
        ("/*script*/", SCRIPT),
    ];
    // one pass from the front, so that nothing in the picture is taken for a place to fill
    for (mark, with) in parts {
        let (before, after) = rest.split_once(mark).unwrap_or((rest, ""));
        page.push_str(before);
        page.push_str(with);
        rest = after;
    }
    page.push_str(rest);
    page
}
