// What speaks for a cause, and its mend, in the reader's language: made of the codes that the service sends beside its own
// English sentences.

import { element } from "./dom.js";
import { count, languageName, place, rate } from "./format.js";
import { many, parts, text } from "./texts.js";

/** Leads to the step in the console, where everything is known of it. */
export const stepLink = (id, title = id) => {
  const [lang] = id.split("/");
  return element("a", { href: `/agent?${new URLSearchParams({ step: id })}`, dir: "auto", lang, title: id }, title);
};

const quoted = (words) => element("bdi", {}, words);
const people = (visitors) => many("peopleCount", visitors);

const EVIDENCE = {
  narrowed: ({ narrowed, failed, step }) => parts("evidenceNarrowed", { part: text("partOf", { part: count(narrowed), all: count(failed) }), step: stepLink(step) }),
  ledNowhere: ({ step, missing, clicks }) => parts("evidenceLedNowhere", { step: quoted(step), part: text("partOf", { part: count(missing), all: count(clicks) }) }),
  noLongerThere: ({ step, clicks }) => parts("evidenceNoLongerThere", { step: quoted(step), clicks: count(clicks) }),
  hasTheWords: ({ step, failed }) => parts("evidenceHasTheWords", { step: stepLink(step), failed: count(failed) }),
  noWordKnown: () => text("evidenceNoWordKnown"),
  nearestHas: ({ share }) => text("evidenceNearestHas", { share: rate(share) }),
  noStepHas: ({ words }) => parts("evidenceNoStepHas", { words: words.map((word, at) => [at > 0 && ", ", quoted(word)]) }),
  answersIn: ({ step, lang }) => parts("evidenceAnswersIn", { step: stepLink(step), lang: languageName(lang) }),
  foundElsewhere: ({ step, query, visitors }) => parts("evidenceFoundElsewhere", { step: stepLink(step), query: quoted(query), people: people(visitors) }),
  foundWith: ({ query, visitors }) => parts("evidenceFoundWith", { query: quoted(query), people: people(visitors) }),
  knownWord: ({ word, known }) => parts("evidenceKnownWord", { word: quoted(word), known: quoted(known) }),
  readAs: ({ from, to }) => parts("readAs", { from: quoted(from), to: quoted(to) }),
  clickedFarDown: ({ place: at, visitors }) => text("evidenceClickedFarDown", { place: place(at), people: people(visitors) }),
  foundFarDown: ({ query, place: at, visitors }) => parts("evidenceFoundFarDown", { query: quoted(query), place: place(at), people: people(visitors) }),
  wentOnTo: ({ query, visitors }) => parts("evidenceWentOnTo", { query: quoted(query), people: people(visitors) }),
};

const MENDS = {
  searchOutside: () => text("mendSearchOutside"),
  mendAddress: ({ step }) => parts("mendAddress", { step: quoted(step) }),
  redirect: ({ step }) => parts("mendRedirect", { step: quoted(step) }),
  lookAtStep: ({ step }) => parts("mendLookAtStep", { step: stepLink(step) }),
  writeGuide: ({ about }) => parts("mendWriteGuide", { query: quoted(about) }),
  translateRest: ({ step, lang }) => parts("mendTranslateRest", { step: stepLink(step), lang: languageName(lang) }),
  translate: ({ step, lang }) => parts("mendTranslate", { step: stepLink(step), lang: languageName(lang) }),
  addMisspelling: ({ query }) => parts("mendAddMisspelling", { query: quoted(query) }),
  sayInStep: ({ step }) => parts("mendSayInStep", { step: stepLink(step) }),
  makeSynonym: ({ from, to }) => parts("mendMakeSynonym", { from: quoted(from), to: quoted(to) }),
  seeWhetherItHelps: () => text("mendSeeWhetherItHelps"),
};

/** What speaks for the cause of a failed search. */
export const evidence = (row) => sentence(EVIDENCE, row.evidenceDetail, row.evidence);

/** What would mend a failed search, or close a gap. */
export const mend = (row) => sentence(MENDS, row.mendDetail, row.mend);

function sentence(said, detail, english) {
  if (Object.hasOwn(said, detail.code)) return element("p", {}, said[detail.code](detail));
  // A service that is newer than this script, which the browser kept.
  return element("p", { lang: "en", dir: "ltr" }, english.charAt(0).toUpperCase() + english.slice(1));
}
