// The analytics page: a period and a language, which stand in the address, and the reports on them.

import * as overview from "./analytics-overview.js";
import { REPORTS } from "./analytics-reports.js";
import * as synonyms from "./analytics-synonyms.js";
import { append, byId, element, fill } from "./dom.js";
import { day, languageName } from "./format.js";
import * as service from "./service.js";
import { many, text } from "./texts.js";

const PRESETS = ["7", "30", "90", "365"];
const DEFAULT_DAYS = "30";
/** So many rows are shown until somebody wants all. */
const FIRST_ROWS = 15;
const MOST_ROWS = 200;

/** Counts the times that the page was filled: what comes late for an earlier one is dropped. */
let filling = 0;

const say = (said) => (byId("status").textContent = said);

/** What the address asks for. */
function wanted() {
  const given = new URLSearchParams(location.search);
  const [from, to] = [given.get("from") ?? "", given.get("to") ?? ""];
  const days = PRESETS.includes(given.get("days")) ? given.get("days") : DEFAULT_DAYS;
  return { from, to, days: from || to ? "" : days, lang: given.get("lang") ?? "" };
}

function go({ from = "", to = "", days = "", lang }) {
  const isDefault = !from && !to && (days === "" || days === DEFAULT_DAYS);
  const target = service.address("/analytics", { from, to, days: isDefault ? "" : days, lang });
  if (target !== location.pathname + location.search) history.pushState(null, "", target);
  return show();
}

async function show() {
  const own = (filling += 1);
  const { from, to, days, lang } = wanted();
  say(text("loading"));
  try {
    // Only the server knows which day it is where the site counts its days.
    const period = days && days !== DEFAULT_DAYS ? await lastDays(Number(days)) : { from, to };
    const parameters = { ...period, lang };
    const summary = await service.ask("/api/analytics/summary", parameters);
    if (own !== filling) return;
    showPeriod(summary, lang);
    const reports = [...REPORTS];
    reports.splice(2, 0, synonyms.report(parameters, say));
    const sections = reports.map((report) => section(report, parameters));
    const first = section({ name: "summary", title: text("overview"), lead: text("overviewLead") }, parameters);
    append(first, overview.show(summary));
    fill(byId("reports"), first, sections);
    fill(byId("jump"), [["summary", text("overview")], ...reports.map(({ name, title }) => [name, title])].map(([name, title]) => element("li", {}, element("a", { href: `#${name}` }, title))));
    // One after the other: the first ones matter most, and the server has other things to do.
    for (const [at, report] of reports.entries()) {
      await showReport(sections[at], report, parameters, () => own === filling);
      if (own !== filling) return;
    }
    say("");
    if (location.hash) document.getElementById(location.hash.slice(1))?.scrollIntoView();
  } catch (error) {
    if (own === filling) showTrouble(error);
  }
}

async function lastDays(days) {
  const { period } = await service.ask("/api/analytics/summary");
  const first = new Date(`${period.to}T00:00:00Z`);
  first.setUTCDate(first.getUTCDate() - days + 1);
  return { from: first.toISOString().slice(0, 10), to: period.to };
}

function showTrouble(error) {
  say("");
  const advice = {
    analytics_off: text("analyticsOff"),
    unreachable: text("loadAgain"),
  };
  fill(byId("jump"));
  fill(byId("reports"), !service.isKeyTrouble(error) && element("div.notice", { role: "alert" }, element("p", {}, error.message), element("p", {}, advice[error.code] ?? ""), element("button", { type: "button", on: { click: show } }, text("tryAgain"))));
}

function showPeriod({ period, langs }, lang) {
  byId("period-said").textContent = text("periodSaid", { from: day(period.from), to: day(period.to), zone: period.timeZone });
  [byId("period-from").value, byId("period-to").value] = [period.from, period.to];
  const tags = langs.map((own) => own.lang);
  if (lang && !tags.includes(lang)) tags.push(lang);
  fill(byId("period-lang"), element("option", { value: "" }, text("allLanguages")), tags.map((tag) => element("option", { value: tag }, languageName(tag))));
  byId("period-lang").value = lang;
  const { days } = wanted();
  byId("period-preset").value = days || "custom";
  showDates(days === "");
}

function showDates(isShown) {
  for (const field of document.querySelectorAll(".from-to")) field.hidden = !isShown;
}

function section({ name, title, lead }, parameters) {
  const path = `/api/analytics/${name}`;
  const csv = element(
    "a",
    {
      href: service.address(path, { ...parameters, limit: "1000", format: "csv" }),
      download: `${name}.csv`,
      "aria-label": text("asCsv", { title }),
      on: {
        click: (event) => {
          if (!service.hasKey()) return;
          event.preventDefault();
          service.save(path, { ...parameters, limit: "1000", format: "csv" }, `${name}.csv`).catch((error) => say(error.message));
        },
      },
    },
    "CSV",
  );
  return element("section.report", { id: name, "aria-labelledby": `${name}-title` }, element("header", {}, element("h2", { id: `${name}-title` }, title), element("p", {}, lead), csv));
}

async function showReport(target, report, parameters, isWanted) {
  const holder = element("div", { "aria-busy": "true" }, element("p.soft", {}, text("loading")));
  target.append(holder);
  try {
    const answer = await service.ask(`/api/analytics/${report.name}`, { ...parameters, limit: MOST_ROWS });
    if (!isWanted()) return;
    const rows = report.rows(answer);
    const note = report.note?.(answer);
    const before = report.before?.(answer);
    if (rows.length === 0) {
      fill(holder, before, element("div.empty", {}, report.empty(answer).map((said) => element("p", {}, said))));
    } else {
      fill(holder, note && element("p.soft", {}, note), before, shownRows(report, rows));
    }
  } catch (error) {
    if (isWanted()) fill(holder, element("p.notice", { role: "alert" }, text("reportFailed", { why: error.message })));
  }
  holder.removeAttribute("aria-busy");
}

function shownRows(report, rows) {
  const holder = element("div");
  const draw = (most) => {
    const rest = rows.length - most;
    const all = element("button", { type: "button", on: { click: () => { draw(rows.length); holder.querySelector(".scroll").focus(); } } }, many("showMore", rest));
    fill(holder, report.show(rows.slice(0, most)), rest > 0 && element("p.more-rows", {}, all));
  };
  draw(FIRST_ROWS);
  return holder;
}

fill(byId("period-preset"), PRESETS.map((days) => element("option", { value: days }, many("lastDays", Number(days)))), element("option", { value: "custom" }, text("fromTo")));
byId("period-preset").addEventListener("change", ({ target }) => {
  if (target.value === "custom") {
    showDates(true);
    byId("period-from").focus();
  } else {
    go({ days: target.value, lang: wanted().lang });
  }
});
byId("period-lang").addEventListener("change", ({ target }) => go({ ...wanted(), lang: target.value }));
byId("period").addEventListener("submit", (event) => {
  event.preventDefault();
  go({ from: byId("period-from").value, to: byId("period-to").value, lang: wanted().lang });
});
addEventListener("popstate", show);
showDates(wanted().days === "");
service.begin({
  name: "analytics",
  why: text("whyAnalyticsKey"),
  again: show,
});
if (service.hasKey()) service.showKeyButton();
show();
