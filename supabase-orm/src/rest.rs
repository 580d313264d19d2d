//! PostgREST: from a query to a request, and from an answer to rows.
//!
//! [`ast`] is what a query asks, as data; [`wire`] turns it into a request and is pure; [`reply`] reads answers. The typed
//! layer (`column`, `filter`, `select`, `query`, `write`, `rpc`) is a skin over it.

pub(crate) mod accept;
pub(crate) mod arguments;
pub(crate) mod ast;
pub(crate) mod chunks;
pub(crate) mod expect;
pub(crate) mod literal;
pub(crate) mod pager;
pub(crate) mod parts;
pub(crate) mod prefer;
pub(crate) mod reply;
pub(crate) mod wire;
