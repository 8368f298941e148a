//! `guidepost search`: ranked steps on the terminal.

use crate::cli::output::{self, Stream, Style, harmless, number};
use crate::cli::settings::Settings;
use crate::cli::{Outcome, log, progress, synonyms};
use crate::index::Site;
use crate::search::{self, Answer, Hit, Request, Translations};
use anyhow::Context as _;
use clap::{Args, ValueEnum};
use std::fmt::Write as _;
use std::sync::Arc;

/// Options of `guidepost search`.
#[derive(Debug, Args)]
#[group(skip)]
pub struct Arguments {
    /// The question, in one or several words
    #[arg(required = true, value_name = "QUERY")]
    query: Vec<String>,
    /// Your language, best first: a preference, not a filter [default: the site's]
    #[arg(long, value_name = "LANG", value_delimiter = ',')]
    lang: Vec<String>,
    /// At most so many results
    #[arg(long, value_name = "N", default_value_t = 10)]
    limit: usize,
    /// Leave out the first results
    #[arg(long, value_name = "N", default_value_t = 0)]
    offset: usize,
    /// Only steps of this guide
    #[arg(long, value_name = "ID")]
    guide: Option<String>,
    /// Only guides with all of these tags
    #[arg(long = "tag", value_name = "TAG", value_delimiter = ',')]
    tags: Vec<String>,
    /// Only guides in these languages
    #[arg(long = "in", value_name = "LANG", value_delimiter = ',')]
    within: Vec<String>,
    /// One result per step, or every translation by itself
    #[arg(long, value_enum, value_name = "HOW", default_value_t = TranslationsFlag::Collapse)]
    translations: TranslationsFlag,
    /// At most so many results of one guide; 0 is all
    #[arg(long, value_name = "N", default_value_t = 0)]
    per_guide: usize,
    /// Tell how each score came about
    #[arg(long)]
    explain: bool,
    /// Answer as JSON, as /api/search does
    #[arg(long)]
    json: bool,
}

/// [`Translations`] as an option takes it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum TranslationsFlag {
    Collapse,
    All,
}

/// Searches and prints the answer.
pub fn run(settings: Settings, arguments: &Arguments) -> anyhow::Result<Outcome> {
    log::start(settings.log_level.unwrap_or(log::Level::Warn), settings.log_format, output::is_colored(Stream::Error));
    let mut request = request(arguments);
    if let Err(error) = request.check() {
        return output::wrong_usage(&error);
    }
    request.synonyms = Arc::new(synonyms::read(&settings.synonyms)?);
    let site = progress::show(|progress| Site::open(settings.site, progress)).context("there is no index to search")?;
    let answer = search::run(&site.snapshot(), &request, &settings.links).context("the search failed")?;
    if arguments.json {
        output::write_json(&answer)?;
    } else {
        output::write(&to_text(&answer, Style::of_output()))?;
    }
    Ok(Outcome::Done)
}

fn request(arguments: &Arguments) -> Request {
    let tidied = |values: &[String]| -> Vec<String> {
        values.iter().map(|value| value.trim().to_owned()).filter(|value| !value.is_empty()).collect()
    };
    Request {
        query: arguments.query.join(" "),
        reader: tidied(&arguments.lang),
        limit: arguments.limit,
        offset: arguments.offset,
        per_guide: arguments.per_guide,
        translations: match arguments.translations {
            TranslationsFlag::Collapse => Translations::Collapse,
            TranslationsFlag::All => Translations::All,
        },
        guide: arguments.guide.clone(),
        tags: tidied(&arguments.tags),
        within: tidied(&arguments.within),
        explain: arguments.explain,
        ..Request::default()
    }
}

/// The answer for people.
fn to_text(answer: &Answer, style: Style) -> String {
    let mut text = String::new();
    for correction in &answer.corrections {
        let note =
            format!("Searched for “{}” instead of “{}”.\n", harmless(&correction.to), harmless(&correction.from));
        text.push_str(&style.dim(&note));
    }
    if !answer.ignored_words.is_empty() {
        let words: Vec<String> = answer.ignored_words.iter().map(|word| format!("“{}”", harmless(word))).collect();
        text.push_str(&style.dim(&format!("No guide has {}.\n", words.join(", "))));
    }
    if answer.hits.is_empty() {
        text.push_str(&nothing_found(answer));
        return text;
    }
    if !text.is_empty() {
        text.push('\n');
    }
    let last = answer.offset + answer.hits.len();
    let width = number(last).len().max(2);
    for (at, hit) in answer.hits.iter().enumerate() {
        text.push_str(&hit_text(hit, answer.offset + at + 1, width, style));
        text.push('\n');
    }
    let total = answer.estimated_total_hits.max(last);
    text.push_str(&style.dim(&if last < total {
        format!(
            "{}–{} of about {}; --offset {last} shows more\n",
            number(answer.offset + 1),
            number(last),
            number(total)
        )
    } else {
        format!("{}\n", output::count(total, "result"))
    }));
    text
}

fn nothing_found(answer: &Answer) -> String {
    if answer.query.trim().is_empty() {
        return "Nothing was asked. Write a few words, such as: guidepost search account number\n".to_owned();
    }
    if answer.offset > 0 && answer.estimated_total_hits > 0 {
        return format!("There are no more than {}.\n", output::count(answer.estimated_total_hits, "result"));
    }
    if answer.limit == 0 && answer.estimated_total_hits > 0 {
        return format!(
            "About {}; --limit says how many are shown.\n",
            output::count(answer.estimated_total_hits, "result")
        );
    }
    let nearest: Vec<String> = answer.nearest_words.iter().map(|word| format!("“{}”", harmless(word))).collect();
    let meant = match nearest.split_last() {
        None => String::new(),
        Some((only, [])) => format!(" Did you mean {only}?"),
        Some((last, others)) => format!(" Did you mean {} or {last}?", others.join(", ")),
    };
    format!(
        "Nothing found for “{}”.{meant} Try fewer or other words, or leave out --guide, --tag and --in.\n",
        harmless(&answer.query)
    )
}

fn hit_text(hit: &Hit, rank: usize, width: usize, style: Style) -> String {
    let indent = " ".repeat(width + 2);
    let title = match hit.highlight.title.trim() {
        "" => style.bold(&harmless(&hit.guide.title)),
        title => style.bold(&marked(title, style)),
    };
    let number = if hit.step.number == "0" { String::new() } else { format!("{} ", harmless(&hit.step.number)) };
    let mut text =
        format!("{}  {}{title}{}\n", style.dim(&format!("{rank:>width$}")), style.dim(&number), badge(hit, style));
    if !hit.breadcrumbs.is_empty() {
        let path: Vec<String> = hit.breadcrumbs.iter().map(|title| harmless(title)).collect();
        let _ = writeln!(text, "{indent}{}", style.dim(&path.join(" › ")));
    }
    let snippet = hit.highlight.snippet.split_whitespace().collect::<Vec<_>>().join(" ");
    if !snippet.is_empty() {
        let _ = writeln!(text, "{indent}{}", marked(&snippet, style));
    }
    let _ = writeln!(text, "{indent}{}", style.link(&harmless(&hit.url)));
    if let Some(explanation) = &hit.explanation {
        let json = serde_json::to_string_pretty(explanation).unwrap_or_default();
        let _ = writeln!(text, "{indent}score {:.3}", hit.score);
        for line in json.lines() {
            let _ = writeln!(text, "{indent}{}", style.dim(&harmless(line)));
        }
    }
    text
}

/// Which language the text is in, where that isn't what the reader would expect.
fn badge(hit: &Hit, style: Style) -> String {
    let is_mixed = hit.text_lang != hit.lang && !hit.text_lang.is_empty();
    let languages = match (hit.language_fallback, is_mixed) {
        (false, false) => return String::new(),
        (true, false) => hit.lang.clone(),
        (_, true) => format!("{}, text in {}", hit.lang, hit.text_lang),
    };
    let how = if hit.by_translation { ", by translation" } else { "" };
    format!("  {}", style.warning(&format!("[{}{how}]", harmless(&languages))))
}

/// A highlight's HTML as terminal text: marks become bold, character references characters.
fn marked(html: &str, style: Style) -> String {
    let mut text = String::with_capacity(html.len());
    for (at, part) in html.split("<mark>").enumerate() {
        let (inside, outside) = if at == 0 { ("", part) } else { part.split_once("</mark>").unwrap_or((part, "")) };
        text.push_str(&style.marked(&harmless(&unescape(inside))));
        text.push_str(&harmless(&unescape(outside)));
    }
    text
}

/// The characters that escaped HTML stands for; `&amp;` last, so that nothing is unescaped twice.
fn unescape(html: &str) -> String {
    let references = [
        ("&lt;", "<"),
        ("&gt;", ">"),
        ("&quot;", "\""),
        ("&#34;", "\""),
        ("&#39;", "'"),
        ("&#x27;", "'"),
        ("&#x2F;", "/"),
        ("&amp;", "&"),
    ];
    references.iter().fold(html.to_owned(), |text, (reference, character)| text.replace(reference, character))
}

#[cfg(test)]
mod tests {
    use super::{marked, to_text};
    use crate::cli::output::Style;
    use crate::search::{Answer, Correction, GuideReference, Highlight, Hit, StepReference};

    const PLAIN: Style = Style { is_colored: false };

    fn hit(number: &str, title: &str, text_lang: &str) -> Hit {
        Hit {
            id: format!("fr/ups#{number}"),
            url: format!("/fr/guides/ups#step-{}", number.replace('.', "-")),
            score: 11.8,
            lang: "fr".to_owned(),
            text_lang: text_lang.to_owned(),
            language_fallback: false,
            by_translation: false,
            guide: GuideReference {
                id: "ups".into(),
                lang: "fr".into(),
                title: "Numéro UPS".into(),
                url: "/fr/guides/ups".into(),
            },
            step: StepReference {
                number: number.to_owned(),
                anchor: String::new(),
                title: String::new(),
                position: 1,
                of: 2,
                previous: None,
                next: None,
            },
            breadcrumbs: vec!["Numéro UPS".into(), "Compte existant".into()],
            highlight: Highlight {
                title: title.to_owned(),
                snippet: "a <mark>fraud</mark> &amp;\n security &lt;b&gt; warning".into(),
            },
            variants: crate::search::Variants::default(),
            explanation: None,
        }
    }

    fn answer(hits: Vec<Hit>) -> Answer {
        Answer {
            query: "fraud".into(),
            lang: "fr".into(),
            hits,
            estimated_total_hits: 7,
            offset: 0,
            limit: 2,
            corrections: vec![Correction { from: "acount".into(), to: "account".into() }],
            ignored_words: vec!["qqq".into()],
            nearest_words: vec!["queue".into(), "quote".into()],
            coverage: 1.0,
        }
    }

    #[test]
    fn answers_are_shown_as_aligned_text() {
        let hits = vec![hit("4.1", "Check for a <mark>fraud</mark> message", "en"), hit("0", "", "fr")];
        insta::assert_snapshot!(to_text(&answer(hits), PLAIN));
        insta::assert_snapshot!(to_text(&answer(Vec::new()), PLAIN));
    }

    #[test]
    fn marks_become_bold_and_references_characters() {
        let colored = Style { is_colored: true };
        assert_eq!(marked("a <mark>b&lt;</mark> &amp;lt;", colored), "a \u{1b}[1;4mb<\u{1b}[22;24m &lt;");
        assert_eq!(marked("<mark>open", PLAIN), "open");
    }

    #[test]
    fn guides_cannot_steer_the_terminal() {
        assert_eq!(marked("a\u{1b}[2Jb\u{7}", PLAIN), "a\u{fffd}[2Jb\u{fffd}");
    }
}
