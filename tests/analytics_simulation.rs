//! Visitors who are played from a seed, with gaps, synonyms, typos, translation gaps, filters, ranking and stale links that
//! are planted and known: the reports have to find them.
//!
//! The guides come from one shared set, what is missing in them from another: desktop help without business software, and
//! the other way round. `GUIDEPOST_TEST_SETS="gnome mspo"` plays with others.

mod visitors;
mod world;

use crate::harness::{Folders, is_full, seed};
use guidepost::analytics::causes::{Cause, Guides};
use guidepost::analytics::day::{Day, Zone};
use guidepost::analytics::report::{self, Query};
use guidepost::analytics::store::reading::Filter;
use guidepost::analytics::{Store, StoreAddress};
use guidepost::guide::links::Links;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;
use std::time::Instant;
use visitors::Play;
use world::World;

/// The day after the last that is played: 2026-11-23.
const TODAY: i64 = 20_780;

struct Size {
    searches: usize,
    visitors: usize,
    days: i64,
    gaps: usize,
    synonyms: usize,
    others: usize,
}

fn size() -> Size {
    if is_full() {
        Size { searches: 100_000, visitors: 5_000, days: 60, gaps: 30, synonyms: 20, others: 25 }
    } else {
        Size { searches: 5_000, visitors: 400, days: 20, gaps: 10, synonyms: 8, others: 8 }
    }
}

#[test]
fn the_reports_find_what_was_planted() {
    let sets = std::env::var("GUIDEPOST_TEST_SETS").unwrap_or_default();
    let (guides, missing) = sets.split_once(' ').unwrap_or(("gnome", "msbc"));
    play(guides, missing);
}

#[test]
fn the_reports_find_what_was_planted_in_another_vocabulary() {
    play("msbc", "gnome");
}

#[expect(clippy::too_many_lines, reason = "each report is compared with what was planted, one after the other")]
fn play(guides: &str, missing: &str) {
    let size = size();
    let mut random = fastrand::Rng::with_seed(seed());
    let folders = Folders::new();
    let Some(world) = World::make(&folders, guides, missing, &size, &mut random) else { return };
    println!("guides of {guides}, without the matters of {missing}");
    let opened = folders.open();
    let snapshot = opened.snapshot();
    let address = StoreAddress::Sqlite(folders.path().join("events.sqlite"));
    let mut store = Store::open(&address, Zone::default()).expect("it opens");

    let begun = Instant::now();
    let played = Play::new(&world, &snapshot, &mut random).play(&size, TODAY, &mut store);
    let bytes = store.bytes().expect("it can be asked");
    println!(
        "played: searches={} intents={} events={} visitors={} days={} seed={} seconds={:.0} bytes-each={:.0}",
        played.searches,
        played.intents,
        played.events,
        size.visitors,
        size.days,
        seed(),
        begun.elapsed().as_secs_f64(),
        bytes as f64 / (played.searches + played.events) as f64,
    );

    let links = Links::default();
    let mut guides = Guides::new(&snapshot, &links, Arc::default());
    let filter = Filter { from: Day(TODAY - size.days), to: Day(TODAY), lang: None, guide: None };
    let query = Query { filter, min_visitors: 3, limit: 1_000 };
    let gaps = timed("gaps", || report::gaps::gaps(&mut store, &mut guides, &query)).gaps;
    let proposals =
        timed("synonym-proposals", || report::synonym_proposals::synonym_proposals(&mut store, &mut guides, &query))
            .synonym_proposals;
    let failed = timed("failed-searches", || report::failed_searches::failed_searches(&mut store, &mut guides, &query))
        .failed_searches;
    let debt = timed("translation-debt", || report::translation_debt::translation_debt(&mut store, &guides, &query));

    // Each gap that is reported is the one that most of its questions are about.
    let mut reported: BTreeSet<usize> = BTreeSet::new();
    let mut false_gaps = Vec::new();
    for gap in &gaps {
        let mut about: BTreeMap<Option<usize>, i64> = BTreeMap::new();
        for query in &gap.queries {
            *about.entry(world.gap_of(&query.query)).or_default() += query.visitors;
        }
        if gap.queries.is_empty() {
            // Too few asked each to show it; the words that they share are shown.
            about.insert(world.gap_of(&gap.label), 1);
        }
        match about.iter().max_by_key(|(_, visitors)| **visitors).and_then(|(gap, _)| *gap) {
            Some(number) if reported.insert(number) => {}
            Some(number) => false_gaps.push(format!("{} (again {number})", gap.label)),
            None => false_gaps.push(gap.label.clone()),
        }
    }
    let recall = reported.len() as f64 / world.gaps.len() as f64;
    let precision = reported.len() as f64 / gaps.len().max(1) as f64;
    println!("gaps: planted={} reported={} recall={recall:.3} precision={precision:.3}", world.gaps.len(), gaps.len());
    println!("  not planted: {false_gaps:?}");
    for missed in (0..world.gaps.len()).filter(|gap| !reported.contains(gap)) {
        for (phrase, lang) in &world.gaps[missed].phrases {
            let within = gaps.iter().find(|gap| gap.queries.iter().any(|query| query.query == *phrase));
            let row = failed.iter().find(|row| row.query == *phrase && row.lang == *lang);
            println!(
                "  not found, {missed}: {phrase} [{lang}]: of {:?} visitors, {:?}, in the gap {:?}",
                row.map(|row| row.failed_visitors),
                row.map(|row| (row.diagnosis.cause, &row.diagnosis.evidence)),
                within.map(|gap| &gap.label)
            );
        }
    }

    let is_planted = |from: &str, to: &str| {
        world.synonyms.iter().position(|planted| from.contains(&planted.theirs) && to.contains(&planted.ours))
    };
    let found: BTreeSet<usize> =
        proposals.iter().filter_map(|proposal| is_planted(&proposal.from, &proposal.to)).collect();
    let right = proposals.iter().filter(|proposal| is_planted(&proposal.from, &proposal.to).is_some()).count();
    let synonym_recall = found.len() as f64 / world.synonyms.len() as f64;
    let synonym_precision = right as f64 / proposals.len().max(1) as f64;
    println!(
        "synonyms: planted={} proposed={} recall={synonym_recall:.3} precision={synonym_precision:.3}",
        world.synonyms.len(),
        proposals.len()
    );
    for proposal in proposals.iter().filter(|proposal| is_planted(&proposal.from, &proposal.to).is_none()) {
        println!("  not planted: {} → {}", proposal.from, proposal.to);
    }

    let mut by_cause: BTreeMap<Cause, (usize, usize)> = BTreeMap::new();
    let mut wrong = Vec::new();
    for row in &failed {
        let Some(cause) = played.cause_of(&row.query, &row.lang) else { continue };
        let counts = by_cause.entry(cause).or_default();
        counts.0 += 1;
        if row.diagnosis.cause == cause {
            counts.1 += 1;
        } else {
            wrong.push(format!(
                "{} [{}]: {:?} and not {cause:?}: {}",
                row.query, row.lang, row.diagnosis.cause, row.diagnosis.evidence
            ));
        }
    }
    let (all, right) = by_cause.values().fold((0, 0), |sum, counts| (sum.0 + counts.0, sum.1 + counts.1));
    let share = right as f64 / all.max(1) as f64;
    println!(
        "causes: rows={} with a known cause={all} right={share:.3} by cause (rows, right): {by_cause:?}",
        failed.len()
    );
    wrong.iter().take(40).for_each(|wrong| println!("  {wrong}"));

    let wanted: HashMap<(&str, &str), i64> = debt
        .translation_debt
        .iter()
        .filter_map(|row| {
            Some(((row.step.split_once('/')?.1.rsplit_once('#')?.0, row.wanted_in.as_str()), row.shown + row.clicks))
        })
        .collect();
    let owed = world
        .untranslated
        .iter()
        .filter(|planted| wanted.contains_key(&(planted.guide.as_str(), planted.lang.as_str())))
        .count();
    let debt_recall = owed as f64 / world.untranslated.len() as f64;
    println!("translation debt: planted={} found={owed} recall={debt_recall:.3}", world.untranslated.len());

    assert!(recall >= 0.9 && precision >= 0.9, "gaps: recall {recall:.3}, precision {precision:.3}");
    assert!(synonym_recall >= 0.8 && synonym_precision >= 0.8, "synonyms: {synonym_recall:.3}, {synonym_precision:.3}");
    assert!(all >= 20 && share >= 0.9, "causes: {share:.3} of {all}");
    assert!(by_cause.len() == 7, "every cause is played: {by_cause:?}");
    assert!(debt_recall >= 0.9, "translation debt: {debt_recall:.3}");
}

fn timed<T, E: std::fmt::Debug>(name: &str, make: impl FnOnce() -> Result<T, E>) -> T {
    let begun = Instant::now();
    let report = make().expect("the report can be made");
    println!("report {name}: {:.0} ms", begun.elapsed().as_secs_f64() * 1_000.0);
    report
}
