//! Turns the schema of a Supabase project into Rust for supabase-orm.
