//! `#[table(..)]` on a struct.

use super::{Slot, each_option, flag, is_word, text, type_, unknown, value};
use crate::{
    ast::Derive,
    ctxt::Ctxt,
    symbol::{self, Symbol},
};
use proc_macro2::Ident;
use syn::{
    Attribute, Lit, LitStr, Path, Result, Token, Type, ext::IdentExt, parenthesized, parse::ParseStream,
    token,
};

/// The options of a struct, as they are written.
#[derive(Default)]
pub(crate) struct ContainerAttrs {
    /// `#[table(Planet)]`
    pub(crate) table: Option<Path>,
    pub(crate) name: Slot<LitStr>,
    pub(crate) schema: Slot<LitStr>,
    pub(crate) view: Slot<()>,
    /// each `unique(a, b)`, with its word
    pub(crate) unique: Vec<(Ident, Vec<Ident>)>,
    pub(crate) returns: Slot<Type>,
    pub(crate) rows: Slot<Type>,
    pub(crate) void: Slot<()>,
    pub(crate) sql: Slot<Type>,
    pub(crate) krate: Slot<Path>,
    /// something could not be read, and is reported
    pub(crate) unreadable: bool,
    /// the words, in the order of the source
    pub(crate) given: Vec<(Symbol, Ident)>,
}

impl ContainerAttrs {
    pub(crate) fn from_syn(cx: &Ctxt, attrs: &[Attribute], derive: Derive) -> Self {
        let mut this = Self::default();
        this.unreadable =
            !each_option(cx, attrs, (derive.helper(), usage(derive)), |input| this.option(cx, input, derive));
        this
    }

    fn option(&mut self, cx: &Ctxt, input: ParseStream<'_>, derive: Derive) -> Result<()> {
        if input.peek(Lit) {
            let lit = input.parse::<Lit>()?;
            return Err(syn::Error::new(
                lit.span(),
                format!("unexpected literal: expected {}", usage(derive)),
            ));
        }
        match known_word(input, derive) {
            Some(word) => {
                input.call(Ident::parse_any)?;
                self.word(cx, &word, input, derive)
            }
            None => self.table(cx, input, derive),
        }
    }

    fn word(&mut self, cx: &Ctxt, word: &Ident, input: ParseStream<'_>, derive: Derive) -> Result<()> {
        let Some(symbol) = symbol::find(word, symbol::OF_CONTAINER) else {
            return Err(unknown(input, word, "struct", derive, derive.container_words()));
        };
        self.given.push((symbol, word.clone()));
        match symbol {
            symbol::NAME => self.name.set(cx, word, text(input, word, "\"planets\"")?),
            symbol::SCHEMA => self.schema.set(cx, word, text(input, word, "\"api\"")?),
            symbol::VIEW => self.view.set(cx, word, flag(input, word)?),
            symbol::RETURNS => self.returns.set(cx, word, type_(input, word, "i32")?),
            symbol::ROWS => self.rows.set(cx, word, type_(input, word, "Planet")?),
            symbol::VOID => self.void.set(cx, word, flag(input, word)?),
            symbol::UNIQUE => self.unique.push((word.clone(), columns(input, word)?)),
            symbol::SQL => self.sql.set(cx, word, type_(input, word, "PgTimestamptz")?),
            _ => {
                self.krate.set(
                    cx,
                    word,
                    value(input, word, "path::to::supabase_orm", Path::parse_mod_style)?,
                );
            }
        }
        Ok(())
    }

    fn table(&mut self, cx: &Ctxt, input: ParseStream<'_>, derive: Derive) -> Result<()> {
        let start = input.span();
        let path: Path =
            input.parse().map_err(|_| syn::Error::new(start, format!("expected {}", usage(derive))))?;
        if self.table.is_some() {
            cx.error(&path, "the table is given twice");
        } else {
            self.table = Some(path);
        }
        Ok(())
    }
}

/// `(a, b)`
fn columns(input: ParseStream<'_>, word: &Ident) -> Result<Vec<Ident>> {
    let usage = || syn::Error::new(word.span(), format!("`{word}` needs columns: `{word}(a, b)`"));
    if !input.peek(token::Paren) {
        return Err(usage());
    }
    let list;
    parenthesized!(list in input);
    let columns = list.parse_terminated(Ident::parse_any, Token![,]);
    let columns = columns.map_err(|e| syn::Error::new(e.span(), "expected the name of a field"))?;
    if columns.is_empty() { Err(usage()) } else { Ok(columns.into_iter().collect()) }
}

/// The next option is a word: it has a value, or it is a flag or nearly one. Else it is the type of a table.
fn known_word(input: ParseStream<'_>, derive: Derive) -> Option<Ident> {
    if !is_word(input) {
        return None;
    }
    let ahead = input.fork();
    let word = ahead.call(Ident::parse_any).ok()?;
    let text = word.to_string();
    let nearly =
        || text.starts_with(char::is_lowercase) && symbol::meant(&text, derive.container_words()).is_some();
    let is_flag = symbol::find(&word, symbol::OF_CONTAINER).is_some_and(|w| w != symbol::CRATE);
    (super::has_value(&ahead) || is_flag || nearly()).then_some(word)
}

/// How the attribute of a struct is written.
pub(crate) fn usage(derive: Derive) -> &'static str {
    match derive {
        Derive::Table => "`#[table(name = \"planets\")]`",
        Derive::Row | Derive::Insert | Derive::Patch => "`#[table(Planet)]`",
        Derive::DbValue => "`#[table(sql = PgTimestamptz)]`",
        Derive::DbJson => "`#[table(crate = path)]`",
        Derive::Function => "`#[function(name = \"add\", returns = i32)]`",
    }
}
