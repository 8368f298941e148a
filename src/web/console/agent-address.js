// What the console shows stands in its address, so that it can be linked to, and back and forward work.

const NAMES = ["q", "lang", "guide", "tag", "in", "step", "limit"];
/** Whether the entry of the history at hand is being typed into, and may be overwritten. */
let isBeingTyped = false;

/** What the address asks for; all texts, empty where nothing is asked for. */
export function read() {
  const given = new URLSearchParams(location.search);
  return Object.fromEntries(NAMES.map((name) => [name, given.get(name) ?? ""]));
}

/** The address that shows this. */
export function link(state) {
  const given = NAMES.filter((name) => state[name]).map((name) => [name, state[name]]);
  const query = new URLSearchParams(given).toString();
  return query === "" ? "/agent" : `/agent?${query}`;
}

/** Goes where `state` is shown: what is typed overwrites what was typed before, all else can be come back from. */
export function go(state, { isTyping = false } = {}) {
  const target = link(state);
  if (target === location.pathname + location.search) return;
  if (isTyping && isBeingTyped) {
    history.replaceState(null, "", target);
  } else {
    history.pushState(null, "", target);
  }
  isBeingTyped = isTyping;
}

/** Calls `show` with what the address asks for whenever somebody goes back or forward. */
export function follow(show) {
  addEventListener("popstate", () => {
    isBeingTyped = false;
    show(read());
  });
}
