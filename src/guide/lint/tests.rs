//! Lints over small sites, each finding told once with its place and its mend.

#![expect(clippy::unwrap_used, reason = "a test may panic")]

use super::*;
use crate::guide::markdown;
use std::path::Path;

fn guide(lang: &str, id: &str, text: &str) -> Guide {
    let path = format!("{lang}/{id}.md");
    markdown::parse(&format!("# {id}\n\n{text}"), lang, id, Path::new(&path)).0.unwrap()
}

fn found(guides: &[Guide]) -> Vec<String> {
    lint(guides).iter().map(ToString::to_string).collect()
}

#[test]
fn sound_guides_have_no_problems() {
    let body = "## One {#a}\n\n[x](#a) [y](/en/guides/b/c#step-2) [z](c.md) [w](../a.md#a) [v](https://x.example/#q) \
        [u](/en/other) [t](/EN/guides/b/c/) [s](mailto:a@b.example) ![text](i.png) [r](b/c.md#step-1)\n\n## Two";
    let guides = [
        guide("en", "a", &body.replace("c.md)", "b/c.md)").replace("../a.md", "a.md")),
        guide("en", "b/c", "## 1\n\n## 2\n"),
    ];
    assert_eq!(found(&guides), Vec::<String>::new());
    let below = [
        guide("en", "a", "## One {#a}"),
        guide("en", "b/c", "## One\n\n[w](../a.md#a) [x](c.md) [y](./../b/c.md#step-1)"),
    ];
    assert_eq!(found(&below), Vec::<String>::new());
}

#[test]
fn broken_links_are_told_with_their_step() {
    let guides = [
        guide(
            "en",
            "a",
            "## One\n\n[x](#b) [y](/en/guides/none) [z](../up.md) [w](/en/guides/b#step-7)\n\n## Two\n\n[o](/en/guides/old)",
        ),
        markdown::parse("---\ntitle: B\nredirect_from: old\n---\n## One", "en", "b", Path::new("en/b.md")).0.unwrap(),
    ];
    let found = found(&guides);
    assert_eq!(found.len(), 5, "{found:#?}");
    assert_eq!(found.iter().filter(|problem| problem.starts_with("en/a.md:3: ")).count(), 4, "{found:#?}");
    assert!(found[4].starts_with("en/a.md:7: ") && found[4].contains("another id"), "{found:#?}");
}

#[test]
fn former_ids_lead_somewhere() {
    let moved = |id: &str, from: &str| {
        let text = format!("---\ntitle: {id}\nredirect_from: [{from}]\n---\n## One\n\nText");
        markdown::parse(&text, "en", id, Path::new(&format!("en/{id}.md"))).0.unwrap()
    };
    let found = found(&[moved("a", "b, old"), moved("b", "older, older"), moved("c", "old")]);
    assert_eq!(found.len(), 2, "{found:#?}");
    assert!(found[0].starts_with("en/a.md:1: ") && found[0].contains("en/b.md"), "{found:#?}");
    assert!(found[1].starts_with("en/c.md:1: ") && found[1].contains("en/a.md"), "{found:#?}");
}

#[test]
fn percent_encoded_links_are_understood() {
    let guides = [guide("fr", "été", "## Un {#é}\n\n[x](/fr/guides/%C3%A9t%C3%A9#%C3%A9)")];
    assert_eq!(found(&guides), Vec::<String>::new());
    assert_eq!(decoded("100%%zz%4"), "100%%zz%4");
}

#[test]
fn doubles_and_lacking_translations_are_told() {
    let mut double = guide("en", "a", "## One");
    double.source = "export.jsonl".into();
    let guides = [
        guide("en", "a", "## One\n\n## Two\n\n## Three {#x}"),
        double,
        guide("fr", "a", "## Un\n\n## Trois {#y}"),
        guide("fr", "b", "## Un"),
        guide("pt-BR", "b", "## Um"),
    ];
    let found = found(&guides);
    assert_eq!(
        found,
        [
            "en/a.md:1: missing translation: the guide `a` is not there in pt-BR; translate it",
            "export.jsonl:1: the guide en/a is also at en/a.md:1; give one another id or remove it",
            "fr/a.md:1: the translation has steps that en lacks: #y; add them there, or give both the same number or anchor",
            "fr/a.md:1: the translation lacks steps that en has: #x, 2; add them",
            "fr/b.md:1: missing translation: the guide `b` is not there in en; translate it",
        ]
    );
}

#[test]
fn a_language_of_few_guides_is_not_expected_of_the_others() {
    let mut guides: Vec<Guide> = ["a", "b", "c", "d"].map(|id| guide("en", id, "## One")).into();
    guides.push(guide("fr", "a", "## Un"));
    assert_eq!(found(&guides), Vec::<String>::new());
    guides.push(guide("fr", "b", "## Un"));
    assert_eq!(found(&guides).len(), 2);
}

#[test]
fn empty_steps_equal_titles_and_silent_images_are_told() {
    let titles = "## Same\n\ntext\n\n".repeat(1_000);
    let guides =
        [guide("en", "a", &format!("{titles}## 1001.\n\n## Last\n\n![](i.png) ![ok](j.png) [![](k.png)](/x)"))];
    let found = found(&guides);
    assert_eq!(found.len(), 4, "{found:#?}");
    assert!(found[0].contains("1000 steps have the title “Same”"), "{found:#?}");
    assert!(found[1].contains("the step 1001 has neither"), "{found:#?}");
    assert!(found[2].contains("`i.png`") && found[3].contains("`k.png`"), "{found:#?}");
}

#[test]
fn text_in_another_language_is_told() {
    let guides = [guide(
        "fr-CA",
        "a",
        "## Un\n\n## Deux\n\nOuvrez la page de votre compte.\n\n## Trois\n\nOpen the page of your account before you go on.",
    )];
    let found = lint(&guides);
    assert_eq!(found.len(), 1);
    assert!(found[0].line == 9 && found[0].message.starts_with("left untranslated: the text of step 3 is in en"));
}

#[test]
fn the_order_does_not_depend_on_the_order_of_the_guides() {
    let mut guides: Vec<Guide> = ["en", "fr", "de"]
        .iter()
        .flat_map(|lang| ["a", "b"].map(|id| guide(lang, id, "[x](#none)\n\n## One")))
        .collect();
    guides.pop();
    let one_way = found(&guides);
    guides.reverse();
    assert_eq!(one_way, found(&guides));
    assert!(one_way.len() >= 6);
}
