//! The server: what it gets it throws away, what it sends it makes up.

use crate::payload::Payload;
use axum::{
    Router,
    body::Body,
    extract::Path,
    http::{HeaderName, StatusCode, header::CONTENT_LENGTH},
    routing::get,
};
use http_body_util::BodyExt as _;
use std::{
    io::{BufRead as _, BufReader, Read as _},
    process::{Child, Command, Stdio},
};

/// The running server, which ends with its standard input.
pub(crate) struct Server {
    pub(crate) url: String,
    process: Child,
}

impl Server {
    pub(crate) fn start() -> Result<Self, String> {
        let this = std::env::current_exe().map_err(|e| e.to_string())?;
        let mut command = Command::new(this);
        command.arg("--serve").stdin(Stdio::piped()).stdout(Stdio::piped());
        let mut process = command.spawn().map_err(|e| e.to_string())?;
        let mut url = String::new();
        if let Some(stdout) = process.stdout.take() {
            BufReader::new(stdout).read_line(&mut url).map_err(|e| e.to_string())?;
        }
        Ok(Self { url: url.trim().to_owned(), process })
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // closes its standard input first
        let _ = self.process.wait();
    }
}

/// Serves on a free port of 127.0.0.1 and prints the address.
pub(crate) fn serve() -> Result<(), String> {
    std::thread::spawn(|| {
        let _ = std::io::stdin().read_to_end(&mut Vec::new());
        #[expect(clippy::exit, reason = "whoever started it has ended")]
        std::process::exit(0)
    });
    let runtime = tokio::runtime::Runtime::new().map_err(|e| e.to_string())?;
    runtime.block_on(async {
        let app = Router::new().route("/storage/v1/object/{bucket}/{length}", get(send).post(take));
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.map_err(|e| e.to_string())?;
        println!("http://{}", listener.local_addr().map_err(|e| e.to_string())?);
        axum::serve(listener, app).await.map_err(|e| e.to_string())
    })
}

/// An object has as many bytes as its name says.
async fn send(Path((_, length)): Path<(String, u64)>) -> ([(HeaderName, String); 1], Body) {
    ([(CONTENT_LENGTH, length.to_string())], Body::from_stream(Payload::new(length)))
}

async fn take(mut body: Body) -> Result<&'static str, StatusCode> {
    while let Some(frame) = body.frame().await {
        frame.map_err(|_| StatusCode::BAD_REQUEST)?;
    }
    Ok(r#"{"Key":"bucket/object","Id":"1"}"#)
}
