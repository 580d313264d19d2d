//! One of many, by any of its names.

use super::{Function, Inspection, Table};
use crate::{Diagnostic, Error, Result, naming::suggest};
use serde::Serialize;

/// The tables, views or functions of one name. Its `Display` is all that is known of them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Found {
    /// Tables and views: several with the same name in several db schemas.
    pub tables: Vec<Table>,
    /// Functions: several with overloads.
    pub functions: Vec<Function>,
    /// What was decided about them, and the setting that decides otherwise.
    pub warnings: Vec<Diagnostic>,
}

impl Inspection {
    /// The table, view or function of this name: `planets`, `api.planets`, its row `Planet`, `add()`. With a name in several db
    /// schemas, or overloads, all of them.
    ///
    /// # Errors
    /// When there is none; the message has the name that was perhaps meant.
    pub fn find(&self, name: &str) -> Result<Found> {
        let of_name = |t: &&Table| names(t).iter().any(|n| n == name);
        let called = |f: &&Function| f.name == name || calls(f).iter().any(|n| n == name);
        let tables: Vec<Table> = self.tables.iter().filter(of_name).cloned().collect();
        let functions = self.functions.iter().filter(|f| tables.is_empty() && called(f));
        let functions: Vec<Function> = functions.cloned().collect();
        if tables.is_empty() && functions.is_empty() {
            return Err(self.unknown(name));
        }
        let of = |place: &str, name: &str| {
            place.strip_prefix(name).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
        };
        let about = |place: &str| {
            tables.iter().any(|t| of(place, &t.name))
                || functions.iter().any(|f| place.strip_suffix("()") == Some(&f.name))
        };
        let warnings = self.warnings.iter().filter(|w| about(&w.place)).cloned().collect();
        Ok(Found { tables, functions, warnings })
    }

    fn unknown(&self, name: &str) -> Error {
        let all: Vec<String> =
            self.tables.iter().flat_map(names).chain(self.functions.iter().flat_map(calls)).collect();
        let message = match suggest(name, all.iter().map(String::as_str)) {
            Some(meant) => format!("there is no table, view or function `{name}`; did you mean `{meant}`?"),
            None if all.is_empty() => {
                "the source has no tables and functions; is it the right db schema, and are there grants?"
                    .to_owned()
            }
            None => format!(
                "there is no table, view or function `{name}`; without a name all of them are listed (`include` and `exclude` \
                 leave out, `--schema` names db schemas)"
            ),
        };
        Error::config("inspect", message)
    }
}

fn names(t: &Table) -> Vec<String> {
    vec![t.name.clone(), t.qualified(), t.row.clone()]
}

fn calls(f: &Function) -> Vec<String> {
    vec![format!("{}()", f.name), f.qualified(), f.rust.clone()]
}
