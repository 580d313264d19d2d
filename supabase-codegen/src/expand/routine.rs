//! Functions, in a module of their own: `rpc`.

use super::docs::{comment, doc};
use crate::{
    Result,
    plan::{ArgumentPlan, OutputPlan, PayloadPlan, RoutinePlan},
    render::Code,
};
use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote};

pub(super) fn expand(code: &mut Code, routines: &[RoutinePlan<'_>], schema: &str) -> Result<()> {
    if routines.is_empty() {
        return Ok(());
    }
    let about = doc([Some("Functions: `db.rpc(rpc::Name { argument })`.".to_owned())]);
    code.module(&about, &format_ident!("rpc"), |code| {
        code.items(|| {
            quote!(
                use super::*;
            )
        })?;
        routines.iter().try_for_each(|r| code.items(|| routine(r, schema)))
    })
}

fn routine(r: &RoutinePlan<'_>, schema: &str) -> TokenStream {
    let (ident, name) = (&r.ident, &r.routine.name);
    let (optional, given): (Vec<_>, Vec<_>) = r.arguments.iter().partition(|a| a.argument.optional);
    let fields = given.iter().map(|a| {
        let (ident, ty) = (&a.ident, &a.mapped.rust);
        let docs = doc([Some(definition(a))]);
        quote!(#docs pub #ident: #ty)
    });
    let cells = given.iter().filter(|_| r.payload.is_none()).map(|a| cell(a));
    let w = if given.is_empty() || r.payload.is_some() { quote!(_) } else { quote!(w) };
    let payload = r.payload.zip(given.first()).map(|(payload, argument)| body(payload, &argument.ident));
    let variadic = given.iter().find(|a| a.argument.variadic).map(|a| {
        let name = &a.argument.name;
        quote!(const VARIADIC: Option<&'static str> = Some(#name);)
    });
    let db_schema = (schema != "public").then(|| quote!(const SCHEMA: &'static str = #schema;));
    let default = given.is_empty().then(|| quote!(, Default));
    let docs = doc([Some(headline(r, &optional)), signature(r), comment(r.routine.comment.as_ref())]);
    let output = output(&r.output);
    let optional = (!optional.is_empty()).then(|| optional_arguments(r, &optional));
    let rows = r.rows.as_ref().map(|rows| super::table(rows, schema));
    quote! {
        #docs
        #[derive(Debug, Clone #default)]
        pub struct #ident { #(#fields),* }
        impl Function for #ident {
            type Output = #output;
            const NAME: &'static str = #name;
            #db_schema
            #variadic
            #[inline]
            fn args(&self, #w: &mut ObjWriter) {
                #(#cells)*
            }
            #payload
        }
        #optional
        #rows
    }
}

/// An argument without a name.
fn body(payload: PayloadPlan, argument: &Ident) -> TokenStream {
    let make = match payload {
        PayloadPlan::Json => quote!(json(&self.#argument)),
        PayloadPlan::Bytes => quote!(bytes(self.#argument.clone())),
        PayloadPlan::Text => quote!(text(&*self.#argument)),
    };
    quote! {
        fn payload(&self) -> Option<Payload> {
            Some(Payload::#make)
        }
    }
}

fn headline(r: &RoutinePlan<'_>, optional: &[&ArgumentPlan<'_>]) -> String {
    let with = optional
        .first()
        .map(|a| format!(" Optional: `.with(|a| a.{}.set(..))`.", a.ident))
        .unwrap_or_default();
    let volatility = r.routine.volatility.as_ref().map(|v| format!(", {v}")).unwrap_or_default();
    format!("Function `{}`{volatility}.{with}", r.routine.name)
}

/// What the arguments and the result are in SQL, with defaults.
fn signature(r: &RoutinePlan<'_>) -> Option<String> {
    let text = r.routine.signature.as_ref()?.replace(['`', '\n', '\r'], " ");
    Some(format!("`{}{text}`", r.routine.name.replace('`', "'")))
}

fn definition(a: &ArgumentPlan<'_>) -> String {
    let variadic = if a.argument.variadic { "variadic " } else { "" };
    let text = format!("{variadic}{} {}", a.argument.name.replace('`', "'"), a.argument.pg_type);
    format!("`{}`", text.trim())
}

fn cell(a: &ArgumentPlan<'_>) -> TokenStream {
    let (ident, name, marker) = (&a.ident, &a.argument.name, &a.mapped.marker);
    // a call by GET must tell JSON from an array
    if a.mapped.writes_itself && !a.argument.pg_type.is_json() {
        quote!(w.json(#name, &self.#ident);)
    } else {
        quote!(w.put(Column::<Self, #marker>::new(#name), &self.#ident);)
    }
}

fn output(o: &OutputPlan) -> TokenStream {
    match o {
        OutputPlan::Rows(row) => quote!(Select<#row, #row>),
        OutputPlan::Value(rust, None) => quote!(Call<#rust>),
        OutputPlan::Value(rust, Some(marker)) => quote!(Call<#rust, #marker>),
    }
}

/// Arguments with defaults: any of them may be set, to NULL as well.
fn optional_arguments(r: &RoutinePlan<'_>, optional: &[&ArgumentPlan<'_>]) -> TokenStream {
    let (ident, args) = (&r.ident, &r.args);
    let about = doc([Some(format!("Optional arguments of `{}`.", r.routine.name))]);
    let fields = optional.iter().map(|a| {
        let (field, marker) = (&a.ident, &a.mapped.marker);
        let docs = doc([Some(definition(a))]);
        quote!(#docs pub #field: Column<#ident, Nullable<#marker>>)
    });
    let values = optional.iter().map(|a| {
        let (field, name) = (&a.ident, &a.argument.name);
        quote!(#field: Column::new(#name))
    });
    quote! {
        #about
        pub struct #args { #(#fields),* }
        impl OptionalArgs for #ident {
            type Args = #args;
            const ARGS: &'static #args = &#args { #(#values),* };
        }
        impl #ident {
            /// Sets optional arguments.
            #[inline]
            pub fn with<A: Assignments<Self>>(self, f: impl FnOnce(&'static #args) -> A) -> WithArgs<Self, A> {
                WithArgs(self, f(Self::ARGS))
            }
        }
    }
}
