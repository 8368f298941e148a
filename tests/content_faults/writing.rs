//! Text that is the same to people and not to machines: equal text finds equal steps, and marks end between characters.

use crate::harness::{Client, Folders, Server};
use unicode_segmentation::UnicodeSegmentation;

/// A step, and questions that are all the same to a reader.
struct Same {
    lang: &'static str,
    id: &'static str,
    text: &'static str,
    questions: &'static [&'static str],
}

const SAME: [Same; 18] = [
    Same {
        lang: "fr",
        id: "compose",
        text: "Vérifiez le numéro de dépôt",
        questions: &["numéro dépôt", "nume\u{301}ro de\u{301}po\u{302}t", "numero depot", "NUMÉRO DÉPÔT"],
    },
    Same {
        lang: "fr",
        id: "decompose",
        text: "Pre\u{301}parez l\u{2019}e\u{301}tiquette pe\u{301}rime\u{301}e",
        questions: &[
            "étiquette périmée",
            "e\u{301}tiquette pe\u{301}rime\u{301}e",
            "l'étiquette périmée",
            "etiquette perimee",
        ],
    },
    Same {
        lang: "de",
        id: "strasse",
        text: "Die Straße am Gebäude wechseln",
        questions: &["Straße wechseln", "Strasse wechseln", "STRASSE WECHSELN", "STRAẞE wechseln"],
    },
    Same {
        lang: "de",
        id: "umlaut",
        text: "Den Schlüssel übergeben",
        questions: &["schlüssel", "schlu\u{308}ssel", "SCHLÜSSEL"],
    },
    Same {
        lang: "tr",
        id: "istanbul",
        text: "İstanbul şubesini arayın",
        questions: &["İstanbul şubesini", "I\u{307}stanbul s\u{327}ubesini", "istanbul şubesini", "istanbul subesini"],
    },
    Same {
        lang: "vi",
        id: "buu-dien",
        text: "Gửi bưu kiện tại bưu điện",
        questions: &["bưu điện", "bu\u{31b}u đie\u{323}\u{302}n"],
    },
    Same {
        lang: "el",
        id: "lexi",
        text: "Αλλάξτε τον κωδικό πρόσβασης",
        questions: &["κωδικός", "κωδικο\u{301}ς", "ΚΩΔΙΚΌΣ", "κωδικοσ"],
    },
    Same {
        lang: "ko",
        id: "hangul",
        text: "택배 송장을 출력하세요",
        questions: &["송장을", "\u{1109}\u{1169}\u{11bc}\u{110c}\u{1161}\u{11bc}\u{110b}\u{1173}\u{11af}"],
    },
    Same {
        lang: "ar",
        id: "hisab",
        text: "تحقق من رَقْم الحساب",
        questions: &["رقم الحساب", "رَقْم الحساب", "\u{200f}رقم الحساب\u{200f}", "رقـم الحساب"],
    },
    Same {
        lang: "he",
        id: "heshbon",
        text: "בדוק את מספר החשבון",
        questions: &["מספר החשבון", "\u{202b}מספר החשבון\u{202c}", "\u{200f}מספר\u{200f} החשבון"],
    },
    Same {
        lang: "en",
        id: "zero-width",
        text: "Reset the pass\u{200b}phrase of the mail\u{ad}box",
        questions: &[
            "passphrase mailbox",
            "pass\u{200b}phrase mail\u{ad}box",
            "\u{feff}passphrase mailbox",
            "pass\u{2060}phrase mail\u{200d}box",
        ],
    },
    Same {
        lang: "en",
        id: "width",
        text: "Enter the ＲＥＦ４２ code of the oﬃce",
        questions: &["REF42 office", "ＲＥＦ４２ oﬃce", "ref42 oﬃce"],
    },
    Same {
        lang: "en",
        id: "emoji",
        text: "Choose 👩\u{200d}👩\u{200d}👧\u{200d}👦 household sharing 🇫🇷 now",
        questions: &["household sharing", "👩\u{200d}👩\u{200d}👧\u{200d}👦 household sharing", "household 🇫🇷 sharing"],
    },
    Same {
        lang: "zh",
        id: "zh",
        text: "请打印运单标签然后贴在包裹上",
        questions: &["运单标签", "运单 标签", "\u{200b}运单标签"],
    },
    Same {
        lang: "ja",
        id: "ja",
        text: "配送ラベルを印刷してください",
        questions: &["ラベル 印刷", "ラベルを印刷", "ﾗﾍﾞﾙを印刷", "ラヘ\u{3099}ルを印刷"],
    },
    Same {
        lang: "th",
        id: "th",
        text: "พิมพ์ฉลากพัสดุแล้วติดบนกล่อง",
        questions: &["ฉลากพัสดุ", "ฉลาก พัสดุ", "ฉลาก\u{200b}พัสดุ"],
    },
    Same {
        lang: "fa",
        id: "fa",
        text: "می\u{200c}توانید سفارش\u{200c}ها را لغو کنید",
        questions: &["سفارش\u{200c}ها لغو", "لغو سفارش\u{200c}ها"],
    },
    Same {
        lang: "hi", id: "hi", text: "अपना खाता संख्या जाँचें", questions: &["खाता संख्या", "खाता\u{200d} संख्या"]
    },
];

fn site() -> Folders {
    let folders = Folders::new();
    for same in &SAME {
        let text = same.text;
        folders.write(
            &format!("{}/{}.md", same.lang, same.id),
            format!("# {}\n\n## {text}\n\n{text}. {text}!\n", same.id),
        );
    }
    folders
}

#[test]
fn equal_text_finds_equal_steps() {
    let folders = site();
    let server = Server::start(&folders, &[]);
    let mut client = server.client();
    let (mut cases, mut different) = (0, Vec::new());
    for same in &SAME {
        let step = format!("{}/{}#1", same.lang, same.id);
        for query in same.questions {
            cases += 1;
            let ids = client.search(query, same.lang).ids();
            if ids.first() != Some(&step) {
                different.push(format!("{query:?} ({}) finds {ids:?} rather than {step}", same.lang));
            }
        }
    }
    println!("equal text: cases={cases} different={}", different.len());
    assert_eq!(different, Vec::<String>::new());
}

/// The text of a highlight, and where its marks begin and end in it.
fn marks(html: &str) -> (String, Vec<usize>) {
    let (mut text, mut edges) = (String::new(), Vec::new());
    for (at, part) in html.split("<mark>").enumerate() {
        if at > 0 {
            edges.push(text.len());
        }
        for (at, part) in part.split("</mark>").enumerate() {
            if at > 0 {
                edges.push(text.len());
            }
            let plain = [("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&#39;", "'"), ("&amp;", "&")]
                .iter()
                .fold(part.to_owned(), |text, (reference, character)| text.replace(reference, character));
            text.push_str(&plain);
        }
    }
    (text, edges)
}

/// Marks that begin or end within a character as people see it.
fn split_characters(client: &mut Client, query: &str, lang: &str) -> (usize, Vec<String>) {
    let json = client.search(query, lang).json();
    let (mut count, mut split) = (0, Vec::new());
    for hit in json["hits"].as_array().expect("an array") {
        for part in ["title", "snippet"] {
            let html = hit["highlight"][part].as_str().expect("a text");
            let (text, edges) = marks(html);
            let mut between: Vec<usize> = text.grapheme_indices(true).map(|(at, _)| at).collect();
            between.push(text.len());
            count += edges.len();
            if edges.iter().any(|edge| !between.contains(edge)) {
                split.push(format!("{query:?}: {html:?}"));
            }
        }
    }
    (count, split)
}

#[test]
fn marks_end_between_characters() {
    let folders = site();
    // Characters that go on behind a word.
    for (number, text) in [
        "Open the panel\u{301}\u{302} now",
        "Open the panel\u{fe0f} now",
        "Open the panel\u{200d}👩 now",
        "Open the panel\u{20e3} now",
        "Open \u{600}panel now",
        "Open the panel\u{93e} now",
        "Press 1\u{fe0f}\u{20e3} in the panel",
        "Open the panel👩🏽\u{200d}💻 now",
    ]
    .iter()
    .enumerate()
    {
        folders.write(&format!("en/panel-{number}.md"), format!("# Panel {number}\n\n## {text}\n\n{text}.\n"));
    }
    let server = Server::start(&folders, &[]);
    let mut client = server.client();
    let (mut edges, mut split) = (0, Vec::new());
    let questions = SAME.iter().flat_map(|same| same.questions.iter().map(|query| (*query, same.lang)));
    for (query, lang) in questions.chain([("panel", "en"), ("press 1 panel", "en"), ("pa", "en")]) {
        let (count, of_query) = split_characters(&mut client, query, lang);
        edges += count;
        split.extend(of_query);
    }
    println!("edges of marks={edges} within a character={}", split.len());
    assert!(edges > 100, "{edges}");
    assert_eq!(split, Vec::<String>::new());
}
