//! The words before a number that tell what it is, in the languages that help desks here are asked in.

use crate::analytics::redaction::Kind;
use crate::language::fold::{fold, normalize};

/// What follows one of these words, or begins so, is a number of that kind. Folded, sorted by kind.
const WORDS: [(Kind, &[&str]); 5] = [
    (
        Kind::Phone,
        &[
            "phone",
            "telephone",
            "tel",
            "mobile",
            "cell",
            "fax",
            "call",
            "whatsapp",
            "sms",
            "portable",
            "appeler",
            "gsm",
            "telefon",
            "telefonnummer",
            "handy",
            "handynummer",
            "mobilnummer",
            "anrufen",
            "rufnummer",
            "telefono",
            "movil",
            "celular",
            "llamar",
            "telefoon",
            "telefoonnummer",
            "mobiel",
            "bellen",
            "cellulare",
            "chiamare",
            "chiamami",
        ],
    ),
    (
        Kind::Account,
        &[
            "account",
            "acct",
            "customer",
            "compte",
            "client",
            "konto",
            "kontonummer",
            "kunde",
            "kundennummer",
            "kundenkonto",
            "cuenta",
            "cliente",
            "rekening",
            "rekeningnummer",
            "klant",
            "klantnummer",
            "conto",
            "iban",
            "kundenr",
            "accountnummer",
        ],
    ),
    (
        Kind::Tracking,
        &[
            "tracking",
            "track",
            "parcel",
            "package",
            "shipment",
            "suivi",
            "colis",
            "envoi",
            "sendung",
            "sendungsnummer",
            "sendungsverfolgung",
            "paket",
            "paketnummer",
            "seguimiento",
            "envio",
            "paquete",
            "zending",
            "pakket",
            "trackingnummer",
            "volgnummer",
            "spedizione",
            "pacco",
            "tracciamento",
            "ups",
            "dhl",
            "fedex",
            "usps",
            "colissimo",
            "chronopost",
            "dpd",
            "gls",
            "postnl",
            "correos",
            "hermes",
        ],
    ),
    (Kind::Card, &["card", "carte", "kreditkarte", "karte", "tarjeta", "kaart", "creditcard", "carta"]),
    (
        Kind::Number,
        &[
            "order",
            "invoice",
            "commande",
            "facture",
            "bestellung",
            "bestellnummer",
            "rechnung",
            "rechnungsnummer",
            "auftrag",
            "auftragsnummer",
            "pedido",
            "factura",
            "bestelling",
            "factuur",
            "factuurnummer",
            "bestelnummer",
            "ordernummer",
            "ordine",
            "fattura",
            "siret",
            "siren",
            "nif",
            "dni",
            "bsn",
            "ssn",
            "passport",
            "passeport",
            "ticketnummer",
        ],
    ),
];

/// Words that stand between such a word and its number.
const BETWEEN: [&str; 36] = [
    "number", "numero", "num", "no", "nr", "nummer", "id", "code", "ref", "is", "est", "ist", "es", "my", "mon", "me",
    "mein", "mi", "mijn", "il", "mio", "de", "of", "le", "der", "meine", "ma", "the", "at", "au", "unter", "al", "op",
    "credit", "bank", "von",
];

/// So many words before a number are looked at.
const LOOKED_AT: usize = 4;

/// What the words before a number say it is, the nearest first.
#[must_use]
pub fn kind_before(text_before: &str) -> Option<Kind> {
    let words = text_before.split(|character: char| !character.is_alphanumeric()).filter(|word| !word.is_empty());
    for word in words.rev().take(LOOKED_AT) {
        let word = fold(&normalize(word));
        if let Some((kind, _)) = WORDS.iter().find(|(_, words)| words.contains(&word.as_str())) {
            return Some(*kind);
        }
        // A letter before a number is part of it: K-1234567.
        if word.len() > 1 && !BETWEEN.contains(&word.as_str()) {
            return None;
        }
    }
    None
}
