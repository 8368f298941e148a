// The words of these pages in the reader's language, which the server chose and wrote into the page's `lang`.

export const lang = document.documentElement.lang;
const { default: TEXTS } = await import(`./texts-${lang}.js`);
/** From what stands before it to what stands behind it; browsers don't turn arrows round. */
export const ARROW = document.documentElement.dir === "rtl" ? "←" : "→";
const plurals = new Intl.PluralRules(lang);
// Digits as in the numbers of steps, which are never written in others.
const numbers = new Intl.NumberFormat(`${lang}-u-nu-latn`);

const filled = (template, values) => template.split(/\{(\w+)\}/).map((piece, at) => (at % 2 ? values[piece] : piece));

/** A text, with values put where `{name}` stands. */
export const text = (name, values = {}) => filled(TEXTS[name], values).join("");

/** The same as a list of children, for values that are elements. */
export const parts = (name, values) => filled(TEXTS[name], values);

/** A text with a number in it: `1 visitor`, `1,200 visitors`. */
export function many(name, count, values = {}) {
  const forms = TEXTS[name];
  return filled(forms[plurals.select(count)] ?? forms.other, { ...values, count: numbers.format(count) }).join("");
}
