// Pages as readers have them, in Debian's Chromium: narrow or wide, light or dark. A page on which anything goes wrong
// fails its test, and every screenshot is kept for people to look at.

import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import assert from 'node:assert/strict';
import { chromium } from 'playwright-core';
import { ROOT } from './server.js';
import { slowPages } from './slowness.js';
import { LONGEST_WAIT, eventually } from './waiting.js';

export const WIDTHS = [360, 1280];
export const SCHEMES = ['light', 'dark'];

/** Where people find what the pages look like. */
export const SCREENSHOTS = path.join(ROOT, 'target/browser');
const HEIGHTS = { 360: 740, 1280: 900 };
// As readers' browsers say it; what says that it is headless is counted as a robot.
const USER_AGENT = 'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/148.0.0.0 Safari/537.36';

const ARGUMENTS = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** Starts the browser; one for a file of tests is enough. */
export function startBrowser() {
  const executablePath = process.env.GUIDEPOST_CHROMIUM ?? '/usr/bin/chromium';
  return chromium.launch({ executablePath, args: ARGUMENTS });
}

/**
 * Opens a page for `use` and closes it. What the page or the console says of errors fails the test, but for messages that
 * match one of `expectedErrors`. `context` is Playwright's, such as `{ javaScriptEnabled: false }`.
 */
export async function withPage(browser, options, use) {
  const { width = 1280, scheme = 'light', locale = 'en-GB', expectedErrors = [], ...context } = options;
  const viewport = { width, height: HEIGHTS[width] ?? 800 };
  const reader = { viewport, colorScheme: scheme, locale, userAgent: USER_AGENT, reducedMotion: 'reduce' };
  const opened = await browser.newContext({ ...reader, ...context });
  opened.setDefaultTimeout(LONGEST_WAIT);
  const errors = [];
  const watch = (page) => {
    page.on('pageerror', (error) => errors.push(`uncaught: ${error.message}`));
    page.on('console', (message) => {
      if (message.type() === 'error') errors.push(`console: ${message.text()} (${message.location().url})`);
    });
  };
  opened.on('page', watch);
  await slowPages(opened);
  try {
    const page = await opened.newPage();
    await use(page);
  } finally {
    await opened.close();
  }
  const unexpected = errors.filter((error) => !expectedErrors.some((expected) => expected.test(error)));
  assert.deepEqual(unexpected, [], 'the page reported errors');
}

/** Calls `use` with a page for each width and colour scheme. */
export async function onEveryScreen(browser, options, use) {
  for (const width of WIDTHS) {
    for (const scheme of SCHEMES) {
      await withPage(browser, { ...options, width, scheme }, (page) => use(page, `${width}-${scheme}`));
    }
  }
}

/** Keeps what the page looks like as `target/browser/{name}.png`; its whole length, unless `fullPage` is false. */
export async function screenshot(page, name, { fullPage = true } = {}) {
  await mkdir(SCREENSHOTS, { recursive: true });
  await page.screenshot({ path: path.join(SCREENSHOTS, `${name}.png`), fullPage, animations: 'disabled' });
}

/** Fails when the page can be scrolled sideways. */
export async function checkNoSidewaysScrolling(page) {
  const widths = () => page.evaluate(() => [document.documentElement.scrollWidth, innerWidth]);
  await eventually(widths, ([content, window]) => content <= window, 'the page is wider than its window');
}
