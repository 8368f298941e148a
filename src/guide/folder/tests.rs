//! Walking and reading folders with everything in them that a file system can hold.

#![expect(clippy::unwrap_used, reason = "a test may panic")]

use super::*;
use std::io::Write;
use std::os::unix::fs::symlink;
use std::os::unix::net::UnixListener;
use tempfile::TempDir;

fn folder(files: &[(&str, &[u8])]) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (name, content) in files {
        let path = folder.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, content).unwrap();
    }
    folder
}

fn names(sources: &[Source]) -> Vec<String> {
    sources.iter().map(|source| source.relative.display().to_string()).collect()
}

fn read_all(folder: &TempDir) -> (Vec<Guide>, Vec<String>) {
    let (sources, problems) = sources(folder.path()).unwrap();
    let mut problems = problems;
    let mut guides = Vec::new();
    for source in &sources {
        problems.extend(read(source, &mut |guide| guides.push(guide)));
    }
    let root = format!("{}/", folder.path().display());
    (guides, problems.iter().map(|problem| problem.to_string().replace(&root, "")).collect())
}

const LINE: &str = r#"{"id":"x","lang":"en","title":"T","steps":[{"number":"1","title":"a","body":"b"}]}"#;

#[test]
fn guides_are_found_in_order_and_the_rest_is_ignored() {
    let folder = folder(&[
        ("fr/b/deep.md", b"# T"),
        ("fr/a.md", b"# T"),
        ("export.jsonl", b""),
        ("en/more/export.jsonl", b""),
        ("pt-BR/x.y.md", b"# T"),
        ("README.md", b"x"),
        (".git/a.md", b"x"),
        ("fr/.hidden.md", b"x"),
        ("fr/a.md~", b"x"),
        ("fr/.a.md.swp", b"x"),
        ("fr/#a.md#", b"x"),
        ("fr/picture.png", b"x"),
    ]);
    let (found, problems) = sources(folder.path()).unwrap();
    assert_eq!(names(&found), ["en/more/export.jsonl", "export.jsonl", "fr/a.md", "fr/b/deep.md", "pt-BR/x.y.md"]);
    assert_eq!(problems, []);
    assert_eq!(found[3].kind, SourceKind::Markdown { lang: "fr".to_owned(), id: "b/deep".to_owned() });
    assert_eq!(found[4].kind, SourceKind::Markdown { lang: "pt-BR".to_owned(), id: "x.y".to_owned() });
    assert_eq!((found[2].size, &found[2].path), (3, &folder.path().join("fr/a.md")));
}

#[test]
fn what_is_no_file_is_neither_opened_nor_followed() {
    let folder =
        folder(&[("fr/a.md", b"# T"), ("loose.md", b"# T"), ("images/x.md", b"# T"), ("fr/y.markdown", b"# T")]);
    let root = folder.path();
    symlink(root, root.join("fr/loop")).unwrap();
    symlink("a.md", root.join("fr/link.md")).unwrap();
    symlink("/etc/hostname", root.join("fr/out.md")).unwrap();
    symlink("nowhere", root.join("fr/dangling.jsonl")).unwrap();
    fs::create_dir(root.join("fr/x.md")).unwrap();
    fs::write(root.join("fr/x.md/inside.md"), "# Inside").unwrap();
    let _socket = UnixListener::bind(root.join("fr/socket.md")).unwrap();
    let made = std::process::Command::new("mkfifo").arg(root.join("fr/pipe.md")).status().unwrap();
    assert!(made.success());

    let (found, problems) = sources(root).unwrap();
    assert_eq!(names(&found), ["fr/a.md", "fr/x.md/inside.md"]);
    let told: Vec<String> =
        problems.iter().map(|problem| problem.path.strip_prefix(root).unwrap().display().to_string()).collect();
    assert_eq!(
        told,
        [
            "fr/dangling.jsonl",
            "fr/link.md",
            "fr/loop",
            "fr/out.md",
            "fr/pipe.md",
            "fr/socket.md",
            "fr/x.md",
            "fr/y.markdown",
            "images/x.md",
            "loose.md"
        ]
    );
}

#[test]
fn a_file_that_became_a_pipe_or_vanished_is_told_and_does_not_hang() {
    let folder = folder(&[("en/a.md", b"# T"), ("en/b.md", b"# T"), ("en/c.md", b"# T\n\ntext")]);
    let (found, _) = sources(folder.path()).unwrap();
    fs::remove_file(&found[0].path).unwrap();
    fs::remove_file(&found[1].path).unwrap();
    assert!(std::process::Command::new("mkfifo").arg(&found[1].path).status().unwrap().success());
    let mut count = 0;
    let problems: Vec<String> =
        found.iter().flat_map(|source| read(source, &mut |_| count += 1)).map(|problem| problem.message).collect();
    assert_eq!((problems.len(), count), (2, 1));
    assert!(problems[0].contains("gone") && problems[1].contains("no ordinary file"), "{problems:?}");
}

#[test]
fn a_missing_folder_says_what_to_do() {
    let folder = folder(&[("file", b"")]);
    let error = sources(&folder.path().join("none")).unwrap_err().to_string();
    assert!(error.contains("none") && error.contains("--guides"), "{error}");
    assert!(matches!(sources(&folder.path().join("file")), Err(FolderError::NotAFolder { .. })));
}

#[test]
fn a_half_written_line_costs_only_itself() {
    let half = format!("{LINE}\n{}\n\r\n{LINE}\r{}", "{\"id\":", &LINE[..40]);
    let folder = folder(&[("a.jsonl", half.as_bytes())]);
    let (guides, problems) = read_all(&folder);
    assert_eq!(guides.iter().map(|guide| guide.line).collect::<Vec<_>>(), [1, 4]);
    assert_eq!(problems.len(), 3, "{problems:?}");
    assert!(problems[0].starts_with("a.jsonl:2: ") && problems[1].contains("half written"), "{problems:?}");
}

#[test]
fn every_encoding_is_read_or_told() {
    let utf16: Vec<u8> = format!("\u{feff}{LINE}\r\n").encode_utf16().flat_map(u16::to_le_bytes).collect();
    let utf16_markdown: Vec<u8> = "\u{feff}# Été\n\ntext".encode_utf16().flat_map(u16::to_be_bytes).collect();
    let at = LINE.find("T\"").unwrap();
    let latin = [b"\n", &LINE.as_bytes()[..at], b"\xE9", &LINE.as_bytes()[at..]].concat();
    let with_mark = format!("\u{feff}{LINE}\n");
    let folder = folder(&[
        ("16.jsonl", &utf16),
        ("bad.jsonl", &[LINE.as_bytes(), b"\n", &LINE.replace("\"T\"", "\"\u{1}\"").into_bytes()].concat()),
        ("latin.jsonl", &latin),
        ("mark.jsonl", with_mark.as_bytes()),
        ("fr/16.md", &utf16_markdown),
        ("fr/latin.md", b"# T\n\n## One\n\nd\xE9j\xE0"),
        ("fr/nul.md", b"# T\0\n\n## One\0\n\na\0b"),
    ]);
    let (guides, problems) = read_all(&folder);
    assert_eq!(guides.len(), 7, "{problems:?}");
    let told = |start: &str| problems.iter().filter(|problem| problem.starts_with(start)).count();
    assert_eq!((told("16.jsonl"), told("mark.jsonl"), told("fr/16.md")), (0, 0, 0), "{problems:?}");
    assert_eq!((told("bad.jsonl:2: "), told("latin.jsonl:2: "), told("fr/latin.md:5: ")), (2, 1, 1), "{problems:?}");
    assert_eq!(told("fr/nul.md:3: "), 1, "{problems:?}");
    let nul = guides.iter().find(|guide| guide.id == "nul").unwrap();
    assert_eq!((nul.title.as_str(), nul.steps[0].title.as_str(), nul.steps[0].body.as_str()), ("T", "One", "ab"));
}

#[test]
fn files_too_large_are_refused() {
    let folder = folder(&[]);
    fs::create_dir(folder.path().join("en")).unwrap();
    let file = File::create(folder.path().join("en/large.md")).unwrap();
    file.set_len(MAX_FILE_BYTES + 1).unwrap();
    let mut lines = File::create(folder.path().join("large.jsonl")).unwrap();
    lines.set_len(MAX_JSON_LINE_BYTES as u64 + 1).unwrap();
    lines.seek(io::SeekFrom::End(0)).unwrap();
    lines.write_all(format!("\n{LINE}").as_bytes()).unwrap();
    drop(lines);
    let (guides, problems) = read_all(&folder);
    assert_eq!(guides.iter().map(|guide| guide.line).collect::<Vec<_>>(), [2]);
    assert_eq!(problems.len(), 2, "{problems:?}");
    assert!(problems[1].starts_with("large.jsonl:1: "), "{problems:?}");
}

#[test]
fn a_file_that_changes_meanwhile_is_told() {
    let folder = folder(&[("a.jsonl", format!("{LINE}\n").as_bytes())]);
    let (found, _) = sources(folder.path()).unwrap();
    let path = found[0].path.clone();
    let problems = read(&found[0], &mut |_| {
        let mut file = fs::OpenOptions::new().append(true).open(&path).unwrap();
        file.write_all(b"\n\n").unwrap();
    });
    assert_eq!(problems.len(), 1);
    assert!(problems[0].message.contains("changed"), "{problems:?}");
}
