//! Words for "step" in many languages, as data.

use crate::guide::import::folding::fold_all;
use std::sync::LazyLock;

/// Words for "step" that stand before its number.
pub static BEFORE: LazyLock<Vec<String>> = LazyLock::new(|| {
    fold_all(&[
        "step",
        "étape",
        "schritt",
        "paso",
        "passo",
        "passaggio",
        "stap",
        "krok",
        "steg",
        "trin",
        "trinn",
        "vaihe",
        "шаг",
        "крок",
        "стъпка",
        "корак",
        "korak",
        "pas",
        "pasul",
        "adım",
        "βήμα",
        "samm",
        "solis",
        "žingsnis",
        "langkah",
        "bước",
        "hakbang",
        "الخطوة",
        "خطوة",
        "مرحله",
        "گام",
        "שלב",
        "चरण",
        "ขั้นตอนที่",
        "ステップ",
        "手順",
        "步骤",
        "步驟",
        "第",
        "단계",
        "pauso",
        "céim",
    ])
});

/// Words for "step" that stand after its number.
pub static AFTER: LazyLock<Vec<String>> = LazyLock::new(|| fold_all(&["lépés", "adım", "단계", "步", "urratsa"]));

/// What closes `第3步`.
pub const AFTER_COUNTED: [&str; 3] = ["步", "手順", "ステップ"];
