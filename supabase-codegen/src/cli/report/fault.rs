//! Faults: all of a run, each with its place, and with the line of the settings that it stands in.

use super::{Output, place};
use miette::{
    Diagnostic, GraphicalReportHandler, GraphicalTheme, LabeledSpan, NamedSource, SourceCode, SourceSpan,
};
use serde::Serialize;
use std::{fmt, io::IsTerminal, path::Path};
use supabase_codegen::Error;

/// The colour of warnings.
pub(super) const YELLOW: &str = "33";
const RED: &str = "31";

/// A fault with the text that it stands in, if that is known.
#[derive(Debug)]
struct Fault {
    message: String,
    source: NamedSource<String>,
    span: SourceSpan,
}

/// What a program reads.
#[derive(Debug, Serialize)]
struct Faults<'e> {
    exit_code: u8,
    errors: Vec<OneFault<'e>>,
}

#[derive(Debug, Serialize)]
struct OneFault<'e> {
    exit_code: u8,
    message: String,
    /// The settings, and the line that it stands in.
    #[serde(skip_serializing_if = "Option::is_none")]
    file: Option<&'e Path>,
    #[serde(skip_serializing_if = "Option::is_none")]
    line: Option<usize>,
}

/// Why it cannot go on.
pub(in crate::cli) fn error(e: &Error, settings: Option<&Path>, output: Output) {
    let placed = e.faults().iter().map(|fault| (fault, place::find(fault, settings)));
    let mut placed: Vec<_> = placed.collect();
    // in the order of the lines; what has none stays where it is
    if placed.iter().all(|(_, at)| at.is_some()) {
        placed.sort_by_key(|(_, at)| at.as_ref().map(|at| at.span.start));
    }
    if output.json {
        let errors = placed.iter().map(|(fault, at)| OneFault {
            exit_code: fault.exit_code(),
            message: fault.to_string(),
            file: at.as_ref().map(|at| at.file.as_path()),
            line: at.as_ref().map(place::Place::line),
        });
        let faults = Faults { exit_code: e.exit_code(), errors: errors.collect() };
        // a fault of printing faults has nowhere to go
        let _ = super::json(&faults);
        return;
    }
    for (fault, at) in placed {
        eprintln!("{}: {}", word("error", RED), visible(&fault.to_string()));
        if let Some(at) = at {
            eprint!("{}", snippet(fault, at));
        }
    }
}

/// A word at the start of a line, in its colour where there are colours.
pub(super) fn word(word: &str, colour: &str) -> String {
    if coloured() { format!("\u{1b}[1;{colour}m{word}\u{1b}[0m") } else { word.to_owned() }
}

/// Only for people who can see them and did not refuse them: <https://no-color.org>.
fn coloured() -> bool {
    let refused = std::env::var_os("NO_COLOR").is_some_and(|v| !v.is_empty());
    let dumb = std::env::var_os("TERM").is_some_and(|t| t == "dumb");
    std::io::stderr().is_terminal() && !refused && !dumb
}

/// The line, with the place below it.
fn snippet(fault: &Error, at: place::Place) -> String {
    let name = at.file.display().to_string();
    let span = SourceSpan::from((at.span.start, at.span.len().max(1)));
    let fault = Fault { message: fault.to_string(), source: NamedSource::new(name, at.text), span };
    let theme = match coloured() {
        true => GraphicalTheme::unicode(),
        false => GraphicalTheme::none(),
    };
    let mut text = String::new();
    let drawn =
        GraphicalReportHandler::new_themed(theme).with_context_lines(1).render_report(&mut text, &fault);
    // the message stands above already
    let from = text.lines().skip_while(|l| !l.contains(",-[") && !l.contains("╭─["));
    let lines: String = from.map(|l| format!("{l}\n")).collect();
    drawn.map(|()| lines).unwrap_or_default()
}

/// A message may hold names of the database; none of them acts on the terminal.
fn visible(text: &str) -> String {
    let acts = |c: char| {
        (c.is_control() && c != '\n')
            || matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
    };
    let shown = |c: char| if acts(c) { c.escape_unicode().to_string() } else { c.to_string() };
    text.chars().map(shown).collect()
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for Fault {}

impl Diagnostic for Fault {
    fn source_code(&self) -> Option<&dyn SourceCode> {
        Some(&self.source)
    }

    fn labels(&self) -> Option<Box<dyn Iterator<Item = LabeledSpan> + '_>> {
        let here = LabeledSpan::new_with_span(None, self.span);
        Some(Box::new(std::iter::once(here)))
    }
}
