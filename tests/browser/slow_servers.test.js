// `<guidepost-search>` when answers come late, in another order, or not at all.

import { after, before, test } from 'node:test';
import assert from 'node:assert/strict';
import { checkAccessibility } from './harness/accessibility.js';
import { onEveryScreen, screenshot, startBrowser, withPage } from './harness/browser.js';
import { boxOf, saysSo } from './harness/search_box.js';
import { startServer } from './harness/server.js';
import { gate, startProxy } from './harness/sites.js';
import { eventually, followRequests } from './harness/waiting.js';

const TYPING_PAUSE = 150;
/** A time of the page's clock that no loading of a page lasts until. */
const LATER = 86_400_000;

let server;
let browser;

before(async () => {
  server = await startServer();
  browser = await startBrowser();
});

after(async () => {
  await Promise.all([browser?.close(), server?.stop()]);
});

const isSearch = (path) => path.startsWith('/api/search');
const isSuggestion = (path) => path.startsWith('/api/suggest');

/** Notes, at each change of the box, what stood in the field and which steps were shown as its answer. */
async function watch(page) {
  await page.evaluate(() => {
    const root = document.querySelector('guidepost-search').shadowRoot;
    const [input, list, panel] = ['input', '[role=listbox]', '.panel'].map((selector) => root.querySelector(selector));
    globalThis.seen = [];
    globalThis.typedAt = [];
    const note = () => {
      const isAnswer = !panel.hidden && !list.hidden && list.ariaBusy !== 'true';
      const hits = [...list.querySelectorAll('[role=option][href]')].map((option) => new URL(option.href).pathname + new URL(option.href).hash);
      if (isAnswer && hits.length) globalThis.seen.push({ question: input.value.trim(), hits });
    };
    new MutationObserver(note).observe(root, { subtree: true, childList: true, attributes: true });
    // Taken before the box hears of the key and after it has, so that a pause is never taken for shorter than it was.
    root.addEventListener('input', () => globalThis.typedAt.push({ from: performance.now() }), { capture: true });
    input.addEventListener('input', () => {
      globalThis.typedAt.at(-1).to = performance.now();
      queueMicrotask(note);
    });
  });
}

/** What the server answers to a question as the box asks it, each guide's steps together as the box shows them. */
async function answerTo(question) {
  const url = `${server.url}/api/search?${new URLSearchParams({ q: question, lang: 'fr,fr-FR', limit: 10, perGuide: 3, analytics: 0 })}`;
  const { hits } = await (await fetch(url)).json();
  const guides = [...new Set(hits.map((hit) => hit.guide.id))];
  return guides.flatMap((id) => hits.filter((hit) => hit.guide.id === id).map((hit) => hit.url));
}

async function checkAnswers(seen) {
  for (const { question, hits } of seen) {
    assert.deepEqual(hits, await answerTo(question), `what is shown for “${question}” answers another question`);
  }
}

test('typing at 50 ms a key against a server with 300 ms delay never shows the answer to an older question', async () => {
  const proxy = await startProxy(server.url, (path) => (isSearch(path) ? 300 : 0));
  try {
    await withPage(browser, { locale: 'fr-FR' }, async (page) => {
      const requests = followRequests(page, '/api/s');
      await page.goto(`${proxy.url}/`);
      const box = boxOf(page);
      await watch(page);
      await box.input.pressSequentially('numéro de compte', { delay: 50 });
      await page.waitForFunction(() => globalThis.seen.at(-1)?.question === 'numéro de compte');
      await requests.settled();
      const { seen, typedAt } = await page.evaluate(() => ({ seen: globalThis.seen, typedAt: globalThis.typedAt }));
      assert.equal(typedAt.length, 'numéro de compte'.length);
      assert.equal(seen.at(-1).question, 'numéro de compte');
      await checkAnswers(seen);
      // One request for each pause that was long enough, and one for the end.
      const pauses = typedAt.slice(1).filter(({ to }, before) => to - typedAt[before].from >= TYPING_PAUSE).length;
      const [asked, suggestions] = [isSearch, isSuggestion].map((is) => proxy.requests.filter(is).length);
      console.log(`requests=${asked} suggestions=${suggestions} keys=${typedAt.length} pauses=${pauses}`);
      assert.ok(asked >= 1 && asked <= pauses + 1, `${asked} requests for ${pauses} pauses`);
      // Completions are asked for along with steps, and never by themselves.
      assert.ok(suggestions >= 1 && suggestions <= asked, `${suggestions} requests for completions`);
    });
  } finally {
    await proxy.stop();
  }
});

test('answers that come in another order are dropped', async () => {
  const gates = [gate(), gate(), gate()];
  let asked = 0;
  const proxy = await startProxy(server.url, (path) => (isSearch(path) ? gates[asked++]?.opened : 0));
  try {
    await withPage(browser, { locale: 'fr-FR' }, async (page) => {
      const requests = followRequests(page, '/api/s');
      await page.goto(`${proxy.url}/`);
      const box = boxOf(page);
      await watch(page);
      for (const [at, question] of ['ups', 'ups compte', 'étiquette retour'].entries()) {
        await box.input.fill(question);
        await eventually(() => proxy.requests.filter(isSearch).length, at + 1);
      }
      gates[2].open();
      await box.answered();
      gates[1].open();
      gates[0].open();
      await requests.settled();
      const seen = await page.evaluate(() => globalThis.seen);
      assert.equal(seen.at(-1).question, 'étiquette retour');
      await checkAnswers(seen);
    });
  } finally {
    await proxy.stop();
  }
});

test('on a clock that stands still between keys, one search and one request for completions are sent', async () => {
  const proxy = await startProxy(server.url, () => 0);
  try {
    await withPage(browser, { locale: 'fr-FR' }, async (page) => {
      await page.clock.install({ time: 0 });
      await page.goto(`${proxy.url}/`);
      await page.clock.pauseAt(LATER);
      const box = boxOf(page);
      await box.input.focus();
      for (const letter of 'numéro de compte') {
        await page.keyboard.type(letter);
        await page.clock.runFor(50);
      }
      assert.deepEqual(proxy.requests.filter((path) => isSearch(path) || isSuggestion(path)), []);
      await page.clock.runFor(100);
      await eventually(() => proxy.requests.some(isSuggestion) && proxy.requests.some(isSearch), true);
      await page.clock.runFor(200);
      await page.clock.resume();
      await box.answered();
      assert.deepEqual([isSearch, isSuggestion].map((is) => proxy.requests.filter(is).length), [1, 1]);
    });
  } finally {
    await proxy.stop();
  }
});

test('completions come while the steps are awaited; late or broken, they change nothing', async () => {
  let [steps, completions] = [gate(), Promise.resolve()];
  const proxy = await startProxy(server.url, (path) => (isSearch(path) ? steps.opened : isSuggestion(path) ? completions : 0));
  try {
    await onEveryScreen(browser, { locale: 'fr-FR', expectedErrors: [/ERR_EMPTY_RESPONSE/] }, async (page, screen) => {
      [steps, completions] = [gate(), Promise.resolve()];
      const requests = followRequests(page, '/api/s');
      await page.goto(`${proxy.url}/`);
      const box = boxOf(page);
      await box.input.fill('numéro de com');
      await page.locator('guidepost-search .skeleton').waitFor();
      const title = 'Obtenir, retrouver et vérifier son numéro de compte UPS';
      await eventually(() => box.options.allTextContents(), [title]);
      await checkAccessibility(page);
      await screenshot(page, `box-completing-${screen}`, { fullPage: false });
      // Chosen before there were steps, it stays chosen when they come.
      await page.keyboard.press('ArrowDown');
      steps.open();
      await box.answered();
      await eventually(() => box.active.textContent(), title);
      await page.keyboard.press('Enter');
      await eventually(() => box.input.inputValue(), title);
      await box.answered();

      const late = gate();
      completions = late.opened;
      await box.input.fill('numéro de comp');
      await box.answered();
      const shown = await box.options.allTextContents();
      late.open();
      await requests.settled();
      assert.deepEqual(await box.options.allTextContents(), shown);
      completions = 'break';
      await box.input.fill('étiq');
      await box.answered();
      await eventually(() => box.options.filter({ hasText: 'Générer l’étiquette' }).count(), 1);
    });
  } finally {
    await proxy.stop();
  }
});

test('a slow server shows a skeleton, then says that it takes long, then the answer', async () => {
  let answer = gate();
  const proxy = await startProxy(server.url, (path) => (isSearch(path) ? answer.opened : 0));
  try {
    await onEveryScreen(browser, { locale: 'fr-FR' }, async (page, screen) => {
      answer = gate();
      proxy.requests.length = 0;
      // The page's clock goes only as told, so that a slow machine is not taken for a slow server.
      await page.clock.install({ time: 0 });
      await page.goto(`${proxy.url}/`);
      await page.clock.pauseAt(LATER);
      const box = boxOf(page);
      await box.input.fill('fraud warning');
      await page.clock.runFor(150);
      await eventually(() => proxy.requests.some(isSearch), true);
      await page.clock.runFor(300);
      await page.locator('guidepost-search .skeleton').waitFor();
      await screenshot(page, `box-skeleton-${screen}`, { fullPage: false });
      await page.clock.runFor(4_000);
      await saysSo(box, 'prend plus de temps');
      await eventually(() => box.status.textContent(), /prend plus de temps/);
      answer.open();
      await box.answered();
      await page.locator('guidepost-search .skeleton').waitFor({ state: 'detached' });

      // What checks accessibility needs a clock that goes, so it looks at another question that takes long.
      answer = gate();
      const before = proxy.requests.filter(isSearch).length;
      await box.input.fill('fraud');
      await page.clock.runFor(150);
      await eventually(() => proxy.requests.filter(isSearch).length > before, true);
      await page.clock.runFor(4_000);
      await saysSo(box, 'prend plus de temps');
      await page.clock.resume();
      await checkAccessibility(page);
    });
  } finally {
    await proxy.stop();
  }
});

test('an answer that comes when the reader has gone elsewhere opens nothing', async () => {
  const answer = gate();
  const proxy = await startProxy(server.url, (path) => (isSearch(path) ? answer.opened : 0));
  try {
    await withPage(browser, { locale: 'fr-FR' }, async (page) => {
      const requests = followRequests(page, '/api/s');
      await page.goto(`${proxy.url}/`);
      const box = boxOf(page);
      await box.input.fill('fraud warning');
      await eventually(() => proxy.requests.some(isSearch), true);
      await page.keyboard.press('Tab');
      await page.keyboard.press('Tab');
      answer.open();
      await requests.settled();
      assert.equal(await box.panel.isVisible(), false);
      // The question is still there, and is asked again when the reader comes back to it.
      await box.input.focus();
      await page.keyboard.press('ArrowDown');
      await box.answered();
    });
  } finally {
    await proxy.stop();
  }
});

test('a server that is gone is said so, and asked again', async () => {
  let isGone = true;
  const proxy = await startProxy(server.url, (path) => (isSearch(path) && isGone ? 'break' : 0));
  try {
    await onEveryScreen(browser, { locale: 'fr-FR', expectedErrors: [/ERR_EMPTY_RESPONSE/] }, async (page, screen) => {
      isGone = true;
      await page.goto(`${proxy.url}/`);
      const box = boxOf(page);
      await box.input.fill('fraud warning');
      const retry = page.getByRole('button', { name: 'Réessayer' });
      await retry.waitFor();
      await eventually(() => box.status.textContent(), /injoignable/);
      await checkAccessibility(page);
      await screenshot(page, `box-gone-${screen}`, { fullPage: false });
      isGone = false;
      await retry.click();
      await box.answered();
      await eventually(() => box.input.inputValue(), 'fraud warning');
    });
  } finally {
    await proxy.stop();
  }
});

test('without a network it waits, and asks when the network is back', async () => {
  await withPage(browser, { locale: 'fr-FR', expectedErrors: [/ERR_INTERNET_DISCONNECTED/] }, async (page) => {
    await page.goto(`${server.url}/`);
    const box = boxOf(page);
    await page.context().setOffline(true);
    await box.input.fill('fraud warning');
    await saysSo(box, 'hors ligne');
    await page.context().setOffline(false);
    await box.answered();
  });
});
