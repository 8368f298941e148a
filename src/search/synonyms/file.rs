//! The file of synonyms, TOML that people edit: read so that one bad rule costs only itself, added to so that comments,
//! order and everything else stay.

use crate::guide::Problem;
use crate::search::synonyms::{SynonymRule, SynonymsError};
use serde::Deserialize;
use std::fs;
use std::io::{ErrorKind, Write as _};
use std::path::Path;
use std::sync::{Mutex, PoisonError};
use toml_edit::{Array, ArrayOfTables, DocumentMut, InlineTable, Item, Table, Value};

/// The largest file that is read, in bytes.
pub const MAX_FILE_BYTES: u64 = 4_000_000;

/// The only table of the file.
const TABLE: &str = "synonyms";
const KEYS: [&str; 4] = ["lang", "words", "from", "to"];
/// How often an addition is tried again because someone else has changed the file meanwhile.
const ATTEMPTS: usize = 5;

/// One addition at a time; that of another process is noticed before the file is replaced.
static ADDING: Mutex<()> = Mutex::new(());

/// A rule as it stands in the file.
#[derive(Deserialize)]
#[serde(untagged)]
enum OneOrMany {
    One(String),
    Many(Vec<String>),
}

#[derive(Deserialize)]
struct RawRule {
    lang: Option<String>,
    words: Option<OneOrMany>,
    from: Option<OneOrMany>,
    to: Option<OneOrMany>,
}

#[derive(Deserialize)]
struct Block {
    #[serde(default)]
    synonyms: Vec<toml::Spanned<toml::Value>>,
    #[serde(flatten)]
    others: toml::Table,
}

/// Reads the rules of a file and says what is wrong with the others. A file that is not there has none.
///
/// # Errors
/// When the file is there but can't be read, or is too large to be one of synonyms.
pub fn read(path: &Path) -> Result<(Vec<SynonymRule>, Vec<Problem>), SynonymsError> {
    let unreadable = |source| SynonymsError::Unreadable { path: path.to_owned(), source };
    let bytes = match fs::metadata(path) {
        Ok(metadata) => metadata.len(),
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok((Vec::new(), Vec::new())),
        Err(error) => return Err(unreadable(error)),
    };
    if bytes > MAX_FILE_BYTES {
        return Err(SynonymsError::TooLarge { path: path.to_owned(), bytes });
    }
    Ok(parse(&fs::read_to_string(path).map_err(unreadable)?, path))
}

/// Reads the text of a file; `path` is for what is said about it.
fn parse(text: &str, path: &Path) -> (Vec<SynonymRule>, Vec<Problem>) {
    let mut rules: Vec<SynonymRule> = Vec::new();
    let mut problems = Vec::new();
    let mut problem = |line: usize, message: String| problems.push(Problem { path: path.to_owned(), line, message });
    for (first_line, block) in blocks(text.trim_start_matches('\u{FEFF}')) {
        let line_at = |at: usize| first_line + lines_before(block, at);
        let parsed: Block = match toml::from_str(block) {
            Ok(parsed) => parsed,
            Err(error) => {
                let line = line_at(error.span().map_or(0, |span| span.start));
                problem(line, format!("{}; mend this rule, the others hold", one_line(error.message())));
                continue;
            }
        };
        for name in parsed.others.keys() {
            problem(first_line, format!("'{name}' means nothing here; each rule begins with [[{TABLE}]]"));
        }
        for value in parsed.synonyms {
            let line = line_at(value.span().start);
            match rule(value.into_inner()) {
                Ok(rule) if rules.iter().any(|known| known.is_same_as(&rule)) => {
                    problem(line, "the same rule stands further up; remove one of them".to_owned());
                }
                Ok(rule) => rules.push(rule),
                Err(message) => problem(line, message),
            }
        }
    }
    (rules, problems)
}

/// The file cut before every rule, so that a mistake in one doesn't reach the next, with the number of the first line.
fn blocks(text: &str) -> Vec<(usize, &str)> {
    let (mut blocks, mut first_line, mut begin, mut at) = (Vec::new(), 1, 0, 0);
    for (number, line) in text.split_inclusive('\n').enumerate() {
        let is_header = line.trim_start().strip_prefix("[[").is_some_and(|rest| rest.trim_start().starts_with(TABLE));
        if is_header && at > begin {
            blocks.push((first_line, &text[begin..at]));
            (first_line, begin) = (number + 1, at);
        }
        at += line.len();
    }
    blocks.push((first_line, &text[begin..]));
    blocks
}

fn rule(value: toml::Value) -> Result<SynonymRule, String> {
    let toml::Value::Table(table) = &value else {
        return Err(format!("a rule is a table; write [[{TABLE}]] and its words below"));
    };
    if let Some(key) = table.keys().find(|key| !KEYS.contains(&key.as_str())) {
        return Err(format!("a rule has no '{key}'; it has {}", KEYS.join(", ")));
    }
    let many = |given: Option<OneOrMany>| match given {
        None => Vec::new(),
        Some(OneOrMany::One(phrase)) => vec![phrase],
        Some(OneOrMany::Many(phrases)) => phrases,
    };
    let raw: RawRule =
        value.try_into().map_err(|_| "a rule's words are texts; write words = [\"…\", \"…\"]".to_owned())?;
    let rule = SynonymRule { lang: raw.lang, words: many(raw.words), from: many(raw.from), to: many(raw.to) };
    rule.check()?;
    Ok(rule)
}

fn lines_before(text: &str, at: usize) -> usize {
    text.get(..at).map_or(0, |before| before.matches('\n').count())
}

fn one_line(message: &str) -> String {
    message.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Adds a rule to the end of a file, which is made if it isn't there. The file is replaced whole or not at all; what was
/// in it stays as it was. A rule that the file has already is not added again.
///
/// # Errors
/// A rule that says nothing, a file that is no TOML, and whatever the disk refuses.
pub fn append(path: &Path, rule: &SynonymRule) -> Result<(), SynonymsError> {
    rule.check().map_err(SynonymsError::BadRule)?;
    let _adding = ADDING.lock().unwrap_or_else(PoisonError::into_inner);
    // What a link leads to is replaced, not the link.
    let path = &path.canonicalize().unwrap_or_else(|_| path.to_owned());
    for _ in 0..ATTEMPTS {
        let before = text_of(path)?;
        if parse(&before, path).0.iter().any(|known| known.is_same_as(rule)) {
            return Ok(());
        }
        let after = with_rule(&before, path, rule)?;
        if replace(path, &before, &after)? {
            return Ok(());
        }
    }
    let source = std::io::Error::new(ErrorKind::ResourceBusy, "it changes all the time; try again");
    Err(SynonymsError::Unwritable { path: path.to_owned(), source })
}

fn text_of(path: &Path) -> Result<String, SynonymsError> {
    match fs::read_to_string(path) {
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(String::new()),
        read => read.map_err(|source| SynonymsError::Unreadable { path: path.to_owned(), source }),
    }
}

fn with_rule(text: &str, path: &Path, rule: &SynonymRule) -> Result<String, SynonymsError> {
    let malformed = |at: usize, message: String| SynonymsError::Malformed {
        path: path.to_owned(),
        line: lines_before(text, at) + 1,
        message,
    };
    let mut document: DocumentMut = text.parse().map_err(|error: toml_edit::TomlError| {
        malformed(error.span().map_or(0, |span| span.start), one_line(error.message()))
    })?;
    let rules = document.entry(TABLE).or_insert_with(|| Item::ArrayOfTables(ArrayOfTables::new()));
    match rules {
        Item::ArrayOfTables(tables) => {
            let mut table = Table::new();
            for (key, value) in values(rule) {
                table.insert(key, Item::Value(value));
            }
            if !text.trim().is_empty() {
                table.decor_mut().set_prefix("\n");
            }
            tables.push(table);
        }
        Item::Value(Value::Array(array)) => array.push(InlineTable::from_iter(values(rule))),
        _ => return Err(malformed(0, format!("'{TABLE}' is no list of rules; write each as [[{TABLE}]]"))),
    }
    Ok(document.to_string())
}

fn values(rule: &SynonymRule) -> Vec<(&'static str, Value)> {
    let lists = [("words", &rule.words), ("from", &rule.from), ("to", &rule.to)];
    let lists = lists.into_iter().filter(|(_, phrases)| !phrases.is_empty());
    let lang = rule.lang.iter().map(|lang| ("lang", Value::from(lang.as_str())));
    lang.chain(lists.map(|(key, phrases)| (key, Value::Array(phrases.iter().map(String::as_str).collect::<Array>()))))
        .collect()
}

/// Puts a text in the place of another; false when that is not the file's text any more.
fn replace(path: &Path, before: &str, after: &str) -> Result<bool, SynonymsError> {
    let unwritable = |source| SynonymsError::Unwritable { path: path.to_owned(), source };
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let mut aside = tempfile::Builder::new().prefix(".synonyms-").tempfile_in(folder).map_err(unwritable)?;
    aside.write_all(after.as_bytes()).map_err(unwritable)?;
    match fs::metadata(path) {
        Ok(metadata) => aside.as_file().set_permissions(metadata.permissions()).map_err(unwritable)?,
        Err(_) => make_readable(aside.as_file()).map_err(unwritable)?,
    }
    aside.as_file().sync_all().map_err(unwritable)?;
    if text_of(path)? != before {
        return Ok(false);
    }
    aside.persist(path).map_err(|error| unwritable(error.error))?;
    // The new name is on the disk only when the folder is.
    fs::File::open(folder).and_then(|folder| folder.sync_all()).map_err(unwritable)?;
    Ok(true)
}

/// A file that was made aside can be read by nobody else at first.
#[cfg(unix)]
fn make_readable(file: &fs::File) -> std::io::Result<()> {
    use std::os::unix::fs::PermissionsExt as _;
    file.set_permissions(fs::Permissions::from_mode(0o644))
}

#[cfg(not(unix))]
#[expect(clippy::unnecessary_wraps, reason = "elsewhere it can fail")]
fn make_readable(_file: &fs::File) -> std::io::Result<()> {
    Ok(())
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a failing test should stop where it fails")]
    use super::*;

    const FILE: &str = "# What our customers say.\n\
        [[synonyms]]            # mutual\n\
        lang = \"fr\"\n\
        words = [\"numéro de compte\", \"compte expéditeur\"]\n\n\
        [[synonyms]]\nfrom = \"RMA\"\nto = [\"étiquette de retour\", \"return label\"] # one-way\n";

    fn told(text: &str) -> (usize, Vec<String>) {
        let (rules, problems) = parse(text, Path::new("s.toml"));
        (rules.len(), problems.iter().map(ToString::to_string).collect())
    }

    fn rule_of(words: &[&str]) -> SynonymRule {
        SynonymRule { words: words.iter().map(|&word| word.to_owned()).collect(), ..SynonymRule::default() }
    }

    #[test]
    fn rules_are_read_as_written() {
        let (rules, problems) = parse(FILE, Path::new("s.toml"));
        assert_eq!(problems, []);
        assert_eq!(
            rules[0],
            SynonymRule { lang: Some("fr".to_owned()), ..rule_of(&["numéro de compte", "compte expéditeur"]) }
        );
        assert_eq!((rules[1].from.len(), rules[1].to.len(), rules.len()), (1, 2, 2));
        assert_eq!(told("synonyms = [{words = ['a', 'b']}, {words = ['c']}]").0, 1);
        assert_eq!(told("\u{FEFF}# nothing\r\n"), (0, vec![]));
    }

    #[test]
    fn a_bad_rule_costs_only_itself() {
        let (rules, problems) = told(
            "[[synonyms]]\nwords = [\"a\", \"b\"]\n[[synonyms]]\nwords = [\"c\"\n[[synonyms]]\nwords = [\"d\"]\n\
             [[synonyms]]\nword = [\"d\"]\n[[synonyms]]\n[[ synonyms ]]\nfrom = [\"e\"]\nto = [\"É\"]\n\
             [[synonyms]]\nlang = \"french!\"\nwords = [\"f\", \"g\"]\n[[synonyms]]\nwords = [\"B\", \"b\", \"a\"]\n\
             [[synonyms]]\nwords = [\"h\", \"...\"]\n[[synonyms]]\nwords = [\"b\", \"a\"]\n[[synonyms]]\nwords = [1, 2]\n\
             [[synonyms]]\nwords = [\"i\", \"j\"]\nto = [\"k\"]\n[[synonyms]]\nwords = [\"y\", \"z\"]\n",
        );
        assert_eq!(rules, 2, "{problems:#?}");
        insta::assert_snapshot!(problems.join("\n"));
    }

    #[test]
    fn a_rule_is_added_and_all_else_stays() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("synonyms.toml");
        append(&path, &rule_of(&["parcel", "package"])).unwrap();
        assert_eq!(fs::read_to_string(&path).unwrap(), "[[synonyms]]\nwords = [\"parcel\", \"package\"]\n");
        fs::write(&path, FILE).unwrap();
        let one_way = SynonymRule {
            lang: Some("en".to_owned()),
            from: vec!["the \"box\"".to_owned()],
            to: vec!["parcel".to_owned()],
            ..SynonymRule::default()
        };
        append(&path, &one_way).unwrap();
        append(&path, &one_way).unwrap();
        let text = fs::read_to_string(&path).unwrap();
        assert_eq!(
            text.strip_prefix(FILE).unwrap(),
            "\n[[synonyms]]\nlang = \"en\"\nfrom = ['the \"box\"']\nto = [\"parcel\"]\n"
        );
        assert_eq!(read(&path).unwrap().0.last(), Some(&one_way));
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1, "nothing is left aside");
    }

    #[test]
    fn additions_at_once_all_stand() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("synonyms.toml");
        std::thread::scope(|scope| {
            for thread in 0..8 {
                let path = &path;
                scope.spawn(move || {
                    append(path, &rule_of(&[&format!("one{thread}"), &format!("two{thread}")])).unwrap();
                });
            }
        });
        assert_eq!(read(&path).unwrap().0.len(), 8);
    }

    #[test]
    fn what_cannot_be_added_is_said() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("synonyms.toml");
        let error = |rule: &SynonymRule| append(&path, rule).unwrap_err().to_string();
        assert!(error(&rule_of(&["alone"])).contains("second word"));
        assert!(!path.exists());
        fs::write(&path, "# fine\n[[synonyms]\n").unwrap();
        assert!(error(&rule_of(&["a", "b"])).contains("synonyms.toml:2: "), "{}", error(&rule_of(&["a", "b"])));
        assert_eq!(fs::read_to_string(&path).unwrap(), "# fine\n[[synonyms]\n");
        fs::write(&path, "synonyms = 3\n").unwrap();
        assert!(error(&rule_of(&["a", "b"])).contains("no list of rules"));
        fs::write(&path, [0xFF, 0xFE]).unwrap();
        assert!(matches!(read(&path), Err(SynonymsError::Unreadable { .. })));
        assert_eq!(read(&folder.path().join("none.toml")).unwrap(), (vec![], vec![]));
    }
}
