//! The whole work, by as many threads as are worth it.

use super::{Part, expand, parts};
use crate::{
    Config, Diagnostic, Error, Layout, Result,
    catalog::Catalog,
    diagnostic::Diagnostics,
    plan,
    render::{Code, Share},
};
use std::{collections::BTreeSet, thread};

/// Tables for which another thread is worth its plan.
const TABLES: usize = 64;
/// Each has a plan in memory.
const THREADS: usize = 4;

/// What is to be written.
#[derive(Debug)]
pub(crate) struct Expanded {
    pub(crate) code: String,
    /// Files beside it, by their paths.
    pub(crate) parts: Vec<(String, String)>,
    /// Features of supabase-orm that the code needs.
    pub(crate) features: BTreeSet<&'static str>,
    pub(crate) warnings: Vec<Diagnostic>,
}

/// What one thread made.
struct Made {
    code: Code,
    parts: Vec<Part>,
    features: BTreeSet<&'static str>,
    warnings: Vec<Diagnostic>,
}

/// The code of a catalog, in a file of this name.
pub(crate) fn all(catalog: &Catalog, config: &Config, root: &str) -> Result<Expanded> {
    let (mut codes, mut shares, mut told) = (Vec::new(), Vec::new(), None);
    for made in threads(catalog, config, root)? {
        codes.push(made.code);
        shares.push(made.parts);
        told.get_or_insert((made.features, made.warnings));
    }
    let (features, warnings) = told.unwrap_or_default();
    Ok(Expanded { code: Code::joined(&codes), parts: join(shares), features, warnings })
}

fn threads(catalog: &Catalog, config: &Config, root: &str) -> Result<Vec<Made>> {
    let tables: usize = catalog.schemas.iter().map(|s| s.relations.len()).sum();
    let there = thread::available_parallelism().map_or(1, usize::from);
    let of = there.min(THREADS).min(1 + tables / TABLES);
    let share = |number| one(catalog, config, root, Share { number, of });
    thread::scope(|scope| {
        let others: Vec<_> = (1..of).map(|number| scope.spawn(move || share(number))).collect();
        let mut made = vec![share(0)?];
        for other in others {
            let ended = |_| Error::Internal { message: "a thread that generates ended early".to_owned() };
            made.push(other.join().map_err(ended)??);
        }
        Ok(made)
    })
}

fn one(catalog: &Catalog, config: &Config, root: &str, share: Share) -> Result<Made> {
    let mut diagnostics = Diagnostics::default();
    let plan = plan::plan(catalog, config, &mut diagnostics);
    let (code, parts) = match config.settings.layout() {
        Layout::File => (expand(&plan, share)?, Vec::new()),
        Layout::Table => parts::expand(&plan, root.strip_suffix(".rs").unwrap_or(root), share)?,
    };
    Ok(Made { code, parts, features: plan.features, warnings: diagnostics.into_vec() })
}

/// Every share has all of them, each with a part of the items.
fn join(shares: Vec<Vec<Part>>) -> Vec<(String, String)> {
    let mut shares: Vec<_> = shares.into_iter().map(Vec::into_iter).collect();
    let mut parts = Vec::new();
    loop {
        let mut of_one = shares.iter_mut().filter_map(Iterator::next);
        let Some(Part { path, code }) = of_one.next() else { return parts };
        let codes: Vec<Code> = [code].into_iter().chain(of_one.map(|p| p.code)).collect();
        parts.push((path, Code::joined(&codes)));
    }
}
