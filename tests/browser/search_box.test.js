// `<guidepost-search>` on guidepost's own pages: what it shows, and how it is used with the keyboard alone.

import { after, before, test } from 'node:test';
import assert from 'node:assert/strict';
import { checkAccessibility } from './harness/accessibility.js';
import { checkNoSidewaysScrolling, onEveryScreen, screenshot, startBrowser, until, withPage } from './harness/browser.js';
import { boxOf, recordBeacons, saysSo } from './harness/search_box.js';
import { startServer } from './harness/server.js';
import { report, visits } from './harness/visitors.js';

let server;
let browser;

before(async () => {
  [server, browser] = await Promise.all([startServer(), startBrowser()]);
});

after(async () => {
  await Promise.all([browser?.close(), server?.stop()]);
});

const FRENCH = { locale: 'fr-FR' };

/** Opens the first page and types a question whose answer is then there. */
async function ask(page, question, path = '/') {
  await page.goto(server.url + path);
  const box = boxOf(page);
  await box.input.fill(question);
  await box.answered();
  return box;
}

test('steps are shown while typing, under their guides, the words marked', async () => {
  await onEveryScreen(browser, FRENCH, async (page, screen) => {
    const box = await ask(page, 'fraud warning');
    const first = box.options.first();
    assert.match(await first.getAttribute('href'), /\/fr\/guides\/shipping\/ups-account-number#fraud-warning$/);
    assert.deepEqual(await first.locator('.title mark').allTextContents(), ['fraud', 'warning']);
    // The step is in English, the reader is not.
    assert.equal(await first.locator('.badge').textContent(), 'anglais');
    const guides = await box.groups.locator('.guide').allTextContents();
    assert.ok(guides.length > 1 && new Set(guides).size === guides.length, guides.join(' / '));
    for (const group of await box.groups.all()) assert.ok((await group.locator('[role=option]').count()) <= 3);
    assert.match(await box.status.textContent(), /^Résultats\s: \d+/);
    await checkNoSidewaysScrolling(page);
    await checkAccessibility(page);
    await screenshot(page, `box-answer-${screen}`, { fullPage: false });
  });
});

test('a step is found and opened by the keyboard alone', async () => {
  await onEveryScreen(browser, FRENCH, async (page, screen) => {
    await page.goto(`${server.url}/`);
    const box = boxOf(page);
    await page.keyboard.press('/');
    await page.keyboard.type('fraud warning');
    await box.answered();
    assert.equal(await box.input.getAttribute('aria-expanded'), 'true');
    assert.equal(await box.active.count(), 0);
    await page.keyboard.press('ArrowDown');
    assert.equal(await box.input.getAttribute('aria-activedescendant'), await box.options.first().getAttribute('id'));
    // Past the last option is the field, then the first option again.
    await page.keyboard.press('ArrowUp');
    assert.equal(await box.active.count(), 0);
    await page.keyboard.press('ArrowUp');
    assert.equal(await box.active.getAttribute('id'), await box.options.last().getAttribute('id'));
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('ArrowDown');
    await checkAccessibility(page);
    await screenshot(page, `box-chosen-${screen}`, { fullPage: false });
    await page.keyboard.press('Enter');
    await page.waitForURL('**/fr/guides/shipping/ups-account-number#fraud-warning');
    assert.equal(await page.evaluate(() => document.activeElement.id), 'fraud-warning');
  });
});

test('Ctrl+K goes to the field, Escape closes and then clears, Ctrl+Enter opens a new tab', async () => {
  await withPage(browser, FRENCH, async (page) => {
    await page.goto(`${server.url}/`);
    const box = boxOf(page);
    await page.keyboard.press('Control+k');
    assert.equal(await page.evaluate(() => document.activeElement.localName), 'guidepost-search');
    await page.keyboard.type('ups/fedex');
    assert.equal(await box.input.inputValue(), 'ups/fedex', 'a slash is typed where one types');
    await box.answered();
    await page.keyboard.press('Escape');
    assert.equal(await box.panel.isVisible(), false);
    assert.equal(await box.input.getAttribute('aria-expanded'), 'false');
    assert.equal(await box.input.inputValue(), 'ups/fedex');
    await page.keyboard.press('Escape');
    assert.equal(await box.input.inputValue(), '');
    await page.keyboard.type('fraud warning');
    await box.answered();
    await page.keyboard.press('ArrowDown');
    const [opened] = await Promise.all([page.context().waitForEvent('page'), page.keyboard.press('Control+Enter')]);
    await opened.waitForURL('**#fraud-warning');
    assert.equal(new URL(page.url()).pathname, '/');
    // Somewhere else on the page the panel closes by itself.
    await page.keyboard.press('ArrowDown');
    await page.mouse.click(5, 5);
    assert.equal(await box.panel.isVisible(), false);
  });
});

test('Enter without a choice leads to a page of results that can be shared', async () => {
  await withPage(browser, FRENCH, async (page) => {
    await ask(page, 'numéro de compte', '/?lang=fr');
    await page.keyboard.press('Enter');
    await page.waitForURL((url) => url.searchParams.get('q') === 'numéro de compte' && url.searchParams.get('lang') === 'fr');
    assert.ok((await page.locator('.hits > li').count()) > 3);
    assert.equal(await boxOf(page).input.inputValue(), 'numéro de compte');
  });
});

test('a corrected question can be asked exactly as it was written', async () => {
  await onEveryScreen(browser, { locale: 'en-GB' }, async (page, screen) => {
    const box = await ask(page, 'acount number');
    assert.match(await box.notes.textContent(), /Showing results for “account number”\./);
    assert.match(await box.status.textContent(), /Showing results for/);
    await checkAccessibility(page);
    await screenshot(page, `box-corrected-${screen}`, { fullPage: false });
    const exactly = page.waitForRequest((request) => new URL(request.url()).searchParams.get('corrections') === '0');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Tab');
    assert.equal(await page.evaluate(() => document.activeElement.shadowRoot.activeElement.textContent), 'Search instead for “acount number”');
    await page.keyboard.press('Enter');
    await exactly;
    await box.notes.filter({ hasText: 'left out: acount' }).waitFor();
    assert.equal(await box.input.inputValue(), 'acount number');
  });
});

test('when nothing is found the nearest words help on', async () => {
  await onEveryScreen(browser, { locale: 'en-GB' }, async (page, screen) => {
    await page.goto(`${server.url}/`);
    const box = boxOf(page);
    await box.input.fill('prnterz');
    await saysSo(box, 'Nothing found for “prnterz”');
    assert.match(await box.status.textContent(), /Nothing found/);
    assert.equal(await box.input.getAttribute('aria-expanded'), 'false');
    await checkAccessibility(page);
    await screenshot(page, `box-nothing-${screen}`, { fullPage: false });
    const word = box.message.locator('.word').first();
    const meant = await word.textContent();
    await word.click();
    await box.answered();
    assert.equal(await box.input.inputValue(), meant);
  });
});

test('an unfinished question is completed by what others asked with success', async () => {
  const own = await startServer();
  try {
    await visits(own, 6, 'numéro de compte fedex', 'fr', [['click', 1]]);
    // What is frequent is read once a minute, and first when somebody types: only when it has been counted.
    assert.ok(await until(async () => (await report(own, 'summary')).searches === 6));
    const isKnown = async () => {
      const answer = await fetch(`${own.url}/api/suggest?${new URLSearchParams({ q: 'numéro de com', lang: 'fr' })}`);
      return (await answer.json()).suggestions.some(({ kind }) => kind === 'query');
    };
    assert.ok(await until(isKnown), 'the question is suggested');
    await onEveryScreen(browser, FRENCH, async (page, screen) => {
      await page.goto(`${own.url}/`);
      const box = boxOf(page);
      await box.input.fill('numéro de com');
      await box.answered();
      assert.equal(await box.groups.first().getAttribute('aria-label'), 'Suggestions\u00a0: 1');
      assert.match(await box.status.textContent(), /^Résultats\s: \d+ Suggestions\s: 1$/);
      assert.ok((await box.groups.count()) > 1, 'the steps stand beneath');
      await checkAccessibility(page);
      await screenshot(page, `box-completion-${screen}`, { fullPage: false });
      await page.keyboard.press('ArrowDown');
      const asked = [];
      page.on('request', (request) => request.url().includes('/api/s') && asked.push(new URL(request.url()).pathname));
      await page.keyboard.press('Enter');
      assert.equal(await box.input.inputValue(), 'numéro de compte fedex');
      await box.answered();
      assert.match(await box.options.first().textContent(), /FedEx/);
      assert.deepEqual(asked, ['/api/search'], 'what was chosen needs no completion');
      // A question that is finished, long, or asked where the site wants none, gets none.
      for (const question of ['numéro de compte ', 'où trouver mon numéro de com']) {
        await box.input.fill(question);
        await box.answered();
        assert.equal(await page.locator('guidepost-search .completions').count(), 0, question);
      }
      await page.locator('guidepost-search').evaluate((element) => element.setAttribute('suggestions', 'off'));
      await box.input.fill('numéro de com');
      await box.answered();
      assert.equal(await page.locator('guidepost-search .completions').count(), 0);
      assert.ok(!asked.includes('/api/suggest'), asked.join(' '));
    });
  } finally {
    await own.stop();
  }
});

test('what was searched for is kept in this browser, chosen again, and forgotten', async () => {
  await onEveryScreen(browser, FRENCH, async (page, screen) => {
    const box = await ask(page, 'fraud warning');
    await box.options.first().click();
    await page.waitForURL('**/fr/guides/**');
    for (let number = 1; number <= 8; number += 1) {
      await page.goto(`${server.url}/`);
      await box.input.fill(`étiquette ${number}`);
      await page.keyboard.press('Enter');
      await page.waitForURL('**q=**');
    }
    await page.goto(`${server.url}/`);
    await box.input.focus();
    const kept = await box.options.allTextContents();
    assert.deepEqual(kept, [8, 7, 6, 5, 4, 3, 2].map((number) => `étiquette ${number}`));
    await checkAccessibility(page);
    await screenshot(page, `box-recent-${screen}`, { fullPage: false });
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    assert.equal(await box.input.inputValue(), 'étiquette 8');
    await box.groups.locator('.title').first().waitFor();
    await box.input.fill('');
    await page.getByRole('button', { name: 'Effacer les recherches récentes' }).click();
    assert.equal(await box.options.count(), 0);
    assert.equal(await page.evaluate(() => localStorage.length), 0);
  });
});

test('spaces alone ask nothing', async () => {
  await withPage(browser, FRENCH, async (page) => {
    const asked = [];
    page.on('request', (request) => request.url().includes('/api/') && asked.push(request.url()));
    await page.goto(`${server.url}/`);
    await boxOf(page).input.pressSequentially('   ');
    await page.keyboard.press('Enter');
    await page.waitForTimeout(400);
    assert.deepEqual(asked, []);
    assert.equal(new URL(page.url()).search, '');
  });
});

test('a click is told with the search that it followed', async () => {
  await withPage(browser, FRENCH, async (page) => {
    const beacons = await recordBeacons(page);
    const answered = page.waitForResponse((response) => response.url().includes('/api/search'));
    const box = await ask(page, 'fraud warning');
    const { queryId, hits } = await (await answered).json();
    await box.options.first().click();
    await page.waitForURL('**#fraud-warning');
    assert.ok(await until(() => beacons.length === 1));
    const [{ timestamp, ...event }] = beacons[0].events;
    assert.deepEqual(event, { type: 'click', queryId, hit: hits[0].id, position: 1 });
    assert.ok(Math.abs(Date.parse(timestamp) - Date.now()) < 600_000);
    const clicked = await until(async () => {
      const clicks = await (await fetch(`${server.url}/api/analytics/clicks`)).json();
      return JSON.stringify(clicks).includes('fr/shipping/ups-account-number#4.1');
    });
    assert.ok(clicked, 'the report of clicks has it');
  });
});

test('who asks not to be tracked is neither reported nor recorded', async () => {
  const options = { ...FRENCH, extraHTTPHeaders: { dnt: '1' } };
  await withPage(browser, options, async (page) => {
    await page.addInitScript(() => Object.defineProperty(navigator, 'doNotTrack', { get: () => '1' }));
    const beacons = await recordBeacons(page);
    const asked = page.waitForRequest((request) => request.url().includes('/api/search'));
    const box = await ask(page, 'douane déclaration secrète');
    assert.equal(new URL((await asked).url()).searchParams.get('analytics'), '0');
    await box.options.first().click();
    await page.waitForURL('**/fr/guides/**');
    await page.waitForTimeout(300);
    assert.deepEqual(beacons, []);
  });
  const searches = await (await fetch(`${server.url}/api/analytics/searches?limit=100`)).text();
  assert.ok(!searches.includes('secrète'), searches);
});

test('what was typed before the script ran is gone on with', async () => {
  await withPage(browser, FRENCH, async (page) => {
    let release;
    const held = new Promise((resolve) => (release = resolve));
    await page.route('**/search-box.js', async (route) => {
      await held;
      await route.continue();
    });
    await page.goto(`${server.url}/`, { waitUntil: 'commit' });
    await page.locator('input[type=search]').pressSequentially('fraud warning');
    release();
    const box = boxOf(page);
    await box.answered();
    assert.equal(await box.input.inputValue(), 'fraud warning');
    assert.equal(await page.evaluate(() => document.activeElement.localName), 'guidepost-search');
  });
});

test('the box follows what the page does to it', async () => {
  await withPage(browser, FRENCH, async (page) => {
    const box = await ask(page, 'fraud warning');
    await page.locator('guidepost-search').evaluate((element) => element.setAttribute('lang', 'de'));
    assert.ok(await until(async () => (await box.status.textContent()).startsWith('Ergebnisse')));
    assert.equal(await box.input.inputValue(), 'fraud warning');
    // Moved, and with another box beside it, it goes on; the keyboard opens the first.
    await page.evaluate(() => {
      const element = document.querySelector('guidepost-search');
      document.querySelector('main').append(element);
      document.querySelector('main').append(document.createElement('guidepost-search'));
    });
    await page.mouse.click(5, 5);
    await page.keyboard.press('Control+k');
    assert.equal(await page.evaluate(() => document.activeElement === document.querySelector('guidepost-search')), true);
    await page.evaluate(() => document.querySelector('guidepost-search').remove());
    await page.keyboard.press('Control+k');
    assert.equal(await page.evaluate(() => document.activeElement === document.querySelector('guidepost-search')), true);
  });
});

test('what comes along with pasted text is left out of the question', async () => {
  await withPage(browser, FRENCH, async (page) => {
    const box = await ask(page, 'fraud\u0000\u0007\u0085warning');
    assert.match(await box.options.first().getAttribute('href'), /#fraud-warning$/);
    const answered = page.waitForResponse((response) => response.url().includes('/api/search'));
    await box.input.fill('étiquette '.repeat(60));
    assert.equal((await answered).status(), 200, 'no more fits in than the server takes');
  });
});
