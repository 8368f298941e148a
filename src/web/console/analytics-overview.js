// The figures of the whole period, and the days.

import * as chart from "./analytics-chart.js";
import { element } from "./dom.js";
import { bytes, count, day, isKnown, place, rate } from "./format.js";
import { many, parts, text } from "./texts.js";

const NOTHING_TRACKED = text("nothingTracked");

/** What the summary says. */
export function show(summary) {
  if (summary.requests === 0 && summary.searches === 0) return [nothing(summary), apart(summary)];
  const { averageProcessingTimeMs: time } = summary;
  const figures = [
    [text("searches"), count(summary.searches), many("byVisitors", summary.visitors)],
    [text("failed"), rate(summary.failedRate), many("searchCount", summary.failed)],
    [text("nothingFound"), rate(summary.noResultRate), many("searchCount", summary.noResults)],
    [text("ledToClick"), ...tracked(summary.clickThroughRate, rate, isKnown(summary.clicks) ? many("clickCount", summary.clicks) : "")],
    [text("meanPlaceClicked"), ...tracked(summary.averageClickPosition, place, text("oneIsFirst"), isKnown(summary.clicks) ? text("noClicks") : NOTHING_TRACKED)],
    [text("ticketsAfter"), count(summary.tickets), text("helpfulOrNot", { yes: count(summary.helpful), no: count(summary.unhelpful) })],
    [text("answeredIn"), isKnown(time) ? `${place(time)} ms` : "—", isKnown(time) ? text("onAverage") : NOTHING_TRACKED],
  ];
  const list = figures.map(([name, value, note]) => element("div", {}, element("dt", {}, name), element("dd", {}, element("div.value", {}, value), element("div.soft", {}, note))));
  return [element("dl.figures", {}, list), chart.ofDays(summary.dates), apart(summary)];
}

function tracked(value, format, note, lacking = NOTHING_TRACKED) {
  return isKnown(value) ? [format(value), note] : ["—", lacking];
}

function apart({ apart: { agents, bots, healthChecks }, storeBytes }) {
  return element("p.soft", {}, text("countedApart", { agents: many("searchesByAgents", agents), bots: count(bots), checks: count(healthChecks), size: bytes(storeBytes) }));
}

function nothing({ langs, period }) {
  const elsewhere = langs.reduce((total, { searches }) => total + searches, 0);
  return element(
    "div.empty",
    {},
    element("p", {}, elsewhere > 0 ? many("nobodyInLanguage", elsewhere) : text("nobodySearched", { from: day(period.from), to: day(period.to) })),
    element("p", {}, parts("searchCounts", { route: element("code", {}, "/api/search") })),
    element("p", {}, parts("eventsCount", { route: element("code", {}, "POST /api/events") })),
  );
}
