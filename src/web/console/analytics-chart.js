// Charts of days, drawn to the width there is: searches with those that failed in them, and the share that failed.

import { element } from "./dom.js";
import { count, day, rate, shortDay } from "./format.js";
import { text } from "./texts.js";

const SVG = "http://www.w3.org/2000/svg";
const [LEFT, RIGHT, TOP, BARS, GAP, LINE, FOOT] = [44, 8, 12, 130, 26, 56, 22];
const HEIGHT = TOP + BARS + GAP + LINE + FOOT;
/** Longer periods are drawn by weeks: bars of a pixel say nothing. */
const MOST_BARS = 92;

/** A figure with the chart of `dates` (`{date, searches, failed}`) and the same as a table. */
export function ofDays(dates) {
  const bars = dates.length > MOST_BARS ? byWeeks(dates) : dates;
  const isByDay = bars === dates;
  const holder = element("div");
  const draw = () => holder.replaceChildren(drawn(bars, isByDay, Math.max(280, holder.clientWidth || 900)));
  new ResizeObserver(draw).observe(holder);
  const rows = bars.map((bar) =>
    element("tr", {}, element("th", { scope: "row" }, day(bar.date)), [count(bar.searches), count(bar.failed), rate(share(bar))].map((figure) => element("td.figure", {}, figure))),
  );
  const head = [text(isByDay ? "day" : "weekFrom"), text("searches"), text("failed"), text("shareFailed")];
  return element(
    "figure.chart",
    {},
    holder,
    element("figcaption", {}, element("span.key-searches", {}, text(isByDay ? "searchesADay" : "searchesAWeek")), element("span.key-failed", {}, text("ofTheseFailed")), element("span", {}, text("lineBelow"))),
    element(
      "details",
      {},
      element("summary", {}, text("sameAsTable")),
      element("div.scroll.small", { tabindex: "0", role: "region", "aria-label": text("namedTable", { name: text(isByDay ? "searchesADay" : "searchesAWeek") }) }, element("table", {}, element("thead", {}, element("tr", {}, head.map((name, at) => element(at === 0 ? "th" : "th.figure", { scope: "col" }, name)))), element("tbody", {}, rows))),
    ),
  );
}

const share = ({ searches, failed }) => (searches > 0 ? failed / searches : null);

function byWeeks(dates) {
  const weeks = [];
  for (let at = 0; at < dates.length; at += 7) {
    const week = dates.slice(at, at + 7);
    const sum = (name) => week.reduce((total, { [name]: value }) => total + value, 0);
    weeks.push({ date: week[0].date, searches: sum("searches"), failed: sum("failed") });
  }
  return weeks;
}

function node(name, attributes, ...children) {
  const made = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, String(value));
  made.append(...children);
  return made;
}

function drawn(bars, isByDay, width) {
  const highest = niceTop(Math.max(1, ...bars.map(({ searches }) => searches)));
  const [slot, base] = [(width - LEFT - RIGHT) / bars.length, TOP + BARS];
  const high = (value) => (value / highest) * BARS;
  const left = (at) => LEFT + at * slot;
  const thick = Math.max(1, Math.min(36, slot * 0.72));
  const lineBase = base + GAP + LINE;
  const parts = [];
  for (const value of [0, highest / 2, highest]) {
    if (Number.isInteger(value)) parts.push(...scale(width, base - high(value), count(value)));
  }
  for (const value of [0, 0.5, 1]) parts.push(...scale(width, lineBase - value * LINE, rate(value)));
  bars.forEach((bar, at) => {
    const x = left(at) + (slot - thick) / 2;
    const box = (kind, value) => node("rect", { class: `bar ${kind}`, x, width: thick, y: base - high(value), height: high(value) });
    const told = node("title", {}, text(isByDay ? "dayTold" : "weekTold", { date: day(bar.date), searches: count(bar.searches), failed: count(bar.failed), share: rate(share(bar)) }));
    const whole = node("rect", { x: left(at), width: slot, y: TOP, height: lineBase - TOP, fill: "transparent" });
    parts.push(node("g", {}, told, whole, box("", bar.searches), box("failed", bar.failed)));
  });
  parts.push(...rateLines(bars, (at) => left(at) + slot / 2, (value) => lineBase - value * LINE));
  const every = Math.ceil(bars.length / Math.max(2, Math.floor((width - LEFT) / 74)));
  bars.forEach((bar, at) => {
    if (at % every === 0) parts.push(node("text", { x: left(at) + slot / 2, y: HEIGHT - 6, "text-anchor": at === 0 ? "start" : "middle" }, shortDay(bar.date)));
  });
  return node("svg", { viewBox: `0 0 ${width} ${HEIGHT}`, width, height: HEIGHT, role: "img", "aria-label": inWords(bars, isByDay) }, ...parts);
}

function scale(width, y, name) {
  return [
    node("line", { class: "grid", x1: LEFT, x2: width - RIGHT, y1: y, y2: y }),
    node("text", { x: LEFT - 6, y: y + 4, "text-anchor": "end" }, name),
  ];
}

/** Dots for days that had searches, with lines between those that follow one another. */
function rateLines(bars, x, y) {
  const runs = [];
  const dots = [];
  bars.forEach((bar, at) => {
    const value = share(bar);
    if (value === null) return;
    const last = runs.at(-1);
    if (last && last.end === at - 1) Object.assign(last, { path: `${last.path} L${x(at)} ${y(value)}`, end: at });
    else runs.push({ path: `M${x(at)} ${y(value)}`, end: at });
    dots.push(node("circle", { class: "rate-dot", cx: x(at), cy: y(value), r: 2.5 }));
  });
  return [...runs.map(({ path }) => node("path", { class: "rate-line", d: path })), ...dots];
}

/** The least of 1, 2, 5, 10 … that is not below. */
function niceTop(value) {
  const power = 10 ** Math.floor(Math.log10(value));
  return [1, 2, 4, 6, 10].map((step) => step * power).find((step) => step >= value);
}

function inWords(bars, isByDay) {
  const busiest = bars.reduce((most, bar) => (bar.searches > most.searches ? bar : most), bars[0]);
  const sum = (name) => bars.reduce((total, { [name]: value }) => total + value, 0);
  const told = { searches: count(sum("searches")), failed: count(sum("failed")), date: day(busiest.date), most: count(busiest.searches) };
  return text(isByDay ? "daysInWords" : "weeksInWords", told);
}

/** A small bar that shows a share, for a table's cell. */
export function bar(part) {
  return node("svg", { class: "share", width: 90, height: 10, "aria-hidden": "true" }, node("rect", { x: 0, y: 0, height: 10, width: Math.max(1, part * 90) }));
}
