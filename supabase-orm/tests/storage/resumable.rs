//! Resumable uploads against a server that breaks connections at random.

#[path = "resumable/once.rs"]
mod once;

use crate::raw::{Head, answer, body, head, serve};
use base64::{Engine as _, prelude::BASE64_STANDARD};
use std::{
    collections::{BTreeMap, HashMap},
    sync::{
        Arc, Mutex,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};
use supabase_orm::{
    Client,
    storage::{Progress, ResumableUpload, UploadSource, upload_all},
};
use tokio::{io::AsyncReadExt, net::TcpStream};

#[derive(Default)]
struct Upload {
    length: u64,
    metadata: BTreeMap<String, String>,
    upsert: bool,
    bytes: Vec<u8>,
    /// asking how much there is ends a part that is still arriving
    asked: usize,
}

/// A TUS server as Supabase's: what it got of a broken request it keeps.
#[derive(Clone, Default)]
struct Tus {
    uploads: Arc<Mutex<HashMap<String, Upload>>>,
    next: Arc<AtomicUsize>,
    /// so many requests are still broken
    cuts: Arc<AtomicUsize>,
    /// requests by their first line
    log: Arc<Mutex<Vec<String>>>,
    /// the largest part
    largest: Arc<AtomicUsize>,
    at_once: Arc<(AtomicUsize, AtomicUsize)>,
    slow: bool,
}

impl Tus {
    fn cutting(times: usize) -> Self {
        let tus = Self::default();
        tus.cuts.store(times, Ordering::SeqCst);
        tus
    }

    async fn client(&self) -> Client {
        let tus = self.clone();
        let url = serve(move |stream| tus.clone().connection(stream)).await;
        Client::builder(&url, "key").timeout(Duration::from_secs(10)).build().unwrap()
    }

    fn cut(&self) -> bool {
        fastrand::bool()
            && self.cuts.fetch_update(Ordering::SeqCst, Ordering::SeqCst, |n| n.checked_sub(1)).is_ok()
    }

    /// An upload of this name has come to its end with these bytes.
    fn has(&self, name: &str, bytes: &[u8]) -> bool {
        let named = |u: &&Upload| u.metadata.get("objectName").map(String::as_str) == Some(name);
        self.uploads
            .lock()
            .unwrap()
            .values()
            .filter(named)
            .any(|u| u.length == u.bytes.len() as u64 && u.bytes == bytes)
    }

    /// Some of it has come.
    async fn has_some_of(&self, id: &str) {
        while self.uploads.lock().unwrap().get(id).is_none_or(|upload| upload.bytes.is_empty()) {
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
    }

    /// The process ends when some of it has come.
    async fn interrupted(&self, id: &str, upload: ResumableUpload) {
        let process = tokio::spawn(upload.send());
        self.has_some_of(id).await;
        process.abort();
        assert!(process.await.is_err(), "it was over too soon");
    }

    fn count(&self, method: &str) -> usize {
        self.log.lock().unwrap().iter().filter(|line| line.starts_with(method)).count()
    }

    async fn connection(self, mut stream: TcpStream) {
        while let Some(head) = head(&mut stream).await {
            self.log.lock().unwrap().push(head.line.clone());
            assert_eq!(head.header("tus-resumable"), Some("1.0.0"));
            let method = head.line.split(' ').next().unwrap().to_owned();
            let id = head.line.split(' ').nth(1).unwrap().rsplit('/').next().unwrap().to_owned();
            let go_on = match method.as_str() {
                "POST" => self.create(&mut stream, &head).await,
                "HEAD" => self.offset(&mut stream, &id).await,
                "PATCH" => self.patch(&mut stream, head, &id).await,
                other => panic!("{other}"),
            };
            if !go_on {
                return;
            }
        }
    }

    async fn create(&self, stream: &mut TcpStream, head: &Head) -> bool {
        assert_eq!(head.number("content-length"), Some(0), "a gateway wants to know");
        let pair = |pair: &str| {
            let (name, value) = pair.split_once(' ').unwrap();
            (name.to_owned(), String::from_utf8(BASE64_STANDARD.decode(value).unwrap()).unwrap())
        };
        let upload = Upload {
            length: head.number("upload-length").unwrap(),
            metadata: head.header("upload-metadata").unwrap().split(',').map(pair).collect(),
            upsert: head.header("x-upsert") == Some("true"),
            ..Upload::default()
        };
        let id = {
            let mut uploads = self.uploads.lock().unwrap();
            let id = format!("id{}", self.next.fetch_add(1, Ordering::SeqCst));
            uploads.insert(id.clone(), upload);
            id
        };
        if self.cut() {
            return false;
        }
        let location = format!("location: http://another.host/storage/v1/upload/resumable/{id}\r\n");
        answer(stream, "201 Created", &location, b"").await;
        true
    }

    async fn offset(&self, stream: &mut TcpStream, id: &str) -> bool {
        let offset = self.uploads.lock().unwrap().get_mut(id).map(|upload| {
            upload.asked += 1;
            upload.bytes.len()
        });
        if self.cut() {
            return false;
        }
        match offset {
            Some(offset) => answer(stream, "200 OK", &format!("upload-offset: {offset}\r\n"), b"").await,
            None => answer(stream, "404 Not Found", "content-type: text/plain\r\n", b"").await,
        }
        true
    }

    async fn patch(&self, stream: &mut TcpStream, mut head: Head, id: &str) -> bool {
        let length = usize::try_from(head.number("content-length").unwrap()).unwrap();
        let at = head.number("upload-offset").unwrap();
        self.largest.fetch_max(length, Ordering::SeqCst);
        let now = self.at_once.0.fetch_add(1, Ordering::SeqCst) + 1;
        self.at_once.1.fetch_max(now, Ordering::SeqCst);
        let asked = {
            let uploads = self.uploads.lock().unwrap();
            // forgotten: the client asks
            let Some(upload) = uploads.get(id) else { return false };
            assert_eq!(at, upload.bytes.len() as u64, "the client sends what the server does not have");
            assert_eq!(head.header("x-upsert") == Some("true"), upload.upsert);
            upload.asked
        };
        let cut = self.cut();
        let wanted = if cut { fastrand::usize(0..=length) } else { length };
        let (mut piece, mut came) = (std::mem::take(&mut head.rest), 0);
        loop {
            piece.truncate(wanted - came);
            came += piece.len();
            {
                let mut uploads = self.uploads.lock().unwrap();
                let Some(upload) = uploads.get_mut(id).filter(|upload| upload.asked == asked) else { break };
                upload.bytes.extend_from_slice(&piece);
            }
            if came == wanted {
                break;
            }
            if self.slow {
                tokio::time::sleep(Duration::from_millis(1)).await;
            }
            piece = vec![0; 16 * 1024];
            match stream.read(&mut piece).await {
                Ok(n) if n > 0 => piece.truncate(n),
                _ => break,
            }
        }
        let offset = self.uploads.lock().unwrap().get(id).map_or(0, |upload| upload.bytes.len());
        let broken = cut || came < length;
        self.at_once.0.fetch_sub(1, Ordering::SeqCst);
        if broken {
            return false;
        }
        answer(stream, "204 No Content", &format!("upload-offset: {offset}\r\n"), b"").await;
        true
    }
}

fn random(n: usize) -> Vec<u8> {
    std::iter::repeat_with(|| fastrand::u8(..)).take(n).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn every_byte_arrives_through_fifty_random_cuts() {
    let tus = Tus::cutting(50);
    let client = tus.client().await;
    let bytes = random(4 << 20);
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("film.mp4");
    std::fs::write(&file, &bytes).unwrap();
    let seen = Arc::new(Mutex::new(Vec::new()));
    let tell = seen.clone();
    let upload = client.storage().bucket("b").resumable_upload("film.mp4", UploadSource::file(&file));
    let upload = upload.chunk_size(64 * 1024).attempts(60).upsert(true).state_file(dir.path().join("state"));
    let upload = upload.backoff(Duration::from_millis(1));
    upload.progress(move |p: Progress| tell.lock().unwrap().push(p)).send().await.unwrap();
    assert!(tus.has("film.mp4", &bytes), "bytes differ");
    assert_eq!(tus.cuts.load(Ordering::SeqCst), 0, "not all cuts were made");
    assert!(tus.largest.load(Ordering::SeqCst) <= 64 * 1024);
    let last = *seen.lock().unwrap().last().unwrap();
    assert_eq!((last.done, last.total), (4 << 20, Some(4 << 20)));
    assert!(!dir.path().join("state").exists());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_later_process_goes_on_where_the_first_one_ended() {
    let tus = Tus { slow: true, ..Tus::default() };
    let client = tus.client().await;
    let bytes = random(2 << 20);
    let dir = tempfile::tempdir().unwrap();
    let (file, state) = (dir.path().join("a.bin"), dir.path().join("state.json"));
    std::fs::write(&file, &bytes).unwrap();
    let bucket = client.storage().bucket("b");
    let upload =
        || bucket.resumable_upload("a.bin", UploadSource::file(&file)).state_file(&state).chunk_size(1 << 17);
    tus.interrupted("id0", upload()).await;
    let kept = std::fs::read_to_string(&state).unwrap();
    assert!(kept.contains("id0") && !kept.contains("key\""), "{kept}");
    let had = tus.uploads.lock().unwrap()["id0"].bytes.len();
    assert!(had > 0 && had < bytes.len(), "{had}");
    upload().send().await.unwrap();
    assert!(tus.has("a.bin", &bytes));
    assert_eq!(tus.count("POST"), 1, "it was begun anew");

    // another file is another upload
    tus.interrupted("id1", upload()).await;
    let changed = random(1 << 20);
    std::fs::write(&file, &changed).unwrap();
    upload().send().await.unwrap();
    assert_eq!(tus.count("POST"), 3);
    // and one that the server has forgotten is begun anew
    tus.interrupted("id3", upload()).await;
    tus.uploads.lock().unwrap().remove("id3");
    upload().send().await.unwrap();
    assert!(tus.has("a.bin", &changed));
}

#[tokio::test(flavor = "multi_thread")]
async fn an_upload_is_paused_and_goes_on() {
    let tus = Tus { slow: true, ..Tus::default() };
    let client = tus.client().await;
    let bytes = random(16 << 20);
    let upload = client.storage().bucket("b").resumable_upload("a.bin", bytes.clone());
    let control = upload.control();
    let running = tokio::spawn(upload.send());
    tus.has_some_of("id0").await;
    control.pause();
    assert!(control.is_paused());
    // what is on its way still arrives
    let had = || tus.uploads.lock().unwrap()["id0"].bytes.len();
    let mut before = usize::MAX;
    while before != had() {
        before = had();
        tokio::time::sleep(Duration::from_millis(150)).await;
    }
    assert!(before < bytes.len() && !running.is_finished(), "{before}");
    control.resume();
    running.await.unwrap().unwrap();
    assert!(tus.has("a.bin", &bytes));
    // begun once, asked once how much is there
    assert_eq!((tus.count("POST"), tus.count("HEAD")), (1, 1));
}

#[tokio::test(flavor = "multi_thread")]
async fn several_uploads_run_side_by_side_within_a_bound() {
    let tus = Tus { slow: true, ..Tus::default() };
    let client = tus.client().await;
    let bucket = client.storage().bucket("b");
    let files: Vec<Vec<u8>> = (0..7).map(|n| random(n << 16)).collect();
    let one = |(n, bytes): (usize, &Vec<u8>)| bucket.resumable_upload(&format!("{n}.bin"), bytes.clone());
    let done = upload_all(files.iter().enumerate().map(one), 3).await;
    for (n, result) in done.into_iter().enumerate() {
        assert_eq!(result.unwrap().full_path, format!("b/{n}.bin"));
        assert!(tus.has(&format!("{n}.bin"), &files[n]));
    }
    assert!(tus.at_once.1.load(Ordering::SeqCst) <= 3);
}

#[tokio::test]
async fn a_refusal_ends_it_in_the_servers_words() {
    let url = serve(|mut stream| async move {
        while head(&mut stream).await.is_some() {
            let kind = "content-type: text/plain;charset=UTF-8\r\n";
            answer(&mut stream, "413 Payload Too Large", kind, b"Maximum size exceeded\n").await;
        }
    })
    .await;
    let client = Client::new(&url, "key").unwrap();
    let bucket = client.storage().bucket("b");
    let e = bucket.resumable_upload("a", b"hello").send().await.unwrap_err();
    assert_eq!(e.to_string(), "POST storage/upload/resumable: Maximum size exceeded (413)");
}

#[tokio::test]
async fn a_server_that_takes_nothing_is_asked_only_so_often() {
    let parts = Arc::new(AtomicUsize::new(0));
    let count = parts.clone();
    let url = serve(move |mut stream| {
        let parts = count.clone();
        async move {
            while let Some(mut head) = head(&mut stream).await {
                body(&mut stream, &mut head).await;
                parts.fetch_add(usize::from(head.line.starts_with("PATCH")), Ordering::SeqCst);
                answer(&mut stream, "200 OK", "location: /id\r\nupload-offset: 0\r\n", b"").await;
            }
        }
    })
    .await;
    let client = Client::new(&url, "key").unwrap();
    let upload = client.storage().bucket("b").resumable_upload("a", b"hello");
    let e = upload.attempts(3).backoff(Duration::from_millis(1)).send().await.unwrap_err();
    assert!(e.to_string().contains("the server takes nothing of an upload"), "{e}");
    assert_eq!(parts.load(Ordering::SeqCst), 3);
}

#[tokio::test]
async fn metadata_and_signature_go_along() {
    let tus = Tus::default();
    let client = tus.client().await;
    let bucket = client.storage().bucket("b");
    let upload = bucket.resumable_upload_to_signed_url("/ann//face.png", "t0ken", b"hello");
    let upload = upload.cache_control("60").metadata(serde_json::json!({"a": 1}));
    assert_eq!(upload.send().await.unwrap().full_path, "b/ann/face.png");
    let uploads = tus.uploads.lock().unwrap();
    let told: Vec<(&str, &str)> =
        uploads["id0"].metadata.iter().map(|(n, v)| (n.as_str(), v.as_str())).collect();
    assert_eq!(
        told,
        [
            ("bucketName", "b"),
            ("cacheControl", "60"),
            ("contentType", "image/png"),
            ("metadata", r#"{"a":1}"#),
            ("objectName", "ann/face.png"),
        ]
    );
    assert!(tus.log.lock().unwrap().iter().all(|line| line.contains("/upload/resumable/sign")));
}
