//! What a channel listens to, before it is subscribed.

use super::{
    Binding, ChangeEvent, ChangeStream,
    change::{self, Decode},
    filter,
};
use crate::{
    Error, Result,
    filter::Filter,
    json::JsonReader,
    realtime::{builder::ChannelBuilder, callback, queue::Event},
    schema::Table,
};
use serde_json::Value;
use std::fmt;

/// Changes of table `T`, of a channel that is not subscribed yet. Default is all of them.
///
/// Its types are those of queries: a column of another table, or a value of another type, does not compile. Realtime knows the
/// comparisons `eq`, `neq`, `lt`, `lte`, `gt`, `gte`, `in_`, `like`, `ilike`, `is_null`, `match_`, `imatch` and `is_distinct`,
/// and `!` of them, joined by `&`. A deleted row is compared as the server still has it: newer servers
/// know only its key unless the table's replica identity is `full`, so a filter of another column may miss deletes there; older
/// servers do not filter deletes at all.
#[must_use = "nothing is listened to until `stream()` or `each(..)`"]
pub struct OnChanges<'c, T> {
    channel: &'c mut ChannelBuilder,
    binding: Binding,
    decode: Decode<T>,
}

impl<'c, T: Table> OnChanges<'c, T> {
    pub(in crate::realtime) fn new(channel: &'c mut ChannelBuilder) -> Self {
        let db_schema = channel.realtime.client.db_schema().unwrap_or(T::SCHEMA);
        let binding = Binding {
            event: ChangeEvent::All,
            schema: db_schema.to_owned(),
            table: Some(T::NAME.to_owned()),
            filter: None,
            select: None,
        };
        Self { channel, binding, decode: change::whole }
    }

    /// Rows that satisfy a condition only. Several are all true.
    pub fn filter(mut self, condition: impl FnOnce(&'static T::Columns) -> Filter<T>) -> Self {
        match filter::text(&condition(T::COLUMNS).into_condition()) {
            Ok(Some(text)) => match &mut self.binding.filter {
                Some(before) => *before = format!("{before},{text}"),
                none => *none = Some(text),
            },
            Ok(None) => {}
            Err(e) => self.channel.fault(e.into()),
        }
        self
    }
}

// without a bound: what is no table is said once
impl<T> OnChanges<'_, T> {
    /// Rows that come only.
    pub fn insert(mut self) -> Self {
        self.binding.event = ChangeEvent::Insert;
        self
    }

    /// Rows that are changed only.
    pub fn update(mut self) -> Self {
        self.binding.event = ChangeEvent::Update;
        self
    }

    /// Rows that go only.
    pub fn delete(mut self) -> Self {
        self.binding.event = ChangeEvent::Delete;
        self
    }

    /// The changes as a stream.
    pub fn stream(self) -> ChangeStream<T> {
        ChangeStream::new(self.channel.listen(self.binding), self.decode)
    }

    /// Calls `f` with each change, in a task of its own: whatever it does, the socket goes on.
    pub fn each(self, f: impl FnMut(Result<Event<super::Change<T>>>) + Send + 'static)
    where
        T: Send + 'static,
    {
        callback::each(self.stream(), f);
    }
}

impl<T> fmt::Debug for OnChanges<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.binding.fmt(f)
    }
}

/// Changes of tables by name, of a channel that is not subscribed yet: rows are JSON. The reference's `on_postgres_changes`.
#[derive(Debug)]
#[must_use = "nothing is listened to until `stream()` or `each(..)`"]
pub struct OnTableChanges<'c> {
    channel: &'c mut ChannelBuilder,
    binding: Binding,
}

impl<'c> OnTableChanges<'c> {
    pub(in crate::realtime) fn new(channel: &'c mut ChannelBuilder, event: ChangeEvent) -> Self {
        let binding = Binding { event, schema: "public".to_owned(), table: None, filter: None, select: None };
        Self { channel, binding }
    }

    /// The db schema; `*` is every one. Default is `public`.
    pub fn schema(mut self, db_schema: impl Into<String>) -> Self {
        self.binding.schema = db_schema.into();
        self
    }

    /// The table. Default is every table of the db schema.
    pub fn table(mut self, table: impl Into<String>) -> Self {
        self.binding.table = Some(table.into());
        self
    }

    /// A condition, as the server takes it: `id=eq.200`, `status=in.(a,b)`; several are joined by commas.
    pub fn filter(mut self, filter: impl Into<String>) -> Self {
        self.binding.filter = Some(filter.into());
        self
    }

    /// The columns that rows come with. Default is all.
    pub fn select<C: Into<String>>(mut self, columns: impl IntoIterator<Item = C>) -> Self {
        self.binding.select = Some(columns.into_iter().map(Into::into).collect());
        self
    }

    /// The changes as a stream.
    pub fn stream(self) -> ChangeStream<Value> {
        let decode: Decode<Value> = |r: &mut JsonReader<'_>| r.json();
        ChangeStream::new(self.channel.listen(self.binding), decode)
    }

    /// Calls `f` with each change, in a task of its own: whatever it does, the socket goes on.
    pub fn each(self, f: impl FnMut(Result<Event<super::Change<Value>>, Error>) + Send + 'static) {
        callback::each(self.stream(), f);
    }
}
