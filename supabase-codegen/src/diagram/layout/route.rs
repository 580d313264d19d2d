//! The lines: level on the heights of ports, upright on tracks in the channels.

use super::{
    Layout, Line, Point, Size,
    items::{Items, Port, Segment},
    order::to_f64,
};

/// Between a box and the first track: room for a crow's foot.
const MARGIN: f64 = 26.0;
const TRACK: f64 = 9.0;
/// Heights that look like one.
const SAME: f64 = 3.5;

pub(super) fn route(items: &Items, sizes: &[Size], lines: &[Line]) -> Layout {
    let tracks = tracks(items);
    let columns = Columns::new(items, sizes, &tracks);
    let boxes: Vec<Point> = (0..sizes.len())
        .map(|b| Point { x: columns.left[items.items[b].layer], y: items.items[b].y })
        .collect();
    let paths = lines.iter().zip(&items.paths);
    let lines: Vec<Vec<Point>> =
        paths.map(|(line, path)| follow(items, sizes, &columns, &tracks, line, path)).collect();
    let bottom = items.items.iter().map(|i| i.y + i.height).fold(0.0, f64::max);
    let right = |p: &Point| p.x + MARGIN / 2.0;
    let ends = boxes.iter().zip(sizes).map(|(b, s)| b.x + s.width).chain(lines.iter().flatten().map(right));
    Layout { size: Size { width: ends.fold(0.0, f64::max), height: bottom }, boxes, lines }
}

/// The left edge of each layer, and the first track of the channel to its right.
struct Columns {
    left: Vec<f64>,
    track: Vec<f64>,
}

impl Columns {
    fn new(items: &Items, sizes: &[Size], tracks: &[Option<usize>]) -> Self {
        let (mut x, mut this) = (0.0, Self { left: Vec::new(), track: Vec::new() });
        for layer in 0..items.layers.len() {
            let widths = items.layers[layer].iter().filter_map(|i| sizes.get(*i)).map(|s| s.width);
            let of_channel = items.segments.iter().zip(tracks).filter(|(s, _)| s.channel == layer);
            let count = of_channel.filter_map(|(_, t)| t.map(|t| t + 1)).max().unwrap_or(0);
            this.left.push(x);
            x += widths.fold(0.0, f64::max);
            this.track.push(x + MARGIN);
            x += 2.0 * MARGIN + TRACK * to_f64(count.saturating_sub(1));
        }
        this
    }
}

/// The track of each segment in its channel; what is straight needs none.
fn tracks(items: &Items) -> Vec<Option<usize>> {
    let mut tracks: Vec<Option<usize>> = vec![None; items.segments.len()];
    for channel in 0..items.layers.len() {
        let mut open: Vec<usize> = (0..items.segments.len())
            .filter(|s| items.segments[*s].channel == channel && !is_straight(items, &items.segments[*s]))
            .collect();
        // what comes back to its own layer stays close to it
        let order = |s: &usize| {
            let (top, bottom) = span(items, &items.segments[*s]);
            (!items.segments[*s].right.is_empty(), top, bottom - top)
        };
        open.sort_by(|a, b| {
            let (a, b) = (order(a), order(b));
            a.0.cmp(&b.0).then(a.1.total_cmp(&b.1)).then(a.2.total_cmp(&b.2))
        });
        let mut taken: Vec<Vec<(f64, f64)>> = Vec::new();
        while !open.is_empty() {
            let free = open.iter().position(|s| open.iter().all(|o| o == s || !must_follow(items, *s, *o)));
            let s = open.remove(free.unwrap_or(0));
            let least =
                (0..items.segments.len()).filter(|o| must_follow(items, s, *o)).filter_map(|o| tracks[o]);
            let least = least.max().map_or(0, |t| t + 1);
            tracks[s] = Some(take(&mut taken, least, span(items, &items.segments[s])));
        }
    }
    tracks
}

/// The first track from `least` on where the span is free.
fn take(taken: &mut Vec<Vec<(f64, f64)>>, least: usize, (top, bottom): (f64, f64)) -> usize {
    let mut track = least;
    loop {
        if taken.len() <= track {
            taken.resize(track + 1, Vec::new());
        }
        if taken[track].iter().all(|(t, b)| bottom + SAME < *t || top - SAME > *b) {
            taken[track].push((top, bottom));
            return track;
        }
        track += 1;
    }
}

/// Where both are level at one height, the one from the left must turn off before the one to the right begins.
fn must_follow(items: &Items, segment: usize, other: usize) -> bool {
    let (s, o) = (&items.segments[segment], &items.segments[other]);
    let close = |a: &Port, b: &Port| (items.y(*a) - items.y(*b)).abs() < SAME;
    segment != other && s.channel == o.channel && s.right.iter().any(|r| o.left.iter().any(|l| close(r, l)))
}

fn span(items: &Items, s: &Segment) -> (f64, f64) {
    let ys = || s.left.iter().chain(&s.right).map(|p| items.y(*p));
    (ys().fold(f64::INFINITY, f64::min), ys().fold(f64::NEG_INFINITY, f64::max))
}

fn is_straight(items: &Items, s: &Segment) -> bool {
    let (top, bottom) = span(items, s);
    !s.right.is_empty() && bottom - top < 0.01
}

/// The corners of a line, from its start to its end.
fn follow(
    items: &Items,
    sizes: &[Size],
    columns: &Columns,
    tracks: &[Option<usize>],
    line: &Line,
    path: &[usize],
) -> Vec<Point> {
    let from = Port { item: line.from, y: line.from_y };
    let to = Port { item: line.to, y: line.to_y };
    let starts_left = items.items[line.from].layer <= items.items[line.to].layer;
    let (left, right) = if starts_left { (from, to) } else { (to, from) };
    let own = items.items[left.item].layer == items.items[right.item].layer;
    let right_x =
        columns.left[items.items[right.item].layer] + if own { sizes[right.item].width } else { 0.0 };
    let mut points = vec![Point { x: right_x, y: items.y(right) }];
    for s in path {
        let segment = &items.segments[*s];
        let y = segment.left.first().map_or(0.0, |p| items.y(*p));
        if let (Some(track), Some(last)) = (tracks[*s], points.last().copied()) {
            let x = columns.track[segment.channel] + TRACK * to_f64(track);
            points.extend([Point { x, y: last.y }, Point { x, y }]);
        }
    }
    let left_x = columns.left[items.items[left.item].layer] + sizes[left.item].width;
    points.push(Point { x: left_x, y: items.y(left) });
    if starts_left {
        points.reverse();
    }
    straightened(&points)
}

/// Without points that are no corners.
fn straightened(points: &[Point]) -> Vec<Point> {
    let mut corners: Vec<Point> = Vec::with_capacity(points.len());
    for p in points {
        if let [.., a, b] = corners.as_slice() {
            let level = (a.y - b.y).abs() < 0.01 && (b.y - p.y).abs() < 0.01;
            let upright = (a.x - b.x).abs() < 0.01 && (b.x - p.x).abs() < 0.01;
            if level || upright {
                corners.pop();
            }
        }
        corners.push(*p);
    }
    corners
}
