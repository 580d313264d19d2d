//! Names of the database as names of Rust.

mod ident;
mod reserved;
mod scope;

pub(crate) use ident::{field, ident, module, pascal, singular};
pub(crate) use reserved::{MODULES, TYPES};
pub(crate) use scope::Scope;

/// The name that was meant, if one is close.
pub(crate) fn suggest<'a>(name: &str, all: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    let close = |other: &'a str| {
        let likeness = strsim::jaro_winkler(name, other);
        (likeness > 0.8).then_some((likeness, other))
    };
    all.filter_map(close).max_by(|a, b| a.0.total_cmp(&b.0)).map(|(_, other)| other)
}
