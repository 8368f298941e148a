//! The words of a language by how they sound: where a name or a borrowed word of another language is looked for.

use crate::index::Snapshot;
use crate::language::Language;
use crate::language::detect::is_function_word;
use crate::language::sound::Sound;
use std::collections::HashMap;

/// Of larger vocabularies, so many words are known.
const MAX_WORDS: usize = 200_000;

/// See the module's page.
#[derive(Debug, Default)]
pub struct Sounds {
    /// By what they begin with.
    words: HashMap<u8, Vec<(Box<str>, Sound)>>,
}

impl Sounds {
    /// The words that texts in a language have.
    #[must_use]
    pub fn of(snapshot: &Snapshot, language: Language) -> Sounds {
        let mut words: Vec<&str> = Vec::new();
        for segment in snapshot.segments() {
            segment.for_each_word(|word, of| {
                if of == language {
                    words.push(word);
                }
            });
        }
        words.sort_unstable();
        words.dedup();
        let mut sounds = Sounds::default();
        for word in words.into_iter().filter(|word| !is_function_word(word, language)).take(MAX_WORDS) {
            if let Some(sound) = Sound::of(word) {
                sounds.words.entry(sound.beginning()).or_default().push((word.into(), sound));
            }
        }
        sounds
    }

    /// The words that are known by their sound to be the same as one of another language, with how alike they are: the
    /// likest first, at most so many.
    #[must_use]
    pub fn like(&self, sound: &Sound, most: usize) -> Vec<(&str, f32)> {
        let alike = self.words.get(&sound.beginning()).into_iter().flatten();
        let mut alike: Vec<(&str, f32)> =
            alike.filter_map(|(word, other)| Some((&**word, sound.likeness_to_same(other)?))).collect();
        alike.sort_by(|one, other| other.1.total_cmp(&one.1).then(one.0.cmp(other.0)));
        alike.truncate(most);
        alike
    }
}
