//! `#[table(..)]` on a field.

use super::{Slot, each_option, flag, text, type_, unknown, value};
use crate::{
    ast::Derive,
    ctxt::Ctxt,
    symbol::{self, Symbol},
};
use proc_macro2::Ident;
use syn::{Attribute, ExprClosure, LitStr, Pat, Result, ReturnType, Type, ext::IdentExt, parse::ParseStream};

/// The options of a field, as they are written.
#[derive(Default)]
pub(crate) struct FieldAttrs {
    pub(crate) column: Slot<LitStr>,
    pub(crate) select: Slot<ExprClosure>,
    pub(crate) flatten: Slot<()>,
    pub(crate) omit_none: Slot<()>,
    pub(crate) key: Slot<()>,
    pub(crate) unique: Slot<()>,
    pub(crate) generated: Slot<()>,
    pub(crate) default: Slot<()>,
    pub(crate) references: Slot<Type>,
    pub(crate) many: Slot<Type>,
    pub(crate) one: Slot<Type>,
    pub(crate) maybe_one: Slot<Type>,
    pub(crate) target: Slot<LitStr>,
    pub(crate) sql: Slot<Type>,
    pub(crate) argument: Slot<LitStr>,
    pub(crate) variadic: Slot<()>,
    /// the words, in the order of the source
    pub(crate) given: Vec<(Symbol, Ident)>,
}

impl FieldAttrs {
    pub(crate) fn from_syn(cx: &Ctxt, attrs: &[Attribute], derive: Derive) -> Self {
        let mut this = Self::default();
        let usage = match derive {
            Derive::Function => "`#[function(argument = \"name\")]`",
            _ => "`#[table(column = \"name\")]`",
        };
        each_option(cx, attrs, (derive.helper(), usage), |input| this.option(cx, input, derive));
        this
    }

    pub(crate) fn has(&self, symbol: Symbol) -> bool {
        self.given.iter().any(|g| g.0 == symbol)
    }

    fn option(&mut self, cx: &Ctxt, input: ParseStream<'_>, derive: Derive) -> Result<()> {
        let start = input.span();
        let word = input.call(Ident::parse_any).map_err(|_| {
            let accepted = symbol::list(derive.field_words(), "or");
            syn::Error::new(start, format!("expected a field option: {accepted}"))
        })?;
        let Some(symbol) = symbol::find(&word, symbol::OF_FIELD) else {
            return Err(unknown(input, &word, "field", derive, derive.field_words()));
        };
        self.given.push((symbol, word.clone()));
        if is_flag(symbol) {
            flag(input, &word)?;
            self.set_flag(cx, symbol, &word);
            Ok(())
        } else {
            self.set_value(cx, symbol, &word, input)
        }
    }

    fn set_flag(&mut self, cx: &Ctxt, symbol: Symbol, word: &Ident) {
        let slot = match symbol {
            symbol::FLATTEN => &mut self.flatten,
            symbol::OMIT_NONE => &mut self.omit_none,
            symbol::KEY => &mut self.key,
            symbol::UNIQUE => &mut self.unique,
            symbol::GENERATED => &mut self.generated,
            symbol::VARIADIC => &mut self.variadic,
            _ => &mut self.default,
        };
        slot.set(cx, word, ());
    }

    fn set_value(&mut self, cx: &Ctxt, symbol: Symbol, word: &Ident, input: ParseStream<'_>) -> Result<()> {
        match symbol {
            symbol::COLUMN => self.column.set(cx, word, text(input, word, "\"name\"")?),
            symbol::ARGUMENT => self.argument.set(cx, word, text(input, word, "\"name\"")?),
            symbol::TARGET => self.target.set(cx, word, text(input, word, "\"cities!country_id\"")?),
            symbol::SELECT => self.select.set(cx, word, select(input, word)?),
            symbol::REFERENCES => self.references.set(cx, word, type_(input, word, "Country")?),
            symbol::MANY => self.many.set(cx, word, type_(input, word, "City")?),
            symbol::ONE => self.one.set(cx, word, type_(input, word, "City")?),
            symbol::MAYBE_ONE => self.maybe_one.set(cx, word, type_(input, word, "City")?),
            _ => self.sql.set(cx, word, type_(input, word, "PgNumeric")?),
        }
        Ok(())
    }
}

fn is_flag(symbol: Symbol) -> bool {
    let flags = [
        symbol::FLATTEN,
        symbol::OMIT_NONE,
        symbol::KEY,
        symbol::UNIQUE,
        symbol::GENERATED,
        symbol::DEFAULT,
        symbol::VARIADIC,
    ];
    flags.contains(&symbol)
}

/// `|t| t.tasks.count()`: one parameter without a type, since it becomes a `let`.
fn select(input: ParseStream<'_>, word: &Ident) -> Result<ExprClosure> {
    let example = "|t| t.tasks.count()";
    let closure = value(input, word, example, |input| input.parse::<ExprClosure>())?;
    let plain = closure.inputs.len() == 1 && !matches!(closure.inputs.first(), Some(Pat::Type(_)));
    let simple = closure.asyncness.is_none() && matches!(closure.output, ReturnType::Default);
    if plain && simple {
        return Ok(closure);
    }
    let text = format!("expected a closure with one parameter and no types: `{word} = {example}`");
    Err(syn::Error::new_spanned(&closure, text))
}
