//! How much room text takes, before anything draws it.

use crate::visible::visible;
use unicode_width::UnicodeWidthChar;

/// Text that is drawn: on one line, cut off where it would be too long.
#[derive(Debug, Clone)]
pub(super) struct Label {
    pub(super) text: String,
    /// In pixels.
    pub(super) width: f64,
    /// Fonts differ in how wide they draw it, so the picture says how wide it must be.
    pub(super) uneven: bool,
}

/// Of the widest common monospace font, by size.
const ASCII: f64 = 0.61;
/// Other fonts stand in for what a monospace font lacks.
const OTHER: f64 = 0.75;
/// Signs of East Asia and emoji.
const WIDE: f64 = 1.3;

impl Label {
    /// Of at most `max` pixels.
    pub(super) fn new(text: &str, size: f64, max: f64) -> Self {
        let shown = visible(text);
        let full: f64 = shown.chars().map(advance).sum::<f64>() * size;
        let uneven = !shown.is_ascii();
        if full <= max {
            return Self { text: shown, width: full, uneven };
        }
        let (mut cut, mut width) = (String::new(), OTHER * size);
        for c in shown.chars() {
            width += advance(c) * size;
            if width > max {
                break;
            }
            cut.push(c);
        }
        cut.push('…');
        let width = cut.chars().map(advance).sum::<f64>() * size;
        Self { text: cut, width, uneven: true }
    }
}

/// In parts of the size of the font.
fn advance(c: char) -> f64 {
    match c.width() {
        _ if c.is_ascii() => ASCII,
        Some(0) | None => 0.0,
        Some(1) => OTHER,
        Some(_) => WIDE,
    }
}
