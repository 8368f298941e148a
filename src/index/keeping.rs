//! Keeping a pushed guide as a file in the guides folder, so that the index stays disposable.
//!
//! A guide that is there already is replaced where it is: its own Markdown file, or its line among others.

use crate::guide::{Guide, json_lines, markdown};
use crate::index::IndexError;
use crate::index::generations::{sync_folder, write_atomically};
use std::fs;
use std::io::{BufRead, BufReader};
use std::path::{Component, Path, PathBuf};

/// The form in which a guide was pushed, and is kept unless it stands among others in a file already.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum KeptAs {
    Markdown,
    JsonLines,
}

impl KeptAs {
    fn extension(self) -> &'static str {
        match self {
            KeptAs::Markdown => "md",
            KeptAs::JsonLines => "jsonl",
        }
    }

    fn content(self, guide: &Guide) -> String {
        match self {
            KeptAs::Markdown => markdown::write(guide),
            KeptAs::JsonLines => format!("{}\n", json_lines::write(guide)),
        }
    }
}

/// Writes a guide to the folder, and removes it from where it was, if that is elsewhere. Other guides that stand in the
/// same file stay as they are.
pub fn keep(folder: &Path, guide: &Guide, form: KeptAs, kept_in: Option<&Path>) -> Result<(), IndexError> {
    let own_lines = own_path(guide, KeptAs::JsonLines)?;
    let line = || json_lines::write(guide);
    if let Some(source) = kept_in.filter(|source| is_json_lines(source) && *source != own_lines) {
        return replace_line(&folder.join(source), &guide.lang, &guide.id, Some(&line()));
    }
    let own = own_path(guide, form)?;
    let path = folder.join(&own);
    prepare(folder, &path)?;
    let is_there = fs::symlink_metadata(&path).is_ok_and(|metadata| metadata.is_file());
    match form {
        KeptAs::JsonLines if is_there => replace_line(&path, &guide.lang, &guide.id, Some(&line()))?,
        KeptAs::Markdown if is_there && holds_another(&path, guide) => {
            let reason = format!("{} holds another guide; give one of them another id", own.display());
            return Err(IndexError::Rejected { key: guide.key(), reason });
        }
        _ => write_atomically(&path, form.content(guide).as_bytes())?,
    }
    match kept_in {
        Some(source) if source != own => remove(folder, &guide.lang, &guide.id, source),
        _ => Ok(()),
    }
}

/// The files that [`keep`] may change.
pub fn touched(folder: &Path, guide: &Guide, form: KeptAs, kept_in: Option<&Path>) -> Result<Vec<PathBuf>, IndexError> {
    let mut touched = vec![folder.join(own_path(guide, form)?)];
    touched.extend(kept_in.map(|source| folder.join(source)).filter(|source| *source != touched[0]));
    Ok(touched)
}

/// Removes a guide from the source that holds it.
pub fn remove(folder: &Path, lang: &str, id: &str, kept_in: &Path) -> Result<(), IndexError> {
    let path = folder.join(kept_in);
    if is_json_lines(kept_in) { replace_line(&path, lang, id, None) } else { remove_file(&path) }
}

fn is_json_lines(path: &Path) -> bool {
    path.extension().is_some_and(|extension| extension == "jsonl")
}

/// Where a guide is kept that stands in a file of its own.
fn own_path(guide: &Guide, form: KeptAs) -> Result<PathBuf, IndexError> {
    let relative = PathBuf::from(format!("{}/{}.{}", guide.lang, guide.id, form.extension()));
    let is_plain =
        guide.key().split('/').all(|part| !part.is_empty() && !part.starts_with('.') && !part.contains('\0'));
    if is_plain && relative.components().all(|part| matches!(part, Component::Normal(_))) {
        return Ok(relative);
    }
    let reason = "its language and id must be a plain path, no part of it empty or beginning with “.”".to_owned();
    Err(IndexError::Rejected { key: guide.key(), reason })
}

/// Makes the folder that a file is to be written to.
fn prepare(folder: &Path, path: &Path) -> Result<(), IndexError> {
    let parent = path.parent().unwrap_or(folder);
    fs::create_dir_all(parent).map_err(IndexError::io(parent))?;
    // A link inside the guides folder must not lead a push out of it.
    let real_parent = parent.canonicalize().map_err(IndexError::io(parent))?;
    let real_folder = folder.canonicalize().map_err(IndexError::io(folder))?;
    if !real_parent.starts_with(&real_folder) {
        let reason = format!("{} leads out of the guides folder", parent.display());
        return Err(IndexError::Rejected { key: path.display().to_string(), reason });
    }
    Ok(())
}

/// Whether the front matter of a Markdown file that is named like a guide says that it is another.
fn holds_another(path: &Path, guide: &Guide) -> bool {
    let Ok(bytes) = fs::read(path) else { return false };
    let (there, _) = markdown::parse(&String::from_utf8_lossy(&bytes), &guide.lang, &guide.id, path);
    there.is_some_and(|there| there.id != guide.id)
}

fn remove_file(path: &Path) -> Result<(), IndexError> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(IndexError::io(path)(error)),
        _ => path.parent().map_or(Ok(()), sync_folder),
    }
}

/// Replaces the line that holds a guide, or adds it; without a replacement, removes every such line, and the file with its
/// last line.
fn replace_line(path: &Path, lang: &str, id: &str, replacement: Option<&str>) -> Result<(), IndexError> {
    let file = fs::File::open(path).map_err(IndexError::io(path))?;
    let mut lines = BufReader::new(file);
    let mut content = Vec::new();
    let mut line = Vec::new();
    let mut waiting = replacement;
    while lines.read_until(b'\n', &mut line).map_err(IndexError::io(path))? > 0 {
        let goes = (waiting.is_some() || replacement.is_none()) && holds(&line, path, lang, id);
        if !goes {
            content.extend_from_slice(&line);
        } else if let Some(replacement) = waiting.take() {
            content.extend_from_slice(replacement.as_bytes());
            content.push(b'\n');
        }
        line.clear();
    }
    if let Some(replacement) = waiting {
        if !content.is_empty() && !content.ends_with(b"\n") {
            content.push(b'\n');
        }
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
