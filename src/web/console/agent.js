// The agents' console: one field, results, and the step with its neighbours. The address holds what is shown.

import * as addresses from "./agent-address.js";
import * as copies from "./agent-copy.js";
import * as filters from "./agent-filters.js";
import * as keyboard from "./agent-keyboard.js";
import * as memory from "./agent-memory.js";
import * as results from "./agent-results.js";
import * as steps from "./agent-step.js";
import { byId, debounced, element, fill } from "./dom.js";
import { languageName } from "./format.js";
import * as service from "./service.js";
import { many, text } from "./texts.js";

const [question, list, pane] = [byId("question"), byId("results"), byId("step")];
/** From this width on, results and step stand side by side. */
const isWide = matchMedia("(min-width: 60rem)");
const TYPING_PAUSE = 150;

let state = addresses.read();
/** The answer on show, and the question and filters that it answers. */
let answer = null;
let answeredFor = "";
let searching = null;
/** The step on show, and the version of it that is copied. */
let step = null;
let copied = null;
const seen = new Map();
const votes = new Set();

const say = (said) => (byId("status").textContent = said);
const asked = ({ q, lang, guide, tag, in: within, limit }) => JSON.stringify([q.trim(), lang, guide, tag, within, limit]);
const isReady = () => answer !== null && answeredFor === asked(state);

/** Brings the page to what the address asks for. */
async function render({ keepsQuestion = false } = {}) {
  if (!keepsQuestion) question.value = state.q;
  filters.set(state);
  document.body.classList.toggle("has-step", state.step !== "");
  await Promise.all([renderResults(), state.step !== "" ? renderStep(state.step) : null]);
}

function goTo(changes, options = {}) {
  state = { ...state, ...changes };
  addresses.go(state, options);
  return render({ keepsQuestion: options.isTyping });
}

async function renderResults() {
  document.title = `${state.q.trim() || "guidepost"} · ${text("agentTitle")}`;
  searching?.abort();
  list.setAttribute("aria-busy", "true");
  if (state.q.trim() === "") {
    [answer, answeredFor] = [null, ""];
    results.showStart(list, state, renderResults);
    list.setAttribute("aria-busy", "false");
    say("");
    if (state.step === "") clearStep();
    return results.markCurrent(list, state.step);
  }
  if (!isReady() && !(await search())) return;
  const options = { unanswered: sayUnanswered, isVoted: votes.has(unansweredKey()) };
  const { hits } = answer;
  (hits.length > 0 ? results.show : results.showNothing)(list, answer, state, options);
  list.setAttribute("aria-busy", "false");
  const isExact = answer.estimatedTotalHits <= hits.length;
  say(hits.length > 0 ? many(isExact ? "resultCount" : "aboutResultCount", answer.estimatedTotalHits) : text("noResults"));
  if (state.step === "") {
    if (isWide.matches && hits.length > 0) await renderStep(hits[0].id);
    else clearStep();
  }
  // Drawn before there was an answer, a step can't be voted on.
  if (state.step !== "" && step && pane.dataset.wanted === step.id) drawStep();
  results.markCurrent(list, pane.dataset.wanted);
}

/** Asks the server; gives whether its answer is still wanted. */
async function search() {
  const own = (searching = new AbortController());
  const wanted = asked(state);
  const slow = setTimeout(() => say(text("searching")), 300);
  try {
    const reader = [state.lang, ...(state.lang ? navigator.languages : [])].filter((tag, at, all) => tag && all.indexOf(tag) === at);
    const parameters = { q: state.q.trim(), lang: reader.slice(0, 4).join(","), guide: state.guide, tag: state.tag, in: state.in, limit: state.limit || "10" };
    const found = await service.ask("/api/search", parameters, { signal: own.signal });
    if (own !== searching) return false;
    [answer, answeredFor] = [found, wanted];
    return true;
  } catch (error) {
    if (error.name === "AbortError" || own !== searching) return false;
    [answer, answeredFor] = [null, ""];
    list.setAttribute("aria-busy", "false");
    if (state.step === "") clearStep();
    if (service.isKeyTrouble(error)) {
      say("");
      fill(list);
      return false;
    }
    say(error.message);
    fill(list, element("div.empty", {}, element("h2", {}, text("noAnswer")), element("p", {}, error.message), element("button", { type: "button", on: { click: () => render() } }, text("tryAgain"))));
    return false;
  } finally {
    clearTimeout(slow);
  }
}

async function load(id) {
  if (!seen.has(id)) {
    if (seen.size > 200) seen.clear();
    seen.set(id, service.ask("/api/console/step", { id }));
    seen.get(id).catch(() => seen.delete(id));
  }
  return seen.get(id);
}

async function renderStep(id) {
  pane.dataset.wanted = id;
  pane.setAttribute("aria-busy", "true");
  try {
    const loaded = await load(id);
    const chosen = steps.versionToCopy(loaded, state.lang);
    const handedOn = chosen.id === loaded.id ? loaded : await load(chosen.id);
    if (pane.dataset.wanted !== id) return;
    [step, copied] = [loaded, handedOn];
    drawStep();
  } catch (error) {
    if (pane.dataset.wanted !== id) return;
    [step, copied] = [null, null];
    if (service.isKeyTrouble(error)) return clearStep();
    const message = error.status === 404 ? text("stepGone") : error.message;
    steps.showMissing(pane, id, message, back);
  }
  pane.setAttribute("aria-busy", "false");
  results.markCurrent(list, id);
}

function drawStep() {
  const actions = { copy, chooseCopy, pin, solved: saySolved, back };
  const isFirst = pane.dataset.shown !== step.id;
  const focused = pane.contains(document.activeElement) ? document.activeElement.getAttribute("aria-keyshortcuts") : null;
  steps.show(pane, step, { state, copied, isPinned: memory.isPinned(step.id), isSolved: votes.has(solvedKey()), canVote: answer !== null, actions });
  pane.dataset.shown = step.id;
  if (isFirst) pane.scrollTop = 0;
  // What was pressed stays in focus when it is drawn anew.
  if (focused && !isFirst) (pane.querySelector(`[aria-keyshortcuts="${focused}"]:not(:disabled)`) ?? pane.querySelector("h2")).focus({ preventScroll: true });
}

function clearStep() {
  [step, copied, pane.dataset.wanted, pane.dataset.shown] = [null, null, "", ""];
  pane.setAttribute("aria-busy", "false");
  fill(pane, isWide.matches && element("p.empty", {}, state.q.trim() === "" ? text("stepStart") : ""));
}

const positionOf = (id) => {
  const at = answer?.hits.findIndex((hit) => results.isSameStep(hit.id, id)) ?? -1;
  return at >= 0 ? at + 1 : undefined;
};

async function open(id, { position } = {}) {
  if (answer) report({ type: "click", queryId: answer.queryId, hit: id, position });
  await goTo({ step: id });
  if (step) memory.remember(step);
  (pane.querySelector("h2") ?? pane).focus();
}

function back() {
  const isInPane = pane.contains(document.activeElement);
  if (state.step !== "" && (isInPane || !isWide.matches)) {
    const from = state.step;
    const isBack = isWide.matches ? Promise.resolve() : goTo({ step: "" });
    return isBack.then(() => (results.links(list).find((link) => link.dataset.id === from) ?? question).focus());
  }
  question.focus();
  question.select();
}

function move(by) {
  const links = results.links(list);
  const next = links.indexOf(document.activeElement) + by;
  if (next < 0) return question.focus();
  links[Math.min(next, links.length - 1)]?.focus();
}

function report(event) {
  service.tell("/api/events", [event]).catch(() => {
    // What the agent does must not wait for analytics, nor fail with them.
  });
}

/** The step that one stands on, also when it is only about to be shown. */
async function settle() {
  const link = document.activeElement?.closest?.("a.result");
  if (link && isWide.matches && link.dataset.id !== pane.dataset.wanted) await renderStep(link.dataset.id);
  else if (pane.dataset.wanted && step?.id !== pane.dataset.wanted) await renderStep(pane.dataset.wanted);
}

async function copy(kind) {
  await settle();
  if (!copied) return say(text("openFirst"));
  const isDone = await copies.toClipboard(copies.KINDS[kind].of(copied));
  const { name } = copies.KINDS[kind];
  say(isDone ? text("copied", { kind: name, lang: languageName(copied.textLang) }) : text("copyRefused"));
  if (isDone && answer) report({ type: "copy", queryId: answer.queryId, hit: copied.id, position: positionOf(step.id) });
  if (isDone) memory.remember(step);
}

async function chooseCopy(id) {
  try {
    copied = id === step.id ? step : await load(id);
    say(text("copyIsIn", { lang: languageName(copied.textLang) }));
  } catch (error) {
    say(error.message);
  }
}

async function pin() {
  await settle();
  if (!step) return;
  say(text(memory.togglePin(step) ? "pinnedHere" : "pinOut"));
  drawStep();
  if (state.q.trim() === "") renderResults();
}

const solvedKey = () => `solved ${answer?.query} ${step?.id}`;
const unansweredKey = () => `unanswered ${answer?.query}`;

async function saySolved() {
  await settle();
  if (!step || !isReady()) return say(text("askFirst"));
  const event = { type: "helpful", queryId: answer.queryId, hit: step.id, position: positionOf(step.id) };
  return vote(solvedKey(), event, text("votedSolved"));
}

function sayUnanswered() {
  if (!isReady()) return say(text("askFirst"));
  return vote(unansweredKey(), { type: "unhelpful", queryId: answer.queryId }, text("votedUnanswered"));
}

async function vote(key, event, thanks) {
  if (votes.has(key)) return;
  try {
    await service.tell("/api/events", [event]);
    votes.add(key);
    say(thanks);
    if (step && event.hit) drawStep();
    if (!event.hit) await renderVoted();
  } catch (error) {
    say(text("voteRefused", { why: error.message }));
  }
}

async function renderVoted() {
  const had = list.contains(document.activeElement);
  const said = byId("status").textContent;
  await renderResults();
  say(said);
  if (had) question.focus();
}

async function begin() {
  question.value = state.q;
  try {
    const about = await service.ask("/api/console", { lang: state.lang });
    filters.fillWith(about, state);
    const isCounted = about.countsAs === "visitors";
    byId("counted").hidden = !isCounted;
    byId("counted").textContent = isCounted ? text("countsAsVisitor") : "";
    if (about.asksForKeys) service.showKeyButton();
  } catch (error) {
    if (service.isKeyTrouble(error)) return;
    say(error.message);
  }
  // What was typed meanwhile is about to be asked.
  await render({ keepsQuestion: true });
}

const typed = debounced(() => goTo({ q: question.value, step: "", limit: "" }, { isTyping: true }), TYPING_PAUSE);
question.addEventListener("input", () => (question.value.trim() === state.q.trim() ? typed.cancel() : typed()));
byId("ask").addEventListener("submit", (event) => event.preventDefault());
filters.follow((chosen) => goTo({ ...chosen, limit: "" }));
addresses.follow((asks) => {
  state = asks;
  render();
});
isWide.addEventListener("change", () => render());

document.addEventListener("click", (event) => {
  const link = event.target.closest("a.result, a[data-inside]");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.button !== 0) return;
  event.preventDefault();
  if (link.matches(".result")) return void open(link.dataset.id, { position: Number(link.dataset.position) || undefined });
  const target = new URLSearchParams(new URL(link.href).search);
  const inPane = pane.contains(link);
  const listed = results.links(list).length;
  goTo(Object.fromEntries(Object.keys(state).map((name) => [name, target.get(name) ?? ""]))).then(() => {
    if (inPane) (pane.querySelector("h2") ?? pane).focus();
    // Who asked for more results goes on with the first of these.
    else (results.links(list)[link.closest(".more") ? listed : 0] ?? question).focus();
  });
});
// On a wide screen a result is shown as soon as one stands on it; opening is what counts as a click.
const preview = debounced(() => {
  const link = document.activeElement?.closest?.("a.result");
  if (link && isWide.matches && link.dataset.id !== step?.id) renderStep(link.dataset.id);
}, 80);
list.addEventListener("focusin", () => preview());

keyboard.follow({
  focusQuestion: () => {
    question.focus();
    question.select();
  },
  move,
  open: async () => {
    typed.cancel();
    if (question.value.trim() !== state.q.trim()) await goTo({ q: question.value, step: "", limit: "" });
    results.links(list)[0]?.click();
  },
  openResult: (place) => results.links(list)[place - 1]?.click(),
  openPage: () => step && window.open(copies.absolute(step.url), "_blank", "noopener"),
  back,
  copy,
  neighbour: (which) => step?.[which] && goTo({ step: step[which].id }).then(() => pane.querySelector("h2")?.focus()),
  pin,
  solved: saySolved,
  unanswered: sayUnanswered,
});
service.begin({
  name: "agent",
  header: { "X-Guidepost-Console": "agent" },
  why: text("whyAgentKey"),
  again: () => {
    seen.clear();
    [answer, answeredFor] = [null, ""];
    begin();
  },
});
begin();
// On a telephone, a keyboard that comes up by itself hides what one came to see.
if (isWide.matches && state.step === "") question.focus();
