// The figures of the whole period, and the days.

import * as chart from "./analytics-chart.js";
import { element } from "./dom.js";
import { bytes, count, day, isKnown, many, place, rate } from "./format.js";

const NOTHING_TRACKED = "nothing tracked";

/** What the summary says. */
export function show(summary) {
  if (summary.requests === 0 && summary.searches === 0) return [nothing(summary), apart(summary)];
  const { averageProcessingTimeMs: time } = summary;
  const figures = [
    ["Searches", count(summary.searches), `by ${many(summary.visitors, "visitor")}`],
    ["Failed", rate(summary.failedRate), `${many(summary.failed, "search", "searches")}`],
    ["Nothing found", rate(summary.noResultRate), `${many(summary.noResults, "search", "searches")}`],
    ["Led to a click", ...tracked(summary.clickThroughRate, rate, many(summary.clicks, "click"))],
    ["Mean place clicked", ...tracked(summary.averageClickPosition, place, "1 is the first", isKnown(summary.clicks) ? "no clicks" : NOTHING_TRACKED)],
    ["Tickets after a search", count(summary.tickets), `helpful ${count(summary.helpful)}, not ${count(summary.unhelpful)}`],
    ["Answered in", isKnown(time) ? `${place(time)} ms` : "—", isKnown(time) ? "on average" : NOTHING_TRACKED],
  ];
  const list = figures.map(([name, value, note]) => element("div", {}, element("dt", {}, name), element("dd", {}, element("div.value", {}, value), element("div.soft", {}, note))));
  return [element("dl.figures", {}, list), chart.ofDays(summary.dates), apart(summary)];
}

function tracked(value, format, note, lacking = NOTHING_TRACKED) {
  return isKnown(value) ? [format(value), note] : ["—", lacking];
}

function apart({ apart: { agents, bots, healthChecks }, storeBytes }) {
  return element("p.soft", {}, `Counted apart: ${many(agents, "search", "searches")} by agents, ${count(bots)} by bots, ${many(healthChecks, "health check")}. The event store takes ${bytes(storeBytes)}.`);
}

function nothing({ langs, period }) {
  const elsewhere = langs.reduce((total, { searches }) => total + searches, 0);
  return element(
    "div.empty",
    {},
    element("p", {}, elsewhere > 0 ? `Nobody searched in this language, but ${many(elsewhere, "search was", "searches were")} made in others.` : `Nobody searched from ${day(period.from)} to ${day(period.to)}.`),
    element("p", {}, "A search counts from the moment it is made: on the help pages, in the search box of your site, over ", element("code", {}, "/api/search"), ". What is typed on the way counts once, with what was asked at last."),
    element("p", {}, "Clicks, votes and tickets count once your pages report them by ", element("code", {}, "POST /api/events"), "; the search box and the help pages do so themselves."),
  );
}
