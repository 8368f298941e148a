//! Scripts: which one a character belongs to, and how words are found in it.

/// The script that a language is mostly written in.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Script {
    Latin,
    Cyrillic,
    Greek,
    Arabic,
    Hebrew,
    Armenian,
    Georgian,
    Devanagari,
    Bengali,
    Gujarati,
    Gurmukhi,
    Tamil,
    Telugu,
    Kannada,
    Malayalam,
    Oriya,
    Sinhala,
    Ethiopic,
    Thai,
    Lao,
    Khmer,
    Myanmar,
    Chinese,
    Japanese,
    Korean,
    Unknown,
}

/// How words are found in a script.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Segmentation {
    /// Words stand between spaces and punctuation.
    Spaces,
    /// Words are found with a dictionary.
    Dictionary,
}

impl Script {
    /// How words are found in this script.
    #[must_use]
    pub fn segmentation(self) -> Segmentation {
        match self {
            Script::Thai | Script::Lao | Script::Khmer | Script::Myanmar | Script::Chinese | Script::Japanese => {
                Segmentation::Dictionary
            }
            _ => Segmentation::Spaces,
        }
    }

    /// The script of a character, as far as it tells one of the scripts above; digits and punctuation tell none.
    /// Han characters count as Chinese, kana as Japanese.
    #[must_use]
    pub fn of(character: char) -> Option<Script> {
        Some(match u32::from(character) {
            0x41..=0x5A | 0x61..=0x7A | 0xAA | 0xBA | 0xC0..=0x24F | 0x1E00..=0x1EFF | 0xFF21..=0xFF5A => Script::Latin,
            0x370..=0x3FF | 0x1F00..=0x1FFF => Script::Greek,
            0x400..=0x52F => Script::Cyrillic,
            0x531..=0x58F => Script::Armenian,
            0x591..=0x5FF => Script::Hebrew,
            0x600..=0x6FF | 0x750..=0x77F | 0xFB50..=0xFDFF | 0xFE70..=0xFEFF => Script::Arabic,
            0x900..=0x97F => Script::Devanagari,
            0x980..=0x9FF => Script::Bengali,
            0xA00..=0xA7F => Script::Gurmukhi,
            0xA80..=0xAFF => Script::Gujarati,
            0xB00..=0xB7F => Script::Oriya,
            0xB80..=0xBFF => Script::Tamil,
            0xC00..=0xC7F => Script::Telugu,
            0xC80..=0xCFF => Script::Kannada,
            0xD00..=0xD7F => Script::Malayalam,
            0xD80..=0xDFF => Script::Sinhala,
            0xE00..=0xE7F => Script::Thai,
            0xE80..=0xEFF => Script::Lao,
            0x1000..=0x109F => Script::Myanmar,
            0x10A0..=0x10FF | 0x1C90..=0x1CBF => Script::Georgian,
            0x1200..=0x139F => Script::Ethiopic,
            0x1780..=0x17FF => Script::Khmer,
            0x3040..=0x30FF | 0x31F0..=0x31FF | 0xFF66..=0xFF9F => Script::Japanese,
            0x3400..=0x4DBF | 0x4E00..=0x9FFF | 0xF900..=0xFAFF | 0x20000..=0x323AF => Script::Chinese,
            0x1100..=0x11FF | 0x3130..=0x318F | 0xAC00..=0xD7AF => Script::Korean,
            _ => return None,
        })
    }
}
