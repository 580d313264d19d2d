//! Which boxes lines join.

use super::Line;

/// The boxes and lines of each group, in their order.
pub(super) fn groups(boxes: usize, lines: &[Line]) -> Vec<(Vec<usize>, Vec<usize>)> {
    let mut group: Vec<usize> = (0..boxes).collect();
    for line in lines {
        let (a, b) = (root(&group, line.from), root(&group, line.to));
        group[a.max(b)] = a.min(b);
    }
    let roots: Vec<usize> = (0..boxes).map(|b| root(&group, b)).collect();
    let all = (0..boxes).filter(|b| roots[*b] == *b).map(|own| {
        let of_boxes = (0..boxes).filter(|b| roots[*b] == own).collect();
        (of_boxes, (0..lines.len()).filter(|l| roots[lines[*l].from] == own).collect())
    });
    all.collect()
}

fn root(group: &[usize], mut b: usize) -> usize {
    while group[b] != b {
        b = group[b];
    }
    b
}
