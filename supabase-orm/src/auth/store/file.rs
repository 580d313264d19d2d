//! A session in a file.

use super::{SessionStore, StoreError, StoreLock, StoredSession};
use crate::http::BoxFuture;
use std::{
    fs::{File, OpenOptions},
    io::{ErrorKind, Write},
    path::{Path, PathBuf},
};
use tokio::task::spawn_blocking;

/// Keeps the session in a file that only its owner can read. Several processes may share it: it is replaced whole, and a lock
/// beside it (`<name>.lock`) lets one of them refresh at a time.
///
/// ```no_run
/// # fn main() -> supabase_orm::Result<()> {
/// use supabase_orm::{Client, auth::FileStore};
/// let db = Client::builder("https://abc.supabase.co", "sb_publishable_0000")
///     .session_store(FileStore::new("/home/ann/.config/app/session.json"))
///     .build()?;
/// # Ok(()) }
/// ```
#[derive(Debug, Clone)]
pub struct FileStore {
    path: PathBuf,
}

impl FileStore {
    /// The file; its folder is made when the first session is saved.
    pub fn new(path: impl Into<PathBuf>) -> Self {
        Self { path: path.into() }
    }

    /// A file beside it.
    fn beside(&self, suffix: &str) -> PathBuf {
        let mut name = self.path.file_name().unwrap_or_default().to_owned();
        name.push(suffix);
        self.path.with_file_name(name)
    }

    fn read(&self) -> Result<Option<StoredSession>, StoreError> {
        let text = match std::fs::read(&self.path) {
            Ok(text) => text,
            Err(e) if e.kind() == ErrorKind::NotFound => return Ok(None),
            Err(e) => return Err(e.into()),
        };
        let json = serde_json::from_slice(&text).map_err(|_| "the file is not JSON")?;
        StoredSession::from_json(json).map(Some)
    }

    fn write(&self, session: Option<&StoredSession>) -> Result<(), StoreError> {
        let Some(session) = session else {
            return match std::fs::remove_file(&self.path) {
                Err(e) if e.kind() != ErrorKind::NotFound => Err(e.into()),
                _ => Ok(()),
            };
        };
        if let Some(folder) = self.path.parent().filter(|folder| !folder.as_os_str().is_empty()) {
            std::fs::create_dir_all(folder)?;
        }
        // a name of its own for each process and time: two writers must not share it
        let temporary = self.beside(&format!(".{}-{:x}", std::process::id(), fastrand::u64(..)));
        let written = write_private(&temporary, session.to_json().to_string().as_bytes())
            .and_then(|()| std::fs::rename(&temporary, &self.path));
        if written.is_err() {
            let _ = std::fs::remove_file(&temporary);
        }
        Ok(written?)
    }

    fn lock_file(&self) -> Result<File, StoreError> {
        if let Some(folder) = self.path.parent().filter(|folder| !folder.as_os_str().is_empty()) {
            std::fs::create_dir_all(folder)?;
        }
        let file = private(OpenOptions::new().write(true).create(true).truncate(false))
            .open(self.beside(".lock"))?;
        file.lock()?;
        Ok(file)
    }
}

/// Only the owner reads and writes it, from the moment it exists.
fn private(options: &mut OpenOptions) -> &mut OpenOptions {
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(options, 0o600);
    options
}

fn write_private(path: &Path, bytes: &[u8]) -> std::io::Result<()> {
    let mut file = private(OpenOptions::new().write(true).create_new(true)).open(path)?;
    file.write_all(bytes)?;
    file.sync_all()
}

impl SessionStore for FileStore {
    fn load(&self) -> BoxFuture<'_, Result<Option<StoredSession>, StoreError>> {
        let this = self.clone();
        Box::pin(async move { spawn_blocking(move || this.read()).await? })
    }

    fn save(&self, session: Option<StoredSession>) -> BoxFuture<'_, Result<(), StoreError>> {
        let this = self.clone();
        Box::pin(async move { spawn_blocking(move || this.write(session.as_ref())).await? })
    }

    fn lock(&self) -> BoxFuture<'_, Result<StoreLock, StoreError>> {
        let this = self.clone();
        Box::pin(async move {
            let file = spawn_blocking(move || this.lock_file()).await??;
            Ok(StoreLock::new(file))
        })
    }
}
