// What a page or the program does takes the time that it takes: whoever reads it waits for what is expected of it. Nothing is
// read only once after a key, a click or an answer, and nothing is said not to happen before something later has.

import assert from 'node:assert/strict';
import { inspect } from 'node:util';
import { SLOWDOWN } from './slowness.js';

/** Nothing takes this long; a machine that does other things besides must not fail a test either. */
export const LONGEST_WAIT = SLOWDOWN > 1 ? 180_000 : 60_000;
const PAUSE = 20;

/**
 * Reads again and again until what is read is as `expected`: equal to it, matched by it if it is a pattern, or true of it if
 * it is a function. Fails with what was read last, or with the error of reading. Gives what was read.
 */
export async function eventually(read, expected, message) {
  const end = Date.now() + LONGEST_WAIT;
  for (;;) {
    try {
      const value = await read();
      check(value, expected, message);
      return value;
    } catch (error) {
      if (Date.now() > end) throw error;
    }
    await new Promise((resolve) => setTimeout(resolve, PAUSE));
  }
}

function check(value, expected, message) {
  if (expected instanceof RegExp) assert.match(value, expected, message);
  else if (typeof expected === 'function') assert.ok(expected(value), `${message ?? `not ${expected}`}: ${inspect(value)}`);
  else assert.deepEqual(value, expected, message);
}

/**
 * Follows what a page asks for whose address has `part` in it: `asked` lists the addresses, `settled()` waits until each was
 * answered or given up, so that nothing can come late any more.
 */
export function followRequests(page, part) {
  const asked = [];
  const open = new Set();
  const isFollowed = (request) => request.url().includes(part);
  page.on('request', (request) => {
    if (!isFollowed(request)) return;
    asked.push(new URL(request.url()));
    open.add(request);
  });
  for (const ended of ['requestfinished', 'requestfailed']) page.on(ended, (request) => open.delete(request));
  const settled = async () => {
    await eventually(() => open.size, 0, 'what the page has asked for was answered or given up');
    await nextTask(page);
  };
  return { asked, settled };
}

/** Waits until the page has done all that it had to do now. */
export function nextTask(page) {
  return page.evaluate(() => new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => resolve();
    port2.postMessage(null);
  }));
}

/** What has the focus: the id of the element, in a search box its role or class, else its name. */
export const focused = (page) =>
  page.evaluate(() => {
    const { activeElement } = document;
    const inner = activeElement?.shadowRoot?.activeElement;
    if (inner) return inner.getAttribute('role') ?? inner.className;
    return activeElement?.dataset.id || activeElement?.id || activeElement?.localName;
  });
