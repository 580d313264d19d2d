//! A request under construction: data only, turned into text once, when it is sent.

use super::{
    accept::{Accept, Form, PlanOptions},
    arguments::{ArgumentKinds, in_url},
    ast::Options,
    expect::Expected,
    prefer::{Count, Prefer, Return},
};
use crate::{
    client::{Client, SendOptions},
    error::{Error, QueryError, Result},
    http::{Headers, Request},
    schema::Table,
    select::SelectWriter,
};
use bytes::Bytes;
use http::{HeaderName, HeaderValue, Method};
use std::borrow::Cow;

/// Where a request goes.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Target {
    Table(Cow<'static, str>),
    Routine(Cow<'static, str>),
    /// the root: the OpenAPI document
    Root,
}

/// What a body is.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) enum Content {
    #[default]
    Json,
    /// bytes of an unnamed `bytea`
    Bytes,
    /// an unnamed `text`
    Text,
}

/// One embedded relation of a selection.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct EmbedAt {
    /// output keys from the top: filters and orders must use the alias
    pub(crate) path: String,
    pub(crate) target: &'static str,
    pub(crate) table_select: &'static str,
    pub(crate) options: Options,
    /// where its list ends in the text of `select=`: before the `)`
    pub(crate) end: usize,
}

/// `select=`, already encoded, and where its relations are.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct SelectText {
    pub(crate) text: String,
    pub(crate) embeds: Vec<EmbedAt>,
    /// rows are groups: another column would split them
    pub(crate) aggregates: bool,
}

/// Everything a query has been told.
#[derive(Clone, Debug)]
pub(crate) struct Parts {
    pub(crate) client: Client,
    pub(crate) method: Method,
    pub(crate) target: Target,
    pub(crate) db_schema: Cow<'static, str>,
    pub(crate) table_select: &'static str,
    /// the columns of its primary key, where it is known
    pub(crate) primary_key: &'static [&'static str],
    pub(crate) select: SelectText,
    pub(crate) options: Options,
    /// arguments of a function called by GET
    pub(crate) arguments: Vec<(String, String)>,
    pub(crate) kinds: ArgumentKinds,
    /// `columns=`, encoded
    pub(crate) columns: String,
    /// `on_conflict=`, as SQL names
    pub(crate) on_conflict: Cow<'static, str>,
    pub(crate) accept: Accept,
    pub(crate) prefer: Prefer,
    pub(crate) body: Option<Bytes>,
    pub(crate) content: Content,
    /// how many rows a write must change
    pub(crate) expected: Option<Expected>,
    pub(crate) headers: Headers,
    pub(crate) send: SendOptions,
    /// an update without assignments
    pub(crate) empty_patch: bool,
    /// an update or delete that was not told `all_rows()`
    pub(crate) must_filter: bool,
    pub(crate) error: Option<QueryError>,
}

impl Parts {
    pub(crate) fn of<T: Table>(client: &Client, method: Method) -> Box<Self> {
        let mut parts = Self::at(client, method, Target::Table(T::NAME.into()));
        parts.rows_of::<T>();
        parts.db_schema = match client.db_schema() {
            Some(own) => own.to_owned().into(),
            None => T::SCHEMA.into(),
        };
        parts
    }

    /// Its rows are those of `T`.
    pub(crate) fn rows_of<T: Table>(&mut self) {
        self.table_select = T::SELECT;
        self.primary_key = T::PRIMARY_KEY;
    }

    /// Exactly one row, as an object.
    pub(crate) fn one_object(&mut self) {
        self.accept.form = Form::Object;
    }

    /// Boxed from the beginning: it is large, and moved at every step of a chain.
    pub(crate) fn at(client: &Client, method: Method, target: Target) -> Box<Self> {
        Box::new(Self {
            client: client.clone(),
            method,
            target,
            db_schema: "public".into(),
            table_select: "",
            primary_key: &[],
            select: SelectText::default(),
            options: Options::default(),
            arguments: Vec::new(),
            kinds: ArgumentKinds::default(),
            columns: String::new(),
            on_conflict: Cow::Borrowed(""),
            accept: Accept::default(),
            prefer: Prefer::default(),
            body: None,
            content: Content::default(),
            expected: None,
            headers: Headers::default(),
            send: SendOptions::default(),
            empty_patch: false,
            must_filter: false,
            error: None,
        })
    }

    pub(crate) fn select(&mut self, write: impl FnOnce(&mut SelectWriter)) {
        let mut w = SelectWriter::default();
        write(&mut w);
        let (select, error) = w.finish();
        self.select = select;
        if let Some(e) = error {
            self.fail(e);
        }
    }

    /// GET or HEAD: the arguments of a function go into the address.
    pub(crate) fn call_by(&mut self, method: Method) {
        self.method = method;
        if !matches!(self.target, Target::Routine(_)) {
            return;
        }
        let Some(body) = self.body.take() else { return };
        match in_url(&body, &self.kinds) {
            Ok(arguments) => self.arguments = arguments,
            Err(e) => self.fail(e),
        }
    }

    /// A header of its own.
    pub(crate) fn header(&mut self, name: &str, value: &str) {
        match (HeaderName::try_from(name), HeaderValue::try_from(value)) {
            (Ok(name), Ok(value)) => self.headers.set(name, value),
            // the value may be a secret
            _ => self.fail(QueryError::Grammar(format!("header `{name}`: HTTP does not allow it"))),
        }
    }

    /// The number of changed rows is told, and must be this.
    pub(crate) fn expect(&mut self, expected: Expected) {
        self.prefer.count.get_or_insert(Count::Exact);
        self.expected = Some(expected);
    }

    /// The plan instead of the answer, with these options.
    pub(crate) fn explain(&mut self, change: impl FnOnce(PlanOptions) -> PlanOptions) {
        let options = match self.accept.form {
            Form::Plan(options) => options,
            _ => PlanOptions::default(),
        };
        self.accept.form = Form::Plan(change(options));
    }

    /// The first fault is the one to tell.
    pub(crate) fn fail(&mut self, error: QueryError) {
        self.error.get_or_insert(error);
    }

    /// `Ok(None)`: there is nothing to send, an empty patch whose rows nobody wants.
    pub(crate) fn request(&self) -> Result<Option<Request>> {
        if let Some(e) = &self.error {
            return Err(Error::from(e.clone()).at(&self.method, self.target.name()));
        }
        if self.must_filter && self.options.conditions.is_empty() {
            return Err(Error::from(QueryError::NoFilter).at(&self.method, self.target.name()));
        }
        if !self.empty_patch {
            return super::wire::encode(self).map(Some);
        }
        // PATCH `{}` answers `[]` even if the row is there: ask for the rows instead
        let read = |method| {
            let prefer = Prefer { count: self.prefer.count, ..Prefer::default() };
            let parts = Self { method, prefer, body: None, empty_patch: false, ..self.clone() };
            super::wire::encode(&parts).map(Some)
        };
        match (self.prefer.returning, self.prefer.count) {
            (Some(Return::Representation), _) => read(Method::GET),
            (_, Some(_)) => read(Method::HEAD),
            _ => Ok(None),
        }
    }
}

impl Target {
    pub(crate) fn name(&self) -> &str {
        match self {
            Self::Table(name) | Self::Routine(name) => name,
            Self::Root => "",
        }
    }
}
