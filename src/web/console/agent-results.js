// The list of results, or what there is to do without any: pinned and recent steps, and help when nothing was found.

import * as addresses from "./agent-address.js";
import * as memory from "./agent-memory.js";
import { append, element, fill, marked } from "./dom.js";
import { languageName } from "./format.js";
import { parts, text } from "./texts.js";

/** The tags are of one language: `pt-BR` and `pt`. */
export const isSameLanguage = (one, other) => one.split("-")[0].toLowerCase() === other.split("-")[0].toLowerCase();

/** What a step without a title is called. */
export const titleOf = ({ title, number }) => title || (number === "0" ? text("introduction") : text("untitledStep", { number }));

/** Lists the hits of an answer. `unanswered` is called when the agent says that nothing answers the question. */
export function show(section, answer, state, { unanswered, isVoted }) {
  const items = answer.hits.map((hit, at) => element("li", {}, result(hit, at, state)));
  fill(section, understood(answer), element("ol.results", { start: "1" }, items));
  if (answer.estimatedTotalHits > answer.hits.length && answer.hits.length < 100) {
    const more = addresses.link({ ...state, limit: String(Math.min(100, answer.hits.length + 10)) });
    append(section, [element("p.more", {}, element("a", { href: more, "data-inside": "" }, text("moreResults")))]);
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
      element("h2", {}, text("nothingFound")),
      nearest.length > 0 && element("p", {}, parts("didYouMean", { words: nearest })),
      isNarrowed
        ? element("p", {}, text("filtersLeaveNothing"), " ", element("a", { href: addresses.link({ q: state.q, lang: state.lang }), "data-inside": "" }, text("searchAll")))
        : element("p", {}, text("nothingHelp")),
      element("p", {}, text("sayUnanswered")),
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
        "aria-label": text("unpinStep", { title: titleOf(step) }),
        on: { click: () => { memory.unpin(step.id); changed(); } },
      },
      text("unpin"),
    );
  const forget = element("button.quiet", { type: "button", on: { click: () => { memory.forgetRecent(); changed(); } } }, text("forgetThese"));
  fill(
    section,
    pinned.length > 0 && [element("h2", {}, text("pinned")), element("ol.results", {}, pinned.map((step) => remembered(step, unpin(step))))],
    recent.length > 0 && [element("h2", {}, text("openedLately")), element("ol.results", {}, recent.map((step) => remembered(step))), forget],
    pinned.length + recent.length === 0 &&
      element(
        "div.empty",
        {},
        element("h2", {}, text("startTitle")),
        element("p", {}, text("startHelp")),
        element("p", {}, text("startMemory")),
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
    ? text("untranslatedBadge", { guide: languageName(hit.lang), step: languageName(hit.textLang) })
    : text("inLanguage", { lang: languageName(hit.textLang) });
  return element("span.badges", {}, element("span.badge", {}, said));
}

const number = (own) => own !== "0" && element("span.number", {}, `${own} `);

function understood({ corrections, ignoredWords }) {
  return element(
    "div.understood",
    {},
    corrections.map(({ from, to }) => element("p", {}, parts("readAs", { from: element("bdi", {}, from), to: element("bdi", {}, to) }))),
    ignoredWords.length > 0 && element("p", {}, parts("inNoGuide", { words: ignoredWords.map((word, at) => [at > 0 && ", ", element("s", { dir: "auto" }, word)]) })),
  );
}

function vote(unanswered, isVoted) {
  return element(
    "p.vote",
    {},
    element(
      "button.unanswered",
      { type: "button", "aria-keyshortcuts": "n", disabled: isVoted, on: { click: unanswered } },
      isVoted ? text("unansweredNoted") : [text("unanswered"), " ", element("kbd", { "aria-hidden": "true" }, "n")],
    ),
  );
}
