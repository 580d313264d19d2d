//! The height of each item: lines as straight as the order allows.

use super::items::Items;

const SWEEPS: usize = 24;
/// Between two boxes, and beside a lane.
const GAP: f64 = 26.0;
const LANE_GAP: f64 = 9.0;
/// A lane that bends is worse than a box that is a little off.
const LANE_WEIGHT: f64 = 4.0;

pub(super) fn place(items: &mut Items) {
    let count = items.layers.len();
    for sweep in 0..SWEEPS {
        for n in 0..count {
            settle(items, if sweep % 2 == 0 { n } else { count - 1 - n });
        }
    }
    let top = items.items.iter().map(|i| i.y).fold(f64::INFINITY, f64::min);
    items.items.iter_mut().for_each(|i| i.y -= top);
}

/// Moves the items of a layer to where their lines want them, as far as their order and the gaps let them.
fn settle(items: &mut Items, layer: usize) {
    let own = items.layers[layer].clone();
    let mut offset = 0.0;
    let mut blocks: Vec<Block> = Vec::new();
    let mut offsets = Vec::with_capacity(own.len());
    for (n, i) in own.iter().enumerate() {
        if let Some(before) = n.checked_sub(1).map(|b| own[b]) {
            offset += items.items[before].height + gap(items, before, *i);
        }
        offsets.push(offset);
        let (sum, weight) = wanted(items, *i);
        let block = Block { sum: sum - offset * weight, weight, items: 1 };
        blocks.push(block);
        merge(&mut blocks);
    }
    let starts = blocks.iter().flat_map(|b| std::iter::repeat_n(b.start(), b.items));
    for ((i, offset), start) in own.iter().zip(offsets).zip(starts.collect::<Vec<_>>()) {
        items.items[*i].y = start + offset;
    }
}

/// Neighbours that would meet and so move together.
struct Block {
    sum: f64,
    weight: f64,
    items: usize,
}

impl Block {
    fn start(&self) -> f64 {
        self.sum / self.weight
    }
}

/// A block that starts above the one before becomes a part of it.
fn merge(blocks: &mut Vec<Block>) {
    while let [.., before, last] = blocks.as_slice() {
        if before.start() <= last.start() {
            return;
        }
        let joined = Block {
            sum: before.sum + last.sum,
            weight: before.weight + last.weight,
            items: before.items + last.items,
        };
        blocks.truncate(blocks.len() - 2);
        blocks.push(joined);
    }
}

fn gap(items: &Items, a: usize, b: usize) -> f64 {
    if items.items[a].is_box && items.items[b].is_box { GAP } else { LANE_GAP }
}

/// The sum of the upper edges that its lines want, and how many they are. An item stays a little where it is.
fn wanted(items: &Items, item: usize) -> (f64, f64) {
    let (mut sum, mut weight) = (items.items[item].y * 0.05, 0.05);
    for s in items.of[item].iter().map(|s| &items.segments[*s]) {
        for (own, other) in [(&s.right, &s.left), (&s.left, &s.right)] {
            for port in own.iter().filter(|p| p.item == item) {
                for o in other.iter().filter(|o| o.item != item) {
                    let lanes = !items.items[o.item].is_box && !items.items[item].is_box;
                    let w = if lanes { LANE_WEIGHT } else { 1.0 };
                    sum += (items.y(*o) - port.y) * w;
                    weight += w;
                }
            }
        }
    }
    (sum, weight)
}
