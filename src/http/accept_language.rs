//! The reader's languages, best first, as `Accept-Language` or a `lang` parameter gives them.

/// More languages than this no reader has.
const MOST_LANGUAGES: usize = 10;

/// The tags of an `Accept-Language` header by falling weight, equal weights in their order; `*`, refused (`q=0`) and
/// malformed entries are left out.
#[must_use]
pub fn parse(header: &str) -> Vec<String> {
    let mut weighted: Vec<(u16, &str)> = header
        .split(',')
        .take(MOST_LANGUAGES * 4)
        .filter_map(|entry| {
            let mut parts = entry.split(';');
            let tag = parts.next().unwrap_or_default().trim();
            let weight = parts
                .find_map(|part| part.trim().strip_prefix("q=").or_else(|| part.trim().strip_prefix("Q=")))
                .map_or(Some(1.0), |q| q.trim().parse::<f32>().ok().filter(|q| (0.0..=1.0).contains(q)))?;
            let thousandths = (weight * 1_000.0).round();
            #[expect(clippy::cast_sign_loss, reason = "the weight lies between 0 and 1")]
            (is_language_tag(tag) && thousandths > 0.0).then_some((thousandths as u16, tag))
        })
        .collect();
    weighted.sort_by_key(|(weight, _)| std::cmp::Reverse(*weight));
    weighted.truncate(MOST_LANGUAGES);
    weighted.into_iter().map(|(_, tag)| tag.to_owned()).collect()
}

/// Whether this could be a BCP 47 tag: subtags of one to eight letters or digits, the first of letters only.
#[must_use]
pub fn is_language_tag(tag: &str) -> bool {
    tag.len() <= 35
        && tag.split(['-', '_']).enumerate().all(|(at, subtag)| {
            (1..=8).contains(&subtag.len())
                && subtag.bytes().all(|byte| byte.is_ascii_alphabetic() || (at > 0 && byte.is_ascii_digit()))
        })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn weights_decide_the_order() {
        assert_eq!(parse("en;q=0.5, fr-CA, *;q=0.1, de;q=0.8, es;q=0"), ["fr-CA", "de", "en"]);
        assert_eq!(parse("fr; q=0.9,en ; Q=1.0"), ["en", "fr"]);
        assert_eq!(parse("de,en"), ["de", "en"]);
    }

    #[test]
    fn nonsense_gives_no_language() {
        for nonsense in ["", "*", ";;;", "q=1", "fr;q=2", "fr;q=NaN", "fr;q=-1", "<b>", "../..", "a b"] {
            assert_eq!(parse(nonsense), Vec::<String>::new(), "{nonsense}");
        }
    }

    #[test]
    fn tags_are_told_from_other_text() {
        for good in ["fr", "pt-BR", "zh-Hant-TW", "es-419", "zh_Hant"] {
            assert!(is_language_tag(good), "{good}");
        }
        for bad in
            ["", "-", "fr-", "4r", "..", "fr/..", "français", "abcdefghi", "a-b-c-d-e-f-g-h-i-j-k-l-m-n-o-p-q-r-s"]
        {
            assert!(!is_language_tag(bad), "{bad}");
        }
    }

    proptest! {
        #[test]
        fn random_headers_never_panic(header in "\\PC{0,200}") {
            prop_assert!(parse(&header).iter().all(|tag| is_language_tag(tag)));
        }
    }
}
