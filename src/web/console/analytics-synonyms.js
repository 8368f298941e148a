// Synonyms that visitors taught: what they would change, and the decision on them.

import { question, table } from "./analytics-reports.js";
import { element } from "./dom.js";
import { count, day, languageName, rate } from "./format.js";
import * as service from "./service.js";
import { ARROW, many, parts, text } from "./texts.js";

/** The report of proposals; `period` is what it was asked with, `say` tells what came of a decision. */
export const report = (period, say) => ({
  name: "synonym-proposals",
  title: text("synonyms"),
  lead: text("synonymsLead"),
  rows: (proposals) => proposals.synonymProposals,
  empty: () => [
    text("synonymsNone"),
    text("synonymsEmpty"),
  ],
  show: (rows) =>
    table(text("synonymsCaption"), [
      {
        ...question,
        name: text("proposal"),
        cell: (row) => [element("bdi", { lang: row.lang, dir: "auto" }, row.from), ` ${ARROW} `, element("bdi", { lang: row.lang, dir: "auto" }, row.to), " ", element("span.lang", {}, languageName(row.lang))],
      },
      { name: text("people"), isFigure: true, cell: (row) => count(row.visitors) },
      {
        name: text("evidence"),
        cell: (row) => row.evidence.slice(0, 4).map(({ asked, then, visitors }) => element("p", {}, parts("askedThen", { asked: element("bdi", {}, text("quoted", { words: asked })), then: element("bdi", {}, text("quoted", { words: then })) }), element("span.soft", {}, " ", many("peopleCount", visitors)))),
      },
      { name: text("effect"), cell: effect },
      { name: text("decision"), cell: (row) => decision(row, period, say) },
    ], rows),
});

function effect({ outcome, ...row }) {
  if (!outcome) return expected(row);
  const { acceptedOn, searchesBefore, failedRateBefore, searchesSince, failedRateSince } = outcome;
  const said = (failedRate, searches) => (searches > 0 ? many("shareOfSearchesFailed", searches, { share: rate(failedRate) }) : text("nobodyAsked"));
  return [
    expected(row),
    element("p", {}, text("daysBefore", { date: day(acceptedOn), said: said(failedRateBefore, searchesBefore) })),
    element("p", {}, text("daysAfter", { said: said(failedRateSince, searchesSince) })),
  ];
}

function expected({ effect: { judged, foundBefore, foundAfter, mrrBefore, mrrAfter, worse }, status }) {
  if (judged === 0) return element("p", {}, text("nothingToJudge"));
  if (status === "accepted") return element("p", {}, many("effectInUse", judged, { after: foundAfter }));
  return [
    element("p", {}, many("effectExpected", judged, { before: foundBefore, after: foundAfter })),
    element("p.soft", {}, text("meanReciprocal", { before: mrrBefore.toFixed(2), after: mrrAfter.toFixed(2) }), worse > 0 && [" ", text("lowerFor", { count: worse })]),
  ];
}

function decision(row, period, say) {
  const holder = element("div.decide");
  const draw = (status) => {
    const named = { accepted: text("accepted"), rejected: text("rejected") }[status];
    const button = (verb, name) => element("button", { type: "button", "aria-label": `${name} ${row.from} ${ARROW} ${row.to}`, on: { click: () => decide(verb) } }, name);
    holder.replaceChildren(
      ...(named ? [element(`span.tag.${status === "accepted" ? "closed" : "rejected"}`, {}, named)] : []),
      ...(status !== "accepted" ? [button("accept", text("accept"))] : []),
      ...(status === "proposed" ? [button("reject", text("reject"))] : []),
    );
  };
  const decide = async (verb) => {
    for (const own of holder.querySelectorAll("button")) own.disabled = true;
    try {
      const decided = await service.tell(`/api/analytics/synonym-proposals/${encodeURIComponent(row.id)}/${verb}`, {}, period);
      row.status = decided.status;
      say(text(verb === "accept" ? "saidAccepted" : "saidRejected", { from: row.from, to: row.to }));
    } catch (error) {
      say(text("notDecided", { why: error.message }));
    }
    draw(row.status);
    holder.querySelector("button")?.focus();
  };
  draw(row.status);
  return [holder, element("p.soft", {}, text("shareWent", { share: rate(row.share) }))];
}
