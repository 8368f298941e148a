//! Days: the calendar days of the site's time zone, which all reports count by.

use crate::analytics::AnalyticsError;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan};
use std::fmt;

/// Milliseconds of a day that is not the one of a change of clocks.
pub const DAY_MILLIS: i64 = 86_400_000;

/// A calendar day, as the number of days since 1970-01-01.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Day(pub i64);

impl Day {
    const FIRST: Date = Date::constant(1970, 1, 1);

    /// The day written `2026-11-23`.
    #[must_use]
    pub fn parse(text: &str) -> Option<Day> {
        (text.len() == 10).then(|| text.parse::<Date>().ok()).flatten().map(Day::of)
    }

    fn of(date: Date) -> Day {
        let days = Day::FIRST.until(date).map_or(0, |span| span.get_days());
        Day(i64::from(days))
    }
}

impl fmt::Display for Day {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let days = i32::try_from(self.0).unwrap_or_default();
        match Day::FIRST.checked_add(days.days()) {
            Ok(date) => write!(formatter, "{date}"),
            Err(_) => write!(formatter, "day {}", self.0),
        }
    }
}

/// A time zone by its name.
#[derive(Debug, Clone)]
pub struct Zone {
    zone: TimeZone,
    name: String,
}

impl Default for Zone {
    fn default() -> Zone {
        Zone { zone: TimeZone::UTC, name: "UTC".to_owned() }
    }
}

impl PartialEq for Zone {
    fn eq(&self, other: &Zone) -> bool {
        self.name == other.name
    }
}

impl Zone {
    /// A zone of the IANA data base, such as `Europe/Paris`.
    ///
    /// # Errors
    /// When there is none of this name.
    pub fn named(name: &str) -> Result<Zone, AnalyticsError> {
        let zone = TimeZone::get(name).map_err(|_| AnalyticsError::UnknownTimeZone(name.to_owned()))?;
        let name = zone.iana_name().unwrap_or(name).to_owned();
        Ok(Zone { zone, name })
    }

    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The day that a moment, in milliseconds since 1970, belongs to here.
    #[must_use]
    pub fn day_of(&self, at: i64) -> Day {
        match Timestamp::from_millisecond(at) {
            Ok(moment) => Day::of(self.zone.to_datetime(moment).date()),
            Err(_) => Day(at.div_euclid(DAY_MILLIS)),
        }
    }
}

/// The present moment, in milliseconds since 1970.
#[must_use]
pub fn now() -> i64 {
    Timestamp::now().as_millisecond()
}

/// A moment written as in RFC 3339, in milliseconds since 1970.
#[must_use]
pub fn parse_moment(text: &str) -> Option<i64> {
    text.parse::<Timestamp>().ok().map(Timestamp::as_millisecond)
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a failing test should stop where it fails")]
    use super::*;

    #[test]
    fn days_are_those_of_the_zone() {
        let at = parse_moment("2026-11-22T23:30:00Z").unwrap();
        assert_eq!(Zone::default().day_of(at).to_string(), "2026-11-22");
        assert_eq!(Zone::named("Europe/Paris").unwrap().day_of(at).to_string(), "2026-11-23");
        assert_eq!(Day::parse("2026-11-23"), Some(Zone::named("Asia/Tokyo").unwrap().day_of(at)));
        assert!(Zone::named("Europe/Atlantis").is_err());
        for wrong in ["", "2026-11-31", "23.11.2026", "2026-11-23T00:00:00Z", "2026-1-1"] {
            assert_eq!(Day::parse(wrong), None, "{wrong}");
        }
        assert_eq!(Day(0).to_string(), "1970-01-01");
        let _ = Day(i64::MAX).to_string();
        let _ = Zone::default().day_of(i64::MIN);
    }
}
