//! When a search has failed: the one definition, and the evidence that it goes by.

use serde::{Deserialize, Serialize};

/// Below this share of the question, of its words that occur at all, the best hit is not taken for an answer. Words count
/// by their rarity, so that a hit with every word but `how` and `the` is above it.
pub const CONFIDENCE_FLOOR: f64 = 0.5;
/// From this share on, a hit has the whole question, and its snippet may have answered it without a click …
pub const WHOLE_QUESTION: f64 = 0.95;
/// … where the question says enough for that.
pub const TELLING_WORDS: usize = 3;
/// Who leaves a hit sooner than this to look at the results again, in milliseconds, has not found the answer there.
pub const CAME_BACK_WITHIN: i64 = 10_000;
/// Who asks something else sooner than this, in milliseconds, without having found anything, asks for the same again.
pub const REFORMULATED_WITHIN: i64 = 300_000;
/// A ticket so long after a search, in milliseconds, is one that the search could have spared.
pub const TICKET_WITHIN: i64 = 1_800_000;

/// A way in which a search failed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Reason {
    /// Nothing was found.
    NothingFound = 0,
    /// Something was found only by leaving words out.
    WordsDropped = 1,
    /// The best hit has too little of the question.
    LowConfidence = 2,
    /// There were results, none was clicked, and no snippet can have answered.
    NoClick = 3,
    /// The visitor asked again in other words.
    Reformulated = 4,
    /// The visitor clicked and came straight back.
    CameBack = 5,
    /// The visitor said that it did not help.
    Unhelpful = 6,
    /// The visitor wrote to the help desk.
    Ticket = 7,
}

impl Reason {
    pub const ALL: [Reason; 8] = [
        Reason::NothingFound,
        Reason::WordsDropped,
        Reason::LowConfidence,
        Reason::NoClick,
        Reason::Reformulated,
        Reason::CameBack,
        Reason::Unhelpful,
        Reason::Ticket,
    ];
}

/// The ways in which one search failed; none when it did not.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Reasons(u16);

impl Reasons {
    #[must_use]
    pub fn has(self, reason: Reason) -> bool {
        self.0 & (1 << reason as u16) != 0
    }

    fn add_if(&mut self, is_so: bool, reason: Reason) {
        if is_so {
            self.0 |= 1 << reason as u16;
        }
    }

    /// Whether the search failed, where clicks are reported.
    #[must_use]
    pub fn is_failure(self) -> bool {
        self.0 != 0
    }

    /// Whether it failed as far as can be told without knowing of clicks: that nobody clicked means nothing where nobody
    /// tells.
    #[must_use]
    pub fn is_failure_untracked(self) -> bool {
        self.0 & !(1 << Reason::NoClick as u16) != 0
    }
}

/// What is known of one search.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
#[expect(clippy::struct_excessive_bools, reason = "each is a fact by itself")]
pub struct Evidence {
    pub total: i64,
    /// Whether words of the question occur nowhere.
    pub has_ignored_words: bool,
    pub coverage: f64,
    pub words: usize,
    pub is_foreign: bool,
    /// Clicks on hits, and those of them that the visitor did not come straight back from.
    pub clicks: usize,
    pub lasting_clicks: usize,
    pub copies: usize,
    pub helpful: usize,
    pub unhelpful: usize,
    pub tickets: usize,
    /// Whether the same visitor soon asked something else.
    pub is_followed: bool,
    /// Whether that had a word in common with this.
    pub is_followed_by_related: bool,
}

impl Evidence {
    /// Whether the visitor found what they looked for, as far as they showed it.
    #[must_use]
    pub fn is_satisfied(&self) -> bool {
        self.total > 0 && (self.lasting_clicks > 0 || self.copies > 0 || self.helpful > 0)
    }

    fn is_answered_by_snippet(&self) -> bool {
        self.coverage >= WHOLE_QUESTION
            && self.words >= TELLING_WORDS
            && !self.has_ignored_words
            && !self.is_foreign
            && !self.is_followed_by_related
            && self.tickets == 0
    }

    /// In which ways the search failed.
    #[must_use]
    pub fn reasons(&self) -> Reasons {
        let mut reasons = Reasons::default();
        let is_found = self.total > 0;
        let is_low = is_found && self.coverage < CONFIDENCE_FLOOR;
        let is_satisfied = self.is_satisfied();
        let is_weak = !is_found || self.has_ignored_words || is_low;
        reasons.add_if(!is_found, Reason::NothingFound);
        reasons.add_if(is_found && self.has_ignored_words && !is_satisfied, Reason::WordsDropped);
        reasons.add_if(is_low && !is_satisfied, Reason::LowConfidence);
        let is_left = self.clicks == 0 && !is_satisfied && !self.is_answered_by_snippet();
        reasons.add_if(is_found && is_left, Reason::NoClick);
        let is_asked_again = self.is_followed_by_related || (self.is_followed && is_weak);
        reasons.add_if(!is_satisfied && is_asked_again, Reason::Reformulated);
        reasons.add_if(self.clicks > 0 && self.lasting_clicks == 0, Reason::CameBack);
        reasons.add_if(self.unhelpful > self.helpful, Reason::Unhelpful);
        reasons.add_if(self.tickets > 0, Reason::Ticket);
        reasons
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn reasons(evidence: Evidence) -> Vec<Reason> {
        let reasons = evidence.reasons();
        Reason::ALL.into_iter().filter(|reason| reasons.has(*reason)).collect()
    }

    #[test]
    fn every_reason_has_its_evidence() {
        let good = Evidence { total: 5, coverage: 1.0, words: 2, clicks: 1, lasting_clicks: 1, ..Evidence::default() };
        let unclicked = Evidence { clicks: 0, lasting_clicks: 0, ..good };
        for (evidence, expected) in [
            (good, vec![]),
            (Evidence { total: 0, ..unclicked }, vec![Reason::NothingFound]),
            (Evidence { has_ignored_words: true, ..good }, vec![]),
            (Evidence { has_ignored_words: true, ..unclicked }, vec![Reason::WordsDropped, Reason::NoClick]),
            (Evidence { coverage: 0.3, ..unclicked }, vec![Reason::LowConfidence, Reason::NoClick]),
            (Evidence { coverage: 0.3, ..good }, vec![]),
            (unclicked, vec![Reason::NoClick]),
            (Evidence { words: 4, ..unclicked }, vec![]),
            (Evidence { copies: 1, ..unclicked }, vec![]),
            (Evidence { helpful: 1, ..unclicked }, vec![]),
            (Evidence { words: 4, is_foreign: true, ..unclicked }, vec![Reason::NoClick]),
            (Evidence { is_followed: true, ..unclicked }, vec![Reason::NoClick]),
            (
                Evidence { words: 4, is_followed_by_related: true, ..unclicked },
                vec![Reason::NoClick, Reason::Reformulated],
            ),
            (Evidence { is_followed: true, total: 0, ..unclicked }, vec![Reason::NothingFound, Reason::Reformulated]),
            (Evidence { is_followed_by_related: true, ..good }, vec![]),
            (Evidence { lasting_clicks: 0, ..good }, vec![Reason::CameBack]),
            (Evidence { unhelpful: 1, ..good }, vec![Reason::Unhelpful]),
            (Evidence { unhelpful: 1, helpful: 1, ..good }, vec![]),
            (Evidence { tickets: 1, ..good }, vec![Reason::Ticket]),
        ] {
            assert_eq!(reasons(evidence), expected, "{evidence:?}");
        }
        assert!(unclicked.reasons().is_failure() && !unclicked.reasons().is_failure_untracked());
    }
}
