// `<guidepost-search>` in a page of another site: two lines, a strict content security policy, no cookies, its own looks.

import { after, before, test } from 'node:test';
import assert from 'node:assert/strict';
import { checkAccessibility } from './harness/accessibility.js';
import { checkNoSidewaysScrolling, onEveryScreen, screenshot, startBrowser, until, withPage } from './harness/browser.js';
import { boxOf, recordBeacons, saysSo, startForeignSite } from './harness/search_box.js';
import { startServer } from './harness/server.js';

let server;
let browser;

before(async () => {
  [server, browser] = await Promise.all([startServer({ options: ['--cors-origins', '*'] }), startBrowser()]);
});

after(async () => {
  await Promise.all([browser?.close(), server?.stop()]);
});

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
      assert.equal(await box.options.first().evaluate((link) => link.href), `${server.url}/fr/guides/shipping/ups-account-number#fraud-warning`);
      // Its style is there although the policy allows no style.
      assert.equal(await box.panel.evaluate((panel) => getComputedStyle(panel).position), 'absolute');
      assert.ok((await box.input.getAttribute('placeholder')).startsWith('De quoi'));
      await checkNoSidewaysScrolling(page);
      await checkAccessibility(page, 'guidepost-search');
      await screenshot(page, `foreign-${screen}`, { fullPage: false });
      assert.deepEqual(await page.evaluate(() => globalThis.violations), []);
      await box.options.first().click();
      await page.waitForURL('**#fraud-warning');
      assert.ok(await until(() => beacons.length === 1));
      assert.equal(beacons[0].url, `${server.url}/api/events`);
      assert.deepEqual(await page.context().cookies(), []);
    });
  });
  const taken = () => server.log.filter((line) => line.includes('/api/events') && line.includes('status=200')).length;
  assert.ok(await until(() => taken() >= 4), server.log.filter((line) => line.includes('events')).join('\n'));
});

test('a site that is not on the list gets no answer, and the box says so', async () => {
  const closed = await startServer({ options: ['--cors-origins', 'https://shop.example'] });
  try {
    await embedded({ server: closed.url }, async (url) => {
      await withPage(browser, { expectedErrors: [/CORS policy/, /ERR_FAILED/] }, async (page) => {
        await page.goto(url);
        const box = boxOf(page);
        await box.input.fill('fraud warning');
        await box.message.waitFor();
        assert.match(await box.message.textContent(), /can’t be reached/);
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
      assert.equal(await box.active.getAttribute('id'), await box.options.first().getAttribute('id'));
      await checkNoSidewaysScrolling(page);
      await checkAccessibility(page, 'guidepost-search');
      await screenshot(page, `dialog-${screen}`, { fullPage: false });
      for (let presses = 0; presses < 12; presses += 1) {
        await page.keyboard.press('Tab');
        const where = await page.evaluate(() => document.activeElement?.localName);
        assert.notEqual(where, 'a', 'the page behind the dialog is out of reach');
      }
      await page.keyboard.press('Escape');
      assert.equal(await page.locator('guidepost-search dialog').evaluate((dialog) => dialog.open), false);
      assert.equal(await page.evaluate(() => document.activeElement.shadowRoot?.activeElement?.className), 'opener');
      await page.keyboard.press('Control+k');
      assert.equal(await box.input.inputValue(), 'printer offline');
      await page.keyboard.type('fraud warning');
      await box.answered();
      assert.match(await box.options.first().getAttribute('href'), /#fraud-warning$/);
      await page.keyboard.press('Enter');
      await page.waitForURL('**#fraud-warning');
    });
  });
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
      assert.ok(await until(() => beacons.length === 1));
      assert.equal(beacons[0].events[0].type, 'ticket');
      assert.equal(beacons[0].events[0].queryId, queryId);
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
      await box.options.first().click({ modifiers: ['Control'] });
      await page.waitForTimeout(300);
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
        const direction = await page.locator('guidepost-search .box').evaluate((box) => getComputedStyle(box).direction);
        assert.equal(direction, lang === 'ar' ? 'rtl' : 'ltr');
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
      const [background, accent, radius] = await page.evaluate(() => {
        const root = document.querySelector('guidepost-search').shadowRoot;
        const styleOf = (selector) => getComputedStyle(root.querySelector(selector));
        return [styleOf('.field').backgroundColor, styleOf('[aria-selected=true] .title').color, styleOf('.field').borderRadius];
      });
      // A page that has no dark looks gets no dark box, whatever the reader's system says.
      assert.deepEqual([background, accent, radius], ['rgb(255, 255, 255)', 'rgb(120, 20, 90)', '0px']);
      await page.locator('guidepost-search').evaluate((box) => box.setAttribute('theme', 'dark'));
      assert.equal(await page.locator('guidepost-search .field').evaluate((field) => getComputedStyle(field).backgroundColor), 'rgb(27, 31, 35)');
    });
  });
});
