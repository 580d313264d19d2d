//! A server on a thread and runtime of its own: tests each have a runtime that ends with the test.

use crate::{Error, Result};
use std::{
    net::{Ipv4Addr, TcpListener},
    thread::JoinHandle,
};
use tokio::sync::oneshot;

/// A running server; it stops when dropped.
#[derive(Debug)]
pub(crate) struct Background {
    stop: Option<oneshot::Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

impl Background {
    /// Serves that listener until it is dropped.
    pub(crate) fn serve<F>(
        name: &str,
        listener: TcpListener,
        serve: impl FnOnce(tokio::net::TcpListener) -> F + Send + 'static,
    ) -> Result<Self>
    where
        F: Future<Output = ()>,
    {
        let doing = || Error::io(format!("starting the {name}"));
        listener.set_nonblocking(true).map_err(doing())?;
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().map_err(doing())?;
        let (stop, stopped) = oneshot::channel();
        let thread = std::thread::Builder::new().name(name.to_owned()).spawn(move || {
            runtime.block_on(async {
                let Ok(listener) = tokio::net::TcpListener::from_std(listener) else { return };
                tokio::select! {
                    () = serve(listener) => {}
                    _ = stopped => {}
                }
            });
        });
        Ok(Self { stop: Some(stop), thread: Some(thread.map_err(doing())?) })
    }
}

impl Drop for Background {
    fn drop(&mut self) {
        drop(self.stop.take());
        if let Some(thread) = self.thread.take() {
            // a panic of that thread was printed already
            let _ = thread.join();
        }
    }
}

/// Listens on that port of 127.0.0.1, on a free one for `0`; the port it got.
pub(crate) fn listen(port: u16, what: &str) -> Result<(TcpListener, u16)> {
    let doing = || Error::io(format!("starting the {what} on port {port} of 127.0.0.1"));
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, port)).map_err(doing())?;
    let port = listener.local_addr().map_err(doing())?.port();
    Ok((listener, port))
}
