//! Reads `#[table(..)]`: what is common to structs and fields.

pub(crate) mod container;
pub(crate) mod field;

use crate::{
    ast::Derive,
    ctxt::Ctxt,
    symbol::{self, Symbol},
};
use proc_macro2::{Ident, TokenStream, TokenTree};
use quote::ToTokens;
use syn::{
    Attribute, LitStr, Meta, Result, Token, Type, ext::IdentExt, parse::ParseStream, parse::Parser,
    spanned::Spanned, token,
};

/// An option that is given at most once, with its word for errors.
pub(crate) struct Slot<T>(Option<(Ident, T)>);

impl<T> Default for Slot<T> {
    fn default() -> Self {
        Self(None)
    }
}

impl<T> Slot<T> {
    fn set(&mut self, cx: &Ctxt, word: &Ident, value: T) {
        if self.0.is_some() {
            cx.error(word, format_args!("`{word}` is given twice"));
        } else {
            self.0 = Some((word.clone(), value));
        }
    }

    pub(crate) fn get(&self) -> Option<&T> {
        self.0.as_ref().map(|given| &given.1)
    }

    pub(crate) fn word(&self) -> Option<&Ident> {
        self.0.as_ref().map(|given| &given.0)
    }

    pub(crate) fn is_set(&self) -> bool {
        self.0.is_some()
    }
}

/// Reads the options of all `#[table(..)]` (or `#[function(..)]`), one after the other. A faulty one is reported, and the next one is read.
/// The answer is whether there was none.
fn each_option(
    cx: &Ctxt,
    attrs: &[Attribute],
    (helper, usage): (Symbol, &str),
    mut read: impl FnMut(ParseStream<'_>) -> Result<()>,
) -> bool {
    let mut readable = true;
    for attr in attrs.iter().filter(|a| a.path().get_ident().is_some_and(|i| i == &helper)) {
        let Meta::List(list) = &attr.meta else {
            cx.error(&attr.meta, format_args!("expected options in parentheses: {usage}"));
            readable = false;
            continue;
        };
        let options = |input: ParseStream<'_>| {
            while !input.is_empty() {
                if let Err(e) = read(input) {
                    cx.push(e);
                    readable = false;
                    skip_option(input)?;
                }
                if !input.is_empty() {
                    input.parse::<Token![,]>()?;
                }
            }
            Ok(())
        };
        if let Err(e) = options.parse2(list.tokens.clone()) {
            cx.push(e);
            readable = false;
        }
    }
    readable
}

/// To the comma that stands before the next option. A comma inside of generics is none.
fn skip_option(input: ParseStream<'_>) -> Result<()> {
    while !input.is_empty() {
        let ahead = input.fork();
        if ahead.parse::<Token![,]>().is_ok() && (ahead.is_empty() || is_word(&ahead)) {
            break;
        }
        input.parse::<TokenTree>()?;
    }
    Ok(())
}

/// `word`, `word = ..`, `word(..)`, but no path or type.
fn is_word(input: ParseStream<'_>) -> bool {
    let ahead = input.fork();
    ahead.call(Ident::parse_any).is_ok()
        && (ahead.is_empty() || ahead.peek(Token![,]) || ahead.peek(token::Paren) || has_value(&ahead))
}

fn has_value(input: ParseStream<'_>) -> bool {
    input.peek(Token![=]) && !input.peek(Token![==])
}

/// An option without a value.
fn flag(input: ParseStream<'_>, word: &Ident) -> Result<()> {
    if input.is_empty() || input.peek(Token![,]) {
        return Ok(());
    }
    Err(syn::Error::new(word.span(), format!("`{word}` takes no value")))
}

/// The value behind `=`. `example` shows it.
fn value<T>(
    input: ParseStream<'_>,
    word: &Ident,
    example: &str,
    read: fn(ParseStream<'_>) -> Result<T>,
) -> Result<T> {
    if !has_value(input) {
        return Err(syn::Error::new(word.span(), format!("`{word}` needs a value: `{word} = {example}`")));
    }
    input.parse::<Token![=]>()?;
    let found = input.fork().parse::<TokenTree>().ok();
    let wrong = |_| {
        let text = format!("expected `{word} = {example}`");
        found.map_or_else(|| syn::Error::new(word.span(), &text), |f| syn::Error::new(f.span(), &text))
    };
    let value = read(input).map_err(wrong)?;
    if input.is_empty() || input.peek(Token![,]) {
        return Ok(value);
    }
    Err(input.error(format!("expected `,` after `{word} = {example}`")))
}

/// A name of the database, which is never empty.
fn text(input: ParseStream<'_>, word: &Ident, example: &str) -> Result<LitStr> {
    let text = value(input, word, example, |input| input.parse::<LitStr>())?;
    if text.value().is_empty() {
        return Err(syn::Error::new(text.span(), format!("`{word}` is empty")));
    }
    Ok(text)
}

fn type_(input: ParseStream<'_>, word: &Ident, example: &str) -> Result<Type> {
    value(input, word, example, |input| input.parse::<Type>())
}

/// A word that is no option. Its value is skipped.
fn unknown(
    input: ParseStream<'_>,
    word: &Ident,
    place: &str,
    derive: Derive,
    accepted: &[Symbol],
) -> syn::Error {
    // the value is no concern of the user before the word is right
    let _ = skip_option(input);
    let meant = symbol::meant(&word.to_string(), accepted).map(|m| format!(", did you mean `{m}`?"));
    let list = match accepted {
        [] => "none".to_owned(),
        words => symbol::list(words, "and"),
    };
    let end = if meant.is_some() { "" } else { ";" };
    let text =
        format!("unknown {place} option `{word}`{}{end} {derive} accepts {list}", meant.unwrap_or_default());
    syn::Error::new(word.span(), text)
}

/// An option of another derive.
pub(crate) fn misplaced(cx: &Ctxt, about: impl ToTokens, place: &str, derive: Derive, accepted: &[Symbol]) {
    let about: TokenStream = about.to_token_stream();
    let of = match accepted {
        [] => format!("{derive} takes no {place} options"),
        words => format!("{derive} accepts {}", symbol::list(words, "and")),
    };
    let text = format!("`{about}` is no {place} option of {derive}; {of}");
    cx.push(syn::Error::new(about.span(), text));
}
