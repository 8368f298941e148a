// HTML and scripts where text belongs: in guides, in questions, in the server's answers. None of it may run.

import { after, before, test } from 'node:test';
import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { startBrowser, withPage } from './harness/browser.js';
import { PAYLOADS as COMMON_PAYLOADS, watchForPayloads } from './harness/payloads.js';
import { boxOf } from './harness/search_box.js';
import { startServer } from './harness/server.js';
import { eventually, followRequests } from './harness/waiting.js';

// Besides those that every page is tried with, what breaks out of the places that these pages have.
const PAYLOADS = [
  ...COMMON_PAYLOADS,
  '</script><script>hacked()</script>',
  '--><script>hacked()</script>',
  ']]><script>hacked()</script>',
  '<!--<script>hacked()</script>-->',
  '<scr<script>ipt>hacked()</script>',
  '<svg><a xlink:href="javascript:hacked()"><text y=20>x</text></a></svg>',
  '![x](x" onerror="hacked())',
];

let guides;
let server;
let browser;

before(async () => {
  guides = await mkdtemp(path.join(tmpdir(), 'guidepost-hostile-'));
  await mkdir(path.join(guides, 'en'));
  await Promise.all(PAYLOADS.map((payload, at) => writeFile(path.join(guides, 'en', `hostile-${at}.md`), guide(payload, at))));
  server = await startServer({ guides });
  browser = await startBrowser();
});

after(async () => {
  await Promise.all([browser?.close(), server?.stop()]);
  if (guides) await rm(guides, { recursive: true });
});

/** A guide with the payload everywhere that text may stand. */
function guide(payload, at) {
  const text = JSON.stringify(`Parcel ${at} ${payload}`);
  return `---\ntitle: ${text}\nsummary: ${text}\ntags: [${text}]\n---\nIntroduction ${payload}\n\n## Parcel step ${payload}\n\nParcel text ${payload}\n\n${payload}\n\n### Parcel below ${payload}\n\n- Parcel item ${payload}\n`;
}

/** Opens pages for `use`, which gets a check that nothing has run, or is there that could, and that the page is ours. */
async function harmless(use) {
  // Pictures that are not there are said of in the console.
  await withPage(browser, { expectedErrors: [/Failed to load resource/] }, async (page) => {
    const nothingRan = await watchForPayloads(page);
    await use(page, async (what) => {
      await nothingRan();
      assert.ok(page.url().startsWith(server.url), `${what} led to ${page.url()}`);
    });
  });
}

test('nothing in a guide runs on its page', async () => {
  assert.ok(PAYLOADS.length >= 40);
  await harmless(async (page, check) => {
    for (const [at, payload] of PAYLOADS.entries()) {
      await page.goto(`${server.url}/en/guides/hostile-${at}`);
      await eventually(() => page.title(), new RegExp(`^Parcel ${at} `), 'the title is text');
      await check(`the guide with ${payload}`);
      // Whatever looks like a link may be clicked on.
      for (const link of await page.locator('main a:not([href^="#"]):not([href^="/"])').all()) {
        const href = (await link.getAttribute('href')) ?? '';
        assert.ok(/^(https?:|mailto:|tel:|$)/.test(href) || !/^[a-z]+:/i.test(href), `${payload} became a link to ${href}`);
      }
    }
  });
});

test('nothing in a guide runs among the results', async () => {
  await harmless(async (page, check) => {
    for (const path of ['/', '/?q=parcel', '/?q=parcel&offset=10', '/?q=parcel&offset=20', '/?q=parcel+script', '/?q=onerror']) {
      await page.goto(server.url + path);
      await check(path);
    }
    const box = boxOf(page);
    for (const question of ['parcel script', 'parcel img onerror', 'parcel svg', 'parcel iframe', 'parcel javascript', 'parcel 7']) {
      await page.goto(`${server.url}/`);
      await box.input.fill(question);
      await box.answered();
      assert.equal(await page.locator('guidepost-search').evaluate(({ shadowRoot }) => shadowRoot.querySelectorAll('script, img, iframe, [onerror]').length), 0);
      await check(question);
    }
  });
});

test('nothing in a question runs, on the page or in the box', async () => {
  await harmless(async (page, check) => {
    const searches = followRequests(page, '/api/s');
    for (const payload of PAYLOADS) {
      await page.goto(`${server.url}/?q=${encodeURIComponent(payload)}`);
      await check(`the page for ${payload}`);
      const box = boxOf(page);
      const before = searches.asked.length;
      await box.input.fill(`zzz ${payload}`);
      await eventually(() => searches.asked.length > before, true);
      await searches.settled();
      // What it says of an answer, or of there being none.
      await eventually(() => box.status.textContent(), /./);
      await check(`the box with ${payload}`);
    }
    await page.evaluate((payloads) => localStorage.setItem('guidepost.recent', JSON.stringify([...payloads.slice(0, 6), { toString: 'x' }])), PAYLOADS);
    await page.goto(`${server.url}/`);
    await boxOf(page).input.focus();
    await eventually(() => boxOf(page).options.count(), 6);
    await check('what was searched for lately');
    await page.goto(`${server.url}/en/guides/hostile-0?thanks=${encodeURIComponent(PAYLOADS[0])}#${encodeURIComponent(PAYLOADS[2])}`);
    await check('the address');
  });
});

test('nothing in an answer runs, even if the server were somebody else’s', async () => {
  await harmless(async (page, check) => {
    await page.route('**/api/search?**', async (route) => {
      const hit = (payload, at) => ({
        id: `en/x#${at}`,
        url: at % 2 ? 'javascript:hacked()' : payload,
        lang: 'en',
        textLang: payload,
        guide: { id: `x${at}`, lang: payload, title: payload, url: payload },
        step: { number: payload, anchor: payload, title: payload },
        breadcrumbs: [payload, payload],
        highlight: { title: `a <mark>${payload}</mark> ${payload}`, snippet: `${payload}<mark>b</mark>` },
        variants: [],
      });
      const answer = {
        query: PAYLOADS[0],
        queryId: PAYLOADS[1],
        lang: 'en',
        hits: PAYLOADS.map(hit),
        estimatedTotalHits: PAYLOADS[2],
        corrections: [{ from: PAYLOADS[3], to: PAYLOADS[0] }],
        ignoredWords: PAYLOADS,
        nearestWords: PAYLOADS,
      };
      await route.fulfill({ json: answer });
    });
    await page.goto(`${server.url}/`);
    const box = boxOf(page);
    await box.input.fill('parcel');
    await box.answered();
    await eventually(() => box.options.count(), PAYLOADS.length);
    const links = () => box.options.evaluateAll((options) => options.map((option) => option.href));
    await eventually(links, (addresses) => addresses.every((href) => /^https?:/.test(href)));
    await check('the answer');
  });
});
