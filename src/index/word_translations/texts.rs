//! The texts that say the same in two languages, read back from the postings of a finished index: nothing is analysed twice.

use crate::index::schema::{self, Form, Role, hash};
use crate::language::Language;
use crate::language::detect::is_function_word;
use foldhash::fast::RandomState;
use std::collections::HashMap;
use std::ops::Range;
use std::sync::Arc;
use tantivy::columnar::ColumnValues;
use tantivy::postings::{Postings, TermInfo};
use tantivy::schema::{Field, IndexRecordOption};
use tantivy::{DocSet, InvertedIndexReader, SegmentReader, TERMINATED};

/// Of a larger site, every second, third … step is read, so that there are about so many of a language.
const MAX_STEPS: usize = 20_000;
/// Longer words are none.
const MAX_WORD_BYTES: usize = 60;

/// A place in a text where a word of another language stands, or nothing that is known.
const NOTHING: u32 = u32::MAX;
/// A place where a function word stands: it translates to nothing, or to everything.
const FUNCTION_WORD: u32 = u32::MAX - 1;

/// The steps and terms of a site, by language.
pub struct Site {
    segments: Vec<Arc<InvertedIndexReader>>,
    /// By the number of the language that their guides are declared in, those with the smallest hashes first.
    steps: Vec<Vec<Step>>,
    terms: Vec<Terms>,
}

/// A step, as its columns tell of it.
struct Step {
    segment: u32,
    doc: u32,
    /// The columns `step` and `anchor`, see [`schema::Columns`].
    by_number: u64,
    by_anchor: u64,
    /// How many words of the title, the text and, of a guide's first step only, of the guide's title are read.
    lengths: [u32; 3],
}

/// The terms of one language in all segments.
#[derive(Default)]
struct Terms {
    /// Different words, by the order in which they were met.
    numbers: HashMap<Box<str>, u32, RandomState>,
    terms: Vec<Term>,
}

/// A term of one language in one segment.
struct Term {
    segment: u32,
    role: Role,
    /// The number of its word, or [`FUNCTION_WORD`].
    word: u32,
    /// In how many steps it stands, and where its postings and positions begin and how long they are: with the thousands of
    /// terms of a large site, smaller than a [`TermInfo`].
    steps: u32,
    postings: (u64, u32),
    positions: (u64, u32),
}

impl Term {
    fn info(&self) -> TermInfo {
        let range = |(start, length): (u64, u32)| start as usize..start as usize + length as usize;
        TermInfo { doc_freq: self.steps, postings_range: range(self.postings), positions_range: range(self.positions) }
    }
}

/// The words of a language's steps, in the order in which they stand.
pub struct Texts {
    /// Different words; places refer to them.
    pub words: Vec<Box<str>>,
    places: Vec<u32>,
    /// For each step and role, where its words are among the places.
    ranges: Vec<[Range<usize>; 3]>,
}

impl Site {
    /// Reads which steps and terms there are. `tags` are those of the languages that guides are declared in. `None` when
    /// no step is there in two languages.
    pub fn read(readers: &[SegmentReader], text: Field, tags: &[String]) -> tantivy::Result<Option<Site>> {
        let languages: HashMap<u64, Language> =
            tags.iter().map(|tag| (hash(&tag.to_lowercase()), Language::from_tag(tag))).collect();
        let mut readers: Vec<&SegmentReader> = readers.iter().collect();
        sort_by_place(&mut readers)?;
        let counts = count_steps(&readers, &languages)?;
        if counts.iter().filter(|&&count| count > 0).count() < 2 {
            return Ok(None);
        }
        let one_of = counts.iter().copied().max().unwrap_or(0).div_ceil(MAX_STEPS).max(1) as u64;
        let mut steps: Vec<Vec<Step>> = Vec::new();
        steps.resize_with(counts.len(), Vec::new);
        for (segment, reader) in readers.iter().enumerate() {
            read_steps(segment as u32, reader, &languages, one_of, &mut steps)?;
        }
        let segments = readers.iter().map(|reader| reader.inverted_index(text)).collect::<tantivy::Result<Vec<_>>>()?;
        let mut terms: Vec<Terms> = Vec::new();
        terms.resize_with(steps.len(), Terms::default);
        for (segment, dictionary) in segments.iter().enumerate() {
            read_terms(segment as u32, dictionary, &steps, &mut terms)?;
        }
        Ok(Some(Site { segments, steps, terms }))
    }

    /// The languages that guides are declared in, those of most steps first.
    pub fn languages(&self) -> Vec<Language> {
        let mut languages: Vec<Language> =
            Language::all().filter(|&language| language != Language::UNKNOWN && self.steps_of(language) > 0).collect();
        languages.sort_by_key(|&language| std::cmp::Reverse(self.steps_of(language)));
        languages
    }

    /// How many steps of a language are read.
    pub fn steps_of(&self, language: Language) -> usize {
        self.steps[usize::from(language.number())].len()
    }

    /// The steps that are there in both languages, as their places among the texts of each.
    pub fn pairs(&self, one: Language, other: Language) -> Vec<(usize, usize)> {
        let steps = |language: Language| self.steps[usize::from(language.number())].iter().enumerate();
        let by_step: HashMap<u64, usize, RandomState> = steps(other).map(|(at, step)| (step.by_number, at)).collect();
        let by_anchor: HashMap<u64, usize, RandomState> =
            steps(other).filter(|(_, step)| step.by_anchor != 0).map(|(at, step)| (step.by_anchor, at)).collect();
        let others = &self.steps[usize::from(other.number())];
        let pair = |(at, step): (usize, &Step)| {
            let by_anchor = (step.by_anchor != 0).then(|| by_anchor.get(&step.by_anchor)).flatten();
            // Where both have an anchor, the number says nothing.
            let by_step =
                || by_step.get(&step.by_number).filter(|&&at| step.by_anchor == 0 || others[at].by_anchor == 0);
            by_anchor.or_else(by_step).map(|&other| (at, other))
        };
        steps(one).filter_map(pair).collect()
    }

    /// The texts of a language.
    pub fn texts(&self, language: Language) -> std::io::Result<Texts> {
        let number = usize::from(language.number());
        let steps = &self.steps[number];
        let mut texts = Texts { words: Vec::new(), places: Vec::new(), ranges: Vec::with_capacity(steps.len()) };
        let mut places = 0;
        let mut by_document: Vec<Vec<u32>> = vec![Vec::new(); self.segments.len()];
        for (at, step) in steps.iter().enumerate() {
            let documents = &mut by_document[step.segment as usize];
            documents.resize(documents.len().max(step.doc as usize + 1), NOTHING);
            documents[step.doc as usize] = at as u32;
            texts.ranges.push(step.lengths.map(|length| {
                places += length as usize;
                places - length as usize..places
            }));
        }
        texts.places = vec![NOTHING; places];
        let Terms { numbers, terms } = &self.terms[number];
        // In how many places a word stands: of the stems of one word, the commonest is taken.
        let mut occurrences = vec![0; numbers.len()];
        for term in terms.iter().filter(|term| term.word != FUNCTION_WORD) {
            occurrences[term.word as usize] += term.steps;
        }
        let mut positions = Vec::new();
        for term in terms {
            let mut postings = self.segments[term.segment as usize]
                .read_postings_from_terminfo(&term.info(), IndexRecordOption::WithFreqsAndPositions)?;
            while postings.doc() != TERMINATED {
                let step = by_document[term.segment as usize].get(postings.doc() as usize).copied().unwrap_or(NOTHING);
                if step != NOTHING {
                    let range = texts.ranges[step as usize][term.role as usize].clone();
                    postings.positions(&mut positions);
                    for &position in &positions {
                        let Some(place) = texts.places[range.clone()].get_mut(position as usize) else { continue };
                        let is_better = match (*place, term.word) {
                            (NOTHING, _) | (_, FUNCTION_WORD) => true,
                            (FUNCTION_WORD, _) => false,
                            (known, word) => occurrences[word as usize] > occurrences[known as usize],
                        };
                        if is_better {
                            *place = term.word;
                        }
                    }
                }
                postings.advance();
            }
        }
        let mut words: Vec<(&Box<str>, u32)> = numbers.iter().map(|(word, &number)| (word, number)).collect();
        words.sort_unstable_by_key(|(_, number)| *number);
        texts.words = words.into_iter().map(|(word, _)| word.clone()).collect();
        Ok(texts)
    }
}

impl Texts {
    /// The different words alone; the places of the words take as much memory as learning does.
    pub fn into_words(self) -> Vec<Box<str>> {
        self.words
    }

    /// How many words a step has in one role, at most.
    pub fn length(&self, step: usize, role: Role) -> usize {
        self.ranges[step][role as usize].len()
    }

    /// The words of a step in one role, function words and those of other languages left out.
    pub fn words_of(&self, step: usize, role: Role, words: &mut Vec<u32>) {
        words.clear();
        let places = &self.places[self.ranges[step][role as usize].clone()];
        words.extend(places.iter().filter(|&&word| word < FUNCTION_WORD));
    }
}

/// Every segment begins with a guide's own document, whose `step` is the guide's place among all guides.
fn sort_by_place(readers: &mut [&SegmentReader]) -> tantivy::Result<()> {
    let mut places = HashMap::new();
    for reader in readers.iter() {
        let place = column(reader, "step")?.get_val(0);
        places.insert(reader.segment_id(), place);
    }
    readers.sort_by_key(|reader| places.get(&reader.segment_id()).copied());
    Ok(())
}

/// How many steps there are, by the number of the language that their guides are declared in.
fn count_steps(readers: &[&SegmentReader], languages: &HashMap<u64, Language>) -> tantivy::Result<Vec<usize>> {
    let mut counts = vec![0; Language::all().count()];
    for reader in readers {
        let columns = StepColumns::of(reader)?;
        for doc in reader.doc_ids_alive() {
            if let Some(language) = columns.language(doc, languages) {
                counts[usize::from(language.number())] += 1;
            }
        }
    }
    Ok(counts)
}

/// Reads the steps of which one of so many is taken, in all languages the same ones.
fn read_steps(
    segment: u32,
    reader: &SegmentReader,
    languages: &HashMap<u64, Language>,
    one_of: u64,
    steps: &mut [Vec<Step>],
) -> tantivy::Result<()> {
    let columns = StepColumns::of(reader)?;
    let (anchor, lengths) = (column(reader, "anchor")?, column(reader, "lengths")?);
    for doc in reader.doc_ids_alive() {
        let Some(language) = columns.language(doc, languages) else { continue };
        let by_number = columns.step.get_val(doc);
        if by_number % one_of != 0 {
            continue;
        }
        let [title, body, context] = schema::lengths_of(lengths.get_val(doc));
        steps[usize::from(language.number())].push(Step {
            segment,
            doc,
            by_number,
            by_anchor: anchor.get_val(doc),
            lengths: [title, body, if columns.position.get_val(doc) == 1 { context } else { 0 }],
        });
    }
    Ok(())
}

/// The columns of a segment that tell which of its documents are steps of which language.
struct StepColumns {
    step: Arc<dyn ColumnValues<u64>>,
    lang: Arc<dyn ColumnValues<u64>>,
    position: Arc<dyn ColumnValues<u64>>,
}

impl StepColumns {
    fn of(reader: &SegmentReader) -> tantivy::Result<StepColumns> {
        Ok(StepColumns {
            step: column(reader, "step")?,
            lang: column(reader, "lang")?,
            position: column(reader, "position")?,
        })
    }

    /// The language that the guide of a step is declared in; `None` for a document that is no step.
    fn language(&self, doc: u32, languages: &HashMap<u64, Language>) -> Option<Language> {
        (self.position.get_val(doc) > 0).then(|| languages.get(&self.lang.get_val(doc)).copied()).flatten()
    }
}

fn column(reader: &SegmentReader, name: &str) -> tantivy::Result<Arc<dyn ColumnValues<u64>>> {
    Ok(reader.fast_fields().u64(name)?.first_or_default_col(0))
}

fn read_terms(
    segment: u32,
    dictionary: &InvertedIndexReader,
    steps: &[Vec<Step>],
    terms: &mut [Terms],
) -> tantivy::Result<()> {
    let mut stream = dictionary.terms().stream()?;
    while let Some((term, postings)) = stream.next() {
        let parts = std::str::from_utf8(term).ok().and_then(schema::parts_of);
        let Some((form, word, language, role)) = parts else { continue };
        let number = usize::from(language.number());
        // Numbers and codes are the same in all languages.
        if steps[number].is_empty() || word.len() > MAX_WORD_BYTES || word.chars().any(char::is_numeric) {
            continue;
        }
        let is_function = form == Form::Word && is_function_word(word, language);
        let is_wanted = form == if language.is_stemmed() { Form::Stem } else { Form::Word };
        let Terms { numbers, terms } = &mut terms[number];
        let word = match (is_function, is_wanted, numbers.get(word)) {
            (true, ..) => FUNCTION_WORD,
            (false, true, Some(&known)) => known,
            (false, true, None) => {
                let next = numbers.len() as u32;
                numbers.insert(word.into(), next);
                next
            }
            (false, false, _) => continue,
        };
        let place = |range: &Range<usize>| (range.start as u64, range.len() as u32);
        terms.push(Term {
            segment,
            role,
            word,
            steps: postings.doc_freq,
            postings: place(&postings.postings_range),
            positions: place(&postings.positions_range),
        });
    }
    Ok(())
}
