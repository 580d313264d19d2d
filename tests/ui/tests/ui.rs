//! Compiles every program in `cases` and compares what rustc says with the `.stderr` beside it.
//!
//! The texts are those of the toolchain in `rust-toolchain.toml`; `TRYBUILD=overwrite cargo test -p ui` renews them. Read what
//! changes as somebody would who made the mistake for the first time.

#[test]
fn mistakes_are_explained() {
    let cases = trybuild::TestCases::new();
    cases.compile_fail("cases/*/*.rs");
}
