// The pages as readers meet them: on a phone and on a desk, light and dark.

import { after, before, test } from 'node:test';
import assert from 'node:assert/strict';
import { checkAccessibility } from './harness/accessibility.js';
import { checkNoSidewaysScrolling, onEveryScreen, screenshot, startBrowser } from './harness/browser.js';
import { startServer } from './harness/server.js';

let server;
let browser;

before(async () => {
  [server, browser] = await Promise.all([startServer(), startBrowser()]);
});

after(async () => {
  await Promise.all([browser?.close(), server?.stop()]);
});

test('the first page lists the guides of the reader’s language', async () => {
  await onEveryScreen(browser, { locale: 'fr-FR' }, async (page, screen) => {
    await page.goto(`${server.url}/`);
    assert.equal(await page.getAttribute('html', 'lang'), 'fr');
    const guides = await page.locator('.guide-list a').evaluateAll((links) => links.map((link) => link.pathname));
    assert.ok(guides.length > 3 && guides.every((path) => path.startsWith('/fr/guides/')), guides.join(' '));
    await checkNoSidewaysScrolling(page);
    await checkAccessibility(page);
    await screenshot(page, `home-${screen}`);
  });
});

test('a question is answered with steps, the words marked', async () => {
  await onEveryScreen(browser, { locale: 'fr-FR' }, async (page, screen) => {
    await page.goto(`${server.url}/?q=fraud+warning`);
    const first = page.locator('.hits > li').first();
    assert.match(await first.locator('h2 a').getAttribute('href'), /^\/fr\/guides\/shipping\/ups-account-number#fraud-warning$/);
    assert.ok((await first.locator('mark').count()) > 0);
    await checkNoSidewaysScrolling(page);
    await checkAccessibility(page);
    await screenshot(page, `results-${screen}`);
  });
});
