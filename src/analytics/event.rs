//! What is recorded: a search as it was answered, and what its visitor did afterwards. Nothing in it names a person.

use crate::analytics::redaction;
use crate::language::Language;
use crate::search::{Answer, Hit, Request};
use sha2::{Digest, Sha256};
use uuid::Uuid;

/// Hits of a search that are kept.
const HITS_KEPT: usize = 10;
/// Longer ids are no ids of hits.
const MOST_HIT_CHARACTERS: usize = 300;

/// A visitor for one day: a keyed hash, see [`crate::analytics::visitor`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Visitor(pub i64);

/// Who searched. All but visitors are counted apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Audience {
    Visitors = 0,
    /// Crawlers, by the name they give themselves or by a pace that no person has.
    Bots = 1,
    /// Those who watch whether the service lives.
    HealthChecks = 2,
    /// The agents' console, and whoever shows its key.
    Agents = 3,
}

impl Audience {
    pub const ALL: [Audience; 4] = [Audience::Visitors, Audience::Bots, Audience::HealthChecks, Audience::Agents];

    /// Who a program says that it is.
    #[must_use]
    pub fn of_user_agent(user_agent: &str) -> Audience {
        const HEALTH_CHECKS: [&str; 12] = [
            "health",
            "kube-probe",
            "uptime",
            "pingdom",
            "statuscake",
            "nagios",
            "check_http",
            "zabbix",
            "prometheus",
            "blackbox",
            "monitor",
            "site24x7",
        ];
        const BOTS: [&str; 14] = [
            "bot",
            "crawl",
            "spider",
            "slurp",
            "headless",
            "lighthouse",
            "facebookexternalhit",
            "embedly",
            "preview",
            "scrapy",
            "archiver",
            "mediapartners",
            "feedfetcher",
            "indexer",
        ];
        let name = user_agent.to_lowercase();
        let has = |words: &[&str]| words.iter().any(|word| name.contains(word));
        // Names such as `cubot` are telephones.
        if has(&HEALTH_CHECKS) {
            Audience::HealthChecks
        } else if has(&BOTS) && !name.contains("cubot") {
            Audience::Bots
        } else {
            Audience::Visitors
        }
    }

    #[must_use]
    pub fn from_number(number: i64) -> Audience {
        Audience::ALL.into_iter().find(|audience| *audience as i64 == number).unwrap_or(Audience::Bots)
    }

    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Audience::Visitors => "visitors",
            Audience::Bots => "bots",
            Audience::HealthChecks => "healthChecks",
            Audience::Agents => "agents",
        }
    }
}

/// A search as it was answered. The question is still as it was typed: the recorder redacts it before it is stored.
#[derive(Debug, Clone, PartialEq)]
pub struct SearchRecord {
    pub query_id: Uuid,
    pub visitor: Visitor,
    pub audience: Audience,
    /// In milliseconds since 1970.
    pub at: i64,
    pub query: String,
    /// The reader's language.
    pub lang: String,
    /// The ids of the first hits.
    pub hits: Vec<String>,
    pub total: usize,
    pub offset: usize,
    /// The share of the question, of the words that occur at all, that the best hit on the page has: 0 to 1.
    pub coverage: f32,
    /// Whether the text of the best hit is in none of the reader's languages.
    pub is_foreign: bool,
    pub ignored: Vec<String>,
    pub corrections: Vec<(String, String)>,
    /// What the search was narrowed to: `guide=…`, `tag=…`, `in=…`, joined by `&`; empty when to nothing.
    pub filters: String,
    pub took_micros: u64,
}

impl SearchRecord {
    /// What is to be kept of an answer.
    #[must_use]
    pub fn of(
        query_id: Uuid,
        visitor: Visitor,
        audience: Audience,
        at: i64,
        request: &Request,
        answer: &Answer,
        took_micros: u64,
    ) -> SearchRecord {
        SearchRecord {
            query_id,
            visitor,
            audience,
            at,
            query: answer.query.clone(),
            lang: answer.lang.clone(),
            hits: answer.hits.iter().take(HITS_KEPT).map(|hit| hit.id.clone()).collect(),
            total: if answer.hits.is_empty() && answer.offset == 0 {
                0
            } else {
                answer.estimated_total_hits.max(answer.hits.len())
            },
            offset: answer.offset,
            coverage: answer.coverage,
            is_foreign: answer.hits.first().is_some_and(is_foreign),
            ignored: answer.ignored_words.clone(),
            corrections: answer
                .corrections
                .iter()
                .map(|correction| (correction.from.clone(), correction.to.clone()))
                .collect(),
            filters: filters(request),
            took_micros,
        }
    }

    /// Takes out what identifies a person: from the question, and with it from the words that were noted beside it.
    pub fn redact(&mut self) {
        self.query = redaction::stored_form(&self.query);
        let stored = |word: &str| redaction::stored_form(word);
        let occurs = |word: &String| !word.is_empty() && self.query.contains(word.as_str());
        self.ignored = self.ignored.iter().map(|word| stored(word)).filter(occurs).collect();
        self.corrections = self
            .corrections
            .iter()
            .map(|(from, to)| (stored(from), stored(to)))
            .filter(|(from, _)| occurs(from))
            .collect();
    }
}

/// Whether a hit's text is in none of the reader's languages: its guide is not, or this step of it is left untranslated.
#[must_use]
pub fn is_foreign(hit: &Hit) -> bool {
    let is_untranslated = || {
        let (own, text) = (Language::from_tag(&hit.lang), Language::from_tag(&hit.text_lang));
        own != text && own != Language::UNKNOWN && text != Language::UNKNOWN
    };
    hit.language_fallback || is_untranslated()
}

fn filters(request: &Request) -> String {
    let guide = request.guide.iter().map(|id| format!("guide={id}"));
    let tags = request.tags.iter().map(|tag| format!("tag={tag}"));
    let within = request.within.iter().map(|lang| format!("in={lang}"));
    let filters: Vec<String> = guide.chain(tags).chain(within).collect();
    redaction::stored_form(&filters.join("&"))
}

/// What a visitor did.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum EventKind {
    Click = 0,
    View = 1,
    Helpful = 2,
    Unhelpful = 3,
    Copy = 4,
    Ticket = 5,
}

impl EventKind {
    const NAMES: [(&'static str, EventKind); 13] = [
        ("click", EventKind::Click),
        ("item_click", EventKind::Click),
        ("result_click", EventKind::Click),
        ("view", EventKind::View),
        ("page_view", EventKind::View),
        ("helpful", EventKind::Helpful),
        ("thumbs_up", EventKind::Helpful),
        ("unhelpful", EventKind::Unhelpful),
        ("thumbs_down", EventKind::Unhelpful),
        ("copy", EventKind::Copy),
        ("share", EventKind::Copy),
        ("ticket", EventKind::Ticket),
        ("case_created", EventKind::Ticket),
    ];

    /// The kind that a name of ours, or of User Behavior Insights, stands for.
    #[must_use]
    pub fn from_name(name: &str) -> Option<EventKind> {
        EventKind::NAMES.iter().find(|(known, _)| known.eq_ignore_ascii_case(name)).map(|(_, kind)| *kind)
    }

    #[must_use]
    pub fn from_number(number: i64) -> Option<EventKind> {
        EventKind::NAMES.iter().map(|(_, kind)| *kind).find(|kind| *kind as i64 == number)
    }
}

/// What a visitor did after a search, or on a page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EventRecord {
    pub kind: EventKind,
    /// The search that it followed; `None` for what was done on a page that was reached otherwise.
    pub query_id: Option<Uuid>,
    pub visitor: Visitor,
    /// In milliseconds since 1970.
    pub at: i64,
    /// `{lang}/{guide id}#{step number}`.
    pub hit: Option<String>,
    /// From 1.
    pub position: Option<u32>,
    /// Whether the page or the anchor was not there.
    pub is_missing: bool,
}

impl EventRecord {
    /// What makes an event the same however often it is sent: its search, kind and hit; without a search, its visitor
    /// for the day. A second vote or click for the same hit is no other event. 64 bits of SHA-256.
    #[must_use]
    pub fn key(&self) -> i64 {
        let mut digest = Sha256::new();
        match &self.query_id {
            Some(id) => digest.update(id.as_bytes()),
            None => digest.update(self.visitor.0.to_le_bytes()),
        }
        digest.update([self.kind as u8]);
        digest.update(self.hit.as_deref().unwrap_or_default().as_bytes());
        let digest: [u8; 32] = digest.finalize().into();
        i64::from_le_bytes([digest[0], digest[1], digest[2], digest[3], digest[4], digest[5], digest[6], digest[7]])
    }
}

/// Whether a text has the form of a hit's id, `{lang}/{guide id}#{step number}`; whatever else comes is not kept.
#[must_use]
pub fn is_hit_id(text: &str) -> bool {
    let Some((guide, number)) = text.rsplit_once('#') else { return false };
    let Some((lang, id)) = guide.split_once('/') else { return false };
    text.chars().count() <= MOST_HIT_CHARACTERS
        && !text.chars().any(char::is_control)
        && !text.contains('@')
        && !id.is_empty()
        && (2..=35).contains(&lang.len())
        && lang.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
        && (1..=20).contains(&number.len())
        && number.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'.' || byte == b'-')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn programs_are_told_by_their_names() {
        for (name, audience) in [
            ("Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0", Audience::Visitors),
            ("Mozilla/5.0 (Linux; Android 12; CUBOT P50) AppleWebKit/537.36", Audience::Visitors),
            ("curl/8.5.0", Audience::Visitors),
            ("", Audience::Visitors),
            ("Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)", Audience::Bots),
            ("Mozilla/5.0 HeadlessChrome/120.0", Audience::Bots),
            ("kube-probe/1.29", Audience::HealthChecks),
            ("Pingdom.com_bot_version_1.4", Audience::HealthChecks),
        ] {
            assert_eq!(Audience::of_user_agent(name), audience, "{name}");
        }
    }

    #[test]
    fn an_event_is_the_same_however_often_it_is_sent() {
        let event = |kind, query_id, hit: &str, visitor| EventRecord {
            kind,
            query_id,
            visitor: Visitor(visitor),
            at: 1,
            hit: Some(hit.to_owned()),
            position: None,
            is_missing: false,
        };
        let (one, other) = (Uuid::from_u128(1), Uuid::from_u128(2));
        let click = event(EventKind::Click, Some(one), "en/a#1", 1);
        assert_eq!(click.key(), EventRecord { at: 9, position: Some(3), visitor: Visitor(7), ..click.clone() }.key());
        let keys = [
            click.key(),
            event(EventKind::Helpful, Some(one), "en/a#1", 1).key(),
            event(EventKind::Click, Some(other), "en/a#1", 1).key(),
            event(EventKind::Click, Some(one), "en/a#2", 1).key(),
            event(EventKind::Click, None, "en/a#1", 1).key(),
            event(EventKind::Click, None, "en/a#1", 2).key(),
        ];
        let different: std::collections::BTreeSet<i64> = keys.into_iter().collect();
        assert_eq!(different.len(), keys.len());
    }

    #[test]
    fn ids_of_hits_have_a_form() {
        for id in ["fr/shipping/ups-account-number#4.1", "pt-BR/a#0", "zh-Hant/资料#12.3.4"] {
            assert!(is_hit_id(id), "{id}");
        }
        for id in ["", "fr/a", "#1", "fr#1", "/a#1", "fr/#1", "my mail is a@b.c", "fr/a@b.c#1", "fr/a#1\n", "f r/a#1"] {
            assert!(!is_hit_id(id), "{id}");
        }
        assert!(!is_hit_id(&format!("fr/{}#1", "a".repeat(300))));
    }
}
