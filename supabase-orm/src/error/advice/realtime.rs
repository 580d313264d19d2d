//! What usually helps with channels.

use crate::error::{RealtimeError, RealtimeErrorCode as Code};

pub(super) fn of(e: &RealtimeError) -> Option<&'static str> {
    Some(match e {
        RealtimeError::Refused { code, .. } => return refused(code),
        RealtimeError::Handshake { status, .. } if matches!(status.as_u16(), 401 | 403) => {
            "is the key one of this project, and is the project awake?"
        }
        RealtimeError::Timeout { what, .. } if what.contains("changes stream") => {
            "is Realtime on for the table (`alter publication supabase_realtime add table ..`)?"
        }
        RealtimeError::Change { messages, .. } if says(messages, "401") => {
            "the role needs a grant (`grant select on <table> to authenticated`)"
        }
        RealtimeError::Change { messages, .. } if says(messages, "413") => {
            "the row is too large to be sent: read it by its key"
        }
        _ => return None,
    })
}

fn says(messages: &[String], status: &str) -> bool {
    messages.iter().any(|message| message.contains(status))
}

fn refused(code: &Code) -> Option<&'static str> {
    Some(match code {
        Code::Unauthorized => {
            "a policy on `realtime.messages` must let this user in: `for select` to listen, `for insert` to send"
        }
        Code::PrivateOnly => "the project takes private channels only: add `.private()`",
        Code::UnableToSubscribeToChanges => {
            "is the table in the publication `supabase_realtime`, and does the filter name one of its columns with a value of \
             its type?"
        }
        Code::BindingMismatch => "something between this program and the server answers for it",
        Code::UnableToReplayMessages => "messages are replayed on private channels, for at most 25 at once",
        Code::ChannelRateLimitReached => {
            "leave channels that are not needed any more, or listen to more on one"
        }
        Code::ConnectionRateLimitReached => {
            "share one client in a process: it has one socket for all channels"
        }
        Code::MessageRateLimitReached => {
            "send fewer, or larger ones: `RealtimeOptions::events_per_second` keeps a client below the project's limit"
        }
        Code::InvalidJwtToken => "the access token has run out, or the clock of this machine is wrong",
        Code::JwtSignatureError | Code::JwtSignerError | Code::MalformedJwt => {
            "the access token is not one of this project"
        }
        Code::RealtimeDisabledForTenant => "switch Realtime on in the project's settings",
        Code::IncreaseConnectionPool | Code::DatabaseLackOfConnections => {
            "give Realtime more connections in the project's settings"
        }
        _ => return None,
    })
}
