//! Random schemas, many to a crate.

use super::{Asked, any_document, rustc::Rustc, spoiled};
use proptest::{
    prelude::*,
    sample::select,
    strategy::ValueTree,
    test_runner::{Config as Run, RngAlgorithm, TestRng, TestRunner},
};
use std::{collections::BTreeMap, time::Instant};
use supabase_codegen::{Config, Generated};

/// Modules of one crate: few enough that two crates are built at once, many enough that loading supabase-orm costs little.
const BATCH: usize = 50;
/// Steps of making a document smaller that are tried.
const STEPS: usize = 200;

/// A document and settings that any document takes.
#[derive(Debug, Clone)]
struct Case {
    asked: Asked,
    /// A document that someone wrote for worse may be refused.
    spoiled: bool,
    settings: String,
}

/// Each key with its values.
const CHOICES: &[(&str, &[&str])] = &[
    ("dates", &["'chrono'", "'time'", "'jiff'", "'text'"]),
    ("decimal", &["'numeric'", "'rust_decimal'"]),
    ("uuid", &["'uuid'", "'text'"]),
    ("array_elements", &["'nullable'", "'not_null'"]),
    ("singular", &["true", "false"]),
    ("relations", &["'strict'", "'optional'"]),
    ("layout", &["'file'", "'table'"]),
    ("derives", &["{}", "{ enums = 'PartialOrd, Ord', rows = 'PartialEq', inserts = 'Clone' }"]),
];

fn case() -> impl Strategy<Value = Case> {
    let asked =
        prop_oneof![4 => any_document().prop_map(|a| (a, false)), 1 => spoiled().prop_map(|a| (a, true))];
    let settings: Vec<_> = CHOICES.iter().map(|(key, values)| (Just(*key), select(*values))).collect();
    let settings =
        settings.prop_map(|all| all.iter().map(|(key, value)| format!("{key} = {value}\n")).collect());
    (asked, settings).prop_map(|((asked, spoiled), settings)| Case { asked, spoiled, settings })
}

fn config(case: &Case, n: usize) -> Config {
    case.asked.config().settings_text("settings", &case.settings).unwrap().out(format!("s{n}.rs"))
}

fn number(variable: &str, default: u64) -> u64 {
    std::env::var(variable).map_or(default, |text| text.parse().unwrap())
}

/// The schema of a number.
fn tree(seed: u64, n: usize) -> impl ValueTree<Value = Case> {
    let mut bytes = [0; 32];
    bytes[..8].copy_from_slice(&seed.to_le_bytes());
    bytes[8..16].copy_from_slice(&(n as u64).to_le_bytes());
    let rng = TestRng::from_seed(RngAlgorithm::ChaCha, &bytes);
    case().new_tree(&mut TestRunner::new_with_rng(Run::default(), rng)).unwrap()
}

#[test]
fn random_schemas_compile() {
    let count = usize::try_from(number("RANDOM_SCHEMAS", 200)).unwrap();
    let seed = number("RANDOM_SEED", now());
    let (rustc, start) = (Rustc::new(), Instant::now());
    let numbers: Vec<usize> = (0..count).collect();
    let batches: Vec<&[usize]> = numbers.chunks(BATCH).collect();
    let half = |odd: usize| {
        for (at, batch) in batches.iter().enumerate().filter(|(at, _)| at % 2 == odd) {
            let modules = batch.iter().map(|n| (*n, code(&tree(seed, *n).current(), seed, *n)));
            let modules = modules.filter_map(|(n, code)| Some((n, code?))).collect();
            if let Err((failed, said)) = rustc.compile(&format!("batch{at}"), &modules) {
                fail(&rustc, seed, &failed, &said);
            }
        }
    };
    std::thread::scope(|scope| {
        let other = scope.spawn(|| half(1));
        half(0);
        if let Err(panic) = other.join() {
            std::panic::resume_unwind(panic);
        }
    });
    println!("{count} schemas of seed {seed} compile ({:.1?})", start.elapsed());
}

fn now() -> u64 {
    std::time::UNIX_EPOCH.elapsed().unwrap().as_secs()
}

fn code(case: &Case, seed: u64, n: usize) -> Option<Generated> {
    match config(case, n).render() {
        Ok(generated) => Some(generated),
        Err(e) if case.spoiled && e.exit_code() == 65 => None,
        Err(e) => panic!("schema {n} of seed {seed}: {e}\n{case:?}"),
    }
}

/// Shows the first that failed, as small as it still fails.
fn fail(rustc: &Rustc, seed: u64, failed: &[usize], said: &str) {
    let Some(n) = failed.first() else { panic!("seed {seed}: {said}") };
    let mut tree = tree(seed, *n);
    let compile = |case: &Case| {
        let Some(code) = code(case, seed, *n) else { return Ok(()) };
        rustc.compile(&format!("smaller{n}"), &BTreeMap::from([(*n, code)]))
    };
    let (mut smallest, mut why) = (tree.current(), said.to_owned());
    for _ in 0..STEPS {
        let moved = match compile(&tree.current()) {
            Err((_, said)) => {
                (smallest, why) = (tree.current(), said);
                tree.simplify()
            }
            Ok(()) => tree.complicate(),
        };
        if !moved {
            break;
        }
    }
    panic!(
        "schemas {failed:?} of seed {seed} (RANDOM_SEED={seed}) do not compile; {n}, made smaller:\n{why}\n{smallest:?}"
    );
}
