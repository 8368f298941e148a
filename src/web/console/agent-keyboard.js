// Everything the console does, by keys: the table of them, the help that lists them, and who gets a key that is pressed.

import { byId, element, fill } from "./dom.js";
import { forBrowser } from "./storage.js";
import { text } from "./texts.js";

const OFF = "guidepost.agent.single-keys-off";
const isOff = () => forBrowser.get(OFF) !== null;

const CTRL = /mac|iphone|ipad/i.test(navigator.platform) ? "⌘" : "Ctrl+";

/** The keys, and the names of the texts that say what they do. Those of one letter can be turned off, for people who dictate. */
const HELP = [
  [["/", `${CTRL}K`], "keyQuestion"],
  [["↓", "↑"], "keyMove"],
  [["1", "…", "9"], "keyOpenThat"],
  [["Enter"], "keyOpen"],
  [[`${CTRL}Enter`], "keyOpenPage"],
  [["Esc"], "keyBack"],
  [["c"], "keyCopyLink"],
  [["t"], "keyCopyText"],
  [["m"], "keyCopyMarkdown"],
  [["[", "]"], "keyNeighbours"],
  [["p"], "keyPin"],
  [["o"], "keyOpenPage"],
  [["s"], "solved"],
  [["n"], "unanswered"],
  [["?"], "keyHelp"],
];

const isText = (target) => target.closest?.("input, textarea, select, [contenteditable]") !== null && target.closest !== undefined;

/**
 * Follows the keys. `actions` by name: focusQuestion, move(by), open(), openPage(), openResult(place), back(), copy(kind),
 * neighbour(which), pin(), solved(), unanswered().
 */
export function follow(actions) {
  const dialog = byId("shortcuts");
  const help = () => {
    showHelp(dialog);
  };
  byId("show-shortcuts").addEventListener("click", help);
  const single = {
    c: () => actions.copy("link"),
    t: () => actions.copy("text"),
    m: () => actions.copy("markdown"),
    "[": () => actions.neighbour("previous"),
    "]": () => actions.neighbour("next"),
    p: actions.pin,
    o: actions.openPage,
    s: actions.solved,
    n: actions.unanswered,
    "?": help,
    "/": actions.focusQuestion,
  };
  document.addEventListener("keydown", (event) => {
    if (dialog.open || event.defaultPrevented || event.isComposing) return;
    const done = (action) => {
      event.preventDefault();
      action();
    };
    // On many keyboards signs are typed with AltGr, which some systems tell as Ctrl and Alt.
    const isSign = event.getModifierState("AltGraph");
    const isCommand = !isSign && (event.ctrlKey || event.metaKey);
    if (isCommand && event.key.toLowerCase() === "k") return done(actions.focusQuestion);
    if (isCommand && event.key === "Enter") return done(actions.openPage);
    if (isCommand || (event.altKey && !isSign)) return;
    const isInQuestion = event.target.id === "question";
    if (event.key === "Escape" && !event.target.closest("#key")) return done(actions.back);
    if ((event.key === "ArrowDown" || event.key === "ArrowUp") && (isInQuestion || event.target.closest("#results"))) {
      return done(() => actions.move(event.key === "ArrowDown" ? 1 : -1));
    }
    if (event.key === "Enter" && isInQuestion) return done(actions.open);
    if (isText(event.target) || isOff()) return;
    if (/^[1-9]$/.test(event.key)) return done(() => actions.openResult(Number(event.key)));
    if (Object.hasOwn(single, event.key)) done(single[event.key]);
  });
}

function showHelp(dialog) {
  const rows = HELP.map(([keys, what]) =>
    element("tr", {}, element("th", { scope: "row" }, keys.map((key) => (key === "…" ? "… " : [element("kbd", {}, key), " "]))), element("td", {}, text(what))),
  );
  const toggle = element("input", {
    type: "checkbox",
    on: { change: () => (toggle.checked ? forBrowser.remove(OFF) : forBrowser.set(OFF, "1")) },
  });
  toggle.checked = !isOff();
  fill(
    dialog,
    element("h2", { id: "shortcuts-title", tabindex: "-1", autofocus: true }, text("shortcutsTitle")),
    element("table", {}, element("tbody", {}, rows)),
    element("label", {}, toggle, " ", text("singleKeys")),
    element("form", { method: "dialog" }, element("button", {}, text("close"))),
  );
  dialog.showModal();
}
