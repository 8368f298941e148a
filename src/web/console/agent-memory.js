// Steps that this browser remembers: those opened lately, and those that were pinned. Questions are not remembered.

import { forBrowser } from "./storage.js";

const RECENT = "guidepost.agent.recent";
const PINNED = "guidepost.agent.pinned";
const MOST = { [RECENT]: 12, [PINNED]: 50 };

function read(name) {
  try {
    const kept = JSON.parse(forBrowser.get(name) ?? "[]");
    const isStep = (step) => typeof step?.id === "string" && typeof step?.title === "string";
    return Array.isArray(kept) ? kept.filter(isStep) : [];
  } catch {
    return [];
  }
}

function write(name, steps) {
  forBrowser.set(name, JSON.stringify(steps.slice(0, MOST[name])));
}

const remembered = (step) => ({
  id: step.id,
  number: step.number,
  title: step.title,
  guide: step.guide.title,
  lang: step.lang,
});

export const recent = () => read(RECENT);
export const pinned = () => read(PINNED);
export const isPinned = (id) => pinned().some((step) => step.id === id);

/** Puts a step first among those opened lately. */
export function remember(step) {
  write(RECENT, [remembered(step), ...recent().filter((other) => other.id !== step.id)]);
}

/** Pins a step, or takes its pin out; gives whether it is pinned now. */
export function togglePin(step) {
  const others = pinned().filter((other) => other.id !== step.id);
  const wasPinned = others.length < pinned().length;
  write(PINNED, wasPinned ? others : [remembered(step), ...others]);
  return !wasPinned;
}

export const unpin = (id) => write(PINNED, pinned().filter((step) => step.id !== id));
export const forgetRecent = () => write(RECENT, []);
