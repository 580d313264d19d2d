//! What becomes of old objects of a bucket.

use super::{Storage, bucket::path, call::Call};
use crate::error::Result;
use http::Method;
use serde::Serialize;
use serde_json::Value;

/// The rules are the server's own JSON: they are new, and no released client has words for them yet.
impl Storage {
    /// The rules by which old objects of a bucket go. Has no counterpart in the reference; `getBucketLifecycle` of the JavaScript
    /// client.
    ///
    /// # Errors
    /// When there is no such bucket (`NoSuchBucket`), the server knows no rules, or it cannot be reached.
    pub async fn get_bucket_lifecycle(&self, name: &str) -> Result<Value> {
        self.call(Call::get(path(name, "/lifecycle"))).await
    }

    /// Sets the rules by which old objects of a bucket go; what the server says to that. `updateBucketLifecycle` of the JavaScript
    /// client.
    ///
    /// # Errors
    /// When there is no such bucket (`NoSuchBucket`), the server does not take the rules, or it cannot be reached.
    pub async fn update_bucket_lifecycle(&self, name: &str, rules: &impl Serialize) -> Result<Value> {
        let mut call = Call::new(Method::PUT, path(name, "/lifecycle"));
        call.json_text(super::call::written(rules)?);
        self.call(call).await
    }

    /// Removes the rules: nothing goes by itself. `deleteBucketLifecycle` of the JavaScript client.
    ///
    /// # Errors
    /// When there is no such bucket (`NoSuchBucket`), or the server cannot be reached.
    pub async fn delete_bucket_lifecycle(&self, name: &str) -> Result<()> {
        self.bytes(Call::new(Method::DELETE, path(name, "/lifecycle"))).await.map(drop)
    }
}
