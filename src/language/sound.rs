//! How a word sounds, roughly, in Latin letters: what names and borrowed words have in common across languages and scripts.

use any_ascii::any_ascii_char;

/// A word as it sounds: spellings of one sound are one, and nothing is left of accents, scripts and doubled letters.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sound {
    letters: String,
    /// The same with one letter for sounds that languages confuse: voiced and voiceless consonants, and all vowels.
    classes: String,
    /// Which letters and which classes there are, a bit for each: enough to tell most words apart.
    letter_set: u32,
    class_set: u32,
    /// The first letters, a byte for each, the first of them in the highest.
    first_letters: u64,
}

/// Letters that are written for one sound, those of more letters first.
const SPELLINGS: [(&str, &str); 22] = [
    ("sch", "s"),
    ("tsch", "s"),
    ("sh", "s"),
    ("zh", "s"),
    ("ch", "k"),
    ("kh", "k"),
    ("gh", "g"),
    ("ph", "f"),
    ("th", "t"),
    ("ck", "k"),
    ("qu", "k"),
    ("ts", "s"),
    ("tz", "s"),
    ("ce", "se"),
    ("ci", "si"),
    ("cy", "si"),
    ("c", "k"),
    ("q", "k"),
    ("x", "ks"),
    ("z", "s"),
    ("w", "v"),
    ("h", ""),
];
/// Shorter words sound alike by chance.
const MIN_LETTERS: usize = 4;

impl Sound {
    /// The sound of a word; `None` for words that are too short to be known by it, or have digits.
    #[must_use]
    pub fn of(word: &str) -> Option<Sound> {
        if word.chars().any(char::is_numeric) {
            return None;
        }
        let latin: String = word.chars().map(any_ascii_char).collect::<String>().to_ascii_lowercase();
        let mut letters = String::with_capacity(latin.len());
        let mut rest = latin.as_str();
        while let Some(first) = rest.chars().next() {
            let spelling = SPELLINGS.iter().find(|(spelling, _)| rest.starts_with(spelling));
            let (sound, length) = match (spelling, first) {
                (Some((spelling, sound)), _) => (*sound, spelling.len()),
                (None, 'y' | 'j') => ("i", 1),
                (None, 'a'..='z') => (&rest[..1], 1),
                (None, _) => ("", first.len_utf8()),
            };
            for letter in sound.chars() {
                if !letters.ends_with(letter) {
                    letters.push(letter);
                }
            }
            rest = &rest[length..];
        }
        if letters.len() < MIN_LETTERS {
            return None;
        }
        let mut classes = String::with_capacity(letters.len());
        for class in letters.chars().map(class_of) {
            if !classes.ends_with(class) {
                classes.push(class);
            }
        }
        let first_letters = letters.bytes().chain(std::iter::repeat(0)).take(8);
        Some(Sound {
            letter_set: set_of(&letters),
            class_set: set_of(&classes),
            first_letters: first_letters.fold(0, |letters, letter| letters << 8 | u64::from(letter)),
            letters,
            classes,
        })
    }

    /// What words that sound alike begin with.
    #[must_use]
    pub fn beginning(&self) -> u8 {
        self.classes.as_bytes().first().copied().unwrap_or_default()
    }

    /// How alike a word has to sound to be taken for the same: the shorter it is, the more, since short words sound alike by
    /// chance.
    #[must_use]
    pub fn least_likeness(&self) -> f32 {
        match self.letters.len() {
            0..=4 => 0.85,
            5..=6 => 0.78,
            _ => 0.7,
        }
    }

    /// How alike two words sound, if that is enough to take them for the same: this one's least likeness.
    #[must_use]
    pub fn likeness_to_same(&self, other: &Sound) -> Option<f32> {
        let least = self.least_likeness();
        (self.most_likeness(other) >= least).then(|| self.likeness(other)).filter(|likeness| *likeness >= least)
    }

    /// No less than the likeness, found without comparing letter by letter: every edit makes up for one letter of each word
    /// at most that the other lacks.
    fn most_likeness(&self, other: &Sound) -> f32 {
        const ROUNDING: f32 = 1e-5;
        let shared = match (self.first_letters ^ other.first_letters).leading_zeros() / 8 {
            8 => self.letters.len().min(other.letters.len()) as f32,
            shared => shared as f32,
        };
        let beginning = 2.0 * shared / (self.letters.len() + other.letters.len()) as f32;
        let most = |one: u32, other: u32, one_length: usize, other_length: usize| {
            let lacking = (one & !other).count_ones().max((other & !one).count_ones()) as usize;
            let edits = lacking.max(one_length.abs_diff(other_length));
            1.0 - edits as f32 / one_length.max(other_length) as f32
        };
        let letters = most(self.letter_set, other.letter_set, self.letters.len(), other.letters.len());
        let classes = most(self.class_set, other.class_set, self.classes.len(), other.classes.len());
        beginning.max(letters).max(0.4 * letters + 0.6 * classes) + ROUNDING
    }

    /// How alike two words sound, 0 to 1.
    #[must_use]
    pub fn likeness(&self, other: &Sound) -> f32 {
        let shared = self.letters.bytes().zip(other.letters.bytes()).take_while(|(one, other)| one == other).count();
        let beginning = 2.0 * shared as f32 / (self.letters.len() + other.letters.len()) as f32;
        let (shorter, longer) =
            (self.letters.len().min(other.letters.len()), self.letters.len().max(other.letters.len()));
        // Words of so different lengths are too many edits apart, whatever their letters.
        if 3 * longer > 4 * shorter + 4 {
            return beginning;
        }
        let letters = strsim::normalized_levenshtein(&self.letters, &other.letters) as f32;
        if letters < 0.4 {
            return beginning;
        }
        let classes = strsim::normalized_levenshtein(&self.classes, &other.classes) as f32;
        // Where the letters say otherwise, classes alone say little.
        beginning.max(letters).max(0.4 * letters + 0.6 * classes)
    }
}

/// A bit for each letter of the alphabet that a text has.
fn set_of(letters: &str) -> u32 {
    letters.bytes().fold(0, |set, letter| set | 1 << (letter & 31))
}

fn class_of(letter: char) -> char {
    match letter {
        'a' | 'e' | 'i' | 'o' | 'u' => 'a',
        'b' => 'p',
        'v' => 'f',
        'd' => 't',
        'g' => 'k',
        other => other,
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

    use super::*;

    fn likeness(one: &str, other: &str) -> f32 {
        Sound::of(one).unwrap().likeness(&Sound::of(other).unwrap())
    }

    #[test]
    fn names_sound_alike_in_all_scripts() {
        for (one, other) in [
            ("ганди", "gandhi"),
            ("غاندي", "gandhi"),
            ("саксонск", "saxon"),
            ("πρωτοκολλο", "protocol"),
            ("konfiguration", "configuracion"),
            ("статоры", "stators"),
        ] {
            assert!(likeness(one, other) >= 0.7, "{one} {other} {}", likeness(one, other));
        }
    }

    #[test]
    fn what_is_told_apart_at_once_is_not_alike() {
        let mut random = fastrand::Rng::with_seed(7);
        let letters = ['a', 'e', 'i', 'o', 's', 't', 'r', 'n', 'k', 'l'];
        let mut word = || -> String { (0..random.usize(4..12)).map(|_| random.choice(letters).unwrap()).collect() };
        let sounds: Vec<Sound> = (0..400).filter_map(|_| Sound::of(&word())).collect();
        let mut alike = 0;
        for one in &sounds {
            for other in &sounds {
                let likeness = one.likeness(other);
                assert!(one.most_likeness(other) >= likeness, "{one:?} {other:?}");
                let is_same = (likeness >= one.least_likeness()).then_some(likeness);
                assert_eq!(one.likeness_to_same(other), is_same, "{one:?} {other:?}");
                alike += usize::from(is_same.is_some());
            }
        }
        assert!(alike > sounds.len(), "{alike}");
    }

    #[test]
    fn other_words_do_not() {
        for (one, other) in [("drucker", "druid"), ("письмо", "letter"), ("account", "accident")] {
            assert!(likeness(one, other) < 0.7, "{one} {other} {}", likeness(one, other));
        }
        assert_eq!(Sound::of("abc"), None);
        assert_eq!(Sound::of("mp3player"), None);
    }
}
