//! The command line: one file per command, settings read here and handed down as plain values.
//!
//! Only [`output`] prints. Exit status: 0 done, 1 failed, 2 wrong usage, 3 done but problems were found.

mod check;
mod columns;
mod eval;
mod forget;
mod import;
mod index;
mod learning;
mod log;
pub mod output;
mod problems;
mod progress;
mod report;
mod search;
mod serve;
mod settings;
mod synonyms;
mod watch;

use clap::parser::ValueSource;
use clap::{ArgMatches, CommandFactory, FromArgMatches, Parser, Subcommand};
use settings::{Settings, SiteFlags};
use std::ffi::OsString;

/// Help-desk search that answers with the step.
///
/// Guides (articles of numbered steps, in many languages) go in; a question is answered with links to single steps.
/// Without a command, guidepost serves.
///
/// Every option that sets something is also an environment variable and a key of the settings file; an option wins over
/// the environment, the environment over the file.
#[derive(Debug, Parser)]
#[command(
    name = "guidepost",
    version,
    subcommand_value_name = "COMMAND",
    disable_help_subcommand = true,
    max_term_width = 100
)]
struct Arguments {
    #[command(subcommand)]
    command: Option<Command>,
    #[command(flatten)]
    site: SiteFlags,
    #[command(flatten)]
    serve: serve::Arguments,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Serve the guides and their search over HTTP (the default command)
    Serve(serve::Arguments),
    /// Build the index from the guides
    Index(index::Arguments),
    /// Search on the terminal
    Search(search::Arguments),
    /// Look for mistakes in the guides, without writing anything
    Check(check::Arguments),
    /// Measure how good the answers are, against judged questions
    Eval(eval::Arguments),
    /// Tell what people look for and don't find, and what to do about it
    #[command(subcommand)]
    Report(report::Report),
    /// Remove recorded events
    Forget(forget::Arguments),
    /// Make guides of existing help pages
    #[command(subcommand)]
    Import(Import),
}

#[derive(Debug, Subcommand)]
enum Import {
    /// Make a guide of a help page, HTML or the plain text of one
    Page(import::Arguments),
}

/// What came of a command that did not fail.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    Done,
    /// Done, but some guides have problems.
    ProblemsFound,
    /// The command was not understood; why has been said.
    WrongUsage,
}

impl Outcome {
    /// The exit status.
    #[must_use]
    pub fn status(self) -> u8 {
        match self {
            Outcome::Done => 0,
            Outcome::WrongUsage => 2,
            Outcome::ProblemsFound => 3,
        }
    }

    fn of_problems(count: usize) -> Outcome {
        if count == 0 { Outcome::Done } else { Outcome::ProblemsFound }
    }
}

/// Runs the program with its arguments, the first being its name.
///
/// # Errors
/// When the command fails; the error's chain says why.
pub fn run(arguments: impl IntoIterator<Item = OsString>) -> anyhow::Result<Outcome> {
    let (arguments, matches) = match parse(arguments) {
        Ok(parsed) => parsed,
        Err(error) => return usage(&error),
    };
    let settings = match Settings::read(&arguments.site, serve_flags(&arguments)) {
        Ok(settings) => settings,
        Err(error) => return output::wrong_usage(&error),
    };
    let misplaced = arguments.command.is_some().then(|| misplaced_option(&matches)).flatten();
    if let Some(option) = misplaced {
        return output::wrong_usage(&format!("--{option} belongs behind `serve`: `guidepost serve --{option} …`"));
    }
    match arguments.command {
        None | Some(Command::Serve(_)) => serve::run(settings),
        Some(Command::Index(arguments)) => index::run(&settings, &arguments),
        Some(Command::Search(arguments)) => search::run(settings, &arguments),
        Some(Command::Check(arguments)) => check::run(&settings, &arguments),
        Some(Command::Eval(arguments)) => eval::run(&settings, &arguments),
        Some(Command::Report(report)) => report::run(&settings, &report),
        Some(Command::Forget(arguments)) => forget::run(&settings, &arguments),
        Some(Command::Import(Import::Page(arguments))) => import::run(&settings, &arguments),
    }
}

fn parse(arguments: impl IntoIterator<Item = OsString>) -> Result<(Arguments, ArgMatches), clap::Error> {
    let matches = Arguments::command().try_get_matches_from(arguments)?;
    Ok((Arguments::from_arg_matches(&matches)?, matches))
}

fn serve_flags(arguments: &Arguments) -> &serve::Arguments {
    match &arguments.command {
        Some(Command::Serve(flags)) => flags,
        _ => &arguments.serve,
    }
}

/// An option of `serve` that was written before another command, where it would do nothing.
fn misplaced_option(matches: &ArgMatches) -> Option<String> {
    let ids = serve::Arguments::ids();
    let given = ids.iter().find(|id| matches.value_source(id) == Some(ValueSource::CommandLine))?;
    Some(given.replace('_', "-"))
}

/// Help and version are no errors; anything else is wrong usage.
fn usage(error: &clap::Error) -> anyhow::Result<Outcome> {
    let text = if output::is_colored(output::Stream::of(error.use_stderr())) {
        error.render().ansi().to_string()
    } else {
        error.render().to_string()
    };
    if error.use_stderr() {
        output::complain(&text);
        if let Some(name) = variable_of(error) {
            output::say(&format!("The value comes from the environment variable {name}."));
        }
        return Ok(Outcome::WrongUsage);
    }
    output::write(&text)?;
    Ok(Outcome::Done)
}

/// The environment variable that a refused value came from.
fn variable_of(error: &clap::Error) -> Option<String> {
    use clap::error::{ContextKind, ContextValue};
    let context = |kind| match error.get(kind) {
        Some(ContextValue::String(text)) => Some(text.clone()),
        _ => None,
    };
    let (option, value) = (context(ContextKind::InvalidArg)?, context(ContextKind::InvalidValue)?);
    let name = option.split([' ', '=', '[']).next()?.trim_start_matches('-').replace('-', "_").to_uppercase();
    let variable = format!("GUIDEPOST_{name}");
    (std::env::var(&variable).ok()? == value).then_some(variable)
}

#[cfg(test)]
mod tests;
