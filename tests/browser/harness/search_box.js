// The search box as tests take hold of it. Playwright looks into open shadow roots by itself.

import { startSite } from './sites.js';

/** The parts of a page's search box. */
export function boxOf(page) {
  return {
    input: page.getByRole('combobox'),
    options: page.locator('guidepost-search [role=option]'),
    active: page.locator('guidepost-search [role=option][aria-selected=true]'),
    groups: page.locator('guidepost-search [role=group]'),
    list: page.locator('guidepost-search [role=listbox]'),
    panel: page.locator('guidepost-search .panel'),
    notes: page.locator('guidepost-search .notes'),
    message: page.locator('guidepost-search .message'),
    status: page.locator('guidepost-search [role=status]'),
    isOpen: () => page.locator('guidepost-search .panel').isVisible(),
    /** Waits until there are steps, and these answer what stands in the field: not what stood there a few keys ago. */
    answered: () => page.locator('guidepost-search [role=listbox][aria-busy=false] [role=option][href]').first().waitFor(),
  };
}

/** The policy that the documentation names for pages that embed the box. */
export function strictPolicy(server) {
  return `default-src 'none'; script-src ${server}; connect-src ${server}`;
}

/**
 * A page of another site that embeds the box by the two documented lines, under a strict content security policy.
 * `attributes` are those of the element, `lang` that of the page.
 */
export function startForeignSite(server, { attributes = '', lang = 'en', policy = strictPolicy(server), scheme = 'light dark' } = {}) {
  const html = `<!doctype html>
<html lang="${lang}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="${scheme}"><title>A shop</title></head>
<body><main><h1>A shop</h1>
<script src="${server}/search-box.js" defer></script>
<guidepost-search ${attributes}></guidepost-search>
<p>Some text of the shop, with <a href="/elsewhere">a link</a>.</p></main></body></html>`;
  return startSite((path) => (path === '/' || path === '/ticket' ? { html, headers: { 'content-security-policy': policy } } : null));
}

/** Notes what the page sends as beacons, and sends it. */
export async function recordBeacons(page) {
  const events = [];
  await page.exposeFunction('noteBeacon', (url, body) => events.push({ url, events: JSON.parse(body) }));
  await page.addInitScript(() => {
    // A page that is being left has no time to read a blob, so what it is made of is kept beside it.
    globalThis.Blob = class extends Blob {
      constructor(parts, options) {
        super(parts, options);
        this.source = parts.join('');
      }
    };
    const send = navigator.sendBeacon.bind(navigator);
    navigator.sendBeacon = (url, body) => {
      globalThis.noteBeacon(url, body.source);
      return send(url, body);
    };
  });
  return events;
}

/** Waits until the box has a message that says so. While a slow machine is at work, it says first that it takes long. */
export function saysSo(box, text) {
  return box.message.filter({ hasText: text }).waitFor();
}
