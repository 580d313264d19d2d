//! Flags to settings, and commands to calls of the library.
#![expect(clippy::print_stderr, reason = "a program for people")]

mod check;
mod diagram;
mod generate;
mod inspect;
mod progress;
mod report;
mod settings;
mod snapshot;
mod source;

use clap::{Parser, Subcommand};
use report::Output;
use std::{
    path::{Path, PathBuf},
    process::ExitCode,
};
use supabase_codegen::{Config, Result};

/// Turns the schema of a Supabase project into Rust for supabase-orm.
#[derive(Debug, Parser)]
#[command(version, about, after_help = EXIT_CODES)]
struct Cli {
    #[command(subcommand)]
    command: Command,
    #[command(flatten)]
    output: Output,
}

const EXIT_CODES: &str = "\
Exit codes: 0 done, 1 `check` found differences, 2 wrong flags, 65 the input is not a document that this version understands, 66 a file cannot be read, \
69 the server cannot be reached, 70 a fault of this program, 73 the file cannot be written, 77 the server or \
database refuses, 78 a setting is wrong";

#[derive(Debug, Subcommand)]
enum Command {
    /// Writes the Rust module of a schema.
    Generate(generate::Generate),
    /// Writes the catalog of a source as JSON to commit; it is a source itself, without network and key.
    Snapshot(snapshot::Snapshot),
    /// Compares a source with a snapshot or with the generated file; exit code 1 and the differences if they are not the same.
    Check(check::Check),
    /// Tells what queries can do with a table: columns, keys, relationships, examples. Without a name, lists all.
    Inspect(inspect::Inspect),
    /// Draws the schema: tables, columns, and foreign keys as lines.
    Diagram(diagram::Diagram),
}

/// What every command takes.
#[derive(Debug, clap::Args)]
struct Flags {
    #[command(flatten)]
    source: source::SourceFlags,
    #[command(flatten)]
    settings: settings::SettingsFlags,
}

impl Flags {
    /// The settings file that is read.
    fn settings(&self) -> Option<PathBuf> {
        self.settings.path().map(Path::to_owned)
    }

    fn config(self, out: Option<PathBuf>) -> Result<Config> {
        let config = self.source.apply(Config::new());
        let config = out.into_iter().fold(config, Config::out);
        self.settings.apply(config)
    }
}

/// Does what the flags say; a fault is told, and becomes the exit code.
pub(crate) fn run() -> ExitCode {
    let Cli { command, output } = Cli::parse();
    let settings = command.flags().settings();
    command.run(output).unwrap_or_else(|e| {
        report::error(&e, settings.as_deref(), output);
        ExitCode::from(e.exit_code())
    })
}

impl Command {
    fn flags(&self) -> &Flags {
        match self {
            Self::Generate(generate) => &generate.flags,
            Self::Snapshot(snapshot) => &snapshot.flags,
            Self::Check(check) => &check.flags,
            Self::Inspect(inspect) => &inspect.flags,
            Self::Diagram(diagram) => &diagram.flags,
        }
    }

    fn run(self, output: Output) -> Result<ExitCode> {
        match self {
            Self::Generate(generate) => generate.run(output),
            Self::Snapshot(snapshot) => snapshot.run(output),
            Self::Check(check) => return check.run(output),
            Self::Inspect(inspect) => inspect.run(output),
            Self::Diagram(diagram) => diagram.run(output),
        }
        .map(|()| ExitCode::SUCCESS)
    }
}
