//! The tables, and how those of an older version become those of this one.

use crate::analytics::AnalyticsError;
use crate::analytics::counts::{Counts, VisitorDay, count};
use crate::analytics::store::database::{Database, Value};
use std::collections::BTreeMap;

/// What each version added. A step is never changed once it was released; a new one is put behind it.
const MIGRATIONS: [&str; 2] = [VERSION_1, VERSION_2];

/// Raw searches and events, what is made of each visitor's day, and the counts of days that stay.
///
/// Texts (questions, ids of hits) stand once and are referred to by number. `dirty` names the visitors' days that are to be
/// looked at again; it is written in the transaction that brings their events.
const VERSION_1: &str = "
CREATE TABLE texts (id {id}, text TEXT NOT NULL UNIQUE);

CREATE TABLE searches (
    query_id {bytes} PRIMARY KEY, visitor BIGINT NOT NULL, day BIGINT NOT NULL, at BIGINT NOT NULL,
    audience BIGINT NOT NULL, query BIGINT NOT NULL, lang TEXT NOT NULL, shown TEXT NOT NULL, total BIGINT NOT NULL,
    start BIGINT NOT NULL, coverage {real} NOT NULL, is_foreign BIGINT NOT NULL, ignored TEXT, corrected TEXT,
    filters TEXT, took BIGINT NOT NULL
) {packed};
CREATE INDEX searches_of_visitors ON searches (visitor, day);

CREATE TABLE events (
    event BIGINT PRIMARY KEY, query_id {bytes}, visitor BIGINT NOT NULL, day BIGINT NOT NULL, at BIGINT NOT NULL,
    kind BIGINT NOT NULL, hit BIGINT, position BIGINT, is_missing BIGINT NOT NULL
);
CREATE INDEX events_of_queries ON events (query_id);
CREATE INDEX events_of_visitors ON events (visitor, day) WHERE query_id IS NULL;

CREATE TABLE dirty (visitor BIGINT NOT NULL, day BIGINT NOT NULL, PRIMARY KEY (visitor, day)) {packed};
CREATE TABLE visitor_days (
    visitor BIGINT NOT NULL, day BIGINT NOT NULL, intents TEXT NOT NULL, PRIMARY KEY (visitor, day)
) {packed};

CREATE TABLE daily_totals (
    day BIGINT NOT NULL, lang TEXT NOT NULL, audience BIGINT NOT NULL,
    requests BIGINT NOT NULL, searches BIGINT NOT NULL, visitors BIGINT NOT NULL, sessions BIGINT NOT NULL,
    tracked BIGINT NOT NULL, no_results BIGINT NOT NULL, no_clicks BIGINT NOT NULL, with_clicks BIGINT NOT NULL,
    clicks BIGINT NOT NULL, positions BIGINT NOT NULL, failed BIGINT NOT NULL, failed_tracked BIGINT NOT NULL,
    tickets BIGINT NOT NULL, helpful BIGINT NOT NULL, unhelpful BIGINT NOT NULL, took BIGINT NOT NULL,
    PRIMARY KEY (day, lang, audience)
) {packed};

CREATE TABLE daily_queries (
    day BIGINT NOT NULL, query BIGINT NOT NULL, lang TEXT NOT NULL,
    searches BIGINT NOT NULL, visitors BIGINT NOT NULL, hits BIGINT NOT NULL, no_results BIGINT NOT NULL,
    with_clicks BIGINT NOT NULL, clicks BIGINT NOT NULL, positions BIGINT NOT NULL,
    failed BIGINT NOT NULL, failed_visitors BIGINT NOT NULL, failed_tracked BIGINT NOT NULL,
    failed_tracked_visitors BIGINT NOT NULL,
    words_dropped BIGINT NOT NULL, low_confidence BIGINT NOT NULL, no_clicks BIGINT NOT NULL,
    reformulated BIGINT NOT NULL, came_back BIGINT NOT NULL, unhelpful BIGINT NOT NULL, tickets BIGINT NOT NULL,
    filtered BIGINT NOT NULL, filtered_failed BIGINT NOT NULL, is_foreign BIGINT NOT NULL,
    PRIMARY KEY (day, query, lang)
) {packed};
CREATE INDEX daily_failures ON daily_queries (day, query, lang, failed, failed_visitors, failed_tracked, failed_tracked_visitors)
    WHERE failed_tracked > 0;
CREATE INDEX daily_queries_of_query ON daily_queries (query, day);

CREATE TABLE daily_hits (
    day BIGINT NOT NULL, query BIGINT NOT NULL, lang TEXT NOT NULL, hit BIGINT NOT NULL,
    clicks BIGINT NOT NULL, positions BIGINT NOT NULL, came_back BIGINT NOT NULL, helpful BIGINT NOT NULL,
    unhelpful BIGINT NOT NULL, missing BIGINT NOT NULL, visitors BIGINT NOT NULL, foreign_shown BIGINT NOT NULL,
    PRIMARY KEY (day, query, lang, hit)
) {packed};
CREATE INDEX daily_hits_of_query ON daily_hits (query, day);

CREATE TABLE daily_reformulations (
    day BIGINT NOT NULL, query BIGINT NOT NULL, next BIGINT NOT NULL, lang TEXT NOT NULL,
    visitors BIGINT NOT NULL, succeeded BIGINT NOT NULL,
    PRIMARY KEY (day, query, next, lang)
) {packed};
CREATE INDEX daily_reformulations_of_query ON daily_reformulations (query, day);

CREATE TABLE decisions (
    proposal TEXT PRIMARY KEY, decision TEXT NOT NULL, at BIGINT NOT NULL
);
";

/// From which place on the page hits were clicked, and what agents voted.
const VERSION_2: &str = "
CREATE TABLE daily_positions (
    day BIGINT NOT NULL, lang TEXT NOT NULL, position BIGINT NOT NULL, clicks BIGINT NOT NULL,
    PRIMARY KEY (day, lang, position)
) {packed};

CREATE TABLE daily_agent_votes (
    day BIGINT NOT NULL, query BIGINT NOT NULL, lang TEXT NOT NULL, hit BIGINT NOT NULL,
    solved BIGINT NOT NULL, unanswered BIGINT NOT NULL,
    PRIMARY KEY (day, query, lang, hit)
) {packed};
";

/// The version that this program writes.
#[must_use]
pub fn version() -> i64 {
    count(MIGRATIONS.len())
}

/// Brings the tables to this version; what was begun is finished or not begun at all.
///
/// # Errors
/// [`AnalyticsError::Newer`] when a later program has written the store.
pub fn migrate(database: &mut dyn Database) -> Result<(), AnalyticsError> {
    database
        .run_all("CREATE TABLE IF NOT EXISTS guidepost_analytics (name TEXT PRIMARY KEY, value BIGINT NOT NULL)")?;
    if current(database)? == version() {
        return Ok(());
    }
    database.begin()?;
    let migrated = migrate_within(database);
    match migrated {
        Ok(()) => database.commit(),
        Err(error) => {
            database.roll_back();
            Err(error)
        }
    }
}

fn migrate_within(database: &mut dyn Database) -> Result<(), AnalyticsError> {
    let found = current(database)?;
    if found > version() {
        return Err(AnalyticsError::Newer { store: database.name().to_owned(), found, known: version() });
    }
    for step in MIGRATIONS.iter().skip(usize::try_from(found).unwrap_or(0)) {
        let sql = database.dialect().iter().fold((*step).to_owned(), |sql, (word, dialect)| sql.replace(word, dialect));
        database.run_all(&sql)?;
        if *step == VERSION_2 {
            count_positions(database)?;
        }
    }
    database.execute(
        "INSERT INTO guidepost_analytics (name, value) VALUES ('version', $1) \
         ON CONFLICT (name) DO UPDATE SET value = excluded.value",
        &[Value::Int(version())],
    )?;
    Ok(())
}

/// Counts the places of clicks of the visitors' days that are still there: what a day added must be there when it is taken
/// back.
fn count_positions(database: &mut dyn Database) -> Result<(), AnalyticsError> {
    let mut clicks: BTreeMap<(i64, String, i64), i64> = BTreeMap::new();
    database.read("SELECT day, intents FROM visitor_days", &[], &mut |mut row| {
        let intents = row.pop().map(Value::into_text).unwrap_or_default();
        // What can't be read is found damaged when it is folded again.
        let Ok(folded) = serde_json::from_str::<VisitorDay>(&intents) else { return };
        for ((lang, position), [count]) in Counts::of(&folded).positions {
            *clicks.entry((row[0].int(), lang, position)).or_default() += count;
        }
    })?;
    for ((day, lang, position), count) in clicks {
        database.execute(
            "INSERT INTO daily_positions (day, lang, position, clicks) VALUES ($1, $2, $3, $4)",
            &[day.into(), lang.as_str().into(), position.into(), count.into()],
        )?;
    }
    Ok(())
}

fn current(database: &mut dyn Database) -> Result<i64, AnalyticsError> {
    let mut found = 0;
    database.read("SELECT value FROM guidepost_analytics WHERE name = 'version'", &[], &mut |row| {
        found = row.first().map_or(0, Value::int);
    })?;
    Ok(found)
}
