//! What a double gives in place of recorded ids, tokens and codes.

use std::collections::BTreeMap;

/// Recorded values, and ours.
#[derive(Debug, Default)]
pub(crate) struct Translations(BTreeMap<String, String>);

impl Translations {
    pub(crate) fn learn(&mut self, recorded: &str, ours: &str) {
        self.0.insert(recorded.to_owned(), ours.to_owned());
    }

    pub(crate) fn get(&self, recorded: &str) -> Option<&str> {
        self.0.get(recorded).map(String::as_str)
    }

    /// The text with our values in place of recorded ones.
    pub(crate) fn translate(&self, text: &str) -> String {
        // the longest first: a token may hold another value
        let mut values: Vec<_> = self.0.iter().collect();
        values.sort_by_key(|(recorded, _)| std::cmp::Reverse(recorded.len()));
        // by way of marks, as ours may be what another was recorded as
        let mut text = text.to_owned();
        for (number, (recorded, _)) in values.iter().enumerate() {
            text = text.replace(&***recorded, &format!("\u{1}{number}\u{2}"));
        }
        for (number, (_, ours)) in values.iter().enumerate() {
            text = text.replace(&format!("\u{1}{number}\u{2}"), ours);
        }
        text
    }
}
