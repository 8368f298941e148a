// The pages as readers meet them: on a phone and on a desk, light and dark.

import { after, before, test } from 'node:test';
import { checkAccessibility } from './harness/accessibility.js';
import { checkNoSidewaysScrolling, onEveryScreen, screenshot, startBrowser } from './harness/browser.js';
import { startServer } from './harness/server.js';
import { eventually } from './harness/waiting.js';

let server;
let browser;

before(async () => {
  server = await startServer();
  browser = await startBrowser();
});

after(async () => {
  await Promise.all([browser?.close(), server?.stop()]);
});

test('the first page lists the guides of the reader’s language', async () => {
  await onEveryScreen(browser, { locale: 'fr-FR' }, async (page, screen) => {
    await page.goto(`${server.url}/`);
    await eventually(() => page.getAttribute('html', 'lang'), 'fr');
    const guides = () => page.locator('.guide-list a').evaluateAll((links) => links.map((link) => link.pathname));
    await eventually(guides, (paths) => paths.length > 3 && paths.every((path) => path.startsWith('/fr/guides/')));
    await checkNoSidewaysScrolling(page);
    await checkAccessibility(page);
    await screenshot(page, `home-${screen}`);
  });
});

test('a question is answered with steps, the words marked', async () => {
  await onEveryScreen(browser, { locale: 'fr-FR' }, async (page, screen) => {
    await page.goto(`${server.url}/?q=fraud+warning`);
    const first = page.locator('.hits > li').first();
    await eventually(() => first.locator('h2 a').getAttribute('href'), '/fr/guides/shipping/ups-account-number#fraud-warning');
    await first.locator('mark').first().waitFor();
    await checkNoSidewaysScrolling(page);
    await checkAccessibility(page);
    await screenshot(page, `results-${screen}`);
  });
});
