//! The plan of a query instead of its answer.

use crate::{
    error::{ErrorKind, Result},
    http::Request,
    json::ReadError,
    plan::Plan,
    rest::{
        parts::Parts,
        reply::{QueryFuture, Reply, Sends, run},
    },
};
use std::{fmt, future::IntoFuture, marker::PhantomData};

/// The plan of a query: text, or after [`plan`](Self::plan) a [`Plan`]. PostgREST's media type
/// `application/vnd.pgrst.plan`; the reference's `explain()`.
#[must_use = "a query does nothing until it is awaited"]
pub struct Explain<O = String> {
    parts: Box<Parts>,
    _p: PhantomData<fn() -> O>,
}

impl Explain {
    pub(crate) fn new(mut parts: Box<Parts>) -> Self {
        parts.explain(|plan| plan);
        Self { parts, _p: PhantomData }
    }

    /// The plan as data.
    pub fn plan(mut self) -> Explain<Plan> {
        self.parts.explain(|mut plan| {
            plan.json = true;
            plan
        });
        Explain { parts: self.parts, _p: PhantomData }
    }
}

impl<O> Explain<O> {
    /// Runs the query and adds times and numbers of rows. A write is really done: say `dry_run()` before.
    pub fn analyze(self) -> Self {
        self.option("analyze")
    }

    /// Adds the columns that each node puts out, and db schemas.
    pub fn verbose(self) -> Self {
        self.option("verbose")
    }

    /// Adds settings of the planner that are not the defaults.
    pub fn settings(self) -> Self {
        self.option("settings")
    }

    /// Adds the use of buffers.
    pub fn buffers(self) -> Self {
        self.option("buffers")
    }

    /// Adds the write-ahead log that is written; with [`analyze`](Self::analyze).
    pub fn wal(self) -> Self {
        self.option("wal")
    }

    fn option(mut self, option: &'static str) -> Self {
        self.parts.explain(|plan| plan.with(option));
        self
    }
}

fn text(reply: &Reply) -> Result<String> {
    Ok(String::from_utf8_lossy(&reply.body).into_owned())
}

/// A list of one plan.
fn plan(reply: &Reply) -> Result<Plan> {
    let mut plans: Vec<Plan> = reply.decode(|r| r.json())?;
    plans.pop().ok_or_else(|| reply.error(ErrorKind::Decode(ReadError::new("expected a plan, found none"))))
}

macro_rules! futures { ($($out:ty, $read:path;)*) => { $(
    impl Explain<$out> {
        /// The future, for `join_all` and `spawn`. `.await` is the same.
        #[must_use]
        pub fn execute(self) -> QueryFuture<$out> {
            run(self.parts, |reply| $read(&reply))
        }
    }

    impl IntoFuture for Explain<$out> {
        type Output = Result<$out>;
        type IntoFuture = QueryFuture<$out>;
        fn into_future(self) -> QueryFuture<$out> {
            self.execute()
        }
    }
)* } }
futures! { String, text; Plan, plan; }

impl<O> Clone for Explain<O> {
    fn clone(&self) -> Self {
        Self { parts: self.parts.clone(), _p: PhantomData }
    }
}

impl<O> fmt::Debug for Explain<O> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Explain").field(&self.parts.request()).finish()
    }
}

impl<O> Sends for Explain<O> {
    fn request(&self) -> Result<Option<Request>> {
        self.parts.request()
    }
}
