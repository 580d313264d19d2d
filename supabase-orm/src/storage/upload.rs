//! Uploads.

use super::{
    Objects, Storage, UploadSource, UploadToken,
    call::{Call, read},
    content_type::content_type_of,
    multipart::Form,
    path::object_path,
    progress::{Fault, Listener},
    setting::setting,
};
use crate::{
    client::Activity,
    error::{Error, ErrorKind, Result},
    http::Body,
};
use http::Method;
use serde::Deserialize;
use serde_json::Value;
use std::time::Duration;

/// What the server says of an upload.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Uploaded {
    /// The path of the object in its bucket.
    pub path: String,
    /// Bucket and path: `avatars/ann/face.png`.
    pub full_path: String,
    /// The object's id; `None` by a signed address.
    pub id: Option<String>,
}

#[derive(Deserialize)]
struct Answer {
    #[serde(rename = "Key")]
    key: String,
    #[serde(default, rename = "Id")]
    id: Option<String>,
}

impl Objects {
    /// Uploads an object. The reference's `upload`.
    ///
    /// ```
    /// # use supabase_orm::{Client, Result, storage::UploadSource};
    /// # async fn f(db: &Client) -> Result<()> {
    /// let upload = db.storage().bucket("films").upload("ann/holiday.mp4", UploadSource::file("holiday.mp4"));
    /// let upload = upload.cache_control("86400").metadata(serde_json::json!({"year": 2026}));
    /// upload.progress(|p| println!("{} of {:?}", p.done, p.total)).send().await?;
    /// # Ok(()) }
    /// ```
    pub fn upload(&self, path: &str, source: impl Into<UploadSource>) -> Upload {
        let mut call = Call::new(Method::POST, self.at("object", path));
        call.header("x-upsert", "false");
        Upload::new(self, path, source.into(), call)
    }

    /// Replaces an object; one that is not there is made. The reference's `update`.
    pub fn update(&self, path: &str, source: impl Into<UploadSource>) -> Upload {
        Upload::new(self, path, source.into(), Call::new(Method::PUT, self.at("object", path)))
    }

    /// Uploads an object by the token of [`create_signed_upload_url`](Self::create_signed_upload_url); the path must be the
    /// token's. The reference's `upload_to_signed_url`.
    pub fn upload_to_signed_url(
        &self,
        path: &str,
        token: impl Into<UploadToken>,
        source: impl Into<UploadSource>,
    ) -> Upload {
        let mut call = Call::new(Method::PUT, self.at("object/upload/sign", path));
        call.secret_query("token", token.into().expose());
        call.header("x-upsert", "false");
        Upload::new(self, path, source.into(), call)
    }
}

/// Uploading an object, in constant memory whatever its size.
///
/// Dropping the future of `send()` cancels it. Nothing is sent twice: see [`Objects::resumable_upload`] for what must get
/// through.
#[derive(Debug)]
#[must_use = "nothing happens before `send()`"]
pub struct Upload {
    storage: Storage,
    path: Result<String>,
    source: UploadSource,
    call: Call,
    content_type: Option<String>,
    cache_control: String,
    metadata: Option<Value>,
    listener: Listener,
    limit: Option<Duration>,
}

impl Upload {
    fn new(objects: &Objects, path: &str, source: UploadSource, call: Call) -> Self {
        Self {
            storage: objects.storage.clone(),
            path: object_path(path),
            source,
            call,
            content_type: None,
            cache_control: "3600".to_owned(),
            metadata: None,
            listener: Listener::none(),
            limit: objects.storage.client.limit(),
        }
    }

    setting!(content_type);
    setting!(cache_control);
    setting!(upsert);
    setting!(metadata);

    /// A header of this request alone.
    pub fn header(mut self, name: &str, value: &str) -> Self {
        self.call.header(name, value);
        self
    }

    setting!(progress, "Called with every piece that is handed to the connection.");
    setting!(timeout);

    /// Sends it.
    ///
    /// # Errors
    /// When something is there (`KeyAlreadyExists`), the role may not (`AccessDenied`), the bucket takes no such file
    /// (`InvalidMimeType`, `EntityTooLarge`), the source cannot be read, or the server cannot be reached.
    pub async fn send(self) -> Result<Uploaded> {
        let place = self.call.place();
        let method = self.call.method().clone();
        self.sent().await.map_err(|e| e.at(&method, &place))
    }

    async fn sent(mut self) -> Result<Uploaded> {
        self.call.take_fault()?;
        let path = self.path?;
        let opened = self.source.open().await.map_err(|e| Error::new(ErrorKind::Io(e)))?;
        let guessed = content_type_of(&path, &opened.start);
        let content_type = self.content_type.as_deref().unwrap_or(guessed);
        if content_type.bytes().chain(self.cache_control.bytes()).any(|b| b.is_ascii_control()) {
            return Err(Error::config("the content type and the cache control are one line each"));
        }
        let form = Form {
            cache_control: &self.cache_control,
            metadata: self.metadata.map(|metadata| metadata.to_string()),
            file_name: path.rsplit('/').next().unwrap_or(&path),
            content_type,
        };
        let (activity, fault) = (Activity::default(), Fault::default());
        let (content_type, body) = form.around(opened, self.listener, &activity, &fault);
        self.call.header("content-type", &content_type);
        let sent = async {
            let body = Body::Stream(body);
            let response = self.storage.open(&mut self.call, body, &activity, self.limit).await?;
            activity.within(self.limit, super::call::whole(response)).await?
        };
        let body = sent.await.map_err(|e| fault.take().map_or(e, |e| Error::new(ErrorKind::Io(e))))?;
        let answer: Answer = read(&body)?;
        Ok(Uploaded { path, full_path: answer.key, id: answer.id })
    }
}
