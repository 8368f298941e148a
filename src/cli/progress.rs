//! How far a build is, as a bar on a terminal and as nothing elsewhere.

use crate::cli::output::{self, Stream, count, number};
use crate::index::{Phase, Progress};
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use std::fmt::Write as _;
use std::time::{Duration, Instant};

/// Runs something that builds, with a bar that follows it and is gone when it is done.
pub fn show<T>(work: impl FnOnce(&dyn Fn(Progress)) -> T) -> T {
    let bar = ProgressBar::with_draw_target(Some(0), ProgressDrawTarget::hidden());
    // A short build is over before a bar could be read; it appears with the first report.
    let start = Instant::now();
    if output::is_terminal(Stream::Error) {
        bar.set_draw_target(ProgressDrawTarget::stderr_with_hz(15));
        if let Ok(style) =
            ProgressStyle::with_template("{prefix:9} {bar:28.cyan/dim} {bytes:>9} of {total_bytes:9} {msg}")
        {
            bar.set_style(style.progress_chars("━━─"));
        }
        bar.enable_steady_tick(Duration::from_millis(200));
    }
    let done = work(&|progress| {
        if progress.phase == Phase::Waiting {
            bar.suspend(|| output::say(&"Another guidepost is writing the index; waiting for it to end."));
        }
        bar.set_length(progress.bytes_total);
        bar.set_position(progress.bytes_read);
        bar.set_prefix(match progress.phase {
            Phase::Waiting => "Waiting",
            Phase::Looking => "Looking",
            Phase::Reading => "Indexing",
            Phase::Finishing => "Finishing",
        });
        bar.set_message(summary(progress.guides, progress.steps, start.elapsed()));
    });
    bar.finish_and_clear();
    done
}

/// Runs something that asks, with a bar that follows it and is gone when it is done. The work tells how many of how many
/// `what` have been asked.
pub fn show_asking<T>(what: &str, work: impl FnOnce(&dyn Fn(usize, usize)) -> T) -> T {
    let bar = ProgressBar::with_draw_target(None, ProgressDrawTarget::hidden());
    if output::is_terminal(Stream::Error) {
        bar.set_draw_target(ProgressDrawTarget::stderr_with_hz(15));
        let template = format!("Asking    {{bar:28.cyan/dim}} {{human_pos}} of {{human_len}} {what}");
        if let Ok(style) = ProgressStyle::with_template(&template) {
            bar.set_style(style.progress_chars("━━─"));
        }
    }
    let done = work(&|asked, all| {
        bar.set_length(all as u64);
        bar.set_position(asked as u64);
    });
    bar.finish_and_clear();
    done
}

/// `120 guides · 2,400 steps · 5,100 steps/s`; no speed before half a second, when it says nothing yet.
fn summary(guides: usize, steps: usize, elapsed: Duration) -> String {
    let mut text = format!("{} · {}", count(guides, "guide"), count(steps, "step"));
    if elapsed >= Duration::from_millis(500) {
        let per_second = steps as f64 / elapsed.as_secs_f64();
        let _ = write!(text, " · {} steps/s", number(whole(per_second)));
    }
    text
}

#[expect(clippy::cast_sign_loss, reason = "counts and durations are never negative")]
fn whole(value: f64) -> usize {
    value.round() as usize
}

#[cfg(test)]
mod tests {
    use super::summary;
    use std::time::Duration;

    #[test]
    fn speed_is_told_when_it_means_something() {
        assert_eq!(summary(1, 20, Duration::from_millis(10)), "1 guide · 20 steps");
        assert_eq!(summary(1200, 24_000, Duration::from_secs(2)), "1,200 guides · 24,000 steps · 12,000 steps/s");
    }
}
