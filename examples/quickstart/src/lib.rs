//! The schema of the example, as `supabase-codegen` writes it: `cargo xtask demo` does it anew from the running server.

pub mod schema;
