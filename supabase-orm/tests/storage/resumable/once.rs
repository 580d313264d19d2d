//! Resumable uploads of what can be read once: a reader, a stream.

use super::{Tus, random};
use bytes::Bytes;
use futures_core::Stream;
use std::{
    io,
    pin::Pin,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    task::{Context, Poll},
    time::Duration,
};
use supabase_orm::{
    error::{ErrorKind, QueryError},
    storage::{ResumableUpload, UploadSource},
};

const CHUNK: usize = 64 * 1024;

/// How many bytes of a stream are in memory, and the most that were.
#[derive(Clone, Default)]
struct Memory(Arc<(AtomicUsize, AtomicUsize)>);

impl Memory {
    fn most(&self) -> usize {
        self.0.1.load(Ordering::SeqCst)
    }
}

/// A piece that says when it is gone.
struct Piece(Vec<u8>, Memory);

impl Piece {
    fn bytes(bytes: &[u8], memory: &Memory) -> Bytes {
        let now = memory.0.0.fetch_add(bytes.len(), Ordering::SeqCst) + bytes.len();
        memory.0.1.fetch_max(now, Ordering::SeqCst);
        Bytes::from_owner(Self(bytes.to_vec(), memory.clone()))
    }
}

impl AsRef<[u8]> for Piece {
    fn as_ref(&self) -> &[u8] {
        &self.0
    }
}

impl Drop for Piece {
    fn drop(&mut self) {
        self.1.0.0.fetch_sub(self.0.len(), Ordering::SeqCst);
    }
}

/// Bytes in pieces of odd sizes, some of them empty. `at` is called with where each begins.
struct Pieces<F> {
    bytes: Vec<u8>,
    read: usize,
    memory: Memory,
    at: F,
}

impl<F: FnMut(usize) + Unpin> Stream for Pieces<F> {
    type Item = io::Result<Bytes>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        // now and then there is nothing yet
        if fastrand::u8(..8) == 0 {
            cx.waker().wake_by_ref();
            return Poll::Pending;
        }
        let read = self.read;
        (self.at)(read);
        if read == self.bytes.len() {
            return Poll::Ready(None);
        }
        let n = fastrand::usize(0..10_000).min(self.bytes.len() - read);
        self.read += n;
        Poll::Ready(Some(Ok(Piece::bytes(&self.bytes[read..read + n], &self.memory))))
    }
}

fn pieces(bytes: &[u8], memory: &Memory, at: impl FnMut(usize) + Unpin + Send + 'static) -> UploadSource {
    let length = bytes.len() as u64;
    let pieces = Pieces { bytes: bytes.to_vec(), read: 0, memory: memory.clone(), at };
    UploadSource::stream(pieces, length)
}

async fn upload(tus: &Tus, name: &str, source: UploadSource) -> ResumableUpload {
    let bucket = tus.client().await.storage().bucket("b");
    let upload = bucket.resumable_upload(name, source).chunk_size(CHUNK as u64);
    upload.attempts(60).backoff(Duration::from_millis(1))
}

#[tokio::test(flavor = "multi_thread")]
async fn every_byte_of_a_stream_arrives_through_fifty_random_cuts() {
    let tus = Tus::cutting(50);
    let (bytes, memory) = (random(4 << 20), Memory::default());
    upload(&tus, "a.mp4", pieces(&bytes, &memory, |_| ())).await.send().await.unwrap();
    assert!(tus.has("a.mp4", &bytes), "bytes differ");
    assert_eq!(tus.cuts.load(Ordering::SeqCst), 0, "not all cuts were made");
    // the part, a piece beyond it, and what a broken connection has not let go yet
    assert!(memory.most() > CHUNK / 2 && memory.most() < 4 * CHUNK, "{} bytes at once", memory.most());
}

#[tokio::test(flavor = "multi_thread")]
async fn every_byte_of_a_reader_arrives_through_fifty_random_cuts() {
    let tus = Tus::cutting(50);
    let bytes = random(4 << 20);
    let reader = UploadSource::reader(io::Cursor::new(bytes.clone()), bytes.len() as u64);
    upload(&tus, "a.mp4", reader).await.send().await.unwrap();
    assert!(tus.has("a.mp4", &bytes), "bytes differ");
    assert_eq!(tus.cuts.load(Ordering::SeqCst), 0, "not all cuts were made");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stream_without_bytes_is_an_object() {
    let tus = Tus::default();
    upload(&tus, "empty", pieces(b"", &Memory::default(), |_| ())).await.send().await.unwrap();
    assert!(tus.has("empty", b""));
    assert_eq!(tus.count("PATCH"), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stream_that_is_paused_within_a_part_goes_on_where_it_was() {
    let tus = Tus { slow: true, ..Tus::default() };
    // more than what the system keeps on its way
    let bytes = random(16 << 20);
    let upload = upload(&tus, "a.bin", pieces(&bytes, &Memory::default(), |_| ())).await.chunk_size(16 << 20);
    let control = upload.control();
    let running = tokio::spawn(upload.send());
    tus.has_some_of("id0").await;
    control.pause();
    while tus.at_once.0.load(Ordering::SeqCst) > 0 {
        tokio::time::sleep(Duration::from_millis(1)).await;
    }
    let had = tus.uploads.lock().unwrap()["id0"].bytes.len();
    assert!(had < bytes.len() && !running.is_finished(), "{had}");
    control.resume();
    running.await.unwrap().unwrap();
    assert!(tus.has("a.bin", &bytes));
    assert_eq!((tus.count("POST"), tus.count("HEAD")), (1, 1));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_later_process_reads_what_the_server_has_and_sends_the_rest() {
    let tus = Tus { slow: true, ..Tus::default() };
    let (bytes, memory) = (random(2 << 20), Memory::default());
    let dir = tempfile::tempdir().unwrap();
    let state = dir.path().join("state.json");
    let again = || async { upload(&tus, "a.bin", pieces(&bytes, &memory, |_| ())).await.state_file(&state) };
    tus.interrupted("id0", again().await).await;
    let had = tus.uploads.lock().unwrap()["id0"].bytes.len();
    assert!(had > 0 && had < bytes.len(), "{had}");
    again().await.send().await.unwrap();
    assert!(tus.has("a.bin", &bytes));
    assert_eq!(tus.count("POST"), 1, "it was begun anew");
    assert!(memory.most() < 4 * CHUNK, "{} bytes at once", memory.most());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_source_is_held_to_its_length_before_the_upload_is_complete() {
    // within the last piece, and at its very end
    for (said, why) in [(4, "more"), (6, "less"), (CHUNK as u64, "less")] {
        let tus = Tus::default();
        let e = upload(&tus, "a", UploadSource::reader(&b"hello"[..], said)).await.send().await.unwrap_err();
        assert!(matches!(e.kind(), ErrorKind::Io(_)), "{e:?}");
        assert!(e.to_string().ends_with(&format!("there is {why} to upload than was said")), "{e}");
        assert!(tus.uploads.lock().unwrap()["id0"].bytes.len() < usize::try_from(said).unwrap());
    }
    let tus = Tus::default();
    let bytes = random(2 * CHUNK);
    let pieces = Pieces { bytes, read: 0, memory: Memory::default(), at: |_| () };
    let source = UploadSource::stream(pieces, CHUNK as u64);
    let e = upload(&tus, "a", source).await.send().await.unwrap_err();
    assert!(e.to_string().contains("there is more to upload than was said"), "{e}");
    assert!(tus.uploads.lock().unwrap()["id0"].bytes.len() < CHUNK);
}

#[tokio::test]
async fn a_length_that_nobody_knows_is_an_error_before_sending() {
    let tus = Tus::default();
    let e = upload(&tus, "a", UploadSource::reader(&b"hello"[..], None)).await.send().await.unwrap_err();
    assert!(matches!(e.kind(), ErrorKind::Query(QueryError::UnknownLength)) && e.is_not_sent(), "{e:?}");
    assert!(tus.log.lock().unwrap().is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_source_that_breaks_ends_it_in_its_own_words() {
    struct Broken;
    impl Stream for Broken {
        type Item = io::Result<Bytes>;
        fn poll_next(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Self::Item>> {
            Poll::Ready(Some(Err(io::Error::other("the camera is gone"))))
        }
    }
    let e = upload(&Tus::default(), "a", UploadSource::stream(Broken, 9)).await.send().await.unwrap_err();
    assert!(matches!(e.kind(), ErrorKind::Io(_)) && e.to_string().contains("the camera is gone"), "{e:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_the_server_has_lost_of_a_stream_cannot_be_sent_again() {
    let tus = Tus::default();
    let bytes = random(8 * CHUNK);
    let server = tus.clone();
    let forget = move |at| {
        if at > 4 * CHUNK {
            server.uploads.lock().unwrap().remove("id0");
        }
    };
    let source = pieces(&bytes, &Memory::default(), forget);
    let e = upload(&tus, "a.bin", source).await.send().await.unwrap_err();
    assert!(e.to_string().contains("the source cannot be read again"), "{e}");
    assert_eq!(tus.count("POST"), 1, "a new upload would have no beginning");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_the_server_has_lost_is_sent_again_while_all_of_it_is_kept() {
    let tus = Tus::default();
    let bytes = random(CHUNK);
    let server = tus.clone();
    let mut forgotten = false;
    let forget = move |at| {
        if at > CHUNK / 2 && !std::mem::replace(&mut forgotten, true) {
            server.uploads.lock().unwrap().remove("id0");
        }
    };
    upload(&tus, "a.bin", pieces(&bytes, &Memory::default(), forget)).await.send().await.unwrap();
    assert!(tus.has("a.bin", &bytes));
    assert_eq!(tus.count("POST"), 2);
}
