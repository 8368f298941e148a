//! Questions that ask for the same, grouped without a language model: by shared stems and misspellings, each word by its
//! rarity, and by visitors who went from one to the other or clicked the same.

mod slips;

use crate::analytics::words::{Word, is_misspelling, telling};
use std::collections::{BTreeMap, HashMap, HashSet};

/// Questions that are as near as this to a group (cosine of their words, each by its rarity) belong to it.
const NEAR: f64 = 0.5;
/// What visitors add who asked both, or found the same with both.
const LINKED: f64 = 0.3;
/// So many visitors who went from one to the other are no chance …
const LEAST_LINKING: i64 = 2;
/// … and as many as this share of the smaller group's make two groups one.
const LINKING_SHARE: f64 = 0.1;

/// How many visitors asked one question after another, by their numbers.
pub type Links = BTreeMap<(i64, i64), i64>;

/// A question to be grouped.
#[derive(Debug, Clone)]
pub struct Question {
    /// The number of its text.
    pub number: i64,
    pub lang: String,
    pub words: Vec<Word>,
    /// Those with more lead a group.
    pub visitors: i64,
    /// Steps that were clicked, without their language.
    pub clicked: Vec<String>,
}

/// A group while it grows.
struct Cluster {
    members: Vec<usize>,
    sums: HashMap<usize, f64>,
}

impl Cluster {
    fn similarity(&self, vector: &[(usize, f64)]) -> f64 {
        let length = self.sums.values().map(|value| value * value).sum::<f64>().sqrt();
        let common: f64 = vector.iter().filter_map(|(word, value)| Some(value * self.sums.get(word)?)).sum();
        if length > 0.0 { common / length } else { 0.0 }
    }
}

/// Groups questions; gives the places of each group's, those with most visitors first.
#[must_use]
pub fn cluster(questions: &[Question], links: &Links) -> Vec<Vec<usize>> {
    let mut groups = with_slips_moved(questions, by_words(questions, links));
    // What is put together has the visitors of both, which may join it to a third.
    loop {
        let before = groups.len();
        groups = merge_linked(questions, groups, links);
        if groups.len() == before {
            return groups;
        }
    }
}

/// Moves each question that was mistyped to the one that was meant.
fn with_slips_moved(questions: &[Question], mut groups: Vec<Vec<usize>>) -> Vec<Vec<usize>> {
    let group_of = group_of_place(&groups);
    for (slip, meant) in slips::slips(questions) {
        if let (Some(&from), Some(&to)) = (group_of.get(&slip), group_of.get(&meant))
            && from != to
        {
            groups[from].retain(|&member| member != slip);
            groups[to].push(slip);
        }
    }
    groups.retain(|group| !group.is_empty());
    groups
}

/// Puts groups together that many visitors went to and fro between: other words for the same, or another language. Of
/// groups that share a telling word, one visitor says enough.
fn merge_linked(questions: &[Question], groups: Vec<Vec<usize>>, links: &Links) -> Vec<Vec<usize>> {
    let group_of: HashMap<i64, usize> =
        group_of_place(&groups).into_iter().map(|(place, group)| (questions[place].number, group)).collect();
    let visitors: Vec<i64> =
        groups.iter().map(|group| group.iter().map(|&member| questions[member].visitors).sum()).collect();
    let stems: Vec<HashSet<&str>> = groups.iter().map(|group| stems_of(questions, group)).collect();
    let mut between: BTreeMap<(usize, usize), i64> = BTreeMap::new();
    for ((one, other), count) in links {
        if let (Some(&one), Some(&other)) = (group_of.get(one), group_of.get(other))
            && one != other
        {
            *between.entry((one.min(other), one.max(other))).or_default() += count;
        }
    }
    let is_one = |&((one, other), count): &((usize, usize), i64)| {
        let smaller = visitors[one].min(visitors[other]);
        let least = if stems[one].is_disjoint(&stems[other]) { LEAST_LINKING } else { 1 };
        count >= least && count as f64 >= LINKING_SHARE * smaller as f64
    };
    let mut leader: Vec<usize> = (0..groups.len()).collect();
    for ((one, other), _) in between.into_iter().filter(is_one) {
        let (one, other) = (lead(&leader, one), lead(&leader, other));
        leader[one.max(other)] = one.min(other);
    }
    let mut merged: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for (at, group) in groups.into_iter().enumerate() {
        merged.entry(lead(&leader, at)).or_default().extend(group);
    }
    merged
        .into_values()
        .map(|mut group| {
            group.sort_by_key(|&member| (std::cmp::Reverse(questions[member].visitors), questions[member].number));
            group
        })
        .collect()
}

/// In which group each question is, by their places.
fn group_of_place(groups: &[Vec<usize>]) -> HashMap<usize, usize> {
    let members = |(at, group): (usize, &Vec<usize>)| group.iter().map(|&member| (member, at)).collect::<Vec<_>>();
    groups.iter().enumerate().flat_map(members).collect()
}

fn stems_of<'a>(questions: &'a [Question], group: &[usize]) -> HashSet<&'a str> {
    group.iter().flat_map(|&member| telling(&questions[member].words)).map(|word| word.stem.as_str()).collect()
}

fn lead(leader: &[usize], mut at: usize) -> usize {
    while leader[at] != at {
        at = leader[at];
    }
    at
}

fn by_words(questions: &[Question], links: &Links) -> Vec<Vec<usize>> {
    let vectors = vectors(questions);
    let mut order: Vec<usize> = (0..questions.len()).collect();
    order.sort_by(|&one, &other| {
        let key = |at: usize| (questions[at].visitors, -questions[at].number);
        key(other).cmp(&key(one))
    });
    let mut clusters: Vec<Cluster> = Vec::new();
    let mut with_word: HashMap<usize, Vec<usize>> = HashMap::new();
    let mut of_question: HashMap<i64, usize> = HashMap::new();
    let mut of_click: HashMap<&str, usize> = HashMap::new();
    let linked = link_lists(links);
    for at in order {
        let question = &questions[at];
        let mut candidates: BTreeMap<usize, f64> = BTreeMap::new();
        for (word, _) in &vectors[at] {
            for &cluster in with_word.get(word).into_iter().flatten() {
                candidates.entry(cluster).or_insert(0.0);
            }
        }
        let asked_with =
            linked.get(&question.number).into_iter().flatten().filter_map(|number| of_question.get(number));
        let clicked_with = question.clicked.iter().filter_map(|hit| of_click.get(hit.as_str()));
        for &cluster in asked_with.chain(clicked_with) {
            candidates.insert(cluster, LINKED);
        }
        let scored = candidates.into_iter().map(|(cluster, bonus)| {
            let is_foreign = questions[clusters[cluster].members[0]].lang != question.lang;
            // Two languages share few words, so that going from one to the other says more.
            let bonus = if is_foreign && bonus > 0.0 { bonus * 2.0 } else { bonus };
            (clusters[cluster].similarity(&vectors[at]) + bonus, cluster)
        });
        let best = scored.max_by(|one, other| one.0.total_cmp(&other.0).then(other.1.cmp(&one.1)));
        let place = match best {
            Some((similarity, cluster)) if similarity >= NEAR => cluster,
            _ => {
                clusters.push(Cluster { members: Vec::new(), sums: HashMap::new() });
                clusters.len() - 1
            }
        };
        let cluster = &mut clusters[place];
        cluster.members.push(at);
        for (word, value) in &vectors[at] {
            let sum = cluster.sums.entry(*word).or_insert_with(|| {
                with_word.entry(*word).or_default().push(place);
                0.0
            });
            *sum += value;
        }
        of_question.insert(question.number, place);
        for hit in &question.clicked {
            of_click.entry(hit.as_str()).or_insert(place);
        }
    }
    clusters.into_iter().map(|cluster| cluster.members).collect()
}

fn link_lists(links: &Links) -> HashMap<i64, Vec<i64>> {
    let mut lists: HashMap<i64, Vec<i64>> = HashMap::new();
    for (&(one, other), _) in links.iter().filter(|(_, visitors)| **visitors >= LEAST_LINKING) {
        lists.entry(one).or_default().push(other);
        lists.entry(other).or_default().push(one);
    }
    for list in lists.values_mut() {
        list.sort_unstable();
    }
    lists
}

/// Each question's words with their weight, of length 1 together: ln(1 + N/n) for a word in n of N questions.
fn vectors(questions: &[Question]) -> Vec<Vec<(usize, f64)>> {
    let numbers = number_words(questions);
    let words: Vec<Vec<usize>> = questions
        .iter()
        .map(|question| {
            let mut of_question: Vec<usize> =
                telling(&question.words).iter().filter_map(|word| numbers.get(word.stem.as_str()).copied()).collect();
            of_question.sort_unstable();
            of_question.dedup();
            of_question
        })
        .collect();
    let mut frequencies: HashMap<usize, f64> = HashMap::new();
    for word in words.iter().flatten() {
        *frequencies.entry(*word).or_default() += 1.0;
    }
    let count = questions.len() as f64;
    words
        .into_iter()
        .map(|words| {
            let weight = |word: &usize| (1.0 + count / frequencies.get(word).copied().unwrap_or(1.0)).ln();
            let length = words.iter().map(|word| weight(word).powi(2)).sum::<f64>().sqrt();
            words.iter().map(|word| (*word, weight(word) / length)).collect()
        })
        .collect()
}

/// A number for every stem; a misspelling has that of the word that more visitors typed. Words are compared as they were
/// typed: a misspelling seldom has the ending that a stemmer knows.
fn number_words(questions: &[Question]) -> HashMap<String, usize> {
    let mut visitors: HashMap<(&str, &str), i64> = HashMap::new();
    for question in questions {
        for word in telling(&question.words) {
            *visitors.entry((word.folded.as_str(), word.stem.as_str())).or_default() += question.visitors;
        }
    }
    let mut order: Vec<((&str, &str), i64)> = visitors.into_iter().collect();
    order.sort_by(|one, other| other.1.cmp(&one.1).then_with(|| one.0.cmp(&other.0)));
    // Misspellings share most pairs of letters, so that few words need to be compared.
    let mut by_pair: HashMap<(char, char), Vec<usize>> = HashMap::new();
    let mut known: Vec<(&str, usize)> = Vec::new();
    let mut numbers: HashMap<String, usize> = HashMap::new();
    for ((folded, stem), _) in order {
        if numbers.contains_key(stem) {
            continue;
        }
        let letters: Vec<char> = folded.chars().collect();
        let mut shared: HashMap<usize, usize> = HashMap::new();
        for pair in letters.windows(2) {
            for &at in by_pair.get(&(pair[0], pair[1])).into_iter().flatten() {
                *shared.entry(at).or_default() += 1;
            }
        }
        let mut near: Vec<usize> =
            shared.iter().filter(|(_, count)| **count * 3 >= letters.len()).map(|(at, _)| *at).collect();
        near.sort_unstable();
        let meant = near.into_iter().find(|&at| is_misspelling(folded, known[at].0)).map(|at| known[at].1);
        let number = meant.unwrap_or(numbers.len());
        numbers.insert(stem.to_owned(), number);
        for pair in letters.windows(2) {
            by_pair.entry((pair[0], pair[1])).or_default().push(known.len());
        }
        known.push((folded, number));
    }
    numbers
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analytics::counts::count;
    use crate::analytics::words::words;
    use crate::language::analysis::Analyzer;

    fn grouped(questions: &[(&str, &str)], links: &[(i64, i64)]) -> Vec<Vec<String>> {
        let mut analyzer = Analyzer::new();
        let questions: Vec<Question> = questions
            .iter()
            .enumerate()
            .map(|(at, (lang, text))| Question {
                number: count(at),
                lang: (*lang).to_owned(),
                words: words(&mut analyzer, text, lang),
                visitors: 100 - count(at),
                clicked: Vec::new(),
            })
            .collect();
        let links = links.iter().map(|link| (*link, 40)).collect();
        let text =
            |at: &usize| questions[*at].words.iter().map(|word| word.written.clone()).collect::<Vec<_>>().join(" ");
        cluster(&questions, &links).iter().map(|group| group.iter().map(text).collect()).collect()
    }

    #[test]
    fn spellings_endings_and_orders_of_words_come_together() {
        let groups = grouped(
            &[
                ("en", "refund customs duties"),
                ("en", "parcel insurance"),
                ("en", "customs duty refunds"),
                ("en", "how to refund the custms duty"),
                ("en", "insure a parcel"),
                ("en", "insurance for parcels"),
                ("en", "close account"),
            ],
            &[],
        );
        assert_eq!(groups[0], ["refund customs duties", "customs duty refunds", "how to refund the custms duty"]);
        assert!(groups[1].contains(&"insurance for parcels".to_owned()));
        assert!(groups.iter().any(|group| group == &["close account"]), "{groups:?}");
    }

    #[test]
    fn languages_come_together_where_visitors_went_from_one_to_the_other() {
        let questions = [("en", "customs refund"), ("fr", "remboursement douane"), ("fr", "assurance colis")];
        assert_eq!(grouped(&questions, &[]).len(), 3);
        assert_eq!(
            grouped(&questions, &[(1, 0)]),
            [vec!["customs refund", "remboursement douane"], vec!["assurance colis"]]
        );
    }
}
