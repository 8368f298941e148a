// What guides and results do beyond being read: the step one came for is marked, also where a text fragment names it; links
// are copied; votes and clicks are told. Without this script all of it can still be read, and voted on.

(() => {
  'use strict';

  /** Where the search that led here left its id and the words that it found. */
  const LANDING_KEY = 'guidepost.landing';
  const MARKED_WORDS = 'guidepost-words';
  const asksNotToBeTracked =
    navigator.doNotTrack === '1' || window.doNotTrack === '1' || navigator.globalPrivacyControl === true;

  /** Tells the server what the reader did; a vote is told even by those who don't want to be tracked: they chose to give it. */
  function report(event, isVote = false) {
    if (!('reports' in document.body.dataset) || (asksNotToBeTracked && !isVote)) return;
    const body = JSON.stringify([{ ...event, timestamp: new Date().toISOString() }]);
    navigator.sendBeacon('/api/events', new Blob([body], { type: 'text/plain' }));
  }

  /** The search that led here in this tab, if one did, and the words that it found. */
  function landing() {
    try {
      const { queryId, words } = JSON.parse(sessionStorage.getItem(LANDING_KEY) ?? '{}');
      return { queryId, words: Array.isArray(words) ? words.filter((word) => typeof word === 'string' && word) : [] };
    } catch {
      return { words: [] };
    }
  }

  function rememberLanding(left) {
    try {
      if (left) sessionStorage.setItem(LANDING_KEY, JSON.stringify(left));
      else sessionStorage.removeItem(LANDING_KEY);
    } catch {
      // Storage is forbidden: then nothing is marked, and votes are not told to follow a search.
    }
  }

  // Results.

  function whenHitIsOpened({ target, type, button }) {
    const link = target.closest?.('.hits a[href]');
    if (!link || (type === 'auxclick' && button !== 1)) return;
    const item = link.closest('li');
    const { hit, position } = item.dataset;
    const { queryId } = link.closest('.hits').dataset;
    rememberLanding({ queryId, words: [...new Set([...item.querySelectorAll('mark')].map((mark) => mark.textContent))] });
    report({ type: 'click', queryId, hit, position: Number(position) });
  }

  // Steps.

  const MARKED = 'current';

  /** The step that an anchor, or a former one, stands for. */
  function stepOfAnchor(hash) {
    if (hash.length < 2) return null;
    let anchor = hash.slice(1);
    try {
      anchor = decodeURIComponent(anchor);
    } catch {
      // It is an anchor as it stands.
    }
    return document.getElementById(anchor)?.closest('.step') ?? null;
  }

  /** The step that a text fragment names. Scripts can't see it in the address, but where the page was loaded from says it. */
  function stepOfTextFragment() {
    const [loaded] = performance.getEntriesByType('navigation');
    const found = /:~:text=([^&]+)/.exec(loaded?.name ?? '');
    if (!found) return null;
    const plain = (text) => text.replace(/\s+/g, ' ').trim().toLowerCase();
    let words;
    try {
      // What stands around the text, and where a range of it ends, is not needed to tell the step.
      const parts = found[1].split(',').map(decodeURIComponent);
      words = plain(parts.find((part) => !part.endsWith('-') && !part.startsWith('-')) ?? '');
    } catch {
      return null;
    }
    const steps = [...document.querySelectorAll('.step')];
    const titleOf = (step) => plain(step.querySelector('.own > .title .name')?.textContent ?? '');
    return (
      steps.find((step) => words && titleOf(step) === words) ??
      steps.find((step) => words && plain(step.querySelector('.own').textContent).includes(words)) ??
      null
    );
  }

  function mark(step) {
    document.querySelectorAll(`.step.${MARKED}`).forEach((other) => other.classList.remove(MARKED));
    if (step) {
      step.classList.add(MARKED);
      step.focus({ preventScroll: true });
    }
    leadToSameStep(step);
    markWords(step);
  }

  /** Marks in a step the words that the search found, without changing the page. */
  function markWords(step) {
    const { words } = landing();
    if (!CSS.highlights || !step) return;
    const found = [];
    for (const part of step.querySelectorAll(':scope > .own > .title > .name, :scope > .own > .body')) {
      const texts = document.createTreeWalker(part, NodeFilter.SHOW_TEXT);
      while (texts.nextNode()) found.push(...rangesOf(texts.currentNode, words));
    }
    CSS.highlights.set(MARKED_WORDS, new Highlight(...found));
  }

  /** Where whole words stand in a text node. */
  function rangesOf(node, words) {
    if (!words.length) return [];
    const escaped = words.map((word) => word.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
    const pattern = new RegExp(`(?<![\\p{L}\\p{N}])(?:${escaped.join('|')})(?![\\p{L}\\p{N}])`, 'giu');
    return [...node.data.matchAll(pattern)].map((match) => {
      const range = new Range();
      range.setStart(node, match.index);
      range.setEnd(node, match.index + match[0].length);
      return range;
    });
  }

  /** The language switcher leads to the step at hand. */
  function leadToSameStep(step) {
    for (const link of document.querySelectorAll('.languages a[hreflang]')) {
      link.dataset.page ??= link.getAttribute('href');
      const same = step?.querySelector(`:scope > .own > .tools .translations a[hreflang="${CSS.escape(link.hreflang)}"]`);
      link.href = same?.getAttribute('href') ?? link.dataset.page;
    }
  }

  async function copyLink(button) {
    const step = button.closest('.step');
    const link = new URL(`#${encodeURIComponent(step.id)}`, location.origin + location.pathname).href;
    if (!(await wasCopied(link))) return;
    const before = button.textContent;
    button.textContent = button.dataset.copied;
    button.setAttribute('aria-live', 'polite');
    setTimeout(() => (button.textContent = before), 2_500);
    report({ type: 'copy', hit: step.dataset.hit, queryId: landing().queryId });
  }

  async function wasCopied(text) {
    try {
      await navigator.clipboard.writeText(text);
      return true;
    } catch {
      // Without https there is no clipboard for scripts; then the address bar gets the link.
      history.replaceState(null, '', text);
      return false;
    }
  }

  function vote(event) {
    const form = event.target.closest('form.helpful');
    if (!form || !event.submitter) return;
    event.preventDefault();
    const isHelpful = event.submitter.value === 'yes';
    report({ type: isHelpful ? 'helpful' : 'unhelpful', hit: form.elements.hit.value, queryId: landing().queryId }, true);
    const thanks = document.createElement('p');
    thanks.className = 'thanks';
    thanks.tabIndex = -1;
    thanks.textContent = form.dataset.thanks;
    form.replaceWith(thanks);
    // The button that had the focus is gone; this is also what makes the thanks be read aloud.
    thanks.focus({ preventScroll: true });
  }

  if (document.body.classList.contains('home')) rememberLanding(null);
  document.addEventListener('click', whenHitIsOpened);
  document.addEventListener('auxclick', whenHitIsOpened);
  document.addEventListener('submit', vote);
  document.addEventListener('click', ({ target }) => {
    const button = target.closest?.('button.copy');
    if (button) copyLink(button);
  });
  if (document.body.classList.contains('guide')) {
    mark(stepOfAnchor(location.hash) ?? stepOfTextFragment());
    window.addEventListener('hashchange', () => mark(stepOfAnchor(location.hash)));
    // Who goes to a step and then to another language can be faster than a busy browser tells of the first.
    document.addEventListener('click', ({ target }) => {
      const step = target.closest?.('.languages a') && stepOfAnchor(location.hash);
      if (step) leadToSameStep(step);
    });
  }
})();
