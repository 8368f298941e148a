// Synonyms that visitors taught: what they would change, and the decision on them.

import { question, table } from "./analytics-reports.js";
import { element } from "./dom.js";
import { count, day, languageName, many, rate } from "./format.js";
import * as service from "./service.js";

/** The report of proposals; `period` is what it was asked with, `say` tells what came of a decision. */
export const report = (period, say) => ({
  name: "synonym-proposals",
  title: "Synonym proposals",
  lead: "People asked in vain in one way, and then found it in another. Accepting writes the rule into the site’s synonyms, and takes effect at once.",
  rows: (proposals) => proposals.synonymProposals,
  empty: () => [
    "No synonym is proposed.",
    "A proposal comes when several people replace the same words of a failed question with the same others, and then find something. Clicks must be reported for that.",
  ],
  show: (rows) =>
    table("Proposed synonyms, those of most people first", [
      {
        ...question,
        name: "Proposal",
        cell: (row) => [element("bdi", { lang: row.lang, dir: "auto" }, row.from), " → ", element("bdi", { lang: row.lang, dir: "auto" }, row.to), " ", element("span.lang", {}, languageName(row.lang))],
      },
      { name: "People", isFigure: true, cell: (row) => count(row.visitors) },
      {
        name: "Evidence",
        cell: (row) => row.evidence.slice(0, 4).map(({ asked, then, visitors }) => element("p", {}, element("bdi", {}, `“${asked}”`), ", then ", element("bdi", {}, `“${then}”`), element("span.soft", {}, ` ${many(visitors, "person", "people")}`))),
      },
      { name: "Effect", cell: effect },
      { name: "Decision", cell: (row) => decision(row, period, say) },
    ], rows),
});

function effect({ outcome, ...row }) {
  if (!outcome) return expected(row);
  const { acceptedOn, searchesBefore, failedRateBefore, searchesSince, failedRateSince } = outcome;
  const said = (failedRate, searches) => (searches > 0 ? `${rate(failedRate)} of ${many(searches, "search", "searches")} failed` : "—, nobody asked");
  return [
    expected(row),
    element("p", {}, `Days before ${day(acceptedOn)}: ${said(failedRateBefore, searchesBefore)}`),
    element("p", {}, `Days after: ${said(failedRateSince, searchesSince)}`),
  ];
}

function expected({ effect: { judged, foundBefore, foundAfter, mrrBefore, mrrAfter, worse }, status }) {
  if (judged === 0) return element("p", {}, "—, nothing to judge it by yet");
  if (status === "accepted") return element("p", {}, `In use: what helped is found for ${foundAfter} of ${many(judged, "question")}`);
  return [
    element("p", {}, `What helped is found for ${foundBefore} of ${many(judged, "question")} now, for ${foundAfter} with it`),
    element("p.soft", {}, `Mean of 1 ÷ place: ${mrrBefore.toFixed(2)} → ${mrrAfter.toFixed(2)}${worse > 0 ? `; lower for ${worse}` : ""}`),
  ];
}

function decision(row, period, say) {
  const holder = element("div.decide");
  const draw = (status) => {
    const named = { accepted: "accepted", rejected: "rejected" }[status];
    const button = (verb, name) => element("button", { type: "button", "aria-label": `${name} ${row.from} → ${row.to}`, on: { click: () => decide(verb) } }, name);
    holder.replaceChildren(
      ...(named ? [element(`span.tag.${status === "accepted" ? "closed" : "rejected"}`, {}, named)] : []),
      ...(status !== "accepted" ? [button("accept", "Accept")] : []),
      ...(status === "proposed" ? [button("reject", "Reject")] : []),
    );
  };
  const decide = async (verb) => {
    for (const own of holder.querySelectorAll("button")) own.disabled = true;
    try {
      const decided = await service.tell(`/api/analytics/synonym-proposals/${encodeURIComponent(row.id)}/${verb}`, {}, period);
      row.status = decided.status;
      say(verb === "accept" ? `“${row.from}” now also finds “${row.to}”.` : `“${row.from}” → “${row.to}” is rejected.`);
    } catch (error) {
      say(`Nothing was decided: ${error.message}`);
    }
    draw(row.status);
    holder.querySelector("button")?.focus();
  };
  draw(row.status);
  return [holder, element("p.soft", {}, `${rate(row.share)} of those who went on went there`)];
}
