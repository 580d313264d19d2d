//! What the text of a transcript's program says beside its frames: who listens to what.

/// Who listens.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Listener {
    /// with the event
    Broadcast(String),
    Changes,
    PresenceSync,
    PresenceJoin,
    PresenceLeave,
    System,
}

/// The calls of a text that register listeners, with the names under which they were recorded.
pub(super) fn listeners(text: &str) -> Vec<(Listener, String)> {
    let mut found = Vec::new();
    let python = [
        ("on_postgres_changes(", Listener::Changes),
        ("on_presence_sync(", Listener::PresenceSync),
        ("on_presence_join(", Listener::PresenceJoin),
        ("on_presence_leave(", Listener::PresenceLeave),
        ("on_system(", Listener::System),
        (".on('postgres_changes',", Listener::Changes),
        (".on('system',", Listener::System),
    ];
    for (call, listener) in python {
        found.extend(calls(text, call).map(|args| (listener.clone(), name(args))));
    }
    for call in ["on_broadcast(", ".on('broadcast',"] {
        let event = |args: &str| quoted(args).unwrap_or_else(|| "*".to_owned());
        found.extend(calls(text, call).map(|args| (Listener::Broadcast(event(args)), name(args))));
    }
    found
}

/// The name under which the states of the `n`th channel were recorded.
pub(super) fn subscription(text: &str, n: usize) -> Option<String> {
    let python = calls(text, ".subscribe(").map(|args| match name(args).as_str() {
        "" | "on_subscribe" => "subscribe".to_owned(),
        other => other.to_owned(),
    });
    let javascript =
        calls(text, "subscribed(").map(|args| quoted(args).unwrap_or_else(|| "subscribe".to_owned()));
    python.chain(javascript).nth(n)
}

/// The arguments of every call that begins so.
fn calls<'t>(text: &'t str, call: &str) -> impl Iterator<Item = &'t str> {
    text.match_indices(call).map(|(at, found)| {
        let behind = text.get(at + found.len()..).unwrap_or_default();
        let mut depth = 1;
        let end = behind.find(|c| {
            depth += i32::from(c == '(') - i32::from(c == ')');
            depth == 0
        });
        behind.get(..end.unwrap_or(behind.len())).unwrap_or_default()
    })
}

/// `cb("name")`, or the function that says so itself.
fn name(args: &str) -> String {
    let recorded = args.find("cb(").and_then(|at| quoted(args.get(at..)?));
    let function = || args.rsplit(['=', ',']).next().unwrap_or_default().trim().to_owned();
    recorded.unwrap_or_else(function)
}

/// The first text in quotes.
fn quoted(text: &str) -> Option<String> {
    let at = text.find(['"', '\''])?;
    let quote = text.get(at..=at)?;
    let behind = text.get(at + 1..)?;
    behind.split_once(quote).map(|(inside, _)| inside.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn listeners_are_found_with_their_names() {
        let text = r#"channel.on_broadcast(event="cursor-pos", callback=handle).on_presence_sync(lambda: cb("sync")(channel.presence_state()))
            .on("x").on('broadcast', { event: '*' }, cb('all')); await channel.subscribe(cb("sub_a"))"#;
        assert_eq!(
            listeners(text),
            [
                (Listener::PresenceSync, "sync".to_owned()),
                (Listener::Broadcast("cursor-pos".to_owned()), "handle".to_owned()),
                (Listener::Broadcast("*".to_owned()), "all".to_owned()),
            ]
        );
        assert_eq!(subscription(text, 0).as_deref(), Some("sub_a"));
        assert_eq!(subscription("subscribed(ch); subscribed(b, 'sub_b')", 1).as_deref(), Some("sub_b"));
    }
}
