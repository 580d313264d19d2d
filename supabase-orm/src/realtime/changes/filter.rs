//! Conditions as Realtime takes them: comparisons of columns, joined by commas.

use crate::{
    error::QueryError,
    rest::{
        ast::{Compare, Condition, Operand},
        literal,
    },
};

/// What Realtime knows of PostgREST's operators.
const OPERATORS: &[&str] =
    &["eq", "neq", "lt", "lte", "gt", "gte", "in", "like", "ilike", "is", "match", "imatch", "isdistinct"];

/// `id=eq.200,name=like.A%`; `None` for a condition that is always true.
pub(super) fn text(condition: &Condition) -> Result<Option<String>, QueryError> {
    let mut terms = Vec::new();
    collect(condition, &mut terms)?;
    Ok((!terms.is_empty()).then(|| terms.join(",")))
}

fn collect(condition: &Condition, terms: &mut Vec<String>) -> Result<(), QueryError> {
    match condition {
        Condition::Always => Ok(()),
        Condition::Compare(compare) => {
            terms.push(term(compare)?);
            Ok(())
        }
        Condition::Group { any: false, not: false, terms: parts } => {
            parts.iter().try_for_each(|part| collect(part, terms))
        }
        Condition::Faulty(e) => Err(e.clone()),
        Condition::Group { .. } => Err(unfit("`or`, and `not` of a group")),
        Condition::Related(_) => Err(unfit("conditions on related rows")),
        Condition::Raw { .. } => Err(unfit("raw conditions")),
        Condition::Never => Err(unfit("a condition that is never true")),
    }
}

fn unfit(what: &str) -> QueryError {
    QueryError::Grammar(format!(
        "{what} cannot filter changes: Realtime takes comparisons of columns that are all true; \
         listen to more, and leave out what is not meant"
    ))
}

fn term(c: &Compare) -> Result<String, QueryError> {
    let Operand::Column(column) = &c.on else { return Err(unfit("conditions on related rows")) };
    if c.extra.as_ref().is_some_and(|x| !x.path.is_empty() || !x.op.is_empty()) {
        return Err(unfit("a path into JSON, or an operator given as text,"));
    }
    if !OPERATORS.contains(&c.op) {
        return Err(unfit(&format!("the operator `{}`", c.op)));
    }
    if column.contains(['=', ',', '(', ')', '"', '\\']) {
        return Err(unfit(&format!("the column `{column}`, whose name is syntax there,")));
    }
    let not = if c.not { "not." } else { "" };
    Ok(format!("{column}={not}{}.{}", c.op, literal::changes(&c.value)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Filter, Table, all_of, any_of, doc::Planet};

    fn of(filter: Filter<Planet>) -> Result<Option<String>, QueryError> {
        text(&filter.into_condition())
    }

    #[test]
    fn comparisons_are_joined_by_commas() {
        let p = Planet::COLUMNS;
        assert_eq!(of(p.id.eq(200)).unwrap().unwrap(), "id=eq.200");
        let both = p.kind.in_(["gas", "a,b"]) & !p.name.ilike("%ear%") & p.moons.is_null();
        assert_eq!(of(both).unwrap().unwrap(), r#"kind=in.(gas,"a,b"),name=not.ilike.%ear%,moons=is.null"#);
        assert_eq!(of(all_of([])).unwrap(), None);
    }

    #[test]
    fn what_realtime_cannot_say_is_an_error_with_a_way_out() {
        let p = Planet::COLUMNS;
        let faults = [
            p.id.eq(1) | p.id.eq(2),
            p.data.key("a").is_null(),
            p.id.eq_any([1, 2]),
            any_of([]),
            p.name.text_search("a"),
        ];
        for filter in faults {
            let error = of(filter.clone()).unwrap_err();
            assert!(error.to_string().contains("cannot filter changes"), "{filter:?}");
        }
    }
}
