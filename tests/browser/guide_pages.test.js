// Guide pages: the step one came for, its links, votes and translations; with and without JavaScript, light and still.

import { after, before as beforeAll, test } from 'node:test';
import assert from 'node:assert/strict';
import path from 'node:path';
import { checkAccessibility } from './harness/accessibility.js';
import { SCREENSHOTS, checkNoSidewaysScrolling, onEveryScreen, screenshot, startBrowser, until, withPage } from './harness/browser.js';
import { recordBeacons } from './harness/search_box.js';
import { startServer } from './harness/server.js';
import { report } from './harness/visitors.js';

const MOST_BYTES = 50_000;
const GUIDE = '/fr/guides/shipping/ups-account-number';

let server;
let browser;

beforeAll(async () => {
  const options = ['--public-url', 'https://help.example'];
  [server, browser] = await Promise.all([startServer({ options }), startBrowser()]);
});

after(async () => {
  await Promise.all([browser?.close(), server?.stop()]);
});

const top = (locator) => locator.evaluate((element) => element.getBoundingClientRect().top);

/** Whether the page was scrolled to where an element begins. */
async function isInWindow(page, element) {
  const at = await top(element);
  return at >= 0 && at < page.viewportSize().height && (await page.evaluate(() => scrollY)) > 0;
}

test('the step one came for is scrolled to, focused and marked', async () => {
  await onEveryScreen(browser, {}, async (page, screen) => {
    await page.goto(`${server.url}${GUIDE}#fraud-warning`);
    const step = page.locator('#fraud-warning');
    assert.ok(await until(async () => Math.abs(await top(step)) < 60), `${await top(step)}`);
    assert.equal(await page.evaluate(() => document.activeElement.id), 'fraud-warning');
    const background = (of) => of.locator(':scope > .own').evaluate((own) => getComputedStyle(own).backgroundColor);
    assert.notEqual(await background(step), await background(page.locator('#step-4-2')));
    await checkNoSidewaysScrolling(page);
    await checkAccessibility(page);
    await screenshot(page, `guide-step-${screen}`, { fullPage: false });
    await page.goto(`${server.url}${GUIDE}`);
    await checkAccessibility(page);
    await screenshot(page, `guide-${screen}`);
    await page.goto(`${server.url}/fr/guides/labels/print-labels`);
    await checkNoSidewaysScrolling(page);
    await checkAccessibility(page);
  });
});

test('without JavaScript the step is marked too, and keeps the keyboard’s place', async () => {
  await onEveryScreen(browser, { javaScriptEnabled: false }, async (page, screen) => {
    await page.goto(`${server.url}${GUIDE}#fraud-warning`);
    await screenshot(page, `guide-without-script-${screen}`, { fullPage: false });
    const background = (id) => page.locator(`#${id} > .own`).evaluate((own) => getComputedStyle(own).backgroundColor);
    assert.notEqual(await background('fraud-warning'), await background('step-4-2'));
    assert.equal(await page.locator('button.copy').first().isVisible(), false, 'what needs a script is not shown');
    await page.locator('#fraud-warning > .own > .tools').getByRole('link', { name: 'Suivant' }).click();
    assert.notEqual(await background('step-4-2'), await background('fraud-warning'));
    assert.equal(new URL(page.url()).hash, '#step-4-2');
    await page.goto(`${server.url}/?lang=fr`);
    await page.getByRole('searchbox').fill('fraud warning');
    await page.keyboard.press('Enter');
    await page.locator('.hits h2 a').first().click();
    await page.waitForURL('**#fraud-warning');
  });
});

test('a text fragment leads to the step that it names', async () => {
  await onEveryScreen(browser, {}, async (page) => {
    const title = 'Installer une imprimante thermique';
    await page.goto(`${server.url}/fr/guides/labels/print-labels#:~:text=${encodeURIComponent(title)}`);
    const step = page.locator('.step.current');
    assert.equal(await step.locator(':scope > .own > .title .name').textContent(), title);
    // Browsers put the words that they find into the middle of the window.
    assert.ok(await until(() => isInWindow(page, step)), `${await top(step)}`);
    assert.equal(await page.evaluate(() => document.activeElement.className.includes('current')), true);
  });
});

test('a text fragment leads to its step without JavaScript too', async () => {
  await onEveryScreen(browser, { javaScriptEnabled: false }, async (page) => {
    await page.goto(`${server.url}/fr/guides/labels/print-labels#:~:text=Installer%20une%20imprimante%20thermique`);
    const step = page.locator('#step-3');
    assert.ok(await until(() => isInWindow(page, step)), `${await top(step)}`);
  });
});

test('a vote is told with the search that led to the step', async () => {
  await onEveryScreen(browser, { locale: 'fr-FR' }, async (page, screen) => {
    const beacons = await recordBeacons(page);
    await page.goto(`${server.url}/?q=fraud+warning`);
    const queryId = await page.locator('.hits').getAttribute('data-query-id');
    await page.locator('.hits h2 a').first().click();
    await page.waitForURL('**#fraud-warning');
    assert.ok(await until(() => beacons.length === 1));
    const [{ timestamp, ...click }] = beacons[0].events;
    assert.deepEqual(click, { type: 'click', queryId, hit: 'fr/shipping/ups-account-number#4.1', position: 1 });
    const words = await page.evaluate(() => [...CSS.highlights.get('guidepost-words')].map((range) => range.toString()));
    assert.deepEqual(words, ['fraud', 'warning'], 'the words that were found are marked');
    const tools = page.locator('#fraud-warning > .own > .tools');
    await tools.getByRole('button', { name: 'Oui' }).focus();
    await page.keyboard.press('Enter');
    assert.match(await tools.textContent(), /Merci/);
    assert.equal(await page.evaluate(() => document.activeElement.className), 'thanks');
    await checkAccessibility(page);
    await screenshot(page, `guide-thanks-${screen}`, { fullPage: false });
    assert.ok(await until(() => beacons.length === 2));
    const { timestamp: at, ...vote } = beacons[1].events[0];
    assert.deepEqual(vote, { type: 'helpful', hit: 'fr/shipping/ups-account-number#4.1', queryId });
    assert.equal(new URL(page.url()).pathname, GUIDE);
  });
});

test('without JavaScript a vote is a form that leads back to its step, and editors see it', async () => {
  const own = await startServer();
  try {
    await withPage(browser, { javaScriptEnabled: false }, async (page) => {
      await page.goto(`${own.url}${GUIDE}#step-4-2`);
      await page.locator('#step-4-2 > .own > .tools').getByRole('button', { name: 'Non' }).click();
      await page.waitForURL(`**${GUIDE}?thanks=4%2E2#step-4-2`);
      assert.match(await page.locator('#step-4-2 > .own > .tools').textContent(), /Merci/);
      assert.equal(await page.locator('.thanks').count(), 1);
      // The same vote again, as by a reload, counts once.
      await page.goto(`${own.url}${GUIDE}#step-4-2`);
      await page.locator('#step-4-2 > .own > .tools').getByRole('button', { name: 'Non' }).click();
      await page.waitForURL(`**${GUIDE}?thanks=4%2E2#step-4-2`);
    });
    // With a script, but come to by a link: no search is known either.
    await withPage(browser, {}, async (page) => {
      await page.goto(`${own.url}${GUIDE}#fraud-warning`);
      await page.locator('#fraud-warning > .own > .tools').getByRole('button', { name: 'Oui' }).click();
    });
    const votes = async () => (await report(own, 'clicks')).clicks.map(({ hit, helpful, unhelpful, clicks }) => [hit, helpful, unhelpful, clicks]);
    assert.ok(await until(async () => (await votes()).length === 2));
    assert.deepEqual(await votes(), [
      ['fr/shipping/ups-account-number#4.1', 1, 0, 0],
      ['fr/shipping/ups-account-number#4.2', 0, 1, 0],
    ]);
    const { helpful, unhelpful, searches, visitors } = await report(own, 'summary');
    assert.deepEqual({ helpful, unhelpful, searches, visitors }, { helpful: 1, unhelpful: 1, searches: 0, visitors: 0 });
    const refused = await fetch(`${own.url}/feedback`, { method: 'POST', body: 'hit=x&helpful=maybe' });
    assert.equal(refused.status, 400);
  } finally {
    await own.stop();
  }
});

test('the link of a step is copied', async () => {
  await withPage(browser, { permissions: ['clipboard-read', 'clipboard-write'], locale: 'fr-FR' }, async (page) => {
    await page.goto(`${server.url}${GUIDE}`);
    const button = page.locator('#fraud-warning > .own > .tools > .copy');
    await button.click();
    assert.ok(await until(async () => (await button.textContent()) === 'Lien copié'));
    assert.equal(await page.evaluate(() => navigator.clipboard.readText()), `${server.url}${GUIDE}#fraud-warning`);
  });
});

test('the language switcher leads to the same step, and the step itself names its translations', async () => {
  await withPage(browser, {}, async (page) => {
    await page.goto(`${server.url}${GUIDE}#fraud-warning`);
    await page.locator('.languages a[hreflang=de]').click();
    await page.waitForURL('**/de/guides/shipping/ups-account-number#fraud-warning');
    assert.equal(await page.evaluate(() => document.activeElement.id), 'fraud-warning');
    const others = page.locator('#fraud-warning > .own > .tools > .translations');
    await others.locator('summary').click();
    await others.locator('a[hreflang=es]').click();
    await page.waitForURL('**/es/guides/shipping/ups-account-number#fraud-warning');
    await page.goto(`${server.url}${GUIDE}`);
    await page.locator('.contents a').nth(2).click();
    const href = await page.locator('.languages a[hreflang=en]').getAttribute('href');
    assert.match(href, /^\/en\/guides\/shipping\/ups-account-number#.+/);
  });
});

test('a guide tells crawlers of itself and of its translations', async () => {
  const html = await (await fetch(server.url + GUIDE)).text();
  await withPage(browser, {}, async (page) => {
    await page.goto(server.url + GUIDE);
    const origin = 'https://help.example';
    assert.equal(await page.locator('link[rel=canonical]').getAttribute('href'), origin + GUIDE);
    const alternates = await page.locator('link[rel=alternate][hreflang]').evaluateAll((links) => links.map((link) => [link.hreflang, link.href]));
    assert.deepEqual(alternates.map(([tag]) => tag).sort(), ['de', 'en', 'es', 'fr', 'x-default']);
    for (const [, url] of alternates) {
      assert.equal((await fetch(url.replace(origin, server.url))).status, 200, url);
    }
    const described = JSON.parse(await page.locator('script[type="application/ld+json"]').textContent());
    assert.equal(described['@type'], 'HowTo');
    assert.equal(described.inLanguage, 'fr');
    assert.equal(described.step.length, (await page.locator('.step').count()) - 1, 'all but the introduction');
    for (const { name, text, url } of described.step) {
      assert.ok(name && text, url);
      assert.ok(html.includes(`id="${decodeURIComponent(new URL(url).hash.slice(1))}"`), url);
    }
  });
  const map = await (await fetch(`${server.url}/sitemap.xml`)).text();
  const pages = [...map.matchAll(/<loc>(.*?)<\/loc>/g)].map(([, url]) => url);
  assert.ok(pages.length >= 40, `${pages.length}`);
  const changed = await (await fetch(`${server.url}/api/guides${GUIDE.replace('/guides', '')}`)).json();
  assert.ok(map.includes(`<loc>https://help.example${GUIDE}</loc><lastmod>${changed.updated}</lastmod>`), changed.updated);
  for (const url of pages) assert.equal((await fetch(url.replace('https://help.example', server.url))).status, 200, url);
});

test('on paper there is the guide and nothing around it', async () => {
  await withPage(browser, {}, async (page) => {
    await page.goto(`${server.url}${GUIDE}#fraud-warning`);
    await page.emulateMedia({ media: 'print' });
    for (const around of ['header.site', '.contents', '#fraud-warning .tools', '.permalink']) {
      assert.equal(await page.locator(around).first().isVisible(), false, around);
    }
    assert.ok(await page.locator('#fraud-warning .body').isVisible());
    // A link's address is written out, unless it is what the link says already.
    const printed = await page.locator('.body a[href^=http]').evaluateAll((links) => links.map((link) => [link.textContent === link.getAttribute('href'), getComputedStyle(link, '::after').content]));
    assert.ok(printed.length > 3 && printed.some(([isBare]) => isBare));
    for (const [isBare, after] of printed) assert.equal(after, isBare ? 'none' : after, 'printed twice');
    await screenshot(page, 'guide-print');
    assert.ok((await page.pdf({ format: 'A4', path: path.join(SCREENSHOTS, 'guide-print.pdf') })).length > 5_000);
  });
});

test('a help page is light, and nothing on it moves', async () => {
  for (const path of [GUIDE, `${GUIDE}#fraud-warning`, '/fr/guides/labels/print-labels#:~:text=Installer%20une%20imprimante%20thermique', '/', '/?q=fraud+warning']) {
    await onEveryScreen(browser, { locale: 'fr-FR' }, async (page, screen) => {
      const session = await page.context().newCDPSession(page);
      let bytes = 0;
      await session.send('Network.enable');
      session.on('Network.loadingFinished', ({ encodedDataLength }) => (bytes += encodedDataLength));
      await page.addInitScript(() => {
        globalThis.shifts = [];
        new PerformanceObserver((list) => {
          for (const { value, sources } of list.getEntries()) globalThis.shifts.push(`${value} ${sources.map(({ node }) => node?.outerHTML?.slice(0, 60))}`);
        }).observe({ type: 'layout-shift', buffered: true });
      });
      await page.goto(server.url + path, { waitUntil: 'networkidle' });
      await page.waitForTimeout(300);
      console.log(`bytes=${bytes} at ${path} ${screen}`);
      assert.ok(bytes > 3_000 && bytes <= MOST_BYTES, `${path} takes ${bytes} bytes`);
      assert.deepEqual(await page.evaluate(() => globalThis.shifts), [], path);
    });
  }
});

test('the first paint waits for no script', async () => {
  await withPage(browser, {}, async (page) => {
    let release;
    const held = new Promise((resolve) => (release = resolve));
    await page.route('**/*.js', async (route) => {
      await held;
      await route.continue();
    });
    await page.goto(server.url + GUIDE, { waitUntil: 'commit' });
    const isPainted = () => page.evaluate(() => performance.getEntriesByName('first-contentful-paint').length > 0);
    assert.ok(await until(isPainted), 'painted while the scripts have not come');
    assert.ok(await page.locator('h1').isVisible());
    release();
    await page.waitForLoadState();
  });
});

test('a page that is not there leads on', async () => {
  await onEveryScreen(browser, { expectedErrors: [/404/] }, async (page, screen) => {
    await page.goto(`${server.url}/it/guides/shipping/ups-account-number`);
    await checkAccessibility(page);
    await screenshot(page, `missing-${screen}`, { fullPage: false });
    await page.locator('.elsewhere a[hreflang=en]').click();
    await page.waitForURL('**/en/guides/shipping/ups-account-number');
  });
});

test('the pages are written from right to left for readers of Arabic', async () => {
  await onEveryScreen(browser, { locale: 'ar' }, async (page, screen) => {
    for (const [name, path] of [['home', '/'], ['results', '/?q=fraud+acount']]) {
      await page.goto(server.url + path);
      assert.equal(await page.getAttribute('html', 'dir'), 'rtl');
      await checkNoSidewaysScrolling(page);
      await checkAccessibility(page);
      await screenshot(page, `arabic-${name}-${screen}`, { fullPage: false });
    }
  });
});
