// `<guidepost-search>` on guidepost's own pages: what it shows, and how it is used with the keyboard alone.

import { after, before, test } from 'node:test';
import assert from 'node:assert/strict';
import { checkAccessibility } from './harness/accessibility.js';
import { checkNoSidewaysScrolling, onEveryScreen, screenshot, startBrowser, withPage } from './harness/browser.js';
import { boxOf, recordBeacons, saysSo } from './harness/search_box.js';
import { startServer } from './harness/server.js';
import { report, visit, visits } from './harness/visitors.js';
import { eventually, focused, followRequests } from './harness/waiting.js';

let server;
let browser;

before(async () => {
  server = await startServer();
  browser = await startBrowser();
});

after(async () => {
  await Promise.all([browser?.close(), server?.stop()]);
});

const FRENCH = { locale: 'fr-FR' };
/** A time of the page's clock that no loading of a page lasts until. */
const LATER = 86_400_000;

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
    await eventually(() => first.getAttribute('href'), /\/fr\/guides\/shipping\/ups-account-number#fraud-warning$/);
    await eventually(() => first.locator('.title mark').allTextContents(), ['fraud', 'warning']);
    // The step is in English, the reader is not.
    await eventually(() => first.locator('.badge').textContent(), 'anglais');
    const guides = () => box.groups.locator('.guide').allTextContents();
    await eventually(guides, (titles) => titles.length > 1 && new Set(titles).size === titles.length);
    const sizes = () => box.groups.evaluateAll((groups) => groups.map((group) => group.querySelectorAll('[role=option]').length));
    await eventually(sizes, (steps) => steps.length > 1 && steps.every((count) => count >= 1 && count <= 3));
    await eventually(() => box.status.textContent(), /^Résultats\s: \d+/);
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
    await eventually(() => box.input.getAttribute('aria-expanded'), 'true');
    await eventually(() => box.active.count(), 0);
    const isChosen = (option) =>
      eventually(async () => (await box.input.getAttribute('aria-activedescendant')) === (await option.getAttribute('id')), true);
    await page.keyboard.press('ArrowDown');
    await isChosen(box.options.first());
    // Past the last option is the field, then the first option again.
    await page.keyboard.press('ArrowUp');
    await eventually(() => box.active.count(), 0);
    await page.keyboard.press('ArrowUp');
    await isChosen(box.options.last());
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('ArrowDown');
    await isChosen(box.options.first());
    await checkAccessibility(page);
    await screenshot(page, `box-chosen-${screen}`, { fullPage: false });
    await page.keyboard.press('Enter');
    await page.waitForURL('**/fr/guides/shipping/ups-account-number#fraud-warning');
    await eventually(() => focused(page), 'fraud-warning');
  });
});

test('Ctrl+K goes to the field, Escape closes and then clears, Ctrl+Enter opens a new tab', async () => {
  await withPage(browser, FRENCH, async (page) => {
    await page.goto(`${server.url}/`);
    const box = boxOf(page);
    await page.keyboard.press('Control+k');
    await eventually(() => focused(page), 'combobox');
    await page.keyboard.type('ups/fedex');
    await eventually(() => box.input.inputValue(), 'ups/fedex', 'a slash is typed where one types');
    await box.answered();
    await page.keyboard.press('Escape');
    await box.panel.waitFor({ state: 'hidden' });
    await eventually(() => box.input.getAttribute('aria-expanded'), 'false');
    assert.equal(await box.input.inputValue(), 'ups/fedex');
    await page.keyboard.press('Escape');
    await eventually(() => box.input.inputValue(), '');
    await page.keyboard.type('fraud warning');
    await box.answered();
    await page.keyboard.press('ArrowDown');
    const [opened] = await Promise.all([page.context().waitForEvent('page'), page.keyboard.press('Control+Enter')]);
    await opened.waitForURL('**#fraud-warning');
    assert.equal(new URL(page.url()).pathname, '/');
    // Somewhere else on the page the panel closes by itself.
    await page.keyboard.press('ArrowDown');
    await box.panel.waitFor();
    await page.mouse.click(5, 5);
    await box.panel.waitFor({ state: 'hidden' });
  });
});

test('Enter without a choice leads to a page of results that can be shared', async () => {
  await withPage(browser, FRENCH, async (page) => {
    await ask(page, 'numéro de compte', '/?lang=fr');
    await page.keyboard.press('Enter');
    await page.waitForURL((url) => url.searchParams.get('q') === 'numéro de compte' && url.searchParams.get('lang') === 'fr');
    await eventually(() => page.locator('.hits > li').count(), (hits) => hits > 3);
    await eventually(() => boxOf(page).input.inputValue(), 'numéro de compte');
  });
});

test('a corrected question can be asked exactly as it was written', async () => {
  await onEveryScreen(browser, { locale: 'en-GB' }, async (page, screen) => {
    const box = await ask(page, 'acount number');
    await eventually(() => box.notes.textContent(), /Showing results for “account number”\./);
    await eventually(() => box.status.textContent(), /Showing results for/);
    await checkAccessibility(page);
    await screenshot(page, `box-corrected-${screen}`, { fullPage: false });
    const exactly = page.waitForRequest((request) => new URL(request.url()).searchParams.get('corrections') === '0');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Tab');
    const chosen = () => page.evaluate(() => document.activeElement.shadowRoot.activeElement.textContent);
    await eventually(chosen, 'Search instead for “acount number”');
    await page.keyboard.press('Enter');
    await exactly;
    await box.notes.filter({ hasText: 'left out: acount' }).waitFor();
    await eventually(() => box.input.inputValue(), 'acount number');
  });
});

test('when nothing is found the nearest words help on', async () => {
  await onEveryScreen(browser, { locale: 'en-GB' }, async (page, screen) => {
    await page.goto(`${server.url}/`);
    const box = boxOf(page);
    await box.input.fill('prnterz');
    await saysSo(box, 'Nothing found for “prnterz”');
    await eventually(() => box.status.textContent(), /Nothing found/);
    await eventually(() => box.input.getAttribute('aria-expanded'), 'false');
    await checkAccessibility(page);
    await screenshot(page, `box-nothing-${screen}`, { fullPage: false });
    const word = box.message.locator('.word').first();
    const meant = await word.textContent();
    await word.click();
    await box.answered();
    await eventually(() => box.input.inputValue(), meant);
  });
});

test('an unfinished question is completed by what others asked with success', async () => {
  const own = await startServer();
  try {
    await visits(own, 6, 'numéro de compte fedex', 'fr', [['click', 1]]);
    // What is frequent is read once a minute, and first when somebody types: only when it has been counted.
    await eventually(async () => (await report(own, 'summary')).searches, 6);
    const isKnown = async () => {
      const answer = await fetch(`${own.url}/api/suggest?${new URLSearchParams({ q: 'numéro de com', lang: 'fr' })}`);
      return (await answer.json()).suggestions.some(({ kind }) => kind === 'query');
    };
    await eventually(isKnown, true, 'the question is suggested');
    await onEveryScreen(browser, FRENCH, async (page, screen) => {
      await page.goto(`${own.url}/`);
      const box = boxOf(page);
      // Completions that come later than the steps are left out, so the steps come after them here.
      const completed = page.waitForResponse((response) => response.url().includes('/api/suggest'));
      await page.route('**/api/search?*', async (route) => {
        await (await completed).finished();
        await route.continue();
      });
      await box.input.fill('numéro de com');
      await box.answered();
      await page.unroute('**/api/search?*');
      await eventually(() => box.groups.first().getAttribute('aria-label'), 'Suggestions\u00a0: 1');
      await eventually(() => box.status.textContent(), /^Résultats\s: \d+ Suggestions\s: 1$/);
      await eventually(() => box.groups.count(), (groups) => groups > 1, 'the steps stand beneath');
      await checkAccessibility(page);
      await screenshot(page, `box-completion-${screen}`, { fullPage: false });
      await page.keyboard.press('ArrowDown');
      const requests = followRequests(page, '/api/s');
      const asked = () => requests.asked.map(({ pathname }) => pathname);
      await page.keyboard.press('Enter');
      await eventually(() => box.input.inputValue(), 'numéro de compte fedex');
      await box.answered();
      await eventually(() => box.options.first().textContent(), /FedEx/);
      await requests.settled();
      assert.deepEqual(asked(), ['/api/search'], 'what was chosen needs no completion');
      // A question that is finished, long, or asked where the site wants none, gets none.
      for (const question of ['numéro de compte ', 'où trouver mon numéro de com']) {
        await box.input.fill(question);
        await box.answered();
        await requests.settled();
        assert.equal(await page.locator('guidepost-search .completions').count(), 0, question);
      }
      await page.locator('guidepost-search').evaluate((element) => element.setAttribute('suggestions', 'off'));
      await box.input.fill('numéro de com');
      await box.answered();
      await requests.settled();
      assert.equal(await page.locator('guidepost-search .completions').count(), 0);
      assert.ok(!asked().includes('/api/suggest'), asked().join(' '));
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
    await eventually(() => box.options.allTextContents(), [8, 7, 6, 5, 4, 3, 2].map((number) => `étiquette ${number}`));
    await checkAccessibility(page);
    await screenshot(page, `box-recent-${screen}`, { fullPage: false });
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await eventually(() => box.input.inputValue(), 'étiquette 8');
    await box.answered();
    await box.input.fill('');
    await page.getByRole('button', { name: 'Effacer les recherches récentes' }).click();
    await eventually(() => box.options.count(), 0);
    await eventually(() => page.evaluate(() => localStorage.length), 0);
  });
});

test('spaces alone ask nothing', async () => {
  await withPage(browser, FRENCH, async (page) => {
    const requests = followRequests(page, '/api/');
    await page.clock.install({ time: 0 });
    await page.goto(`${server.url}/`);
    await page.clock.pauseAt(LATER);
    const box = boxOf(page);
    await box.input.pressSequentially('   ');
    await page.keyboard.press('Enter');
    await page.clock.runFor(1_000);
    // What the spaces would have asked would have been asked before this.
    await box.input.fill('fraud warning');
    await page.clock.runFor(1_000);
    await eventually(() => requests.asked.length > 0, true);
    await page.clock.resume();
    await box.answered();
    assert.deepEqual([...new Set(requests.asked.map(({ searchParams }) => searchParams.get('q')))], ['fraud warning']);
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
    await eventually(() => beacons.length, 1);
    const [{ timestamp, ...event }] = beacons[0].events;
    assert.deepEqual(event, { type: 'click', queryId, hit: hits[0].id, position: 1 });
    assert.ok(Math.abs(Date.parse(timestamp) - Date.now()) < 600_000);
    const clicked = async () => (await report(server, 'clicks')).clicks.map((click) => click.hit);
    await eventually(clicked, (hits) => hits.includes('fr/shipping/ups-account-number#4.1'));
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
    // A click is told before the page that it leads to is there.
    await page.waitForURL('**/fr/guides/**');
    assert.deepEqual(beacons, []);
  });
  // What is searched for later is recorded later.
  await visit(server, 'afterwards', 'douane déclaration publique', 'fr');
  const searches = async () => (await report(server, 'searches', { limit: 100 })).searches.map(({ query }) => query);
  const recorded = await eventually(searches, (queries) => queries.some((query) => query.includes('publique')));
  assert.ok(!recorded.some((query) => query.includes('secrète')), recorded.join('\n'));
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
    await eventually(() => box.input.inputValue(), 'fraud warning');
    await eventually(() => focused(page), 'combobox');
  });
});

test('the box follows what the page does to it', async () => {
  await withPage(browser, FRENCH, async (page) => {
    const box = await ask(page, 'fraud warning');
    await page.locator('guidepost-search').evaluate((element) => element.setAttribute('lang', 'de'));
    await eventually(() => box.status.textContent(), /^Ergebnisse/);
    await eventually(() => box.input.inputValue(), 'fraud warning');
    // Moved, and with another box beside it, it goes on; the keyboard opens the first.
    await page.evaluate(() => {
      const element = document.querySelector('guidepost-search');
      document.querySelector('main').append(element);
      document.querySelector('main').append(document.createElement('guidepost-search'));
    });
    await page.mouse.click(5, 5);
    const isFirstFocused = () => page.evaluate(() => document.activeElement === document.querySelector('guidepost-search'));
    await page.keyboard.press('Control+k');
    await eventually(isFirstFocused, true);
    await page.evaluate(() => document.querySelector('guidepost-search').remove());
    await page.keyboard.press('Control+k');
    await eventually(isFirstFocused, true);
  });
});

test('what comes along with pasted text is left out of the question', async () => {
  await withPage(browser, FRENCH, async (page) => {
    const box = await ask(page, 'fraud\u0000\u0007\u0085warning');
    await eventually(() => box.options.first().getAttribute('href'), /#fraud-warning$/);
    const answered = page.waitForResponse((response) => response.url().includes('/api/search'));
    await box.input.fill('étiquette '.repeat(60));
    assert.equal((await answered).status(), 200, 'no more fits in than the server takes');
  });
});
