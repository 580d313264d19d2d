//! What every query can be told about its sending and its form, typed or by name: said here once, as methods that each query
//! type takes in.

/// Where it goes and how: db schema, headers, time.
macro_rules! sending {
    ($($at:tt).+) => {
        /// Another db schema than the one it was generated from, or the client's.
        pub fn schema(mut self, db_schema: impl Into<String>) -> Self {
            self.$($at).+.db_schema = db_schema.into().into();
            self
        }

        /// A header of this query alone. `apikey` and `authorization` stay the client's.
        ///
        /// A name or value that HTTP does not allow is an error when the query is sent.
        pub fn header(mut self, name: &str, value: &str) -> Self {
            self.$($at).+.header(name, value);
            self
        }

        /// The time one attempt may take. Default is the client's.
        pub fn timeout(mut self, limit: std::time::Duration) -> Self {
            self.$($at).+.send.timeout = Some(limit);
            self
        }
    };
}

/// Whether a read is sent again.
macro_rules! retrying {
    ($($at:tt).+) => {
        /// Whether a read is tried again after a broken connection, 503 or 520. Default is the client's; whatever changes
        /// something is never sent twice.
        pub fn retry(mut self, retry: bool) -> Self {
            self.$($at).+.send.retry = Some(retry);
            self
        }
    };
}

/// What a write may do, and what becomes of it.
macro_rules! writing {
    ($($at:tt).+) => {
        /// If more rows than this would be changed, nothing is. Needs PostgREST 12.2; an older one refuses, and the error says
        /// so.
        pub fn max_affected(mut self, n: u64) -> Self {
            self.$($at).+.prefer.max_affected = Some(n);
            self
        }

        /// Does everything and keeps nothing: triggers, constraints and policies are tried, the transaction is rolled back
        /// (`Prefer: tx=rollback`). The server must allow it (`db-tx-end = commit-allow-override`); one that does not keeps
        /// the change, so try it on a row that may change.
        ///
        /// ```
        /// # use supabase_orm::{Client, Result, doc::Planet};
        /// # async fn f(db: &Client) -> Result<()> {
        /// let would_go: u64 = db.from::<Planet>().delete().filter(|p| p.kind.eq("dwarf")).dry_run().affected().await?;
        /// # Ok(()) }
        /// ```
        pub fn dry_run(mut self) -> Self {
            self.$($at).+.prefer.rollback = true;
            self
        }

        /// An error unless exactly so many rows are changed: row level security answers "done" for rows it hides.
        ///
        /// The rows are changed by then; see [`max_affected`](Self::max_affected) for a limit that undoes.
        ///
        /// ```
        /// # use supabase_orm::{Client, Result, doc::Planet};
        /// # async fn f(db: &Client) -> Result<()> {
        /// db.from::<Planet>().update(|p| p.moons.set(2)).filter(|p| p.id.eq(4)).expect_rows(1).await?;
        /// # Ok(()) }
        /// ```
        pub fn expect_rows(mut self, n: u64) -> Self {
            self.$($at).+.expect($crate::error::Expected::Exactly(n));
            self
        }

        /// An error if no row is changed: nothing matches, or row level security hides it from this role.
        pub fn at_least_one(mut self) -> Self {
            self.$($at).+.expect($crate::error::Expected::AtLeast(1));
            self
        }
    };
}

/// The plan instead of the answer.
macro_rules! explaining {
    ($($at:tt).+) => {
        /// The plan instead of the answer, as text: what Postgres would do, and with
        /// [`analyze`](crate::Explain::analyze) did. [`plan`](crate::Explain::plan) gives it as data. The server must allow it
        /// (`db-plan-enabled`).
        ///
        /// ```
        /// # use supabase_orm::{Client, Result, doc::Planet};
        /// # async fn f(db: &Client) -> Result<()> {
        /// let text = db.from::<Planet>().select().filter(|p| p.kind.eq("rocky")).explain().analyze().buffers().await?;
        /// println!("{text}");
        /// # Ok(()) }
        /// ```
        pub fn explain(self) -> $crate::Explain {
            $crate::Explain::new(self.$($at).+)
        }
    };
}

pub(crate) use {explaining, retrying, sending, writing};
