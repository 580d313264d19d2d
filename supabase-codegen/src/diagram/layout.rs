//! Where everything goes: tables in layers from left to right, those that are pointed to before those that point; lines in
//! the channels between the layers and in lanes through them, so that no line crosses a table and no two tables meet.

#![expect(clippy::indexing_slicing, reason = "every index was made from the same lists")]

mod component;
mod items;
mod order;
mod pack;
mod place;
mod rank;
mod route;

/// A box to place.
#[derive(Debug, Clone, Copy)]
pub(super) struct Size {
    pub(super) width: f64,
    pub(super) height: f64,
}

/// A line from a box to another, or to itself: where it ends on the height of each.
#[derive(Debug, Clone, Copy)]
pub(super) struct Line {
    pub(super) from: usize,
    pub(super) from_y: f64,
    pub(super) to: usize,
    pub(super) to_y: f64,
    /// Lines to the same height of a box join, if they are of one kind.
    pub(super) kind: u8,
}

/// A point of the picture.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Point {
    pub(super) x: f64,
    pub(super) y: f64,
}

/// Where everything is.
#[derive(Debug)]
pub(super) struct Layout {
    pub(super) size: Size,
    /// The upper left corner of each box.
    pub(super) boxes: Vec<Point>,
    /// The corners of each line, from its start to its end; they are level or upright.
    pub(super) lines: Vec<Vec<Point>>,
}

/// Places boxes and lines.
pub(super) fn layout(sizes: &[Size], lines: &[Line]) -> Layout {
    let groups = component::groups(sizes.len(), lines);
    let parts: Vec<Part> = groups.into_iter().map(|group| part(sizes, lines, group)).collect();
    pack::pack(parts, sizes.len(), lines.len())
}

/// Boxes that lines join, placed on their own.
#[derive(Debug)]
struct Part {
    /// Which boxes and lines they are.
    boxes: Vec<usize>,
    lines: Vec<usize>,
    layout: Layout,
}

fn part(sizes: &[Size], lines: &[Line], (boxes, of_lines): (Vec<usize>, Vec<usize>)) -> Part {
    let own_sizes: Vec<Size> = boxes.iter().map(|b| sizes[*b]).collect();
    let place = |b: usize| boxes.iter().position(|own| *own == b).unwrap_or_default();
    let own_lines: Vec<Line> = of_lines
        .iter()
        .map(|l| Line { from: place(lines[*l].from), to: place(lines[*l].to), ..lines[*l] })
        .collect();
    let layers = rank::layers(&own_sizes, &own_lines);
    let mut items = items::Items::new(&own_sizes, &own_lines, &layers);
    order::order(&mut items);
    place::place(&mut items);
    let layout = route::route(&items, &own_sizes, &own_lines);
    Part { boxes, lines: of_lines, layout }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn graph() -> impl Strategy<Value = (Vec<Size>, Vec<Line>)> {
        let sizes = prop::collection::vec((100.0..400.0, 40.0..700.0), 1..24);
        sizes.prop_flat_map(|sizes| {
            let sizes: Vec<Size> = sizes.into_iter().map(|(width, height)| Size { width, height }).collect();
            let end = (0..sizes.len(), 0.0..1.0);
            let line = (end.clone(), end, 0..2_u8);
            let heights = sizes.clone();
            let lines = prop::collection::vec(line, 0..48).prop_map(move |lines| {
                // of a row, as ends are in pictures
                let y = |(b, part): (usize, f64)| {
                    10.0 + ((heights[b].height - 20.0) * part / 20.0).floor() * 20.0
                };
                lines
                    .into_iter()
                    .map(|(from, to, kind)| Line {
                        from: from.0,
                        from_y: y(from),
                        to: to.0,
                        to_y: y(to),
                        kind,
                    })
                    .collect::<Vec<_>>()
            });
            (Just(sizes), lines)
        })
    }

    /// Whether two stretches have more than their ends in common.
    fn meet(a: (f64, f64), b: (f64, f64)) -> bool {
        a.0.min(a.1) < b.0.max(b.1) - 0.1 && b.0.min(b.1) < a.0.max(a.1) - 0.1
    }

    fn assert_good(sizes: &[Size], lines: &[Line]) -> Result<(), TestCaseError> {
        let layout = layout(sizes, lines);
        let all: Vec<((f64, f64), (f64, f64))> = layout
            .boxes
            .iter()
            .zip(sizes)
            .map(|(b, s)| ((b.x, b.x + s.width), (b.y, b.y + s.height)))
            .collect();
        for (n, a) in all.iter().enumerate() {
            prop_assert!(a.0.0 >= 0.0 && a.1.0 >= 0.0);
            prop_assert!(a.0.1 <= layout.size.width && a.1.1 <= layout.size.height);
            prop_assert!(all[n + 1..].iter().all(|b| !(meet(a.0, b.0) && meet(a.1, b.1))));
        }
        for (line, points) in lines.iter().zip(&layout.lines) {
            let (first, last) = (points[0], points[points.len() - 1]);
            for (end, b, y) in [(first, line.from, line.from_y), (last, line.to, line.to_y)] {
                prop_assert!((end.y - all[b].1.0 - y).abs() < 0.1, "ends on its row");
                prop_assert!([all[b].0.0, all[b].0.1].iter().any(|edge| (end.x - edge).abs() < 0.1));
            }
            for pair in points.windows(2) {
                let (x, y) = ((pair[0].x, pair[1].x), (pair[0].y, pair[1].y));
                let (level, upright) = ((y.0 - y.1).abs() < 0.1, (x.0 - x.1).abs() < 0.1);
                prop_assert!(level || upright, "{points:?}");
                let crosses = |b: &((f64, f64), (f64, f64))| {
                    let inside = |v: f64, (from, to): (f64, f64)| v > from + 0.2 && v < to - 0.2;
                    if level { inside(y.0, b.1) && meet(x, b.0) } else { inside(x.0, b.0) && meet(y, b.1) }
                };
                prop_assert!(!all.iter().any(crosses), "{points:?} crosses a box");
            }
        }
        Ok(())
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(200))]
        #[test]
        fn no_boxes_meet_and_no_line_crosses_one((sizes, lines) in graph()) {
            assert_good(&sizes, &lines)?;
        }
    }

    #[test]
    fn what_is_pointed_to_stands_to_the_left() {
        let sizes = [Size { width: 100.0, height: 100.0 }; 3];
        let line = |from, to| Line { from, from_y: 10.0, to, to_y: 10.0, kind: 0 };
        let placed = layout(&sizes, &[line(0, 1), line(1, 2), line(0, 0)]);
        assert!(placed.boxes[2].x < placed.boxes[1].x && placed.boxes[1].x < placed.boxes[0].x);
        assert!(layout(&[], &[]).boxes.is_empty());
    }
}
