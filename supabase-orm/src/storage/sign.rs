//! Addresses that whoever has them may use for a while.

use super::{
    Objects, Storage, Transform,
    call::{Call, read, unreadable},
    path::{encoded, object_path},
};
use crate::error::{Error, ErrorKind, QueryError, Result, StorageError};
use secrecy::{ExposeSecret, SecretString};
use serde::Deserialize;
use serde_json::Value;
use std::fmt;
use url::form_urlencoded::byte_serialize;

/// An address that whoever has it may use. `Debug` does not show it.
#[derive(Clone)]
pub struct SignedUrl(SecretString);

impl SignedUrl {
    /// The address itself.
    #[must_use]
    pub fn expose(&self) -> &str {
        self.0.expose_secret()
    }
}

impl fmt::Debug for SignedUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SignedUrl(redacted)")
    }
}

/// The token of a signed upload. `Debug` does not show it.
#[derive(Clone)]
pub struct UploadToken(SecretString);

impl UploadToken {
    /// The token itself.
    #[must_use]
    pub fn expose(&self) -> &str {
        self.0.expose_secret()
    }
}

impl<T: Into<String>> From<T> for UploadToken {
    fn from(token: T) -> Self {
        Self(token.into().into())
    }
}

impl fmt::Debug for UploadToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("UploadToken(redacted)")
    }
}

impl Objects {
    /// An address to read an object by, for so many seconds. The reference's `create_signed_url`.
    pub fn create_signed_url(&self, path: impl Into<String>, seconds: u64) -> CreateSignedUrl {
        CreateSignedUrl {
            objects: self.clone(),
            path: path.into(),
            seconds,
            transform: Transform::new(),
            version: None,
            after: After::default(),
        }
    }

    /// Addresses to read objects by, for so many seconds. The reference's `create_signed_urls`.
    pub fn create_signed_urls(
        &self,
        paths: impl IntoIterator<Item = impl Into<String>>,
        seconds: u64,
    ) -> CreateSignedUrls {
        let paths: Value = paths.into_iter().map(Into::into).collect();
        let call = Call::post(self.of_bucket("object/sign")).with("paths", paths);
        let call = call.with("expiresIn", seconds.to_string());
        CreateSignedUrls { storage: self.storage.clone(), call, after: After::default() }
    }

    /// An address to upload an object by, for two hours and once. The reference's `create_signed_upload_url`.
    pub fn create_signed_upload_url(&self, path: &str) -> CreateSignedUploadUrl {
        let call = Call::new(http::Method::POST, self.at("object/upload/sign", path));
        CreateSignedUploadUrl { storage: self.storage.clone(), path: object_path(path), call }
    }
}

/// What a signed address says besides its token.
#[derive(Debug, Clone, Default)]
struct After {
    download: Option<String>,
    nonce: Option<String>,
}

impl After {
    fn put(&self, call: &mut Call) {
        match self.download.as_deref() {
            Some("") => call.set("download", true),
            Some(name) => call.set("download", name),
            None => {}
        }
    }

    /// The server's answer is a path that is not encoded, so the last `?token=` is where the token begins.
    fn url(&self, base: &str, answer: &str) -> Result<SignedUrl> {
        let (path, token) =
            answer.rsplit_once("?token=").ok_or_else(|| unreadable("a signed address has no token"))?;
        let path = percent_encoding::percent_decode_str(path.trim_start_matches('/')).decode_utf8_lossy();
        let mut url = format!("{base}{}?token={token}", encoded(&path));
        for (name, value) in [("download", &self.download), ("cacheNonce", &self.nonce)] {
            if let Some(value) = value {
                url.push_str(&format!("&{name}="));
                url.extend(byte_serialize(value.as_bytes()));
            }
        }
        Ok(SignedUrl(url.into()))
    }
}

macro_rules! after {
    ($name:ident) => {
        impl $name {
            /// A browser saves it instead of showing it, under its own name.
            pub fn download(self) -> Self {
                self.download_as("")
            }

            /// A browser saves it instead of showing it, under this name.
            pub fn download_as(mut self, name: impl Into<String>) -> Self {
                self.after.download = Some(name.into());
                self
            }

            /// Caches keep it apart from what they had under another nonce: a version, or a time.
            pub fn cache_nonce(mut self, nonce: impl Into<String>) -> Self {
                self.after.nonce = Some(nonce.into());
                self
            }
        }
    };
}

after!(CreateSignedUrl);
after!(CreateSignedUrls);

/// Making an address to read an object by.
#[derive(Debug)]
#[must_use = "nothing happens before `send()`"]
pub struct CreateSignedUrl {
    objects: Objects,
    path: String,
    seconds: u64,
    transform: Transform,
    version: Option<String>,
    after: After,
}

impl CreateSignedUrl {
    /// The picture in another size.
    pub fn transform(mut self, transform: Transform) -> Self {
        self.transform = transform;
        self
    }

    /// This version of the object, in a bucket that keeps versions. Default is the newest.
    pub fn version(mut self, version: impl Into<String>) -> Self {
        self.version = Some(version.into());
        self
    }

    /// Sends it.
    ///
    /// # Errors
    /// When there is no such object (`NoSuchKey`), the time is 0 (`InvalidRequest`), or the server cannot be reached.
    pub async fn send(self) -> Result<SignedUrl> {
        let path = object_path(&self.path)?;
        if path.contains('?') {
            return self.send_in_list(path).await;
        }
        let mut call = Call::post(self.objects.at("object/sign", &self.path));
        call.set("expiresIn", self.seconds.to_string());
        self.after.put(&mut call);
        if !self.transform.is_empty() {
            call.set("transform", self.transform.json());
        }
        if let Some(version) = self.version {
            call.set("versionId", version);
        }
        let storage = &self.objects.storage;
        let signed: Signed = storage.call(call).await?;
        let answer = signed.url.ok_or_else(|| unreadable("no signed address"))?;
        self.after.url(storage.client.storage_url(), &answer)
    }

    /// A path with a question mark: the server's route for one object signs it in a way that never fits.
    async fn send_in_list(self, path: String) -> Result<SignedUrl> {
        if !self.transform.is_empty() || self.version.is_some() {
            let why = "has a `?`, which the server cannot sign together with a transform or a version";
            return Err(QueryError::ObjectPath(why).into());
        }
        let mut list = self.objects.create_signed_urls([path], self.seconds);
        list.after = self.after;
        let one = list.send().await?.into_iter().next().ok_or_else(|| unreadable("no signed address"))?;
        one.url.ok_or_else(|| {
            let message = one.error.unwrap_or_else(|| "no signed address".to_owned());
            Error::new(ErrorKind::Storage(StorageError::no_such_key(message)))
        })
    }
}

#[derive(Deserialize)]
struct Signed {
    #[serde(default, rename = "signedURL", alias = "signedUrl")]
    url: Option<String>,
    #[serde(default)]
    path: Option<String>,
    #[serde(default)]
    error: Option<String>,
}

/// Making addresses to read objects by.
#[derive(Debug)]
#[must_use = "nothing happens before `send()`"]
pub struct CreateSignedUrls {
    storage: Storage,
    call: Call,
    after: After,
}

impl CreateSignedUrls {
    /// Sends it; one answer for each path, in their order.
    ///
    /// # Errors
    /// When there is no path or the time is 0 (`InvalidRequest`), or the server cannot be reached.
    pub async fn send(mut self) -> Result<Vec<SignedPath>> {
        self.after.put(&mut self.call);
        let signed: Vec<Signed> = self.storage.call(self.call).await?;
        let base = self.storage.client.storage_url();
        let one = |signed: Signed| {
            Ok(SignedPath {
                path: signed.path.unwrap_or_default(),
                url: signed.url.map(|answer| self.after.url(base, &answer)).transpose()?,
                error: signed.error,
            })
        };
        signed.into_iter().map(one).collect()
    }
}

/// One of several signed addresses.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct SignedPath {
    /// The path of the object.
    pub path: String,
    /// Its address; `None` if there is none.
    pub url: Option<SignedUrl>,
    /// Why there is none.
    pub error: Option<String>,
}

/// Making an address to upload an object by.
#[derive(Debug)]
#[must_use = "nothing happens before `send()`"]
pub struct CreateSignedUploadUrl {
    storage: Storage,
    path: Result<String>,
    call: Call,
}

impl CreateSignedUploadUrl {
    /// Whether the upload may replace what is there. Default is no.
    pub fn upsert(mut self, yes: bool) -> Self {
        if yes {
            self.call.header("x-upsert", "true");
        }
        self
    }

    /// Sends it.
    ///
    /// # Errors
    /// When the role may not upload there (`AccessDenied`), something is there (`KeyAlreadyExists`), or the server cannot be
    /// reached.
    pub async fn send(self) -> Result<SignedUpload> {
        #[derive(Deserialize)]
        struct Answer {
            url: String,
        }
        let path = self.path?;
        let body = self.storage.bytes(self.call).await?;
        let answer: Answer = read(&body)?;
        let url = After::default().url(self.storage.client.storage_url(), &answer.url)?;
        let token =
            url.expose().rsplit_once("?token=").map(|(_, token)| token.to_owned()).unwrap_or_default();
        Ok(SignedUpload { token: token.into(), url, path })
    }
}

/// An address to upload an object by.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct SignedUpload {
    /// The address: a PUT there uploads.
    pub url: SignedUrl,
    /// Its token, for [`upload_to_signed_url`](Objects::upload_to_signed_url).
    pub token: UploadToken,
    /// The path of the object.
    pub path: String,
}
