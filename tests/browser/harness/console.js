// The agents' console and the analytics page as tests take hold of them.

/** Waits until the console has nothing more to show: neither results nor a step are under way. */
export async function isAnswered(page) {
  await page.locator('#results[aria-busy=false]').waitFor({ state: 'attached' });
  await page.locator('#step[aria-busy=false]').waitFor({ state: 'attached' });
}

/** Waits until every report is on the page. */
export const isFilled = (page) =>
  page.waitForFunction(() => document.getElementById('status').textContent === '' && document.querySelectorAll('.report').length > 7);

/** Waits until this browser remembers a step as opened lately. */
export const isRemembered = (page, id) =>
  page.waitForFunction((wanted) => (localStorage.getItem('guidepost.agent.recent') ?? '').includes(JSON.stringify(wanted)), id);
