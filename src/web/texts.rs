//! Every word of the pages that is not a guide's: one table, one entry per interface language, English where one lacks.

use crate::language::Language;

/// The interface in one language. `{}` stands for what is filled in.
#[derive(Debug)]
pub struct Texts {
    /// BCP 47.
    pub tag: &'static str,
    pub site_name: &'static str,
    pub skip_to_content: &'static str,
    pub search_label: &'static str,
    pub search_placeholder: &'static str,
    pub search_button: &'static str,
    pub language: &'static str,
    pub home_title: &'static str,
    pub home_lead: &'static str,
    pub guides: &'static str,
    pub guides_in: &'static str,
    pub no_guides: &'static str,
    pub one_step: &'static str,
    pub many_steps: &'static str,
    pub results_for: &'static str,
    pub one_result: &'static str,
    pub many_results: &'static str,
    pub about_many_results: &'static str,
    pub corrected: &'static str,
    pub ignored: &'static str,
    pub did_you_mean: &'static str,
    pub also_in: &'static str,
    pub not_in_your_language: &'static str,
    pub result_pages: &'static str,
    pub previous: &'static str,
    pub next: &'static str,
    pub nothing_found: &'static str,
    pub nothing_help: &'static str,
    pub nothing_further: &'static str,
    pub step: &'static str,
    pub introduction: &'static str,
    pub contents: &'static str,
    pub link_to_step: &'static str,
    pub neighbours: &'static str,
    pub updated: &'static str,
    pub tags: &'static str,
    pub breadcrumbs: &'static str,
    pub not_found: &'static str,
    pub not_found_help: &'static str,
    pub exists_in: &'static str,
    pub something_wrong: &'static str,
}

const ENGLISH: Texts = Texts {
    tag: "en",
    site_name: "Help centre",
    skip_to_content: "Skip to content",
    search_label: "Search the guides",
    search_placeholder: "What do you need help with?",
    search_button: "Search",
    language: "Language",
    home_title: "How can we help?",
    home_lead: "Ask in your own words: the answer is the very step that helps.",
    guides: "Guides",
    guides_in: "Guides: {}",
    no_guides: "There are no guides yet.",
    one_step: "1 step",
    many_steps: "{} steps",
    results_for: "Results for “{}”",
    one_result: "1 result",
    many_results: "{} results",
    about_many_results: "About {} results",
    corrected: "Showing results for “{to}” instead of “{from}”.",
    ignored: "Found nowhere, and left out:",
    did_you_mean: "Did you mean:",
    also_in: "Also in",
    not_in_your_language: "Not available in your language",
    result_pages: "Pages of results",
    previous: "Previous",
    next: "Next",
    nothing_found: "Nothing found for “{}”",
    nothing_help: "Check the spelling, or try fewer, simpler words: the name of a button, a carrier or an error code.",
    nothing_further: "There are no more results here.",
    step: "Step {}",
    introduction: "Introduction",
    contents: "In this guide",
    link_to_step: "Link to this step",
    neighbours: "Neighbouring steps",
    updated: "Last updated:",
    tags: "Tags",
    breadcrumbs: "You are here",
    not_found: "This page does not exist",
    not_found_help: "It may have moved, or the address has a typing error. Searching usually finds it again.",
    exists_in: "This guide exists in:",
    something_wrong: "That did not work",
};

const FRENCH: Texts = Texts {
    tag: "fr",
    site_name: "Centre d’aide",
    skip_to_content: "Aller au contenu",
    search_label: "Rechercher dans les guides",
    search_placeholder: "De quoi avez-vous besoin\u{a0}?",
    search_button: "Rechercher",
    language: "Langue",
    home_title: "Comment pouvons-nous vous aider\u{a0}?",
    home_lead: "Posez votre question avec vos mots\u{a0}: la réponse est l’étape même qui vous aide.",
    guides: "Guides",
    guides_in: "Guides\u{a0}: {}",
    no_guides: "Il n’y a pas encore de guide.",
    one_step: "1 étape",
    many_steps: "{} étapes",
    results_for: "Résultats pour «\u{a0}{}\u{a0}»",
    one_result: "1 résultat",
    many_results: "{} résultats",
    about_many_results: "Environ {} résultats",
    corrected: "Résultats pour «\u{a0}{to}\u{a0}» au lieu de «\u{a0}{from}\u{a0}».",
    ignored: "Introuvable, donc laissé de côté\u{a0}:",
    did_you_mean: "Vouliez-vous dire\u{a0}:",
    also_in: "Aussi en",
    not_in_your_language: "Pas disponible dans votre langue",
    result_pages: "Pages de résultats",
    previous: "Précédent",
    next: "Suivant",
    nothing_found: "Aucun résultat pour «\u{a0}{}\u{a0}»",
    nothing_help: "Vérifiez l’orthographe, ou essayez des mots moins nombreux et plus simples\u{a0}: le nom d’un bouton, d’un transporteur ou un code d’erreur.",
    nothing_further: "Il n’y a pas d’autres résultats.",
    step: "Étape {}",
    introduction: "Introduction",
    contents: "Dans ce guide",
    link_to_step: "Lien vers cette étape",
    neighbours: "Étapes voisines",
    updated: "Dernière mise à jour\u{a0}:",
    tags: "Mots-clés",
    breadcrumbs: "Vous êtes ici",
    not_found: "Cette page n’existe pas",
    not_found_help: "Elle a peut-être été déplacée, ou l’adresse contient une faute de frappe. Une recherche permet en général de la retrouver.",
    exists_in: "Ce guide existe en\u{a0}:",
    something_wrong: "Cela n’a pas fonctionné",
};

const GERMAN: Texts = Texts {
    tag: "de",
    site_name: "Hilfe",
    skip_to_content: "Zum Inhalt springen",
    search_label: "Anleitungen durchsuchen",
    search_placeholder: "Wobei brauchen Sie Hilfe?",
    search_button: "Suchen",
    language: "Sprache",
    home_title: "Wie können wir helfen?",
    home_lead: "Fragen Sie mit eigenen Worten: Die Antwort ist genau der Schritt, der weiterhilft.",
    guides: "Anleitungen",
    guides_in: "Anleitungen: {}",
    no_guides: "Es gibt noch keine Anleitungen.",
    one_step: "1 Schritt",
    many_steps: "{} Schritte",
    results_for: "Ergebnisse für „{}“",
    one_result: "1 Ergebnis",
    many_results: "{} Ergebnisse",
    about_many_results: "Etwa {} Ergebnisse",
    corrected: "Ergebnisse für „{to}“ statt „{from}“.",
    ignored: "Kommt nirgends vor und blieb unbeachtet:",
    did_you_mean: "Meinten Sie:",
    also_in: "Auch auf",
    not_in_your_language: "Nicht in Ihrer Sprache verfügbar",
    result_pages: "Ergebnisseiten",
    previous: "Zurück",
    next: "Weiter",
    nothing_found: "Nichts gefunden für „{}“",
    nothing_help: "Prüfen Sie die Schreibweise, oder versuchen Sie es mit weniger und einfacheren Wörtern: dem Namen einer Schaltfläche, eines Versanddienstes oder einem Fehlercode.",
    nothing_further: "Hier gibt es keine weiteren Ergebnisse.",
    step: "Schritt {}",
    introduction: "Einleitung",
    contents: "In dieser Anleitung",
    link_to_step: "Link zu diesem Schritt",
    neighbours: "Benachbarte Schritte",
    updated: "Zuletzt geändert:",
    tags: "Schlagwörter",
    breadcrumbs: "Sie sind hier",
    not_found: "Diese Seite gibt es nicht",
    not_found_help: "Vielleicht ist sie umgezogen, oder die Adresse enthält einen Tippfehler. Die Suche findet sie meist wieder.",
    exists_in: "Diese Anleitung gibt es auf:",
    something_wrong: "Das hat nicht geklappt",
};

const SPANISH: Texts = Texts {
    tag: "es",
    site_name: "Centro de ayuda",
    skip_to_content: "Ir al contenido",
    search_label: "Buscar en las guías",
    search_placeholder: "¿Con qué necesita ayuda?",
    search_button: "Buscar",
    language: "Idioma",
    home_title: "¿Cómo podemos ayudarle?",
    home_lead: "Pregunte con sus propias palabras: la respuesta es justo el paso que ayuda.",
    guides: "Guías",
    guides_in: "Guías: {}",
    no_guides: "Todavía no hay guías.",
    one_step: "1 paso",
    many_steps: "{} pasos",
    results_for: "Resultados de «{}»",
    one_result: "1 resultado",
    many_results: "{} resultados",
    about_many_results: "Unos {} resultados",
    corrected: "Se muestran resultados de «{to}» en lugar de «{from}».",
    ignored: "No aparece en ninguna guía y se ha omitido:",
    did_you_mean: "Quizás quiso decir:",
    also_in: "También en",
    not_in_your_language: "No disponible en su idioma",
    result_pages: "Páginas de resultados",
    previous: "Anterior",
    next: "Siguiente",
    nothing_found: "No se ha encontrado nada para «{}»",
    nothing_help: "Revise la ortografía o pruebe con menos palabras y más sencillas: el nombre de un botón, de un transportista o un código de error.",
    nothing_further: "Aquí no hay más resultados.",
    step: "Paso {}",
    introduction: "Introducción",
    contents: "En esta guía",
    link_to_step: "Enlace a este paso",
    neighbours: "Pasos contiguos",
    updated: "Última actualización:",
    tags: "Etiquetas",
    breadcrumbs: "Está aquí",
    not_found: "Esta página no existe",
    not_found_help: "Puede que se haya movido o que la dirección tenga una errata. Buscando suele volver a aparecer.",
    exists_in: "Esta guía existe en:",
    something_wrong: "Algo no ha funcionado",
};

/// Every interface language; the first is the one that stands in for the others.
const ALL: [&Texts; 4] = [&ENGLISH, &FRENCH, &GERMAN, &SPANISH];

impl Texts {
    /// The interface for a reader's languages, best first: the first that the table has, else English.
    pub fn for_reader<'a>(languages: impl IntoIterator<Item = &'a str>) -> &'static Texts {
        languages
            .into_iter()
            .find_map(|tag| {
                let primary = Language::from_tag(tag).tag();
                ALL.into_iter().find(|texts| texts.tag == primary)
            })
            .unwrap_or(ALL[0])
    }

    /// `1 step`, `24 steps`.
    #[must_use]
    pub fn steps(&self, count: usize) -> String {
        if count == 1 { self.one_step.to_owned() } else { fill(self.many_steps, &count.to_string()) }
    }

    /// `1 result`, `24 results`, `About 240 results`.
    #[must_use]
    pub fn results(&self, count: usize, is_exact: bool) -> String {
        match count {
            1 => self.one_result.to_owned(),
            _ if is_exact => fill(self.many_results, &count.to_string()),
            _ => fill(self.about_many_results, &count.to_string()),
        }
    }

    /// What a step without a title is called.
    #[must_use]
    pub fn untitled_step(&self, number: &str) -> String {
        if number == "0" { self.introduction.to_owned() } else { fill(self.step, number) }
    }

    /// How the reader is told that a word was read as another.
    #[must_use]
    pub fn correction(&self, from: &str, to: &str) -> String {
        // Both at once, lest a question that holds `{to}` be filled in twice.
        let (before, rest) = self.corrected.split_once("{to}").unwrap_or((self.corrected, ""));
        let (between, after) = rest.split_once("{from}").unwrap_or((rest, ""));
        format!("{before}{to}{between}{from}{after}")
    }
}

/// Puts `value` where `{}` stands.
#[must_use]
pub fn fill(template: &str, value: &str) -> String {
    match template.split_once("{}") {
        Some((before, after)) => format!("{before}{value}{after}"),
        None => template.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_known_language_of_the_reader_is_taken() {
        assert_eq!(Texts::for_reader(["fi", "fr-CA", "de"]).tag, "fr");
        assert_eq!(Texts::for_reader(["fi"]).tag, "en");
        assert_eq!(Texts::for_reader([]).tag, "en");
        assert_eq!(Texts::for_reader(["DE-at"]).tag, "de");
    }

    #[test]
    fn what_is_filled_in_is_there_in_every_language() {
        for texts in ALL {
            assert!(texts.steps(24).contains("24"), "{}", texts.tag);
            assert!(!texts.steps(1).contains('{'), "{}", texts.tag);
            assert!(
                texts.results(240, true).contains("240") && texts.results(240, false).contains("240"),
                "{}",
                texts.tag
            );
            assert!(texts.untitled_step("4.1").contains("4.1"), "{}", texts.tag);
            assert!(!texts.untitled_step("0").contains('0'), "{}", texts.tag);
            let correction = texts.correction("{to}", "account");
            assert!(correction.contains("account") && correction.contains("{to}"), "{correction}");
            for template in [texts.results_for, texts.nothing_found, texts.guides_in] {
                assert_eq!(template.matches("{}").count(), 1, "{}: {template}", texts.tag);
            }
        }
    }
}
