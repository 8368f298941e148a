// The agents' console, as an agent uses it with a customer waiting: by keys, in the customer's language, in any state.

import { after, before, test } from 'node:test';
import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { checkAccessibility } from './harness/accessibility.js';
import { checkNoSidewaysScrolling, onEveryScreen, screenshot, startBrowser, withPage } from './harness/browser.js';
import { isAnswered, isRemembered } from './harness/console.js';
import { PAYLOADS, watchForPayloads } from './harness/payloads.js';
import { startServer } from './harness/server.js';
import { gate } from './harness/sites.js';
import { report } from './harness/visitors.js';
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

const permissions = ['clipboard-read', 'clipboard-write'];
const clipboard = (page) => page.evaluate(() => navigator.clipboard.readText());
const status = (page, text) => page.locator('#status', { hasText: text }).waitFor();
const result = (page, at = 0) => page.locator('a.result').nth(at);
const title = (page) => page.locator('#step > h2');
const hasFocus = (page, wanted) => eventually(() => focused(page), wanted);
const isAt = (page, name, wanted) => page.waitForURL((url) => url.searchParams.get(name) === wanted);
/** Waits until the help is closed: keys are commands again. */
const isHelpClosed = (page) => page.locator('dialog[open]').waitFor({ state: 'detached' });

async function ask(page, question) {
  await page.fill('#question', question);
  await isAt(page, 'q', question);
  await isAnswered(page);
}

/** Opens a result, and waits until it is shown and the address says so. Gives its id. */
async function open(page, at = 0) {
  const id = await result(page, at).getAttribute('data-id');
  await result(page, at).click();
  await isAt(page, 'step', id);
  await isAnswered(page);
  return id;
}

test('a question is answered, read and handed on by keys alone', async () => {
  await onEveryScreen(browser, { permissions }, async (page, screen) => {
    await page.goto(`${server.url}/agent?lang=en`);
    await page.locator('#filter-lang option[value=fr]').waitFor({ state: 'attached' });
    await isAnswered(page);
    await checkAccessibility(page);
    await screenshot(page, `agent-start-${screen}`, { fullPage: false });

    await page.keyboard.press('Control+k');
    await page.keyboard.type('fraud warning');
    await isAt(page, 'q', 'fraud warning');
    await isAnswered(page);
    await checkAccessibility(page);
    await checkNoSidewaysScrolling(page);
    await screenshot(page, `agent-results-${screen}`, { fullPage: false });

    await page.keyboard.press('ArrowDown');
    await hasFocus(page, 'en/shipping/ups-account-number#4.1');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('ArrowUp');
    await page.keyboard.press('ArrowUp');
    await hasFocus(page, 'question');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await title(page).getByText('4.1 If UPS shows a fraud warning').waitFor();
    await isAt(page, 'step', 'en/shipping/ups-account-number#4.1');
    await hasFocus(page, 'h2');
    await isAnswered(page);
    await checkAccessibility(page);
    await checkNoSidewaysScrolling(page);
    await screenshot(page, `agent-step-${screen}`, { fullPage: false });

    await page.keyboard.press('c');
    await status(page, 'Link copied, in English.');
    assert.equal(await clipboard(page), `${server.url}/en/guides/shipping/ups-account-number#fraud-warning`);
    await page.keyboard.press('t');
    await status(page, 'Text copied');
    const text = await clipboard(page);
    assert.match(text, /^If UPS shows a fraud warning[^\n]*\n\nSometimes UPS suspects/);
    assert.ok(text.endsWith('#fraud-warning\n') && !text.includes('```'), text);
    await page.keyboard.press('m');
    await status(page, 'Markdown copied');
    assert.match(await clipboard(page), /^## \[If UPS shows a fraud warning[^\]]*\]\(<http:\/\/[^>]+#fraud-warning>\)\n\nSometimes UPS/);

    await page.keyboard.press(']');
    await title(page).getByText('4.2').waitFor();
    await hasFocus(page, 'h2');
    await page.keyboard.press('[');
    await title(page).getByText('4.1').waitFor();
    await hasFocus(page, 'h2');
    await page.keyboard.press('?');
    await page.getByRole('dialog', { name: 'Keyboard shortcuts' }).waitFor();
    await checkAccessibility(page);
    await screenshot(page, `agent-help-${screen}`, { fullPage: false });
    await page.keyboard.press('Escape');
    await isHelpClosed(page);
    await hasFocus(page, 'h2');
    await page.keyboard.press('Escape');
    await hasFocus(page, 'en/shipping/ups-account-number#4.1');
    await page.keyboard.press('Escape');
    await hasFocus(page, 'question');
    // What is typed into the question is no command.
    await page.keyboard.type('?c');
    await isAt(page, 'q', '?c');
    assert.equal(await page.locator('dialog[open]').count(), 0);
  });
});

test('a neighbour can be looked into without leaving the step', async () => {
  await withPage(browser, {}, async (page) => {
    await page.goto(`${server.url}/agent?step=${encodeURIComponent('en/shipping/ups-account-number#4.1')}`);
    await page.locator('[data-neighbour=next] summary').click();
    await page.locator('[data-neighbour=next] .body').getByText(/./).first().waitFor();
    await title(page).getByText('4.1').waitFor();
    await isAnswered(page);
    await checkAccessibility(page);
  });
});

test('what is copied is in the customer’s language, or it is said that it is not', async () => {
  await withPage(browser, { permissions }, async (page) => {
    await page.goto(`${server.url}/agent`);
    await page.locator('#filter-lang option[value=fr]').waitFor({ state: 'attached' });
    await page.selectOption('#filter-lang', 'fr');
    await ask(page, 'print a return label');
    // Read in English, copied in French.
    const id = await open(page);
    assert.match(id, /^fr\//);
    await page.getByRole('navigation', { name: 'This step in other languages' }).getByRole('link', { name: /English/ }).click();
    await page.locator('#step > .body[lang=en]').waitFor();
    await isAnswered(page);
    await eventually(() => page.inputValue('#copy-version'), id);
    await page.keyboard.press('c');
    await status(page, 'Link copied, in French.');
    assert.match(await clipboard(page), /\/fr\/guides\//);

    // In the French guide, but its text is English.
    await page.goto(`${server.url}/agent?lang=fr&step=${encodeURIComponent('fr/shipping/ups-account-number#4.1')}`);
    await page.getByText('Not there in French: what you copy is in English.').waitFor();
    await page.keyboard.press('t');
    await status(page, 'Text copied, in English.');
    // A language in which there is nothing at all.
    await page.selectOption('#filter-lang', 'ja');
    await page.getByText('Not there in Japanese').waitFor();
    await isAnswered(page);
    await page.selectOption('#copy-version', 'de/shipping/ups-account-number#4.1');
    await status(page, 'What you copy is in');
    await page.keyboard.press('Tab');
    await page.locator('[data-copy=link]').click();
    await status(page, 'Link copied');
    assert.match(await clipboard(page), /\/de\/guides\//);
  });
});

test('what is copied is the step that one stands on, however fast', async () => {
  await withPage(browser, { permissions }, async (page) => {
    await page.goto(`${server.url}/agent?q=print+label&lang=en`);
    await isAnswered(page);
    for (const at of [1, 2, 3]) {
      await page.keyboard.press('Control+k');
      for (let presses = 0; presses <= at; presses += 1) await page.keyboard.press('ArrowDown');
      await page.keyboard.press('m');
      await status(page, 'Markdown copied');
      const [id, copied] = [await result(page, at).getAttribute('data-id'), await clipboard(page)];
      const step = await (await fetch(`${server.url}/api/console/step?${new URLSearchParams({ id })}`)).json();
      assert.ok(copied.includes(`${server.url}${step.url}>`), `${id}: ${copied}`);
      await page.locator('#step > h2', { hasText: step.title }).waitFor();
      await page.evaluate(() => (document.getElementById('status').textContent = ''));
    }
    // Without single keys, nothing happens.
    await page.keyboard.press('?');
    await page.getByLabel('Keys of one letter or sign').uncheck();
    await page.keyboard.press('Escape');
    await isHelpClosed(page);
    await page.evaluate(() => {
      globalThis.said = [];
      const line = document.getElementById('status');
      new MutationObserver(() => globalThis.said.push(line.textContent)).observe(line, { childList: true });
    });
    await page.keyboard.press('m');
    // What the key would have copied would have been copied before this.
    await page.locator('[data-copy=text]').click();
    await status(page, 'Text copied');
    assert.deepEqual(await page.evaluate(() => globalThis.said), ['Text copied, in English.']);
  });
});

test('the address holds everything, and back and forward work', async () => {
  await withPage(browser, { width: 360 }, async (page) => {
    await page.goto(`${server.url}/agent`);
    await page.locator('#filter-tag option[value=ups]').waitFor({ state: 'attached' });
    await ask(page, 'account number');
    await page.selectOption('#filter-lang', 'fr');
    await page.selectOption('#filter-tag', 'ups');
    await isAt(page, 'tag', 'ups');
    await isAnswered(page);
    const shown = await open(page);
    const address = page.url();
    await page.goBack();
    await result(page).waitFor();
    await page.locator('#step').waitFor({ state: 'hidden' });
    await page.goBack();
    await isAt(page, 'tag', null);
    await eventually(() => page.inputValue('#filter-tag'), '');
    await page.goForward();
    await page.goForward();
    await page.waitForURL(address);
    await title(page).waitFor();
    await eventually(() => page.inputValue('#filter-tag'), 'ups');

    await page.goto('about:blank');
    await page.goto(address);
    await title(page).waitFor();
    const fields = ['#question', '#filter-lang', '#filter-tag'];
    await eventually(() => Promise.all(fields.map((field) => page.inputValue(field))), ['account number', 'fr', 'ups']);
    // Whichever of the two came first, the step can be voted on.
    await page.locator('button.solved:enabled').waitFor();
    await page.getByRole('button', { name: 'Results' }).click();
    await result(page).waitFor();
    await hasFocus(page, shown);
  });
});

test('more results are added beneath, and one goes on with the first of them', async () => {
  await withPage(browser, {}, async (page) => {
    await page.goto(`${server.url}/agent?q=account&lang=en`);
    await isAnswered(page);
    await page.getByRole('link', { name: 'Show more results' }).press('Enter');
    await isAt(page, 'limit', '20');
    await hasFocus(page, await result(page, 10).getAttribute('data-id'));
  });
});

test('steps are pinned and remembered in this browser', async () => {
  await withPage(browser, {}, async (page) => {
    await page.goto(`${server.url}/agent?q=invoice&lang=en`);
    await isAnswered(page);
    await isRemembered(page, await open(page, 1));
    await page.keyboard.press('p');
    await status(page, 'Pinned');
    const first = await result(page).getAttribute('data-id');
    await page.keyboard.press('1');
    await isAt(page, 'step', first);
    await isRemembered(page, first);
    await page.goto(`${server.url}/agent`);
    await page.getByRole('heading', { name: 'Pinned' }).waitFor();
    await page.getByRole('heading', { name: 'Opened lately' }).waitFor();
    await isAnswered(page);
    await checkAccessibility(page);
    await screenshot(page, 'agent-remembered-1280-light', { fullPage: false });
    const kept = await page.evaluate(() => JSON.stringify(Object.entries(localStorage)));
    assert.ok(!kept.includes('invoice&') && !kept.includes('"q"'), kept);
    await page.getByRole('button', { name: /^Unpin/ }).click();
    await page.getByRole('button', { name: 'Forget these' }).click();
    await page.getByRole('heading', { name: 'Ask as the customer asks' }).waitFor();
  });
});

test('a browser that keeps nothing, and a site that records nothing, are no hindrance', async () => {
  const own = await startServer({ options: ['--analytics=false'] });
  try {
    await withPage(browser, { permissions, expectedErrors: [/503/] }, async (page) => {
      await page.addInitScript(() => {
        for (const name of ['localStorage', 'sessionStorage']) {
          Object.defineProperty(window, name, { get: () => { throw new DOMException('no', 'SecurityError'); } });
        }
      });
      await page.goto(`${own.url}/agent?q=print+label&lang=en`);
      await isAnswered(page);
      await open(page);
      await page.keyboard.press('p');
      await status(page, 'Pinned');
      await page.keyboard.press('c');
      await status(page, 'Link copied');
      await page.keyboard.press('s');
      await status(page, 'The vote was not taken');
      await page.keyboard.press('?');
      await page.getByLabel('Keys of one letter or sign').uncheck();
      await page.keyboard.press('Escape');
      await isHelpClosed(page);
      // Turned off for as long as the page is open.
      await page.keyboard.press('?');
      await page.locator('[data-copy=link]').click();
      await status(page, 'Link copied');
      assert.equal(await page.locator('dialog[open]').count(), 0);
    });
  } finally {
    await own.stop();
  }
});

test('votes of agents are counted apart from visitors', async () => {
  const own = await startServer();
  try {
    await withPage(browser, {}, async (page) => {
      await page.goto(`${own.url}/agent?lang=en`);
      await ask(page, 'print a label');
      await page.keyboard.press('ArrowDown');
      await page.keyboard.press('s');
      await status(page, 'Noted: this step solved it.');
      await ask(page, 'gift wrapping');
      await page.keyboard.press('ArrowDown');
      await page.getByRole('button', { name: 'Nothing answers this' }).click();
      await status(page, 'Noted: nothing answers this.');
      await page.locator('button.unanswered:disabled', { hasText: /Editors will see/ }).waitFor();
      await isAnswered(page);
      await checkAccessibility(page);
      await screenshot(page, 'agent-voted-1280-light', { fullPage: false });
    });
    const votes = async () => (await report(own, 'agent-votes')).agentVotes;
    await eventually(async () => (await votes()).map(({ query, solved, unanswered }) => [query, solved, unanswered]), [
      ['gift wrapping', 0, 1],
      ['print a label', 1, 0],
    ]);
    assert.match((await votes())[1].solvedBy[0].hit, /^en\/labels\//);
    const summary = await eventually(() => report(own, 'summary'), ({ apart }) => apart.agents >= 2);
    assert.equal(summary.searches, 0);
    assert.equal(summary.helpful + summary.unhelpful, 0);
  } finally {
    await own.stop();
  }
});

test('no answer to an older question is shown, and a server that is gone is told', async () => {
  await withPage(browser, { expectedErrors: [/ERR_CONNECTION|Failed to load/] }, async (page) => {
    await page.goto(`${server.url}/agent?lang=en`);
    const first = gate();
    const searches = followRequests(page, '/api/search?');
    const asked = () => searches.asked.map((url) => url.searchParams.get('q'));
    await page.route('**/api/search?*', async (route) => {
      if (asked().length === 1) await first.opened;
      await route.continue().catch(() => {});
    });
    // At once, as somebody does who has a customer waiting: what is typed while the page gets ready is not lost.
    await page.fill('#question', 'print label');
    await eventually(asked, ['print label']);
    await page.fill('#question', 'fraud warning');
    await title(page).getByText('fraud warning').waitFor();
    first.open();
    await searches.settled();
    await isAnswered(page);
    await title(page).getByText('fraud warning').waitFor();
    assert.deepEqual(asked(), ['print label', 'fraud warning']);

    await page.unroute('**/api/search?*');
    await page.route('**/api/search?*', (route) => route.abort());
    await page.fill('#question', 'invoice');
    await page.getByRole('button', { name: 'Try again' }).waitFor();
    await status(page, 'can’t be reached');
    await isAnswered(page);
    await checkAccessibility(page);
    await page.unroute('**/api/search?*');
    await page.getByRole('button', { name: 'Try again' }).click();
    await result(page).waitFor();
  });
});

test('nothing found says what may help', async () => {
  await onEveryScreen(browser, { expectedErrors: [/404 \(Not Found\)/] }, async (page, screen) => {
    await page.goto(`${server.url}/agent?q=zzqqvv&lang=en&tag=ups`);
    await page.getByRole('heading', { name: 'Nothing found' }).waitFor();
    await isAnswered(page);
    await checkAccessibility(page);
    await checkNoSidewaysScrolling(page);
    await screenshot(page, `agent-nothing-${screen}`, { fullPage: false });
    await page.getByRole('link', { name: 'Search all guides' }).click();
    await isAt(page, 'tag', null);
    await isAnswered(page);
    await page.goto(`${server.url}/agent?step=${encodeURIComponent('en/gone#7')}`);
    await page.getByText('It is not in the guides any more').waitFor();
    await isAnswered(page);
    await checkAccessibility(page);
  });
});

test('elsewhere than on a loopback address the console asks for a key', async () => {
  const env = { GUIDEPOST_ADMIN_KEY: 'admin-key', GUIDEPOST_SEARCH_KEY: 'search-key', GUIDEPOST_AGENT_KEY: 'agent-key' };
  const own = await startServer({ listen: '0.0.0.0:0', env });
  try {
    await withPage(browser, { expectedErrors: [/40[13]/] }, async (page) => {
      await page.goto(`${own.url}/agent?q=fraud+warning&lang=en`);
      await page.getByRole('heading', { name: 'This needs a key' }).waitFor();
      await checkAccessibility(page);
      await screenshot(page, 'agent-key-1280-light', { fullPage: false });
      await page.keyboard.type('wrong');
      await page.keyboard.press('Enter');
      await page.getByText('The key that was given is wrong').waitFor();
      await page.fill('#key-field', 'search-key');
      await page.keyboard.press('Enter');
      await result(page).waitFor();
      await page.getByText('count as a visitor’s').waitFor();
      await isAnswered(page);
      await checkAccessibility(page);
      await page.getByRole('button', { name: 'Key…' }).click();
      await page.fill('#key-field', 'agent-key');
      await page.keyboard.press('Enter');
      await page.locator('#counted').waitFor({ state: 'hidden' });
      await isAnswered(page);
      await page.getByRole('button', { name: 'Nothing answers this' }).click();
      await status(page, 'Noted');
      const kept = () => page.evaluate(() => [sessionStorage.length, JSON.stringify(localStorage).includes('agent-key')]);
      await eventually(kept, [1, false]);
    });
    own.headers = { Authorization: 'Bearer admin-key' };
    await eventually(async () => (await report(own, 'agent-votes')).agentVotes.length, 1);
  } finally {
    await own.stop();
  }
});

test('Arabic and Hebrew read from right to left', async () => {
  const folder = await mkdtemp(path.join(tmpdir(), 'guidepost-rtl-'));
  const write = async (lang, text) => {
    await mkdir(path.join(folder, lang));
    await writeFile(path.join(folder, lang, 'label.md'), text);
  };
  await write('ar', '# طباعة ملصق الشحن\n\n## اختر الطابعة\n\nافتح الإعدادات ثم اختر الطابعة التي تريد استخدامها لطباعة الملصقات.\n\n## اطبع الملصق\n\nاضغط على زر الطباعة وانتظر حتى يخرج الملصق من الطابعة.\n');
  await write('he', '# הדפסת תווית משלוח\n\n## בחרו מדפסת\n\nפתחו את ההגדרות ובחרו את המדפסת שבה תרצו להדפיס את התוויות.\n\n## הדפיסו את התווית\n\nלחצו על כפתור ההדפסה והמתינו עד שהתווית תצא.\n');
  const own = await startServer({ guides: folder });
  try {
    for (const [lang, question] of [['ar', 'الطابعة'], ['he', 'מדפסת']]) {
      await onEveryScreen(browser, {}, async (page, screen) => {
        await page.goto(`${own.url}/agent?q=${encodeURIComponent(question)}&lang=${lang}`);
        await isAnswered(page);
        const direction = (selector) => page.locator(selector).first().evaluate((element) => getComputedStyle(element).direction);
        await eventually(() => direction('a.result .title'), 'rtl');
        await open(page);
        for (const part of ['#step > h2', '#step .body']) await eventually(() => direction(part), 'rtl', part);
        await checkAccessibility(page);
        await checkNoSidewaysScrolling(page);
        await screenshot(page, `agent-${lang}-${screen}`, { fullPage: false });
      });
    }
  } finally {
    await Promise.all([own.stop(), rm(folder, { recursive: true })]);
  }
});

test('links of a guide lead where they lead on its page, on the screen and in copies', async () => {
  const folder = await mkdtemp(path.join(tmpdir(), 'guidepost-links-'));
  await mkdir(path.join(folder, 'en'));
  await writeFile(
    path.join(folder, 'en', 'label.md'),
    '# Labels\n\n## Print a label\n\nFirst [the second step](#step-2), then [parcels](../guides/parcels) or [elsewhere](https://example.com/a?b=c).\n\n## Second\n\nText.\n',
  );
  const own = await startServer({ guides: folder });
  try {
    await withPage(browser, { permissions }, async (page) => {
      await page.goto(`${own.url}/agent?step=${encodeURIComponent('en/label#1')}`);
      await title(page).waitFor();
      const expected = [`${own.url}/en/guides/label#step-2`, `${own.url}/en/guides/parcels`, 'https://example.com/a?b=c'];
      await eventually(() => page.locator('#step > .body a').evaluateAll((links) => links.map((link) => link.href)), expected);
      await page.keyboard.press('m');
      await status(page, 'Markdown copied');
      const copied = await clipboard(page);
      for (const address of expected) assert.ok(copied.includes(`](${address})`), `${address}: ${copied}`);
    });
  } finally {
    await Promise.all([own.stop(), rm(folder, { recursive: true })]);
  }
});

test('nothing that a guide or a question holds is executed', async () => {
  const folder = await mkdtemp(path.join(tmpdir(), 'guidepost-payloads-'));
  await mkdir(path.join(folder, 'en'));
  const lines = PAYLOADS.map((payload, at) =>
    JSON.stringify({
      id: `payload-${at}`,
      lang: 'en',
      title: `Guide ${payload}`,
      tags: [`tag ${payload}`],
      steps: [{ number: '1', title: `Step ${payload}`, body: `marker${at} ${payload}\n\n${payload}` }, { number: '2', title: payload, body: 'x' }],
    }),
  );
  await writeFile(path.join(folder, 'payloads.jsonl'), `${lines.join('\n')}\n`);
  const own = await startServer({ guides: folder });
  try {
    // Pictures that are not there are reported by the browser.
    await withPage(browser, { expectedErrors: [/Failed to load resource/] }, async (page) => {
      const check = await watchForPayloads(page);
      for (const [at, payload] of PAYLOADS.entries()) {
        await page.goto(`${own.url}/agent?q=marker${at}&lang=en`);
        await isAnswered(page);
        await page.locator('[data-neighbour=next] summary').click();
        await check();
        await page.keyboard.press('p');
        await status(page, 'Pinned');
        await ask(page, payload);
        await check();
      }
      for (const payload of PAYLOADS) {
        const every = Object.fromEntries(['q', 'lang', 'guide', 'tag', 'in', 'step', 'limit'].map((name) => [name, payload]));
        await page.goto(`${own.url}/agent?${new URLSearchParams(every)}`);
        await title(page).waitFor();
        await check();
      }
      await page.goto(`${own.url}/agent`);
      await result(page).waitFor();
      await check();
    });
  } finally {
    await Promise.all([own.stop(), rm(folder, { recursive: true })]);
  }
});
