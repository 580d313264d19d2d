//! A list that is too long for one address, in parts that fit.

use super::{
    ast::{Compare, Condition, Operand},
    literal::Literal,
    parts::Parts,
};
use crate::error::{Error, QueryError, Result};
use std::{
    borrow::Cow,
    collections::{HashSet, VecDeque},
};

/// One query for each part of the list. A value that stands twice is asked for once, so no row comes twice.
///
/// `list` writes a list of some of the values, and whether it stands in braces.
pub(crate) fn chunks<V>(
    parts: &Parts,
    column: impl Into<Cow<'static, str>>,
    values: Vec<V>,
    list: impl Fn(&[V]) -> (Literal, bool),
) -> Result<VecDeque<Box<Parts>>> {
    if parts.options.offset.is_some() {
        let fault =
            Error::from(QueryError::NoPages("`range` has no meaning over chunks; leave one of the two out"));
        return Err(fault.at(&parts.method, parts.target.name()));
    }
    let column = column.into();
    let length = parts.request()?.map_or(0, |request| request.url.len());
    // a page adds its own order, window and key
    let budget = (parts.client.max_url_length() / 4 * 3).saturating_sub(length);
    let condition = |some: &[V]| {
        let (value, braces) = list(some);
        let op = if braces { "eq(any)" } else { "in" };
        Condition::Compare(Compare {
            on: Operand::Column(column.clone()),
            not: false,
            op,
            value,
            extra: None,
        })
    };
    let query = |some: &[V]| {
        let mut parts = Box::new(parts.clone());
        parts.options.filter(condition(some));
        parts
    };
    Ok(split(values, &list, budget).iter().map(|some| query(some)).collect())
}

/// Distinct values, as many to a part as fit; at least one.
fn split<V>(values: Vec<V>, list: impl Fn(&[V]) -> (Literal, bool), budget: usize) -> Vec<Vec<V>> {
    let (mut seen, mut all, mut room) = (HashSet::new(), Vec::<Vec<V>>::new(), 0);
    for value in values {
        let mut text = String::new();
        list(std::slice::from_ref(&value)).0.encode(&mut text, true);
        let length = text.len();
        if !seen.insert(text) {
            continue;
        }
        match all.last_mut().filter(|_| length <= room) {
            Some(part) => {
                part.push(value);
                room -= length;
            }
            None => {
                all.push(vec![value]);
                room = budget.saturating_sub(length);
            }
        }
    }
    all
}
