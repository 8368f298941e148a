// Markup and scripts that somebody may put into guides, questions and addresses. Each calls `hacked`, if it runs.

import assert from 'node:assert/strict';

export const PAYLOADS = [
  '<script>hacked()</script>',
  '<img src=x onerror=hacked()>',
  '"><img src=x onerror=hacked()>',
  "'><svg onload=hacked()>",
  '<svg><script>hacked()</script></svg>',
  '<svg><animate onbegin=hacked() attributeName=x dur=1s>',
  '<iframe srcdoc="<script>parent.hacked()</script>"></iframe>',
  '<iframe src="javascript:parent.hacked()"></iframe>',
  '<object data="javascript:hacked()"></object>',
  '<embed src="javascript:hacked()">',
  '<a href="javascript:hacked()">press</a>',
  '[press](javascript:hacked())',
  '![x](javascript:hacked())',
  '[press](data:text/html,<script>hacked()</script>)',
  '<form action="javascript:hacked()"><button>press</button></form>',
  '<input autofocus onfocus=hacked()>',
  '<details open ontoggle=hacked()>',
  '<video><source onerror=hacked()></video>',
  '<audio src=x onerror=hacked()>',
  '<body onload=hacked()>',
  '<marquee onstart=hacked()>',
  '<math><mtext><table><mglyph><style><img src=x onerror=hacked()>',
  '<noscript><p title="</noscript><img src=x onerror=hacked()>">',
  '<textarea></textarea><script>hacked()</script>',
  '</title><script>hacked()</script>',
  '</option></select><img src=x onerror=hacked()>',
  '<mark onmouseover=hacked()>x</mark>',
  '<mark><img src=x onerror=hacked()></mark>',
  '&lt;img src=x onerror=hacked()&gt;',
  '&#60;script&#62;hacked()&#60;/script&#62;',
  '{{constructor.constructor("hacked()")()}}',
  '${hacked()}',
  '<style>@import "javascript:hacked()";</style>',
  '<link rel=stylesheet href="javascript:hacked()">',
  '<meta http-equiv=refresh content="0;url=javascript:hacked()">',
  '<base href="javascript:hacked()//">',
  '<template><script>hacked()</script></template>',
  '<button popovertarget=x onclick=hacked()>x</button>',
  '<div style="background:url(javascript:hacked())">x</div>',
  '<img src="x" srcset="x 1x" onload=hacked() onerror=hacked()>',
  'javascript:hacked()',
  '"onmouseover="hacked()',
];

/** Watches a page for a payload that runs; the function that it gives fails if one has. */
export async function watchForPayloads(page) {
  const ran = [];
  await page.exposeFunction('hacked', () => ran.push(page.url()));
  page.on('dialog', (dialog) => {
    ran.push(dialog.message());
    dialog.dismiss();
  });
  return async () => {
    // A picture that can't be loaded is told of before it counts as complete.
    await page.waitForFunction(() => [...document.images].every((image) => image.complete || image.loading === 'lazy'));
    const alive = await page.locator('[onerror], [onload], [onfocus], [ontoggle], [onclick], [href^="javascript:" i], [srcdoc]').count();
    assert.deepEqual([ran, alive], [[], 0], `at ${page.url()}`);
  };
}
