//! Lines with round corners, and the signs at their ends: crow's feet.

use super::number;
use crate::diagram::{graph::Link, layout::Point};
use std::fmt::Write;

/// The radius of corners.
const ROUND: f64 = 6.0;

/// The way along these corners.
pub(super) fn path(line: &[Point]) -> String {
    let mut d = String::new();
    for (n, p) in line.iter().enumerate() {
        let around = n.checked_sub(1).and_then(|b| line.get(b)).zip(line.get(n + 1));
        match around {
            None if n == 0 => write!(d, "M{} {}", number(p.x), number(p.y)),
            None => write!(d, "L{} {}", number(p.x), number(p.y)),
            Some((before, after)) => {
                let (a, b) = (towards(*p, *before), towards(*p, *after));
                let (ax, ay, bx, by) = (number(a.x), number(a.y), number(b.x), number(b.y));
                write!(d, "L{ax} {ay}Q{} {} {bx} {by}", number(p.x), number(p.y))
            }
        }
        .unwrap_or_default();
    }
    d
}

/// Where a round corner begins: at most in the middle of the way to the next one.
fn towards(p: Point, to: Point) -> Point {
    let (dx, dy) = (to.x - p.x, to.y - p.y);
    let length = dx.abs() + dy.abs();
    let part = if length > 0.0 { ROUND.min(length / 2.0) / length } else { 0.0 };
    Point { x: p.x + dx * part, y: p.y + dy * part }
}

/// At its start how many rows point, at its end to how many.
pub(super) fn signs(line: &[Point], link: &Link) -> String {
    let mut d = String::new();
    if let [start, next, ..] = line {
        let side = (next.x - start.x).signum();
        if link.unique {
            bar(&mut d, *start, side * 7.0);
        } else {
            foot(&mut d, *start, side);
        }
        circle(&mut d, *start, side * 15.0);
    }
    if let [.., before, end] = line {
        let side = (before.x - end.x).signum();
        bar(&mut d, *end, side * 7.0);
        if link.nullable { circle(&mut d, *end, side * 15.0) } else { bar(&mut d, *end, side * 11.0) }
    }
    d
}

fn foot(d: &mut String, p: Point, side: f64) {
    let (x, tip) = (number(p.x), number(p.x + side * 11.0));
    let (y, above, below) = (number(p.y), number(p.y - 5.0), number(p.y + 5.0));
    let _ = write!(d, "M{x} {above}L{tip} {y}L{x} {below}");
}

fn bar(d: &mut String, p: Point, dx: f64) {
    let _ = write!(d, "M{} {}v8", number(p.x + dx), number(p.y - 4.0));
}

fn circle(d: &mut String, p: Point, dx: f64) {
    let _ = write!(d, "M{} {}a3.5 3.5 0 1 0 7 0a3.5 3.5 0 1 0 -7 0", number(p.x + dx - 3.5), number(p.y));
}
