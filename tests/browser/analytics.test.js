// The analytics page, over what visitors really searched and did: what editors read there, and decide.

import { after, before, test } from 'node:test';
import assert from 'node:assert/strict';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { checkAccessibility } from './harness/accessibility.js';
import { checkNoSidewaysScrolling, onEveryScreen, screenshot, startBrowser, withPage } from './harness/browser.js';
import { isFilled } from './harness/console.js';
import { PAYLOADS, watchForPayloads } from './harness/payloads.js';
import { startServer } from './harness/server.js';
import { report as recorded, visit, visits } from './harness/visitors.js';
import { eventually, focused } from './harness/waiting.js';

let server;
let browser;

before(async () => {
  server = await startServer();
  browser = await startBrowser();
  await play(server);
});

after(async () => {
  await Promise.all([browser?.close(), server?.stop()]);
});

/** Visitors who fail, succeed, ask otherwise and read another language; and an agent who votes. */
async function play(on) {
  await visits(on, 4, 'gift wrapping', 'en', [['ticket']]);
  await visits(on, 3, 'gift wrapping paper', 'en');
  await visits(on, 4, 'print a label', 'en', [['click', 1]]);
  await visit(on, 'far', 'print a label', 'en', [['click', 4]]);
  await visits(on, 3, 'lithium batteries', 'en', [['click', 1]]);
  for (let number = 0; number < 4; number += 1) {
    await visit(on, `taught ${number}`, 'bordereau de retour', 'fr');
    await visit(on, `taught ${number}`, 'étiquette de retour', 'fr', [['click', 1], ['helpful', 1]]);
  }
  const asAgent = { ...on, headers: { ...on.headers, 'X-Guidepost-Console': 'agent' } };
  await visit(asAgent, 'agent', 'gift wrapping', 'en', [['unhelpful']]);
}

const report = (page, name) => page.locator(`#${name}`);
const rowOf = (page, name, text) => report(page, name).locator('tbody tr', { hasText: text }).first();
const says = (locator, expected, message) => eventually(async () => (await locator.innerText()).replace(/\s+/g, ' '), expected, message);
const has = (locator, count) => eventually(() => locator.count(), count);

test('what failed is shown with its evidence, cause and mend', async () => {
  await onEveryScreen(browser, {}, async (page, screen) => {
    await page.goto(`${server.url}/analytics`);
    await isFilled(page);
    const failed = rowOf(page, 'failed-searches', 'gift wrapping');
    for (const part of ['English', '4 of 4', 'No content', 'Write a guide about “gift wrapping”', 'wrote a ticket 4', 'nothing answers it (1)']) {
      await says(failed, (said) => said.includes(part), part);
    }
    await says(rowOf(page, 'gaps', 'gift wrapping'), /open/);
    await says(rowOf(page, 'agent-votes', 'gift wrapping'), /1/);
    await says(rowOf(page, 'translation-debt', 'it/shipping/lithium-batteries'), /English/);
    const rows = report(page, 'clicks').locator('table').first().locator('tbody tr');
    const places = () => rows.evaluateAll((own) => own.slice(0, 4).map((row) => row.innerText.trim().split(/\s+/).slice(0, 2)));
    await eventually(places, [['1', '11'], ['2', '0'], ['3', '0'], ['4', '1']]);
    await says(page.locator('#summary'), /Counted apart: 1 search by agents/);
    await says(page.locator('#period-said'), /time zone UTC/);
    await eventually(() => failed.locator('a.asked').getAttribute('href'), /^\/agent\?q=gift\+wrapping&lang=en$/);
    await page.getByText('The same as a table').click();
    await page.locator('.chart table').waitFor();
    await checkAccessibility(page);
    await checkNoSidewaysScrolling(page);
    await screenshot(page, `analytics-${screen}`);
  });
});

test('period and language stand in the address, and back and forward work', async () => {
  await withPage(browser, {}, async (page) => {
    await page.goto(`${server.url}/analytics`);
    await isFilled(page);
    await page.locator('#period-lang').selectOption('fr');
    await page.waitForURL(/lang=fr/);
    await isFilled(page);
    await rowOf(page, 'searches', 'étiquette de retour').waitFor();
    await has(rowOf(page, 'failed-searches', 'gift wrapping'), 0);
    await page.locator('#period-preset').selectOption('7');
    await page.waitForURL(/days=7/);
    await isFilled(page);
    await has(page.locator('.chart tbody tr'), 7);
    await page.goBack();
    await page.goBack();
    await rowOf(page, 'failed-searches', 'gift wrapping').waitFor();
    await eventually(() => page.locator('#period-lang').inputValue(), '');
    await isFilled(page);
    await page.goForward();
    await page.waitForURL(/lang=fr/);
    await eventually(() => page.locator('#period-lang').inputValue(), 'fr');
    await isFilled(page);
    await has(rowOf(page, 'failed-searches', 'gift wrapping'), 0);

    await page.locator('#period-preset').selectOption('custom');
    await page.locator('#period-from').fill('2025-01-01');
    await page.locator('#period-to').fill('2025-12-31');
    await page.getByRole('button', { name: 'Show', exact: true }).press('Enter');
    await page.waitForURL(/from=2025-01-01&to=2025-12-31/);
    await isFilled(page);
    await page.getByText('Nobody searched from Jan 1, 2025 to Dec 31, 2025.').waitFor();
    await has(page.locator('.chart'), 0);
    // Weeks, where days would be too many.
    await page.goto(`${server.url}/analytics?days=365`);
    await isFilled(page);
    await has(page.locator('.chart tbody tr'), 53);
    await checkAccessibility(page);
  });
});

test('reports that are empty teach what fills them', async () => {
  const own = await startServer();
  try {
    await onEveryScreen(browser, {}, async (page, screen) => {
      await page.goto(`${own.url}/analytics`);
      await isFilled(page);
      for (const text of ['A search counts from the moment', 'A search fails when', 'A gap shows once', 'No agent has voted', 'A proposal comes when']) {
        await page.getByText(text).waitFor();
      }
      await checkAccessibility(page);
      await checkNoSidewaysScrolling(page);
      await screenshot(page, `analytics-empty-${screen}`);
    });
    // Searches, but nobody tells of clicks: that is no nought.
    await visits(own, 2, 'print a label', 'en');
    // Searches are written down beside the answers.
    await eventually(async () => (await recorded(own, 'summary')).searches, 2);
    await withPage(browser, {}, async (page) => {
      await page.goto(`${own.url}/analytics`);
      await isFilled(page);
      const click = page.locator('.figures > div', { hasText: 'Led to a click' });
      await says(click, 'Led to a click — nothing tracked');
    });
  } finally {
    await own.stop();
  }
});

test('a synonym is accepted, takes effect at once, and another is rejected', async () => {
  const own = await startServer();
  try {
    await play(own);
    for (let number = 0; number < 4; number += 1) {
      await visit(own, `other ${number}`, 'sticker printer', 'en');
      await visit(own, `other ${number}`, 'label printer', 'en', [['click', 1]]);
    }
    await withPage(browser, {}, async (page) => {
      await page.goto(`${own.url}/analytics`);
      await isFilled(page);
      const first = rowOf(page, 'synonym-proposals', 'bordereau');
      await first.getByRole('button', { name: /^Accept/ }).press('Enter');
      await page.locator('#status', { hasText: 'now also finds' }).waitFor();
      await says(first, /accepted/);
      const second = rowOf(page, 'synonym-proposals', 'sticker');
      await second.getByRole('button', { name: /^Reject/ }).press('Enter');
      await page.locator('#status', { hasText: 'is rejected' }).waitFor();
      await checkAccessibility(page);
      await page.reload();
      await isFilled(page);
      await says(rowOf(page, 'synonym-proposals', 'bordereau'), /accepted/);
      await says(rowOf(page, 'synonym-proposals', 'bordereau'), /Days after: —, nobody asked/);
      await says(rowOf(page, 'synonym-proposals', 'sticker'), /rejected/);
      await screenshot(page, 'analytics-synonyms-1280-light');
    });
    // The service looks at the file once a second.
    const helped = (await visit(own, 'after', 'étiquette de retour', 'fr')).hits[0].id;
    let tries = 0;
    const first = async () => (await visit(own, `after ${(tries += 1)}`, 'bordereau de retour', 'fr')).hits[0].id;
    await eventually(first, helped);
    const rules = await readFile(path.join(own.folder, 'synonyms.toml'), 'utf8');
    assert.ok(rules.includes('bordereau') && !rules.includes('sticker'), rules);
  } finally {
    await own.stop();
  }
});

test('keys are asked for, and files are saved with them', async () => {
  const env = { GUIDEPOST_ADMIN_KEY: 'admin-key', GUIDEPOST_ANALYTICS_KEY: 'analytics-key' };
  const own = await startServer({ listen: '0.0.0.0:0', env });
  own.headers = { Authorization: 'Bearer nobody' };
  try {
    await play(own);
    await withPage(browser, { expectedErrors: [/40[13]/] }, async (page) => {
      await page.goto(`${own.url}/analytics`);
      await page.getByText('This server asks for a key.').waitFor();
      await eventually(() => focused(page), 'key-field');
      await checkAccessibility(page);
      await screenshot(page, 'analytics-key-1280-light', { fullPage: false });
      await page.keyboard.type('wrong');
      await page.keyboard.press('Enter');
      await page.getByText('wrong, or not enough').waitFor();
      await page.fill('#key-field', 'analytics-key');
      await page.keyboard.press('Enter');
      await isFilled(page);
      const saved = page.waitForEvent('download');
      await page.getByRole('link', { name: 'Asked most as CSV' }).click();
      const csv = await readFile(await (await saved).path(), 'utf8');
      assert.match(csv, /^query,lang,count,/);
      // Deciding needs more than reading.
      await rowOf(page, 'synonym-proposals', 'bordereau').getByRole('button', { name: /^Accept/ }).click();
      await page.getByText('wrong, or not enough').waitFor();
      await page.fill('#key-field', 'admin-key');
      await page.keyboard.press('Enter');
      await page.locator('#key').waitFor({ state: 'hidden' });
      await isFilled(page);
      await rowOf(page, 'synonym-proposals', 'bordereau').getByRole('button', { name: /^Accept/ }).click();
      await page.locator('#status', { hasText: 'now also finds' }).waitFor();
    });
  } finally {
    await own.stop();
  }
});

test('without analytics the page says so', async () => {
  const own = await startServer({ options: ['--analytics=false'] });
  try {
    await withPage(browser, { expectedErrors: [/503/] }, async (page) => {
      await page.goto(`${own.url}/analytics`);
      await page.getByText('Serve with analytics on').waitFor();
      await checkAccessibility(page);
    });
  } finally {
    await own.stop();
  }
});

test('nothing that a question or a guide holds is executed', async () => {
  const folder = await mkdtemp(path.join(tmpdir(), 'guidepost-payloads-'));
  await mkdir(path.join(folder, 'en'));
  const lines = PAYLOADS.map((payload, at) =>
    JSON.stringify({ id: `payload-${at}`, lang: 'en', title: payload, steps: [{ number: '1', title: `marker${at} ${payload}`, body: payload }] }),
  );
  await writeFile(path.join(folder, 'payloads.jsonl'), `${lines.join('\n')}\n`);
  const own = await startServer({ guides: folder });
  try {
    for (const [at, payload] of PAYLOADS.entries()) {
      await visit(own, `a ${at}`, payload, 'en');
      await visit(own, `b ${at}`, payload, 'en');
      await visit(own, `b ${at}`, `marker${at}`, 'en', [['click', 1], ['helpful', 1]]);
      await visit(own, `c ${at}`, `marker${at} unknown`, 'fr', [['click', 1]]);
      const asAgent = { ...own, headers: { 'X-Guidepost-Console': 'agent' } };
      await visit(asAgent, 'agent', payload, 'en', [['unhelpful']]);
    }
    // Each address that is refused is reported by the browser.
    await withPage(browser, { expectedErrors: [/400 \(Bad Request\)/] }, async (page) => {
      const check = await watchForPayloads(page);
      await page.goto(`${own.url}/analytics`);
      await isFilled(page);
      const more = page.getByRole('button', { name: /^Show \d+ more$/ });
      while ((await more.count()) > 0) await more.first().click();
      await rowOf(page, 'searches', '<script>hacked()').waitFor();
      await eventually(() => report(page, 'agent-votes').locator('tbody tr').count(), (rows) => rows >= PAYLOADS.length - 2);
      await check();
      for (const payload of PAYLOADS) {
        const every = Object.fromEntries(['from', 'to', 'days', 'lang'].map((name) => [name, payload]));
        await page.goto(`${own.url}/analytics?${new URLSearchParams({ lang: payload })}`);
        await page.goto(`${own.url}/analytics?${new URLSearchParams(every)}`);
        await page.locator('[role=alert]').first().waitFor();
        await check();
      }
    });
  } finally {
    await Promise.all([own.stop(), rm(folder, { recursive: true })]);
  }
});
