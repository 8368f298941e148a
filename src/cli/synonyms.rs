//! The site's synonyms on the command line: read for a search, looked over by `check`.

use crate::cli::settings::SynonymsFile;
use crate::guide::{Guide, Problem};
use crate::language::Language;
use crate::search::Synonyms;
use crate::search::synonyms::{self, SynonymsError};
use std::collections::HashSet;

/// The synonyms of a file; what is wrong with it is logged.
pub fn read(file: &SynonymsFile) -> Result<Synonyms, SynonymsError> {
    warn_if_missing(file);
    let (rules, problems) = synonyms::read(&file.path)?;
    for problem in problems {
        tracing::warn!("{problem}");
    }
    Ok(Synonyms::of(rules))
}

/// Says so when a setting names a file that is not there.
pub fn warn_if_missing(file: &SynonymsFile) {
    if is_missing(file) {
        tracing::warn!(path = %file.path.display(), "there is no such file of synonyms; none are used until it is there");
    }
}

/// What is wrong with a file of synonyms, on its own and for these guides.
pub fn lint(file: &SynonymsFile, guides: &[Guide]) -> Vec<Problem> {
    let problem = |message: String| Problem { path: file.path.clone(), line: 0, message };
    if is_missing(file) {
        return vec![problem("there is no such file; write it, or mend the setting synonyms".to_owned())];
    }
    let (rules, mut problems) = match synonyms::read(&file.path) {
        Ok(read) => read,
        Err(error) => return vec![problem(format!("{error}"))],
    };
    let primary = |tag: &str| tag.split(['-', '_']).next().unwrap_or_default().to_lowercase();
    let written_in: HashSet<String> = guides.iter().map(|guide| primary(&guide.lang)).collect();
    let known: HashSet<Language> = guides.iter().map(|guide| Language::from_tag(&guide.lang)).collect();
    for lang in rules.iter().filter_map(|rule| rule.lang.as_deref()) {
        let language = Language::from_tag(lang);
        let is_there =
            written_in.contains(&primary(lang)) || (language != Language::UNKNOWN && known.contains(&language));
        let message = format!("no guide is in '{lang}', so rules for it do nothing; mend lang or leave it out");
        if !is_there && !problems.iter().any(|known: &Problem| known.message == message) {
            problems.push(problem(message));
        }
    }
    problems
}

fn is_missing(file: &SynonymsFile) -> bool {
    file.is_named && !file.path.exists()
}
