// The filters: filled with what the guides have, read into the address and set from it.

import { byId, element, fill } from "./dom.js";
import { languageName } from "./format.js";

const FILTERS = ["lang", "guide", "tag", "in"];
const field = (name) => byId(`filter-${name}`);

/** Fills the lists. */
export function fillWith(about, state) {
  const option = (value, text) => element("option", { value }, text);
  const own = about.languages.map(({ tag, name }) => element("option", { value: tag, lang: tag }, named(tag, name)));
  const others = about.otherLanguages
    .map(({ tag, name }) => [named(tag, name), tag])
    .sort(([one], [other]) => one.localeCompare(other))
    .map(([name, tag]) => element("option", { value: tag }, name));
  fill(field("lang"), option("", "as my browser’s"), element("optgroup", { label: "With guides" }, own), element("optgroup", { label: "Without guides" }, others));
  fill(field("in"), option("", "any language"), about.languages.map(({ tag, name }) => option(tag, named(tag, name))));
  fill(field("tag"), option("", "any"), about.tags.map(({ tag, guides }) => option(tag, `${tag} (${guides})`)));
  fill(byId("guides"), about.guides.map(({ id, title, lang }) => element("option", { value: id, lang }, title)));
  set(state);
}

function named(tag, name) {
  const english = languageName(tag);
  return name === english ? name : `${name} · ${english}`;
}

/** Shows what the address asks for, also what the lists don't have. */
export function set(state) {
  for (const name of FILTERS) {
    const own = field(name);
    const isListed = own.tagName !== "SELECT" || [...own.options].some((option) => option.value === state[name]);
    if (!isListed) own.append(element("option", { value: state[name] }, state[name]));
    own.value = state[name];
  }
  byId("clear-filters").hidden = !(state.guide || state.tag || state.in);
}

/** Calls `changed` with what was chosen. */
export function follow(changed) {
  for (const name of FILTERS) field(name).addEventListener("change", () => changed({ [name]: field(name).value.trim() }));
  byId("clear-filters").addEventListener("click", () => changed({ guide: "", tag: "", in: "" }));
}
