//! What users may do, by the policies of the project.

use super::{code, name, storage};
use crate::{
    auth::{client, signed_up},
    world::stack,
};
use stack::{Action, Policy};
use supabase_orm::{Client, storage::Objects};

/// A private bucket where every user has a folder of the user's id. `None` if a server runs elsewhere whose database
/// is not the stack's.
async fn with_folders() -> Option<String> {
    if std::env::var_os("STACK_STORAGE_URL").is_some() {
        return None;
    }
    let name = name();
    storage().create_bucket(&*name).send().await.unwrap();
    match stack().storage_double() {
        Some(double) => {
            let all = [Action::Select, Action::Insert, Action::Update, Action::Delete];
            double.allow(Policy::new("authenticated", &*name, &all).of_own_folder());
        }
        None => {
            let own = format!("bucket_id = '{name}' and (storage.foldername(name))[1] = auth.uid()::text");
            let policy = format!("create policy \"{name}\" on storage.objects to authenticated");
            stack().run_sql(&format!("{policy} using ({own}) with check ({own})")).await.unwrap();
        }
    }
    Some(name)
}

/// A user and the folder of the user.
async fn user(bucket: &str) -> (Client, Objects, String) {
    let db = client();
    let (_, session) = signed_up(&db, "ann").await;
    let folder = session.user.as_ref().unwrap().id.to_string();
    let objects = db.storage().bucket(bucket);
    (db, objects, folder)
}

#[tokio::test]
async fn a_user_has_a_folder_and_sees_no_other() {
    let Some(bucket) = with_folders().await else { return };
    let (_ann, anns, ann) = user(&bucket).await;
    let (_bob, bobs, bob) = user(&bucket).await;
    let mine = format!("{ann}/mine.txt");
    anns.upload(&mine, b"of Ann").send().await.unwrap();
    anns.upload(&mine, b"of Ann's").upsert(true).send().await.unwrap();
    assert_eq!(anns.download(&mine).send().await.unwrap(), "of Ann's");
    assert_eq!(code(&bobs.download(&mine).send().await.unwrap_err()), "NoSuchKey");
    assert!(!bobs.exists(&mine).await.unwrap());
    assert!(bobs.list(&*ann).send().await.unwrap().is_empty());
    assert_eq!(anns.list(&*ann).send().await.unwrap().len(), 1);
    assert_eq!(code(&bobs.create_signed_url(&*mine, 60).send().await.unwrap_err()), "NoSuchKey");
    assert!(bobs.remove([&*mine]).await.unwrap().is_empty());
    let denied = bobs.upload(&format!("{ann}/bob.txt"), b"x").send().await.unwrap_err();
    assert_eq!((code(&denied), denied.status().unwrap().as_u16()), ("AccessDenied", 403));
    let denied = bobs.resumable_upload(&format!("{ann}/bob.txt"), b"x").send().await.unwrap_err();
    assert_eq!(denied.status().unwrap().as_u16(), 403);
    bobs.resumable_upload(&format!("{bob}/bob.txt"), b"x").send().await.unwrap();
    assert_eq!(anns.remove([&*mine]).await.unwrap().len(), 1);
}

#[tokio::test]
async fn nobody_in_particular_may_nothing() {
    let Some(bucket) = with_folders().await else { return };
    let nobody = client();
    let objects = nobody.storage().bucket(&*bucket);
    assert_eq!(code(&objects.upload("a.txt", b"x").send().await.unwrap_err()), "AccessDenied");
    assert!(nobody.storage().list_buckets().send().await.unwrap().is_empty());
    assert_eq!(code(&nobody.storage().get_bucket(&bucket).await.unwrap_err()), "NoSuchBucket");
    let made = nobody.storage().create_bucket(name()).send().await.unwrap_err();
    assert_eq!((code(&made), made.status().unwrap().as_u16()), ("AccessDenied", 403));
}
