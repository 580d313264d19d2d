//! The grammar, over tokens.

use crate::{
    ctxt::Ctxt,
    naming,
    symbol::{self, COUNT, INNER, LEFT, Symbol},
};
use proc_macro2::{Delimiter, Group, Ident, Span, TokenStream, TokenTree};
use syn::{LitInt, LitStr, Result, Token, ext::IdentExt, parse::ParseStream, parse::Parser};

/// The items of one level.
pub(super) struct List {
    pub(super) items: Vec<Item>,
    /// something could not be read
    pub(super) failed: bool,
}

impl List {
    pub(super) fn failed() -> Self {
        Self { items: Vec::new(), failed: true }
    }
}

/// `alias: ..`, and what it names.
pub(super) struct Item {
    pub(super) alias: Option<Ident>,
    pub(super) kind: Kind,
    /// of the first token
    pub(super) span: Span,
}

pub(super) enum Kind {
    /// `*`
    Star,
    /// `count()`
    CountAll { cast: Option<Ident> },
    /// `address->city.sum()::text`
    Column(Column),
    /// `instruments!hint!inner { .. }`
    Embed(Related),
    /// `...sender_id { .. }`
    Spread(Related),
}

pub(super) struct Column {
    pub(super) name: Ident,
    pub(super) path: Vec<Step>,
    pub(super) aggregate: Option<Ident>,
    pub(super) cast: Option<Ident>,
}

/// `->` or `->>`
pub(super) struct Step {
    pub(super) text: bool,
    pub(super) key: Key,
}

pub(super) enum Key {
    Name(String),
    Index(i32),
}

pub(super) struct Related {
    pub(super) name: Ident,
    pub(super) hint: Option<Ident>,
    pub(super) inner: Option<Ident>,
    pub(super) list: List,
    /// of the list
    pub(super) span: Span,
}

/// All items; a faulty one is reported and the next one is read.
pub(super) fn list(cx: &Ctxt, tokens: TokenStream) -> List {
    let items = |input: ParseStream<'_>| {
        let mut list = List { items: Vec::new(), failed: false };
        while !input.is_empty() {
            match item(cx, input) {
                Ok(item) => list.items.push(item),
                Err(e) => {
                    cx.push(e);
                    list.failed = true;
                    skip_item(input)?;
                }
            }
            if !input.is_empty() {
                input.parse::<Token![,]>()?;
            }
        }
        Ok(list)
    };
    items.parse2(tokens).unwrap_or_else(|e| {
        cx.push(e);
        List::failed()
    })
}

fn skip_item(input: ParseStream<'_>) -> Result<()> {
    while !input.is_empty() && !input.peek(Token![,]) {
        input.parse::<TokenTree>()?;
    }
    Ok(())
}

fn item(cx: &Ctxt, input: ParseStream<'_>) -> Result<Item> {
    let span = input.span();
    let (alias, kind) = if input.peek(Token![*]) {
        input.parse::<Token![*]>()?;
        (None, Kind::Star)
    } else if input.peek(Token![...]) {
        input.parse::<Token![...]>()?;
        (None, spread(cx, input)?)
    } else {
        named(cx, input)?
    };
    if input.is_empty() || input.peek(Token![,]) {
        return Ok(Item { alias, kind, span });
    }
    Err(input.error("expected `,`"))
}

fn spread(cx: &Ctxt, input: ParseStream<'_>) -> Result<Kind> {
    let name = name(input)?;
    let join = join(input)?;
    let Some(group) = group(input)? else {
        let text = format!("name the columns to spread: `...{name} {{ .. }}`");
        return Err(syn::Error::new(name.span(), text));
    };
    Ok(Kind::Spread(related(cx, name, join, &group)))
}

/// A column, a relation or `count()`, perhaps with an alias.
fn named(cx: &Ctxt, input: ParseStream<'_>) -> Result<(Option<Ident>, Kind)> {
    let mut name_ = name(input)?;
    let mut alias = None;
    if input.peek(Token![:]) && !input.peek(Token![::]) {
        input.parse::<Token![:]>()?;
        alias = Some(std::mem::replace(&mut name_, name(input)?));
    }
    let join = join(input)?;
    if let Some(group) = group(input)? {
        if name_ == COUNT && group.stream().is_empty() && group.delimiter() == Delimiter::Parenthesis {
            return Ok((alias, Kind::CountAll { cast: cast(input)? }));
        }
        return Ok((alias, Kind::Embed(related(cx, name_, join, &group))));
    }
    if let Some(word) = join.hint.or(join.inner).or(join.left) {
        let text = format!("`!{word}` belongs to a relation: name its columns, `{name_}!{word} {{ .. }}`");
        return Err(syn::Error::new(word.span(), text));
    }
    Ok((alias, Kind::Column(column(name_, input)?)))
}

/// What stands between the name of a relation and its columns.
#[derive(Default)]
struct Join {
    hint: Option<Ident>,
    inner: Option<Ident>,
    left: Option<Ident>,
}

fn join(input: ParseStream<'_>) -> Result<Join> {
    let mut join = Join::default();
    while input.peek(Token![!]) {
        input.parse::<Token![!]>()?;
        let word = name(input)?;
        let (slot, what) = if word == INNER || word == LEFT {
            let other = if word == INNER { &join.left } else { &join.inner };
            if let Some(other) = other {
                return Err(syn::Error::new(
                    word.span(),
                    format!("`!{word}` cannot be used with `!{other}`"),
                ));
            }
            (if word == INNER { &mut join.inner } else { &mut join.left }, "join type")
        } else {
            (&mut join.hint, "hint")
        };
        if let Some(first) = slot.replace(word.clone()) {
            let text = format!("a second {what}: `!{first}` is already there");
            return Err(syn::Error::new(word.span(), text));
        }
    }
    Ok(join)
}

fn related(cx: &Ctxt, name: Ident, join: Join, group: &Group) -> Related {
    let list = list(cx, group.stream());
    Related { name, hint: join.hint, inner: join.inner, list, span: group.span_open() }
}

fn column(name: Ident, input: ParseStream<'_>) -> Result<Column> {
    let mut path = Vec::new();
    while input.peek(Token![->]) {
        input.parse::<Token![->]>()?;
        let text = input.parse::<Option<Token![>]>>()?.is_some();
        path.push(Step { text, key: key(input)? });
    }
    if input.peek(Token![-]) {
        return Err(input.error("expected `->` or `->>`; a name with `-` is written `\"..\"`"));
    }
    let aggregate = aggregate(input)?;
    Ok(Column { name, path, aggregate, cast: cast(input)? })
}

/// A key of an object, or the index of an element, from the end if it is negative.
fn key(input: ParseStream<'_>) -> Result<Key> {
    if input.peek(Ident::peek_any) {
        return Ok(Key::Name(naming::text(&input.call(Ident::parse_any)?)));
    }
    if input.peek(LitStr) {
        return Ok(Key::Name(input.parse::<LitStr>()?.value()));
    }
    let sign = if input.parse::<Option<Token![-]>>()?.is_some() { "-" } else { "" };
    let start = input.span();
    let number = input.parse::<LitInt>().ok().filter(|n| n.suffix().is_empty());
    let index = number.and_then(|n| format!("{sign}{}", n.base10_digits()).parse().ok());
    index
        .map(Key::Index)
        .ok_or_else(|| syn::Error::new(start, "expected a key or an index: `->city`, `->\"a key\"`, `->0`"))
}

fn aggregate(input: ParseStream<'_>) -> Result<Option<Ident>> {
    if !input.peek(Token![.]) {
        return Ok(None);
    }
    input.parse::<Token![.]>()?;
    let word = name(input)?;
    if symbol::find(&word, symbol::AGGREGATES).is_none() {
        return Err(syn::Error::new(word.span(), unknown("aggregate", &word, symbol::AGGREGATES)));
    }
    match group(input)? {
        Some(group) if group.stream().is_empty() => Ok(Some(word)),
        Some(group) => Err(syn::Error::new(group.span_open(), format!("`{word}()` takes nothing"))),
        None => Err(syn::Error::new(word.span(), format!("expected `{word}()`"))),
    }
}

fn cast(input: ParseStream<'_>) -> Result<Option<Ident>> {
    if !input.peek(Token![::]) {
        return Ok(None);
    }
    input.parse::<Token![::]>()?;
    let to = name(input)?;
    if symbol::find(&to, symbol::CASTS).is_some() {
        return Ok(Some(to));
    }
    Err(syn::Error::new(to.span(), unknown("type to cast to", &to, symbol::CASTS)))
}

/// ``unknown aggregate `summ`, did you mean `sum`? expected ..``
fn unknown(what: &str, found: &Ident, words: &[Symbol]) -> String {
    let (found, list) = (naming::text(found), symbol::list(words, "or"));
    match symbol::meant(&found, words) {
        Some(meant) => format!("unknown {what} `{found}`, did you mean `{meant}`? expected {list}"),
        None => format!("unknown {what} `{found}`; expected {list}"),
    }
}

/// A name of the schema, as the field of a columns struct; awkward ones stand in quotes.
fn name(input: ParseStream<'_>) -> Result<Ident> {
    if input.peek(Ident::peek_any) {
        let ident = input.call(Ident::parse_any)?;
        return Ok(naming::field_ident(&naming::text(&ident), ident.span()));
    }
    if input.peek(LitStr) {
        let text = input.parse::<LitStr>()?;
        return Ok(naming::field_ident(&text.value(), text.span()));
    }
    Err(input.error("expected a column or relation name"))
}

fn group(input: ParseStream<'_>) -> Result<Option<Group>> {
    let ahead = input.fork();
    match ahead.parse::<TokenTree>() {
        Ok(TokenTree::Group(g)) if matches!(g.delimiter(), Delimiter::Brace | Delimiter::Parenthesis) => {
            input.parse::<TokenTree>()?;
            Ok(Some(g))
        }
        _ => Ok(None),
    }
}
