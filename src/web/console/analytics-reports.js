// The reports as tables: what failed and why, gaps, translations that are owed, clicks, agents' votes, what is asked most.

import * as chart from "./analytics-chart.js";
import { evidence, mend, stepLink } from "./analytics-sentences.js";
import { element, safeLink } from "./dom.js";
import { count, day, isKnown, languageName, place, rate } from "./format.js";
import { many, parts, text } from "./texts.js";

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
    { tabindex: "0", role: "region", "aria-label": text("namedTable", { name: caption }) },
    element(isSmall ? "table" : "table.stacks", { role: "table" }, element(isCaptionShown ? "caption" : "caption.unseen", {}, caption), element("thead", { role: "rowgroup" }, element("tr", { role: "row" }, head)), element("tbody", { role: "rowgroup" }, body)),
  );
}

export const question = {
  name: text("question"),
  kind: "question",
  isNamed: false,
  cell: ({ query, lang }) => [asked(query, lang), " ", element("span.lang", {}, languageName(lang))],
};

/** A question that leads to the console, where it is seen what those who asked it got. */
const asked = (query, lang) => element("a.asked", { href: `/agent?${new URLSearchParams({ q: query, lang })}` }, element("bdi", { lang, dir: "auto" }, query));
const figure = (name, cell) => ({ name, isFigure: true, cell });
const CAUSES = {
  noContent: text("causeNoContent"), vocabulary: text("causeVocabulary"), typo: text("causeTypo"), language: text("causeLanguage"),
  filter: text("causeFilter"), ranking: text("causeRanking"), staleLink: text("causeStaleLink"),
};
const REASONS = {
  nothingFound: text("reasonNothingFound"), wordsDropped: text("reasonWordsDropped"), lowConfidence: text("reasonLowConfidence"),
  noClick: text("reasonNoClick"), reformulated: text("reasonReformulated"), cameBack: text("reasonCameBack"),
  unhelpful: text("reasonUnhelpful"), ticket: text("reasonTicket"),
};
const nearestStep = (nearest) =>
  nearest && element("p.soft", {}, parts("nearestStep", { step: element("a", { href: safeLink(nearest.url), dir: "auto" }, nearest.title || nearest.id), share: rate(nearest.coverage) }));
const code = (source) => element("code", {}, source);

export const REPORTS = [
  {
    name: "failed-searches",
    title: text("failedSearches"),
    lead: text("failedSearchesLead"),
    rows: (report) => report.failedSearches,
    empty: () => [
      text("failedSearchesNone"),
      parts("failedSearchesEmpty", { route: code("POST /api/events") }),
    ],
    note: (report) => !report.isTracked && text("clicksNotReported"),
    show: (rows) =>
      table(text("failedSearches"), [
        question,
        figure(text("people"), (row) => count(row.failedVisitors)),
        figure(text("failed"), (row) => text("partOf", { part: count(row.failed), all: count(row.count) })),
        { name: text("evidence"), cell: (row) => [evidence(row), reasons(row.reasons), agentsSay(row.agents)] },
        { name: text("cause"), cell: (row) => [element("span.tag", {}, CAUSES[row.cause] ?? row.cause), row.isAnsweredNow && element("p.soft", {}, text("answeredByNow"))] },
        {
          name: text("mend"),
          kind: "mend",
          cell: (row) => [mend(row), row.thenFoundWith.length > 0 && element("p.soft", {}, parts("foundLater", { questions: row.thenFoundWith.map((found, at) => [at > 0 && ", ", element("bdi", {}, text("quoted", { words: found }))]) })), nearestStep(row.nearest)],
        },
      ], rows),
  },
  {
    name: "gaps",
    title: text("gaps"),
    lead: text("gapsLead"),
    rows: (report) => report.gaps,
    empty: () => [
      text("gapsNone"),
      text("gapsEmpty"),
    ],
    show: (rows) =>
      table(text("gapsCaption"), [
        { ...question, name: text("gap"), cell: (row) => [element("bdi", { dir: "auto" }, row.label), " ", element("span.lang", {}, row.langs.map(languageName).join(", "))] },
        { name: text("state"), cell: (row) => element(`span.tag.${row.status}`, {}, { open: text("gapOpen"), answered: text("gapAnswered"), closed: text("gapClosed") }[row.status]) },
        figure(text("people"), (row) => count(row.visitors)),
        { name: text("trend"), cell: (row) => trend(row.trend) },
        { name: text("askedAs"), cell: (row) => [row.queries.slice(0, 6).map(({ query, lang, visitors }) => element("p", {}, asked(query, lang), element("span.soft", {}, " ", many("peopleCount", visitors)))), row.queries.length > 6 && element("p.soft", {}, text("andMore", { count: row.queries.length - 6 })), row.hidden > 0 && element("p.soft", {}, text("andHidden", { count: row.hidden }))] },
        { name: text("mend"), kind: "mend", cell: (row) => [mend(row), nearestStep(row.nearest), agentsSay(row.agents), element("p.soft", {}, text("seen", { from: day(row.firstSeen), to: day(row.lastSeen) }))] },
      ], rows),
  },
  {
    name: "agent-votes",
    title: text("agentVotes"),
    lead: text("agentVotesLead"),
    rows: (report) => report.agentVotes,
    empty: () => [
      text("agentVotesNone"),
      parts("agentVotesEmpty", { console: element("a", { href: "/agent" }, text("agentTitle")), solved: text("solved"), unanswered: text("unanswered") }),
    ],
    show: (rows) =>
      table(text("agentVotesCaption"), [
        question,
        figure(text("nothingAnswersIt"), (row) => count(row.unanswered)),
        figure(text("solvedFigure"), (row) => count(row.solved)),
        { name: text("solvedBy"), cell: (row) => row.solvedBy.map((step) => element("p", {}, step.exists ? stepLink(step.hit, step.title) : element("bdi", {}, step.hit), step.votes > 1 && ` ×${step.votes}`, !step.exists && element("span.soft", {}, " ", text("notThereAnyMore")))) },
        { name: text("lastVote"), cell: (row) => day(row.lastVote) },
      ], rows),
  },
  {
    name: "translation-debt",
    title: text("translationDebt"),
    lead: text("translationDebtLead"),
    rows: (report) => report.translationDebt,
    empty: () => [
      text("translationDebtNone"),
      text("translationDebtEmpty"),
    ],
    show: (rows) =>
      table(text("translationDebtCaption"), [
        { name: text("step"), kind: "question", isNamed: false, cell: (row) => [element("p", {}, stepLink(row.step, row.title || row.step)), element("span.lang", {}, row.step)] },
        { name: text("wantedIn"), cell: (row) => languageName(row.wantedIn) },
        { name: text("state"), cell: (row) => text(row.isUntranslated ? "leftUntranslated" : "notThere") },
        figure(text("bestHit"), (row) => many("times", row.shown)),
        figure(text("clicks"), (row) => count(row.clicks)),
      ], rows),
  },
  {
    name: "clicks",
    title: text("clicks"),
    lead: text("clicksLead"),
    rows: (report) => report.clicks,
    empty: () => [
      text("clicksNone"),
      parts("clicksEmpty", { event: code('{"type":"click","queryId":…,"hit":…,"position":1}'), route: code("POST /api/events") }),
    ],
    before: (report) => positions(report.positions),
    show: (rows) =>
      table(text("clicksCaption"), [
        { name: text("step"), kind: "question", isNamed: false, cell: (row) => [element("p", {}, row.exists ? stepLink(row.hit, row.title) : element("bdi", {}, row.hit)), element("span.lang", {}, row.exists ? row.hit : text("notThereAnyMore"), ` · ${languageName(row.lang)}`)] },
        figure(text("clicks"), (row) => count(row.clicks)),
        figure(text("people"), (row) => count(row.visitors)),
        figure(text("meanPlace"), (row) => place(row.averageClickPosition)),
        figure(text("cameBack"), (row) => (isKnown(row.cameBackRate) ? `${count(row.cameBack)} (${rate(row.cameBackRate)})` : count(row.cameBack))),
        figure(text("helpful"), (row) => text("yesAndNo", { yes: count(row.helpful), no: count(row.unhelpful) })),
        figure(text("ledNowhere"), (row) => count(row.missing)),
      ], rows, { isCaptionShown: true }),
  },
  {
    name: "searches",
    title: text("askedMost"),
    lead: text("askedMostLead"),
    rows: (report) => report.searches,
    empty: (report) => [report.hidden > 0 ? many("hiddenQuestions", report.hidden, { least: report.minVisitors }) : text("nobodyInPeriod")],
    note: (report) => report.hidden > 0 && many("hiddenQuestions", report.hidden, { least: report.minVisitors }),
    show: (rows) =>
      table(text("askedMostCaption"), [
        question,
        figure(text("searches"), (row) => count(row.count)),
        figure(text("people"), (row) => count(row.visitors)),
        figure(text("nothingFound"), (row) => rate(row.noResultRate)),
        figure(text("ledToClick"), (row) => rate(row.clickThroughRate)),
        figure(text("meanPlace"), (row) => place(row.averageClickPosition)),
        figure(text("failed"), (row) => rate(row.failedRate)),
      ], rows),
  },
];

function reasons(counts) {
  const known = Object.entries(REASONS).filter(([name]) => counts[name] > 0);
  return element("ul.reasons", { "aria-label": text("waysItFailed") }, known.map(([name, reason]) => element("li", {}, `${reason} ${count(counts[name])}`)));
}

function agentsSay({ solved, unanswered, solvedBy }) {
  if (solved + unanswered === 0) return null;
  const votes = [
    unanswered > 0 && text("agentsUnanswered", { count: count(unanswered) }),
    unanswered > 0 && solved > 0 && "; ",
    solved > 0 && text("agentsSolved", { count: count(solved) }),
    solved > 0 && solvedBy && [" ", stepLink(solvedBy)],
  ];
  return element("p.soft", {}, parts("agentsSay", { votes }));
}

function trend({ before, lately }) {
  const way = text(lately > before ? "rising" : lately < before ? "falling" : "steady");
  return [way, element("p.soft", {}, many("peopleLately", before, { lately: count(lately) }))];
}

function positions(counts) {
  if (!isKnown(counts) || counts.length === 0) return null;
  const all = counts.reduce((sum, { clicks }) => sum + clicks, 0);
  const shown = Array.from({ length: 10 }, (_, at) => ({ place: String(at + 1), clicks: counts.find(({ position }) => position === at + 1)?.clicks ?? 0 }));
  const beyond = counts.filter(({ position }) => position > 10).reduce((sum, { clicks }) => sum + clicks, 0);
  const rows = beyond > 0 ? [...shown, { place: text("placesBeyond"), clicks: beyond }] : shown;
  return table(text("clicksByPlace"), [
    { name: text("place"), cell: (row) => row.place },
    figure(text("clicks"), (row) => count(row.clicks)),
    { name: text("share"), cell: (row) => [chart.bar(row.clicks / all), ` ${rate(row.clicks / all)}`] },
  ], rows.filter((row, at) => at < 5 || row.clicks > 0), { isSmall: true, isCaptionShown: true });
}
