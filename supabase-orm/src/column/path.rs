//! JSON paths: `->a->>b`.

use crate::rest::literal;
use std::fmt::Write;

/// A plain column: no path.
#[derive(Debug, Clone, Copy)]
pub struct Plain;

/// A column itself, not a value inside its JSON.
#[diagnostic::on_unimplemented(
    message = "a value inside JSON cannot be set: an update replaces the whole column",
    label = "set the column itself: `t.data.set(..)`"
)]
pub trait WholeColumn {}
#[diagnostic::do_not_recommend]
impl WholeColumn for Plain {}

/// One step below another path.
#[derive(Debug, Clone, Copy)]
pub struct Key<'a, P> {
    before: P,
    arrow: &'static str,
    step: Step<'a>,
}

#[derive(Debug, Clone, Copy)]
enum Step<'a> {
    Key(&'a str),
    Index(i32),
}

impl<'a, P> Key<'a, P> {
    pub(super) fn new(before: P, arrow: &'static str, key: &'a str) -> Self {
        Self { before, arrow, step: Step::Key(key) }
    }

    pub(super) fn index(before: P, arrow: &'static str, index: i32) -> Self {
        Self { before, arrow, step: Step::Index(index) }
    }
}

/// The path of a column.
pub trait Path: Copy + Send + Sync {
    /// `->a->>b`, or nothing for a plain column.
    fn text(&self) -> Option<String>;
    /// The last name on the path, under which PostgREST answers: an index has none.
    fn last(&self) -> Option<&str>;
}

impl Path for Plain {
    fn text(&self) -> Option<String> {
        None
    }
    fn last(&self) -> Option<&str> {
        None
    }
}

impl<P: Path> Path for Key<'_, P> {
    fn text(&self) -> Option<String> {
        let mut text = self.before.text().unwrap_or_default();
        text.push_str(self.arrow);
        match self.step {
            Step::Key(key) => literal::json_key(&mut text, key),
            Step::Index(index) => {
                let _ = write!(text, "{index}");
            }
        }
        Some(text)
    }
    fn last(&self) -> Option<&str> {
        match self.step {
            Step::Key(key) => Some(key),
            Step::Index(_) => self.before.last(),
        }
    }
}
