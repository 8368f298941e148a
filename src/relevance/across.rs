//! How well questions of one language find the steps that are there in another one only.
//!
//! A site whose guides are all translated says nothing about that, so the translations of some guides are taken away: in
//! five folds, each of the guides loses its version in the language of the questions once, and is asked for then, in each
//! of the other languages by itself.

use crate::guide::links::Links;
use crate::index::schema::{Key, hash};
use crate::index::{self, IndexError, SiteSettings, Snapshot};
use crate::relevance::RelevanceError;
use crate::relevance::metrics::DEPTH;
use crate::relevance::set::{GuidesSource, Query, Set};
use crate::search::{self, Request, Translations};
use serde::Deserialize;
use std::fs;
use std::path::Path;

/// Each guide is in one of so many folds.
const FOLDS: u64 = 5;

/// What is asked.
#[derive(Debug, Clone)]
pub struct Plan {
    /// The languages that are asked in and over; those of the set's questions when empty.
    pub languages: Vec<String>,
    /// At most so many questions of one language over another.
    pub sample: usize,
}

/// What came of the questions of one language over the guides of another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pair {
    pub from: String,
    pub into: String,
    pub questions: usize,
    /// How many found a right step among the first ten.
    pub found: usize,
    /// The same without translated words.
    pub found_plainly: usize,
}

/// The name and the language of a guide, as its line tells.
#[derive(Deserialize)]
struct Line {
    id: String,
    lang: String,
}

/// Asks the questions of a set across languages; its guides must be in one file. `workspace` is an empty folder that may
/// be filled. `asked` is told of every index that was asked.
pub fn evaluate(
    set: &Set,
    plan: &Plan,
    workspace: &Path,
    asked: &dyn Fn(usize, usize),
) -> Result<Vec<Pair>, RelevanceError> {
    let GuidesSource::File(file) = &set.guides else {
        return Err(RelevanceError::NoGuidesFile { name: set.name.clone() });
    };
    let text = fs::read_to_string(file).map_err(|source| RelevanceError::Unreadable { path: file.clone(), source })?;
    let languages = languages(set, plan);
    let mut pairs: Vec<Pair> = Vec::new();
    for (at, from) in languages.iter().enumerate() {
        let questions: Vec<&Query> = set.queries.iter().filter(|query| query.lang.eq_ignore_ascii_case(from)).collect();
        let one_of = questions.len().div_ceil(plan.sample.max(1)).max(1);
        let questions: Vec<&Query> = questions.into_iter().step_by(one_of).collect();
        let mut found: Vec<Pair> = languages.iter().filter(|into| *into != from).map(|into| pair(from, into)).collect();
        for fold in 0..FOLDS {
            let snapshot = index_without(&text, from, fold, &workspace.join(format!("{from}-{fold}")))?;
            for query in &questions {
                for pair in &mut found {
                    ask(&snapshot, set, query, fold, pair)?;
                }
            }
            asked(at * FOLDS as usize + fold as usize + 1, languages.len() * FOLDS as usize);
        }
        pairs.append(&mut found);
    }
    Ok(pairs)
}

fn languages(set: &Set, plan: &Plan) -> Vec<String> {
    let mut languages: Vec<String> = plan.languages.iter().map(|lang| lang.to_lowercase()).collect();
    if languages.is_empty() {
        languages = set.queries.iter().map(|query| query.lang.to_lowercase()).collect();
        languages.sort();
        languages.dedup();
    }
    languages
}

fn pair(from: &str, into: &str) -> Pair {
    Pair { from: from.to_owned(), into: into.to_owned(), questions: 0, found: 0, found_plainly: 0 }
}

fn fold_of(id: &str) -> u64 {
    hash(&id.to_lowercase()) % FOLDS
}

/// An index of the guides but for those of one fold in one language.
fn index_without(guides: &str, lang: &str, fold: u64, folder: &Path) -> Result<Snapshot, RelevanceError> {
    let is_kept = |line: &&str| {
        let guide: Result<Line, _> = serde_json::from_str(line);
        guide.map_or(true, |guide| !guide.lang.eq_ignore_ascii_case(lang) || fold_of(&guide.id) != fold)
    };
    let kept: String = guides.lines().filter(is_kept).flat_map(|line| [line, "\n"]).collect();
    let settings = SiteSettings { guides: folder.join("guides"), index: folder.join("index"), default_language: None };
    let unwritable = |source| RelevanceError::Unwritable { path: folder.to_owned(), source };
    fs::create_dir_all(&settings.guides).map_err(unwritable)?;
    fs::write(settings.guides.join("guides.jsonl"), kept).map_err(unwritable)?;
    index::build(&settings, &|_| {})?;
    let snapshot = Snapshot::open(&settings.index, None)?;
    // The snapshot holds what it needs; the folder of the next fold takes the room.
    fs::remove_dir_all(folder).map_err(unwritable)?;
    Ok(snapshot)
}

/// Asks a question that is right in one fold over one language, with translated words and without.
fn ask(snapshot: &Snapshot, set: &Set, query: &Query, fold: u64, pair: &mut Pair) -> Result<(), IndexError> {
    let mut is_there = false;
    for target in query.judgements.good_targets() {
        let Some((_, rest)) = target.split_once('/') else { continue };
        let (id, number) = rest.rsplit_once('#').map_or((rest, None), |(id, number)| (id, Some(number)));
        is_there |= fold_of(id) == fold && has(snapshot, &pair.into, id, number)?;
    }
    if !is_there {
        return Ok(());
    }
    let mut request = Request {
        query: query.text.clone(),
        reader: vec![pair.from.clone()],
        within: vec![pair.into.clone()],
        limit: DEPTH + query.ignored.len().min(DEPTH),
        translations: Translations::All,
        synonyms: std::sync::Arc::clone(&set.synonyms),
        ..Request::default()
    };
    pair.questions += 1;
    for (across_languages, found) in [(true, &mut pair.found), (false, &mut pair.found_plainly)] {
        request.across_languages = across_languages;
        let answer = search::run(snapshot, &request, &Links::default())?;
        // What is right in the language of the question is right in every other.
        let ids = answer.hits.iter().map(|hit| {
            let rest = hit.id.split_once('/').map_or(hit.id.as_str(), |(_, rest)| rest);
            format!("{}/{rest}", query.lang.to_lowercase())
        });
        let ids: Vec<String> = ids.filter(|id| !query.ignored.contains(&id.to_lowercase())).take(DEPTH).collect();
        *found += usize::from(query.judgements.score(ids.iter().map(String::as_str)).reciprocal_rank > 0.0);
    }
    Ok(())
}

/// Whether a guide, or one step of it, is there in a language.
fn has(snapshot: &Snapshot, lang: &str, id: &str, number: Option<&str>) -> Result<bool, IndexError> {
    let steps = snapshot.steps_of(&Key::Guide { lang, id })?;
    let is_it = |number: &str| steps.iter().any(|&step| snapshot.facts(step).step == hash(&format!("{id}#{number}")));
    Ok(number.map_or(!steps.is_empty(), is_it))
}
