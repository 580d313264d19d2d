//! Files in buckets; vectors and analytics buckets.
//!
//! ```
//! # use supabase_orm::{Client, Result, storage::UploadSource};
//! # async fn f(db: &Client) -> Result<()> {
//! let avatars = db.storage().bucket("avatars");
//! avatars.upload("ann/face.png", UploadSource::file("face.png")).upsert(true).send().await?;
//! let bytes = avatars.download("ann/face.png").send().await?;
//! let link = avatars.create_signed_url("ann/face.png", 60).send().await?;
//! println!("{} bytes; for a minute: {}", bytes.len(), link.expose());
//! # Ok(()) }
//! ```
//!
//! Files of any size go up and down in constant memory: [`Upload`] takes bytes, files, readers and streams, [`Download`] gives
//! bytes, a stream, or a file that is resumed where it broke off. What must survive a broken connection, or the end of the
//! process, goes up with [`Objects::resumable_upload`]. Dropping the future of any call cancels it and closes its connection.
//!
//! Nothing is sent twice by itself but the parts of resumable uploads and downloads to files. The time limit of the client counts
//! while nothing moves, so a large file may take as long as it needs.

mod analytics;
mod bucket;
mod call;
mod content_type;
mod download;
mod lifecycle;
mod list;
mod multipart;
mod object;
mod objects;
mod open_enum;
mod path;
mod progress;
mod public_url;
mod purge;
mod resumable;
mod setting;
mod sign;
mod source;
mod transform;
mod upload;
mod vectors;

pub use crate::timestamp::Timestamp;
pub use analytics::{
    Analytics, AnalyticsBucket, Catalog, CommitTable, CreateTable, ListAnalyticsBuckets, Namespace,
    NamespaceChanges, NamespaceProperties, Namespaces, SortAnalyticsBy, Table, TableName, Tables,
};
pub use bucket::{
    Bucket, CreateBucket, CreatedBucket, FileSizeLimit, ListBuckets, SortBucketsBy, UpdateBucket, Versioning,
};
pub use content_type::content_type_of;
pub use download::{Download, DownloadStream};
pub use list::{Folder, List, ListV2, ListedPage, SortBy};
pub use object::{CopiedObject, ListedObject, ObjectInfo, ObjectMetadata, RemovedObject};
pub use objects::{Copy, Move, Objects};
pub use path::check_path;
pub use progress::Progress;
pub use public_url::PublicUrl;
pub use purge::PurgeCache;
pub use resumable::{ResumableUpload, UploadControl, upload_all};
pub use sign::{
    CreateSignedUploadUrl, CreateSignedUrl, CreateSignedUrls, SignedPath, SignedUpload, SignedUrl,
    UploadToken,
};
pub use source::UploadSource;
pub use transform::{ImageFormat, Resize, Transform};
pub use upload::{Upload, Uploaded};
pub use vectors::{
    CreateIndex, DistanceMetric, GetVectors, IndexMetadata, ListIndexes, ListVectorBuckets, ListVectors,
    ListedIndex, ListedVectorBucket, Match, Matches, QueryVectors, Vector, VectorBucket, VectorBucketPage,
    VectorBuckets, VectorDataType, VectorEncryption, VectorFilter, VectorIndex, VectorIndexPage,
    VectorIndexes, VectorKey, VectorPage, Vectors,
};

use crate::{Client, order::Direction};

impl Client {
    /// Files, vectors and analytics buckets. The reference's `storage`.
    #[must_use]
    pub fn storage(&self) -> Storage {
        Storage { client: self.clone() }
    }
}

/// Files, vectors and analytics buckets of a project: see the [module](self).
#[derive(Debug, Clone)]
pub struct Storage {
    client: Client,
}

impl Storage {
    /// The objects of a bucket; nothing is asked of the server. The reference's `storage.from_`.
    pub fn bucket(&self, name: impl Into<String>) -> Objects {
        Objects { storage: self.clone(), bucket: name.into() }
    }

    /// The same as [`bucket`](Self::bucket), by the reference's name.
    pub fn from_(&self, bucket: impl Into<String>) -> Objects {
        self.bucket(bucket)
    }

    /// Buckets of vectors, for a key that bypasses row level security. The reference's `storage.vectors`.
    #[must_use]
    pub fn vectors(&self) -> VectorBuckets {
        VectorBuckets { storage: self.clone() }
    }

    /// Buckets of Iceberg tables. The reference's `storage.analytics`.
    #[must_use]
    pub fn analytics(&self) -> Analytics {
        Analytics { storage: self.clone() }
    }
}

/// `asc` or `desc`.
fn order(direction: Direction) -> &'static str {
    match direction {
        Direction::Asc => "asc",
        Direction::Desc => "desc",
    }
}
