//! Flags to settings.
#![expect(clippy::print_stdout, clippy::print_stderr, reason = "a program for people")]

use clap::{Parser, Subcommand};
use std::path::{Path, PathBuf};
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
Exit codes: 0 done, 2 wrong flags, 65 the input is not a document that this version understands, 66 a file cannot be read, \
69 the server cannot be reached, 70 a fault of this program, 73 the file cannot be written, 77 the server refuses the \
document, 78 a setting is wrong";

#[derive(Debug, Subcommand)]
enum Command {
    /// Writes the Rust module of a schema.
    Generate(Generate),
}

#[derive(Debug, clap::Args)]
struct Generate {
    /// The project's address (`https://<ref>.supabase.co`), or that of a PostgREST.
    #[arg(long, group = "source")]
    url: Option<String>,
    /// A secret key (`sb_secret_..` or `service_role`). Default is `SUPABASE_SECRET_KEY` or `SUPABASE_SERVICE_ROLE_KEY`, from the
    /// environment or `.env`; there it is in no shell history.
    #[arg(long, requires = "url", hide_env_values = true)]
    key: Option<String>,
    /// An OpenAPI document in a file; once for each schema.
    #[arg(long = "file", conflicts_with_all = ["url", "stdin"])]
    files: Vec<PathBuf>,
    /// An OpenAPI document on standard input.
    #[arg(long, group = "source")]
    stdin: bool,
    /// The db schemas, separated by commas. Default is `public`.
    #[arg(long = "schema", value_delimiter = ',')]
    schemas: Vec<String>,
    /// The file to write; `-` prints it. Default is what `supabase.toml` says.
    #[arg(long)]
    out: Option<PathBuf>,
    /// The settings. Default is `supabase.toml`, if it is there.
    #[arg(long)]
    config: Option<PathBuf>,
}

/// Does what the flags say.
///
/// # Errors
/// Those of the library.
pub(crate) fn run() -> Result<()> {
    let Command::Generate(flags) = Cli::parse().command;
    let to_stdout = flags.out.as_deref() == Some(Path::new("-"));
    let config = config(flags)?;
    let generated = if to_stdout { config.render()? } else { config.generate()? };
    report(&generated);
    if to_stdout {
        print!("{}", generated.code);
    } else {
        eprintln!("wrote {}", config.out_path()?.display());
    }
    Ok(())
}

fn config(flags: Generate) -> Result<Config, Error> {
    let mut config = Config::new();
    if let Some(url) = flags.url {
        config = config.url(url, flags.key);
    }
    config = flags.files.into_iter().fold(config, Config::file);
    if flags.stdin {
        config = config.stdin();
    }
    if let Some(out) = flags.out {
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
