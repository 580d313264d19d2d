//! What is otherwise when a test asks for it.

use std::{collections::VecDeque, time::Duration};

/// What is otherwise.
#[derive(Debug, Default)]
pub(super) struct Faults {
    /// statuses of the next sockets
    pub(super) sockets: VecDeque<u16>,
    /// reasons of the next joins
    pub(super) joins: VecDeque<String>,
    pub(super) stalled: bool,
    pub(super) delay: Duration,
    pub(super) duplicated: bool,
    pub(super) reordered: bool,
    pub(super) deletes_filtered: bool,
}
