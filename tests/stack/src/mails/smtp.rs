//! The part of SMTP (RFC 5321) that a mail needs to get in: no crate that receives is kept well.

use super::Kept;
use std::{io, sync::Arc};
use tokio::{
    io::{AsyncBufReadExt as _, AsyncWriteExt as _, BufReader},
    net::{TcpListener, TcpStream},
};

pub(super) async fn accept(listener: TcpListener, kept: Arc<Kept>) {
    loop {
        match listener.accept().await {
            Ok((stream, _)) => {
                let kept = kept.clone();
                // an error is a client that went away
                tokio::spawn(async move { converse(stream, &kept).await.ok() });
            }
            // out of file descriptors, or the peer is gone already: others may still come
            Err(_) => tokio::time::sleep(std::time::Duration::from_millis(10)).await,
        }
    }
}

async fn converse(mut stream: TcpStream, kept: &Kept) -> io::Result<()> {
    let (read, mut write) = stream.split();
    let mut read = BufReader::new(read);
    let mut to = Vec::new();
    write.write_all(b"220 127.0.0.1 ready\r\n").await?;
    let mut line = String::new();
    loop {
        line.clear();
        if read.read_line(&mut line).await? == 0 {
            return Ok(());
        }
        let verb = line.get(..4).unwrap_or_default().to_ascii_uppercase();
        let answer: &[u8] = match &*verb {
            "RCPT" => {
                to.extend(address(&line));
                b"250 ok\r\n"
            }
            "DATA" => {
                write.write_all(b"354 end with a dot\r\n").await?;
                let raw = message(&mut read).await?;
                kept.keep(&std::mem::take(&mut to), &raw);
                b"250 kept\r\n"
            }
            "QUIT" => {
                write.write_all(b"221 bye\r\n").await?;
                return Ok(());
            }
            "EHLO" => b"250-127.0.0.1\r\n250 8BITMIME\r\n",
            "HELO" | "MAIL" | "NOOP" => b"250 ok\r\n",
            "RSET" => {
                to.clear();
                b"250 ok\r\n"
            }
            _ => b"502 not implemented\r\n",
        };
        write.write_all(answer).await?;
    }
}

/// What stands between `<` and `>`.
fn address(line: &str) -> Option<String> {
    let (_, rest) = line.split_once('<')?;
    Some(rest.split_once('>')?.0.to_owned())
}

/// The lines up to a single dot, without the dots that were added (4.5.2).
async fn message(read: &mut (impl tokio::io::AsyncBufRead + Unpin)) -> io::Result<Vec<u8>> {
    let (mut raw, mut line) = (Vec::new(), Vec::new());
    loop {
        line.clear();
        if read.read_until(b'\n', &mut line).await? == 0 || line == b".\r\n" {
            return Ok(raw);
        }
        raw.extend_from_slice(line.strip_prefix(b".").unwrap_or(&line));
    }
}
