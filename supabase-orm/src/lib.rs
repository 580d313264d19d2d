//! The typed Rust client of Supabase.
