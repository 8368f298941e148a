// The step that is shown: what it says, in which languages it is there, what can be done with it, and its neighbours.

import * as addresses from "./agent-address.js";
import { KINDS } from "./agent-copy.js";
import { isSameLanguage, titleOf } from "./agent-results.js";
import { body, element, fill, safeLink } from "./dom.js";
import { languageName } from "./format.js";
import { many, text } from "./texts.js";

/** Of more languages, those are shown first that the agent and the customer read. */
const MOST_VERSIONS = 6;

/**
 * The version of a step that is copied: the customer's language where its text is there in it, else the one that is shown.
 */
export function versionToCopy(step, customer) {
  const own = customer && step.versions.find((version) => isSameLanguage(version.textLang, customer));
  return own || step.versions.find((version) => version.id === step.id);
}

/**
 * Shows a step. `actions` are functions: `copy(kind)`, `chooseCopy(id)`, `pin()`, `solved()`, `back()`.
 */
export function show(section, step, { state, copied, isPinned, isSolved, canVote, actions }) {
  const at = (id) => addresses.link({ ...state, step: id });
  fill(
    section,
    element("p.back", {}, element("button.quiet", { type: "button", on: { click: actions.back } }, text("backToResults"))),
    element("p.crumbs", { dir: "auto", lang: step.lang }, [step.guide.title, ...step.above].filter(Boolean).join(" › ")),
    element("h2", { tabindex: "-1", dir: "auto", lang: step.titleLang }, number(step), titleOf(step)),
    versions(step, state, at),
    tools(step, copied, { isPinned, actions }),
    body(step.html, { lang: step.textLang, direction: step.direction, page: step.guide.url }),
    element(
      "p.vote",
      {},
      element(
        "button.solved",
        { type: "button", "aria-keyshortcuts": "s", disabled: isSolved || !canVote, on: { click: actions.solved } },
        isSolved ? text("solvedNoted") : [text("solved"), " ", element("kbd", { "aria-hidden": "true" }, "s")],
      ),
      !canVote && element("span.soft", {}, " ", text("askFirst")),
    ),
    neighbours(step, at),
  );
}

/** Says why there is no step to show. */
export function showMissing(section, id, message, back) {
  fill(
    section,
    element("p.back", {}, element("button.quiet", { type: "button", on: { click: back } }, text("backToResults"))),
    element("h2", { tabindex: "-1" }, text("stepMissing")),
    element("p", {}, message),
    element("p.soft", {}, element("code", { dir: "auto" }, id)),
  );
}

const number = (step) => step.number !== "0" && element("span.number", {}, `${step.number} `);

/** The languages of the step, and what the customer's has of it. */
function versions(step, state, at) {
  const wanted = [state.lang, ...navigator.languages];
  const isNear = (version) => version.id === step.id || wanted.some((tag) => tag && isSameLanguage(tag, version.lang));
  const isLong = step.versions.length > MOST_VERSIONS;
  const shown = isLong ? step.versions.filter(isNear) : step.versions;
  const rest = step.versions.filter((version) => !shown.includes(version));
  const link = (version) => {
    const name = version.isTranslated ? version.name : [version.name, element("span.soft", {}, " ", text("textIn", { lang: languageName(version.textLang) }))];
    const isShown = version.id === step.id;
    return element("li", {}, element("a", { href: at(version.id), "data-inside": "", lang: version.lang, "aria-current": isShown && "true" }, name));
  };
  const isLacking = state.lang && !step.versions.some((version) => isSameLanguage(version.textLang, state.lang));
  return element(
    "div.versions",
    {},
    element(
      "nav",
      { "aria-label": text("otherLanguages") },
      element("ul", {}, shown.map(link)),
      rest.length > 0 && element("details", {}, element("summary", {}, many("moreLanguages", rest.length)), element("ul", {}, rest.map(link))),
    ),
    isLacking && element("p.lacking", {}, text("notThereIn", { wanted: languageName(state.lang), copied: languageName(versionToCopy(step, state.lang).textLang) })),
  );
}

function tools(step, copied, { isPinned, actions }) {
  const choices = step.versions.map((version) => {
    const name = version.isTranslated ? version.name : `${version.name} ${text("textIn", { lang: languageName(version.textLang) })}`;
    return element("option", { value: version.id, selected: version.id === copied.id, lang: version.lang }, name);
  });
  const key = { link: "c", text: "t", markdown: "m" };
  const copies = Object.entries(KINDS).map(([kind, { name }]) =>
    element("button", { type: "button", "data-copy": kind, "aria-keyshortcuts": key[kind], on: { click: () => actions.copy(kind) } }, element("span.unseen", {}, text("copy"), " "), `${name} `, element("kbd", { "aria-hidden": "true" }, key[kind])),
  );
  return element(
    "div.tools",
    { role: "group", "aria-label": text("copyAndKeep") },
    element("label", {}, text("copyIn"), " ", element("select", { id: "copy-version", on: { change: (event) => actions.chooseCopy(event.target.value) } }, choices)),
    copies,
    element("button", { type: "button", "aria-keyshortcuts": "p", "aria-pressed": isPinned ? "true" : "false", on: { click: actions.pin } }, text(isPinned ? "pinned" : "pin"), " ", element("kbd", { "aria-hidden": "true" }, "p")),
    element("a.button", { href: safeLink(step.url), target: "_blank", rel: "noopener", "aria-keyshortcuts": "o" }, text("helpPage"), " ", element("kbd", { "aria-hidden": "true" }, "o")),
  );
}

/** The steps before and after, to be looked into without leaving this one. */
function neighbours(step, at) {
  const neighbour = (other, which, key) =>
    other &&
    element(
      "div.neighbour",
      { "data-neighbour": which },
      element(
        "details",
        {},
        element("summary", {}, element("span.soft", {}, text(which === "previous" ? "stepBefore" : "stepAfter"), " "), element("bdi", { lang: other.titleLang }, number(other), titleOf(other))),
        body(other.html, { lang: other.textLang, direction: other.direction, page: step.guide.url }),
      ),
      element("a", { href: at(other.id), "data-inside": "", "aria-label": text("goToStep", { title: titleOf(other) }), "aria-keyshortcuts": key }, text("go"), " ", element("kbd", { "aria-hidden": "true" }, key)),
    );
  return element(
    "section.neighbours-of-step",
    { "aria-label": text("neighbours") },
    element("p.soft", {}, text("position", { position: step.position, of: step.of })),
    neighbour(step.previous, "previous", "["),
    neighbour(step.next, "next", "]"),
  );
}
