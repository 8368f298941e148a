//! The words that made guides consist of: real function words and help-desk words in four languages, a long tail of words
//! derived from them, and a Zipf distribution to draw from, so that postings, stems and typos look as they do in guides.

use fastrand::Rng;
use std::collections::HashSet;

/// So many words a language has; what is drawn is mostly the first few hundred.
const WORDS: usize = 12_000;
/// The exponent and the shift of the Zipf–Mandelbrot law: the weight of the word of rank r is `1 / (r + shift)^exponent`.
const EXPONENT: f64 = 1.05;
const SHIFT: f64 = 2.7;

/// What the words of a language are made from.
struct Source {
    lang: &'static str,
    /// Commonest first.
    function_words: &'static str,
    words: &'static str,
    /// What may stand before and after a word to make another; a word alone is one of each, the empty one.
    prefixes: &'static str,
    endings: &'static str,
    /// Whether two words make a third.
    has_compounds: bool,
}

const SOURCES: [Source; 4] = [
    Source {
        lang: "en",
        function_words: "the to a of and you in your is for on if that it or with can this from be are by when will not \
            an have do as at we select click then how what which before after there their all any only must should \
            has was were these those",
        words: "account address number shipment package label delivery customer order status tracking invoice payment \
            customs pickup return fraud warning login password email message error settings page window button menu \
            printer paper country service option field form document file folder screen user permission network device \
            battery sound display keyboard mouse driver update version backup storage weight size date time hour week \
            street city code question answer claim damage loss contact phone support agent request refund price rate \
            discount contract store location map route truck driver warehouse gate carrier freight pallet box envelope \
            signature receipt notice schedule calendar report chart table column row value default example problem cause",
        prefixes: "re un pre over out mis sub",
        endings: "s ed ing er ers ment able less ness ful ly ity al ation y ish",
        has_compounds: false,
    },
    Source {
        lang: "fr",
        function_words: "de la le et les des à un pour vous votre une en dans du sur est que vos il ou par pas avec si \
            ne au ce qui sont cette aux plus être peut dont nous vers sans comme cela lorsque ces leur même tout \
            avant après doit faut où",
        words: "compte adresse numéro expédition colis étiquette livraison client commande état suivi facture paiement \
            douane enlèvement retour fraude avertissement connexion mot passe courriel message erreur paramètre page \
            fenêtre bouton menu imprimante papier pays service option champ formulaire document fichier dossier écran \
            utilisateur autorisation réseau appareil batterie son affichage clavier souris pilote version sauvegarde \
            stockage poids taille date heure semaine rue ville code question réponse réclamation dommage perte contact \
            téléphone assistance demande remboursement prix tarif remise contrat magasin lieu carte trajet camion \
            entrepôt porte transporteur fret palette boîte enveloppe signature reçu avis horaire calendrier rapport \
            tableau colonne ligne valeur exemple problème cause étape numéros clé système élément",
        prefixes: "re dé pré sur sous mé inter",
        endings: "s es er ée és ement ation ations eur euse able ique ité iste age ons ez",
        has_compounds: false,
    },
    Source {
        lang: "de",
        function_words: "die der und sie in zu den das ist auf für mit ein eine oder im von wenn des dem nicht werden \
            können ihre sich auch wird es aus an als bei einen zum wie nach über kann einer haben dass durch vor ihr \
            noch nur wo was unter",
        words: "Konto Adresse Nummer Sendung Paket Etikett Zustellung Kunde Bestellung Status Verfolgung Rechnung \
            Zahlung Zoll Abholung Rückgabe Betrug Warnung Anmeldung Kennwort Nachricht Fehler Einstellung Seite Fenster \
            Schaltfläche Menü Drucker Papier Land Dienst Option Feld Formular Dokument Datei Ordner Bildschirm Benutzer \
            Berechtigung Netzwerk Gerät Akku Klang Anzeige Tastatur Maus Treiber Version Sicherung Speicher Gewicht \
            Größe Datum Uhrzeit Stunde Woche Straße Stadt Code Frage Antwort Anspruch Schaden Verlust Kontakt Telefon \
            Hilfe Anfrage Erstattung Preis Tarif Rabatt Vertrag Geschäft Standort Karte Strecke Wagen Lager Tor Spediteur \
            Fracht Palette Karton Umschlag Unterschrift Beleg Hinweis Zeitplan Kalender Bericht Tabelle Spalte Zeile Wert \
            Beispiel Problem Ursache Schritt Schlüssel Prüfung",
        prefixes: "ver be ent über unter vor aus",
        endings: "en er e es s ung ungen lich bar keit heit isch los chen ern",
        has_compounds: true,
    },
    Source {
        lang: "es",
        function_words: "de la el en y para que los su un una se con del las por si es no al puede a lo o como sus más \
            este esta desde cuando debe ser sobre hasta entre también pero sin ya todo haga cada está son antes \
            después donde qué",
        words: "cuenta dirección número envío paquete etiqueta entrega cliente pedido estado seguimiento factura pago \
            aduana recogida devolución fraude advertencia sesión contraseña correo mensaje error ajuste página ventana \
            botón menú impresora papel país servicio opción campo formulario documento archivo carpeta pantalla usuario \
            permiso red dispositivo batería sonido teclado ratón controlador versión copia almacenamiento peso tamaño \
            fecha hora semana calle ciudad código pregunta respuesta reclamación daño pérdida contacto teléfono ayuda \
            solicitud reembolso precio tarifa descuento contrato tienda lugar mapa ruta camión almacén puerta \
            transportista flete palé caja sobre firma recibo aviso horario calendario informe tabla columna fila valor \
            ejemplo problema causa paso clave sistema elemento",
        prefixes: "re des pre sobre sub mal inter",
        endings: "s es ar ado ada ados ación aciones dor dora able idad mente ito ista aje amos",
        has_compounds: false,
    },
];

/// The words of one language.
pub struct Vocabulary {
    pub lang: &'static str,
    words: Vec<String>,
    /// Up to each word, the sum of the weights.
    weights: Vec<f64>,
    function_words: usize,
}

impl Vocabulary {
    /// The languages that there are.
    pub fn all(random: &mut Rng) -> Vec<Vocabulary> {
        SOURCES.iter().map(|source| Vocabulary::of(source, random)).collect()
    }

    fn of(source: &Source, random: &mut Rng) -> Vocabulary {
        let function_words: Vec<&str> = source.function_words.split_whitespace().collect();
        let roots: Vec<&str> = source.words.split_whitespace().collect();
        let mut seen = HashSet::new();
        let mut words: Vec<String> = Vec::with_capacity(WORDS);
        for word in function_words.iter().chain(&roots) {
            if seen.insert((*word).to_owned()) {
                words.push((*word).to_owned());
            }
        }
        let part = |parts: &'static str| std::iter::once("").chain(parts.split_whitespace()).collect::<Vec<_>>();
        let (prefixes, endings) = (part(source.prefixes), part(source.endings));
        while words.len() < WORDS {
            let root = roots[random.usize(..roots.len())];
            let first = if source.has_compounds && random.bool() {
                roots[random.usize(..roots.len())]
            } else {
                prefixes[random.usize(..prefixes.len())]
            };
            let word = format!("{first}{}{}", root.to_lowercase(), endings[random.usize(..endings.len())]);
            if seen.insert(word.clone()) {
                words.push(word);
            }
        }
        let mut sum = 0.0;
        let weight = |rank: usize| 1.0 / (rank as f64 + SHIFT).powf(EXPONENT);
        let weights = (1..=words.len()).map(|rank| {
            sum += weight(rank);
            sum
        });
        Vocabulary { lang: source.lang, weights: weights.collect(), words, function_words: function_words.len() }
    }

    /// Any word, as often as its rank says.
    pub fn word(&self, random: &mut Rng) -> &str {
        self.draw(0, random)
    }

    /// A word that is no function word.
    pub fn telling_word(&self, random: &mut Rng) -> &str {
        self.draw(self.function_words, random)
    }

    /// A word of this rank or a later one, ranks counted from 0.
    fn draw(&self, rank: usize, random: &mut Rng) -> &str {
        let before = rank.checked_sub(1).map_or(0.0, |rank| self.weights[rank]);
        let all = self.weights.last().copied().unwrap_or_default();
        let drawn = before + random.f64() * (all - before);
        let at = self.weights.partition_point(|&weight| weight <= drawn).clamp(rank, self.words.len() - 1);
        &self.words[at]
    }
}
