// `<guidepost-search>` in a page of another site: two lines, a strict content security policy, no cookies, its own looks.

import { after, before, test } from 'node:test';
import assert from 'node:assert/strict';
import { checkAccessibility } from './harness/accessibility.js';
import { checkNoSidewaysScrolling, onEveryScreen, screenshot, startBrowser, withPage } from './harness/browser.js';
import { boxOf, recordBeacons, saysSo, startForeignSite } from './harness/search_box.js';
import { startServer } from './harness/server.js';
import { eventually, focused } from './harness/waiting.js';

let server;
let browser;

before(async () => {
  server = await startServer({ options: ['--cors-origins', '*'] });
  browser = await startBrowser();
});

after(async () => {
  await Promise.all([browser?.close(), server?.stop()]);
});

const isDialogOpen = (page) => page.locator('guidepost-search dialog').evaluate((dialog) => dialog.open);

/** Calls `use` with the address of a foreign page that embeds the box. */
async function embedded(options, use) {
  const site = await startForeignSite(options.server ?? server.url, options);
  try {
    await use(site.url);
  } finally {
    await site.stop();
  }
}

test('the box works under a policy that allows nothing but the server, without cookies', async () => {
  await embedded({ lang: 'fr' }, async (url) => {
    await onEveryScreen(browser, {}, async (page, screen) => {
      await page.addInitScript(() => {
        globalThis.violations = [];
        document.addEventListener('securitypolicyviolation', (event) => globalThis.violations.push(event.violatedDirective));
      });
      const beacons = await recordBeacons(page);
      await page.goto(url);
      const box = boxOf(page);
      await box.input.fill('fraud warning');
      await box.answered();
      const best = () => box.options.first().evaluate((link) => link.href);
      await eventually(best, `${server.url}/fr/guides/shipping/ups-account-number#fraud-warning`);
      // Its style is there although the policy allows no style.
      await eventually(() => box.panel.evaluate((panel) => getComputedStyle(panel).position), 'absolute');
      await eventually(() => box.input.getAttribute('placeholder'), /^De quoi/);
      await checkNoSidewaysScrolling(page);
      await checkAccessibility(page, 'guidepost-search');
      await screenshot(page, `foreign-${screen}`, { fullPage: false });
      assert.deepEqual(await page.evaluate(() => globalThis.violations), []);
      await box.options.first().click();
      await page.waitForURL('**#fraud-warning');
      await eventually(() => beacons.map(({ url }) => url), [`${server.url}/api/events`]);
      assert.deepEqual(await page.context().cookies(), []);
    });
  });
  const taken = () => server.log.filter((line) => line.includes('/api/events') && line.includes('status=200')).length;
  await eventually(taken, (events) => events >= 4, 'every beacon was taken');
});

test('a site that is not on the list gets no answer, and the box says so', async () => {
  const closed = await startServer({ options: ['--cors-origins', 'https://shop.example'] });
  try {
    await embedded({ server: closed.url }, async (url) => {
      await withPage(browser, { expectedErrors: [/CORS policy/, /ERR_FAILED/] }, async (page) => {
        await page.goto(url);
        const box = boxOf(page);
        await box.input.fill('fraud warning');
        await saysSo(box, 'can’t be reached');
      });
    });
  } finally {
    await closed.stop();
  }
});

test('the dialog opens by its button and by Ctrl+K, keeps the focus, and gives it back', async () => {
  await embedded({ attributes: 'mode="dialog"' }, async (url) => {
    await onEveryScreen(browser, {}, async (page, screen) => {
      await page.goto(url);
      const opener = page.getByRole('button', { name: 'Search' });
      await checkAccessibility(page, 'guidepost-search');
      await screenshot(page, `dialog-closed-${screen}`, { fullPage: false });
      await opener.focus();
      await page.keyboard.press('Enter');
      const box = boxOf(page);
      await box.message.waitFor();
      await checkAccessibility(page, 'guidepost-search');
      await page.keyboard.type('printer offline');
      await box.answered();
      // The best step is chosen already, so Enter alone opens it.
      await eventually(() => box.active.evaluate((active) => active === active.closest('[role=listbox]').querySelector('[href]')), true);
      await checkNoSidewaysScrolling(page);
      await checkAccessibility(page, 'guidepost-search');
      await screenshot(page, `dialog-${screen}`, { fullPage: false });
      for (let presses = 0; presses < 12; presses += 1) {
        await page.keyboard.press('Tab');
        assert.notEqual(await focused(page), 'a', 'the page behind the dialog is out of reach');
      }
      await page.keyboard.press('Escape');
      await eventually(() => isDialogOpen(page), false);
      await eventually(() => focused(page), 'opener');
      await page.keyboard.press('Control+k');
      await eventually(() => focused(page), 'combobox');
      await eventually(() => box.input.inputValue(), 'printer offline');
      await page.keyboard.type('fraud warning');
      await box.answered();
      await eventually(() => box.options.first().getAttribute('href'), /#fraud-warning$/);
      await page.keyboard.press('Enter');
      await page.waitForURL('**#fraud-warning');
    });
  });
});

test('the dialog is used by keys alone, whatever the platform calls them', async () => {
  for (const [platform, shown, key] of [['Linux x86_64', 'Ctrl K', 'Control+k'], ['MacIntel', '⌘ K', 'Meta+k']]) {
    await embedded({ attributes: 'mode="dialog"' }, async (url) => {
      await withPage(browser, {}, async (page) => {
        await page.addInitScript((name) => Object.defineProperty(navigator, 'platform', { get: () => name }), platform);
        await page.goto(url);
        await eventually(() => page.locator('guidepost-search .opener kbd').textContent(), shown);
        const box = boxOf(page);
        // From wherever one is on the page, and back to there.
        await page.getByRole('link', { name: 'a link' }).focus();
        await page.keyboard.press(key);
        await eventually(() => isDialogOpen(page), true);
        await eventually(() => focused(page), 'combobox');
        await page.keyboard.press('Escape');
        await eventually(() => isDialogOpen(page), false);
        await eventually(() => page.evaluate(() => document.activeElement.textContent), 'a link');
        await page.keyboard.press('/');
        await eventually(() => focused(page), 'combobox');
        await page.keyboard.type('printer offline');
        await box.answered();
        const ids = await box.options.evaluateAll((options) => options.map(({ id }) => id));
        const isChosen = (id, why) => eventually(() => box.input.getAttribute('aria-activedescendant'), id, why);
        await isChosen(ids[0]);
        await page.keyboard.press('ArrowDown');
        await isChosen(ids[1]);
        await page.keyboard.press('ArrowUp');
        await page.keyboard.press('ArrowUp');
        await isChosen(null, 'the field stands before the first step');
        await page.keyboard.press('ArrowUp');
        await isChosen(ids.at(-1));
        await page.keyboard.press('ArrowDown');
        await page.keyboard.press('ArrowDown');
        await page.keyboard.press('ArrowDown');
        await isChosen(ids[1]);
        const href = await box.active.evaluate((link) => link.href);
        assert.match(href, /#/);
        await page.keyboard.press('Enter');
        await page.waitForURL(href);
        await eventually(async () => `#${await focused(page)}`, new URL(href).hash);
      });
    });
  }
});

test('a server that wants a key gets the one of the attribute; without it the reader is told why nothing is found', async () => {
  const env = { GUIDEPOST_ADMIN_KEY: 'admin-key', GUIDEPOST_SEARCH_KEY: 'search-key', GUIDEPOST_CORS_ORIGINS: '*' };
  const own = await startServer({ listen: '0.0.0.0:0', env });
  try {
    await embedded({ server: own.url, attributes: 'key="search-key"' }, async (url) => {
      await withPage(browser, {}, async (page) => {
        const asked = [];
        page.on('request', (request) => request.url().includes('/api/') && asked.push(request));
        await page.goto(url);
        const box = boxOf(page);
        await box.input.fill('fraud warn');
        await box.answered();
        await eventually(() => box.options.first().getAttribute('href'), /#fraud-warning$/);
        await eventually(() => asked.length, (requests) => requests >= 2);
        assert.ok(asked.every((request) => request.headers().authorization === 'Bearer search-key'));
        const told = page.waitForResponse((response) => response.url().endsWith('/api/events'));
        await box.options.first().click({ modifiers: ['Control'] });
        assert.equal((await told).status(), 200, 'clicks are told with the key as well');
      });
    });
    for (const attributes of ['', 'key="wrong"']) {
      await embedded({ server: own.url, attributes }, async (url) => {
        await withPage(browser, { expectedErrors: [/40[13]/] }, async (page) => {
          const warnings = [];
          page.on('console', (message) => message.type() === 'warning' && warnings.push(message.text()));
          await page.goto(url);
          const box = boxOf(page);
          await box.input.fill('fraud warning');
          await saysSo(box, 'This page is not allowed to search: its key is missing or wrong.');
          await eventually(() => box.status.textContent(), /not allowed to search/);
          await checkAccessibility(page, 'guidepost-search');
          await screenshot(page, 'foreign-refused', { fullPage: false });
          const isTold = () => warnings.some((text) => text.includes('the attribute "key"'));
          await eventually(isTold, true, 'whoever builds the page is told more');
          // Once the page has the key, asking again is enough.
          await page.locator('guidepost-search').evaluate((element) => element.setAttribute('key', 'search-key'));
          await page.getByRole('button', { name: 'Try again' }).click();
          await box.answered();
        });
      });
    }
  } finally {
    await own.stop();
  }
});

test('a question without an answer is carried into the site’s own form', async () => {
  await embedded({ attributes: 'ticket-url="/ticket?subject={query}&from=search"' }, async (url) => {
    await onEveryScreen(browser, {}, async (page, screen) => {
      const beacons = await recordBeacons(page);
      const answered = page.waitForResponse((response) => response.url().includes('/api/search'));
      await page.goto(url);
      const box = boxOf(page);
      await box.input.fill('zzqqxx & "xqxqz"');
      await saysSo(box, 'Nothing found');
      await checkAccessibility(page, 'guidepost-search');
      await screenshot(page, `foreign-nothing-${screen}`, { fullPage: false });
      const { queryId } = await (await answered).json();
      await page.getByRole('link', { name: 'Ask us for help' }).click();
      await page.waitForURL('**/ticket?**');
      const asked = new URL(page.url());
      assert.equal(asked.searchParams.get('subject'), 'zzqqxx & "xqxqz"');
      assert.equal(asked.searchParams.get('from'), 'search');
      await eventually(() => beacons.map(({ events: [{ type, queryId: after }] }) => [type, after]), [['ticket', queryId]]);
    });
  });
});

test('analytics="off" and recent="off" keep everything to the reader', async () => {
  await embedded({ attributes: 'analytics="off" recent="off"' }, async (url) => {
    await withPage(browser, {}, async (page) => {
      const beacons = await recordBeacons(page);
      const asked = page.waitForRequest((request) => request.url().includes('/api/search'));
      await page.goto(url);
      const box = boxOf(page);
      await box.input.fill('fraud warning');
      await box.answered();
      assert.equal(new URL((await asked).url()).searchParams.get('analytics'), '0');
      // The click is told before it opens a tab, if it is told.
      const opened = page.context().waitForEvent('page');
      await box.options.first().click({ modifiers: ['Control'] });
      await (await opened).waitForURL('**#fraud-warning');
      assert.deepEqual(beacons, []);
      assert.equal(await page.evaluate(() => localStorage.length), 0);
    });
  });
});

test('the box speaks eight languages, Arabic from right to left', async () => {
  const labels = new Set();
  for (const lang of ['en', 'fr', 'de', 'es', 'it', 'nl', 'pt', 'ar']) {
    await embedded({ lang, attributes: 'ticket-url="/ticket"' }, async (url) => {
      const seen = async (page, screen) => {
        await page.goto(url);
        const box = boxOf(page);
        labels.add(await box.input.getAttribute('aria-label'));
        await box.input.fill('fraud warning');
        await box.answered();
        const direction = () => page.locator('guidepost-search .box').evaluate((own) => getComputedStyle(own).direction);
        await eventually(direction, lang === 'ar' ? 'rtl' : 'ltr');
        await checkNoSidewaysScrolling(page);
        await checkAccessibility(page, 'guidepost-search');
        await screenshot(page, `language-${lang}-${screen}`, { fullPage: false });
      };
      if (lang === 'ar') await onEveryScreen(browser, {}, seen);
      else await withPage(browser, { width: 360 }, (page) => seen(page, '360-light'));
    });
  }
  assert.equal(labels.size, 8);
});

test('the looks follow the page: its colour scheme, its custom properties', async () => {
  const style = "default-src 'none'; style-src 'unsafe-inline'";
  await embedded({ scheme: 'light', policy: `${style}; script-src ${server.url}; connect-src ${server.url}`, attributes: 'style="--guidepost-accent: rgb(120, 20, 90); --guidepost-radius: 0px"' }, async (url) => {
    await withPage(browser, { scheme: 'dark' }, async (page) => {
      await page.goto(url);
      const box = boxOf(page);
      await box.input.fill('fraud warning');
      await box.answered();
      await page.keyboard.press('ArrowDown');
      const looks = () => page.evaluate(() => {
        const root = document.querySelector('guidepost-search').shadowRoot;
        const styleOf = (selector) => getComputedStyle(root.querySelector(selector));
        return [styleOf('.field').backgroundColor, styleOf('[aria-selected=true] .title').color, styleOf('.field').borderRadius];
      });
      // A page that has no dark looks gets no dark box, whatever the reader's system says.
      await eventually(looks, ['rgb(255, 255, 255)', 'rgb(120, 20, 90)', '0px']);
      await page.locator('guidepost-search').evaluate((element) => element.setAttribute('theme', 'dark'));
      const background = () => page.locator('guidepost-search .field').evaluate((field) => getComputedStyle(field).backgroundColor);
      await eventually(background, 'rgb(27, 31, 35)');
    });
  });
});
