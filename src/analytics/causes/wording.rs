//! Wording: what is asked for is there, but too far down, or in other words.

use crate::analytics::AnalyticsError;
use crate::analytics::causes::{
    Cause, Evidence, Facts, Found, Guides, LOOKED_THROUGH, Mend, SEEN, Successor, answers, is_convincing,
};
use crate::analytics::store::reading::helpful_hit;
use crate::analytics::synonym_mining::Proposal;
use crate::analytics::words::Word;
use crate::search::Answer;

/// Whether what helps stands where nobody looks.
pub(super) fn ranked_too_low(
    guides: &Guides<'_>,
    facts: &Facts<'_>,
    answer: &Answer,
) -> Result<Option<Found>, AnalyticsError> {
    let mend = |id: &str| Mend::SayInStep { step: id.to_owned() };
    for hit in facts.hits {
        let clicks = hit.sums.of("clicks");
        let position = if clicks > 0 { hit.sums.of("positions") as f64 / clicks as f64 } else { 0.0 };
        if hit.lasting() > 0 && position > SEEN as f64 {
            let evidence = Evidence::ClickedFarDown { place: position.round() as i64, visitors: clicks };
            return Ok(Some((Cause::Ranking, mend(&hit.hit), evidence)));
        }
    }
    let convincing = facts.successors.iter().filter(|successor| is_convincing(successor, facts.successors));
    let helpful: Vec<(&Successor, &str)> = convincing
        .filter_map(|successor| Some((successor, helpful_hit(&successor.hits)?.hit.as_str())))
        .filter(|(_, id)| !answer.hits.iter().any(|hit| hit.id == *id))
        .collect();
    if helpful.is_empty() || !answer.ignored_words.is_empty() {
        return Ok(None);
    }
    let farther = guides.ask(facts.text, facts.lang, LOOKED_THROUGH)?;
    for (successor, id) in helpful {
        if let Some(place) = farther.hits.iter().position(|hit| hit.id == id).filter(|place| *place >= SEEN) {
            let (query, visitors) = (successor.text.clone(), successor.succeeded);
            let evidence = Evidence::FoundFarDown { query, place: place + 1, visitors };
            return Ok(Some((Cause::Ranking, mend(id), evidence)));
        }
    }
    Ok(None)
}

/// Whether visitors found it in other words.
pub(super) fn other_words(
    guides: &Guides<'_>,
    facts: &Facts<'_>,
    asked: &[Word],
) -> Result<Option<Found>, AnalyticsError> {
    let stems: Vec<&str> = asked.iter().map(|word| word.stem.as_str()).collect();
    let is_of = |proposal: &&Proposal| {
        proposal.lang == facts.lang
            && !proposal.from_stems.is_empty()
            && proposal.from_stems.iter().all(|stem| stems.contains(&stem.as_str()))
    };
    for proposal in facts.proposals.iter().filter(is_of) {
        // A word in common is not enough: with the synonym, the question must be answered.
        if answers(&guides.ask(&proposal.read_into(facts.text), facts.lang, 1)?) {
            let evidence = Evidence::WentOnTo { query: proposal.to.clone(), visitors: proposal.visitors };
            return Ok(Some((Cause::Vocabulary, synonym(&proposal.from, &proposal.to), evidence)));
        }
    }
    let convincing = facts.successors.iter().find(|successor| is_convincing(successor, facts.successors));
    Ok(convincing.map(|successor| {
        let evidence = Evidence::FoundWith { query: successor.text.clone(), visitors: successor.succeeded };
        (Cause::Vocabulary, synonym(facts.text, &successor.text), evidence)
    }))
}

fn synonym(from: &str, to: &str) -> Mend {
    Mend::MakeSynonym { from: from.to_owned(), to: to.to_owned() }
}
