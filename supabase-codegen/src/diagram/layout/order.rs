//! The order within each layer: as few crossings as a few sweeps find.

use super::items::{Items, Port};

const SWEEPS: usize = 16;

pub(super) fn order(items: &mut Items) {
    stack(items);
    let (mut best, mut fewest) = (items.layers.clone(), crossings(items));
    for sweep in 0..SWEEPS {
        if fewest == 0 {
            break;
        }
        let count = items.layers.len();
        for n in 0..count {
            let layer = if sweep % 2 == 0 { n } else { count - 1 - n };
            sort(items, layer, sweep % 2 == 0);
        }
        let now = crossings(items);
        if now < fewest {
            (best, fewest) = (items.layers.clone(), now);
        }
    }
    items.layers = best;
    stack(items);
}

/// Gives each layer heights, so that orders can be compared.
fn stack(items: &mut Items) {
    (0..items.layers.len()).for_each(|layer| stack_one(items, layer));
}

fn stack_one(items: &mut Items, layer: usize) {
    let total: f64 = items.layers[layer].iter().map(|i| items.items[*i].height + 20.0).sum();
    let mut y = -total / 2.0;
    for i in items.layers[layer].clone() {
        items.items[i].y = y;
        y += items.items[i].height + 20.0;
    }
}

/// Each item where its neighbours on one side are in the mean.
fn sort(items: &mut Items, layer: usize, by_left: bool) {
    let mut wanted: Vec<(f64, usize)> = Vec::new();
    for i in items.layers[layer].clone() {
        let ys = neighbours(items, i, by_left);
        let own = items.items[i].y + items.items[i].height / 2.0;
        let mean = if ys.is_empty() { own } else { ys.iter().sum::<f64>() / to_f64(ys.len()) };
        wanted.push((mean, i));
    }
    wanted.sort_by(|a, b| a.0.total_cmp(&b.0));
    items.layers[layer] = wanted.into_iter().map(|(_, i)| i).collect();
    stack_one(items, layer);
}

/// The heights of what an item is joined to, less where on its own height it is joined.
fn neighbours(items: &Items, item: usize, by_left: bool) -> Vec<f64> {
    let mut ys = Vec::new();
    for s in items.of[item].iter().map(|s| &items.segments[*s]) {
        let (own, other) = if by_left { (&s.right, &s.left) } else { (&s.left, &s.right) };
        for port in own.iter().filter(|p| p.item == item) {
            let shift = port.y - items.items[item].height / 2.0;
            ys.extend(other.iter().map(|o| items.y(*o) - shift));
        }
    }
    ys
}

/// How often lines cross in the channels.
fn crossings(items: &Items) -> usize {
    let mut count = 0;
    for channel in 0..items.layers.len() {
        let mut pairs: Vec<(f64, f64)> = Vec::new();
        for s in items.segments.iter().filter(|s| s.channel == channel) {
            let from = s.left.first().map_or(0.0, |p: &Port| items.y(*p));
            pairs.extend(s.right.iter().map(|right| (from, items.y(*right))));
        }
        for (n, a) in pairs.iter().enumerate() {
            count += pairs[n + 1..].iter().filter(|b| (a.0 - b.0) * (a.1 - b.1) < 0.0).count();
        }
    }
    count
}

pub(super) fn to_f64(n: usize) -> f64 {
    u32::try_from(n).map_or(f64::MAX, f64::from)
}
