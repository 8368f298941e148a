// Figures, days and languages as people read them.

import { lang, text } from "./texts.js";

// Digits as in the numbers of steps, which are never written in others.
const locale = `${lang}-u-nu-latn`;
const integers = new Intl.NumberFormat(locale);
const rates = new Intl.NumberFormat(locale, { style: "percent", maximumFractionDigits: 1 });
const places = new Intl.NumberFormat(locale, { maximumFractionDigits: 1 });
const days = new Intl.DateTimeFormat(locale, { day: "numeric", month: "short", year: "numeric", timeZone: "UTC" });
const shortDays = new Intl.DateTimeFormat(locale, { day: "numeric", month: "short", timeZone: "UTC" });
const languages = new Intl.DisplayNames([lang], { type: "language", fallback: "code" });

/** What stands where nothing was tracked: a nought would say that it was, and that there was none. */
export const UNKNOWN = "—";

export const isKnown = (value) => value !== null && value !== undefined;
export const count = (value) => (isKnown(value) ? integers.format(value) : UNKNOWN);
export const rate = (value) => (isKnown(value) ? rates.format(value) : UNKNOWN);
export const place = (value) => (isKnown(value) ? places.format(value) : UNKNOWN);

/** A day as in `2026-11-23`, which belongs to the site's time zone and must not move into the reader's. */
export const day = (date) => days.format(new Date(`${date}T00:00:00Z`));
export const shortDay = (date) => shortDays.format(new Date(`${date}T00:00:00Z`));

export function bytes(value) {
  const units = ["B", "kB", "MB", "GB"];
  let [amount, unit] = [value, 0];
  while (amount >= 1000 && unit < units.length - 1) [amount, unit] = [amount / 1000, unit + 1];
  return `${places.format(amount)} ${units[unit]}`;
}

/** The name of a language's tag; the tag itself when nobody knows it. */
export function languageName(tag) {
  if (!tag || tag === "und") return text("unknownLanguage");
  try {
    return languages.of(tag) ?? tag;
  } catch {
    return tag;
  }
}
