//! What was done between the conversations that were kept.

use crate::replay::Talk;
use base64::{Engine as _, engine::general_purpose::STANDARD};
use serde_json::{Value, json};
use stack::{Action, Policy};

/// The picture of the recordings.
const PICTURE: &str = "iVBORw0KGgoAAAANSUhEUgAAAAgAAAAICAIAAABLbSncAAAA00lEQVR4nAHIADf/AEQggjz95vHCazD5DsfdAeSIdTSiDwsNBADDbtgOceD9d7B2cOuUC9UzX5c9qthhm5EA/8kR9XzO1Fi7vyzgN1PJvfoP8BadyVdWAHQGZnbPsLTriQLEQmnaHPa6ZtP4ttSxAACp6g51WlwughAkKgjnB49/iThesJQjVVEAglaLluik/vI6DJ/Fr9dghDeBa90KcwnLAEoSUuTacOZyD8qk2h6YQGwYnCQnnphR1QCBQgQTb+tXE8FmsTJp3WP8NceX/wimzZBmqmC6CYRkQQAAAABJRU5ErkJggg==";

/// Brings the double to where the real server was before that case.
pub(crate) async fn before(talk: &mut Talk, id: &str) {
    match id {
        "create-bucket-size-string" => talk.bucket(json!({"id": "idonly", "name": "Another name"})).await,
        "create-bucket-nulls" => {
            talk.bucket(json!({"name": "images", "allowed_mime_types": ["image/*"]})).await;
        }
        "create-bucket-odd-get" => talk.bucket(json!({"name": "Odd Bucket_1.2+a&b"})).await,
        "upload-default-options-info" => talk.text("plain/default.txt", "hello").await,
        "upload-raw-multipart-contenttype-field-info" => {
            let text = b"--B\r\ncontent-disposition: form-data; name=\"cacheControl\"\r\n\r\n123\r\n--B\r\n\
                content-disposition: form-data; name=\"contentType\"\r\n\r\ntext/markdown\r\n--B\r\n\
                content-disposition: form-data; name=\"\"; filename=\"x.txt\"\r\n\r\nhello\r\n--B--\r\n";
            let kind = [("content-type", "multipart/form-data; boundary=B")];
            talk.ask("POST", "/object/plain/ctfield.txt", &kind, text).await;
        }
        "upload-raw-upsert-TRUE" => talk.text("plain/data.json", "{\"a\": 1}").await,
        "create-signed-urls-download" => talk.pictures().await,
        "upload-to-signed-url-raw-binary" => talk.picture("avatars/folder/noauth.png", "max-age=10").await,
        "delete-file-missing" => talk.remove("avatars", "folder/avatar1.png").await,
        "delete-single-raw-missing" => talk.remove("avatars", "folder/cat.png").await,
        "odd-path-05-download" => {
            for key in ["a%3Fb.txt", "a%20b.txt", "a+b.txt"] {
                talk.text(&format!("plain/{key}"), "odd").await;
            }
        }
        "list-sort-column-only" => {
            talk.ask("POST", "/object/plain//dbl.txt", &[("content-type", "text/plain")], b"x").await;
        }
        "anon-get-bucket" => talk.policies().await,
        "tus-defer-continue" => talk.deferred_upload().await,
        "tus-patch-resume-after-lock" => talk.locked_upload().await,
        _ => {}
    }
}

impl Talk {
    async fn bucket(&self, settings: Value) {
        let kind = [("content-type", "application/json")];
        self.ask("POST", "/bucket", &kind, settings.to_string().as_bytes()).await;
    }

    async fn text(&self, path: &str, text: &str) {
        let headers = [("content-type", "text/plain"), ("cache-control", "max-age=3600")];
        self.ask("POST", &format!("/object/{path}"), &headers, text.as_bytes()).await;
    }

    async fn picture(&self, path: &str, cache: &str) {
        let headers = [("content-type", "image/png"), ("cache-control", cache)];
        self.ask("POST", &format!("/object/{path}"), &headers, &STANDARD.decode(PICTURE).unwrap()).await;
    }

    async fn pictures(&self) {
        for name in ["avatar1.png", "avatar2.png", "subfolder/jon.png"] {
            self.picture(&format!("avatars/folder/{name}"), "max-age=3600").await;
        }
        let to_public = json!({
            "bucketId": "plain", "sourceKey": "copied.png",
            "destinationBucket": "public-bucket", "destinationKey": "folder/avatar1.jpg",
        });
        let kind = [("content-type", "application/json")];
        self.ask("POST", "/object/move", &kind, to_public.to_string().as_bytes()).await;
    }

    async fn remove(&self, bucket: &str, key: &str) {
        self.ask("DELETE", &format!("/object/{bucket}/{key}"), &[], b"").await;
    }

    async fn policies(&self) {
        for name in ["anon-read", "anon-insert", "anon-rw", "user-files"] {
            self.bucket(json!({"name": name})).await;
        }
        let all = [Action::Select, Action::Insert, Action::Update, Action::Delete];
        for policy in [
            Policy::new("anon", "anon-read", &[Action::Select]),
            Policy::new("anon", "anon-insert", &[Action::Insert]),
            Policy::new("anon", "anon-rw", &all),
            Policy::new("authenticated", "user-files", &all).of_own_folder(),
        ] {
            self.double.allow(policy);
        }
        self.text("anon-read/r.txt", "readable").await;
        self.text("anon-insert/have.txt", "x").await;
        self.text("user-files/other/x.txt", "x").await;
    }

    async fn deferred_upload(&mut self) {
        let metadata = ("upload-metadata", "bucketName cGxhaW4=,objectName dHVzL2RlZmVyLmJpbg==");
        let recorded = "cGxhaW4vdHVzL2RlZmVyLmJpbi81MTFjNGEwOS0xOTIwLTQ1NTAtYjYxZC1mM2UyYjJjZjI0NGI";
        self.upload(recorded, &[metadata, ("upload-defer-length", "1")]).await;
    }

    async fn locked_upload(&mut self) {
        let metadata = ("upload-metadata", "bucketName cGxhaW4=,objectName dHVzL2xvY2suYmlu");
        let recorded = "cGxhaW4vdHVzL2xvY2suYmluLzY3MmFkYTFlLTFlOGQtNDQ5MS05MmFmLWIxY2IzYjJiZDJiNA";
        let id = self.upload(recorded, &[metadata, ("upload-length", "1000000")]).await;
        let part = [
            ("tus-resumable", "1.0.0"),
            ("upload-offset", "0"),
            ("content-type", "application/offset+octet-stream"),
        ];
        self.ask("PATCH", &format!("/upload/resumable/{id}"), &part, &vec![0; 300_000]).await;
    }

    /// Begins an upload; our id in place of the recorded one.
    async fn upload(&mut self, recorded: &str, headers: &[(&str, &str)]) -> String {
        let headers: Vec<_> = headers.iter().copied().chain([("tus-resumable", "1.0.0")]).collect();
        let came = self.ask("POST", "/upload/resumable", &headers, b"").await;
        let location = came.headers["location"].to_str().unwrap();
        let id = location.rsplit('/').next().unwrap().to_owned();
        self.known.learn(recorded, &id);
        id
    }
}
