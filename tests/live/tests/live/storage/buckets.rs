//! Buckets.

use super::{bytes, code, name, storage};
use supabase_orm::{Direction, storage::SortBucketsBy};

#[tokio::test]
async fn a_bucket_lives_from_its_creation_to_its_end() {
    let (storage, name) = (storage(), name());
    let made = storage.create_bucket(&*name).file_size_limit("1MB").allowed_mime_types(["image/*"]);
    assert_eq!(made.send().await.unwrap().name, name);
    let bucket = storage.get_bucket(&name).await.unwrap();
    assert_eq!((&*bucket.id, bucket.public), (&*name, false));
    assert_eq!(bucket.file_size_limit.map(|limit| limit / 100_000), Some(10));
    assert_eq!(bucket.allowed_mime_types.unwrap(), ["image/*"]);
    let twice = storage.create_bucket(&*name).send().await.unwrap_err();
    assert_eq!((code(&twice), twice.status().unwrap().as_u16()), ("BucketAlreadyExists", 409));
    storage.update_bucket(&*name).public(true).no_file_size_limit().any_mime_type().send().await.unwrap();
    let bucket = storage.get_bucket(&name).await.unwrap();
    assert!(bucket.public && bucket.file_size_limit.is_none() && bucket.allowed_mime_types.is_none());
    let objects = storage.bucket(&*name);
    objects.upload("a.txt", b"x").send().await.unwrap();
    assert_eq!(code(&storage.delete_bucket(&name).await.unwrap_err()), "ResourceNotEmpty");
    objects.remove(["a.txt"]).await.unwrap();
    assert!(!storage.empty_bucket(&name).await.unwrap().is_empty());
    storage.delete_bucket(&name).await.unwrap();
    for gone in [storage.get_bucket(&name).await.map(drop), storage.delete_bucket(&name).await.map(drop)] {
        assert_eq!(code(&gone.unwrap_err()), "NoSuchBucket");
    }
}

#[tokio::test]
async fn buckets_are_listed_page_by_page() {
    let (storage, prefix) = (storage(), name());
    for end in ["b", "a", "c"] {
        storage.create_bucket(format!("{prefix}-{end}")).send().await.unwrap();
    }
    let ours = || storage.list_buckets().search(&*prefix);
    let names = async |list: supabase_orm::storage::ListBuckets| {
        let all = list.send().await.unwrap();
        all.iter().map(|bucket| bucket.name.rsplit('-').next().unwrap().to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(names(ours().sort_by(SortBucketsBy::Name, Direction::Asc)).await, ["a", "b", "c"]);
    let page = ours().sort_by(SortBucketsBy::Name, Direction::Desc).limit(2).offset(1);
    assert_eq!(names(page).await, ["b", "a"]);
    assert_eq!(names(ours().sort_by(SortBucketsBy::CreatedAt, Direction::Asc)).await, ["b", "a", "c"]);
}

#[tokio::test]
async fn a_bucket_takes_what_it_is_for() {
    let (storage, name) = (storage(), name());
    let bucket = storage.create_bucket(&*name).file_size_limit(1000).allowed_mime_types(["image/png"]);
    bucket.send().await.unwrap();
    let objects = storage.bucket(&*name);
    let text = objects.upload("a.txt", b"hello").send().await.unwrap_err();
    assert_eq!((code(&text), text.status().unwrap().as_u16()), ("InvalidMimeType", 415));
    let png = |length| objects.upload("a.png", bytes(length)).content_type("image/png");
    let large = png(1001).send().await.unwrap_err();
    assert_eq!((code(&large), large.status().unwrap().as_u16()), ("EntityTooLarge", 413));
    png(1000).send().await.unwrap();
    // the same for resumable uploads
    let png = |length| objects.resumable_upload("b.png", bytes(length)).content_type("image/png");
    assert_eq!(png(1001).send().await.unwrap_err().status().unwrap().as_u16(), 413);
    let text = objects.resumable_upload("b.txt", b"hello").send().await.unwrap_err();
    assert_eq!(text.status().unwrap().as_u16(), 415);
    png(1000).send().await.unwrap();
}
