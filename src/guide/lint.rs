//! What `guidepost check` looks for in guides that read well: what only shows when all guides are seen together.

use crate::guide::text;
use crate::guide::written_in::written_in;
use crate::guide::{Guide, Problem, Redirect};
use crate::language::Language;
use crate::language::analysis::Analyzer;
use crate::language::detect::Detector;
use pulldown_cmark::{Event, Parser, Tag, TagEnd};
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

/// What is wrong between guides and inside them, sorted by file and line.
#[must_use]
pub fn lint(guides: &[Guide]) -> Vec<Problem> {
    let site = Site::of(guides);
    let declared: Vec<Language> = guides.iter().map(|guide| Language::from_tag(&guide.lang)).collect();
    let detector = Detector::new(&declared);
    let mut analyzer = Analyzer::new();
    let mut problems = Vec::new();
    doubles(guides, &site, &mut problems);
    former_ids(guides, &site, &mut problems);
    translations(&site, &mut problems);
    for guide in guides {
        step_texts(guide, &mut problems);
        untranslated(guide, &detector, &mut analyzer, &mut problems);
        for at in 0..guide.steps.len() {
            links_and_images(guide, at, &site, &mut problems);
        }
    }
    problems.sort();
    problems.dedup();
    problems
}

/// The guides of a site by what links name them.
struct Site<'a> {
    /// By language in lower case and id; of doubles, the first.
    guides: HashMap<(String, &'a str), Target<'a>>,
    /// By id, then by language in lower case.
    translations: BTreeMap<&'a str, BTreeMap<String, &'a Guide>>,
    /// The ids that guides had before, with their language in lower case.
    old_ids: HashSet<(String, &'a str)>,
    /// By language in lower case, its tag as first written and the ids of its guides.
    languages: BTreeMap<String, (&'a str, HashSet<&'a str>)>,
}

struct Target<'a> {
    guide: &'a Guide,
    anchors: HashSet<&'a str>,
}

impl<'a> Site<'a> {
    fn of(guides: &'a [Guide]) -> Site<'a> {
        let mut site = Site {
            guides: HashMap::new(),
            translations: BTreeMap::new(),
            old_ids: HashSet::new(),
            languages: BTreeMap::new(),
        };
        for guide in guides {
            let lang = guide.lang.to_lowercase();
            let language = site.languages.entry(lang.clone()).or_insert_with(|| (&guide.lang, HashSet::new()));
            language.1.insert(&guide.id);
            let steps = guide.steps.iter().map(|step| step.anchor.as_str());
            let mut anchors: HashSet<&str> = steps.collect();
            for redirect in &guide.redirects {
                match redirect {
                    Redirect::Guide(id) => {
                        site.old_ids.insert((lang.clone(), id));
                    }
                    Redirect::Anchor { from, .. } => {
                        anchors.insert(from);
                    }
                }
            }
            site.translations.entry(&guide.id).or_default().entry(lang.clone()).or_insert(guide);
            site.guides.entry((lang, &guide.id)).or_insert(Target { guide, anchors });
        }
        site
    }
}

fn problem(guide: &Guide, line: usize, message: String) -> Problem {
    Problem { path: guide.source.clone(), line, message }
}

fn doubles(guides: &[Guide], site: &Site<'_>, problems: &mut Vec<Problem>) {
    for guide in guides {
        let Some(first) = site.guides.get(&(guide.lang.to_lowercase(), guide.id.as_str())) else { continue };
        if !std::ptr::eq(first.guide, guide) {
            let message = format!(
                "the guide {} is also at {}:{}; give one another id or remove it",
                guide.key(),
                first.guide.source.display(),
                first.guide.line
            );
            problems.push(problem(guide, guide.line, message));
        }
    }
}

/// Former ids that lead to no guide, since another stands there or another had them too.
fn former_ids(guides: &[Guide], site: &Site<'_>, problems: &mut Vec<Problem>) {
    let mut claimed: HashMap<(String, &str), &Guide> = HashMap::new();
    for guide in guides {
        for redirect in &guide.redirects {
            let Redirect::Guide(id) = redirect else { continue };
            let key = (guide.lang.to_lowercase(), id.as_str());
            let message = if let Some(there) = site.guides.get(&key) {
                let place = there.guide.source.display();
                format!("`redirect_from` has `{id}`, but that is the id of a guide ({place}); remove the entry")
            } else if let Some(first) = claimed.insert(key.clone(), guide).filter(|first| !std::ptr::eq(*first, guide))
            {
                let place = first.source.display();
                claimed.insert(key, first);
                format!("`redirect_from` has `{id}`, which {place} has too; remove one of the entries")
            } else {
                continue;
            };
            problems.push(problem(guide, guide.line, message));
        }
    }
}

/// Languages and steps that some translations of a guide have and others lack.
fn translations(site: &Site<'_>, problems: &mut Vec<Problem>) {
    for (id, guides) in &site.translations {
        let Some(most_complete) =
            guides.values().max_by_key(|guide| (guide.steps.len(), std::cmp::Reverse(&guide.lang)))
        else {
            continue;
        };
        // A language is expected of a guide when half of the other guides have it.
        let others = site.translations.len() - 1;
        let lacking: Vec<&str> = site
            .languages
            .iter()
            .filter(|(lang, (_, ids))| !guides.contains_key(*lang) && ids.len() * 2 >= others)
            .map(|(_, (tag, _))| *tag)
            .collect();
        if !lacking.is_empty() {
            let message =
                format!("missing translation: the guide `{id}` is not there in {}; translate it", list(&lacking));
            problems.push(problem(most_complete, most_complete.line, message));
        }
        let names = |guide: &Guide| -> BTreeSet<String> {
            let name = |at: usize| {
                let step = &guide.steps[at];
                if step.has_own_anchor { format!("#{}", step.anchor) } else { step.number.clone() }
            };
            (0..guide.steps.len()).map(name).collect()
        };
        let expected = names(most_complete);
        for guide in guides.values().filter(|guide| !std::ptr::eq(**guide, *most_complete)) {
            let found = names(guide);
            let lacks: Vec<&str> = expected.difference(&found).map(String::as_str).collect();
            let extra: Vec<&str> = found.difference(&expected).map(String::as_str).collect();
            let original = &most_complete.lang;
            if !lacks.is_empty() {
                let message = format!("the translation lacks steps that {original} has: {}; add them", list(&lacks));
                problems.push(problem(guide, guide.line, message));
            }
            if !extra.is_empty() {
                let message = format!(
                    "the translation has steps that {original} lacks: {}; add them there, or give both the same number or \
                     anchor",
                    list(&extra)
                );
                problems.push(problem(guide, guide.line, message));
            }
        }
    }
}

/// A few of the names, and how many more there are.
fn list(names: &[&str]) -> String {
    const SHOWN: usize = 12;
    let shown = names[..names.len().min(SHOWN)].join(", ");
    if names.len() > SHOWN { format!("{shown} and {} more", names.len() - SHOWN) } else { shown }
}

/// Steps without text, and several of one title.
fn step_texts(guide: &Guide, problems: &mut Vec<Problem>) {
    let mut titles: HashMap<&str, usize> = HashMap::new();
    for step in &guide.steps {
        if step.title.is_empty() && text::plain(&step.body).is_empty() && !step.body.contains("![") {
            let message =
                format!("the step {} has neither a title nor any text; write some, or remove it", step.number);
            problems.push(problem(guide, step.line, message));
        }
        if !step.title.is_empty() {
            *titles.entry(&step.title).or_default() += 1;
        }
    }
    for step in &guide.steps {
        if let Some(count) = titles.remove(step.title.as_str()).filter(|count| *count > 1) {
            let title = &step.title;
            let message =
                format!("{count} steps have the title “{title}”; name them so that readers can tell them apart");
            problems.push(problem(guide, step.line, message));
        }
    }
}

fn untranslated(guide: &Guide, detector: &Detector, analyzer: &mut Analyzer, problems: &mut Vec<Problem>) {
    let declared = Language::from_tag(&guide.lang);
    for (step, written_in) in guide.steps.iter().zip(written_in(guide, detector, analyzer).steps) {
        let found = written_in.text;
        if found != declared && found != Language::UNKNOWN && declared != Language::UNKNOWN {
            let message = format!(
                "left untranslated: the text of step {} is in {found}, the guide is in {}; translate it",
                step.number, guide.lang
            );
            problems.push(problem(guide, step.line, message));
        }
    }
}

fn links_and_images(guide: &Guide, at: usize, site: &Site<'_>, problems: &mut Vec<Problem>) {
    let step = &guide.steps[at];
    let mut images: Vec<(String, bool)> = Vec::new();
    for event in Parser::new_ext(&step.body, text::options()) {
        match event {
            Event::Start(Tag::Link { dest_url, .. }) => {
                if let Some(reason) = broken(guide, &dest_url, site) {
                    let message = format!("the link to `{dest_url}` in step {} is broken: {reason}", step.number);
                    problems.push(problem(guide, step.line, message));
                }
            }
            Event::Start(Tag::Image { dest_url, .. }) => images.push((dest_url.to_string(), false)),
            Event::End(TagEnd::Image) => {
                if let Some((address, false)) = images.pop() {
                    let message = format!(
                        "the image `{address}` in step {} has no text for those who can't see it; write ![text](…)",
                        step.number
                    );
                    problems.push(problem(guide, step.line, message));
                }
            }
            Event::Text(text) | Event::Code(text) if !text.trim().is_empty() => {
                for (_, has_text) in &mut images {
                    *has_text = true;
                }
            }
            _ => {}
        }
    }
}

/// Why a link inside the site leads nowhere; `None` when it leads somewhere, or off the site.
fn broken(guide: &Guide, destination: &str, site: &Site<'_>) -> Option<String> {
    let (path, anchor) = destination.split_once('#').unwrap_or((destination, ""));
    let path = path.split('?').next().unwrap_or_default();
    let anchor = decoded(anchor);
    let (lang, id) = if path.is_empty() {
        (guide.lang.to_lowercase(), guide.id.clone())
    } else {
        named_guide(guide, &decoded(path))?
    };
    let Some(target) = site.guides.get(&(lang.clone(), id.as_str())) else {
        if site.old_ids.contains(&(lang.clone(), id.as_str())) {
            return Some(format!("the guide {lang}/{id} has another id now; link to that"));
        }
        return Some(format!("there is no guide {lang}/{id}; correct the address or remove the link"));
    };
    if anchor.is_empty() || anchor.starts_with(":~:") || target.anchors.contains(anchor.as_str()) {
        return None;
    }
    Some(format!("the guide {} has no step with the anchor `{anchor}`; correct it", target.guide.key()))
}

/// The language, in lower case, and the id that a link names by `/en/guides/x` or by the file `../x.md`.
fn named_guide(guide: &Guide, path: &str) -> Option<(String, String)> {
    if let Some(rest) = path.strip_prefix('/') {
        let (lang, id) = rest.split_once("/guides/")?;
        return (!lang.contains('/') && !id.is_empty()).then(|| (lang.to_lowercase(), id.trim_matches('/').to_owned()));
    }
    let file = path.strip_suffix(".md")?;
    if file.split('/').next().is_some_and(|start| start.contains(':')) {
        return None;
    }
    let here = guide.key();
    let mut parts: Vec<&str> = here.split('/').collect();
    parts.pop();
    for part in file.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop();
            }
            part => parts.push(part),
        }
    }
    let (lang, id) = parts.split_first()?;
    Some((lang.to_lowercase(), id.join("/")))
}

/// The text with `%C3%A9` read as `é`.
fn decoded(text: &str) -> String {
    let bytes = text.as_bytes();
    let mut decoded = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while let Some(&byte) = bytes.get(at) {
        let digit = |at: usize| bytes.get(at).and_then(|digit| char::from(*digit).to_digit(16));
        if let (b'%', Some(high), Some(low)) = (byte, digit(at + 1), digit(at + 2)) {
            decoded.push(u8::try_from(high * 16 + low).unwrap_or(byte));
            at += 3;
        } else {
            decoded.push(byte);
            at += 1;
        }
    }
    String::from_utf8_lossy(&decoded).into_owned()
}

#[cfg(test)]
mod tests;
