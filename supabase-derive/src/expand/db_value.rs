//! `#[derive(DbValue)]`: a newtype of a column's Rust type.

use crate::{
    ast::{Input, last_segment},
    attr::container::usage,
    ctxt::Ctxt,
    paths::Private,
};
use proc_macro2::{Ident, Span, TokenStream};
use quote::{quote, quote_spanned};
use syn::{Data, DataStruct, Fields, GenericArgument, PathArguments, Type, parse_quote, spanned::Spanned};

pub(super) fn expand(cx: &Ctxt, input: &Input<'_>, p: &Private) -> TokenStream {
    let Some(newtype) = newtype(cx, input) else { return TokenStream::new() };
    let marker = match input.attrs.sql.get() {
        Some(sql) => Some(Marker { generics: None, ty: quote!(#sql), own: quote!(#sql) }),
        None => marker_of(newtype.inner, p),
    };
    let Some(marker) = marker else {
        // an unreadable `sql` is already reported
        if input.attrs.given.is_empty() {
            cx.error(
                newtype.inner,
                format_args!("this type does not tell its SQL type: name it, {}", usage(input.derive)),
            );
        }
        return TokenStream::new();
    };
    impls(input, p, &newtype, &marker)
}

/// `struct UserId(Uuid)`, perhaps with markers behind it: `struct Id<T>(Uuid, PhantomData<T>)`.
struct Newtype<'a> {
    inner: &'a Type,
    phantoms: usize,
}

fn newtype<'a>(cx: &Ctxt, input: &Input<'a>) -> Option<Newtype<'a>> {
    if let Data::Struct(DataStruct { fields: Fields::Unnamed(fields), .. }) = &input.original.data {
        let mut types = fields.unnamed.iter().map(|f| &f.ty);
        if let Some(inner) = types.next() {
            let phantoms =
                types.clone().filter(|t| last_segment(t).is_some_and(|s| s == "PhantomData")).count();
            if phantoms == types.count() {
                return Some(Newtype { inner, phantoms });
            }
        }
    }
    let text = format_args!("{} is for newtypes: `struct {}(Uuid);`", input.derive, input.ident());
    cx.error(input.ident(), text);
    None
}

/// The SQL type. It must be spelled out: through `<i64 as HasSql>::Sql` the impls would overlap with those of
/// `Generated<_>` (E0119).
struct Marker {
    /// `__R`: the impls hold for every Rust type that the marker may carry
    generics: Option<Ident>,
    /// `PgUuid<__R>`
    ty: TokenStream,
    /// `PgUuid<Uuid>`
    own: TokenStream,
}

fn marker_of(inner: &Type, p: &Private) -> Option<Marker> {
    let (name, carries) = match last_segment(inner)?.to_string().as_str() {
        "bool" => ("PgBool", false),
        "i16" => ("PgInt2", false),
        "i32" => ("PgInt4", false),
        "i64" => ("PgInt8", false),
        "f32" => ("PgFloat4", false),
        "f64" => ("PgFloat8", false),
        "String" => ("PgText", false),
        "Vec" if is_bytes(inner) => ("PgBytea", false),
        "Uuid" => ("PgUuid", true),
        "NaiveDate" | "Date" => ("PgDate", true),
        "NaiveTime" | "Time" => ("PgTime", true),
        "NaiveDateTime" | "PrimitiveDateTime" => ("PgTimestamp", true),
        "DateTime" | "OffsetDateTime" => ("PgTimestamptz", true),
        "Numeric" | "Decimal" => ("PgNumeric", true),
        _ => return None,
    };
    let marker = Ident::new(name, Span::call_site());
    if !carries {
        return Some(Marker { generics: None, ty: quote!(#p::#marker), own: quote!(#p::#marker) });
    }
    let param = Ident::new("__R", Span::call_site());
    let (ty, own) = (quote!(#p::#marker<#param>), quote!(#p::#marker<#inner>));
    Some(Marker { generics: Some(param), ty, own })
}

/// `Vec<u8>`
fn is_bytes(ty: &Type) -> bool {
    let Type::Path(path) = ty else { return false };
    let Some(PathArguments::AngleBracketed(args)) = path.path.segments.last().map(|s| &s.arguments) else {
        return false;
    };
    let element = args.args.first();
    matches!(element, Some(GenericArgument::Type(t)) if last_segment(t).is_some_and(|s| s == "u8"))
}

fn impls(input: &Input<'_>, p: &Private, newtype: &Newtype<'_>, marker: &Marker) -> TokenStream {
    let (ident, inner) = (input.ident(), newtype.inner);
    let (of_type, types, bounds) = input.original.generics.split_for_impl();
    let mut generics = input.original.generics.clone();
    generics.params.extend(marker.generics.iter().map(|r| -> syn::GenericParam { parse_quote!(#r) }));
    let (of_marker, _, _) = generics.split_for_impl();
    let (ty, own) = (&marker.ty, &marker.own);
    let phantoms = (0..newtype.phantoms).map(|_| quote!(::core::marker::PhantomData));
    let read = quote_spanned!(inner.span()=> <#inner as #p::FromColumn<#ty>>::read(r)?);
    let put = quote_spanned!(inner.span()=> <#inner as #p::Value<#ty>>::put(&self.0, sink));
    quote! {
        #[automatically_derived]
        impl #of_type #p::NotNull for #ident #types #bounds {}
        #[automatically_derived]
        #[diagnostic::do_not_recommend]
        impl #of_type #p::HasSql for #ident #types #bounds {
            type Sql = #own;
        }
        #[automatically_derived]
        #[diagnostic::do_not_recommend]
        impl #of_marker #p::Value<#ty> for #ident #types #bounds {
            fn put(&self, sink: &mut dyn #p::Sink) {
                #put
            }
        }
        #[automatically_derived]
        #[diagnostic::do_not_recommend]
        impl #of_marker #p::FromColumn<#ty> for #ident #types #bounds {
            fn read(r: &mut #p::JsonReader<'_>) -> ::core::result::Result<Self, #p::ReadError> {
                ::core::result::Result::Ok(Self(#read #(, #phantoms)*))
            }
        }
    }
}
