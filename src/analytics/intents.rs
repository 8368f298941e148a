//! From keystrokes to intents: what one visitor searched for on one day, each thing once, with what came of it.

use crate::analytics::counts;
use crate::analytics::event::EventKind;
use crate::analytics::failure::{CAME_BACK_WITHIN, Evidence, REFORMULATED_WITHIN, Reasons, TICKET_WITHIN};
use crate::language::fold::fold;
use serde::{Deserialize, Serialize};

/// Searches that follow one another sooner, in milliseconds, may be one search that is being typed or mended.
pub const TYPING_PAUSE: i64 = 30_000;
/// After so long a pause, in milliseconds, a visitor has come anew.
pub const SESSION_PAUSE: i64 = 1_800_000;
/// Nobody asks so many different things in a minute, or so much in a day.
pub const MOST_INTENTS_A_MINUTE: usize = 30;
pub const MOST_SEARCHES_A_DAY: usize = 2_000;
/// Words shorter than this do not make two questions related.
const TELLING_CHARACTERS: usize = 3;

/// A search as the store has it.
#[derive(Debug, Clone, PartialEq)]
pub struct StoredSearch {
    pub query_id: Vec<u8>,
    pub at: i64,
    /// The number of the question's text.
    pub query: i64,
    pub text: String,
    pub lang: String,
    pub total: i64,
    pub coverage: f64,
    pub is_foreign: bool,
    pub has_ignored_words: bool,
    pub filters: String,
    pub took: i64,
    /// The number of the first hit's id.
    pub first_hit: Option<i64>,
}

/// An event as the store has it.
#[derive(Debug, Clone, PartialEq)]
pub struct StoredEvent {
    pub query_id: Option<Vec<u8>>,
    pub at: i64,
    pub kind: EventKind,
    /// The number of the hit's id.
    pub hit: Option<i64>,
    pub position: Option<i64>,
    pub is_missing: bool,
}

/// One thing that a visitor looked for.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Intent {
    /// The number of the question's text, as it was at last.
    #[serde(rename = "q")]
    pub query: i64,
    #[serde(rename = "l")]
    pub lang: String,
    #[serde(rename = "t")]
    pub at: i64,
    /// Which session of the day, from 0.
    #[serde(rename = "s")]
    pub session: u32,
    /// How many searches were made while it was typed, mended and paged through.
    #[serde(rename = "n")]
    pub searches: i64,
    #[serde(rename = "r")]
    pub total: i64,
    #[serde(rename = "w")]
    pub reasons: Reasons,
    #[serde(rename = "ok", default, skip_serializing_if = "is_false")]
    pub is_satisfied: bool,
    #[serde(rename = "f", default, skip_serializing_if = "is_false")]
    pub is_filtered: bool,
    /// The number of the best hit's id, where its text is in none of the reader's languages.
    #[serde(rename = "x", default, skip_serializing_if = "Option::is_none")]
    pub foreign: Option<i64>,
    #[serde(rename = "e", default, skip_serializing_if = "is_false")]
    pub is_tracked: bool,
    #[serde(rename = "h", default, skip_serializing_if = "Vec::is_empty")]
    pub hits: Vec<HitFeedback>,
    #[serde(rename = "k", default, skip_serializing_if = "is_zero")]
    pub tickets: i64,
    /// Which intent of the day it was soon followed by, when nothing was found with it.
    #[serde(rename = "a", default, skip_serializing_if = "Option::is_none")]
    pub next: Option<usize>,
}

/// What a visitor did with one hit.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct HitFeedback {
    /// The number of the hit's id; 0 for a vote on the results as a whole.
    #[serde(rename = "i")]
    pub hit: i64,
    #[serde(rename = "p", default, skip_serializing_if = "Option::is_none")]
    pub position: Option<i64>,
    #[serde(rename = "c", default, skip_serializing_if = "is_false")]
    pub is_clicked: bool,
    #[serde(rename = "b", default, skip_serializing_if = "is_false")]
    pub came_back: bool,
    #[serde(rename = "m", default, skip_serializing_if = "is_false")]
    pub is_missing: bool,
    #[serde(rename = "y", default, skip_serializing_if = "is_zero")]
    pub helpful: i64,
    #[serde(rename = "z", default, skip_serializing_if = "is_zero")]
    pub unhelpful: i64,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde asks for a reference")]
fn is_false(value: &bool) -> bool {
    !value
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde asks for a reference")]
fn is_zero(value: &i64) -> bool {
    *value == 0
}

/// The searches that are one intent, and the events that belong to them.
struct Folded<'a> {
    searches: Vec<&'a StoredSearch>,
    events: Vec<&'a StoredEvent>,
    session: u32,
}

impl<'a> Folded<'a> {
    fn last(&self) -> &'a StoredSearch {
        self.searches[self.searches.len() - 1]
    }

    /// The search that stands for all: the one that was clicked, else the last, unless its text was only being deleted.
    fn asked(&self) -> &'a StoredSearch {
        let is_followed_up =
            |search: &&&StoredSearch| self.events.iter().any(|event| event.query_id.as_ref() == Some(&search.query_id));
        if let Some(clicked) = self.searches.iter().rev().find(is_followed_up) {
            return clicked;
        }
        let last = self.last();
        let longer =
            |search: &&&StoredSearch| search.text.len() > last.text.len() && search.text.starts_with(&last.text);
        self.searches.iter().rev().find(longer).copied().unwrap_or(last)
    }

    fn ended_at(&self) -> i64 {
        self.events.iter().map(|event| event.at).chain([self.last().at]).max().unwrap_or_default()
    }
}

/// The intents of one visitor on one day. Searches and events come in the order of their time.
#[must_use]
pub fn intents(searches: &[StoredSearch], events: &[StoredEvent]) -> Vec<Intent> {
    let mut folded = fold_searches(searches, events);
    attach(&mut folded, events);
    let evidence: Vec<(Evidence, Vec<HitFeedback>)> =
        (0..folded.len()).map(|at| evidence(&folded, at, searches)).collect();
    folded
        .iter()
        .zip(evidence)
        .enumerate()
        .map(|(at, (intent, (evidence, hits)))| {
            let asked = intent.asked();
            let is_satisfied =
                evidence.is_satisfied() && evidence.unhelpful <= evidence.helpful && evidence.tickets == 0;
            Intent {
                query: asked.query,
                lang: asked.lang.clone(),
                at: intent.searches[0].at,
                session: intent.session,
                searches: counts::count(intent.searches.len()),
                total: asked.total,
                reasons: evidence.reasons(),
                is_satisfied,
                is_filtered: !asked.filters.is_empty(),
                foreign: asked.first_hit.filter(|_| asked.is_foreign),
                is_tracked: intent.events.iter().any(|event| event.kind != EventKind::Ticket),
                tickets: counts::count(evidence.tickets),
                next: (evidence.is_followed && !is_satisfied).then_some(at + 1),
                hits,
            }
        })
        .collect()
}

/// Whether these are the searches of a program: a pace that no person has.
#[must_use]
pub fn is_inhuman(searches: usize, intents: &[Intent]) -> bool {
    searches > MOST_SEARCHES_A_DAY
        || intents
            .windows(MOST_INTENTS_A_MINUTE + 1)
            .any(|window| window[MOST_INTENTS_A_MINUTE].at - window[0].at < 60_000)
}

fn fold_searches<'a>(searches: &'a [StoredSearch], events: &[StoredEvent]) -> Vec<Folded<'a>> {
    let mut folded: Vec<Folded<'a>> = Vec::new();
    let mut last_activity: Option<i64> = None;
    for search in searches {
        let before = folded.last().map_or(0, |last| last.session);
        let is_new_session = last_activity.is_none_or(|last| search.at - last > SESSION_PAUSE);
        let session = if folded.is_empty() { 0 } else { before + u32::from(is_new_session) };
        last_activity = Some(search.at);
        let same = (!is_new_session)
            .then(|| folded.iter().rposition(|intent| intent.session == session && is_same(intent, search)));
        let same = same.flatten();
        if let Some(at) = same {
            folded[at].searches.push(search);
            continue;
        }
        match folded.last_mut() {
            Some(last) if !is_new_session && is_edit(last, search, events) => last.searches.push(search),
            _ => folded.push(Folded { searches: vec![search], events: Vec::new(), session }),
        }
    }
    folded
}

/// The same question again, as when a page is reloaded or turned.
fn is_same(intent: &Folded<'_>, search: &StoredSearch) -> bool {
    let last = intent.last();
    last.query == search.query && last.filters == search.filters && last.lang == search.lang
}

/// Whether a search goes on with the typing or mending of the one before.
fn is_edit(intent: &Folded<'_>, search: &StoredSearch, events: &[StoredEvent]) -> bool {
    let last = intent.last();
    let is_soon = search.at - last.at <= TYPING_PAUSE;
    let is_followed_up = || {
        events.iter().any(|event| {
            event.at <= search.at && intent.searches.iter().any(|own| event.query_id.as_ref() == Some(&own.query_id))
        })
    };
    is_soon && last.filters == search.filters && is_near(&last.text, &search.text) && !is_followed_up()
}

/// Whether one text begins with the other, or is a few letters away from it.
#[must_use]
pub fn is_near(one: &str, other: &str) -> bool {
    /// A mended letter for so many that were typed.
    const LETTERS_PER_MISTAKE: usize = 5;
    if one.starts_with(other) || other.starts_with(one) {
        return true;
    }
    let shorter = one.chars().count().min(other.chars().count());
    strsim::osa_distance(one, other) <= (shorter / LETTERS_PER_MISTAKE).clamp(1, 4)
}

fn attach<'a>(folded: &mut [Folded<'a>], events: &'a [StoredEvent]) {
    for event in events {
        let own = |intent: &Folded<'a>| {
            intent.searches.iter().any(|search| Some(&search.query_id) == event.query_id.as_ref())
        };
        let at = match &event.query_id {
            Some(_) => folded.iter().position(own),
            // A ticket without a search is one of what was looked for last.
            None if event.kind == EventKind::Ticket => folded
                .iter()
                .rposition(|intent| intent.searches[0].at <= event.at && event.at - intent.last().at <= TICKET_WITHIN),
            None => None,
        };
        if let Some(at) = at {
            folded[at].events.push(event);
        }
    }
}

fn evidence(folded: &[Folded<'_>], at: usize, searches: &[StoredSearch]) -> (Evidence, Vec<HitFeedback>) {
    let intent = &folded[at];
    let asked = intent.asked();
    let hits = feedback(intent, searches);
    let count = |kind: EventKind| intent.events.iter().filter(|event| event.kind == kind).count();
    let next = folded.get(at + 1).filter(|next| {
        next.session == intent.session && next.searches[0].at - intent.ended_at() <= REFORMULATED_WITHIN
    });
    let evidence = Evidence {
        total: asked.total,
        has_ignored_words: asked.has_ignored_words,
        coverage: asked.coverage,
        words: asked.text.split_whitespace().count(),
        is_foreign: asked.is_foreign,
        clicks: hits.iter().filter(|hit| hit.is_clicked).count(),
        lasting_clicks: hits.iter().filter(|hit| hit.is_clicked && !hit.came_back && !hit.is_missing).count(),
        copies: count(EventKind::Copy),
        helpful: count(EventKind::Helpful),
        unhelpful: count(EventKind::Unhelpful),
        tickets: count(EventKind::Ticket),
        is_followed: next.is_some(),
        is_followed_by_related: next.is_some_and(|next| is_related(&asked.text, &next.asked().text)),
    };
    (evidence, hits)
}

fn is_related(one: &str, other: &str) -> bool {
    let words = |text: &str| -> Vec<String> {
        let folded = fold(text);
        folded
            .split(|character: char| !character.is_alphanumeric())
            .filter(|word| word.chars().count() >= TELLING_CHARACTERS)
            .map(str::to_owned)
            .collect()
    };
    let others = words(other);
    words(one).iter().any(|word| others.contains(word)) || is_near(one, other)
}

/// What became of each hit. A visitor who looks at the results again so soon has come back from the hit before.
fn feedback(intent: &Folded<'_>, searches: &[StoredSearch]) -> Vec<HitFeedback> {
    let mut hits: Vec<HitFeedback> = Vec::new();
    for event in &intent.events {
        let number = event.hit.unwrap_or(0);
        if number == 0 && !matches!(event.kind, EventKind::Helpful | EventKind::Unhelpful) {
            continue;
        }
        let known = hits.iter().position(|hit| hit.hit == number);
        let at = known.unwrap_or_else(|| {
            hits.push(HitFeedback {
                hit: number,
                position: None,
                is_clicked: false,
                came_back: false,
                is_missing: false,
                helpful: 0,
                unhelpful: 0,
            });
            hits.len() - 1
        });
        let hit = &mut hits[at];
        hit.position = hit.position.or(event.position);
        hit.is_missing |= event.is_missing;
        match event.kind {
            EventKind::Click | EventKind::View => {
                hit.is_clicked = true;
                hit.came_back = is_left_at_once(event, intent, searches);
            }
            EventKind::Helpful => hit.helpful += 1,
            EventKind::Unhelpful => hit.unhelpful += 1,
            EventKind::Copy | EventKind::Ticket => {}
        }
    }
    hits
}

fn is_left_at_once(click: &StoredEvent, intent: &Folded<'_>, searches: &[StoredSearch]) -> bool {
    let is_soon = |at: i64| at > click.at && at - click.at <= CAME_BACK_WITHIN;
    let other_hit =
        |event: &&StoredEvent| matches!(event.kind, EventKind::Click) && event.hit != click.hit && is_soon(event.at);
    searches.iter().any(|search| is_soon(search.at)) || intent.events.iter().any(other_hit)
}

#[cfg(test)]
mod tests;
