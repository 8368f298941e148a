// The filters: filled with what the guides have, read into the address and set from it.

import { byId, element, fill } from "./dom.js";
import { languageName } from "./format.js";
import { text } from "./texts.js";

const FILTERS = ["lang", "guide", "tag", "in"];
const field = (name) => byId(`filter-${name}`);

/** Fills the lists. */
export function fillWith(about, state) {
  const option = (value, name) => element("option", { value }, name);
  const own = about.languages.map(({ tag, name }) => element("option", { value: tag, lang: tag }, named(tag, name)));
  const others = about.otherLanguages
    .map(({ tag, name }) => [named(tag, name), tag])
    .sort(([one], [other]) => one.localeCompare(other))
    .map(([name, tag]) => element("option", { value: tag }, name));
  fill(field("lang"), option("", text("asBrowser")), element("optgroup", { label: text("withGuides") }, own), element("optgroup", { label: text("withoutGuides") }, others));
  fill(field("in"), option("", text("anyLanguage")), about.languages.map(({ tag, name }) => option(tag, named(tag, name))));
  fill(field("tag"), option("", text("any")), about.tags.map(({ tag, guides }) => option(tag, `${tag} (${guides})`)));
  fill(byId("guides"), about.guides.map(({ id, title, lang }) => element("option", { value: id, lang }, title)));
  set(state);
}

function named(tag, name) {
  const here = languageName(tag);
  return name === here ? name : `${name} · ${here}`;
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
