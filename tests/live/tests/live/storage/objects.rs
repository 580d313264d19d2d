//! Objects: listed, moved, copied, removed, asked about.

use super::{bucket, code, named_bucket, storage};
use supabase_orm::{
    Direction,
    storage::{ListedObject, Objects, SortBy},
};

/// A bucket with some objects in folders.
async fn filled() -> Objects {
    let objects = bucket().await;
    for path in ["b.txt", "folder/y.txt", "folder/deep/z.txt", "a.txt", "folder/x.txt"] {
        objects.upload(path, path.as_bytes()).send().await.unwrap();
    }
    objects
}

fn names(list: &[ListedObject]) -> Vec<&str> {
    list.iter().map(|entry| &*entry.name).collect()
}

#[tokio::test]
async fn a_folder_is_listed_with_its_folders() {
    let objects = filled().await;
    let root = objects.list("").send().await.unwrap();
    assert_eq!(names(&root), ["a.txt", "b.txt", "folder"]);
    assert_eq!(root.iter().map(ListedObject::is_folder).collect::<Vec<_>>(), [false, false, true]);
    assert_eq!(root[0].metadata.as_ref().unwrap().size, Some(5));
    let folder = objects.list("folder").sort_by(SortBy::Name, Direction::Desc).send().await.unwrap();
    assert_eq!(names(&folder), ["y.txt", "x.txt", "deep"]);
    let page = objects.list("folder").limit(1).offset(1).send().await.unwrap();
    assert_eq!(names(&page), ["x.txt"]);
    assert_eq!(names(&objects.list("folder").search("Y").send().await.unwrap()), ["y.txt"]);
    assert!(objects.list("nope").send().await.unwrap().is_empty());
    assert!(storage().bucket("no-such-bucket").list("").send().await.unwrap().is_empty());
}

#[tokio::test]
async fn all_below_a_prefix_come_page_by_page() {
    let objects = filled().await;
    for (direction, wanted) in [
        (Direction::Asc, ["a.txt", "b.txt", "folder/deep/z.txt", "folder/x.txt", "folder/y.txt"]),
        (Direction::Desc, ["folder/y.txt", "folder/x.txt", "folder/deep/z.txt", "b.txt", "a.txt"]),
    ] {
        let list = || objects.list_v2().limit(2).sort_by(SortBy::Name, direction);
        let mut page = list().send().await.unwrap();
        let mut all: Vec<String> = Vec::new();
        loop {
            assert!(page.objects.len() <= 2);
            all.extend(page.objects.iter().map(|object| object.name.clone()));
            let Some(cursor) = page.next_cursor.take() else { break };
            page = list().cursor(cursor).send().await.unwrap();
        }
        assert_eq!(all, wanted);
    }
    let by_time = objects.list_v2().sort_by(SortBy::CreatedAt, Direction::Asc).send().await.unwrap();
    assert_eq!(by_time.objects[0].name, "b.txt");
    let folders = objects.list_v2().prefix("folder/").with_delimiter(true).send().await.unwrap();
    assert_eq!(folders.folders[0].name, "folder/deep/");
    assert_eq!(
        folders.objects.iter().map(|o| o.key.as_deref().unwrap()).collect::<Vec<_>>(),
        ["x.txt", "y.txt"]
    );
    assert!(!folders.has_next);
}

#[tokio::test]
async fn objects_move_and_are_copied() {
    let objects = filled().await;
    objects.move_("a.txt", "moved/a.txt").send().await.unwrap();
    assert!(!objects.exists("a.txt").await.unwrap() && objects.exists("moved/a.txt").await.unwrap());
    let missing = objects.move_("a.txt", "c.txt").send().await.unwrap_err();
    assert_eq!(code(&missing), "NoSuchKey");
    let taken = objects.move_("moved/a.txt", "b.txt").send().await.unwrap_err();
    assert_eq!(code(&taken), "ResourceAlreadyExists");
    let copy = objects.copy("b.txt", "c.txt").send().await.unwrap();
    assert!(copy.full_path.ends_with("/c.txt") && copy.id.is_some());
    let taken = objects.copy("moved/a.txt", "c.txt").send().await.unwrap_err();
    assert_eq!(code(&taken), "KeyAlreadyExists");
    objects.copy("moved/a.txt", "c.txt").upsert(true).send().await.unwrap();
    assert_eq!(objects.download("c.txt").send().await.unwrap(), "a.txt");
}

#[tokio::test]
async fn objects_go_to_other_buckets_too() {
    let (objects, (name, other)) = (filled().await, named_bucket().await);
    objects.copy("b.txt", "b.txt").to_bucket(&*name).send().await.unwrap();
    let copy = objects.copy("b.txt", "b.md").to_bucket(&*name).copy_metadata(false);
    copy.content_type("text/markdown").cache_control("max-age=1").send().await.unwrap();
    objects.move_("a.txt", "a.txt").to_bucket(&*name).send().await.unwrap();
    assert_eq!(names(&other.list("").send().await.unwrap()), ["a.txt", "b.md", "b.txt"]);
    let info = other.info("b.md").await.unwrap();
    let said = (info.content_type.as_deref(), info.cache_control.as_deref());
    assert_eq!(said, (Some("text/markdown"), Some("max-age=1")));
    assert_eq!(other.download("b.md").send().await.unwrap(), "b.txt");
    assert!(!objects.exists("a.txt").await.unwrap());
}

#[tokio::test]
async fn what_is_removed_is_told_and_gone() {
    let objects = filled().await;
    let info = objects.info("a.txt").await.unwrap();
    assert_eq!((&*info.name, info.size), ("a.txt", Some(5)));
    let removed = objects.remove(["a.txt", "nope", "folder/x.txt", "folder"]).await.unwrap();
    let mut names: Vec<&str> = removed.iter().map(|object| &*object.name).collect();
    names.sort_unstable();
    assert_eq!(names, ["a.txt", "folder/x.txt"]);
    assert!(!objects.exists("a.txt").await.unwrap());
    assert_eq!(code(&objects.info("a.txt").await.unwrap_err()), "NoSuchKey");
    assert!(objects.exists("folder/y.txt").await.unwrap());
    assert!(objects.remove(["a.txt"]).await.unwrap().is_empty());
    let nowhere = storage().bucket("no-such-bucket").exists("a").await.unwrap_err();
    assert_eq!(code(&nowhere), "NoSuchBucket");
}
