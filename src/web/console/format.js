// Figures, days and languages as people read them.

const integers = new Intl.NumberFormat("en");
const rates = new Intl.NumberFormat("en", { style: "percent", maximumFractionDigits: 1 });
const places = new Intl.NumberFormat("en", { maximumFractionDigits: 1 });
const days = new Intl.DateTimeFormat("en", { day: "numeric", month: "short", year: "numeric", timeZone: "UTC" });
const shortDays = new Intl.DateTimeFormat("en", { day: "numeric", month: "short", timeZone: "UTC" });
const languages = new Intl.DisplayNames(["en"], { type: "language", fallback: "code" });

/** What stands where nothing was tracked: a nought would say that it was, and that there was none. */
export const UNKNOWN = "—";

export const isKnown = (value) => value !== null && value !== undefined;
export const count = (value) => (isKnown(value) ? integers.format(value) : UNKNOWN);
export const rate = (value) => (isKnown(value) ? rates.format(value) : UNKNOWN);
export const place = (value) => (isKnown(value) ? places.format(value) : UNKNOWN);

/** `1 visitor`, `1,200 visitors`. */
export const many = (value, one, more = `${one}s`) => `${count(value)} ${value === 1 ? one : more}`;

/** A day as in `2026-11-23`, which belongs to the site's time zone and must not move into the reader's. */
export const day = (text) => days.format(new Date(`${text}T00:00:00Z`));
export const shortDay = (text) => shortDays.format(new Date(`${text}T00:00:00Z`));

export function bytes(value) {
  const units = ["B", "kB", "MB", "GB"];
  let [amount, unit] = [value, 0];
  while (amount >= 1000 && unit < units.length - 1) [amount, unit] = [amount / 1000, unit + 1];
  return `${places.format(amount)} ${units[unit]}`;
}

/** The English name of a language's tag; the tag itself when nobody knows it. */
export function languageName(tag) {
  if (!tag || tag === "und") return "unknown language";
  try {
    return languages.of(tag) ?? tag;
  } catch {
    return tag;
  }
}
