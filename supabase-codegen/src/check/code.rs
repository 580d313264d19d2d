//! The facts of a generated file: its structs and their fields, its enums.

use super::facts::{Entry, Facts};
use quote::ToTokens;
use syn::{Attribute, Expr, Fields, ImplItem, Item, Lit, Meta};

/// By place: `Planet`, `Planet.name`, `rpc::Add.a`.
pub(super) fn of(code: &str) -> syn::Result<Facts> {
    let mut facts = Facts::new();
    items(&mut facts, "", syn::parse_file(code)?.items);
    Ok(facts)
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
    let line = |a: &Attribute| match &a.meta {
        Meta::NameValue(pair) if pair.path.is_ident("doc") => match &pair.value {
            Expr::Lit(l) => match &l.lit {
                Lit::Str(text) => Some(text.value().trim().to_owned()),
                _ => None,
            },
            _ => None,
        },
        _ => None,
    };
    attributes.iter().filter_map(line).collect::<Vec<_>>().join(" ")
}
