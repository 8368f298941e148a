//! Judged sets: reading `queries.jsonl`, `qrels.tsv` and `ignore.tsv`. What is wrong is told, and the rest is kept.

use crate::guide::Problem;
use crate::relevance::RelevanceError;
use crate::relevance::metrics::{Judgements, MAX_GRADE};
use crate::search::request::MAX_QUERY_CHARACTERS;
use crate::search::{Synonyms, synonyms};
use serde::Deserialize;
use std::collections::{HashMap, HashSet};
use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Questions with their judgements, and the guides they are about.
#[derive(Debug)]
pub struct Set {
    /// The folder's own name.
    pub name: String,
    pub guides: GuidesSource,
    /// Those that can be scored, in the order of the file.
    pub queries: Vec<Query>,
    /// Questions that nothing is judged to answer, and which are therefore left out.
    pub without_answer: Vec<String>,
    /// Questions that are longer than a question may be, and are asked without their end.
    pub cut: Vec<String>,
    pub problems: Vec<Problem>,
    /// Those of its `synonyms.toml`, if it has one.
    pub synonyms: Arc<Synonyms>,
}

/// Where the guides of a set are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum GuidesSource {
    /// One JSON Lines file.
    File(PathBuf),
    /// A folder as a site has it.
    Folder(PathBuf),
}

/// A question and what is known to answer it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Query {
    pub id: String,
    pub lang: String,
    /// At most as long as a question may be.
    pub text: String,
    pub class: Option<String>,
    pub judgements: Judgements,
    /// Hits to drop before scoring, in lower case.
    pub ignored: HashSet<String>,
}

/// A line of `queries.jsonl`.
#[derive(Deserialize)]
struct QueryLine {
    qid: String,
    lang: String,
    text: String,
    class: Option<String>,
}

/// The questions of a set while it is being read.
struct Draft {
    queries: Vec<Query>,
    /// The place of each question by its id.
    by_id: HashMap<String, usize>,
    cut: Vec<String>,
    problems: Vec<Problem>,
}

/// Reads a set. Its guides are its `guides.jsonl` or its folder `guides`; a set that has neither is about the guides of a
/// site, in `site_guides`.
pub fn read(folder: &Path, site_guides: Option<&Path>) -> Result<Set, RelevanceError> {
    if !folder.is_dir() {
        return Err(RelevanceError::NoFolder { path: folder.to_owned() });
    }
    let guides = guides_of(folder, site_guides)?;
    let mut draft = Draft { queries: Vec::new(), by_id: HashMap::new(), cut: Vec::new(), problems: Vec::new() };
    read_lines(&folder.join("queries.jsonl"), &mut draft, Draft::add_query)?;
    read_lines(&folder.join("qrels.tsv"), &mut draft, Draft::add_judgement)?;
    let ignore = folder.join("ignore.tsv");
    if ignore.exists() {
        read_lines(&ignore, &mut draft, Draft::add_ignored)?;
    }
    let (rules, problems) = synonyms::read(&folder.join("synonyms.toml"))?;
    draft.problems.extend(problems);
    let (queries, others): (Vec<_>, Vec<_>) =
        draft.queries.into_iter().partition(|query| query.judgements.positive() > 0);
    if queries.is_empty() {
        return Err(RelevanceError::NothingToScore { path: folder.to_owned() });
    }
    Ok(Set {
        name: name_of(folder),
        guides,
        queries,
        without_answer: others.into_iter().map(|query| query.id).collect(),
        cut: draft.cut,
        problems: draft.problems,
        synonyms: Arc::new(Synonyms::of(rules)),
    })
}

fn guides_of(folder: &Path, site_guides: Option<&Path>) -> Result<GuidesSource, RelevanceError> {
    let (file, site) = (folder.join("guides.jsonl"), folder.join("guides"));
    if file.is_file() {
        Ok(GuidesSource::File(file))
    } else if site.is_dir() {
        Ok(GuidesSource::Folder(site))
    } else if let Some(guides) = site_guides.filter(|guides| guides.is_dir()) {
        Ok(GuidesSource::Folder(guides.to_owned()))
    } else {
        Err(RelevanceError::NoGuides { path: folder.to_owned() })
    }
}

fn name_of(folder: &Path) -> String {
    let absolute = folder.canonicalize().unwrap_or_else(|_| folder.to_owned());
    absolute.file_name().map_or_else(|| folder.display().to_string(), |name| name.to_string_lossy().into_owned())
}

/// Takes a file in line by line; what a line is refused for becomes a problem.
fn read_lines(
    path: &Path,
    draft: &mut Draft,
    add: impl Fn(&mut Draft, &str) -> Result<(), String>,
) -> Result<(), RelevanceError> {
    let bytes = fs::read(path).map_err(|source| RelevanceError::Unreadable { path: path.to_owned(), source })?;
    let text = String::from_utf8(bytes).map_err(|_| RelevanceError::Unreadable {
        path: path.to_owned(),
        source: std::io::Error::new(ErrorKind::InvalidData, "it is not UTF-8"),
    })?;
    for (at, line) in text.trim_start_matches('\u{feff}').lines().enumerate() {
        if line.trim().is_empty() {
            continue;
        }
        if let Err(message) = add(draft, line) {
            draft.problems.push(Problem { path: path.to_owned(), line: at + 1, message });
        }
    }
    Ok(())
}

impl Draft {
    fn add_query(&mut self, line: &str) -> Result<(), String> {
        let QueryLine { qid, lang, text, class } = serde_json::from_str(line).map_err(|error| {
            let reason = error.to_string();
            let reason = reason.split(" at line ").next().unwrap_or_default();
            format!(
                r#"the line is no question ({reason}); write {{"qid", "lang", "text"}}, each a text, and maybe "class""#
            )
        })?;
        let qid = qid.trim().to_owned();
        if qid.is_empty() || lang.trim().is_empty() {
            return Err("the question lacks its qid or lang; give it both".to_owned());
        }
        if self.by_id.contains_key(&qid) {
            return Err(format!("there is a question {qid} already, and this one is left out; give it another qid"));
        }
        let asked: String = text.chars().take(MAX_QUERY_CHARACTERS).collect();
        if asked.len() < text.len() {
            self.cut.push(qid.clone());
        }
        self.by_id.insert(qid.clone(), self.queries.len());
        self.queries.push(Query {
            id: qid,
            lang: lang.trim().to_owned(),
            text: asked,
            class: class.filter(|class| !class.trim().is_empty()),
            judgements: Judgements::default(),
            ignored: HashSet::new(),
        });
        Ok(())
    }

    fn add_judgement(&mut self, line: &str) -> Result<(), String> {
        let fields: Vec<&str> = line.split('\t').map(str::trim).collect();
        let [qid, target, grade] = fields[..] else {
            return Err(format!(
                "the line has {} instead of 3; write `qid⇥lang/id#number⇥grade`, with tabs between",
                fields_of(fields.len())
            ));
        };
        let grade = grade
            .parse::<i32>()
            .ok()
            .filter(|grade| *grade <= MAX_GRADE)
            .ok_or_else(|| format!("the grade {grade:?} is no whole number up to {MAX_GRADE}; correct it"))?;
        let query = self.query(qid)?;
        check_target(target)?;
        match query.judgements.insert(target, grade) {
            None => Ok(()),
            Some(replaced) => Err(format!(
                "{target} is judged twice for {qid}, with {replaced} before and with {grade} here, which counts; keep one line"
            )),
        }
    }

    fn add_ignored(&mut self, line: &str) -> Result<(), String> {
        let fields: Vec<&str> = line.split('\t').map(str::trim).collect();
        let [qid, target] = fields[..] else {
            return Err(format!(
                "the line has {} instead of 2; write `qid⇥lang/id#number`, with a tab between",
                fields_of(fields.len())
            ));
        };
        let query = self.query(qid)?;
        check_target(target)?;
        query.ignored.insert(target.to_lowercase());
        Ok(())
    }

    fn query(&mut self, qid: &str) -> Result<&mut Query, String> {
        let at = self.by_id.get(qid).copied();
        at.and_then(|at| self.queries.get_mut(at))
            .ok_or_else(|| format!("there is no question {qid:?}; add it to queries.jsonl or remove this line"))
    }
}

fn fields_of(count: usize) -> String {
    format!("{count} field{}", if count == 1 { "" } else { "s" })
}

fn check_target(target: &str) -> Result<(), String> {
    let is_target = target.split_once('/').is_some_and(|(lang, rest)| !lang.is_empty() && !rest.is_empty());
    if is_target { Ok(()) } else { Err(format!("{target:?} names no guide; write `lang/id` or `lang/id#number`")) }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

    use super::*;

    fn folder(queries: &str, judgements: &str, ignored: Option<&str>) -> tempfile::TempDir {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("guides.jsonl"), "").unwrap();
        fs::write(folder.path().join("queries.jsonl"), queries).unwrap();
        fs::write(folder.path().join("qrels.tsv"), judgements).unwrap();
        if let Some(ignored) = ignored {
            fs::write(folder.path().join("ignore.tsv"), ignored).unwrap();
        }
        folder
    }

    fn messages(set: &Set) -> Vec<String> {
        let name = |problem: &Problem| problem.path.file_name().unwrap().to_string_lossy().into_owned();
        set.problems.iter().map(|problem| format!("{}:{}: {}", name(problem), problem.line, problem.message)).collect()
    }

    #[test]
    fn a_set_is_read() {
        let queries = "\u{feff}{\"qid\":\"q1\",\"lang\":\"fr\",\"text\":\"a\",\"class\":\"typo\",\"note\":1}\r\n\n\
                       {\"qid\":\"q2\",\"lang\":\"en\",\"text\":\"b\"}\n";
        let folder = folder(queries, "q1\tfr/A#1\t2\nq2\ten/a\t0\n", Some("q1\tfr/A#2\n"));
        let set = read(folder.path(), None).unwrap();
        assert_eq!(set.problems, []);
        assert_eq!(set.without_answer, ["q2"]);
        let [query] = &set.queries[..] else { panic!("one question has an answer") };
        assert_eq!((query.class.as_deref(), query.judgements.positive()), (Some("typo"), 1));
        assert!(query.ignored.contains("fr/a#2"));
        assert_eq!(set.guides, GuidesSource::File(folder.path().join("guides.jsonl")));
    }

    #[test]
    fn bad_lines_are_told_and_the_others_kept() {
        let queries = "{\"qid\":\"q1\",\"lang\":\"fr\",\"text\":\"a\"}\nnonsense\n{\"qid\":\"q1\",\"lang\":\"fr\",\"text\":\"b\"}\n\
                       {\"qid\":\"q2\",\"lang\":\"\",\"text\":\"b\"}\n{\"qid\":\"q3\",\"text\":\"b\"}\n";
        let judgements =
            "q1\tfr/a#1\t1\nq1 fr/a#1 1\nq9\tfr/a\t1\nq1\ta\t1\nq1\tfr/a#2\tgood\nq1\tfr/a#2\t31\nq1\tFR/a#1\t2\n";
        let folder = folder(queries, judgements, Some("q1\n"));
        let set = read(folder.path(), None).unwrap();
        insta::assert_snapshot!(messages(&set).join("\n"));
        assert_eq!(set.queries.len(), 1);
        assert_eq!(set.queries[0].text, "a");
        assert_eq!(set.queries[0].judgements.grades(["fr/a#1"]), [2]);
    }

    #[test]
    fn long_questions_lose_their_end() {
        let text = "é".repeat(MAX_QUERY_CHARACTERS + 1);
        let folder = folder(&format!("{{\"qid\":\"q\",\"lang\":\"fr\",\"text\":\"{text}\"}}"), "q\tfr/a\t1\n", None);
        let set = read(folder.path(), None).unwrap();
        assert_eq!(set.cut, ["q"]);
        assert_eq!(set.queries[0].text.chars().count(), MAX_QUERY_CHARACTERS);
    }

    #[test]
    fn what_is_no_set_is_refused() {
        let empty = tempfile::tempdir().unwrap();
        let message = |folder: &Path| read(folder, None).unwrap_err().to_string();
        assert!(message(&empty.path().join("none")).contains("no such folder"));
        assert!(message(empty.path()).contains("guides.jsonl"));
        let folder = folder("", "", None);
        assert!(message(folder.path()).contains("no question can be scored"));
        fs::remove_file(folder.path().join("qrels.tsv")).unwrap();
        assert!(message(folder.path()).contains("qrels.tsv"));
    }
}
