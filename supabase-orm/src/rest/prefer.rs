//! The `Prefer` header: one keyed set, so that no entry drops another.

use http::HeaderValue;
use std::fmt::Write;

/// How rows that a write changed come back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Return {
    Minimal,
    HeadersOnly,
    Representation,
}

/// What an insert does with rows whose key is taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Resolution {
    MergeDuplicates,
    IgnoreDuplicates,
}

/// How a total is counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Count {
    /// Exactly: slow on large tables.
    Exact,
    /// As the planner thinks: fast and rough.
    Planned,
    /// Exactly for small results, planned for large ones.
    Estimated,
}

/// All preferences of one request.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(crate) struct Prefer {
    pub(crate) returning: Option<Return>,
    pub(crate) resolution: Option<Resolution>,
    /// columns that a row of a bulk insert does not mention get their default
    pub(crate) missing_default: bool,
    pub(crate) count: Option<Count>,
    pub(crate) max_affected: Option<u64>,
    /// nothing of it stays
    pub(crate) rollback: bool,
}

impl Prefer {
    /// The header, or nothing to prefer.
    pub(crate) fn header(&self) -> Option<HeaderValue> {
        let returning = self.returning.map(|r| match r {
            Return::Minimal => "return=minimal",
            Return::HeadersOnly => "return=headers-only",
            Return::Representation => "return=representation",
        });
        let resolution = self.resolution.map(|r| match r {
            Resolution::MergeDuplicates => "resolution=merge-duplicates",
            Resolution::IgnoreDuplicates => "resolution=ignore-duplicates",
        });
        let count = self.count.map(|c| match c {
            Count::Exact => "count=exact",
            Count::Planned => "count=planned",
            Count::Estimated => "count=estimated",
        });
        let missing = self.missing_default.then_some("missing=default");
        let tx = self.rollback.then_some("tx=rollback");
        let tokens = [returning, resolution, missing, count, tx];
        let mut tokens = tokens.into_iter().flatten();
        let first = tokens.next();
        let rest = tokens.next();
        match (first, rest, self.max_affected) {
            (None, ..) if self.max_affected.is_none() => None,
            // one token needs no allocation
            (Some(only), None, None) => Some(HeaderValue::from_static(only)),
            _ => {
                let mut text = String::with_capacity(96);
                for token in first.into_iter().chain(rest).chain(tokens) {
                    push(&mut text, token);
                }
                if let Some(n) = self.max_affected {
                    // without `strict` an unknown or violated preference would be ignored
                    push(&mut text, "handling=strict");
                    let _ = write!(text, ",max-affected={n}");
                }
                HeaderValue::try_from(text).ok()
            }
        }
    }
}

fn push(text: &mut String, token: &str) {
    if !text.is_empty() {
        text.push(',');
    }
    text.push_str(token);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn entries_stand_side_by_side() {
        let text = |p: Prefer| p.header().map(|h| h.to_str().unwrap().to_owned());
        assert_eq!(text(Prefer::default()), None);
        let one = Prefer { count: Some(Count::Planned), ..Prefer::default() };
        assert_eq!(text(one).as_deref(), Some("count=planned"));
        let all = Prefer {
            returning: Some(Return::Representation),
            resolution: Some(Resolution::MergeDuplicates),
            missing_default: true,
            count: Some(Count::Exact),
            max_affected: Some(1),
            rollback: true,
        };
        assert_eq!(
            text(all).as_deref(),
            Some(
                "return=representation,resolution=merge-duplicates,missing=default,count=exact,tx=rollback,handling=strict,max-affected=1"
            )
        );
        let max = Prefer { max_affected: Some(3), ..Prefer::default() };
        assert_eq!(text(max).as_deref(), Some("handling=strict,max-affected=3"));
    }
}
