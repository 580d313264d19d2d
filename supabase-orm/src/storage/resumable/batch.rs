//! Several uploads at once.

use super::ResumableUpload;
use crate::{
    error::{Error, ErrorKind, Result},
    storage::Uploaded,
};
use std::{collections::BTreeMap, io};
use tokio::task::JoinSet;

/// Sends uploads, so many at once; what came of each, in their order. Dropping the future stops all of them.
///
/// ```
/// # use supabase_orm::{Client, Result, storage::{UploadSource, upload_all}};
/// # async fn f(db: &Client, files: Vec<String>) -> Result<()> {
/// let films = db.storage().bucket("films");
/// let uploads = files.iter().map(|name| films.resumable_upload(name, UploadSource::file(name)));
/// for done in upload_all(uploads, 3).await {
///     println!("{}", done?.full_path);
/// }
/// # Ok(()) }
/// ```
pub async fn upload_all(
    uploads: impl IntoIterator<Item = ResumableUpload>,
    at_once: usize,
) -> Vec<Result<Uploaded>> {
    let mut waiting = uploads.into_iter().enumerate();
    let (mut running, mut done, mut places) = (JoinSet::new(), BTreeMap::new(), BTreeMap::new());
    loop {
        while running.len() < at_once.max(1) {
            let Some((n, upload)) = waiting.next() else { break };
            let task = running.spawn(async move { (n, upload.send().await) });
            places.insert(task.id(), n);
        }
        match running.join_next().await {
            Some(Ok((n, result))) => {
                done.insert(n, result);
            }
            // a listener has panicked
            Some(Err(e)) => {
                if let Some(n) = places.get(&e.id()) {
                    done.insert(*n, Err(Error::new(ErrorKind::Io(io::Error::other(e)))));
                }
            }
            None => return done.into_values().collect(),
        }
    }
}
