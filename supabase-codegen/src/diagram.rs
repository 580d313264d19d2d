//! The schema as a picture: an entity-relationship diagram.
//!
//! Tables and views are boxes with their columns; foreign keys are lines with crow's feet. Names and types are those of the
//! database. `include` and `exclude` choose what is shown.

mod graph;
mod layout;
mod mermaid;
mod page;
mod svg;
mod text;

use crate::{Config, Error, Result, generate, write};
use graph::Graph;
use std::path::Path;

/// The form of a diagram.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum DiagramFormat {
    /// An `erDiagram` of Mermaid: text that Git forges and editors draw.
    #[default]
    Mermaid,
    /// A picture, light or dark as its viewer is.
    Svg,
    /// A page of its own around the picture, with search, zoom and keys; it loads nothing.
    Html,
}

impl Config {
    /// The schema as a diagram.
    ///
    /// ```
    /// use supabase_codegen::{Config, DiagramFormat};
    /// # let document = r#"{"swagger":"2.0","info":{"title":"t"},"paths":{"/planets":{"post":{}}},"definitions":{"planets":
    /// #   {"required":["id"],"properties":{"id":{"description":"Note:\nThis is a Primary Key.<pk/>","format":"bigint","type":"integer"}}}}}"#;
    /// let text = Config::new().document("openapi.json", document).diagram(DiagramFormat::Mermaid)?;
    /// assert!(text.starts_with("erDiagram") && text.contains("bigint id PK"));
    /// # Ok::<(), supabase_codegen::Error>(())
    /// ```
    ///
    /// # Errors
    /// When the source cannot be had or understood, or a setting is wrong.
    pub fn diagram(&self, format: DiagramFormat) -> Result<String> {
        let (catalog, _) = generate::prepare(self)?;
        let graph = Graph::new(&catalog);
        let fault = |e: std::io::Error| Error::Internal { message: e.to_string() };
        match format {
            DiagramFormat::Mermaid => Ok(mermaid::text(&graph)),
            DiagramFormat::Svg => svg::text(&graph, svg::Use::Alone).map_err(fault),
            DiagramFormat::Html => {
                Ok(page::text(&graph, &svg::text(&graph, svg::Use::InPage).map_err(fault)?))
            }
        }
    }

    /// Writes the diagram, unless the file is already as it should be.
    ///
    /// # Errors
    /// When the source cannot be had or understood, a setting is wrong, or the file cannot be written.
    pub fn write_diagram(&self, path: impl AsRef<Path>, format: DiagramFormat) -> Result<()> {
        write::write(path.as_ref(), &self.diagram(format)?)
    }
}
