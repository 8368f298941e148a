//! Keeping a pushed guide as a file in the guides folder, so that the index stays disposable.
//!
//! A guide that is there already is replaced where it is: its own Markdown file, or its line among others.

use crate::guide::{Guide, json_lines, markdown};
use crate::index::IndexError;
use crate::index::generations::{sync_folder, write_atomically};
use std::fs;
use std::io::{BufRead, BufReader};
use std::path::{Component, Path, PathBuf};

/// Writes a guide to the folder: over the source that holds it, else as a new Markdown file, or as a new JSON Lines
/// file when it says more than Markdown can (addresses of single steps).
pub fn keep(folder: &Path, guide: &Guide, kept_in: Option<&PathBuf>) -> Result<(), IndexError> {
    let is_markdown = guide.steps.iter().all(|step| step.url.is_none());
    match kept_in {
        Some(source) if is_json_lines(source) => {
            return replace_line(&folder.join(source), &guide.lang, &guide.id, Some(&json_lines::write(guide)));
        }
        Some(source) if is_markdown => return write(folder, source, &markdown::write(guide)),
        Some(source) => remove_file(&folder.join(source))?,
        None => {}
    }
    let extension = if is_markdown { "md" } else { "jsonl" };
    let relative = new_path(guide, extension)?;
    let content = if is_markdown { markdown::write(guide) } else { format!("{}\n", json_lines::write(guide)) };
    write(folder, &relative, &content)
}

/// Removes a guide from the source that holds it.
pub fn remove(folder: &Path, lang: &str, id: &str, kept_in: &Path) -> Result<(), IndexError> {
    let path = folder.join(kept_in);
    if is_json_lines(kept_in) { replace_line(&path, lang, id, None) } else { remove_file(&path) }
}

fn is_json_lines(path: &Path) -> bool {
    path.extension().is_some_and(|extension| extension == "jsonl")
}

fn new_path(guide: &Guide, extension: &str) -> Result<PathBuf, IndexError> {
    let relative = PathBuf::from(format!("{}/{}.{extension}", guide.lang, guide.id));
    let is_plain = relative.components().all(|part| matches!(part, Component::Normal(_)));
    let has_hidden = relative.iter().any(|part| part.to_string_lossy().starts_with('.'));
    if is_plain && !has_hidden {
        return Ok(relative);
    }
    let reason = "its language and id must be a plain path without “.” or “..” parts".to_owned();
    Err(IndexError::Rejected { key: guide.key(), reason })
}

fn write(folder: &Path, relative: &Path, content: &str) -> Result<(), IndexError> {
    let path = folder.join(relative);
    let parent = path.parent().unwrap_or(folder);
    fs::create_dir_all(parent).map_err(IndexError::io(parent))?;
    // A link inside the guides folder must not lead a push out of it.
    let real_parent = parent.canonicalize().map_err(IndexError::io(parent))?;
    let real_folder = folder.canonicalize().map_err(IndexError::io(folder))?;
    if !real_parent.starts_with(&real_folder) {
        let reason = format!("{} leads out of the guides folder", parent.display());
        return Err(IndexError::Rejected { key: relative.display().to_string(), reason });
    }
    write_atomically(&path, content.as_bytes())
}

fn remove_file(path: &Path) -> Result<(), IndexError> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(IndexError::io(path)(error)),
        _ => path.parent().map_or(Ok(()), sync_folder),
    }
}

/// Replaces the line that holds a guide, or removes it; the file is removed with its last line.
fn replace_line(path: &Path, lang: &str, id: &str, replacement: Option<&str>) -> Result<(), IndexError> {
    let file = fs::File::open(path).map_err(IndexError::io(path))?;
    let mut lines = BufReader::new(file);
    let mut content = Vec::new();
    let mut line = Vec::new();
    let mut is_done = false;
    while lines.read_until(b'\n', &mut line).map_err(IndexError::io(path))? > 0 {
        if !is_done && holds(&line, path, lang, id) {
            is_done = true;
            if let Some(replacement) = replacement {
                content.extend_from_slice(replacement.as_bytes());
                content.push(b'\n');
            }
        } else {
            content.extend_from_slice(&line);
        }
        line.clear();
    }
    if let Some(replacement) = replacement.filter(|_| !is_done) {
        content.extend_from_slice(replacement.as_bytes());
        content.push(b'\n');
    }
    if content.iter().all(u8::is_ascii_whitespace) { remove_file(path) } else { write_atomically(path, &content) }
}

fn holds(line: &[u8], path: &Path, lang: &str, id: &str) -> bool {
    let Ok(text) = std::str::from_utf8(line) else { return false };
    // Most lines are told apart without parsing them.
    text.contains(id.rsplit('/').next().unwrap_or(id))
        && json_lines::parse(text, path, 1)
            .0
            .is_some_and(|guide| guide.id == id && guide.lang.eq_ignore_ascii_case(lang))
}
