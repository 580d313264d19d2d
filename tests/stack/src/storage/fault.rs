//! How this server tells of its troubles.

use super::answer::{Answer, Answered};
use crate::fault::PAGE;

/// What a gateway says about a server in trouble.
pub(super) fn html(status: u16) -> Answer {
    let headers = vec![("content-type", "text/html; charset=utf-8".to_owned())];
    Answer { status, headers, body: Answered::Text(PAGE.to_owned()) }
}
