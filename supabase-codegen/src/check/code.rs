//! The facts of a generated file: its structs and their fields, its enums.

use super::facts::{Entry, Facts};
use quote::ToTokens;
use std::{collections::BTreeMap, path::PathBuf};
use syn::{Attribute, Expr, ExprLit, Fields, ImplItem, Item, Lit, Meta, Visibility};

/// By place: `Planet`, `Planet.name`, `rpc::Add.a`.
///
/// Files beside it tell theirs as if they stood in it.
pub(super) fn of(code: &str, parts: &BTreeMap<PathBuf, String>) -> syn::Result<Facts> {
    let mut facts = Facts::new();
    let root = syn::parse_file(code)?.items;
    let schemas: Vec<String> = root.iter().filter_map(public_file).collect();
    items(&mut facts, "", root);
    for (path, code) in parts {
        // `schema/planets.rs`, or `schema/public.rs` and `schema/public/planets.rs`
        let second = path.iter().nth(1).map(|name| name.to_string_lossy().replace(".rs", ""));
        let module = second.filter(|name| schemas.contains(name)).map(|name| format!("{name}::"));
        items(&mut facts, &module.unwrap_or_default(), syn::parse_file(code)?.items);
    }
    Ok(facts)
}

/// The stem of the file of a db schema.
fn public_file(item: &Item) -> Option<String> {
    let Item::Mod(m) = item else { return None };
    let path = m.attrs.iter().filter(|a| a.path().is_ident("path")).find_map(text)?;
    let stem = path.rsplit('/').next()?.strip_suffix(".rs")?.to_owned();
    matches!(m.vis, Visibility::Public(_)).then_some(stem)
}

fn items(facts: &mut Facts, module: &str, items_of: Vec<Item>) {
    for item in items_of {
        match item {
            Item::Struct(s) => structure(facts, module, &s),
            Item::Impl(i) => output(facts, module, &i),
            Item::Mod(m) => {
                let inner = m.content.map(|(_, items)| items).unwrap_or_default();
                items(facts, &format!("{module}{}::", m.ident), inner);
            }
            Item::Macro(m) => {
                let text = m.mac.tokens.to_string();
                let name = text.split("pub enum ").nth(1).and_then(|t| t.split_whitespace().next());
                if let Some(name) = name {
                    let entry = Entry::part_of(None).with("labels", labels(&text));
                    facts.insert(format!("{module}{name}"), entry);
                }
            }
            _ => {}
        }
    }
}

fn structure(facts: &mut Facts, module: &str, s: &syn::ItemStruct) {
    let place = format!("{module}{}", s.ident);
    let Fields::Named(fields) = &s.fields else { return };
    for f in &fields.named {
        let name = f.ident.as_ref().map(ToString::to_string).unwrap_or_default();
        let rust = f.ty.to_token_stream().to_string().replace(' ', "");
        let entry = Entry::part_of(Some(&place)).with("rust", rust).with("definition", docs(&f.attrs));
        facts.insert(format!("{place}.{name}"), entry);
    }
    facts.insert(place, Entry::part_of(None).with("about", docs(&s.attrs)));
}

/// What a function returns: the `Output` of its struct.
fn output(facts: &mut Facts, module: &str, i: &syn::ItemImpl) {
    let text = |tokens: &dyn ToTokens| tokens.to_token_stream().to_string().replace(' ', "");
    if !i.trait_.as_ref().is_some_and(|(of, _)| of.is_ident("Function")) {
        return;
    }
    let output = i.items.iter().find_map(|item| match item {
        ImplItem::Type(t) if t.ident == "Output" => Some(text(&t.ty)),
        _ => None,
    });
    let place = format!("{module}{}", text(&i.self_ty));
    if let (Some(output), Some(entry)) = (output, facts.remove(&place)) {
        facts.insert(place, entry.with("returns", output));
    }
}

/// The label of each variant.
fn labels(tokens: &str) -> String {
    // docs of the variants are attributes here: `# [doc = ".."]`
    let parts: Vec<&str> = tokens.split(" = ").collect();
    let after_name = parts.windows(2).filter_map(|pair| match pair {
        [before, after] if !before.ends_with("doc") => Some(*after),
        _ => None,
    });
    let quoted = after_name.filter_map(|rest| rest.split('"').nth(1));
    format!("enum ({})", quoted.collect::<Vec<_>>().join(", "))
}

fn docs(attributes: &[Attribute]) -> String {
    let docs = attributes.iter().filter(|a| a.path().is_ident("doc")).filter_map(text);
    docs.map(|line| line.trim().to_owned()).collect::<Vec<_>>().join(" ")
}

/// `#[name = "text"]`
fn text(attribute: &Attribute) -> Option<String> {
    let Meta::NameValue(pair) = &attribute.meta else { return None };
    let Expr::Lit(ExprLit { lit: Lit::Str(text), .. }) = &pair.value else { return None };
    Some(text.value())
}
