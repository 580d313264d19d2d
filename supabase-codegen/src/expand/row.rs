//! The row struct, and its way from and to JSON.

use super::docs::{comment, doc};
use crate::{
    catalog::{Default, Identity, Kind},
    plan::{FieldPlan, TablePlan},
};
use proc_macro2::TokenStream;
use quote::quote;

pub(super) fn expand(t: &TablePlan<'_>) -> TokenStream {
    let row = &t.row;
    let docs = doc([Some(headline(t)), comment(t.relation.comment.as_ref())]);
    let fields = t.fields.iter().map(|f| {
        let (ident, ty) = (&f.ident, &f.mapped.rust);
        let docs = doc([Some(definition(f)), comment(f.column.comment.as_ref())]);
        quote!(#docs pub #ident: #ty)
    });
    let (read, write) = (read(t), write(t));
    quote! {
        #docs
        #[derive(Debug, Clone, PartialEq)]
        pub struct #row { #(#fields),* }
        #read
        #write
    }
}

/// `Table "planets". Primary key: "id".`
fn headline(t: &TablePlan<'_>) -> String {
    let kind = match t.relation.kind {
        Kind::Table => "Table",
        Kind::View => "View",
        Kind::Unknown => "Table or view",
    };
    let key = t.relation.primary_key.join("`, `");
    let key = if key.is_empty() { String::new() } else { format!(" Primary key: `{key}`.") };
    let read_only = if t.relation.writable { "" } else { " Read-only." };
    format!("{kind} `{}`.{key}{read_only}", t.relation.name)
}

/// `` `id bigint not null default 1` ``
pub(super) fn definition(f: &FieldPlan<'_>) -> String {
    let c = f.column;
    let mut text = format!("`{} {}", c.name, c.pg_type);
    if let Some(n) = c.max_length {
        text.push_str(&format!("({n})"));
    }
    if !c.nullable {
        text.push_str(" not null");
    }
    match &c.default {
        Default::Expression(e) => text.push_str(&format!(" default {e}")),
        Default::None | Default::Unknown => {}
    }
    if c.identity == Identity::Always {
        text.push_str(" generated always");
    }
    if let Some(fk) = f.foreign_key {
        text.push_str(&format!(" references {}({})", fk.to.name, fk.to_columns.join(", ")));
    }
    // a default may hold anything
    text.retain(|c| c != '\n' && c != '\r');
    let inner = text.trim_start_matches('`');
    if inner.contains('`') { format!("``{inner} ``") } else { format!("`{inner}`") }
}

fn read(t: &TablePlan<'_>) -> TokenStream {
    let row = &t.row;
    let fields = t.fields.iter().map(|f| {
        let (ident, name, marker) = (&f.ident, &f.column.name, &f.mapped.marker);
        if f.mapped.reads_itself {
            quote!(#ident: r.get(#name)?)
        } else {
            quote!(#ident: r.column::<#marker, _>(#name)?)
        }
    });
    let r = if t.fields.is_empty() { quote!(_) } else { quote!(r) };
    quote! {
        impl Row for #row {
            fn read(#r: &mut RowReader<'_>) -> Result<Self, ReadError> {
                Ok(Self { #(#fields),* })
            }
        }
        impl<'de> Deserialize<'de> for #row {
            fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
                deserialize_row(d)
            }
        }
    }
}

fn write(t: &TablePlan<'_>) -> TokenStream {
    let row = &t.row;
    let cells = t.fields.iter().map(|f| {
        let (ident, name, marker) = (&f.ident, &f.column.name, &f.mapped.marker);
        if f.mapped.writes_itself {
            quote!((#name, &self.#ident))
        } else {
            quote!((#name, &as_column::<#marker, _>(&self.#ident)))
        }
    });
    quote! {
        impl Serialize for #row {
            fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
                ser_row(s, &[#(#cells),*])
            }
        }
    }
}
