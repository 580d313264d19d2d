//! Addresses for whoever has them.

use super::{bucket, code, name, storage};
use reqwest::Response;

async fn get(url: &str) -> Response {
    reqwest::get(url).await.unwrap()
}

#[tokio::test]
async fn a_signed_address_leads_to_the_object() {
    let objects = bucket().await;
    for path in ["a.txt", "with space;,:@&=+$!'()*.txt", "deep/er/x.txt"] {
        objects.upload(path, path.as_bytes()).send().await.unwrap();
        let url = objects.create_signed_url(path, 60).send().await.unwrap();
        let answer = get(url.expose()).await;
        assert!(!answer.headers().contains_key("content-disposition"));
        assert_eq!((answer.status().as_u16(), &*answer.text().await.unwrap()), (200, path));
    }
    let named = objects.create_signed_url("a.txt", 60).download_as("plan & more.txt").send().await.unwrap();
    let disposition = get(named.expose()).await.headers()["content-disposition"].to_str().unwrap().to_owned();
    assert!(disposition.starts_with("attachment; filename=plan%20%26%20more.txt"), "{disposition}");
    let missing = objects.create_signed_url("nope", 60).send().await.unwrap_err();
    assert_eq!(code(&missing), "NoSuchKey");
    let other = named.expose().replace("a.txt", "deep/er/x.txt");
    assert_eq!(get(&other).await.status(), 400);
}

#[tokio::test]
async fn many_are_signed_at_once() {
    let objects = bucket().await;
    for path in ["a.txt", "is it?.txt"] {
        objects.upload(path, path.as_bytes()).send().await.unwrap();
    }
    let paths = ["a.txt", "nope", "is it?.txt"];
    let signed = objects.create_signed_urls(paths, 60).download().send().await.unwrap();
    assert_eq!(signed.iter().map(|one| &*one.path).collect::<Vec<_>>(), paths);
    assert!(signed[1].url.is_none() && signed[1].error.is_some());
    for one in [&signed[0], &signed[2]] {
        let answer = get(one.url.as_ref().unwrap().expose()).await;
        assert!(answer.headers()["content-disposition"].to_str().unwrap().starts_with("attachment"));
        assert_eq!(answer.text().await.unwrap(), one.path);
    }
}

#[tokio::test]
async fn whoever_has_the_token_uploads() {
    let objects = bucket().await;
    let signed = objects.create_signed_upload_url("in/box.txt").send().await.unwrap();
    assert_eq!(signed.path, "in/box.txt");
    let upload = |text: &'static str| {
        objects.upload_to_signed_url("in/box.txt", signed.token.clone(), text.as_bytes())
    };
    assert_eq!(upload("one").send().await.unwrap().path, "in/box.txt");
    assert_eq!(code(&upload("two").send().await.unwrap_err()), "KeyAlreadyExists");
    assert_eq!(
        code(&objects.create_signed_upload_url("in/box.txt").send().await.unwrap_err()),
        "KeyAlreadyExists"
    );
    let again = objects.create_signed_upload_url("in/box.txt").upsert(true).send().await.unwrap();
    objects.upload_to_signed_url("in/box.txt", again.token, b"three").send().await.unwrap();
    assert_eq!(objects.download("in/box.txt").send().await.unwrap(), "three");
    let forged = objects.upload_to_signed_url("in/box.txt", "forged", b"four").send().await.unwrap_err();
    assert_eq!(code(&forged), "InvalidJWT");
    // a PUT to the address does the same
    let plain = objects.create_signed_upload_url("in/plain.txt").send().await.unwrap();
    let put =
        reqwest::Client::new().put(plain.url.expose()).header("content-type", "text/plain").body("five");
    assert_eq!(put.send().await.unwrap().status(), 200);
    assert_eq!(objects.download("in/plain.txt").send().await.unwrap(), "five");
}

#[tokio::test]
async fn objects_of_a_public_bucket_have_addresses() {
    let (storage, name) = (storage(), name());
    storage.create_bucket(&*name).public(true).send().await.unwrap();
    let objects = storage.bucket(&*name);
    objects.upload("my face?.txt", b"hello").send().await.unwrap();
    let url = objects.get_public_url("my face?.txt").url().unwrap();
    assert_eq!(get(&url).await.text().await.unwrap(), "hello");
    let saved = objects.get_public_url("my face?.txt").download().url().unwrap();
    assert_eq!(get(&saved).await.headers()["content-disposition"], "attachment");
    storage.update_bucket(&*name).public(false).send().await.unwrap();
    assert_eq!(get(&url).await.status(), 400);
}
