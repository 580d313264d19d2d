//! Derives and `select!` of supabase-orm.
