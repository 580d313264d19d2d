//! The `Accept` header: which form the answer has.

use crate::error::QueryError;
use http::HeaderValue;
use std::borrow::Cow;

/// The form of an answer.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) enum Form {
    /// no header, which PostgREST takes for JSON
    Any,
    #[default]
    Json,
    /// one row as an object, or a refusal
    Object,
    Csv,
    GeoJson,
    OpenApi,
    Plan(PlanOptions),
}

/// What the plan of a query tells besides its nodes.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct PlanOptions {
    pub(crate) json: bool,
    /// bits, in the order of [`PLAN_OPTIONS`]
    options: u8,
}

/// PostgREST's words, in the order in which the official clients write them.
const PLAN_OPTIONS: [&str; 5] = ["analyze", "verbose", "settings", "buffers", "wal"];

impl PlanOptions {
    /// `option` is one of PostgREST's words.
    pub(crate) fn with(mut self, option: &'static str) -> Self {
        let bit = PLAN_OPTIONS.iter().position(|o| *o == option);
        self.options |= bit.map_or(0, |bit| 1 << bit);
        self
    }

    fn text(self) -> String {
        let chosen = PLAN_OPTIONS.iter().enumerate().filter(|(bit, _)| self.options & (1 << bit) != 0);
        let options: Vec<&str> = chosen.map(|(_, option)| *option).collect();
        let format = if self.json { "json" } else { "text" };
        format!("application/vnd.pgrst.plan+{format}; options={}", options.join("|"))
    }
}

/// A form, and whether keys stay out whose value is NULL.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Accept {
    pub(crate) form: Form,
    pub(crate) strip_nulls: bool,
}

impl Accept {
    /// The header, or none.
    pub(crate) fn header(self) -> Result<Option<HeaderValue>, QueryError> {
        let text: Cow<'static, str> = match (self.form, self.strip_nulls) {
            (Form::Any, false) => return Ok(None),
            (Form::Json, false) => "application/json".into(),
            (Form::Object, false) => "application/vnd.pgrst.object+json".into(),
            (Form::Any | Form::Json, true) => "application/vnd.pgrst.array+json;nulls=stripped".into(),
            (Form::Object, true) => "application/vnd.pgrst.object+json;nulls=stripped".into(),
            (Form::Csv, false) => "text/csv".into(),
            (Form::GeoJson, false) => "application/geo+json".into(),
            (Form::OpenApi, _) => "application/openapi+json".into(),
            (Form::Plan(options), false) => options.text().into(),
            // one of the two would be lost
            (Form::Csv, true) => return Err(QueryError::StripNulls("CSV")),
            (Form::GeoJson, true) => return Err(QueryError::StripNulls("GeoJSON")),
            (Form::Plan(_), true) => return Err(QueryError::StripNulls("a plan")),
        };
        Ok(match text {
            Cow::Borrowed(text) => Some(HeaderValue::from_static(text)),
            Cow::Owned(text) => HeaderValue::try_from(text).ok(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn options_of_a_plan_stand_in_the_order_of_the_official_clients() {
        let plan = PlanOptions { json: true, ..PlanOptions::default() }.with("wal").with("analyze");
        let accept = Accept { form: Form::Plan(plan), strip_nulls: false };
        let header = accept.header().unwrap().unwrap();
        assert_eq!(header, "application/vnd.pgrst.plan+json; options=analyze|wal");
    }

    #[test]
    fn stripped_nulls_and_other_forms_are_never_lost_silently() {
        let stripped = |form| Accept { form, strip_nulls: true }.header();
        assert_eq!(stripped(Form::Any).unwrap().unwrap(), "application/vnd.pgrst.array+json;nulls=stripped");
        assert_eq!(
            stripped(Form::Object).unwrap().unwrap(),
            "application/vnd.pgrst.object+json;nulls=stripped"
        );
        for form in [Form::Csv, Form::GeoJson, Form::Plan(PlanOptions::default())] {
            assert!(matches!(stripped(form), Err(QueryError::StripNulls(_))), "{form:?}");
        }
    }
}
