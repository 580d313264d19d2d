//! Where a filter, an order or a window lands: on the query itself or on an embedded relation.

use crate::rest::{
    ast::{Extra, Operand, Options},
    parts::{EmbedAt, Parts},
    wire::SEPARATOR,
};

/// `instruments.name`, `address->>city`, `u.v.col->a`: the path of the embed, the column, the path into JSON.
pub(super) struct Place<'n> {
    embed: Option<&'n str>,
    pub(super) column: &'n str,
    pub(super) json: &'n str,
}

impl<'n> Place<'n> {
    pub(super) fn parse(name: &'n str) -> Self {
        let (name, json) = name.find("->").map_or((name, ""), |at| name.split_at(at));
        match name.rsplit_once('.') {
            Some((embed, column)) if !embed.is_empty() && !column.is_empty() => {
                Self { embed: Some(embed), column, json }
            }
            _ => Self { embed: None, column: name, json },
        }
    }

    pub(super) fn operand(&self) -> Operand {
        Operand::Column(self.column.to_owned().into())
    }

    pub(super) fn extra(&self) -> Option<Box<Extra>> {
        (!self.json.is_empty()).then(|| Box::new(Extra { path: self.json.to_owned(), ..Extra::default() }))
    }

    pub(super) fn options<'p>(&self, parts: &'p mut Parts) -> &'p mut Options {
        at(parts, self.embed)
    }
}

/// The options of the query (`None`), or of the embed with this path of keys: `u.v`.
pub(super) fn at<'p>(parts: &'p mut Parts, embed: Option<&str>) -> &'p mut Options {
    let Some(embed) = embed.filter(|e| !e.is_empty()) else { return &mut parts.options };
    let path = embed.replace('.', &SEPARATOR.to_string());
    let embeds = &mut parts.select.embeds;
    let index = embeds.iter().position(|e| e.path == path).unwrap_or_else(|| {
        embeds.push(EmbedAt { path, target: "", table_select: "", options: Options::default(), end: 0 });
        embeds.len() - 1
    });
    match embeds.get_mut(index) {
        Some(e) => &mut e.options,
        None => &mut parts.options,
    }
}
