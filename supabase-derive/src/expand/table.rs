//! `#[derive(Table)]`: the struct is the table. The impls are those of generated code.

use super::{
    keys::{keyed, keys},
    local, must_be, row_impls,
};
use crate::{
    ast::{Field, Input, Relation, last_segment},
    naming,
    paths::Private,
};
use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote, quote_spanned};
use syn::{GenericArgument, LitStr, PathArguments, Type};

pub(super) fn expand(input: &Input<'_>, p: &Private) -> TokenStream {
    let r = local("r");
    let reads = input.fields.iter().map(|f| {
        let (ident, value) = (f.ident, read_field(f, p, &r));
        quote!(#ident: #value)
    });
    let body = quote!(::core::result::Result::Ok(Self { #(#reads),* }));
    let row = row_impls(input, p, &r, &body);
    let table = table_impls(input, p);
    quote!(#row #table)
}

/// Everything but how a row is read.
pub(crate) fn table_impls(input: &Input<'_>, p: &Private) -> TokenStream {
    let ident = input.ident();
    let columns = format_ident!("{ident}Columns");
    let key = keys(input, p);
    let (keys_type, keys_def, keys_value) = (&key.ty, &key.def, &key.value);
    let def = columns_struct(input, p, &columns);
    let inits = input.fields.iter().map(|f| init(f, p));
    let name = input.attrs.name.get().map(LitStr::value).unwrap_or_default();
    let schema = input.attrs.schema.get().map(|s| quote!(const SCHEMA: &'static str = #s;));
    let (select, required) = (select(input), required(input));
    let primary_key = key_fields(input).map(Field::column_name);
    let writable = (!input.attrs.view.is_set()).then(|| {
        quote! {
            #[automatically_derived]
            #[diagnostic::do_not_recommend]
            impl #p::Writable for #ident {}
        }
    });
    let keyed = keyed(input, p);
    let leads_to = leads_to(input, p);
    quote! {
        #def
        #keys_def
        #[automatically_derived]
        #[diagnostic::do_not_recommend]
        impl #p::Table for #ident {
            type Columns = #columns;
            type Keys = #keys_type;
            const COLUMNS: &'static Self::Columns = &#columns { #(#inits),* };
            const KEYS: &'static Self::Keys = &#keys_value;
            const NAME: &'static str = #name;
            #schema
            const SELECT: &'static str = #select;
            const REQUIRED: &'static [&'static str] = &[#(#required),*];
            const PRIMARY_KEY: &'static [&'static str] = &[#(#primary_key),*];
        }
        #writable
        #keyed
        #(#leads_to)*
    }
}

/// What a relation or a foreign key leads to is a table: said at its type, not at the first embed.
fn leads_to(input: &Input<'_>, p: &Private) -> Vec<TokenStream> {
    let of_relation = |f: &Field<'_>| match f.relation()? {
        Relation::Many(to) | Relation::One(to) | Relation::MaybeOne(to) => Some(to.clone()),
    };
    let types =
        input.fields.iter().filter_map(|f| of_relation(f).or_else(|| f.attrs.references.get().cloned()));
    types.map(|to| must_be(p, &quote!(Table), &to)).collect()
}

fn columns_of<'a, 'i>(input: &'a Input<'i>) -> impl Iterator<Item = &'a Field<'i>> {
    input.fields.iter().filter(|f| f.relation().is_none())
}

pub(super) fn key_fields<'a, 'i>(input: &'a Input<'i>) -> impl Iterator<Item = &'a Field<'i>> {
    columns_of(input).filter(|f| f.attrs.key.is_set())
}

// ---- reading ---------------------------------------------------------------------------------------------------------
fn read_field(field: &Field<'_>, p: &Private, r: &Ident) -> TokenStream {
    let span = field.ty_span();
    if field.relation().is_some() {
        let p = p.at(span);
        return quote_spanned!(span=> #p::Related); // a field of another type is E0308, on the type
    }
    let (key, ty, base) = (field.key(), field.ty(), base_marker(field, p));
    quote_spanned!(span=> #r.column::<#base, #ty>(#key)?)
}

// ---- columns ---------------------------------------------------------------------------------------------------------
/// The marker without what the options add.
fn base_marker(field: &Field<'_>, p: &Private) -> TokenStream {
    let (ty, p) = (field.ty(), p.at(field.ty_span())); // a type without a marker is said once, at the type
    if field.is_related() {
        return quote!(#p::PgAny); // without `many` or `one`, which is already reported
    }
    match field.attrs.sql.get() {
        // an `Option` says it already
        Some(sql) if field.is_option() && !names_nullable(sql) => quote!(#p::Nullable<#sql>),
        Some(sql) => quote!(#sql),
        None => quote_spanned!(field.ty_span()=> <#ty as #p::HasSql>::Sql),
    }
}

/// `Nullable<..>`, perhaps inside of `Fk` or `Generated`.
fn names_nullable(sql: &Type) -> bool {
    let Type::Path(path) = sql else { return false };
    let Some(last) = path.path.segments.last() else { return false };
    let inner = match &last.arguments {
        PathArguments::AngleBracketed(list) => list.args.last(),
        _ => None,
    };
    let around = ["Fk", "Generated"].iter().any(|w| last.ident == w);
    last.ident == "Nullable"
        || matches!(inner, Some(GenericArgument::Type(ty)) if around && names_nullable(ty))
}

pub(super) fn marker(field: &Field<'_>, p: &Private) -> TokenStream {
    let (mut marker, span) = (base_marker(field, p), field.ty_span());
    if let Some(parent) = field.attrs.references.get() {
        marker = quote_spanned!(span=> #p::Fk<#parent, #marker>);
    }
    if field.attrs.generated.is_set() {
        marker = quote_spanned!(span=> #p::Generated<#marker>);
    }
    marker
}

fn columns_struct(input: &Input<'_>, p: &Private, columns: &Ident) -> TokenStream {
    let (ident, vis) = (input.ident(), &input.original.vis);
    let name = input.attrs.name.get().map(LitStr::value).unwrap_or_default();
    let doc = format!("Columns and relations of [`{ident}`], table `{name}`: the `t` of `.filter(|t| ..)`.");
    let fields = input.fields.iter().map(|f| {
        let (field, doc, ty) = (f.ident, field_doc(f), field_type(f, ident, p));
        quote!(#doc #vis #field: #ty)
    });
    let debug = debug(columns);
    quote! {
        #[doc = #doc]
        #[allow(dead_code, non_snake_case)]
        #vis struct #columns { #(#fields),* }
        #debug
    }
}

fn field_type(field: &Field<'_>, table: &Ident, p: &Private) -> TokenStream {
    let p = &p.at(field.ty_span()); // a type without a marker is said once, at the type
    match field.relation() {
        Some(Relation::Many(to)) => quote!(#p::Rel<#table, #to, #p::Many>),
        Some(Relation::One(to)) => quote!(#p::Rel<#table, #to, #p::One>),
        Some(Relation::MaybeOne(to)) => quote!(#p::Rel<#table, #to, #p::MaybeOne>),
        None => {
            let marker = marker(field, p);
            quote_spanned!(field.ty_span()=> #p::Column<#table, #marker>)
        }
    }
}

/// The user's words, or what the options say.
fn field_doc(field: &Field<'_>) -> TokenStream {
    let own: Vec<_> = field.original.attrs.iter().filter(|a| a.path().is_ident("doc")).collect();
    if !own.is_empty() {
        return quote!(#(#own)*);
    }
    let doc = match field.relation() {
        Some(Relation::Many(_)) => "Relation to many rows.".to_owned(),
        Some(Relation::One(_)) => "Relation to one row.".to_owned(),
        Some(Relation::MaybeOne(_)) => "Relation to one row or none.".to_owned(),
        None => format!("Column `{}`.", field.column_name()),
    };
    quote!(#[doc = #doc])
}

fn init(field: &Field<'_>, p: &Private) -> TokenStream {
    let ident = field.ident;
    if field.relation().is_some() {
        let key = field.key();
        let target = field.attrs.target.get().map_or_else(|| key.clone(), LitStr::value);
        return quote!(#ident: #p::Rel::new(#key, #target));
    }
    let (column, span) = (field.column_name(), field.ty_span());
    let (p, mut ident) = (p.at(span), ident.clone());
    ident.set_span(span);
    quote_spanned!(span=> #ident: #p::Column::new(#column))
}

pub(super) fn debug(of: &Ident) -> TokenStream {
    let name = of.to_string();
    quote! {
        #[automatically_derived]
        impl ::core::fmt::Debug for #of {
            fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                f.write_str(#name)
            }
        }
    }
}

// ---- texts -----------------------------------------------------------------------------------------------------------
/// `id,name,kind:type`
fn select(input: &Input<'_>) -> String {
    let item = |f: &Field<'_>| {
        let (key, column) = (f.key(), f.column_name());
        let wire = naming::wire_name(&column);
        if key == column { wire } else { format!("{}:{wire}", naming::wire_name(&key)) }
    };
    columns_of(input).map(item).collect::<Vec<_>>().join(",")
}

/// What an insert must have.
fn required(input: &Input<'_>) -> Vec<String> {
    let nullable = |f: &Field<'_>| {
        let marked = f.attrs.sql.get().and_then(last_segment).is_some_and(|s| s == "Nullable");
        f.is_option() || marked
    };
    let optional = |f: &Field<'_>| nullable(f) || f.attrs.generated.is_set() || f.attrs.default.is_set();
    columns_of(input).filter(|f| !optional(f)).map(Field::column_name).collect()
}
