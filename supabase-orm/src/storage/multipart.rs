//! The form that an upload is sent as.

use super::source::{Framed, Opened};
use crate::{
    client::Activity,
    http::StreamBody,
    storage::progress::{Count, Fault, Listener},
};
use bytes::Bytes;
use std::{fmt::Write as _, iter::repeat_with};

/// The parts before the file, and what the file part says.
pub(super) struct Form<'a> {
    pub(super) cache_control: &'a str,
    pub(super) metadata: Option<String>,
    /// without one the server sees a file in `application/octet-stream` only
    pub(super) file_name: &'a str,
    pub(super) content_type: &'a str,
}

impl Form<'_> {
    /// The `content-type` and the body.
    pub(super) fn around(
        &self,
        opened: Opened,
        listener: Listener,
        activity: &Activity,
        fault: &Fault,
    ) -> (String, StreamBody) {
        let boundary: String = repeat_with(fastrand::alphanumeric).take(32).collect();
        let head = self.head(&boundary);
        let tail = format!("\r\n--{boundary}--\r\n");
        let around = u64::try_from(head.len() + tail.len()).unwrap_or(u64::MAX);
        let length = opened.length.map(|length| length.saturating_add(around));
        let count = Count {
            done: 0,
            total: opened.length,
            ends_at: opened.length,
            activity: activity.clone(),
            listener,
        };
        let framed = Framed {
            head: Some(Bytes::from(head)),
            source: opened.stream,
            tail: Some(Bytes::from(tail)),
            count,
            fault: fault.clone(),
            ended: false,
        };
        (format!("multipart/form-data; boundary={boundary}"), StreamBody::new(framed, length))
    }

    fn head(&self, boundary: &str) -> String {
        let mut head = String::new();
        let mut field = |name: &str, value: &str| {
            let _ = write!(
                head,
                "--{boundary}\r\ncontent-disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n"
            );
        };
        field("cacheControl", self.cache_control);
        if let Some(metadata) = &self.metadata {
            field("metadata", metadata);
        }
        let name = match self.file_name {
            "" => String::new(),
            name => format!("; filename=\"{}\"", quoted(name)),
        };
        let _ = write!(
            head,
            "--{boundary}\r\ncontent-disposition: form-data; name=\"file\"{name}\r\n\
             content-type: {}\r\n\r\n",
            self.content_type
        );
        head
    }
}

/// A file name between quotes, as browsers write it.
fn quoted(name: &str) -> String {
    let mut quoted = String::with_capacity(name.len());
    for c in name.chars() {
        match c {
            '"' => quoted.push_str("%22"),
            '\\' => quoted.push_str("\\\\"),
            c if c.is_ascii_control() => {
                let _ = write!(quoted, "%{:02X}", u32::from(c));
            }
            c => quoted.push(c),
        }
    }
    quoted
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::storage::UploadSource;

    #[tokio::test]
    async fn a_form_has_the_length_that_it_says() {
        let form = Form {
            cache_control: "60",
            metadata: Some(r#"{"a":1}"#.into()),
            file_name: "a\"b\r\n.png",
            content_type: "image/png",
        };
        let opened = UploadSource::bytes("hello").open().await.unwrap();
        let (_, body) = form.around(opened, Listener::none(), &Activity::default(), &Fault::default());
        let bytes = body.bytes().await.unwrap();
        assert_eq!(body.length(), Some(bytes.len() as u64));
        let text = String::from_utf8(bytes.to_vec()).unwrap();
        assert!(text.contains("name=\"cacheControl\"\r\n\r\n60\r\n--"), "{text}");
        assert!(
            text.contains("filename=\"a%22b%0D%0A.png\"\r\ncontent-type: image/png\r\n\r\nhello\r\n--"),
            "{text}"
        );
    }

    #[tokio::test]
    async fn a_source_is_held_to_the_length_that_was_said() {
        for said in [4, 6] {
            let source = UploadSource::reader(&b"hello"[..], said);
            let opened = source.open().await.unwrap();
            let form = Form { cache_control: "60", metadata: None, file_name: "a", content_type: "text/csv" };
            let fault = Fault::default();
            let (_, body) = form.around(opened, Listener::none(), &Activity::default(), &fault);
            assert!(body.bytes().await.is_err());
            assert!(fault.take().unwrap().to_string().contains("than was said"));
        }
    }
}
