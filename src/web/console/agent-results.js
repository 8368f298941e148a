// The list of results, or what there is to do without any: pinned and recent steps, and help when nothing was found.

import * as addresses from "./agent-address.js";
import * as memory from "./agent-memory.js";
import { append, element, fill, marked } from "./dom.js";
import { languageName } from "./format.js";

/** The tags are of one language: `pt-BR` and `pt`. */
export const isSameLanguage = (one, other) => one.split("-")[0].toLowerCase() === other.split("-")[0].toLowerCase();

/** What a step without a title is called. */
export const titleOf = ({ title, number }) => title || (number === "0" ? "Introduction" : `Step ${number}`);

/** Lists the hits of an answer. `unanswered` is called when the agent says that nothing answers the question. */
export function show(section, answer, state, { unanswered, isVoted }) {
  const items = answer.hits.map((hit, at) => element("li", {}, result(hit, at, state)));
  fill(section, understood(answer), element("ol.results", { start: "1" }, items));
  if (answer.estimatedTotalHits > answer.hits.length && answer.hits.length < 100) {
    const more = addresses.link({ ...state, limit: String(Math.min(100, answer.hits.length + 10)) });
    append(section, [element("p.more", {}, element("a", { href: more, "data-inside": "" }, "Show more results"))]);
  }
  append(section, [vote(unanswered, isVoted)]);
}

/** Says that nothing was found, and what may help. */
export function showNothing(section, answer, state, { unanswered, isVoted }) {
  const isNarrowed = state.guide || state.tag || state.in;
  const nearest = answer.nearestWords.map((word, at) => [
    at > 0 && ", ",
    element("a", { href: addresses.link({ ...state, q: word, step: "" }), "data-inside": "" }, word),
  ]);
  fill(
    section,
    understood(answer),
    element(
      "div.empty",
      {},
      element("h2", {}, "Nothing found"),
      nearest.length > 0 && element("p", {}, "Did you mean ", nearest, "?"),
      isNarrowed
        ? element("p", {}, "The filters leave nothing. ", element("a", { href: addresses.link({ q: state.q, lang: state.lang }), "data-inside": "" }, "Search all guides"), ".")
        : element("p", {}, "Try the name of a button, a carrier or an error code, or fewer words."),
      element("p", {}, "If the guides should answer this, say so: editors see what agents miss."),
    ),
    vote(unanswered, isVoted),
  );
}

/** What is there before anybody asks: pinned and recent steps. */
export function showStart(section, state, changed) {
  const [pinned, recent] = [memory.pinned(), memory.recent()];
  const remembered = (step, ...more) =>
    element(
      "li",
      {},
      element(
        "a.result.short",
        { href: addresses.link({ ...state, step: step.id }), "data-id": step.id },
        element("span.crumbs", { dir: "auto" }, step.guide),
        element("span.title", { dir: "auto" }, number(step.number), titleOf(step)),
      ),
      more,
    );
  const unpin = (step) =>
    element(
      "button.quiet",
      {
        type: "button",
        "aria-label": `Unpin ${titleOf(step)}`,
        on: { click: () => { memory.unpin(step.id); changed(); } },
      },
      "Unpin",
    );
  const forget = element("button.quiet", { type: "button", on: { click: () => { memory.forgetRecent(); changed(); } } }, "Forget these");
  fill(
    section,
    pinned.length > 0 && [element("h2", {}, "Pinned"), element("ol.results", {}, pinned.map((step) => remembered(step, unpin(step))))],
    recent.length > 0 && [element("h2", {}, "Opened lately"), element("ol.results", {}, recent.map((step) => remembered(step))), forget],
    pinned.length + recent.length === 0 &&
      element(
        "div.empty",
        {},
        element("h2", {}, "Ask as the customer asks"),
        element("p", {}, "Results are steps, not pages. Choose the customer’s language above, and what you copy is in it wherever a translation exists."),
        element("p", {}, "Steps that you open or pin are kept here, in this browser only."),
      ),
  );
}

/** The links to steps, in order. */
export const links = (section) => [...section.querySelectorAll("a.result")];

/** Whether two ids are of one step, perhaps in different languages. */
export const isSameStep = (one, other) => one.slice(one.indexOf("/")) === other.slice(other.indexOf("/"));

/** Marks the step that is shown, in whichever language. */
export function markCurrent(section, id) {
  for (const link of links(section)) {
    if (id && isSameStep(link.dataset.id, id)) link.setAttribute("aria-current", "true");
    else link.removeAttribute("aria-current");
  }
}

function result(hit, at, state) {
  const { step, textLang: lang } = hit;
  const title = hit.highlight.title === "" ? titleOf(step) : marked(hit.highlight.title);
  return element(
    "a.result",
    { href: addresses.link({ ...state, step: hit.id }), "data-id": hit.id, "data-position": at + 1 },
    element("span.crumbs", { dir: "auto", lang: hit.lang }, hit.breadcrumbs.join(" › ")),
    element("span.title", { dir: "auto", lang }, number(step.number), title),
    element("span.snippet", { dir: "auto", lang }, marked(hit.highlight.snippet)),
    badges(hit, state),
  );
}

function badges(hit, state) {
  const isForeign = state.lang !== "" && !isSameLanguage(hit.textLang, state.lang);
  const isUntranslated = !isSameLanguage(hit.textLang, hit.lang);
  if (!isForeign && !isUntranslated) return null;
  const said = isUntranslated
    ? `${languageName(hit.lang)} guide, this step in ${languageName(hit.textLang)}`
    : `in ${languageName(hit.textLang)}`;
  return element("span.badges", {}, element("span.badge", {}, said));
}

const number = (text) => text !== "0" && element("span.number", {}, `${text} `);

function understood({ corrections, ignoredWords }) {
  return element(
    "div.understood",
    {},
    corrections.map(({ from, to }) => element("p", {}, "Read “", element("bdi", {}, from), "” as “", element("bdi", {}, to), "”.")),
    ignoredWords.length > 0 && element("p", {}, "In no guide: ", ignoredWords.map((word, at) => [at > 0 && ", ", element("s", { dir: "auto" }, word)])),
  );
}

function vote(unanswered, isVoted) {
  return element(
    "p.vote",
    {},
    element(
      "button.unanswered",
      { type: "button", "aria-keyshortcuts": "n", disabled: isVoted, on: { click: unanswered } },
      isVoted ? "Editors will see that nothing answers this" : ["Nothing answers this ", element("kbd", { "aria-hidden": "true" }, "n")],
    ),
  );
}
