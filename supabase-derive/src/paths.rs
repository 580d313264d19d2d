//! The only place that knows where the runtime is: `::supabase_orm::__private`.

use proc_macro2::{Span, TokenStream};
use quote::{ToTokens, quote};
use syn::Path;

/// Path to everything that expansions may name. Interpolated as `#p::Row`.
#[derive(Clone)]
pub(crate) struct Private(TokenStream);

impl Private {
    /// `krate` is the path of `#[table(crate = path)]`.
    pub(crate) fn new(krate: Option<&Path>) -> Self {
        Self(krate.map_or_else(|| quote!(::supabase_orm::__private), |path| quote!(#path::__private)))
    }

    /// The same under another span: rustc reports a call at the first token of its path.
    pub(crate) fn at(&self, span: Span) -> Self {
        let respanned = self.0.clone().into_iter().map(|mut token| {
            token.set_span(span);
            token
        });
        Self(respanned.collect())
    }
}

impl ToTokens for Private {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        self.0.to_tokens(tokens);
    }
}
