//! Collects every error of one run, so that the user sees all of them at once.

use quote::ToTokens;
use std::{cell::RefCell, fmt::Display, mem, thread};

/// The errors so far. Dropping it unchecked is a bug of this crate and panics.
#[derive(Debug)]
pub(crate) struct Ctxt {
    /// `None` once it is checked
    errors: RefCell<Option<Vec<syn::Error>>>,
}

impl Ctxt {
    pub(crate) fn new() -> Self {
        Self { errors: RefCell::new(Some(Vec::new())) }
    }

    /// An error about these tokens.
    pub(crate) fn error(&self, about: impl ToTokens, message: impl Display) {
        self.push(syn::Error::new_spanned(about, message));
    }

    pub(crate) fn push(&self, error: syn::Error) {
        if let Some(errors) = self.errors.borrow_mut().as_mut() {
            errors.extend(error);
        }
    }

    /// No error so far.
    pub(crate) fn is_empty(&self) -> bool {
        self.errors.borrow().as_ref().is_none_or(Vec::is_empty)
    }

    /// # Errors
    /// All errors, combined.
    pub(crate) fn check(self) -> syn::Result<()> {
        let errors = mem::take(&mut *self.errors.borrow_mut()).into_iter().flatten();
        let combined = errors.reduce(|mut all, e| {
            all.combine(e);
            all
        });
        combined.map_or(Ok(()), Err)
    }
}

impl Drop for Ctxt {
    #[expect(clippy::panic, reason = "a run that forgets its errors would accept wrong input")]
    fn drop(&mut self) {
        if !thread::panicking() && self.errors.borrow().is_some() {
            panic!("errors of a run must be checked");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use quote::quote;

    #[test]
    fn all_errors_come_out() {
        let cx = Ctxt::new();
        cx.error(quote!(a), "one");
        cx.error(quote!(b), "two");
        assert!(!cx.is_empty());
        let all: Vec<String> = cx.check().unwrap_err().into_iter().map(|e| e.to_string()).collect();
        assert_eq!(all, ["one", "two"]);
        assert!(Ctxt::new().check().is_ok());
    }

    #[test]
    #[should_panic(expected = "must be checked")]
    fn unchecked_errors_are_a_bug() {
        drop(Ctxt::new());
    }
}
