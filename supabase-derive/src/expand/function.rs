//! `#[derive(Function)]`: the struct is a function of the database, its fields are the arguments.

use super::local;
use crate::{
    ast::{Field, Input},
    paths::Private,
};
use proc_macro2::TokenStream;
use quote::{quote, quote_spanned};
use syn::{GenericArgument, LitStr, PathArguments, Type, spanned::Spanned};

pub(super) fn expand(input: &Input<'_>, p: &Private) -> TokenStream {
    let w = local("w");
    let puts = input.fields.iter().map(|f| {
        let (ident, name, marker, span) = (f.ident, f.argument_name(), marker(f, p), f.ty_span());
        let p = p.at(span); // what is wrong with a type is said once, at the type
        let column = quote_spanned!(span=> #p::Column::<(), #marker>::new(#name));
        if f.attrs.default.is_set() {
            let v = local("v");
            return quote_spanned! { span=>
                if let ::core::option::Option::Some(#v) = &self.#ident {
                    #w.put(#column, #v);
                }
            };
        }
        quote_spanned!(span=> #w.put(#column, &self.#ident);)
    });
    let puts: TokenStream = puts.collect();
    let w = if input.fields.is_empty() { quote!(_) } else { quote!(#w) };
    function_impl(input, p, &w, &puts)
}

/// Everything but the arguments.
pub(crate) fn function_impl(
    input: &Input<'_>,
    p: &Private,
    w: &TokenStream,
    puts: &TokenStream,
) -> TokenStream {
    let (ident, output) = (input.ident(), output(input, p));
    let (generics, types, bounds) = input.original.generics.split_for_impl();
    let name = input.attrs.name.get().map(LitStr::value).unwrap_or_default();
    let schema = input.attrs.schema.get().map(|s| quote!(const SCHEMA: &'static str = #s;));
    let variadic = input.fields.iter().find(|f| f.attrs.variadic.is_set()).map(|f| {
        let name = f.argument_name();
        quote!(const VARIADIC: ::core::option::Option<&'static str> = ::core::option::Option::Some(#name);)
    });
    quote! {
        #[automatically_derived]
        #[diagnostic::do_not_recommend]
        impl #generics #p::Function for #ident #types #bounds {
            type Output = #output;
            const NAME: &'static str = #name;
            #schema
            #variadic
            fn args(&self, #w: &mut #p::ObjWriter) {
                #puts
            }
        }
    }
}

fn output(input: &Input<'_>, p: &Private) -> TokenStream {
    if let Some(rows) = input.attrs.rows.get() {
        let p = p.at(rows.span()); // no table is said at the type
        return quote_spanned!(rows.span()=> #p::Select<#rows, #rows>);
    }
    match (input.attrs.returns.get(), input.attrs.sql.get()) {
        (Some(value), Some(sql)) => quote!(#p::Call<#value, #sql>),
        (Some(value), None) => quote!(#p::Call<#value>),
        (None, _) => quote!(#p::Call<()>),
    }
}

// ---- SQL types of arguments ------------------------------------------------------------------------------------------
/// Of an optional argument, it is the type inside of the `Option`.
fn marker(field: &Field<'_>, p: &Private) -> TokenStream {
    let ty = if field.attrs.default.is_set() { inside_option(field.ty()) } else { None };
    let ty = ty.unwrap_or_else(|| field.ty());
    match field.attrs.sql.get() {
        Some(sql) if inside_option(ty).is_some() => quote!(#p::Nullable<#sql>),
        Some(sql) => quote!(#sql),
        None => marker_of(ty, &p.at(field.ty_span())), // a type without a marker is said at the type
    }
}

/// Arguments may be borrowed: `&str`, `&[i32]`, `Option<&str>`.
fn marker_of(ty: &Type, p: &Private) -> TokenStream {
    if let Some(inner) = inside_option(ty) {
        let inner = marker_of(inner, p);
        return quote!(#p::Nullable<#inner>);
    }
    match ty {
        Type::Reference(reference) => match &*reference.elem {
            Type::Slice(slice) if is(&slice.elem, "u8") => quote!(#p::PgBytea),
            Type::Slice(slice) => {
                let element = marker_of(&slice.elem, p);
                quote!(#p::PgArray<#element>)
            }
            other if is(other, "str") => quote!(#p::PgText),
            other => marker_of(other, p),
        },
        other => quote_spanned!(other.span()=> <#other as #p::HasSql>::Sql),
    }
}

fn is(ty: &Type, name: &str) -> bool {
    matches!(ty, Type::Path(path) if path.path.is_ident(name))
}

fn inside_option(ty: &Type) -> Option<&Type> {
    let Type::Path(path) = ty else { return None };
    let last = path.path.segments.last().filter(|s| s.ident == "Option")?;
    let PathArguments::AngleBracketed(list) = &last.arguments else { return None };
    match list.args.first() {
        Some(GenericArgument::Type(inner)) => Some(inner),
        _ => None,
    }
}
