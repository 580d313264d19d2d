//! What stands in the layers: boxes, and lanes where a line passes through.

use super::{Line, Size};
use std::collections::BTreeMap;

/// A box, or a lane.
#[derive(Debug)]
pub(super) struct Item {
    pub(super) layer: usize,
    pub(super) height: f64,
    /// Its upper edge, once it is placed.
    pub(super) y: f64,
    pub(super) is_box: bool,
}

/// A point on the height of an item.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Port {
    pub(super) item: usize,
    pub(super) y: f64,
}

/// Part of a net: in the channel to the right of a layer, from one port on its left to all on its right.
#[derive(Debug)]
pub(super) struct Segment {
    pub(super) channel: usize,
    pub(super) left: Vec<Port>,
    pub(super) right: Vec<Port>,
}

/// All layers.
#[derive(Debug)]
pub(super) struct Items {
    /// Boxes first, by their own numbers.
    pub(super) items: Vec<Item>,
    /// The items of each layer, from above.
    pub(super) layers: Vec<Vec<usize>>,
    pub(super) segments: Vec<Segment>,
    /// The segments that end at each item.
    pub(super) of: Vec<Vec<usize>>,
    /// For each line the segments that it follows, from its right end to its left one.
    pub(super) paths: Vec<Vec<usize>>,
}

/// Height of a lane.
pub(super) const LANE: f64 = 4.0;

impl Items {
    pub(super) fn new(sizes: &[Size], lines: &[Line], layer_of: &[usize]) -> Self {
        let boxes = sizes.iter().zip(layer_of);
        let items: Vec<Item> =
            boxes.map(|(s, layer)| Item { layer: *layer, height: s.height, y: 0.0, is_box: true }).collect();
        let count = layer_of.iter().max().map_or(0, |m| m + 1);
        let mut this = Self {
            items,
            layers: vec![Vec::new(); count],
            segments: Vec::new(),
            of: Vec::new(),
            paths: vec![Vec::new(); lines.len()],
        };
        for (key, of_lines) in nets(lines, layer_of) {
            this.net(key, &of_lines);
        }
        for (n, item) in this.items.iter().enumerate() {
            this.layers[item.layer].push(n);
        }
        this.of = vec![Vec::new(); this.items.len()];
        for (n, s) in this.segments.iter().enumerate() {
            for port in s.left.iter().chain(&s.right) {
                if this.of[port.item].last() != Some(&n) {
                    this.of[port.item].push(n);
                }
            }
        }
        this
    }

    /// A trunk from the left port, through lanes, to each right port.
    fn net(&mut self, left: Port, ends: &[(usize, Port)]) {
        let start = self.items[left.item].layer;
        let last = ends.iter().map(|(_, right)| self.items[right.item].layer).max().unwrap_or(start);
        let (mut from, mut trunk) = (left, Vec::new());
        for channel in start..last.max(start + 1) {
            let own = |layer: usize| layer == channel + 1 || last == start;
            let here = ends.iter().filter(|(_, right)| own(self.items[right.item].layer));
            let mut segment = Segment { channel, left: vec![from], right: Vec::new() };
            trunk.push(self.segments.len());
            for (line, right) in here {
                self.paths[*line] = trunk.iter().rev().copied().collect();
                // a line to its own box comes back on the same side
                let side = if last == start { &mut segment.left } else { &mut segment.right };
                side.push(*right);
            }
            if channel + 1 < last {
                let lane = Port { item: self.items.len(), y: LANE / 2.0 };
                self.items.push(Item { layer: channel + 1, height: LANE, y: 0.0, is_box: false });
                segment.right.push(lane);
                from = lane;
            }
            self.segments.push(segment);
        }
    }

    /// Where a port is on the height of the picture.
    pub(super) fn y(&self, port: Port) -> f64 {
        self.items[port.item].y + port.y
    }
}

/// Lines that join, by their left port: those that lead to the same place from the right. Each with its right port.
fn nets(lines: &[Line], layer_of: &[usize]) -> Vec<(Port, Vec<(usize, Port)>)> {
    let mut nets: BTreeMap<(usize, u64, u8, usize), (Port, Vec<(usize, Port)>)> = BTreeMap::new();
    for (n, line) in lines.iter().enumerate() {
        let from = Port { item: line.from, y: line.from_y };
        let to = Port { item: line.to, y: line.to_y };
        let joins = layer_of[line.to] < layer_of[line.from];
        let (left, right) = if joins { (to, from) } else { (from, to) };
        let alone = if joins { 0 } else { n + 1 };
        let key = (left.item, left.y.to_bits(), line.kind, alone);
        nets.entry(key).or_insert_with(|| (left, Vec::new())).1.push((n, right));
    }
    nets.into_values().collect()
}
