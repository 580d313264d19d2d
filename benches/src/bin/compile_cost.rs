//! What a schema costs to generate and to compile, against plain serde structs and diesel's `table!`, in one run.
//!
//! Tables of 20 columns with two foreign keys, two unique keys and comments, functions and enums: everything that the generator
//! writes. The time of generation, and user time and peak memory of one `cargo check` of the schema alone, without incremental files, dependencies built.
#![expect(clippy::print_stdout, clippy::print_stderr, reason = "a program for people")]

#[path = "compile_cost/measure.rs"]
mod measure;
#[path = "compile_cost/schema.rs"]
mod schema;

use clap::Parser;
use measure::{Cost, Scratch};
use schema::Schema;
use std::process::ExitCode;

#[derive(Debug, Parser)]
#[command(about)]
struct Cli {
    /// Numbers of tables.
    #[arg(long, value_delimiter = ',', default_values_t = [10, 100, 500, 1000])]
    tables: Vec<usize>,
    /// Up to how many tables diesel is measured: it takes minutes for many.
    #[arg(long, default_value_t = 500)]
    diesel_up_to: usize,
    /// Measures one command (a part of the program itself).
    #[arg(long, hide = true, num_args = 1.., allow_hyphen_values = true)]
    one: Vec<String>,
    /// Generates a schema of so many tables (a part of the program itself).
    #[arg(long, hide = true)]
    generate: Option<usize>,
}

fn main() -> ExitCode {
    let cli = Cli::parse();
    let done = match (cli.one.split_first(), cli.generate) {
        (Some((program, arguments)), _) => measure::one(program, arguments),
        (None, Some(tables)) => measure::generation(tables),
        (None, None) => report(&cli.tables, cli.diesel_up_to),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(e) => {
            eprintln!("error: {e}");
            ExitCode::FAILURE
        }
    }
}

/// One row of figures for each number of tables.
fn report(sizes: &[usize], diesel_up_to: usize) -> Result<(), String> {
    let scratch = Scratch::new()?;
    let mut table = comfy_table::Table::new();
    table.set_header([
        "tables",
        "generate",
        "check: ours",
        "serde",
        "diesel",
        "ours / serde",
        "ours / diesel",
        "memory: ours",
        "serde",
        "diesel",
    ]);
    for &size in sizes {
        let schema = Schema::new(size);
        let generated = scratch.generate(size)?;
        let ours = scratch.check("ours", &schema.ours()?)?;
        let serde = scratch.check("serde", &schema.serde())?;
        let diesel = (size <= diesel_up_to).then(|| scratch.check("diesel", &schema.diesel())).transpose()?;
        let seconds = |c: &Cost| format!("{:.2} s", c.seconds);
        let memory = |c: &Cost| format!("{} MB", c.megabytes);
        let ratio = |c: &Cost| format!("{:.2}x", ours.seconds / c.seconds);
        let or_dash = |f: &dyn Fn(&Cost) -> String| diesel.as_ref().map_or_else(|| "-".to_owned(), f);
        table.add_row([
            size.to_string(),
            format!("{}, {}", seconds(&generated), memory(&generated)),
            seconds(&ours),
            seconds(&serde),
            or_dash(&seconds),
            ratio(&serde),
            or_dash(&ratio),
            memory(&ours),
            memory(&serde),
            or_dash(&memory),
        ]);
        println!("{table}");
    }
    Ok(())
}
