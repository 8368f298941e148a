// The reports as tables: what failed and why, gaps, translations that are owed, clicks, agents' votes, what is asked most.

import * as chart from "./analytics-chart.js";
import { element, safeLink } from "./dom.js";
import { count, day, isKnown, languageName, many, place, rate } from "./format.js";

/** A table; on a narrow screen each row stands by itself, with the names of its columns. */
export function table(caption, columns, rows, { isSmall = false, isCaptionShown = false } = {}) {
  const head = columns.map(({ name, isFigure }) => element(isFigure ? "th.figure" : "th", { scope: "col", role: "columnheader" }, name));
  const body = rows.map((row) =>
    element(
      "tr",
      { role: "row" },
      columns.map(({ name, isFigure, kind, cell, isNamed = true }) => element(isFigure ? "td.figure" : kind ? `td.${kind}` : "td", { role: "cell", "data-name": isNamed && name }, cell(row))),
    ),
  );
  return element(
    isSmall ? "div.scroll.small" : "div.scroll",
    { tabindex: "0", role: "region", "aria-label": `${caption}, table` },
    element(isSmall ? "table" : "table.stacks", { role: "table" }, element(isCaptionShown ? "caption" : "caption.unseen", {}, caption), element("thead", { role: "rowgroup" }, element("tr", { role: "row" }, head)), element("tbody", { role: "rowgroup" }, body)),
  );
}

export const question = {
  name: "Question",
  kind: "question",
  isNamed: false,
  cell: ({ query, lang }) => [asked(query, lang), " ", element("span.lang", {}, languageName(lang))],
};

/** A question that leads to the console, where it is seen what those who asked it got. */
const asked = (query, lang) => element("a.asked", { href: `/agent?${new URLSearchParams({ q: query, lang })}` }, element("bdi", { lang, dir: "auto" }, query));
const figure = (name, cell) => ({ name, isFigure: true, cell });
const CAUSES = {
  noContent: "No content", vocabulary: "Vocabulary", typo: "Typo", language: "Language", filter: "Filter", ranking: "Ranking", staleLink: "Stale link",
};
const REASONS = {
  nothingFound: "nothing found", wordsDropped: "words dropped", lowConfidence: "low confidence", noClick: "no click",
  reformulated: "asked again", cameBack: "came straight back", unhelpful: "said “not helpful”", ticket: "wrote a ticket",
};

/** Leads to the step in the console, where everything is known of it. */
const stepLink = (id, title = id) => {
  const [lang] = id.split("/");
  return element("a", { href: `/agent?${new URLSearchParams({ step: id })}`, dir: "auto", lang, title: id }, title);
};
const nearestStep = (nearest) =>
  nearest && element("p.soft", {}, "Nearest step: ", element("a", { href: safeLink(nearest.url), dir: "auto" }, nearest.title || nearest.id), ` (${rate(nearest.coverage)} of the question)`);
const code = (text) => element("code", {}, text);

export const REPORTS = [
  {
    name: "failed-searches",
    title: "Failed searches",
    lead: "What people looked for in vain, the evidence, the likely cause and the mend. Most people first.",
    rows: (report) => report.failedSearches,
    empty: () => [
      "No search failed in this period, as far as is known.",
      ["A search fails when nothing is found, when words have to be left out, when nobody clicks, when people ask again, come straight back, say so, or write a ticket. For the last ones, pages must report events to ", code("POST /api/events"), "."],
    ],
    note: (report) => !report.isTracked && "Clicks are not reported in this period, so that nobody clicked counts for nothing.",
    show: (rows) =>
      table("Failed searches", [
        question,
        figure("People", (row) => count(row.failedVisitors)),
        figure("Failed", (row) => `${count(row.failed)} of ${count(row.count)}`),
        { name: "Evidence", cell: (row) => [element("p", {}, row.evidence), reasons(row.reasons), agentsSay(row.agents)] },
        { name: "Cause", cell: (row) => [element("span.tag", {}, CAUSES[row.cause] ?? row.cause), row.isAnsweredNow && element("p.soft", {}, "answered by now")] },
        {
          name: "Mend",
          kind: "mend",
          cell: (row) => [element("p", {}, sentence(row.mend)), row.thenFoundWith.length > 0 && element("p.soft", {}, "Found later with: ", row.thenFoundWith.map((text, at) => [at > 0 && ", ", element("bdi", {}, `“${text}”`)])), nearestStep(row.nearest)],
        },
      ], rows),
  },
  {
    name: "gaps",
    title: "Gaps",
    lead: "Questions that fail for want of content, grouped over spellings, endings and languages: what to write next.",
    rows: (report) => report.gaps,
    empty: () => [
      "No gap is known.",
      "A gap shows once at least two people asked for the same thing in vain, in whatever words. It closes by itself when a guide answers it and nobody has failed for a week.",
    ],
    show: (rows) =>
      table("Gaps, those of most people first", [
        { ...question, name: "Gap", cell: (row) => [element("bdi", { dir: "auto" }, row.label), " ", element("span.lang", {}, row.langs.map(languageName).join(", "))] },
        { name: "State", cell: (row) => element(`span.tag.${row.status}`, {}, { open: "open", answered: "answered, not proven", closed: "closed" }[row.status]) },
        figure("People", (row) => count(row.visitors)),
        { name: "Trend", cell: (row) => trend(row.trend) },
        { name: "Asked as", cell: (row) => [row.queries.slice(0, 6).map(({ query, lang, visitors }) => element("p", {}, asked(query, lang), element("span.soft", {}, ` ${many(visitors, "person", "people")}`))), row.queries.length > 6 && element("p.soft", {}, `and ${row.queries.length - 6} more`), row.hidden > 0 && element("p.soft", {}, `and ${row.hidden} that too few asked to be shown`)] },
        { name: "Mend", kind: "mend", cell: (row) => [element("p", {}, sentence(row.mend)), nearestStep(row.nearest), agentsSay(row.agents), element("p.soft", {}, `Seen ${day(row.firstSeen)} to ${day(row.lastSeen)}`)] },
      ], rows),
  },
  {
    name: "agent-votes",
    title: "What agents say",
    lead: "Votes from the console: questions that nothing answers, and the steps that solved the others.",
    rows: (report) => report.agentVotes,
    empty: () => [
      "No agent has voted in this period.",
      [element("a", { href: "/agent" }, "The agents’ console"), " has two buttons: “This solved it” on a step, and “Nothing answers this” under the results. Questions are shown here from the first vote on."],
    ],
    show: (rows) =>
      table("Questions that agents voted on", [
        question,
        figure("Nothing answers it", (row) => count(row.unanswered)),
        figure("Solved", (row) => count(row.solved)),
        { name: "Solved by", cell: (row) => row.solvedBy.map((step) => element("p", {}, step.exists ? stepLink(step.hit, step.title) : element("bdi", {}, step.hit), step.votes > 1 && ` ×${step.votes}`, !step.exists && element("span.soft", {}, " (not there any more)"))) },
        { name: "Last vote", cell: (row) => day(row.lastVote) },
      ], rows),
  },
  {
    name: "translation-debt",
    title: "Translation debt",
    lead: "Steps that readers of a language look for and that are not there in it: translate these first.",
    rows: (report) => report.translationDebt,
    empty: () => [
      "Nobody was shown a step in a language other than theirs.",
      "A step is owed when it was the best hit for readers of a language in which it is missing, or left untranslated.",
    ],
    show: (rows) =>
      table("Steps that are wanted in another language", [
        { name: "Step", kind: "question", isNamed: false, cell: (row) => [element("p", {}, stepLink(row.step, row.title || row.step)), element("span.lang", {}, row.step)] },
        { name: "Wanted in", cell: (row) => languageName(row.wantedIn) },
        { name: "State", cell: (row) => (row.isUntranslated ? "left untranslated" : "not there") },
        figure("Best hit", (row) => many(row.shown, "time")),
        figure("Clicks", (row) => count(row.clicks)),
      ], rows),
  },
  {
    name: "clicks",
    title: "Clicks",
    lead: "From which place on the page people click, and whether the step helped.",
    rows: (report) => report.clicks,
    empty: () => [
      "No click was reported in this period.",
      ["The search box and the help pages report clicks by themselves; pages of your own send ", code('{"type":"click","queryId":…,"hit":…,"position":1}'), " to ", code("POST /api/events"), "."],
    ],
    before: (report) => positions(report.positions),
    show: (rows) =>
      table("Steps by clicks", [
        { name: "Step", kind: "question", isNamed: false, cell: (row) => [element("p", {}, row.exists ? stepLink(row.hit, row.title) : element("bdi", {}, row.hit)), element("span.lang", {}, row.exists ? row.hit : "not there any more", ` · for ${languageName(row.lang)}`)] },
        figure("Clicks", (row) => count(row.clicks)),
        figure("People", (row) => count(row.visitors)),
        figure("Mean place", (row) => place(row.averageClickPosition)),
        figure("Came straight back", (row) => (isKnown(row.cameBackRate) ? `${count(row.cameBack)} (${rate(row.cameBackRate)})` : count(row.cameBack))),
        figure("Helpful", (row) => `${count(row.helpful)} yes, ${count(row.unhelpful)} no`),
        figure("Led nowhere", (row) => count(row.missing)),
      ], rows, { isCaptionShown: true }),
  },
  {
    name: "searches",
    title: "Asked most",
    lead: "What people search for, and how it goes.",
    rows: (report) => report.searches,
    empty: (report) => [report.hidden > 0 ? `${many(report.hidden, "question")} too few asked to be shown.` : "Nobody searched in this period."],
    note: (report) => report.hidden > 0 && `${many(report.hidden, "question is", "questions are")} not shown: fewer than ${report.minVisitors} people asked them.`,
    show: (rows) =>
      table("Questions, those of most people first", [
        question,
        figure("Searches", (row) => count(row.count)),
        figure("People", (row) => count(row.visitors)),
        figure("Nothing found", (row) => rate(row.noResultRate)),
        figure("Led to a click", (row) => rate(row.clickThroughRate)),
        figure("Mean place", (row) => place(row.averageClickPosition)),
        figure("Failed", (row) => rate(row.failedRate)),
      ], rows),
  },
];

const sentence = (text) => text.charAt(0).toUpperCase() + text.slice(1);

function reasons(counts) {
  const known = Object.entries(REASONS).filter(([name]) => counts[name] > 0);
  return element("ul.reasons", { "aria-label": "Ways in which it failed" }, known.map(([name, text]) => element("li", {}, `${text} ${count(counts[name])}`)));
}

function agentsSay({ solved, unanswered, solvedBy }) {
  if (solved + unanswered === 0) return null;
  return element("p.soft", {}, "Agents: ", unanswered > 0 && `nothing answers it (${count(unanswered)})`, unanswered > 0 && solved > 0 && "; ", solved > 0 && [`solved (${count(solved)})`, solvedBy && [" by ", stepLink(solvedBy)]]);
}

function trend({ before, lately }) {
  const way = lately > before ? "rising" : lately < before ? "falling" : "steady";
  return [way, element("p.soft", {}, `${many(before, "person", "people")}, lately ${count(lately)}`)];
}

function positions(counts) {
  if (!isKnown(counts) || counts.length === 0) return null;
  const all = counts.reduce((sum, { clicks }) => sum + clicks, 0);
  const shown = Array.from({ length: 10 }, (_, at) => ({ place: String(at + 1), clicks: counts.find(({ position }) => position === at + 1)?.clicks ?? 0 }));
  const beyond = counts.filter(({ position }) => position > 10).reduce((sum, { clicks }) => sum + clicks, 0);
  const rows = beyond > 0 ? [...shown, { place: "11 and on", clicks: beyond }] : shown;
  return table("Clicks by place on the page", [
    { name: "Place", cell: (row) => row.place },
    figure("Clicks", (row) => count(row.clicks)),
    { name: "Share", cell: (row) => [chart.bar(row.clicks / all), ` ${rate(row.clicks / all)}`] },
  ], rows.filter((row, at) => at < 5 || row.clicks > 0), { isSmall: true, isCaptionShown: true });
}
