//! `diagram`: pictures that are well-formed, readable, and show names without doing what they say.
#![expect(clippy::indexing_slicing, reason = "tests")]

use super::{
    DOCUMENT,
    inspect::{CASES, config},
    run, text,
};
use roxmltree::{Document, Node};
use serde_json::{Value, json};
use std::collections::BTreeSet;
use supabase_codegen::{Config, DiagramFormat};
use unicode_width::UnicodeWidthChar;

/// Names that try something.
const HOSTILE: &[&str] = &[
    "<script>alert(1)</script>",
    "a\"b'c",
    "nul\u{0}bell\u{7}",
    "\u{202e}turned\u{202c}",
    "🦀🦀🦀 emoji 表",
    "per%cent\\back",
    "--> x",
    "]]>",
    "&amp;",
    "PK",
    "title",
    "%%{init: {}}%%",
    "</svg><img src=x onerror=alert(1)>",
    "/*script*/",
    "<!--svg-->",
    "new\nline",
    "{x}",
    "#35;",
    "مرحبا",
    "क्षत्रिय",
    "\u{fffe}",
    "WWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWW",
];

/// Tables of these names, each with a foreign key to one before it and a column of each name.
fn document(tables: &[String], columns: &[&str]) -> Config {
    let table = |n: usize, name: &String| json!({"id": n, "schema": "public", "name": name, "comment": name});
    let column = |table: usize, n: usize, name: &str| {
        json!({"table_id": table, "ordinal_position": n, "name": name, "format": if n == 3 { name } else { "int8" },
               "type_schema": if n == 3 { "public" } else { "pg_catalog" }, "is_nullable": n > 2, "comment": name})
    };
    let mut all: Vec<Value> = Vec::new();
    let mut keys: Vec<Value> = Vec::new();
    for (n, name) in tables.iter().enumerate() {
        all.push(column(n, 1, "id"));
        all.push(column(n, 2, "parent"));
        // of many heights
        let count = 1 + n * 7 % columns.len();
        all.extend(columns.iter().take(count).enumerate().map(|(o, c)| column(n, o + 3, c)));
        let to = (n * n + 3) % (n + 1);
        keys.push(
            json!({"foreign_key_name": name, "schema": "public", "relation": name, "columns": ["parent"],
            "referenced_schema": "public", "referenced_relation": tables[to], "referenced_columns": ["id"]}),
        );
    }
    let tables: Vec<Value> = tables.iter().enumerate().map(|(n, name)| table(n, name)).collect();
    let primary: Vec<Value> = (0..tables.len()).map(|n| json!({"table_id": n, "name": "id"})).collect();
    let document = json!({"version": 1, "schemas": [{"name": "public"}], "tables": tables, "columns": all,
        "primaryKeys": primary, "relationships": keys});
    Config::new().document("doc.json", document.to_string())
}

fn hostile() -> Config {
    document(&HOSTILE.iter().map(|n| (*n).to_owned()).collect::<Vec<_>>(), HOSTILE)
}

fn hundred() -> Config {
    let names: Vec<String> = (0..100).map(|n| format!("table_{n}")).collect();
    document(&names, &["name", "a_rather_long_name_of_a_column", "kind", "note", "x", "y", "created_at"])
}

fn all() -> Vec<(String, Config)> {
    let cases = CASES.iter().map(|(case, documents)| ((*case).to_owned(), config(case, documents)));
    cases.chain([("hostile".to_owned(), hostile()), ("hundred".to_owned(), hundred())]).collect()
}

fn svg(config: &Config) -> String {
    config.diagram(DiagramFormat::Svg).unwrap()
}

/// Left, top, right, bottom.
type Rect = (f64, f64, f64, f64);

fn attribute(node: Node<'_, '_>, name: &str) -> f64 {
    node.attribute(name).unwrap_or("0").parse().unwrap()
}

fn class<'a, 'i>(node: Node<'a, 'i>, name: &'a str) -> impl Iterator<Item = Node<'a, 'i>> {
    let is = move |n: &Node<'_, '_>| n.attribute("class").is_some_and(|c| c.split(' ').any(|c| c == name));
    node.descendants().filter(is)
}

fn tables<'a, 'i>(svg: &'a Document<'i>) -> Vec<(Node<'a, 'i>, Rect)> {
    let rect = |table: Node<'_, '_>| {
        let place =
            table.attribute("transform").unwrap().trim_start_matches("translate(").trim_end_matches(')');
        let (x, y) = place.split_once(' ').unwrap();
        let (x, y): (f64, f64) = (x.parse().unwrap(), y.parse().unwrap());
        let frame = class(table, "frame").next().unwrap();
        (x, y, x + attribute(frame, "width"), y + attribute(frame, "height"))
    };
    class(svg.root_element(), "table").map(|t| (t, rect(t))).collect()
}

#[test]
fn no_two_tables_overlap_and_all_are_there() {
    for (case, config) in all() {
        let (text, inspection) = (svg(&config), config.inspect().unwrap());
        let svg = Document::parse(&text).unwrap_or_else(|e| panic!("{case}: {e}"));
        let tables = tables(&svg);
        assert_eq!(tables.len(), inspection.tables.len(), "{case}");
        let whole = (attribute(svg.root_element(), "width"), attribute(svg.root_element(), "height"));
        for (n, (a, r)) in tables.iter().enumerate() {
            assert!(
                r.0 >= 0.0 && r.1 >= 0.0 && r.2 <= whole.0 && r.3 <= whole.1,
                "{case}: outside of the picture"
            );
            for (b, s) in &tables[n + 1..] {
                let apart = r.2 <= s.0 || s.2 <= r.0 || r.3 <= s.1 || s.3 <= r.1;
                assert!(apart, "{case}: {:?} {:?}", a.attribute("data-name"), b.attribute("data-name"));
            }
            assert_eq!(class(*a, "row").count(), inspection.tables[n].columns.len(), "{case}");
        }
    }
}

/// As wide as common monospace fonts draw it.
fn width(text: &str, size: f64) -> f64 {
    let advance = |c: char| match c.width() {
        _ if c.is_ascii() => 0.603,
        Some(0) | None => 0.0,
        Some(1) => 0.65,
        Some(_) => 1.25,
    };
    text.chars().map(advance).sum::<f64>() * size
}

#[test]
fn every_text_fits_its_table() {
    for (case, config) in all() {
        let text = svg(&config);
        let svg = Document::parse(&text).unwrap();
        for (table, rect) in tables(&svg) {
            // the left and the right edge of each text of a line
            let span = |t: Node<'_, '_>| {
                let size = match t.attribute("class").unwrap() {
                    "name" => 13.0,
                    "column" | "sql" => 12.0,
                    _ => 10.0,
                };
                let (x, w) = (attribute(t, "x"), width(t.text().unwrap(), size));
                if matches!(t.attribute("class"), Some("kind" | "sql")) { (x - w, x) } else { (x, x + w) }
            };
            let head = table.children().filter(|n| n.has_tag_name("text")).collect::<Vec<_>>();
            let rows = class(table, "row").map(|r| r.children().filter(|n| n.has_tag_name("text")).collect());
            for line in rows.chain([head]) {
                let spans: Vec<(f64, f64)> = line.iter().map(|t| span(*t)).collect();
                let said = || line.iter().filter_map(Node::text).collect::<Vec<_>>();
                assert!(
                    spans.iter().all(|s| s.0 > 4.0 && s.1 < rect.2 - rect.0 - 4.0),
                    "{case}: {:?}",
                    said()
                );
                assert!(spans.windows(2).all(|w| w[0].1 < w[1].0), "{case}: texts meet: {:?}", said());
            }
        }
    }
}

/// The numbers of a path of `M`, `L` and `Q`, in pairs.
fn points(d: &str) -> Vec<(f64, f64)> {
    let spaced: String = d.chars().map(|c| if c.is_ascii_alphabetic() { ' ' } else { c }).collect();
    let numbers: Vec<f64> = spaced.split_whitespace().map(|n| n.parse().unwrap()).collect();
    numbers.chunks(2).map(|p| (p[0], p[1])).collect()
}

#[test]
fn lines_lead_from_row_to_row_and_through_no_table() {
    let mut count = 0;
    for (case, config) in all() {
        let text = svg(&config);
        let svg = Document::parse(&text).unwrap();
        let tables = tables(&svg);
        for link in class(svg.root_element(), "link") {
            count += 1;
            let end = |name: &str| tables[link.attribute(name).unwrap().parse::<usize>().unwrap()];
            let path = link.children().find(|n| n.has_tag_name("path")).unwrap();
            let points = points(path.attribute("d").unwrap());
            for ((x, y), (table, rect)) in
                [(points[0], end("data-from")), (points[points.len() - 1], end("data-to"))]
            {
                assert!(
                    [rect.0, rect.2].iter().any(|edge| (edge - x).abs() < 0.2),
                    "{case}: ends beside a table"
                );
                let row = class(table, "row").find(|r| {
                    let text = r.children().find(|n| n.has_tag_name("text")).unwrap();
                    (rect.1 + attribute(text, "y") - 4.0 - y).abs() < 6.0
                });
                assert!(row.is_some(), "{case}: ends beside a row");
            }
            for pair in points.windows(2) {
                let (left, right) = (pair[0].0.min(pair[1].0), pair[0].0.max(pair[1].0));
                let (top, bottom) = (pair[0].1.min(pair[1].1), pair[0].1.max(pair[1].1));
                let crosses =
                    |r: &Rect| left < r.2 - 0.3 && right > r.0 + 0.3 && top < r.3 - 0.3 && bottom > r.1 + 0.3;
                assert!(!tables.iter().any(|(_, r)| crosses(r)), "{case}: {points:?}");
            }
        }
    }
    assert!(count > 150, "{count}");
}

#[test]
fn names_are_shown_and_not_obeyed() {
    let text = svg(&hostile());
    assert!(!text.contains("<script") && !text.contains("<img") && !text.contains('\u{202e}'));
    let svg = Document::parse(&text).unwrap();
    let names: BTreeSet<&str> =
        tables(&svg).into_iter().filter_map(|(t, _)| t.attribute("data-name")).collect();
    for shown in [
        "<script>alert(1)</script>",
        "a\"b'c",
        "nul\\u{0}bell\\u{7}",
        "\\u{202e}turned\\u{202c}",
        "\\u{fffe}",
    ] {
        assert!(names.contains(shown), "{shown}: {names:?}");
    }
    let page = hostile().diagram(DiagramFormat::Html).unwrap();
    assert_eq!((page.matches("<script").count(), page.matches("<svg").count()), (1, 1));
    assert!(!page.contains("<img") && page.trim_end().ends_with("</html>"));
    // once in the picture, as a name; the page has filled its own
    assert!(page.contains("&lt;!--svg--&gt;") && !page.contains("<!--svg-->"));
}

#[test]
fn the_page_loads_nothing() {
    let page = hundred().diagram(DiagramFormat::Html).unwrap();
    for outside in ["http:", "https:", "src=", "href", "@import", "url(", "fetch(", "//cdn"] {
        assert!(!page.contains(outside), "{outside}");
    }
    assert!(page.contains("default-src 'none'"));
    for part in
        ["prefers-color-scheme: dark", "type=\"search\"", "aria-label=\"table_99, table,", "aria-live"]
    {
        assert!(page.contains(part), "{part}");
    }
}

#[test]
fn the_same_schema_gives_the_same_picture() {
    for format in [DiagramFormat::Mermaid, DiagramFormat::Svg, DiagramFormat::Html] {
        assert_eq!(hundred().diagram(format).unwrap(), hundred().diagram(format).unwrap());
    }
}

/// A line of Mermaid: a table, a column, the end of a table, or a line between tables.
fn assert_mermaid(line: &str) {
    let line = line.trim();
    assert!(
        !line.contains(['\\', '<', '>', '&', '#', ';', '`']) || line.contains(';') && line.contains("null"),
        "{line}"
    );
    let quotes = line.matches('"').count();
    match line.split_whitespace().next().unwrap() {
        "}" => assert_eq!(line, "}"),
        first if first.starts_with('"') => assert!(quotes == 2 || quotes == 6, "{line}"),
        word => {
            let fits = |c: char| c.is_ascii_alphanumeric() || "_-[]()".contains(c);
            assert!(word.chars().all(fits) && !word.starts_with(|c: char| c.is_ascii_digit()), "{line}");
            assert!(quotes == 0 || quotes == 2, "{line}");
        }
    }
}

#[test]
fn mermaid_has_a_form_for_every_name() {
    for (_, config) in all() {
        let text = config.diagram(DiagramFormat::Mermaid).unwrap();
        let mut lines = text.lines();
        assert_eq!(lines.next(), Some("erDiagram"));
        lines.for_each(assert_mermaid);
    }
    let text =
        config("zoo_metadata", &["zoo_metadata/document.json"]).diagram(DiagramFormat::Mermaid).unwrap();
    for line in [
        "    \"public.users\" ||..o{ \"public.messages\" : \"sender_id\"",
        "    \"public.users\" ||--o| \"public.profile\" : \"user_id\"",
        "    \"public.users\" |o..o{ \"public.post\" : \"author\"",
    ] {
        assert!(text.lines().any(|l| l == line), "{line}");
    }
}

#[test]
fn the_name_of_the_file_tells_the_form() {
    let folder = tempfile::tempdir().unwrap();
    let diagram = |args: &[&str]| run(folder.path(), &[&["diagram", "--stdin"], args].concat(), DOCUMENT);
    for (file, start) in [("s.svg", "<svg "), ("docs/s.html", "<!DOCTYPE html>"), ("s.mmd", "erDiagram\n")] {
        let output = diagram(&["--out", file]);
        assert!(output.status.success() && output.stdout.is_empty(), "{}", text(&output.stderr));
        assert!(std::fs::read_to_string(folder.path().join(file)).unwrap().starts_with(start), "{file}");
    }
    assert!(text(&diagram(&[]).stdout).starts_with("erDiagram\n    \"planets\" {\n        bigint id PK\n"));
    assert!(text(&diagram(&["--format", "svg"]).stdout).starts_with("<svg "));
}
