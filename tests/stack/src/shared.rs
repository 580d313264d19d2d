//! One stack for all tests of a binary.

use crate::{Builder, Error, Stack};
use tokio::sync::OnceCell;

/// A stack that is started by its first user, and ends with the program.
///
/// ```no_run
/// use stack::{SharedStack, Stack};
///
/// static STACK: SharedStack = SharedStack::new(|| Stack::builder().sql("create table planets (id int8)"));
///
/// # async fn test() {
/// // in each `#[tokio::test]`
/// let stack = STACK.get().await.unwrap();
/// # }
/// ```
///
/// Statics are never dropped; its processes end because this program's end closes the pipes they wait for.
#[derive(Debug)]
pub struct SharedStack {
    builder: fn() -> Builder,
    stack: OnceCell<Result<Stack, Error>>,
}

impl SharedStack {
    /// A stack of that kind, not started yet.
    #[must_use]
    pub const fn new(builder: fn() -> Builder) -> Self {
        Self { builder, stack: OnceCell::const_new() }
    }

    /// The stack, started if this is the first call. Tests with runtimes of their own may use it at once.
    ///
    /// # Errors
    /// If it did not start: then every call says why, without another try.
    pub async fn get(&self) -> Result<&Stack, &Error> {
        self.stack.get_or_init(|| (self.builder)().start()).await.as_ref()
    }
}
