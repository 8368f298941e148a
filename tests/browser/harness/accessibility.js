// Every rule of axe-core on what is on the screen now, shadow roots included.

import assert from 'node:assert/strict';
import axe from 'axe-core';
import { atFullSpeed } from './slowness.js';

/** Fails when axe-core finds a violation on the page, or within what a selector finds, and names the elements. */
export async function checkAccessibility(page, within = null) {
  const { violations } = await atFullSpeed(page, async () => {
    // Evaluated by the browser's debugger, which the page's content security policy does not bind.
    await page.evaluate(axe.source);
    return page.evaluate((selector) => {
      const { axe } = globalThis;
      return axe.run(selector ?? document, { resultTypes: ['violations'] });
    }, within);
  });
  const told = violations.flatMap(({ id, help, nodes }) =>
    nodes.map((node) => `${id}: ${help}: ${node.target.join(' ')}\n    ${node.failureSummary.replaceAll('\n', '\n    ')}`),
  );
  assert.equal(told.length, 0, `axe-core at ${page.url()}:\n${told.join('\n')}`);
}
