// A slow machine and a slow network, to find what is read too early and what readers with such would see go wrong:
//
//     GUIDEPOST_BROWSER_SLOWDOWN=20 GUIDEPOST_BROWSER_SEED=7 npm --prefix tests/browser test
//
// gives every page a twentieth of the processor, holds every answer of the program for up to 300 ms (drawn from the seed,
// so that they come in another order than they were asked for), and lets pages hear late of what a browser tells them
// only when it has time: that the address has changed, that a dialog has been closed. Unless it is set, nothing is slowed.

import assert from 'node:assert/strict';
import { startProxy } from './sites.js';

/** How many times slower pages are; 1 is as fast as the machine. */
export const SLOWDOWN = Number(process.env.GUIDEPOST_BROWSER_SLOWDOWN ?? 1);
const SEED = Number(process.env.GUIDEPOST_BROWSER_SEED ?? 1);
assert.ok(SLOWDOWN >= 1 && Number.isFinite(SEED), 'GUIDEPOST_BROWSER_SLOWDOWN is a number from 1, GUIDEPOST_BROWSER_SEED any number');

const IS_SLOW = SLOWDOWN > 1;
const LONGEST_DELAY = 300;
const HEARD_LATE = 250;
/** Of these a browser tells when it has nothing more urgent to do; what is pressed and typed it tells at once. */
const TOLD_LATER = ['hashchange', 'popstate', 'close', 'toggle', 'online', 'offline', 'resize', 'scroll'];

const sessions = new WeakMap();

/** Slows every page that is opened in a context, those too that pages open. */
export async function slowPages(context) {
  if (!IS_SLOW) return;
  await context.addInitScript(hearLate, { types: TOLD_LATER, delay: HEARD_LATE });
  context.on('page', (page) => sessions.set(page, throttled(context, page)));
}

/** Does something that is no part of the page, such as checking it, at the machine's own speed. */
export async function atFullSpeed(page, work) {
  const session = await sessions.get(page);
  await session?.send('Emulation.setCPUThrottlingRate', { rate: 1 });
  try {
    return await work();
  } finally {
    await session?.send('Emulation.setCPUThrottlingRate', { rate: SLOWDOWN });
  }
}

/** The address at which a server's answers come late, and what stops that. */
export async function slowAnswers(url) {
  if (!IS_SLOW) return { url, stop: () => {} };
  const next = random(SEED);
  return startProxy(url, () => next() * LONGEST_DELAY);
}

async function throttled(context, page) {
  try {
    const session = await context.newCDPSession(page);
    await session.send('Emulation.setCPUThrottlingRate', { rate: SLOWDOWN });
    return session;
  } catch {
    // The page was closed before anything could be said of it.
    return undefined;
  }
}

/** Runs in the page before all else. Each type is told as late as any other time, so that its events stay in order. */
function hearLate({ types, delay }) {
  const { addEventListener: add, removeEventListener: remove } = EventTarget.prototype;
  const later = globalThis.setTimeout;
  const lateOf = new WeakMap();
  EventTarget.prototype.addEventListener = function (type, listener, options) {
    if (!types.includes(type) || !listener) return add.call(this, type, listener, options);
    const hear = (event) => later(() => (typeof listener === 'function' ? listener.call(this, event) : listener.handleEvent(event)), delay);
    if (!lateOf.has(listener)) lateOf.set(listener, hear);
    return add.call(this, type, lateOf.get(listener), options);
  };
  EventTarget.prototype.removeEventListener = function (type, listener, options) {
    return remove.call(this, type, (types.includes(type) && lateOf.get(listener)) || listener, options);
  };
}

/** Numbers from 0 to 1 that a seed gives again: mulberry32. */
function random(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
