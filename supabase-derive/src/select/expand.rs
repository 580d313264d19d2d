//! The expansion: a closure whose row is an anonymous struct.

use super::{
    items::{Entry, entries},
    parse::List,
};
use crate::{ctxt::Ctxt, naming, paths::Private};
use proc_macro2::{Ident, Span, TokenStream};
use quote::{format_ident, quote};

/// The longest list: the row has a type parameter for each item.
const MAX_ITEMS: usize = 64;

/// `|__t| { .. }`, for `columns(..)` at any level.
pub(super) fn closure(cx: &Ctxt, list: &List, p: &Private) -> TokenStream {
    let entries = entries(cx, list, p);
    check(cx, list, &entries);
    match entries.as_slice() {
        [only] if only.star => quote!(|_| ..),
        _ => row(&entries, p),
    }
}

fn check(cx: &Ctxt, list: &List, entries: &[Entry]) {
    if let Some(first_over) = entries.get(MAX_ITEMS) {
        let text =
            format!("`select!` takes at most {MAX_ITEMS} items at each level; use `*` or `#[derive(Row)]`");
        cx.push(syn::Error::new(first_over.key.span(), text));
    }
    for (i, entry) in entries.iter().enumerate() {
        let key = naming::text(&entry.key);
        let Some(first) = entries.iter().take(i).find(|e| naming::text(&e.key) == key) else { continue };
        let text = match (first.star, entry.star) {
            (true, true) => "`*` is selected twice".to_owned(),
            (true, false) => format!(
                "`row` is the whole row that `*` selects; give the item an alias: `other_name: {}`",
                entry.shown
            ),
            _ => {
                format!("`{key}` is selected twice; give one of them an alias: `other_name: {}`", entry.shown)
            }
        };
        cx.push(syn::Error::new(entry.key.span(), text));
    }
    if entries.is_empty() && !list.failed && cx.is_empty() {
        let text = "nothing is selected: name columns, or `*` for all of them";
        cx.push(syn::Error::new(Span::call_site(), text));
    }
}

/// Names of the expansion, one for each item.
struct Names {
    /// fields of the row, under the call-site span: an editor then maps the user's token to `__t.name` only
    fields: Vec<Ident>,
    /// type parameters
    types: Vec<Ident>,
    /// keys in the answer; `..` is the whole row
    keys: Vec<String>,
}

impl Names {
    fn of(entries: &[Entry]) -> Self {
        let field = |e: &Entry| {
            let mut key = e.key.clone();
            key.set_span(Span::call_site());
            key
        };
        let key = |e: &Entry| if e.star { "..".to_owned() } else { naming::text(&e.key) };
        Self {
            fields: entries.iter().map(field).collect(),
            types: (0..entries.len()).map(|i| format_ident!("C{i}")).collect(),
            keys: entries.iter().map(key).collect(),
        }
    }
}

fn row(entries: &[Entry], p: &Private) -> TokenStream {
    let names = Names::of(entries);
    let items = cons(entries.iter().map(|e| e.value.clone()));
    let row = row_struct(&names, p);
    let deref = entries.first().is_some_and(|e| e.star).then(|| deref(&names));
    let build = build(&names, p);
    // the items come first: an editor completes inside a macro only if nothing before the token depends on it
    quote! {
        |__t| {
            let __items = #items;
            #row
            #deref
            #build
            __row(__items)
        }
    }
}

fn row_struct(names: &Names, p: &Private) -> TokenStream {
    let Names { fields, types, keys } = names;
    quote! {
        #[derive(::core::fmt::Debug, ::core::clone::Clone, ::core::cmp::PartialEq)]
        #[allow(dead_code, non_snake_case, unreachable_pub)]
        struct Row<#(#types),*> { #(pub #fields: #types),* }
        #[automatically_derived]
        impl<#(#types: #p::serde::Serialize),*> #p::serde::Serialize for Row<#(#types),*> {
            fn serialize<S: #p::serde::Serializer>(&self, s: S) -> ::core::result::Result<S::Ok, S::Error> {
                #p::ser_row(s, &[#((#keys, &self.#fields)),*])
            }
        }
    }
}

/// With `*` the row reads like the table's row.
fn deref(names: &Names) -> Option<TokenStream> {
    let types = &names.types;
    let (whole, field) = (types.first()?, names.fields.first()?);
    Some(quote! {
        #[automatically_derived]
        impl<#(#types),*> ::core::ops::Deref for Row<#(#types),*> {
            type Target = #whole;
            fn deref(&self) -> &#whole {
                &self.#field
            }
        }
    })
}

/// The function gives the items their types; a closure could not.
fn build(names: &Names, p: &Private) -> TokenStream {
    let Names { fields, types, keys } = names;
    let values: Vec<Ident> = (0..fields.len()).map(|i| format_ident!("v{i}")).collect();
    let items = cons(types.iter().map(|t| quote!(#t)));
    let outs = cons(types.iter().map(|t| quote!(#t::Out)));
    let pattern = cons(values.iter().map(|v| quote!(#v)));
    quote! {
        fn __row<T, #(#types: #p::Item<T>),*>(items: #items) -> #p::Named<#items, Row<#(#types::Out),*>, #outs> {
            #p::named::<T, _, _>(items, &[#(#keys),*], |#pattern| Row { #(#fields: #values),* })
        }
    }
}

/// `(a, (b, ()))`
fn cons(parts: impl DoubleEndedIterator<Item = TokenStream>) -> TokenStream {
    parts.rev().fold(quote!(()), |rest, part| quote!((#part, #rest)))
}
