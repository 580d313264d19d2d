//! Functions of the database: `db.rpc(rpc::AddOneEach { arr: vec![1] })`.

use crate::{
    client::Client,
    error::{Error, ErrorKind, QueryError, Result},
    http::Request,
    mode::Decode,
    query::{Select, selected},
    read::{FromColumn, ReadError},
    rest::{
        parts::{Content, Parts, Target},
        reply::{QueryFuture, Reply, Sends, run},
    },
    schema::Table,
    select::Selection,
    settings::{explaining, retrying, sending},
    sql::{Nullable, PgJsonb},
    write::{Assignments, ObjWriter},
};
use bytes::Bytes;
use http::Method;
use serde::{Serialize, de::IgnoredAny};
use std::{collections::BTreeMap, fmt, future::IntoFuture, marker::PhantomData, ops::RangeInclusive};

/// A Postgres function; its struct holds the arguments that have no default.
///
/// Generated code and `#[derive(Function)]` implement it. By hand, for a function `add(a int, b int) returns int`:
///
/// ```
/// use supabase_orm::{Call, Function, ObjWriter};
/// struct Add { a: i32, b: i32 }
/// impl Function for Add {
///     type Output = Call<i32>;
///     const NAME: &'static str = "add";
///     fn args(&self, w: &mut ObjWriter) {
///         w.json("a", &self.a);
///         w.json("b", &self.b);
///     }
/// }
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a function of the database",
    label = "expected the struct of a function: `rpc::Name {{ argument }}`"
)]
pub trait Function {
    /// `Select<T, T>` for a set of rows of a table, `Call<O>` for anything else.
    type Output: RpcOutput;
    /// Its name in the database.
    const NAME: &'static str;
    /// Its db schema. Default is `public`.
    const SCHEMA: &'static str = "public";
    /// The argument that is `VARIADIC`, the last one: its list is spread in a call by GET.
    const VARIADIC: Option<&'static str> = None;
    /// Writes the arguments.
    fn args(&self, w: &mut ObjWriter);
    /// The argument of a function whose only one has no name: it is the body itself. Default is that all have names.
    fn payload(&self) -> Option<Payload> {
        None
    }
}

/// The body of a call of a function with one argument that has no name: `f(json)`, `f(bytea)`, `f(text)`.
#[derive(Debug, Clone)]
pub struct Payload {
    body: Result<Bytes, QueryError>,
    content: Content,
}

impl Payload {
    /// A `json` or `jsonb`. PostgREST 12 takes an object or a list of objects.
    pub fn json(value: &impl Serialize) -> Self {
        let body = serde_json::to_vec(value).map(Bytes::from);
        Self { body: body.map_err(|e| QueryError::Unwritable(e.to_string())), content: Content::Json }
    }

    /// A `bytea`.
    pub fn bytes(bytes: impl Into<Bytes>) -> Self {
        Self { body: Ok(bytes.into()), content: Content::Bytes }
    }

    /// A `text`.
    pub fn text(text: impl Into<String>) -> Self {
        Self { body: Ok(text.into().into()), content: Content::Text }
    }

    fn finish_into(self, parts: &mut Parts) {
        parts.content = self.content;
        match self.body {
            Ok(body) => parts.body = Some(body),
            Err(e) => parts.fail(e),
        }
    }
}

/// A function with optional arguments.
///
/// They are set on the arguments, before the call, by an inherent `with`: afterwards the value is a `Select<T, T>` that has
/// forgotten the function.
pub trait OptionalArgs: Function + Sized {
    /// One field for each optional argument.
    type Args: 'static;
    /// The optional arguments.
    const ARGS: &'static Self::Args;
}

/// A function with some of its optional arguments: the output of `with`.
#[derive(Debug, Clone)]
pub struct WithArgs<F, A>(pub F, pub A);

#[diagnostic::do_not_recommend]
impl<F: Function, A: Assignments<F>> Function for WithArgs<F, A> {
    type Output = F::Output;
    const NAME: &'static str = F::NAME;
    const SCHEMA: &'static str = F::SCHEMA;
    const VARIADIC: Option<&'static str> = F::VARIADIC;
    fn args(&self, w: &mut ObjWriter) {
        self.0.args(w);
        self.1.write(w);
    }
}

impl Client {
    /// Calls a function. The reference's `rpc(..)`.
    ///
    /// A function that returns rows of a table gives a [`Select`], with filters, order and embeds; any other a [`Call`].
    #[expect(clippy::needless_pass_by_value, reason = "the arguments of a call are built for it")]
    pub fn rpc<F: Function>(&self, function: F) -> F::Output {
        let mut w = ObjWriter::default();
        function.args(&mut w);
        let mut parts = Parts::at(self, Method::POST, Target::Routine(F::NAME.into()));
        parts.db_schema = self.db_schema().map_or(F::SCHEMA.into(), |own| own.to_owned().into());
        parts.kinds.variadic = F::VARIADIC;
        match function.payload() {
            Some(payload) => payload.finish_into(&mut parts),
            None => w.finish_call(&mut parts),
        }
        F::Output::start(Begun(parts))
    }
}

/// What a call gives: a [`Select`] or a [`Call`].
pub trait RpcOutput {
    #[doc(hidden)]
    fn start(call: Begun) -> Self;
}

/// A call whose arguments are written.
#[doc(hidden)]
#[derive(Debug)]
pub struct Begun(Box<Parts>);

impl<T: Table> RpcOutput for Select<T, T> {
    fn start(call: Begun) -> Self {
        let mut parts = call.0;
        parts.rows_of::<T>();
        Self::new(parts, Decode::of_type())
    }
}

impl<T: Table> Select<T, T> {
    /// Other columns or embeds of the rows of a set-returning function.
    pub fn columns<S: Selection<T> + Send + Sync + 'static>(
        self,
        f: impl FnOnce(&'static T::Columns) -> S,
    ) -> Select<T, S::Row> {
        selected(self.parts, f)
    }
}

/// A call that answers a value of type `O`; `Call<()>` reads nothing, because a void function answers an empty body.
///
/// `S` says how the value is read. Default is by serde.
#[must_use = "a call does nothing until it is awaited"]
pub struct Call<O, S = PgJsonb<O>> {
    parts: Box<Parts>,
    optional: bool,
    _p: PhantomData<fn() -> (O, S)>,
}

impl<O, S> Call<O, S> {
    sending!(parts);
    retrying!(parts);
    explaining!(parts);

    /// Calls the function by GET, for one that changes nothing: it is tried again when the connection breaks, and its answer may
    /// be cached. The server refuses it for a function that may change something.
    ///
    /// A NULL, JSON and an argument without a name have no place in an address; they are an error before sending.
    pub fn get(mut self) -> Self {
        self.parts.call_by(Method::GET);
        self
    }

    /// Does everything and keeps nothing; see [`Write::dry_run`](crate::Write::dry_run).
    pub fn dry_run(mut self) -> Self {
        self.parts.prefer.rollback = true;
        self
    }

    /// Reads NULL, which any function may return whatever its type, as `None`; also a row of NULLs where its columns have none.
    ///
    /// ```
    /// # use supabase_orm::{Call, Client, Function, ObjWriter, Result};
    /// # struct LatestPrice {} impl Function for LatestPrice { type Output = Call<i32>; const NAME: &'static str = "p"; fn args(&self, _: &mut ObjWriter) {} }
    /// # async fn f(db: &Client) -> Result<()> {
    /// let price: Option<i32> = db.rpc(LatestPrice {}).optional().await?;
    /// # Ok(()) }
    /// ```
    pub fn optional(self) -> Call<Option<O>, Nullable<S>> {
        Call { parts: self.parts, optional: true, _p: PhantomData }
    }

    /// At most so many values of a function that returns a set; replaces.
    pub fn limit(mut self, n: u64) -> Self {
        self.parts.options.limit = Some(n);
        self
    }

    /// These values of a function that returns a set, counted from 0, both ends included; replaces.
    pub fn range(mut self, range: RangeInclusive<u64>) -> Self {
        self.parts.options.range(&range);
        self
    }
}

impl<O, S> Clone for Call<O, S> {
    fn clone(&self) -> Self {
        Self { parts: self.parts.clone(), optional: self.optional, _p: PhantomData }
    }
}

impl<O, S> fmt::Debug for Call<O, S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Call").field(&self.parts.request()).finish()
    }
}

impl<O, S> RpcOutput for Call<O, S> {
    fn start(call: Begun) -> Self {
        Self { parts: call.0, optional: false, _p: PhantomData }
    }
}

/// NULL, or what PostgREST makes of a NULL row: an object of nothing but NULLs.
fn is_null(body: &[u8]) -> bool {
    match body.first() {
        Some(b'n') => body == b"null",
        Some(b'{') => serde_json::from_slice::<BTreeMap<String, Option<IgnoredAny>>>(body)
            .is_ok_and(|row| row.values().all(Option::is_none)),
        _ => false,
    }
}

fn returned_null(reply: &Reply) -> Error {
    let message = "the function returned NULL; `.optional()` reads it as `None`";
    reply.error(ErrorKind::Decode(ReadError::new(message)))
}

impl<S: 'static, O: FromColumn<S> + 'static> Call<O, S> {
    /// The future, for `join_all` and `spawn`.
    #[must_use]
    pub fn execute(self) -> QueryFuture<O> {
        let optional = self.optional;
        run(self.parts, move |mut reply| {
            reply.warn_if_cut_by_range();
            match reply.decode(O::read) {
                Err(e) if e.is_decode() && is_null(&reply.body) => {
                    if !optional {
                        return Err(returned_null(&reply));
                    }
                    reply.body = Bytes::from_static(b"null");
                    reply.decode(O::read)
                }
                read => read,
            }
        })
    }
}

impl<S: 'static, O: FromColumn<S> + 'static> IntoFuture for Call<O, S> {
    type Output = Result<O>;
    type IntoFuture = QueryFuture<O>;
    fn into_future(self) -> QueryFuture<O> {
        self.execute()
    }
}

impl<O, S> Sends for Call<O, S> {
    fn request(&self) -> Result<Option<Request>> {
        self.parts.request()
    }
}
