//! What every client does, and how it is told.

use serde::{Deserialize, Serialize};

/// How many channels there are on one socket.
pub(crate) const CHANNELS: usize = 1000;

/// What a client measured. Times are in seconds.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub(crate) struct Measured {
    /// small broadcasts a second
    pub(crate) small: f64,
    /// broadcasts of 10 KB a second
    pub(crate) large: f64,
    /// changes of a table a second
    pub(crate) changes: f64,
    /// until all channels are in
    pub(crate) join: f64,
    /// small broadcasts a second, over all channels in turn
    pub(crate) spread: f64,
    /// bytes a channel
    pub(crate) memory: f64,
    /// until all channels are in again
    pub(crate) reconnect: f64,
}

/// What the server is asked for: how many messages of a kind.
pub(crate) const SMALL: (&str, u32) = ("small", 200_000);
pub(crate) const LARGE: (&str, u32) = ("large", 10_000);
pub(crate) const CHANGES: (&str, u32) = ("changes", 100_000);
pub(crate) const SPREAD: (&str, u32) = ("spread", 200_000);

/// Small: a place of a pointer.
#[derive(Debug, Deserialize)]
pub(crate) struct Point {
    pub(crate) x: i64,
    #[expect(dead_code, reason = "it is decoded")]
    pub(crate) y: i64,
}

/// A hundred things: 10 KB.
#[derive(Debug, Deserialize)]
pub(crate) struct Things {
    pub(crate) things: Vec<Thing>,
}

/// One of them.
#[derive(Debug, Deserialize)]
pub(crate) struct Thing {
    pub(crate) id: i64,
    #[expect(dead_code, reason = "it is decoded")]
    pub(crate) name: String,
    #[expect(dead_code, reason = "it is decoded")]
    pub(crate) price: f64,
    #[expect(dead_code, reason = "it is decoded")]
    pub(crate) tags: Vec<String>,
}

fn median(all: &[Measured], part: fn(&Measured) -> f64) -> f64 {
    let mut values: Vec<f64> = all.iter().map(part).collect();
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or_default()
}

/// A line a figure, a column a client; ratios to the client by hand.
pub(crate) fn table(results: &[(&str, Vec<Measured>)]) -> comfy_table::Table {
    type Part = fn(&Measured) -> f64;
    let parts: [(&str, Part, &str); 7] = [
        ("small broadcasts a second", |m| m.small, "/s"),
        ("broadcasts of 10 KB a second", |m| m.large, "/s"),
        ("changes of a table a second", |m| m.changes, "/s"),
        ("1,000 channels join", |m| m.join, "s"),
        ("small broadcasts a second over them", |m| m.spread, "/s"),
        ("memory of a channel", |m| m.memory, "B"),
        ("1,000 channels are in again", |m| m.reconnect, "s"),
    ];
    let mut table = comfy_table::Table::new();
    let mut header = vec!["what".to_owned()];
    header.extend(results.iter().map(|(name, _)| (*name).to_owned()));
    table.set_header(header);
    for (what, part, unit) in parts {
        let ours = results.first().map_or(0.0, |(_, all)| median(all, part));
        let mut row = vec![what.to_owned()];
        for (_, all) in results {
            let value = median(all, part);
            let digits = if unit == "s" { 3 } else { 0 };
            row.push(format!("{value:.digits$} {unit} ({:.2}x)", value / ours));
        }
        table.add_row(row);
    }
    table
}
