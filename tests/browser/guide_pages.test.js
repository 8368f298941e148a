// Guide pages: the step one came for, its links, votes and translations; with and without JavaScript, light and still.

import { after, before as beforeAll, test } from 'node:test';
import assert from 'node:assert/strict';
import path from 'node:path';
import { checkAccessibility } from './harness/accessibility.js';
import { SCREENSHOTS, checkNoSidewaysScrolling, onEveryScreen, screenshot, startBrowser, withPage } from './harness/browser.js';
import { recordBeacons } from './harness/search_box.js';
import { startServer } from './harness/server.js';
import { report } from './harness/visitors.js';
import { eventually, focused } from './harness/waiting.js';

const MOST_BYTES = 50_000;
const GUIDE = '/fr/guides/shipping/ups-account-number';

let server;
let browser;

beforeAll(async () => {
  const options = ['--public-url', 'https://help.example'];
  server = await startServer({ options });
  browser = await startBrowser();
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

/** Waits until a step looks otherwise than another one. */
async function isMarked(page, id, other) {
  const background = (of) => page.locator(`#${of} > .own`).evaluate((own) => getComputedStyle(own).backgroundColor);
  await eventually(async () => (await background(id)) !== (await background(other)), true, `${id} is marked`);
}

test('the step one came for is scrolled to, focused and marked', async () => {
  await onEveryScreen(browser, {}, async (page, screen) => {
    await page.goto(`${server.url}${GUIDE}#fraud-warning`);
    const step = page.locator('#fraud-warning');
    await eventually(() => top(step), (pixels) => Math.abs(pixels) < 60);
    await eventually(() => focused(page), 'fraud-warning');
    await isMarked(page, 'fraud-warning', 'step-4-2');
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
    await isMarked(page, 'fraud-warning', 'step-4-2');
    await screenshot(page, `guide-without-script-${screen}`, { fullPage: false });
    assert.equal(await page.locator('button.copy').first().isVisible(), false, 'what needs a script is not shown');
    await page.locator('#fraud-warning > .own > .tools').getByRole('link', { name: 'Suivant' }).click();
    await page.waitForURL('**#step-4-2');
    await isMarked(page, 'step-4-2', 'fraud-warning');
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
    await eventually(() => step.locator(':scope > .own > .title .name').textContent(), title);
    // Browsers put the words that they find into the middle of the window.
    await eventually(() => isInWindow(page, step), true);
    await eventually(() => page.evaluate(() => document.activeElement.className), /\bcurrent\b/);
  });
});

test('a text fragment leads to its step without JavaScript too', async () => {
  await onEveryScreen(browser, { javaScriptEnabled: false }, async (page) => {
    await page.goto(`${server.url}/fr/guides/labels/print-labels#:~:text=Installer%20une%20imprimante%20thermique`);
    const step = page.locator('#step-3');
    await eventually(() => isInWindow(page, step), true);
  });
});

test('a vote is told with the search that led to the step', async () => {
  await onEveryScreen(browser, { locale: 'fr-FR' }, async (page, screen) => {
    const beacons = await recordBeacons(page);
    await page.goto(`${server.url}/?q=fraud+warning`);
    const queryId = await page.locator('.hits').getAttribute('data-query-id');
    await page.locator('.hits h2 a').first().click();
    await page.waitForURL('**#fraud-warning');
    await eventually(() => beacons.length, 1);
    const [{ timestamp, ...click }] = beacons[0].events;
    assert.deepEqual(click, { type: 'click', queryId, hit: 'fr/shipping/ups-account-number#4.1', position: 1 });
    const words = () => page.evaluate(() => [...CSS.highlights.get('guidepost-words')].map((range) => range.toString()));
    await eventually(words, ['fraud', 'warning'], 'the words that were found are marked');
    const tools = page.locator('#fraud-warning > .own > .tools');
    await tools.getByRole('button', { name: 'Oui' }).focus();
    await page.keyboard.press('Enter');
    await eventually(() => tools.textContent(), /Merci/);
    await eventually(() => page.evaluate(() => document.activeElement.className), 'thanks');
    await checkAccessibility(page);
    await screenshot(page, `guide-thanks-${screen}`, { fullPage: false });
    await eventually(() => beacons.length, 2);
    const { timestamp: at, ...vote } = beacons[1].events[0];
    assert.deepEqual(vote, { type: 'helpful', hit: 'fr/shipping/ups-account-number#4.1', queryId });
    assert.equal(new URL(page.url()).pathname, GUIDE);
  });
});

test('without JavaScript a vote is a form that leads back to its step, and editors see it', async () => {
  const own = await startServer();
  try {
    const votes = async () => (await report(own, 'clicks')).clicks.map(({ hit, helpful, unhelpful, clicks }) => [hit, helpful, unhelpful, clicks]);
    await withPage(browser, { javaScriptEnabled: false }, async (page) => {
      await page.goto(`${own.url}${GUIDE}#step-4-2`);
      await page.locator('#step-4-2 > .own > .tools').getByRole('button', { name: 'Non' }).click();
      await page.waitForURL(`**${GUIDE}?thanks=4%2E2#step-4-2`);
      await eventually(() => page.locator('#step-4-2 > .own > .tools').textContent(), /Merci/);
      await eventually(() => page.locator('.thanks').count(), 1);
      // The same vote again, as by a reload, counts once.
      await page.goto(`${own.url}${GUIDE}#step-4-2`);
      await page.locator('#step-4-2 > .own > .tools').getByRole('button', { name: 'Non' }).click();
      await page.waitForURL(`**${GUIDE}?thanks=4%2E2#step-4-2`);
    });
    // With a script, but come to by a link: no search is known either.
    await withPage(browser, {}, async (page) => {
      await page.goto(`${own.url}${GUIDE}#fraud-warning`);
      await page.locator('#fraud-warning > .own > .tools').getByRole('button', { name: 'Oui' }).click();
      // A browser that is ended right after the click sends nothing any more.
      await eventually(votes, [
        ['fr/shipping/ups-account-number#4.1', 1, 0, 0],
        ['fr/shipping/ups-account-number#4.2', 0, 1, 0],
      ]);
    });
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
    await eventually(() => button.textContent(), 'Lien copié');
    await eventually(() => page.evaluate(() => navigator.clipboard.readText()), `${server.url}${GUIDE}#fraud-warning`);
  });
});

test('the language switcher leads to the same step, and the step itself names its translations', async () => {
  await withPage(browser, {}, async (page) => {
    await page.goto(`${server.url}${GUIDE}#fraud-warning`);
    await page.locator('.languages a[hreflang=de]').click();
    await page.waitForURL('**/de/guides/shipping/ups-account-number#fraud-warning');
    await eventually(() => focused(page), 'fraud-warning');
    const others = page.locator('#fraud-warning > .own > .tools > .translations');
    await others.locator('summary').click();
    await others.locator('a[hreflang=es]').click();
    await page.waitForURL('**/es/guides/shipping/ups-account-number#fraud-warning');
    await page.goto(`${server.url}${GUIDE}`);
    const chosen = page.locator('.contents a').nth(2);
    const { hash } = new URL(await chosen.evaluate((link) => link.href));
    await chosen.click();
    const switcher = page.locator('.languages a[hreflang=en]');
    await eventually(() => switcher.getAttribute('href'), `/en/guides/shipping/ups-account-number${hash}`);
  });
});

test('who chooses a step and a language at once comes to that step in that language', async () => {
  await withPage(browser, {}, async (page) => {
    await page.goto(server.url + GUIDE);
    // Both within one task: before the browser tells the page that the address has changed.
    await page.evaluate(() => {
      document.querySelector('.contents a[href="#fraud-warning"]').click();
      document.querySelector('.languages a[hreflang=de]').click();
    });
    await page.waitForURL('**/de/guides/shipping/ups-account-number#fraud-warning');
  });
});

test('a guide tells crawlers of itself and of its translations', async () => {
  const html = await (await fetch(server.url + GUIDE)).text();
  await withPage(browser, {}, async (page) => {
    await page.goto(server.url + GUIDE);
    const origin = 'https://help.example';
    await eventually(() => page.locator('link[rel=canonical]').getAttribute('href'), origin + GUIDE);
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
      await page.locator(around).first().waitFor({ state: 'hidden' });
    }
    await page.locator('#fraud-warning .body').waitFor();
    // A link's address is written out, unless it is what the link says already.
    const printed = () => page.locator('.body a[href^=http]').evaluateAll((links) => links.map((link) => [link.textContent === link.getAttribute('href'), getComputedStyle(link, '::after').content]));
    await eventually(printed, (links) => links.length > 3 && links.some(([isBare]) => isBare));
    await eventually(printed, (links) => links.every(([isBare, after]) => (after === 'none') === isBare), 'each is written out once');
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
        const note = (entries) => {
          for (const { value, sources } of entries) globalThis.shifts.push(`${value} ${sources.map(({ node }) => node?.outerHTML?.slice(0, 60))}`);
        };
        const observer = new PerformanceObserver((list) => note(list.getEntries()));
        observer.observe({ type: 'layout-shift', buffered: true });
        globalThis.noteRest = () => note(observer.takeRecords());
      });
      await page.goto(server.url + path, { waitUntil: 'networkidle' });
      // All has come; two frames later it is where it stays, and what moved was told.
      const shifts = await page.evaluate(async () => {
        await customElements.whenDefined('guidepost-search');
        for (let frames = 0; frames < 2; frames += 1) await new Promise(requestAnimationFrame);
        globalThis.noteRest();
        return globalThis.shifts;
      });
      console.log(`bytes=${bytes} at ${path} ${screen}`);
      assert.ok(bytes > 3_000 && bytes <= MOST_BYTES, `${path} takes ${bytes} bytes`);
      assert.deepEqual(shifts, [], path);
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
    await eventually(isPainted, true, 'painted while the scripts have not come');
    await page.locator('h1').waitFor();
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
      const direction = () => page.getByRole('combobox').evaluate((input) => getComputedStyle(input).direction);
      await eventually(direction, name === 'home' ? 'rtl' : 'ltr', 'the hint is Arabic, the question is not');
      await checkNoSidewaysScrolling(page);
      await checkAccessibility(page);
      await screenshot(page, `arabic-${name}-${screen}`, { fullPage: false });
    }
  });
});
