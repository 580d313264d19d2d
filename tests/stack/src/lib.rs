//! A local Supabase: PostgreSQL, PostgREST and a gateway, for tests, demo and benchmarks.
