//! The schema of the programs in `cases`, as the generator writes it, and what they share.
//!
//! It is generated, so the messages are those of real generated code. To write it again:
//!
//! ```sh
//! cd tests/ui
//! cargo run -p supabase-codegen -- generate --file schema/document.json --config schema/supabase.toml --out src/schema.rs
//! ```

pub mod schema;

use serde::{Deserialize, Serialize};
use supabase_orm::DbJson;

/// A user type inside a `jsonb` column: `projects.meta`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, DbJson)]
pub struct Meta {
    /// A field of it.
    pub colour: String,
}
