//! Evaluating a set: its guides in an index of their own, every question asked as a reader asks, every answer scored.

use crate::guide::Problem;
use crate::guide::links::Links;
use crate::index::{self, IndexError, Progress, SiteSettings, Snapshot};
use crate::relevance::RelevanceError;
use crate::relevance::bootstrap::{self, Interval};
use crate::relevance::metrics::{DEPTH, Scores};
use crate::relevance::set::{GuidesSource, Query, Set};
use crate::search::request::{MAX_LIMIT, MAX_OFFSET};
use crate::search::{self, Request, Synonyms, Translations};
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::sync::Arc;

/// A hit of a ranked list.
#[derive(Debug, Clone, PartialEq)]
pub struct Ranked {
    /// `lang/id#number`.
    pub id: String,
    pub score: f32,
}

/// What came of one question.
#[derive(Debug, Clone, PartialEq)]
pub struct Scored {
    /// The best hits, those to be ignored left out; at most [`DEPTH`].
    pub hits: Vec<Ranked>,
    pub scores: Scores,
}

/// The means of the metrics over some questions, in the order of [`crate::relevance::Metric::ALL`].
#[derive(Debug, Clone, PartialEq)]
pub struct Group {
    pub questions: usize,
    pub metrics: [Interval; 5],
}

/// What came of a set.
#[derive(Debug)]
pub struct Evaluation {
    pub guides: usize,
    pub steps: usize,
    /// One for each question of the set, in its order.
    pub scored: Vec<Scored>,
    pub overall: Group,
    pub languages: BTreeMap<String, Group>,
    pub classes: BTreeMap<String, Group>,
    /// What is wrong with the guides.
    pub problems: Vec<Problem>,
}

/// An index of a set's guides, ready to be asked.
pub struct Indexed {
    snapshot: Snapshot,
    guides: usize,
    steps: usize,
    problems: Vec<Problem>,
}

/// Indexes a set's guides and asks all its questions. `workspace` is an empty folder that may be filled and is not
/// needed afterwards.
pub fn evaluate(set: &Set, workspace: &Path) -> Result<Evaluation, RelevanceError> {
    let indexed = index(set, workspace, &|_| {})?;
    ask_all(set, indexed, &|_, _| {})
}

/// Indexes a set's guides and nothing else in an empty folder.
pub fn index(set: &Set, workspace: &Path, progress: &dyn Fn(Progress)) -> Result<Indexed, RelevanceError> {
    let guides = match &set.guides {
        GuidesSource::Folder(folder) => folder.clone(),
        GuidesSource::File(file) => {
            let folder = workspace.join("guides");
            let unwritable = |source| RelevanceError::Unwritable { path: folder.clone(), source };
            fs::create_dir_all(&folder).map_err(unwritable)?;
            // A link to a link would not be followed.
            let file = file.canonicalize().map_err(unwritable)?;
            let target = folder.join("guides.jsonl");
            if fs::hard_link(&file, &target).is_err() {
                fs::copy(&file, &target).map_err(unwritable)?;
            }
            folder
        }
    };
    let settings = SiteSettings { guides, index: workspace.join("index"), default_language: None };
    let report = index::build(&settings, progress)?;
    let snapshot = Snapshot::open(&settings.index, None)?;
    let mut problems = report.problems;
    if let GuidesSource::File(file) = &set.guides {
        for problem in &mut problems {
            problem.path.clone_from(file);
        }
    }
    Ok(Indexed { snapshot, guides: report.guides, steps: report.steps, problems })
}

/// Asks all questions of a set, each as `/api/search` would be asked; `asked` is told how many of how many have been.
pub fn ask_all(set: &Set, indexed: Indexed, asked: &dyn Fn(usize, usize)) -> Result<Evaluation, RelevanceError> {
    let mut scored = Vec::with_capacity(set.queries.len());
    for query in &set.queries {
        scored.push(ask(&indexed.snapshot, &set.synonyms, query)?);
        asked(scored.len(), set.queries.len());
    }
    let rows: Vec<(&Query, [f64; 5])> =
        set.queries.iter().zip(&scored).map(|(query, scored)| (query, scored.scores.values())).collect();
    let all: Vec<[f64; 5]> = rows.iter().map(|(_, values)| *values).collect();
    let (overall, languages) = (group(&all), groups(&rows, |query| Some(query.lang.to_lowercase())));
    let classes = groups(&rows, |query| query.class.clone());
    Ok(Evaluation {
        guides: indexed.guides,
        steps: indexed.steps,
        overall,
        languages,
        classes,
        problems: indexed.problems,
        scored,
    })
}

/// Asks page by page until enough hits are left that are not to be ignored; mostly that is one page.
fn ask(snapshot: &Snapshot, synonyms: &Arc<Synonyms>, query: &Query) -> Result<Scored, IndexError> {
    let limit = (DEPTH + query.ignored.len()).min(MAX_LIMIT);
    let mut request = Request {
        query: query.text.clone(),
        reader: vec![query.lang.clone()],
        limit,
        translations: Translations::All,
        synonyms: Arc::clone(synonyms),
        ..Request::default()
    };
    let mut hits = Vec::new();
    let mut found_nothing = true;
    while hits.len() < DEPTH && request.offset <= MAX_OFFSET {
        let answer = search::run(snapshot, &request, &Links::default())?;
        let is_last_page = answer.hits.len() < limit;
        found_nothing &= answer.hits.is_empty();
        let found = answer.hits.into_iter().filter(|hit| !query.ignored.contains(&hit.id.to_lowercase()));
        hits.extend(found.map(|hit| Ranked { id: hit.id, score: hit.score }));
        if is_last_page {
            break;
        }
        request.offset += limit;
    }
    hits.truncate(DEPTH);
    let mut scores = query.judgements.score(hits.iter().map(|hit| hit.id.as_str()));
    scores.empty = f64::from(u8::from(found_nothing));
    Ok(Scored { hits, scores })
}

fn group(rows: &[[f64; 5]]) -> Group {
    Group { questions: rows.len(), metrics: bootstrap::intervals(rows) }
}

fn groups(rows: &[(&Query, [f64; 5])], name: impl Fn(&Query) -> Option<String>) -> BTreeMap<String, Group> {
    let mut named: BTreeMap<String, Vec<[f64; 5]>> = BTreeMap::new();
    for (query, values) in rows {
        if let Some(name) = name(query) {
            named.entry(name).or_default().push(*values);
        }
    }
    named.into_iter().map(|(name, rows)| (name, group(&rows))).collect()
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

    use super::*;
    use crate::relevance::set;

    /// Twelve guides about parcels, each of two steps; the first step of guide 3 is about customs.
    fn guides() -> String {
        let guide = |at: usize| {
            let title = if at == 3 { "Customs papers" } else { "Parcel papers" };
            format!(
                "{{\"id\":\"g{at}\",\"lang\":\"EN\",\"title\":\"Guide {at}\",\"steps\":[\
                 {{\"number\":\"1\",\"title\":\"{title}\",\"body\":\"Fill in the papers.\"}},\
                 {{\"number\":\"2\",\"title\":\"Send it\",\"body\":\"Off it goes.\"}}]}}"
            )
        };
        (0..12).map(guide).collect::<Vec<_>>().join("\n")
    }

    fn evaluated(queries: &str, judgements: &str, ignored: &str) -> (Set, Evaluation) {
        let folder = tempfile::tempdir().unwrap();
        for (name, text) in [
            ("guides.jsonl", guides().as_str()),
            ("queries.jsonl", queries),
            ("qrels.tsv", judgements),
            ("ignore.tsv", ignored),
        ] {
            fs::write(folder.path().join(name), text).unwrap();
        }
        let set = set::read(folder.path(), None).unwrap();
        let workspace = tempfile::tempdir().unwrap();
        let evaluation = evaluate(&set, workspace.path()).unwrap();
        (set, evaluation)
    }

    #[test]
    fn questions_are_asked_and_scored() {
        let queries = r#"{"qid":"a","lang":"en","text":"customs","class":"plain"}
            {"qid":"b","lang":"fr","text":"zzzzzz","class":"odd"}"#;
        let (_, evaluation) = evaluated(queries, "a\ten/g3#1\t1\nb\ten/g3\t1\n", "");
        assert_eq!((evaluation.guides, evaluation.steps, evaluation.problems.len()), (12, 24, 0));
        assert_eq!(evaluation.scored[0].hits[0].id, "EN/g3#1");
        let means = |group: &Group| group.metrics.map(|interval| format!("{:.2}", interval.mean)).join(" ");
        assert_eq!(means(&evaluation.overall), "0.50 0.50 0.50 0.50 0.50");
        assert_eq!(means(&evaluation.languages["en"]), "1.00 1.00 1.00 1.00 0.00");
        assert_eq!(means(&evaluation.classes["odd"]), "0.00 0.00 0.00 0.00 1.00");
    }

    #[test]
    fn ignored_hits_make_room_for_others() {
        let query = r#"{"qid":"a","lang":"en","text":"parcel papers"}"#;
        let (_, before) = evaluated(query, "a\ten/g11#1\t1\n", "");
        let first: Vec<String> = before.scored[0].hits.iter().map(|hit| hit.id.clone()).collect();
        assert_eq!(first.len(), DEPTH);
        let ignored: String = first[..3].iter().map(|id| format!("a\t{id}")).collect::<Vec<_>>().join("\n");
        let (_, after) = evaluated(query, "a\ten/g11#1\t1\n", &ignored);
        assert_eq!(after.scored[0].hits.len(), DEPTH - 1, "twelve steps match, three are dropped");
        assert!(after.scored[0].hits.iter().all(|hit| !first[..3].contains(&hit.id)));
    }

    #[test]
    fn dropping_everything_is_no_empty_answer() {
        let of_guide = |at: usize| format!("a\ten/g{at}#1\na\ten/g{at}#2");
        let ignored = (0..12).map(of_guide).collect::<Vec<_>>().join("\n");
        let (_, evaluation) = evaluated(r#"{"qid":"a","lang":"en","text":"customs"}"#, "a\ten/g3#1\t1\n", &ignored);
        assert!(evaluation.scored[0].hits.is_empty());
        assert!(evaluation.overall.metrics[4].mean < 0.5);
    }
}
