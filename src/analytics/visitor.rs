//! Visitors without names: a hash of address and program under a key that lives for one day and is then overwritten, so
//! that nobody, not even who has the disk, can tell whether two days' visitors are the same.

use crate::analytics::day::Day;
use crate::analytics::event::Visitor;
use sha2::{Digest, Sha256};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

const KEY_BYTES: usize = 32;
const FILE_NAME: &str = "visitor-key";

/// Hashes visitors with the key of the day.
pub struct VisitorHasher {
    path: Option<PathBuf>,
    current: Mutex<DayKey>,
}

#[derive(Clone, Copy)]
struct DayKey {
    day: Day,
    key: [u8; KEY_BYTES],
}

impl VisitorHasher {
    /// A hasher that keeps the key of the day in the data folder, so that a visitor stays the same over a restart. Where
    /// it can't be kept, it lives in memory only.
    #[must_use]
    pub fn kept_in(data: &Path, today: Day) -> VisitorHasher {
        let path = data.join(FILE_NAME);
        let current = read(&path, today).unwrap_or_else(|| {
            let made = DayKey::new(today);
            keep(&path, &made);
            made
        });
        VisitorHasher { path: Some(path), current: Mutex::new(current) }
    }

    /// A hasher whose key is nowhere but in memory.
    #[must_use]
    pub fn in_memory(today: Day) -> VisitorHasher {
        VisitorHasher { path: None, current: Mutex::new(DayKey::new(today)) }
    }

    /// The visitor behind an address and a program, or behind the id that a caller gave them.
    #[must_use]
    pub fn visitor(&self, today: Day, address: &str, user_agent: &str, client: Option<&str>) -> Visitor {
        let key = self.key_of(today);
        let mut digest = Sha256::new();
        digest.update(key);
        for part in [address, user_agent, client.unwrap_or_default()] {
            digest.update(part.len().to_le_bytes());
            digest.update(part.as_bytes());
        }
        let digest: [u8; 32] = digest.finalize().into();
        Visitor(i64::from_le_bytes([
            digest[0], digest[1], digest[2], digest[3], digest[4], digest[5], digest[6], digest[7],
        ]))
    }

    fn key_of(&self, today: Day) -> [u8; KEY_BYTES] {
        let mut current = self.current.lock().unwrap_or_else(PoisonError::into_inner);
        // A clock that jumps back within a day or two must not make new visitors of old ones.
        if today > current.day || current.day.0 - today.0 > 1 {
            let on_disk = self.path.as_deref().and_then(|path| read(path, today));
            *current = on_disk.unwrap_or_else(|| {
                let made = DayKey::new(today);
                if let Some(path) = &self.path {
                    keep(path, &made);
                }
                made
            });
        }
        current.key
    }
}

impl DayKey {
    fn new(day: Day) -> DayKey {
        let mut key = [0; KEY_BYTES];
        if let Err(error) = getrandom::fill(&mut key) {
            // Without randomness of the system's, what is left is hard to guess but not secret.
            tracing::warn!(%error, "the system gives no random numbers; visitors are hashed with a weaker key");
            let seed = format!("{:?}{}", std::time::Instant::now(), uuid::Uuid::now_v7());
            key = Sha256::digest(seed.as_bytes()).into();
        }
        DayKey { day, key }
    }
}

fn read(path: &Path, today: Day) -> Option<DayKey> {
    let text = std::fs::read_to_string(path).ok()?;
    let (day, digits) = text.trim().split_once(' ')?;
    if Day::parse(day)? != today || digits.len() != KEY_BYTES * 2 || !digits.is_ascii() {
        return None;
    }
    let mut key = [0; KEY_BYTES];
    for (at, byte) in key.iter_mut().enumerate() {
        *byte = u8::from_str_radix(digits.get(at * 2..at * 2 + 2)?, 16).ok()?;
    }
    Some(DayKey { day: today, key })
}

/// Overwrites yesterday's key. Nobody but the service may read the file.
fn keep(path: &Path, key: &DayKey) {
    let digits = key.key.iter().fold(String::new(), |digits, byte| format!("{digits}{byte:02x}"));
    let text = format!("{} {digits}\n", key.day);
    let written = path.parent().map_or(Ok(()), std::fs::create_dir_all).and_then(|()| {
        let mut options = std::fs::OpenOptions::new();
        options.write(true).create(true).truncate(false);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        // Written over in place: a file renamed over it would leave the old key's blocks behind longer.
        let mut file = options.open(path)?;
        file.write_all(text.as_bytes())?;
        file.set_len(text.len() as u64)
    });
    if let Err(error) = written {
        tracing::warn!(path = %path.display(), %error, "the key of visitors can't be kept; it lives until guidepost ends");
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a failing test should stop where it fails")]
    use super::*;

    #[test]
    fn a_visitor_is_the_same_for_a_day_and_over_a_restart() {
        let folder = tempfile::tempdir().unwrap();
        let data = folder.path().join("data");
        let (today, tomorrow) = (Day(20_000), Day(20_001));
        let hasher = VisitorHasher::kept_in(&data, today);
        let visitor = hasher.visitor(today, "203.0.113.9", "Firefox", None);
        assert_eq!(visitor, hasher.visitor(today, "203.0.113.9", "Firefox", None));
        assert_ne!(visitor, hasher.visitor(today, "203.0.113.8", "Firefox", None));
        assert_ne!(visitor, hasher.visitor(today, "203.0.113.9", "Chrome", None));
        assert_ne!(visitor, hasher.visitor(today, "203.0.113.9", "Firefox", Some("x")));
        assert_ne!(hasher.visitor(today, "a", "bc", None), hasher.visitor(today, "ab", "c", None));
        let again = VisitorHasher::kept_in(&data, today);
        assert_eq!(visitor, again.visitor(today, "203.0.113.9", "Firefox", None));

        let yesterdays_key = std::fs::read_to_string(data.join(FILE_NAME)).unwrap();
        assert_ne!(visitor, hasher.visitor(tomorrow, "203.0.113.9", "Firefox", None));
        let todays_key = std::fs::read_to_string(data.join(FILE_NAME)).unwrap();
        assert!(!todays_key.contains(yesterdays_key.split(' ').nth(1).unwrap().trim()));
        assert_ne!(
            VisitorHasher::in_memory(today).visitor(today, "a", "b", None),
            VisitorHasher::in_memory(today).visitor(today, "a", "b", None)
        );
    }

    #[test]
    fn a_damaged_key_is_replaced() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join(FILE_NAME);
        for content in ["", "2024-10-04", "2024-10-04 zz", "2024-10-04 é", "x y z"] {
            std::fs::write(&path, content).unwrap();
            let day = Day::parse("2024-10-04").unwrap();
            let visitor = VisitorHasher::kept_in(folder.path(), day).visitor(day, "a", "b", None);
            assert_eq!(visitor, VisitorHasher::kept_in(folder.path(), day).visitor(day, "a", "b", None), "{content}");
        }
    }
}
