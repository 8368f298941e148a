//! Bytes of any encoding become text: what can't be read is replaced and told, never an error.

/// The text of a file and what is wrong with it: a line, from 1, and a message.
pub type Decoded = (String, Option<(usize, String)>);

/// Whether a file that begins like this is in UTF-16.
#[must_use]
pub fn is_utf16(start: &[u8]) -> bool {
    start.starts_with(&[0xFF, 0xFE]) || start.starts_with(&[0xFE, 0xFF])
}

/// Decodes a whole file: UTF-8, with or without its mark, or UTF-16 with its mark.
#[must_use]
pub fn decode(bytes: Vec<u8>) -> Decoded {
    if !is_utf16(&bytes) {
        return decode_utf8(bytes);
    }
    let from_pair = if bytes.starts_with(&[0xFF, 0xFE]) { u16::from_le_bytes } else { u16::from_be_bytes };
    let (pairs, odd) = bytes[2..].as_chunks::<2>();
    let mut text = String::with_capacity(bytes.len());
    let mut bad_at = None;
    for unit in char::decode_utf16(pairs.iter().copied().map(from_pair)) {
        text.push(unit.unwrap_or_else(|_| {
            bad_at.get_or_insert(text.len());
            char::REPLACEMENT_CHARACTER
        }));
    }
    if !odd.is_empty() {
        bad_at.get_or_insert(text.len());
    }
    let problem = bad_at.map(|at| (line_at(&text, at), "bytes here are no UTF-16; save the file as UTF-8".to_owned()));
    (text, problem)
}

/// Decodes UTF-8; lines are counted from the beginning of the bytes.
#[must_use]
pub fn decode_utf8(bytes: Vec<u8>) -> Decoded {
    let bytes = match bytes.strip_prefix(b"\xEF\xBB\xBF") {
        Some(rest) => rest.to_vec(),
        None => bytes,
    };
    match String::from_utf8(bytes) {
        Ok(text) => (text, None),
        Err(error) => {
            let bad_at = error.utf8_error().valid_up_to();
            let text = String::from_utf8_lossy(error.as_bytes()).into_owned();
            let byte = error.as_bytes().get(bad_at).copied().unwrap_or_default();
            let message = format!("the byte {byte:#04x} here is no UTF-8 and was replaced; save the file as UTF-8");
            let line = line_at(&text, bad_at);
            (text, Some((line, message)))
        }
    }
}

/// The line, from 1, of a place in a text, whatever its line ends.
fn line_at(text: &str, at: usize) -> usize {
    let before = &text[..at];
    before.matches(['\n', '\r']).count() - before.matches("\r\n").count() + 1
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn utf16_is_read_in_both_orders() {
        for to_bytes in [u16::to_le_bytes, u16::to_be_bytes] {
            let bytes: Vec<u8> = "\u{feff}Étape 👍\n".encode_utf16().flat_map(to_bytes).collect();
            assert_eq!(decode(bytes), ("Étape 👍\n".to_owned(), None));
        }
        let (text, problem) = decode(b"\xFF\xFEa\0\n\0\x00\xD8b\0".to_vec());
        assert_eq!((text.as_str(), problem.map(|(line, _)| line)), ("a\n\u{fffd}b", Some(2)));
        assert_eq!(decode(b"\xFF\xFEa\0b".to_vec()).1.map(|(line, _)| line), Some(1));
    }

    #[test]
    fn the_line_of_the_first_bad_byte_is_told() {
        let (text, problem) = decode(b"\xEF\xBB\xBFone\r\ntwo\rthree\nf\xE9ur \xFF".to_vec());
        assert_eq!(text, "one\r\ntwo\rthree\nf\u{fffd}ur \u{fffd}");
        let (line, message) = problem.unwrap_or_default();
        assert_eq!(line, 4);
        assert!(message.contains("0xe9"), "{message}");
    }

    proptest! {
        #[test]
        fn any_bytes_are_read(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
            let is_sound = std::str::from_utf8(&bytes).is_ok();
            let (_, problem) = decode(bytes);
            prop_assert!(!is_sound || problem.is_none());
        }
    }
}
