//! Words of the dictionary: a word in a language is up to three neighbouring terms, one for each role, and is read as one.

use crate::index::schema::{self, Form, Role};
use crate::index::snapshot::Segment;
use crate::language::Language;
use std::io;
use tantivy::postings::TermInfo;
use tantivy::schema::IndexRecordOption;
use tantivy::termdict::TermStreamer;
use tantivy::{DocSet, TERMINATED};
use tantivy_fst::Automaton;

/// So many occurrences of a word are looked at to tell in how many steps it occurs.
const MAX_COUNTED: u64 = 8_192;

/// Where the postings of a word are in one segment, by role.
pub type RolePostings = [Option<TermInfo>; 3];

/// A word of one segment in one language.
#[derive(Debug, Clone)]
pub struct Entry {
    /// Without its form's mark.
    pub word: String,
    pub language: Language,
    pub postings: RolePostings,
}

impl Entry {
    /// How often the word is a step's, counted once for each role.
    #[must_use]
    pub fn occurrences(&self) -> u64 {
        self.postings.iter().flatten().map(|info| u64::from(info.doc_freq)).sum()
    }
}

impl Segment {
    /// In how many steps a word occurs, whatever its role; of a very common one, as the first thousands of them tell.
    pub fn steps_with(&self, entry: &Entry) -> io::Result<u64> {
        let all = entry.occurrences();
        let mut postings = Vec::with_capacity(entry.postings.len());
        for info in entry.postings.iter().flatten() {
            postings.push(self.postings(info, IndexRecordOption::Basic)?);
        }
        if postings.len() <= 1 {
            return Ok(all);
        }
        let (mut steps, mut counted) = (0, 0);
        while counted < MAX_COUNTED {
            let Some(doc) = postings.iter().map(DocSet::doc).min().filter(|&doc| doc != TERMINATED) else { break };
            for postings in postings.iter_mut().filter(|postings| postings.doc() == doc) {
                postings.advance();
                counted += 1;
            }
            steps += 1;
        }
        Ok(if counted < all { steps * all / counted } else { steps })
    }

    /// The entries of one word, one for each language that has it.
    pub fn entries(&self, form: Form, word: &str) -> io::Result<Vec<Entry>> {
        let from = schema::term_prefix(form, word);
        let mut until = from.clone().into_bytes();
        if let Some(last) = until.last_mut() {
            *last += 1;
        }
        let mut stream = self.dictionary().terms().range().ge(from.as_bytes()).lt(&until).into_stream()?;
        let mut found: Vec<Entry> = Vec::new();
        while let Some((key, info)) = stream.next() {
            let Some((language, role)) = key.get(from.len()..).and_then(schema::place_of) else { continue };
            add(&mut found, word, language, role, info);
        }
        Ok(found)
    }

    /// The words that begin with `prefix`, in the order of their letters, at most `most`.
    pub fn words_with_prefix(&self, prefix: &str, most: usize) -> io::Result<Vec<Entry>> {
        let mut until = prefix.as_bytes().to_vec();
        // No UTF-8 text continues with this byte, so the range holds all that begins with the prefix.
        until.push(0xFF);
        let stream = self.dictionary().terms().range().ge(prefix.as_bytes()).lt(&until).into_stream()?;
        Ok(words(stream, most))
    }

    /// The words that begin with `first` and whose terms an automaton accepts.
    pub fn words_accepted<A: Automaton>(&self, automaton: A, first: char) -> io::Result<Vec<Entry>>
    where
        A::State: Clone,
    {
        let from = first.to_string();
        let mut until = from.clone().into_bytes();
        until.push(0xFF);
        let stream = self.dictionary().terms().search(automaton).ge(from.as_bytes()).lt(&until).into_stream()?;
        Ok(words(stream, usize::MAX))
    }
}

fn words<A: Automaton>(mut stream: TermStreamer<'_, A>, most: usize) -> Vec<Entry>
where
    A::State: Clone,
{
    let mut found: Vec<Entry> = Vec::new();
    while let Some((key, info)) = stream.next() {
        let Some((word, language, role)) = std::str::from_utf8(key).ok().and_then(schema::word_of) else { continue };
        if found.len() >= most && found.last().is_none_or(|last| last.word != word) {
            break;
        }
        add(&mut found, word, language, role, info);
    }
    found
}

/// Adds a term to the entry before it, where that is the same word in the same language.
fn add(found: &mut Vec<Entry>, word: &str, language: Language, role: Role, info: &TermInfo) {
    match found.last_mut() {
        Some(last) if last.language == language && last.word == word => {
            last.postings[role as usize] = Some(info.clone());
        }
        _ => {
            let mut postings = RolePostings::default();
            postings[role as usize] = Some(info.clone());
            found.push(Entry { word: word.to_owned(), language, postings });
        }
    }
}
