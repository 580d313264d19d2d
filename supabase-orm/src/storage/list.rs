//! Lists of objects.

use super::{ListedObject, Objects, Storage, Timestamp, call::Call, open_enum::open_enum, order};
use crate::{error::Result, order::Direction};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

open_enum! {
    /// What objects are sorted by.
    SortBy {
        /// Their name.
        Name = "name",
        /// When they were made.
        CreatedAt = "created_at",
        /// When they were changed last.
        UpdatedAt = "updated_at",
        /// When they were read last; [`List`] only.
        LastAccessedAt = "last_accessed_at",
    }
}

impl Objects {
    /// The objects and folders in a folder; `""` is the bucket's own level. The reference's `list`.
    ///
    /// ```
    /// # use supabase_orm::{Client, Direction, Result, storage::SortBy};
    /// # async fn f(db: &Client) -> Result<()> {
    /// let list = db.storage().bucket("avatars").list("ann").sort_by(SortBy::CreatedAt, Direction::Desc);
    /// for entry in list.limit(20).send().await? {
    ///     println!("{}{}", entry.name, if entry.is_folder() { "/" } else { "" });
    /// }
    /// # Ok(()) }
    /// ```
    pub fn list(&self, folder: impl Into<String>) -> List {
        let call = Call::post(self.of_bucket("object/list")).with("prefix", folder.into());
        let call = call.with("limit", 100).with("offset", 0);
        let list = List { storage: self.storage.clone(), call };
        list.sort_by(SortBy::Name, Direction::Asc)
    }

    /// The objects below a prefix, page by page. The reference's `list_v2`.
    ///
    /// ```
    /// # use supabase_orm::{Client, Result};
    /// # async fn f(db: &Client) -> Result<()> {
    /// let bucket = db.storage().bucket("avatars");
    /// let mut page = bucket.list_v2().prefix("ann/").send().await?;
    /// while let Some(cursor) = page.next_cursor.take() {
    ///     page = bucket.list_v2().prefix("ann/").cursor(cursor).send().await?;
    /// }
    /// # Ok(()) }
    /// ```
    pub fn list_v2(&self) -> ListV2 {
        ListV2 { storage: self.storage.clone(), call: Call::post(self.of_bucket("object/list-v2")) }
    }
}

/// Listing a folder.
#[derive(Debug)]
#[must_use = "nothing happens before `send()`"]
pub struct List {
    storage: Storage,
    call: Call,
}

impl List {
    /// At most so many. Default is 100.
    pub fn limit(mut self, n: u64) -> Self {
        self.call.set("limit", n);
        self
    }

    /// Not the first so many. Default is 0.
    pub fn offset(mut self, n: u64) -> Self {
        self.call.set("offset", n);
        self
    }

    /// Those whose name begins with this, in this folder only; upper and lower case are the same.
    pub fn search(mut self, text: impl Into<String>) -> Self {
        self.call.set("search", text.into());
        self
    }

    /// In this order. Default is by name.
    pub fn sort_by(mut self, column: impl Into<SortBy>, direction: Direction) -> Self {
        self.call.set("sortBy", json!({"column": column.into().as_str(), "order": order(direction)}));
        self
    }

    /// Sends it. The list of a bucket that is not there is empty.
    ///
    /// # Errors
    /// When the server refuses or cannot be reached.
    pub async fn send(self) -> Result<Vec<ListedObject>> {
        self.storage.call(self.call).await
    }
}

/// Listing page by page.
#[derive(Debug)]
#[must_use = "nothing happens before `send()`"]
pub struct ListV2 {
    storage: Storage,
    call: Call,
}

impl ListV2 {
    /// At most so many. Default is 1000, which is the most too.
    pub fn limit(mut self, n: u64) -> Self {
        self.call.set("limit", n);
        self
    }

    /// Those whose path begins with this: `ann/`.
    pub fn prefix(mut self, prefix: impl Into<String>) -> Self {
        self.call.set("prefix", prefix.into());
        self
    }

    /// What comes behind this page: its [`next_cursor`](ListedPage::next_cursor).
    pub fn cursor(mut self, cursor: impl Into<String>) -> Self {
        self.call.set("cursor", cursor.into());
        self
    }

    /// Whether what lies in folders is one [`Folder`] each. Default is no.
    pub fn with_delimiter(mut self, yes: bool) -> Self {
        self.call.set("with_delimiter", yes);
        self
    }

    /// In this order. Default is by name.
    pub fn sort_by(mut self, column: impl Into<SortBy>, direction: Direction) -> Self {
        self.call.set("sortBy", json!({"column": column.into().as_str(), "order": order(direction)}));
        self
    }

    /// In the order of this column that is the server's default.
    pub fn sort_by_column(mut self, column: impl Into<SortBy>) -> Self {
        self.call.set("sortBy", json!({"column": column.into().as_str()}));
        self
    }

    /// Sends it. The list of a bucket that is not there is empty.
    ///
    /// # Errors
    /// When the cursor is none (`InvalidParameter`), or the server refuses or cannot be reached.
    pub async fn send(self) -> Result<ListedPage> {
        self.storage.call(self.call).await
    }
}

/// A page of a list.
#[derive(Debug, Clone, PartialEq, Deserialize, Serialize)]
#[non_exhaustive]
pub struct ListedPage {
    /// Whether there is more.
    #[serde(rename = "hasNext")]
    pub has_next: bool,
    /// Where the next page begins; `None` on the last one.
    #[serde(default, rename = "nextCursor")]
    pub next_cursor: Option<String>,
    /// The folders, with [`with_delimiter`](ListV2::with_delimiter) only.
    #[serde(default)]
    pub folders: Vec<Folder>,
    /// The objects.
    #[serde(default)]
    pub objects: Vec<ListedObject>,
    /// What else the server says.
    #[serde(flatten)]
    pub other: Map<String, Value>,
}

/// A folder of a page.
#[derive(Debug, Clone, PartialEq, Deserialize, Serialize)]
#[non_exhaustive]
pub struct Folder {
    /// Its whole path, with a slash at its end.
    pub name: String,
    /// The last part of its path.
    #[serde(default)]
    pub key: Option<String>,
    /// When it was made, where the server says so.
    #[serde(default)]
    pub created_at: Option<Timestamp>,
    /// When it was changed last, where the server says so.
    #[serde(default)]
    pub updated_at: Option<Timestamp>,
    /// What else the server says.
    #[serde(flatten)]
    pub other: Map<String, Value>,
}
