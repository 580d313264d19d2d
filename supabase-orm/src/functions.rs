//! Edge Functions: code of the project that runs near its users.
//!
//! ```
//! # use supabase_orm::{Client, Result};
//! # #[derive(serde::Deserialize)]
//! # struct Greeting { message: String }
//! # async fn f(db: &Client) -> Result<()> {
//! let answer = db.functions().invoke("hello-world").json(&serde_json::json!({"name": "Functions"})).send().await?;
//! let greeting: Greeting = answer.json().await?;
//! println!("{}", greeting.message);
//! # Ok(()) }
//! ```
//!
//! A function sees who calls: the session of the client, or the user of [`as_user`](Client::as_user). A publishable or secret key
//! (`sb_..`) goes out as `apikey` only, never as a token. Nothing is sent twice.

mod answer;
mod events;
mod invoke;
mod region;

pub use answer::FunctionAnswer;
pub use events::{FunctionEvent, FunctionEvents};
pub use invoke::Invoke;
pub use region::Region;

use crate::Client;

impl Client {
    /// Edge Functions of the project. The reference's `functions`.
    #[must_use]
    pub fn functions(&self) -> Functions {
        Functions { client: self.clone() }
    }
}

/// Edge Functions: see the [module](self).
#[derive(Debug, Clone)]
pub struct Functions {
    client: Client,
}
