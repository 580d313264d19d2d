//! Tokens to formatted items.

use super::comment;
use crate::{Error, Result};
use proc_macro2::{Ident, TokenStream};
use quote::quote;

/// Which items one of several threads formats: the plan is not to be shared between them, so each has its own and all of them
/// go through the same items.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Share {
    pub(crate) number: usize,
    pub(crate) of: usize,
}

/// Formatted items, one after the other: tokens of a whole schema would need many times the memory.
#[derive(Debug)]
pub(crate) struct Code {
    share: Share,
    /// Counts the items of other files too, so that they are spread.
    before: usize,
    /// Those of other shares are empty.
    items: Vec<String>,
    /// In how many modules the next items stand.
    level: usize,
}

impl Code {
    /// A file after so many others.
    pub(crate) fn new(share: Share, before: usize) -> Self {
        Self { share, before, items: Vec::new(), level: 0 }
    }

    /// Adds items.
    pub(crate) fn items(&mut self, items: impl FnOnce() -> TokenStream) -> Result<()> {
        let turn = (self.before + self.items.len()) % self.share.of == self.share.number;
        let text = if turn { format(items(), self.level)? } else { String::new() };
        self.items.push(text);
        Ok(())
    }

    /// Adds a module and what is added in it.
    pub(crate) fn module(
        &mut self,
        docs: &TokenStream,
        name: &Ident,
        inside: impl FnOnce(&mut Self) -> Result<()>,
    ) -> Result<()> {
        self.items(|| quote!(#docs pub mod #name {}))?;
        if let Some(open) = self.items.last_mut().filter(|open| !open.is_empty()) {
            open.truncate(open.trim_end().trim_end_matches('}').len());
            open.push('\n');
        }
        self.level += 1;
        inside(self)?;
        self.level -= 1;
        let close = format!("{}}}\n", "    ".repeat(self.level));
        // the first share has what needs no work
        self.items.push(if self.share.number == 0 { close } else { String::new() });
        Ok(())
    }

    pub(crate) fn share(&self) -> Share {
        self.share
    }

    /// Of all shares, the whole.
    pub(crate) fn joined(shares: &[Self]) -> String {
        let count = shares.first().map_or(0, |s| s.items.len());
        (0..count)
            .flat_map(|n| shares.iter().filter_map(move |s| s.items.get(n)))
            .map(String::as_str)
            .collect()
    }
}

/// Lines break by how far they are indented.
fn format(items: TokenStream, level: usize) -> Result<String> {
    let whole = (0..level).fold(items, |inner, _| quote!(mod m { #inner }));
    let file: syn::File = syn::parse2(whole).map_err(|e| Error::Internal { message: e.to_string() })?;
    let text = prettyplease::unparse(&file);
    let lines = if level == 0 { usize::MAX } else { text.lines().count().saturating_sub(level) };
    let mut inner = String::with_capacity(text.len());
    comment::push(&mut inner, text.lines().take(lines).skip(level));
    Ok(inner)
}

#[cfg(test)]
mod tests {
    use super::*;
    use quote::format_ident;

    fn code(number: usize, of: usize) -> Code {
        let mut code = Code::new(Share { number, of }, 0);
        code.items(|| {
            quote!(
                use a::*;
            )
        })
        .unwrap();
        let docs = quote!(#[doc = " B"]);
        code.module(&docs, &format_ident!("b"), |code| {
            code.items(|| {
                quote!(
                    struct C {
                        d: u8,
                    }
                    struct E;
                )
            })?;
            code.module(&TokenStream::new(), &format_ident!("f"), |code| {
                code.items(|| {
                    quote!(
                        fn g() {}
                    )
                })
            })
        })
        .unwrap();
        code
    }

    #[test]
    fn shares_are_the_whole() {
        let whole = "use a::*;\n/// B\npub mod b {\n    struct C {\n        d: u8,\n    }\n    struct E;\n    pub mod f {\n        \
                     fn g() {}\n    }\n}\n";
        assert_eq!(Code::joined(&[code(0, 1)]), whole);
        assert_eq!(Code::joined(&[code(0, 3), code(1, 3), code(2, 3)]), whole);
    }
}
