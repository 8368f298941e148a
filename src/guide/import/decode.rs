//! Bytes as text: UTF-8 and UTF-16 by their marks, UTF-8 by its form, else what an HTML page says it is written in.

use crate::guide::import::ImportError;
use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};

/// The largest page that is read, in bytes.
pub const MAX_BYTES: usize = 32 * 1024 * 1024;
/// How far into a page its `<meta charset>` is looked for, in bytes; browsers stop at the same place or earlier.
const DECLARATION_BYTES: usize = 4096;

/// The text of a page. Text that is not UTF-8 and declares nothing is read as Windows-1252, as browsers do.
pub fn decode(bytes: &[u8]) -> Result<String, ImportError> {
    if bytes.len() > MAX_BYTES {
        return Err(ImportError::TooLarge { bytes: bytes.len() });
    }
    if let Some((encoding, mark)) = Encoding::for_bom(bytes) {
        return Ok(encoding.decode_without_bom_handling(&bytes[mark..]).0.into_owned());
    }
    if let Some(encoding) = utf16_without_mark(bytes) {
        return Ok(encoding.decode_without_bom_handling(bytes).0.into_owned());
    }
    refuse_other_formats(bytes)?;
    if let Ok(text) = str::from_utf8(bytes) {
        return Ok(text.to_owned());
    }
    let encoding = declared(bytes).filter(|encoding| *encoding != UTF_8).unwrap_or(WINDOWS_1252);
    // Declared as UTF-8 and only here and there broken: what is broken is marked, the rest stays right.
    let is_mostly_utf8 = declared(bytes) == Some(UTF_8);
    let encoding = if is_mostly_utf8 { UTF_8 } else { encoding };
    Ok(encoding.decode_without_bom_handling(bytes).0.into_owned())
}

/// UTF-16 whose mark is missing: of the first characters, which are Latin in any page's markup, every other byte is zero.
fn utf16_without_mark(bytes: &[u8]) -> Option<&'static Encoding> {
    let (pairs, _) = bytes[..bytes.len().min(64)].as_chunks::<2>();
    let all = |matches: fn(&[u8; 2]) -> bool| pairs.len() >= 8 && pairs.iter().all(matches);
    if all(|[low, high]| *low != 0 && *high == 0) {
        Some(UTF_16LE)
    } else if all(|[high, low]| *low != 0 && *high == 0) {
        Some(UTF_16BE)
    } else {
        None
    }
}

fn refuse_other_formats(bytes: &[u8]) -> Result<(), ImportError> {
    let known: [(&[u8], &'static str); 5] = [
        (b"%PDF", "a PDF"),
        (b"PK\x03\x04", "a zipped document, such as .docx"),
        (b"\x89PNG", "a picture"),
        (b"\xFF\xD8\xFF", "a picture"),
        (b"MIME-Version:", "a web archive"),
    ];
    if let Some((_, what)) = known.iter().find(|(start, _)| bytes.starts_with(start)) {
        return Err(ImportError::OtherFormat { what });
    }
    if bytes.contains(&0) {
        return Err(ImportError::OtherFormat { what: "binary data" });
    }
    Ok(())
}

/// What `<meta charset>` or `<meta http-equiv>` declares.
fn declared(bytes: &[u8]) -> Option<&'static Encoding> {
    let head = &bytes[..bytes.len().min(DECLARATION_BYTES)];
    let head = String::from_utf8_lossy(head).to_ascii_lowercase();
    let value = head[head.find("charset=")? + "charset=".len()..].trim_start_matches(['"', '\'', ' ']);
    let end = value.find(|character: char| !(character.is_ascii_alphanumeric() || "-_:".contains(character)))?;
    Encoding::for_label(&value.as_bytes()[..end])
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

    use super::decode;

    #[test]
    fn encodings_are_told_apart() {
        let utf16: Vec<u8> = [0xFF, 0xFE].into_iter().chain("été".encode_utf16().flat_map(u16::to_le_bytes)).collect();
        assert_eq!(decode(&utf16).unwrap(), "été");
        let page = "<html><body><h1>Étiquette</h1>";
        let without_mark: Vec<u8> = page.encode_utf16().flat_map(u16::to_le_bytes).collect();
        assert_eq!(decode(&without_mark).unwrap(), page);
        let without_mark: Vec<u8> = page.encode_utf16().flat_map(u16::to_be_bytes).collect();
        assert_eq!(decode(&without_mark).unwrap(), page);
        assert_eq!(decode("\u{FEFF}été".as_bytes()).unwrap(), "été");
        assert_eq!(decode("été".as_bytes()).unwrap(), "été");
        assert_eq!(decode(b"\xE9t\xE9 \x80").unwrap(), "été €");
        assert_eq!(decode(b"<meta charset=\"iso-8859-2\">\xB1").unwrap(), "<meta charset=\"iso-8859-2\">ą");
        assert_eq!(decode(b"<meta charset=utf-8> \xC3\xA9 \xFF").unwrap(), "<meta charset=utf-8> é \u{FFFD}");
    }

    #[test]
    fn what_is_not_a_page_is_refused() {
        for bytes in [&b"%PDF-1.7"[..], b"PK\x03\x04..", b"a\0b", b"\x89PNG\r\n"] {
            assert!(decode(bytes).is_err());
        }
    }
}
