//! Pictures in another size.

use super::open_enum::open_enum;
use serde_json::{Map, Value};

open_enum! {
    /// How a picture fits into width and height.
    Resize {
        /// It fills them, cut where it must be: the default.
        Cover = "cover",
        /// It fits into them.
        Contain = "contain",
        /// It fills them, stretched where it must be.
        Fill = "fill",
    }
}

open_enum! {
    /// How a picture is written. Without one the server takes what the browser likes best.
    ImageFormat {
        /// As it was uploaded.
        Origin = "origin",
        /// AVIF.
        Avif = "avif",
        /// WebP.
        Webp = "webp",
    }
}

/// A picture in another size. The project must offer it; a server that does not has no such route, or signs the picture as it is.
///
/// ```
/// use supabase_orm::storage::{Resize, Transform};
/// let small = Transform::new().width(200).height(200).resize(Resize::Contain).quality(60);
/// ```
#[derive(Debug, Clone, Default, PartialEq)]
#[must_use = "a transform does nothing until a call gets it"]
pub struct Transform(Vec<(&'static str, Value)>);

impl Transform {
    /// As it is.
    pub fn new() -> Self {
        Self::default()
    }

    /// In pixels; the server goes no further than 2000.
    pub fn width(self, pixels: u32) -> Self {
        self.with("width", pixels)
    }

    /// In pixels; the server goes no further than 2000.
    pub fn height(self, pixels: u32) -> Self {
        self.with("height", pixels)
    }

    /// How it fits into width and height.
    pub fn resize(self, resize: impl Into<Resize>) -> Self {
        self.with("resize", resize.into().as_str())
    }

    /// How it is written.
    pub fn format(self, format: impl Into<ImageFormat>) -> Self {
        self.with("format", format.into().as_str())
    }

    /// From 20 to 100. Default is 80.
    pub fn quality(self, quality: u32) -> Self {
        self.with("quality", quality)
    }

    fn with(mut self, name: &'static str, value: impl Into<Value>) -> Self {
        self.0.retain(|(other, _)| *other != name);
        self.0.push((name, value.into()));
        self
    }

    /// Nothing is asked: another route would only cost.
    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub(super) fn pairs(&self) -> impl Iterator<Item = (&'static str, String)> {
        let text = |value: &Value| value.as_str().map_or_else(|| value.to_string(), str::to_owned);
        self.0.iter().map(move |(name, value)| (*name, text(value)))
    }

    pub(super) fn json(&self) -> Map<String, Value> {
        self.0.iter().map(|(name, value)| ((*name).to_owned(), value.clone())).collect()
    }
}
