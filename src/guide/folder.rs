//! The guides folder: which files hold guides, and reading them one guide at a time.

use crate::guide::lines::{Line, Lines};
use crate::guide::validation::{self, guide_id, is_language_tag};
use crate::guide::{Guide, Problem, decoding, json_lines, markdown};
use std::fs::{self, File};
use std::io::{self, BufReader, Read, Seek};
use std::path::{Component, Path, PathBuf};
use std::time::SystemTime;
use walkdir::{DirEntry, WalkDir};

/// The largest Markdown file, and the largest JSON Lines file in UTF-16, which can't be read line by line.
pub const MAX_FILE_BYTES: u64 = 32 * 1024 * 1024;
/// The longest line of a JSON Lines file.
pub const MAX_JSON_LINE_BYTES: usize = 64 * 1024 * 1024;

/// A file that holds guides.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Source {
    /// The folder and the place in it: what problems name.
    pub path: PathBuf,
    /// The place in the folder.
    pub relative: PathBuf,
    pub kind: SourceKind,
    /// In bytes.
    pub size: u64,
    pub modified: SystemTime,
}

/// How guides stand in a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SourceKind {
    /// One guide, in the language and with the id that the file's place says.
    Markdown { lang: String, id: String },
    /// A guide on every line.
    JsonLines,
}

/// Why a folder can't be looked through at all.
#[derive(Debug, thiserror::Error)]
pub enum FolderError {
    #[error("{}: there is no such folder; create it and put guides in it, or name another one with --guides", .path.display())]
    Missing { path: PathBuf },
    #[error("{}: this is no folder; name the folder that holds the guides with --guides", .path.display())]
    NotAFolder { path: PathBuf },
    #[error("{}: the folder can't be read ({source}); check who may read it", .path.display())]
    Unreadable { path: PathBuf, source: io::Error },
}

/// The files of a folder that hold guides, sorted by path, and what is wrong with the others. Links are not followed.
pub fn sources(folder: &Path) -> Result<(Vec<Source>, Vec<Problem>), FolderError> {
    match fs::metadata(folder) {
        Ok(metadata) if metadata.is_dir() => {}
        Ok(_) => return Err(FolderError::NotAFolder { path: folder.to_owned() }),
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            return Err(FolderError::Missing { path: folder.to_owned() });
        }
        Err(source) => return Err(FolderError::Unreadable { path: folder.to_owned(), source }),
    }
    if let Err(source) = fs::read_dir(folder) {
        return Err(FolderError::Unreadable { path: folder.to_owned(), source });
    }
    let mut sources = Vec::new();
    let mut problems = Vec::new();
    let walk =
        WalkDir::new(folder).follow_links(false).min_depth(1).into_iter().filter_entry(|entry| !is_ignored(entry));
    for entry in walk {
        match entry {
            Ok(entry) => match source(folder, &entry) {
                Ok(source) => sources.extend(source),
                Err(message) => problems.push(Problem { path: entry.into_path(), line: 0, message }),
            },
            Err(error) => {
                let path = error.path().unwrap_or(folder).to_owned();
                let reason = error.io_error().map(ToString::to_string).unwrap_or_default();
                problems.push(Problem {
                    path,
                    line: 0,
                    message: format!("can't be read ({reason}); check who may read it"),
                });
            }
        }
    }
    sources.sort_by(|one, other| one.relative.cmp(&other.relative));
    problems.sort();
    Ok((sources, problems))
}

/// Hidden files, and what editors leave behind.
fn is_ignored(entry: &DirEntry) -> bool {
    let name = entry.file_name().to_string_lossy();
    let is_backup = name.ends_with('~') || (name.len() > 1 && name.starts_with('#') && name.ends_with('#'));
    let is_swap = [".swp", ".swo", ".tmp", ".bak"].iter().any(|end| name.ends_with(end));
    name.starts_with('.') || is_backup || is_swap || (entry.depth() == 1 && name.eq_ignore_ascii_case("README.md"))
}

/// The source that an entry of the folder is, if it is one, or what is wrong with it.
fn source(folder: &Path, entry: &DirEntry) -> Result<Option<Source>, String> {
    let kind = entry.file_type();
    let extension = entry.path().extension().and_then(|extension| extension.to_str()).unwrap_or_default();
    let extension = extension.to_ascii_lowercase();
    let is_guide = matches!(extension.as_str(), "md" | "jsonl");
    if kind.is_symlink() {
        let leads_to_folder = fs::metadata(entry.path()).is_ok_and(|metadata| metadata.is_dir());
        return if is_guide || leads_to_folder || extension.is_empty() {
            Err("this is a link, which is not followed; put the file itself here".to_owned())
        } else {
            Ok(None)
        };
    }
    if kind.is_dir() {
        return if is_guide {
            Err(format!("this is a folder that is named like a guide; name it without .{extension}"))
        } else {
            Ok(None)
        };
    }
    if !is_guide {
        return match extension.as_str() {
            "markdown" | "mdown" | "mkd" | "mdx" => Err("only files that end in .md are read; rename it".to_owned()),
            "ndjson" => Err("only files that end in .jsonl are read; rename it".to_owned()),
            _ => Ok(None),
        };
    }
    if !kind.is_file() {
        return Err("this is no ordinary file and is not opened; remove it".to_owned());
    }
    let metadata = entry.metadata().map_err(|error| format!("can't be read ({error}); check who may read it"))?;
    let relative = entry.path().strip_prefix(folder).unwrap_or(entry.path()).to_owned();
    let kind = if extension == "jsonl" { SourceKind::JsonLines } else { markdown_kind(&relative)? };
    Ok(Some(Source {
        path: entry.path().to_owned(),
        relative,
        kind,
        size: metadata.len(),
        modified: metadata.modified().unwrap_or(SystemTime::UNIX_EPOCH),
    }))
}

/// The language and the id that the place of a Markdown file says.
fn markdown_kind(relative: &Path) -> Result<SourceKind, String> {
    let mut parts = Vec::new();
    for component in relative.with_extension("").components() {
        match component {
            Component::Normal(part) => {
                let part = part.to_str().ok_or("its name is no UTF-8; rename it")?;
                parts.push(part.to_owned());
            }
            _ => return Err("its name can't be read; rename it".to_owned()),
        }
    }
    match parts.split_first() {
        Some((lang, id)) if !id.is_empty() && is_language_tag(lang) => {
            Ok(SourceKind::Markdown { lang: lang.clone(), id: guide_id(&id.join("/"))? })
        }
        Some((_, [])) => Err("it is in no language folder; move it into one, such as en/".to_owned()),
        Some((folder, _)) => {
            Err(format!("the folder `{folder}` is no language tag; move the file below one, such as en/ or pt-BR/"))
        }
        None => Err("its name is empty; rename it".to_owned()),
    }
}

/// Reads the guides of a source, one at a time, and hands each over; gives what is wrong. Only one guide is in memory.
pub fn read(source: &Source, each: &mut dyn FnMut(Guide)) -> Vec<Problem> {
    let mut problems = Vec::new();
    if let Err(error) = read_file(source, each, &mut problems) {
        let message = match error.kind() {
            io::ErrorKind::NotFound => {
                "the file is gone since the folder was looked through; it was moved or removed".to_owned()
            }
            _ => format!("can't be read ({error}); check the file and who may read it"),
        };
        problems.push(Problem { path: source.path.clone(), line: 0, message });
    }
    problems
}

fn read_file(source: &Source, each: &mut dyn FnMut(Guide), problems: &mut Vec<Problem>) -> io::Result<()> {
    let problem = |line, message: String| Problem { path: source.path.clone(), line, message };
    // What was a file when the folder was looked through may have become a pipe, whose opening would never return.
    if !fs::symlink_metadata(&source.path)?.is_file() {
        problems.push(problem(0, "this is no ordinary file any more and is not opened; remove it".to_owned()));
        return Ok(());
    }
    let mut file = File::open(&source.path)?;
    let before = file.metadata()?;
    let mut start = Vec::new();
    Read::by_ref(&mut file).take(2).read_to_end(&mut start)?;
    file.rewind()?;
    let is_whole = matches!(source.kind, SourceKind::Markdown { .. }) || decoding::is_utf16(&start);
    if is_whole && before.len() > MAX_FILE_BYTES {
        let message = format!(
            "the file has {} bytes and is left out; the most is {MAX_FILE_BYTES}; divide it, or save it as JSON Lines in UTF-8",
            before.len()
        );
        problems.push(problem(0, message));
        return Ok(());
    }
    if is_whole {
        let mut bytes = Vec::new();
        // A file that grows while it is read stays within the bound.
        Read::by_ref(&mut file).take(MAX_FILE_BYTES).read_to_end(&mut bytes)?;
        let (text, bad) = decoding::decode(bytes);
        problems.extend(bad.map(|(line, message)| problem(line, message)));
        match &source.kind {
            SourceKind::Markdown { lang, id } => {
                let (guide, found) = markdown::parse(&text, lang, id, &source.path);
                problems.extend(found);
                guide.into_iter().for_each(&mut *each);
            }
            SourceKind::JsonLines => {
                for (at, line) in validation::unix_lines(&text).split('\n').enumerate() {
                    let (guide, found) = json_lines::parse(line, &source.path, at + 1);
                    problems.extend(found);
                    guide.into_iter().for_each(&mut *each);
                }
            }
        }
    } else {
        read_json_lines(source, &file, each, problems)?;
    }
    let after = file.metadata()?;
    if after.len() != before.len() || after.modified().ok() != before.modified().ok() {
        problems.push(problem(0, "the file changed while it was read; index it again".to_owned()));
    }
    Ok(())
}

fn read_json_lines(
    source: &Source,
    file: &File,
    each: &mut dyn FnMut(Guide),
    problems: &mut Vec<Problem>,
) -> io::Result<()> {
    let mut lines = Lines::new(BufReader::with_capacity(128 * 1024, file), MAX_JSON_LINE_BYTES);
    let mut buffer = Vec::new();
    for number in 1.. {
        let problem = |message: String| Problem { path: source.path.clone(), line: number, message };
        match lines.read(&mut buffer)? {
            Line::End => break,
            Line::TooLong => problems.push(problem(format!(
                "the line has more than {MAX_JSON_LINE_BYTES} bytes and is left out; divide the guide"
            ))),
            Line::Whole { has_end } => {
                let (mut text, bad) = decoding::decode_utf8(std::mem::take(&mut buffer));
                problems.extend(bad.map(|(_, message)| problem(message)));
                if text.contains('\0') {
                    problems.push(problem("the line has NUL characters, which were left out; remove them".to_owned()));
                    text.retain(|character| character != '\0');
                }
                let (guide, found) = json_lines::parse(&text, &source.path, number);
                if guide.is_none() && !has_end && !found.is_empty() {
                    problems.push(problem("the file ends here without a line end; it may be half written".to_owned()));
                }
                problems.extend(found);
                guide.into_iter().for_each(&mut *each);
                buffer = text.into_bytes();
            }
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests;
