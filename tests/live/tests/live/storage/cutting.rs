//! A way to the server that breaks: connections end at random places.

use crate::world::stack;
use std::sync::{
    Arc,
    atomic::{AtomicUsize, Ordering},
};
use supabase_orm::Client;
use tokio::{
    io::AsyncReadExt as _,
    net::{
        TcpListener, TcpStream,
        tcp::{OwnedReadHalf, OwnedWriteHalf},
    },
};

/// So many connections are cut, the others are left alone.
pub(crate) struct Cutting {
    url: String,
    left: Arc<AtomicUsize>,
}

impl Cutting {
    /// `None` if the way to the server is encrypted: nobody can stand in between.
    pub(crate) async fn start(cuts: usize) -> Option<Self> {
        let server = stack().url().strip_prefix("http://")?.to_owned();
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let left = Arc::new(AtomicUsize::new(cuts));
        let cuts = left.clone();
        tokio::spawn(async move {
            while let Ok((client, _)) = listener.accept().await {
                let server = TcpStream::connect(&server).await.unwrap();
                tokio::spawn(connection(client, server, cuts.clone()));
            }
        });
        Some(Self { url, left })
    }

    /// A client that goes this way.
    pub(crate) fn client(&self) -> Client {
        Client::new(&self.url, stack().secret_key()).unwrap()
    }

    /// How many cuts have not happened.
    pub(crate) fn left(&self) -> usize {
        self.left.load(Ordering::SeqCst)
    }
}

/// Carries bytes both ways, up to the cut: a request gets through or not, its answer comes or not.
async fn connection(client: TcpStream, server: TcpStream, cuts: Arc<AtomicUsize>) {
    let may_cut = cuts.load(Ordering::SeqCst) > 0;
    let (from_client, to_client) = client.into_split();
    let (from_server, to_server) = server.into_split();
    let up = if may_cut { fastrand::u64(..100_000) } else { u64::MAX };
    // some answers are cut instead
    let down = if may_cut && fastrand::u8(..4) == 0 { fastrand::u64(..400) } else { u64::MAX };
    let is_cut = tokio::select! {
        is_cut = carry(from_client, to_server, up) => is_cut,
        is_cut = carry(from_server, to_client, down) => is_cut,
    };
    if is_cut {
        // others may have been cut meanwhile
        let _ = cuts.fetch_update(Ordering::SeqCst, Ordering::SeqCst, |n| n.checked_sub(1));
    }
}

/// Until one side ends, or so many bytes were carried. Whether they were.
async fn carry(from: OwnedReadHalf, mut to: OwnedWriteHalf, most: u64) -> bool {
    tokio::io::copy(&mut from.take(most), &mut to).await.is_ok_and(|carried| carried == most)
}
