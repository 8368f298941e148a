//! The program: hands over to the command line, and turns what comes back into the exit status.

use std::process::ExitCode;

fn main() -> ExitCode {
    match guidepost::cli::run(std::env::args_os()) {
        Ok(outcome) => ExitCode::from(outcome.status()),
        Err(error) => ExitCode::from(guidepost::cli::output::report_failure(&error)),
    }
}
