//! One stack for all tests of a process.

use crate::{Builder, Stack};
use std::sync::{OnceLock, mpsc};

/// The stack of this process; started by the first call, with a runtime of its own, because each test has another one.
///
/// It ends with the process. All calls of a process give the same stack, whatever their builder.
///
/// # Panics
/// When the stack does not start: a test without it has nothing to test.
#[expect(clippy::panic, reason = "a test without a stack has failed")]
pub fn shared(builder: fn() -> Builder) -> &'static Stack {
    static STACK: OnceLock<Result<Stack, String>> = OnceLock::new();
    match STACK.get_or_init(|| start(builder)) {
        Ok(stack) => stack,
        Err(e) => panic!("{e}"),
    }
}

fn start(builder: fn() -> Builder) -> Result<Stack, String> {
    let (send, receive) = mpsc::channel();
    std::thread::spawn(move || {
        let runtime = match tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build()
        {
            Ok(runtime) => runtime,
            Err(e) => return drop(send.send(Err(e.to_string()))),
        };
        let _ = send.send(runtime.block_on(builder().start()).map_err(|e| e.to_string()));
        runtime.block_on(std::future::pending::<()>()); // the gateway lives here
    });
    receive.recv().map_err(|e| e.to_string())?
}
