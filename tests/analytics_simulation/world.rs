//! The guides that the visitors search, and what is wrong with them.

use super::Size;
use crate::harness::{Folders, leave_out, run, shared};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// The languages of the site, and so many of its guides in the quick tier.
pub const LANGS: [&str; 4] = ["en", "fr", "de", "es"];
const GUIDES: usize = 120;
/// So many ways to ask for one matter, at least.
const PHRASES: usize = 3;

/// A guide that can be found, with the questions that are its own.
pub struct Topic {
    pub guide: String,
    pub titles: BTreeMap<String, String>,
}

/// A matter that no guide is about.
pub struct Gap {
    /// Questions with their language.
    pub phrases: Vec<(String, String)>,
}

/// A word that visitors use for one of ours, in English.
pub struct Synonym {
    pub theirs: String,
    pub ours: String,
    /// Titles that have our word.
    pub topics: Vec<usize>,
}

/// A guide that is not there in a language.
pub struct Untranslated {
    pub guide: String,
    pub lang: String,
    pub topic: usize,
    /// What its readers ask: its title in their language, which the site does not have.
    pub own_title: String,
}

pub struct World {
    pub topics: Vec<Topic>,
    pub gaps: Vec<Gap>,
    pub synonyms: Vec<Synonym>,
    pub untranslated: Vec<Untranslated>,
    gap_of: HashMap<String, usize>,
}

impl World {
    /// Takes the sets apart, plants what is wrong, and writes the guides; `None` where the sets are not there.
    pub fn make(
        folders: &Folders,
        guides: &str,
        missing: &str,
        size: &Size,
        random: &mut fastrand::Rng,
    ) -> Option<World> {
        let guides = unpack(folders, guides)?;
        let missing = unpack(folders, missing)?;
        let lines = read(&guides.join("guides.jsonl"));
        let mut by_id: BTreeMap<String, BTreeMap<String, Value>> = BTreeMap::new();
        for guide in lines.into_iter().filter(|guide| LANGS.contains(&text(guide, "lang"))) {
            by_id.entry(text(&guide, "id").to_owned()).or_default().insert(text(&guide, "lang").to_owned(), guide);
        }
        by_id.retain(|_, langs| langs.len() == LANGS.len());
        let mut ids: Vec<String> = by_id.keys().cloned().collect();
        random.shuffle(&mut ids);
        if !crate::harness::is_full() {
            ids.truncate(GUIDES);
        }
        let topics: Vec<Topic> = ids
            .iter()
            .map(|id| Topic {
                guide: id.clone(),
                titles: by_id[id].iter().map(|(lang, guide)| (lang.clone(), tidy(text(guide, "title")))).collect(),
            })
            .collect();

        let mut jsonl = String::new();
        let mut untranslated = Vec::new();
        for (topic, id) in ids.iter().enumerate() {
            for (lang, guide) in &by_id[id] {
                let is_left_out = topic < size.others && lang == if topic % 2 == 0 { "fr" } else { "de" };
                if is_left_out {
                    let own_title = topics[topic].titles[lang].clone();
                    untranslated.push(Untranslated { guide: id.clone(), lang: lang.clone(), topic, own_title });
                } else {
                    jsonl.push_str(&guide.to_string());
                    jsonl.push('\n');
                }
            }
        }
        folders.write("guides.jsonl", &jsonl);
        let vocabulary: HashSet<String> = words(&jsonl).collect();

        let gaps = gaps(&missing, size, &vocabulary, random);
        // A word of a gap can't be another's word for what is there.
        let asked = gaps.iter().flat_map(|gap| &gap.phrases).flat_map(|(phrase, _)| words(phrase));
        let taken: HashSet<String> = vocabulary.iter().cloned().chain(asked).collect();
        let synonyms = synonyms(&missing, &topics, size, &taken, random);
        let gap_of = gaps
            .iter()
            .enumerate()
            .flat_map(|(number, gap)| gap.phrases.iter().map(move |(phrase, _)| (phrase.clone(), number)))
            .collect();
        Some(World { topics, gaps, synonyms, untranslated, gap_of })
    }

    /// Which gap a question is about; a question that was mistyped is about the one whose words it has most of.
    pub fn gap_of(&self, query: &str) -> Option<usize> {
        if let Some(&gap) = self.gap_of.get(query) {
            return Some(gap);
        }
        let asked: BTreeSet<&str> = query.split(' ').filter(|word| word.chars().count() > 3).collect();
        let shared = |gap: &Gap| {
            let phrases =
                gap.phrases.iter().map(|(phrase, _)| phrase.split(' ').filter(|word| asked.contains(word)).count());
            phrases.max().unwrap_or(0)
        };
        let best = (0..self.gaps.len()).max_by_key(|&gap| (shared(&self.gaps[gap]), std::cmp::Reverse(gap)))?;
        (shared(&self.gaps[best]) * 2 >= asked.len().max(1)).then_some(best)
    }
}

/// Matters that the guides don't have and people ask for in several ways, in one or two languages.
fn gaps(folder: &Path, size: &Size, vocabulary: &HashSet<String>, random: &mut fastrand::Rng) -> Vec<Gap> {
    let texts: HashMap<String, (String, String)> = read(&folder.join("queries.jsonl"))
        .into_iter()
        .map(|query| (text(&query, "qid").to_owned(), (tidy(text(&query, "text")), text(&query, "lang").to_owned())))
        .collect();
    let mut by_guide: BTreeMap<String, BTreeSet<(String, String)>> = BTreeMap::new();
    for line in fs::read_to_string(folder.join("qrels.tsv")).expect("it was unpacked").lines() {
        let mut fields = line.split('\t');
        let (Some(query), Some(target)) = (fields.next(), fields.next()) else { continue };
        let guide = target.split('#').next().and_then(|guide| guide.split_once('/')).map(|(_, id)| id.to_owned());
        if let (Some(guide), Some((text, lang))) = (guide, texts.get(query))
            && (lang == "en" || lang == "fr")
            && (2..=7).contains(&text.split(' ').count())
        {
            by_guide.entry(guide).or_default().insert((text.clone(), lang.clone()));
        }
    }
    // Two matters that share their telling words would be one to anybody.
    let mut taken: HashSet<String> = HashSet::new();
    let mut candidates: Vec<Vec<(String, String)>> =
        by_guide.into_values().map(|phrases| phrases.into_iter().collect()).collect();
    random.shuffle(&mut candidates);
    let mut gaps = Vec::new();
    for phrases in candidates {
        if gaps.len() == size.gaps {
            break;
        }
        // Only phrases that the guides have no words for tell a gap apart from what they cover.
        let is_foreign = |word: &str| word.chars().count() > 3 && !vocabulary.contains(word);
        let own: Vec<(String, String)> =
            phrases.iter().filter(|(phrase, _)| words(phrase).any(|word| is_foreign(&word))).cloned().collect();
        let telling: HashSet<String> = own
            .iter()
            .flat_map(|(phrase, _)| words(phrase).filter(|word| is_foreign(word)).collect::<Vec<_>>())
            .collect();
        if own.is_empty() || telling.iter().any(|word| taken.contains(word)) {
            continue;
        }
        let mut all = own.clone();
        for (phrase, lang) in own {
            let mut turned: Vec<&str> = phrase.split(' ').collect();
            if all.len() < PHRASES {
                turned.reverse();
                all.push((turned.join(" "), lang.clone()));
            }
            if all.len() < PHRASES {
                all.push((format!("help {phrase}"), lang));
            }
        }
        taken.extend(telling);
        gaps.push(Gap { phrases: all });
    }
    gaps
}

/// Words that no guide has, each used for a word that several titles have.
fn synonyms(
    folder: &Path,
    topics: &[Topic],
    size: &Size,
    taken: &HashSet<String>,
    random: &mut fastrand::Rng,
) -> Vec<Synonym> {
    let mut theirs: Vec<String> = read(&folder.join("guides.jsonl"))
        .iter()
        .filter(|guide| text(guide, "lang") == "en")
        .flat_map(|guide| words(text(guide, "title")).collect::<Vec<_>>())
        .filter(|word| word.len() >= 7 && word.bytes().all(|byte| byte.is_ascii_lowercase()) && !taken.contains(word))
        .collect::<BTreeSet<_>>()
        .into_iter()
        .collect();
    random.shuffle(&mut theirs);
    let mut by_word: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    // The first topics have something else planted.
    for (at, topic) in topics.iter().enumerate().skip(size.others * 2) {
        let different: BTreeSet<String> = words(&topic.titles["en"]).collect();
        for word in
            different.into_iter().filter(|word| word.len() >= 5 && word.bytes().all(|byte| byte.is_ascii_lowercase()))
        {
            by_word.entry(word).or_default().push(at);
        }
    }
    let mut ours: Vec<(String, Vec<usize>)> = by_word.into_iter().filter(|(_, topics)| topics.len() >= 2).collect();
    random.shuffle(&mut ours);
    let pairs = ours.into_iter().zip(theirs).take(size.synonyms);
    pairs.map(|((ours, topics), theirs)| Synonym { theirs, ours, topics }).collect()
}

fn unpack(folders: &Folders, name: &str) -> Option<PathBuf> {
    let archive = shared(&format!("relevance/{name}.tar.zst"))?;
    if !["tar", "zstd"].iter().all(|tool| Command::new(tool).arg("--version").output().is_ok()) {
        leave_out("tar or zstd is not installed");
        return None;
    }
    let mut tar = Command::new("tar");
    tar.arg("--zstd").arg("-xf").arg(&archive).arg("-C").arg(folders.path());
    run(&mut tar).expect_status(0);
    Some(folders.path().join(name))
}

fn read(path: &Path) -> Vec<Value> {
    let text = fs::read_to_string(path).expect("it was unpacked");
    text.lines().map(|line| serde_json::from_str(line).expect("it is JSON")).collect()
}

fn text<'a>(value: &'a Value, field: &str) -> &'a str {
    value[field].as_str().expect("a text")
}

/// As people type it.
fn tidy(title: &str) -> String {
    words(title).collect::<Vec<_>>().join(" ")
}

fn words(text: &str) -> impl Iterator<Item = String> {
    text.split(|character: char| !character.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(str::to_lowercase)
        .collect::<Vec<_>>()
        .into_iter()
}
