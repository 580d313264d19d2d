//! Ratios to hand-written `reqwest` and `serde_json`, measured interleaved in one run, with allocations counted.
//!
//! Prints one table. A ratio below 1 means faster than the hand-written program.
#![expect(clippy::print_stdout, reason = "a program for people")]

mod decode;
mod request;
mod tables;

use stats_alloc::{INSTRUMENTED_SYSTEM, Region, StatsAlloc};
use std::{alloc::System, hint::black_box, time::Duration, time::Instant};

#[global_allocator]
static ALLOCATOR: &StatsAlloc<System> = &INSTRUMENTED_SYSTEM;

/// One comparison: ours against a limit.
struct Figure {
    what: &'static str,
    ours: Duration,
    limit: Duration,
    our_allocations: usize,
    limit_allocations: usize,
    goal: &'static str,
}

/// Runs both in turns, so that the machine's moods meet both alike; the median round counts.
fn compare<A, B>(
    what: &'static str,
    goal: &'static str,
    times: u32,
    ours: impl Fn() -> A,
    limit: impl Fn() -> B,
) -> Figure {
    const ROUNDS: usize = 21;
    let (mut a, mut b) = (Vec::new(), Vec::new());
    for _ in 0..ROUNDS {
        a.push(time(times, &ours));
        b.push(time(times, &limit));
    }
    Figure {
        what,
        goal,
        ours: median(a) / times,
        limit: median(b) / times,
        our_allocations: allocations(&ours),
        limit_allocations: allocations(&limit),
    }
}

fn time<T>(times: u32, f: &impl Fn() -> T) -> Duration {
    let start = Instant::now();
    for _ in 0..times {
        black_box(f());
    }
    start.elapsed()
}

fn median(mut all: Vec<Duration>) -> Duration {
    all.sort_unstable();
    all.get(all.len() / 2).copied().unwrap_or_default()
}

fn allocations<T>(f: &impl Fn() -> T) -> usize {
    black_box(f());
    let region = Region::new(ALLOCATOR);
    black_box(f());
    let change = region.change();
    change.allocations + change.reallocations
}

fn main() {
    let figures = [
        request::figure(),
        decode::figure("decode 1,000 rows of 20 columns", "<= 0.80x", 1_000, 20),
        decode::figure("decode 100,000 rows of 20 columns", "<= 0.85x", 100_000, 1),
    ];
    let mut table = comfy_table::Table::new();
    table.set_header(["what", "ours", "by hand", "ratio", "allocations", "by hand", "goal"]);
    for f in figures {
        let ratio = f.ours.as_secs_f64() / f.limit.as_secs_f64();
        table.add_row([
            f.what.to_owned(),
            format!("{:?}", f.ours),
            format!("{:?}", f.limit),
            format!("{ratio:.2}x"),
            f.our_allocations.to_string(),
            f.limit_allocations.to_string(),
            f.goal.to_owned(),
        ]);
    }
    println!("{table}");
}
