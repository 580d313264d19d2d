//! Flags to settings.
#![expect(clippy::print_stdout, clippy::print_stderr, reason = "a program for people")]

use clap::{Parser, Subcommand};
use std::{
    path::{Path, PathBuf},
    process::ExitCode,
};
use supabase_codegen::{Config, Error, Generated, Result};

/// The settings file that is read if it is there.
const SETTINGS: &str = "supabase.toml";

/// Turns the schema of a Supabase project into Rust for supabase-orm.
#[derive(Debug, Parser)]
#[command(version, about, after_help = EXIT_CODES)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

const EXIT_CODES: &str = "\
Exit codes: 0 done, 1 `check` found differences, 2 wrong flags, 65 the input is not a document that this version understands, 66 a file cannot be read, \
69 the server cannot be reached, 70 a fault of this program, 73 the file cannot be written, 77 the server or \
database refuses, 78 a setting is wrong";

#[derive(Debug, Subcommand)]
enum Command {
    /// Writes the Rust module of a schema.
    Generate(Generate),
    /// Writes the catalog of a source as JSON to commit; it is a source itself, without network and key.
    Snapshot(Snapshot),
    /// Compares a source with a snapshot or with the generated file; exit code 1 and the differences if they are not the same.
    Check(Check),
}

#[derive(Debug, clap::Args)]
struct Generate {
    #[command(flatten)]
    source: SourceFlags,
    /// The file to write; `-` prints it. Default is what `supabase.toml` says.
    #[arg(long)]
    out: Option<PathBuf>,
}

#[derive(Debug, clap::Args)]
struct Snapshot {
    #[command(flatten)]
    source: SourceFlags,
    /// The file to write; `-` prints it.
    #[arg(long, default_value = "supabase/schema.json")]
    out: PathBuf,
}

#[derive(Debug, clap::Args)]
struct Check {
    #[command(flatten)]
    source: SourceFlags,
    /// The snapshot to compare with.
    #[arg(long)]
    snapshot: Option<PathBuf>,
    /// The generated file to compare with, if no snapshot is named. Default is what `supabase.toml` says.
    #[arg(long, conflicts_with = "snapshot")]
    out: Option<PathBuf>,
}

/// Where the schema comes from.
#[derive(Debug, clap::Args)]
struct SourceFlags {
    /// The project's address (`https://<ref>.supabase.co`), or that of a PostgREST.
    #[arg(long, group = "source")]
    url: Option<String>,
    /// A secret key (`sb_secret_..` or `service_role`). Default is `SUPABASE_SECRET_KEY` or `SUPABASE_SERVICE_ROLE_KEY`, from the
    /// environment or `.env`; there it is in no shell history.
    #[arg(long, requires = "url", hide_env_values = true)]
    key: Option<String>,
    /// The address of a `PostgreSQL` (`postgres://user@host:5432/postgres`), as any role. Without a password it is `PGPASSWORD`;
    /// there it is in no shell history.
    #[cfg(feature = "postgres")]
    #[arg(long, group = "source")]
    db_url: Option<String>,
    /// A document in a file: `GeneratorMetadata`, or `OpenAPI`, once for each schema.
    #[arg(long = "file", conflicts_with = "source")]
    files: Vec<PathBuf>,
    /// A document of any kind on standard input.
    #[arg(long, group = "source")]
    stdin: bool,
    /// The db schemas, separated by commas. Default is `public`.
    #[arg(long = "schema", value_delimiter = ',')]
    schemas: Vec<String>,
    /// The settings. Default is `supabase.toml`, if it is there.
    #[arg(long)]
    config: Option<PathBuf>,
}

/// Does what the flags say.
///
/// # Errors
/// Those of the library.
pub(crate) fn run() -> Result<ExitCode> {
    match Cli::parse().command {
        Command::Generate(flags) => generate(flags)?,
        Command::Snapshot(flags) => snapshot(flags)?,
        Command::Check(flags) => return check(flags),
    }
    Ok(ExitCode::SUCCESS)
}

fn check(flags: Check) -> Result<ExitCode> {
    let config = config(flags.source, flags.out)?;
    let changes = match &flags.snapshot {
        Some(path) => config.check_snapshot(path)?,
        None => config.check()?,
    };
    changes.iter().for_each(|change| println!("{change}"));
    if changes.is_empty() {
        return Ok(ExitCode::SUCCESS);
    }
    let command = if flags.snapshot.is_some() { "snapshot" } else { "generate" };
    eprintln!("{} differences; `supabase-codegen {command}` writes it again", changes.len());
    Ok(ExitCode::FAILURE)
}

fn generate(flags: Generate) -> Result<()> {
    let to_stdout = flags.out.as_deref() == Some(Path::new("-"));
    let config = config(flags.source, flags.out)?;
    let generated = if to_stdout { config.render()? } else { config.generate()? };
    report(&generated);
    if to_stdout {
        print!("{}", generated.code);
    } else {
        eprintln!("wrote {}", config.out_path()?.display());
    }
    Ok(())
}

fn snapshot(flags: Snapshot) -> Result<()> {
    let config = config(flags.source, None)?;
    if flags.out == Path::new("-") {
        print!("{}", config.snapshot()?);
        return Ok(());
    }
    config.write_snapshot(&flags.out)?;
    eprintln!("wrote {}", flags.out.display());
    Ok(())
}

fn config(flags: SourceFlags, out: Option<PathBuf>) -> Result<Config, Error> {
    let mut config = Config::new();
    if let Some(url) = flags.url {
        config = config.url(url, flags.key);
    }
    #[cfg(feature = "postgres")]
    if let Some(db_url) = flags.db_url {
        config = config.database(db_url);
    }
    config = flags.files.into_iter().fold(config, Config::file);
    if flags.stdin {
        config = config.stdin();
    }
    if let Some(out) = out {
        config = config.out(out);
    }
    config = config.schemas(flags.schemas);
    match flags.config {
        Some(path) => config.settings(path),
        None if Path::new(SETTINGS).exists() => config.settings(SETTINGS),
        None => Ok(config),
    }
}

fn report(generated: &Generated) {
    for warning in &generated.warnings {
        eprintln!("warning: {warning}");
    }
    if !generated.features.is_empty() {
        eprintln!("the code needs these features of supabase-orm: {}", generated.features.join(", "));
    }
}
