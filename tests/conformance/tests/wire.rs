//! The recorded uses of the official client, all of them.

use std::process::Command;

#[test]
fn rest_does_what_the_official_client_does() {
    let file = concat!(env!("CARGO_MANIFEST_DIR"), "/vectors/rest.json");
    let output = Command::new(env!("CARGO_BIN_EXE_conformance")).args(["wire", file]).output().unwrap();
    let printed = String::from_utf8_lossy(&output.stdout);
    let last = printed.lines().last().unwrap_or_default();
    assert!(
        output.status.success() && last.contains("failed 0, unsupported 0"),
        "{printed}{}",
        String::from_utf8_lossy(&output.stderr)
    );
}
