//! Conditions and orders through relations that the query does not select.
//!
//! PostgREST filters by related rows through embeds only. So each condition adds an *empty* embed under an alias of its own,
//! which joins and selects nothing, keeps the condition on that alias, and puts a null test where the condition stood:
//! `select=..,h0:instruments()&h0.name=eq.guqin&h0=not.is.null`. A null test composes like any other condition, so it works
//! under `or` and `not`, nested, and the count is right.

use super::level::{SEPARATOR, find_embed};
use crate::{
    error::QueryError,
    rest::{
        ast::{Compare, Condition, Operand, Options, Related, Through},
        literal::{self, Literal},
        parts::{EmbedAt, Parts, SelectText, Target},
    },
};
use http::Method;

/// A query with its empty embeds in place.
pub(super) struct Placed {
    pub(super) select: SelectText,
    pub(super) options: Options,
}

/// `None` if the query needs no empty embeds: most do not.
pub(super) fn place(p: &Parts) -> Result<Option<Placed>, QueryError> {
    let writes = matches!(p.target, Target::Table(_)) && p.method != Method::GET && p.method != Method::HEAD;
    let embeds = &p.select.embeds;
    if writes && let Some(target) = through_a_relation(&p.options) {
        return Err(QueryError::RelatedInWrite(target.to_owned()));
    }
    let here = needs(&p.options, embeds, "")?;
    let mut below = false;
    for e in embeds {
        below |= needs(&e.options, embeds, &e.path)?;
    }
    if !here && !below {
        return Ok(None);
    }
    let mut placer = Placer { select: p.select.clone(), next: 0, added: Vec::new() };
    let mut options = p.options.clone();
    placer.level(&mut options, "", None);
    for i in 0..embeds.len() {
        placer.embed(i);
    }
    placer.select.embeds.append(&mut placer.added);
    Ok(Some(Placed { select: placer.select, options }))
}

/// The first relation that conditions or orders of this level go through.
fn through_a_relation(o: &Options) -> Option<&'static str> {
    fn of(c: &Condition) -> Option<&'static str> {
        match c {
            Condition::Related(r) => Some(r.target),
            Condition::Compare(Compare { on: Operand::Embed(target), .. }) => Some(target),
            Condition::Group { terms, .. } => terms.iter().find_map(of),
            _ => None,
        }
    }
    let by_order = o.order.iter().find_map(|t| match t.through {
        Some(Through::Target(target)) => Some(target),
        _ => None,
    });
    o.conditions.iter().find_map(of).or(by_order)
}

/// Whether a level needs empty embeds. A null test through a relation that is selected twice has no meaning.
fn needs(o: &Options, embeds: &[EmbedAt], level: &str) -> Result<bool, QueryError> {
    fn of(c: &Condition, embeds: &[EmbedAt], level: &str) -> Result<bool, QueryError> {
        match c {
            Condition::Related(_) => Ok(true),
            Condition::Compare(Compare { on: Operand::Embed(target), .. }) => {
                match find_embed(embeds, level, target) {
                    Ok(_) => Ok(false),
                    Err(true) => Err(QueryError::NotEmbedded((*target).to_owned())),
                    Err(false) => Ok(true),
                }
            }
            Condition::Group { terms, .. } => {
                terms.iter().try_fold(false, |found, t| Ok(found | of(t, embeds, level)?))
            }
            _ => Ok(false),
        }
    }
    let unselected = |t: &crate::rest::ast::Term| match t.through {
        Some(Through::Target(target)) => find_embed(embeds, level, target).is_err(),
        _ => false,
    };
    let conditions = o.conditions.iter().try_fold(false, |found, c| Ok(found | of(c, embeds, level)?))?;
    Ok(conditions || o.order.iter().any(unselected))
}

struct Placer {
    select: SelectText,
    next: usize,
    added: Vec<EmbedAt>,
}

impl Placer {
    /// A level of the query that is already there: the query itself, or its embed `at`.
    fn level(&mut self, options: &mut Options, path: &str, at: Option<usize>) {
        let mut lists = Vec::new();
        for condition in &mut options.conditions {
            self.condition(condition, path, &mut lists);
        }
        for term in &mut options.order {
            if let Some(Through::Target(target)) = term.through
                && find_embed(&self.select.embeds, path, target).is_err()
            {
                let alias = self.empty_embed(target, "", Options::default(), path, &mut lists);
                term.through = Some(Through::Key(alias));
            }
        }
        if !lists.is_empty() {
            self.insert(&lists.join(","), at);
        }
    }

    fn embed(&mut self, at: usize) {
        let Some(e) = self.select.embeds.get_mut(at) else { return };
        let (mut options, path) = (std::mem::take(&mut e.options), e.path.clone());
        self.level(&mut options, &path, Some(at));
        if let Some(e) = self.select.embeds.get_mut(at) {
            e.options = options;
        }
    }

    /// Replaces conditions through relations by null tests on empty embeds; `lists` gets the text of these embeds.
    fn condition(&mut self, c: &mut Condition, path: &str, lists: &mut Vec<String>) {
        match c {
            Condition::Group { terms, .. } => terms.iter_mut().for_each(|t| self.condition(t, path, lists)),
            Condition::Compare(Compare { on, .. }) => {
                if let Operand::Embed(target) = *on
                    && find_embed(&self.select.embeds, path, target).is_err()
                {
                    *on =
                        Operand::Column(self.empty_embed(target, "", Options::default(), path, lists).into());
                }
            }
            Condition::Related(related) => {
                let Related { target, table_select, not, ref mut condition } = **related;
                let mut options = Options::default();
                options.filter(std::mem::replace(condition, Condition::Always));
                let alias = self.empty_embed(target, table_select, options, path, lists);
                *c = Condition::Compare(Compare {
                    on: Operand::Column(alias.into()),
                    not: !not,
                    op: "is",
                    value: Literal::Word("null"),
                    extra: None,
                });
            }
            Condition::Raw { .. } | Condition::Faulty(_) | Condition::Never | Condition::Always => {}
        }
    }

    /// `h0:instruments()`, with the empty embeds of its own conditions inside.
    fn empty_embed(
        &mut self,
        target: &'static str,
        table_select: &'static str,
        mut options: Options,
        parent: &str,
        lists: &mut Vec<String>,
    ) -> String {
        let alias = self.alias();
        let path = if parent.is_empty() { alias.clone() } else { format!("{parent}{SEPARATOR}{alias}") };
        let mut inner = Vec::new();
        for condition in &mut options.conditions {
            self.condition(condition, &path, &mut inner);
        }
        let mut text = format!("{alias}:");
        literal::target(&mut text, target);
        text.push_str(&format!("({})", inner.join(",")));
        lists.push(text);
        self.added.push(EmbedAt { path, target, table_select, options, end: 0 });
        alias
    }

    /// A key that the query does not use.
    fn alias(&mut self) -> String {
        loop {
            let alias = format!("h{}", self.next);
            self.next += 1;
            if !self.select.text.contains(&alias) {
                return alias;
            }
        }
    }

    /// Puts embeds at the end of the list of the query (`None`) or of one of its embeds.
    fn insert(&mut self, list: &str, at: Option<usize>) {
        let SelectText { text, embeds, .. } = &mut self.select;
        let Some(position) = at.and_then(|i| embeds.get(i)).map(|e| e.end) else {
            text.push_str(if text.is_empty() { "*," } else { "," });
            text.push_str(list);
            return;
        };
        text.insert_str(position, &format!(",{list}"));
        for e in embeds {
            if e.end >= position {
                e.end += list.len() + 1;
            }
        }
    }
}
