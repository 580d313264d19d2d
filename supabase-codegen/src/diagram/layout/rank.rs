//! Which layer each box stands in.

use super::{Line, Size};
use std::cmp::Reverse;

/// How much wider than high a picture is to be.
pub(super) const ASPECT: f64 = 1.6;
/// What a channel between two layers takes, as long as nothing is known of it.
const CHANNEL: f64 = 90.0;
const GAP: f64 = 24.0;

/// A box stands to the right of those that its lines lead to, but for lines that would close a circle. A layer that grows too
/// high goes on in the next one.
pub(super) fn layers(sizes: &[Size], lines: &[Line]) -> Vec<usize> {
    let sequence = sequence(sizes.len(), lines);
    let mut at = vec![0; sizes.len()];
    sequence.iter().enumerate().for_each(|(n, b)| at[*b] = n);
    // of the two ends, the one that comes first in the sequence is the left one
    let ends = lines.iter().filter(|l| l.from != l.to);
    let ends: Vec<(usize, usize)> =
        ends.map(|l| if at[l.to] < at[l.from] { (l.to, l.from) } else { (l.from, l.to) }).collect();
    let limit = limit(sizes);
    let (mut layers, mut heights) = (vec![0; sizes.len()], Vec::new());
    for b in &sequence {
        let least = ends.iter().filter(|(_, right)| right == b).map(|(left, _)| layers[*left] + 1).max();
        layers[*b] = fill(&mut heights, least.unwrap_or(0), sizes[*b].height + GAP, limit);
    }
    pull(sizes, &sequence, &ends, &mut layers);
    layers
}

/// Each box after those that it points to, as far as circles let it.
fn sequence(boxes: usize, lines: &[Line]) -> Vec<usize> {
    let ends: Vec<(usize, usize)> = lines.iter().map(|l| (l.from, l.to)).filter(|(a, b)| a != b).collect();
    // how many of the others that are still open it points to, and how many point to it
    let mut counts: Vec<(usize, usize)> = vec![(0, 0); boxes];
    for (from, to) in &ends {
        counts[*from].0 += 1;
        counts[*to].1 += 1;
    }
    let mut open: Vec<usize> = (0..boxes).collect();
    let mut sequence = Vec::with_capacity(boxes);
    while let Some(next) = open.iter().copied().min_by_key(|b| (counts[*b].0, Reverse(counts[*b].1), *b)) {
        open.retain(|b| *b != next);
        sequence.push(next);
        for (from, to) in &ends {
            if *to == next {
                counts[*from].0 = counts[*from].0.saturating_sub(1);
            }
            if *from == next {
                counts[*to].1 = counts[*to].1.saturating_sub(1);
            }
        }
    }
    sequence
}

/// How high a layer may grow: the picture is to be a little wider than high.
fn limit(sizes: &[Size]) -> f64 {
    let height: f64 = sizes.iter().map(|s| s.height + GAP).sum();
    let width = sizes.iter().map(|s| s.width).fold(0.0, f64::max) + CHANNEL;
    let highest = sizes.iter().map(|s| s.height + GAP).fold(0.0, f64::max);
    (height * width / ASPECT).sqrt().max(highest)
}

fn fill(heights: &mut Vec<f64>, least: usize, height: f64, limit: f64) -> usize {
    let mut layer = least;
    loop {
        if heights.len() <= layer {
            heights.resize(layer + 1, 0.0);
        }
        if heights[layer] == 0.0 || heights[layer] + height <= limit {
            heights[layer] += height;
            return layer;
        }
        layer += 1;
    }
}

/// A box that points nowhere stands beside what points to it.
fn pull(sizes: &[Size], sequence: &[usize], ends: &[(usize, usize)], layers: &mut [usize]) {
    let limit = limit(sizes);
    for b in sequence.iter().rev() {
        let points = ends.iter().any(|(_, right)| right == b);
        let nearest = ends.iter().filter(|(left, _)| left == b).map(|(_, right)| layers[*right]).min();
        let Some(wanted) = nearest.filter(|n| !points && *n > layers[*b] + 1).map(|n| n - 1) else {
            continue;
        };
        let there: f64 =
            (0..sizes.len()).filter(|o| layers[*o] == wanted).map(|o| sizes[o].height + GAP).sum();
        if there + sizes[*b].height + GAP <= limit {
            layers[*b] = wanted;
        }
    }
}
