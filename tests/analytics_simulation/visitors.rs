//! Visitors at play: what they type, what they click, what they do when they don't find it.

use super::Size;
use super::world::{LANGS, World};
use guidepost::analytics::Store;
use guidepost::analytics::causes::Cause;
use guidepost::analytics::event::{Audience, EventKind, EventRecord, SearchRecord, Visitor};
use guidepost::analytics::store::Record;
use guidepost::guide::links::Links;
use guidepost::index::Snapshot;
use guidepost::search::{self, Answer, Request};
use std::collections::HashMap;
use std::rc::Rc;
use uuid::Uuid;

const DAY: i64 = 86_400_000;

/// What was played.
#[derive(Default)]
pub struct Played {
    pub searches: usize,
    pub intents: usize,
    pub events: usize,
    causes: HashMap<(String, String), Cause>,
}

impl Played {
    /// Why a question fails, where that was planted.
    pub fn cause_of(&self, query: &str, lang: &str) -> Option<Cause> {
        self.causes.get(&(query.to_owned(), lang.to_owned())).copied()
    }
}

pub struct Play<'a> {
    world: &'a World,
    snapshot: &'a Snapshot,
    random: fastrand::Rng,
    answers: HashMap<(String, String, Option<String>, usize), Rc<Answer>>,
    played: Played,
    records: Vec<Record>,
    mistyped: HashMap<usize, String>,
    ranked: HashMap<usize, Option<(String, String)>>,
}

/// A visitor for a day, with a clock.
struct Visit {
    visitor: Visitor,
    lang: String,
    at: i64,
}

impl<'a> Play<'a> {
    pub fn new(world: &'a World, snapshot: &'a Snapshot, random: &mut fastrand::Rng) -> Play<'a> {
        Play {
            world,
            snapshot,
            random: random.fork(),
            answers: HashMap::new(),
            played: Played::default(),
            records: Vec::new(),
            mistyped: HashMap::new(),
            ranked: HashMap::new(),
        }
    }

    /// Plays all days, and writes what was searched and done.
    pub fn play(mut self, size: &Size, today: i64, store: &mut Store) -> Played {
        for day in 0..size.days {
            let until = size.searches * usize::try_from(day + 1).expect("days are few")
                / usize::try_from(size.days).expect("days are few");
            while self.played.intents < until {
                let person = self.random.usize(0..size.visitors);
                let start = (today - size.days + day) * DAY + self.random.i64(0..DAY - 7_200_000);
                let number =
                    i64::try_from(person).expect("visitors are few") << 20 | day << 8 | self.random.i64(0..256);
                let lang = LANGS[[0, 0, 0, 1, 1, 2, 3][person % 7]].to_owned();
                self.visit(size, Visit { visitor: Visitor(number), lang, at: start });
            }
            // Half an hour of one visitor must not be cut in two: a day is written at once, in the order of its time.
            self.records.sort_by_key(|record| match record {
                Record::Search(search) => search.at,
                Record::Event(event) => event.at,
            });
            for batch in self.records.chunks(2_000) {
                store.write(batch).expect("it can be written");
            }
            self.records.clear();
            store.fold().expect("it can be folded");
        }
        self.played
    }

    fn visit(&mut self, size: &Size, mut visit: Visit) {
        for _ in 0..self.random.usize(1..4) {
            match self.random.usize(0..100) {
                0..10 => self.miss_a_guide(&mut visit),
                10..20 => self.use_another_word(&mut visit, size),
                20..26 => self.mistype(&mut visit, size),
                26..34 => self.miss_a_translation(&mut visit),
                34..38 => self.search_within_a_filter(&mut visit, size),
                38..42 => self.look_far_down(&mut visit, size),
                42..45 => self.meet_a_stale_link(&mut visit, size),
                45..49 => self.ask_nonsense(&mut visit),
                _ => self.find_something(&mut visit, size),
            }
            // Long enough for the next matter to be another.
            visit.at += self.random.i64(400_000..900_000);
        }
    }

    /// The topics that nothing is planted on, and those that what is planted takes in turn.
    fn plain_topic(&mut self, size: &Size) -> usize {
        self.random.usize(size.others * 2..self.world.topics.len())
    }

    fn find_something(&mut self, visit: &mut Visit, size: &Size) {
        let topic = self.plain_topic(size);
        let title = self.world.topics[topic].titles[&visit.lang].clone();
        if self.random.usize(0..100) < 25 {
            self.type_slowly(visit, &title);
        }
        self.find(visit, &title, topic);
    }

    /// Searches and clicks what is about the topic, when it is in sight; most do.
    fn find(&mut self, visit: &mut Visit, text: &str, topic: usize) {
        let (id, answer) = self.search(visit, text, None, 0);
        let guide = &self.world.topics[topic].guide;
        let place = answer.hits.iter().position(|hit| hit.guide.id == *guide);
        if let Some(place) = place.filter(|_| self.random.usize(0..100) < 88) {
            let hit = answer.hits[place].id.clone();
            self.event(visit, EventKind::Click, id, &hit, place + 1, false);
            if self.random.usize(0..100) < 10 {
                self.event(visit, EventKind::Helpful, id, &hit, place + 1, false);
            }
        }
    }

    fn miss_a_guide(&mut self, visit: &mut Visit) {
        // Some gaps are many people's, some few's.
        let (one, other) = (self.random.usize(0..self.world.gaps.len()), self.random.usize(0..self.world.gaps.len()));
        let gap = &self.world.gaps[one.min(other)];
        let phrase = |random: &mut fastrand::Rng| gap.phrases[random.usize(0..gap.phrases.len())].clone();
        let (mut text, lang) = phrase(&mut self.random);
        visit.lang.clone_from(&lang);
        self.note(&text, &lang, Cause::NoContent);
        if self.random.usize(0..100) < 8 {
            text = slip(&text, &mut self.random);
        }
        let (id, answer) = self.search(visit, &text, None, 0);
        if self.random.usize(0..100) < 40 {
            visit.at += self.random.i64(31_000..90_000);
            let (text, lang) = phrase(&mut self.random);
            visit.lang.clone_from(&lang);
            self.note(&text, &lang, Cause::NoContent);
            self.search(visit, &text, None, 0);
        } else if self.random.usize(0..100) < 20 {
            self.event(visit, EventKind::Ticket, id, "", 0, false);
        } else if let Some(hit) = answer.hits.first().filter(|_| self.random.usize(0..100) < 10) {
            let hit = hit.id.clone();
            self.event(visit, EventKind::Click, id, &hit, 1, false);
            self.event(visit, EventKind::Unhelpful, id, &hit, 1, false);
        }
    }

    fn use_another_word(&mut self, visit: &mut Visit, _size: &Size) {
        let synonym = &self.world.synonyms[self.random.usize(0..self.world.synonyms.len())];
        let topic = synonym.topics[self.random.usize(0..synonym.topics.len().min(4))];
        "en".clone_into(&mut visit.lang);
        let title = self.world.topics[topic].titles["en"].clone();
        let theirs: Vec<&str> =
            title.split(' ').map(|word| if word == synonym.ours { synonym.theirs.as_str() } else { word }).collect();
        let theirs = theirs.join(" ");
        self.note(&theirs, "en", Cause::Vocabulary);
        self.search(visit, &theirs, None, 0);
        if self.random.usize(0..100) < 65 {
            visit.at += self.random.i64(31_000..120_000);
            self.find(visit, &title, topic);
        }
    }

    /// A first letter that is wrong is not forgiven.
    fn mistype(&mut self, visit: &mut Visit, size: &Size) {
        let topic = size.others + self.random.usize(0..size.others);
        "en".clone_into(&mut visit.lang);
        let title = self.world.topics[topic].titles["en"].clone();
        let random = &mut self.random;
        let mistyped = self
            .mistyped
            .entry(topic)
            .or_insert_with(|| {
                let words: Vec<&str> = title.split(' ').collect();
                let longest = (0..words.len()).max_by_key(|&at| words[at].len()).unwrap_or(0);
                let wrong = char::from(random.u8(b'a'..=b'z'));
                let mistyped: String = std::iter::once(wrong).chain(words[longest].chars().skip(1)).collect();
                words
                    .iter()
                    .enumerate()
                    .map(|(at, word)| if at == longest { mistyped.as_str() } else { word })
                    .collect::<Vec<_>>()
                    .join(" ")
            })
            .clone();
        if mistyped == title {
            return;
        }
        self.note(&mistyped, "en", Cause::Typo);
        self.search(visit, &mistyped, None, 0);
        if self.random.usize(0..100) < 50 {
            visit.at += self.random.i64(31_000..60_000);
            self.find(visit, &title, topic);
        }
    }

    fn miss_a_translation(&mut self, visit: &mut Visit) {
        let missing = &self.world.untranslated[self.random.usize(0..self.world.untranslated.len())];
        visit.lang.clone_from(&missing.lang);
        self.note(&missing.own_title, &missing.lang, Cause::Language);
        self.search(visit, &missing.own_title, None, 0);
        if self.random.usize(0..100) < 60 {
            visit.at += self.random.i64(31_000..90_000);
            let title = self.world.topics[missing.topic].titles["en"].clone();
            self.find(visit, &title, missing.topic);
        }
    }

    fn search_within_a_filter(&mut self, visit: &mut Visit, size: &Size) {
        let topic = size.others + self.random.usize(0..size.others);
        "es".clone_into(&mut visit.lang);
        let title = self.world.topics[topic].titles["es"].clone();
        let other = self.world.topics[(topic + 1) % self.world.topics.len()].guide.clone();
        let (_, answer) = self.search(visit, &title, Some(other), 0);
        if answer.hits.is_empty() {
            self.note(&title, "es", Cause::Filter);
        }
    }

    /// A question whose answer stands on the second page, for those who look that far.
    fn look_far_down(&mut self, visit: &mut Visit, size: &Size) {
        let topic = size.others + self.random.usize(0..size.others);
        "de".clone_into(&mut visit.lang);
        if !self.ranked.contains_key(&topic) {
            let title = self.world.topics[topic].titles["de"].clone();
            let word = title.split(' ').max_by_key(|word| word.len()).unwrap_or_default().to_owned();
            let answer = self.ask(&word, "de", None, 10);
            self.ranked.insert(topic, answer.hits.get(topic % 7).map(|hit| (word, hit.id.clone())));
        }
        let found = self.ranked[&topic].clone();
        let Some((word, hit)) = found else { return };
        self.note(&word, "de", Cause::Ranking);
        self.search(visit, &word, None, 0);
        if self.random.usize(0..100) < 35 {
            visit.at += self.random.i64(2_000..9_000);
            let (id, _) = self.search(visit, &word, None, 10);
            self.event(visit, EventKind::Click, id, &hit, 11 + topic % 7, false);
        }
    }

    fn meet_a_stale_link(&mut self, visit: &mut Visit, size: &Size) {
        let topic = self.random.usize(0..size.others / 2);
        "es".clone_into(&mut visit.lang);
        let title = self.world.topics[topic].titles["es"].clone();
        let (id, answer) = self.search(visit, &title, None, 0);
        if let Some(hit) = answer.hits.first() {
            self.note(&title, "es", Cause::StaleLink);
            let hit = hit.id.clone();
            self.event(visit, EventKind::Click, id, &hit, 1, true);
        }
    }

    fn ask_nonsense(&mut self, visit: &mut Visit) {
        let text: String = (0..self.random.usize(4..12)).map(|_| char::from(self.random.u8(b'a'..=b'z'))).collect();
        self.search(visit, &text, None, 0);
    }

    /// What is typed on the way is searched too.
    fn type_slowly(&mut self, visit: &mut Visit, text: &str) {
        let letters: Vec<char> = text.chars().collect();
        for length in (4..letters.len()).step_by(6).take(3) {
            let prefix: String = letters[..length].iter().collect();
            self.search(visit, &prefix, None, 0);
            self.played.intents -= 1;
            visit.at += self.random.i64(300..1_500);
        }
    }

    fn note(&mut self, text: &str, lang: &str, cause: Cause) {
        self.played.causes.insert((text.to_owned(), lang.to_owned()), cause);
    }

    fn ask(&mut self, text: &str, lang: &str, guide: Option<String>, offset: usize) -> Rc<Answer> {
        let key = (text.to_owned(), lang.to_owned(), guide.clone(), offset);
        if let Some(known) = self.answers.get(&key) {
            return Rc::clone(known);
        }
        let request =
            Request { query: text.to_owned(), reader: vec![lang.to_owned()], guide, offset, ..Request::default() };
        let answer = Rc::new(search::run(self.snapshot, &request, &Links::default()).expect("the index can be read"));
        self.answers.insert(key, Rc::clone(&answer));
        answer
    }

    fn search(&mut self, visit: &mut Visit, text: &str, guide: Option<String>, offset: usize) -> (Uuid, Rc<Answer>) {
        let answer = self.ask(text, &visit.lang.clone(), guide.clone(), offset);
        let id = Uuid::from_u128(self.random.u128(..));
        let request = Request { guide, ..Request::default() };
        let mut record = SearchRecord::of(id, visit.visitor, Audience::Visitors, visit.at, &request, &answer, 900);
        record.redact();
        self.records.push(Record::Search(Box::new(record)));
        self.played.searches += 1;
        self.played.intents += 1;
        (id, answer)
    }

    fn event(
        &mut self,
        visit: &mut Visit,
        kind: EventKind,
        query_id: Uuid,
        hit: &str,
        position: usize,
        is_missing: bool,
    ) {
        visit.at += self.random.i64(3_000..15_000);
        self.records.push(Record::Event(EventRecord {
            kind,
            query_id: Some(query_id),
            visitor: visit.visitor,
            at: visit.at,
            hit: (!hit.is_empty()).then(|| hit.to_owned()),
            position: u32::try_from(position).ok().filter(|position| *position > 0),
            is_missing,
        }));
        self.played.events += 1;
        // Who has found something reads it.
        visit.at += self.random.i64(20_000..60_000);
    }
}

/// A letter too many or too few in the middle of a word.
fn slip(text: &str, random: &mut fastrand::Rng) -> String {
    let letters: Vec<char> = text.chars().collect();
    let inner: Vec<usize> = (1..letters.len().saturating_sub(1))
        .filter(|&at| letters[at - 1..=at + 1].iter().all(|c| c.is_alphabetic()))
        .collect();
    let Some(&at) = inner.get(random.usize(0..inner.len().max(1))) else { return text.to_owned() };
    let mut slipped = letters.clone();
    if random.bool() {
        slipped.remove(at);
    } else {
        slipped.insert(at, letters[at]);
    }
    slipped.into_iter().collect()
}
