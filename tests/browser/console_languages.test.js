// The agents' console and the analytics page in the languages of their readers: nothing of them is left in English, and
// Arabic reads from right to left.

import { after, before, test } from 'node:test';
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { checkAccessibility } from './harness/accessibility.js';
import { ROOT, startServer } from './harness/server.js';
import { checkNoSidewaysScrolling, onEveryScreen, screenshot, startBrowser, withPage } from './harness/browser.js';
import { isAnswered, isFilled, isRemembered } from './harness/console.js';
import { report, visit, visits } from './harness/visitors.js';
import { eventually } from './harness/waiting.js';

const LANGUAGES = ['en', 'fr', 'de', 'es', 'it', 'nl', 'pt', 'ar'];

let server;
let browser;
let texts;

before(async () => {
  server = await startServer();
  browser = await startBrowser();
  const read = async (lang) => [lang, JSON.parse(await readFile(path.join(ROOT, `src/web/console/texts/${lang}.json`), 'utf8'))];
  texts = Object.fromEntries(await Promise.all(LANGUAGES.map(read)));
  await visits(server, 3, 'gift wrapping', 'en', [['ticket']]);
  await visits(server, 3, 'print a label', 'en', [['click', 1], ['helpful', 1]]);
  for (let number = 0; number < 4; number += 1) {
    await visit(server, `taught ${number}`, 'bordereau de retour', 'fr');
    await visit(server, `taught ${number}`, 'étiquette de retour', 'fr', [['click', 1]]);
  }
  await visit({ ...server, headers: { 'X-Guidepost-Console': 'agent' } }, 'agent', 'gift wrapping', 'en', [['unhelpful']]);
  await eventually(async () => (await report(server, 'summary')).searches, (searches) => searches >= 10);
});

after(async () => {
  await Promise.all([browser?.close(), server?.stop()]);
});

/** Texts of the English table that stand on the page word for word, where the language at hand says them otherwise. */
async function leftInEnglish(page, lang) {
  const shown = await page.evaluate(() => {
    const english = (node) => node.parentElement.closest('[lang]').lang === 'en' && node.parentElement.closest('[lang]') !== document.documentElement;
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    const found = [];
    while (walker.nextNode()) if (!english(walker.currentNode)) found.push(walker.currentNode.data.trim());
    for (const element of document.querySelectorAll('[aria-label], [placeholder], [title]')) found.push(element.ariaLabel, element.placeholder, element.title);
    return found.filter(Boolean);
  });
  // Some words are English, and something else in another language.
  const own = new Set(Object.values(texts[lang]));
  const english = Object.entries(texts.en).filter(([, text]) => typeof text === 'string' && !own.has(text));
  return english.filter(([, text]) => shown.includes(text)).map(([name]) => name);
}

const nothingIsInEnglish = (page, lang) => eventually(() => leftInEnglish(page, lang), []);

async function seeConsole(page, lang, screen) {
  await page.goto(`${server.url}/agent?q=print+label&lang=${lang}`);
  await isAnswered(page);
  assert.equal(await page.getAttribute('html', 'lang'), lang);
  assert.equal(await page.getAttribute('html', 'dir'), lang === 'ar' ? 'rtl' : 'ltr');
  await page.getByRole('button', { name: texts[lang].unanswered }).waitFor();
  await checkAccessibility(page);
  await checkNoSidewaysScrolling(page);
  await screenshot(page, `agent-in-${lang}-results-${screen}`, { fullPage: false });
  const id = await page.locator('a.result').first().getAttribute('data-id');
  await page.locator('a.result').first().click();
  await isRemembered(page, id);
  await isAnswered(page);
  await page.getByRole('button', { name: texts[lang].solved }).waitFor();
  await page.locator('[data-neighbour] summary').first().waitFor();
  await nothingIsInEnglish(page, lang);
  await checkAccessibility(page);
  await checkNoSidewaysScrolling(page);
  await screenshot(page, `agent-in-${lang}-${screen}`, { fullPage: false });
  await page.keyboard.press('?');
  await page.getByRole('dialog', { name: texts[lang].shortcutsTitle }).waitFor();
  await nothingIsInEnglish(page, lang);
  await page.goto(`${server.url}/agent?q=zzqqvv&tag=ups`);
  await isAnswered(page);
  await page.getByRole('heading', { name: texts[lang].nothingFound }).waitFor();
  await nothingIsInEnglish(page, lang);
  await page.goto(`${server.url}/agent`);
  await page.getByRole('heading', { name: texts[lang].openedLately }).waitFor();
  await nothingIsInEnglish(page, lang);
}

async function seeAnalytics(page, lang, screen) {
  await page.goto(`${server.url}/analytics`);
  await isFilled(page);
  await eventually(() => page.locator('h1').innerText(), texts[lang].analyticsHeading);
  await page.getByText(texts[lang].sameAsTable).click();
  await page.locator('.chart table').waitFor();
  await nothingIsInEnglish(page, lang);
  await eventually(() => page.locator('#failed-searches td p, #gaps td p').count(), (sentences) => sentences > 3);
  await eventually(() => page.locator('.report p[lang=en]').allTextContents(), []);
  await checkAccessibility(page);
  await checkNoSidewaysScrolling(page);
  await screenshot(page, `analytics-in-${lang}-${screen}`);
  await page.goto(`${server.url}/analytics?from=2025-01-01&to=2025-01-31`);
  await isFilled(page);
  await nothingIsInEnglish(page, lang);
  await checkNoSidewaysScrolling(page);
}

for (const lang of LANGUAGES.filter((tag) => tag !== 'en')) {
  test(`the console and the analytics page speak ${lang}`, async () => {
    const see = async (page, screen) => {
      await seeConsole(page, lang, screen);
      await seeAnalytics(page, lang, screen);
    };
    if (lang === 'ar') await onEveryScreen(browser, { locale: lang }, see);
    else await withPage(browser, { locale: lang, width: 360 }, (page) => see(page, '360-light'));
  });
}
