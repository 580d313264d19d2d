//! Parts beside and below each other.

use super::{Layout, Part, Point, Size, rank::ASPECT};

/// Around the picture, and between parts.
const MARGIN: f64 = 28.0;

/// Each part as high up as it fits, the joined and the high ones first.
pub(super) fn pack(mut parts: Vec<Part>, boxes: usize, lines: usize) -> Layout {
    let area: f64 =
        parts.iter().map(|p| (p.layout.size.width + MARGIN) * (p.layout.size.height + MARGIN)).sum();
    let widest = parts.iter().map(|p| p.layout.size.width).fold(0.0, f64::max);
    let limit = (area * ASPECT).sqrt().max(widest + MARGIN) + MARGIN;
    let joined = |p: &Part| p.boxes.len() > 1;
    parts.sort_by(|a, b| {
        joined(b).cmp(&joined(a)).then(b.layout.size.height.total_cmp(&a.layout.size.height))
    });
    let mut whole = Layout {
        size: Size { width: 0.0, height: 0.0 },
        boxes: vec![Point { x: 0.0, y: 0.0 }; boxes],
        lines: vec![Vec::new(); lines],
    };
    let mut skyline = Skyline(vec![Step { x: MARGIN, to: limit, y: MARGIN }]);
    for part in &parts {
        let size = part.layout.size;
        let at = skyline.place(size.width + MARGIN, size.height + MARGIN);
        put(&mut whole, part, at);
        whole.size.width = whole.size.width.max(at.x + size.width + MARGIN);
        whole.size.height = whole.size.height.max(at.y + size.height + MARGIN);
    }
    whole
}

/// How far down the picture is full, from left to right.
struct Skyline(Vec<Step>);

#[derive(Clone, Copy)]
struct Step {
    x: f64,
    to: f64,
    y: f64,
}

impl Skyline {
    /// Where a part goes: as high up as it fits, then as far left.
    fn place(&mut self, width: f64, height: f64) -> Point {
        let end = self.0.last().map_or(MARGIN, |s| s.to);
        let below = |x: f64| {
            let under = self.0.iter().filter(|s| s.x < x + width && s.to > x);
            under.map(|s| s.y).fold(0.0, f64::max)
        };
        let fits = self.0.iter().map(|s| s.x).filter(|x| x + width <= end + 0.01);
        let places = fits.map(|x| Point { x, y: below(x) });
        let at = places.min_by(|a, b| a.y.total_cmp(&b.y).then(a.x.total_cmp(&b.x)));
        let at = at.unwrap_or_else(|| Point { x: MARGIN, y: below(MARGIN) });
        self.fill(at.x, at.x + width, at.y + height);
        at
    }

    fn fill(&mut self, x: f64, to: f64, y: f64) {
        let mut steps: Vec<Step> = Vec::new();
        for s in &self.0 {
            let (left, right) = (Step { to: s.to.min(x), ..*s }, Step { x: s.x.max(to), ..*s });
            steps.extend([left, right].into_iter().filter(|s| s.to > s.x));
        }
        steps.push(Step { x, to, y });
        steps.sort_by(|a, b| a.x.total_cmp(&b.x));
        self.0 = steps;
    }
}

fn put(whole: &mut Layout, part: &Part, at: Point) {
    let moved = |p: &Point| Point { x: p.x + at.x, y: p.y + at.y };
    for (own, place) in part.boxes.iter().zip(&part.layout.boxes) {
        whole.boxes[*own] = moved(place);
    }
    for (own, line) in part.lines.iter().zip(&part.layout.lines) {
        whole.lines[*own] = line.iter().map(moved).collect();
    }
}
