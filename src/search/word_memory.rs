//! What words come to in one snapshot, kept from one question to the next: people ask with the same words again and again.
//! What whole questions come to is not kept.

use crate::index::Snapshot;
use crate::language::Language;
use crate::search::across::Alike;
use crate::search::candidates::Terms;
use crate::search::compounds::Parts;
use foldhash::fast::RandomState;
use std::collections::HashMap;
use std::sync::{Arc, PoisonError, RwLock};

/// So much is kept of the terms of words, and of each other kind: terms, or what takes about as much memory, 200 bytes.
const MOST_TERMS: usize = 40_000;
const MOST_OTHERS: usize = 5_000;
/// Longer words, in bytes, are hardly asked for twice.
const LONGEST_KEPT: usize = 64;

/// The memories of a snapshot.
pub struct WordMemory {
    /// The terms of words.
    pub terms: Memory<Terms>,
    /// Their relatives.
    pub relatives: Memory<Terms>,
    /// What may be meant by unknown words, and what to tell of it.
    pub unknown: Memory<(Terms, Option<String>)>,
    /// The compounds that have a word as a part.
    pub compounds: Memory<Terms>,
    /// What compounds are made of.
    pub parts: Memory<Option<Parts>>,
    /// What sounds like a word.
    pub alike: Memory<Vec<Alike>>,
}

impl WordMemory {
    /// That of a snapshot, which goes with it.
    #[must_use]
    pub fn of(snapshot: &Snapshot) -> Arc<WordMemory> {
        snapshot.derived(|_| WordMemory {
            terms: Memory::of(MOST_TERMS),
            relatives: Memory::of(MOST_OTHERS),
            unknown: Memory::of(MOST_OTHERS),
            compounds: Memory::of(MOST_OTHERS),
            parts: Memory::of(MOST_OTHERS),
            alike: Memory::of(MOST_OTHERS),
        })
    }
}

/// One kind of thing that is known of words: what was asked for last, and what was asked for before that. When the one is
/// full it becomes the other, which is forgotten but for what was asked for again meanwhile.
pub struct Memory<T> {
    kept: RwLock<[Kept<T>; 2]>,
    /// How much each of the two holds at most.
    most: usize,
}

/// What is known of a word, for each context that it was asked for in.
type OfWord<T> = Vec<(u128, Arc<T>)>;

/// What is kept, and how much that is.
struct Kept<T> {
    by_word: HashMap<Box<str>, OfWord<T>, RandomState>,
    amount: usize,
}

impl<T> Default for Kept<T> {
    fn default() -> Kept<T> {
        Kept { by_word: HashMap::default(), amount: 0 }
    }
}

impl<T> Kept<T> {
    fn get(&self, word: &str, context: u128) -> Option<Arc<T>> {
        let known = self.by_word.get(word)?.iter().find(|(of, _)| *of == context)?;
        Some(Arc::clone(&known.1))
    }
}

impl<T: Amount> Memory<T> {
    fn of(most: usize) -> Memory<T> {
        Memory { kept: RwLock::default(), most: most / 2 }
    }

    /// What is known of a word in a context, which is all that it depends on beside the snapshot; found out if it is not.
    pub fn get_or<E>(&self, word: &str, context: u128, find: impl FnOnce() -> Result<T, E>) -> Result<Arc<T>, E> {
        let (known, was_asked_lately) = self.get(word, context);
        if let (Some(known), true) = (&known, was_asked_lately) {
            return Ok(Arc::clone(known));
        }
        let found = match known {
            Some(known) => known,
            None => Arc::new(find()?),
        };
        if word.len() <= LONGEST_KEPT {
            self.keep(word, context, &found);
        }
        Ok(found)
    }

    /// What is known of a word, and whether it is among what was asked for last.
    fn get(&self, word: &str, context: u128) -> (Option<Arc<T>>, bool) {
        let [last, before] = &*self.kept.read().unwrap_or_else(PoisonError::into_inner);
        match last.get(word, context) {
            Some(known) => (Some(known), true),
            None => (before.get(word, context), false),
        }
    }

    fn keep(&self, word: &str, context: u128, found: &Arc<T>) {
        let [last, before] = &mut *self.kept.write().unwrap_or_else(PoisonError::into_inner);
        let amount = 1 + found.amount();
        if last.amount + amount > self.most {
            *before = std::mem::take(last);
        }
        // Another search may have found it meanwhile; both found the same.
        last.by_word.entry(word.into()).or_default().push((context, Arc::clone(found)));
        last.amount += amount;
    }
}

/// The languages as a context.
#[must_use]
pub fn context_of(languages: &[Language]) -> u128 {
    languages.iter().fold(0, |bits, language| bits | language.bit())
}

/// How much of a memory something takes, in terms.
pub trait Amount {
    fn amount(&self) -> usize;
}

impl<T> Amount for Vec<T> {
    fn amount(&self) -> usize {
        self.len()
    }
}

impl Amount for (Terms, Option<String>) {
    fn amount(&self) -> usize {
        self.0.len()
    }
}

impl Amount for Option<Parts> {
    fn amount(&self) -> usize {
        usize::from(self.is_some())
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a failing test should stop where it fails")]
    use super::*;

    fn ask(memory: &Memory<Vec<u8>>, word: &str, context: u128, found: &[u8]) -> Vec<u8> {
        memory.get_or(word, context, || Ok::<_, ()>(found.to_vec())).unwrap().to_vec()
    }

    #[test]
    fn a_word_is_looked_up_once_in_each_context() {
        let memory = Memory::of(100);
        assert_eq!(ask(&memory, "a", 0, &[1]), [1]);
        assert_eq!(ask(&memory, "a", 0, &[2]), [1]);
        assert_eq!(ask(&memory, "a", 1, &[3]), [3]);
        assert_eq!(ask(&memory, "b", 0, &[4]), [4]);
        assert!(memory.get_or("c", 0, || Err(())).is_err());
        assert_eq!(ask(&memory, "c", 0, &[5]), [5]);
    }

    #[test]
    fn a_full_memory_forgets_what_was_not_asked_for_again() {
        let memory = Memory::of(30);
        ask(&memory, "often", 0, &[7, 7]);
        for word in 0..1_000u32 {
            ask(&memory, &word.to_string(), 0, &[0, 0]);
            assert_eq!(ask(&memory, "often", 0, &[1]), [7, 7]);
            let kept = memory.kept.read().unwrap();
            assert!(kept.iter().all(|kept| kept.amount <= 15 && kept.by_word.len() * 3 == kept.amount));
        }
        assert_eq!(ask(&memory, "999", 0, &[1]), [0, 0]);
        assert_eq!(ask(&memory, "0", 0, &[1]), [1]);
        let long = "a".repeat(LONGEST_KEPT + 1);
        assert_eq!((ask(&memory, &long, 0, &[1]), ask(&memory, &long, 0, &[2])), (vec![1], vec![2]));
    }
}
