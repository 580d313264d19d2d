//! Uploads that are refused before their payload is read, over connections that stay open.

use super::{bucket, bytes, code};
use std::{io::Cursor, time::Duration};
use supabase_orm::storage::{Objects, UploadSource};
use tokio::time::timeout;

/// What comes after a hanging connection is noticed by.
const HANGS: Duration = Duration::from_secs(10);

/// Refused uploads of several sizes and sources, and what comes after each.
pub(super) async fn nothing_hangs(objects: &Objects) {
    objects.upload("taken", b"x").send().await.unwrap();
    for size in [100_000, 1_000_000, 3_000_000] {
        let known = u64::try_from(size).unwrap();
        let sources = [
            UploadSource::from(bytes(size)),
            UploadSource::reader(Cursor::new(bytes(size)), known),
            UploadSource::reader(Cursor::new(bytes(size)), None),
        ];
        for source in sources {
            let refused = timeout(HANGS, objects.upload("taken", source).send()).await;
            let e = refused.unwrap_or_else(|_| panic!("the refusal of {size} bytes hangs")).unwrap_err();
            assert_eq!(code(&e), "KeyAlreadyExists", "{size}: {e}");
            goes_on(objects).await;
        }
        let refused = timeout(HANGS, objects.resumable_upload("taken", bytes(size)).send()).await;
        assert_eq!(refused.unwrap().unwrap_err().status().unwrap().as_u16(), 409);
        goes_on(objects).await;
    }
}

/// Other calls are answered, over whatever connections there are.
pub(super) async fn goes_on(objects: &Objects) {
    for _ in 0..3 {
        let next = timeout(HANGS, objects.list("").send()).await;
        next.unwrap_or_else(|_| panic!("the next call hangs")).unwrap();
    }
}

#[tokio::test]
async fn no_call_hangs_after_a_refused_upload() {
    nothing_hangs(&bucket().await).await;
}
