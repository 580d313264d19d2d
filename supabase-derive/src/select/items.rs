//! From the tree to items: the key of each in the row, and the expression that selects it.

use super::{
    expand,
    parse::{Column, Item, Key, Kind, List, Related, Step},
};
use crate::{ctxt::Ctxt, naming, paths::Private, symbol::COUNT};
use proc_macro2::{Ident, Span, TokenStream};
use quote::{format_ident, quote, quote_spanned};

/// One field of the row.
pub(super) struct Entry {
    /// under the user's token
    pub(super) key: Ident,
    /// carries the user's tokens, so that errors land on them
    pub(super) value: TokenStream,
    /// how the user could write it under another key
    pub(super) shown: String,
    pub(super) star: bool,
}

pub(super) fn entries(cx: &Ctxt, list: &List, p: &Private) -> Vec<Entry> {
    let mut entries = Vec::new();
    for item in &list.items {
        match &item.kind {
            Kind::Star => entries.push(star(item.span)),
            Kind::CountAll { cast } => entries.push(count_all(item, cast.as_ref(), p)),
            Kind::Column(c) => {
                let (key, value) = (column_key(item, c), column(c, p));
                entries.push(Entry { key, value, shown: shown(c), star: false });
            }
            Kind::Embed(r) => {
                let key = item.alias.clone().unwrap_or_else(|| r.name.clone());
                let (value, shown) = (embed(cx, r, p), format!("{} {{ .. }}", naming::text(&r.name)));
                entries.push(Entry { key, value, shown, star: false });
            }
            Kind::Spread(r) => spread(cx, r, p, &mut entries),
        }
    }
    // the row itself comes first: it is what the other fields stand beside
    entries.sort_by_key(|e| !e.star);
    entries
}

fn star(span: Span) -> Entry {
    Entry { key: Ident::new("row", span), value: quote!(..), shown: "*".to_owned(), star: true }
}

fn count_all(item: &Item, cast: Option<&Ident>, p: &Private) -> Entry {
    let key = item.alias.clone().unwrap_or_else(|| Ident::new(COUNT.0, item.span));
    let value = with_cast(quote!(#p::count_all()), cast, p);
    Entry { key, value, shown: "count()".to_owned(), star: false }
}

// ---- columns ---------------------------------------------------------------------------------------------------------
fn column(c: &Column, p: &Private) -> TokenStream {
    let mut value = path(c);
    if let Some(f) = &c.aggregate {
        value = quote!(#value.#f());
    }
    with_cast(value, c.cast.as_ref(), p)
}

fn path(c: &Column) -> TokenStream {
    let name = &c.name;
    let column = quote_spanned!(name.span()=> __t.#name);
    c.path.iter().fold(column, |before, step| match step {
        Step { text: false, key: Key::Name(k) } => quote_spanned!(name.span()=> #before.key(#k)),
        Step { text: true, key: Key::Name(k) } => quote_spanned!(name.span()=> #before.key_text(#k)),
        Step { text: false, key: Key::Index(i) } => quote_spanned!(name.span()=> #before.index(#i)),
        Step { text: true, key: Key::Index(i) } => quote_spanned!(name.span()=> #before.index_text(#i)),
    })
}

fn with_cast(value: TokenStream, cast: Option<&Ident>, p: &Private) -> TokenStream {
    match cast {
        Some(to) => quote!(#value.cast::<#p::cast::#to>()),
        None => value,
    }
}

/// The key under which PostgREST answers: an index on a path has none, so the name before it counts.
fn column_key(item: &Item, c: &Column) -> Ident {
    let named = c.path.iter().rev().find_map(|step| match &step.key {
        Key::Name(name) => Some(naming::field_ident(name, c.name.span())),
        Key::Index(_) => None,
    });
    let natural = || c.aggregate.clone().or(named).unwrap_or_else(|| c.name.clone());
    item.alias.clone().unwrap_or_else(natural)
}

fn shown(c: &Column) -> String {
    let mut text = naming::text(&c.name);
    for step in &c.path {
        text.push_str(if step.text { "->>" } else { "->" });
        match &step.key {
            Key::Name(name) => text.push_str(name),
            Key::Index(i) => text.push_str(&i.to_string()),
        }
    }
    if let Some(f) = &c.aggregate {
        text.push_str(&format!(".{f}()"));
    }
    text
}

// ---- relations -------------------------------------------------------------------------------------------------------
/// `users_by_sender_id` for `users!sender_id`.
fn relation(r: &Related) -> Ident {
    let by =
        |hint| format_ident!("{}_by_{}", naming::text(&r.name), naming::text(hint), span = r.name.span());
    r.hint.as_ref().map_or_else(|| r.name.clone(), by)
}

fn embed(cx: &Ctxt, r: &Related, p: &Private) -> TokenStream {
    let relation = relation(r);
    let value = if is_count(&r.list) {
        quote!(__t.#relation.count())
    } else {
        if r.list.items.is_empty() && !r.list.failed {
            let text = format!("name columns of `{}`, or `*` for all of them", naming::text(&r.name));
            cx.push(syn::Error::new(r.span, text));
        }
        let columns = expand::closure(cx, &r.list, p);
        quote_spanned!(r.name.span()=> __t.#relation.columns(#columns))
    };
    if r.inner.is_some() { quote!(#value.inner()) } else { value }
}

/// `instruments(count)`: PostgREST's old way to count related rows.
fn is_count(list: &List) -> bool {
    let [Item { alias: None, kind: Kind::Column(c), .. }] = list.items.as_slice() else { return false };
    !list.failed && c.name == COUNT && c.path.is_empty() && c.aggregate.is_none() && c.cast.is_none()
}

fn spread(cx: &Ctxt, r: &Related, p: &Private, entries: &mut Vec<Entry>) {
    let relation = relation(r);
    if let Some(inner) = &r.inner {
        cx.error(inner, "a spread takes no `!inner`: embed the relation, or filter on it");
    }
    if r.list.items.is_empty() && !r.list.failed {
        cx.push(syn::Error::new(
            r.span,
            format!("name the columns to spread: `...{} {{ .. }}`", naming::text(&r.name)),
        ));
    }
    for item in &r.list.items {
        match &item.kind {
            Kind::Column(c) if c.aggregate.is_none() && c.cast.is_none() => {
                let column = path(c);
                let value = quote_spanned!(c.name.span()=> #p::spread(__t.#relation, |__t| #column));
                entries.push(Entry { key: column_key(item, c), value, shown: shown(c), star: false });
            }
            _ => cx.push(syn::Error::new(item.span, "only columns can be spread")),
        }
    }
}
