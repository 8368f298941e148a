// `<guidepost-search>`: an input with a list of steps beneath it, or a button that opens both as a dialog.

/** Where this script came from is where it asks, unless the `server` attribute says otherwise. */
const SCRIPT_ORIGIN = document.currentScript ? new URL(document.currentScript.src).origin : location.origin;
const MOST_CHARACTERS = 512;
const MOST_LANGUAGES = 5;
const HITS = 10;
const HITS_A_GUIDE = 3;
/** Many of these are steps, which are left out. */
const SUGGESTIONS = 12;
/** Heights of the panel beneath the field, in pixels, and how far it stays from the end of the window. */
const HIGHEST_PANEL = 560;
const LOWEST_PANEL = 260;
const PANEL_MARGIN = 12;
/** Narrower windows are phones', in pixels. */
const NARROW = 640;
const IS_APPLE = /mac|iphone|ipad/i.test(navigator.platform);

const sheet = new CSSStyleSheet();
sheet.replaceSync(STYLE);

class GuidepostSearch extends HTMLElement {
  static observedAttributes = ['lang', 'mode', 'placeholder', 'theme'];

  #texts;
  #nodes = {};
  #asking = new Asking(
    (question, signal, isTyped) => this.#fetchAnswer(question, signal, isTyped),
    (phase, question, outcome) => this.#show(phase, question, outcome),
  );
  /** The question whose answer, or whose failure, is on the screen. */
  #shown = null;
  #answer = null;
  /** What the question that is being typed may become, and for which question that was asked. */
  #completions = { question: '', texts: [] };
  /** The question that is to be searched without corrections. */
  #exactly = null;
  #active = -1;

  connectedCallback() {
    if (!this.shadowRoot) {
      const root = this.attachShadow({ mode: 'open' });
      root.adoptedStyleSheets = [sheet];
      this.#build();
      this.#takeOver();
    }
    boxes.add(this);
    window.addEventListener('online', this.#whenOnline);
  }

  disconnectedCallback() {
    boxes.delete(this);
    this.#asking.drop();
    window.removeEventListener('online', this.#whenOnline);
  }

  attributeChangedCallback(name, before, now) {
    if (this.shadowRoot && before !== now) this.#build();
  }

  /** Puts the cursor into the field; in a dialog, opens it. */
  open() {
    const { dialog, input } = this.#nodes;
    if (dialog && !dialog.open) {
      dialog.showModal();
      this.#changed();
    }
    input.focus();
    input.select();
  }

  // What the site set.

  get #server() {
    return new URL(this.getAttribute('server') || SCRIPT_ORIGIN, location.href).href.replace(/\/+$/, '');
  }

  get #isDialog() {
    return this.getAttribute('mode')?.toLowerCase() === 'dialog';
  }

  get #remembers() {
    return this.getAttribute('recent')?.toLowerCase() !== 'off';
  }

  /** The reader's languages, best first: that of the box or of the page around it, then the browser's. */
  get #languages() {
    const around = this.closest('[lang]')?.lang;
    const known = [around, ...navigator.languages].filter((tag) => tag && /^[a-z]{1,8}(-[a-z\d]{1,8})*$/i.test(tag));
    return [...new Set(known)].slice(0, MOST_LANGUAGES);
  }

  get #question() {
    // Control characters come with what is pasted; they mean nothing, and the server takes none.
    return this.#nodes.input.value.replace(/\p{Cc}/gu, ' ').trim();
  }

  // What the reader sees.

  #build() {
    const texts = textsFor(this.#languages);
    const wasOpen = this.#nodes.panel?.hidden === false;
    this.#texts = texts;
    this.#asking.drop();
    this.#shown = null;
    this.#active = -1;
    const isDialog = this.#isDialog;
    const keys = IS_APPLE ? '⌘ K' : 'Ctrl K';
    const input = create('input', {
      type: 'text',
      part: 'input',
      role: 'combobox',
      'aria-label': texts.label,
      'aria-autocomplete': 'list',
      'aria-expanded': 'false',
      'aria-controls': 'list',
      'aria-keyshortcuts': 'Control+K Meta+K /',
      placeholder: this.getAttribute('placeholder') ?? texts.placeholder,
      maxlength: MOST_CHARACTERS,
      autocomplete: 'off',
      autocapitalize: 'off',
      spellcheck: 'false',
      enterkeyhint: 'search',
      dir: 'auto',
    });
    input.value = this.#nodes.input?.value ?? '';
    const clear = create('button', { type: 'button', class: 'clear', 'aria-label': texts.clear, hidden: !input.value }, icon('clear'));
    const list = create('div', { id: 'list', role: 'listbox', 'aria-label': texts.results, hidden: true });
    const before = create('div', { class: 'notes' });
    const after = create('div', { class: 'after' });
    const panel = create('div', { class: 'panel', part: 'panel', tabindex: -1, hidden: !isDialog }, before, list, after);
    const status = create('div', { class: 'unseen', role: 'status' });
    const hint = isDialog ? null : create('kbd', { class: 'hint', 'aria-hidden': 'true' }, keys);
    const close = isDialog ? create('button', { type: 'button', class: 'close' }, texts.close) : null;
    const field = create('div', { class: 'field', part: 'field' }, icon('search'), input, clear, hint, close);
    const box = create('div', { class: isDialog ? 'box in-dialog' : 'box', lang: texts.tag, dir: texts.direction }, field, panel, status);
    this.#nodes = { box, input, clear, list, before, after, panel, status };

    input.addEventListener('input', () => this.#changed());
    input.addEventListener('focus', () => this.#question || this.#changed());
    input.addEventListener('keydown', (event) => this.#keyPressed(event));
    clear.addEventListener('click', () => this.#search(''));
    box.addEventListener('focusout', ({ relatedTarget }) => {
      if (!isDialog && !box.contains(relatedTarget)) this.#closePanel();
    });
    // A pressed mouse button on what cannot be focused would close the panel that is being clicked at.
    field.addEventListener('mousedown', (event) => {
      if (event.target === input) return;
      event.preventDefault();
      if (!event.target.closest('button')) input.focus();
    });
    list.addEventListener('pointermove', ({ target }) => {
      const at = this.#options.indexOf(target.closest('[role=option]'));
      if (at >= 0 && at !== this.#active) this.#activate(at, false);
    });
    this.shadowRoot.replaceChildren(isDialog ? this.#dialogAround(box, close, keys) : box);
    if (wasOpen) this.#changed();
  }

  #dialogAround(box, close, keys) {
    const texts = this.#texts;
    const dialog = create('dialog', { part: 'dialog', 'aria-label': texts.label }, box);
    const opener = create(
      'button',
      { type: 'button', class: 'opener', part: 'button', 'aria-haspopup': 'dialog', lang: texts.tag, dir: texts.direction },
      icon('search'),
      create('span', {}, texts.open),
      create('kbd', { 'aria-hidden': 'true' }, keys),
    );
    opener.addEventListener('click', () => this.open());
    close.addEventListener('click', () => dialog.close());
    // Only the backdrop is the dialog itself: all else lies in the box.
    dialog.addEventListener('pointerdown', (event) => event.target === dialog && dialog.close());
    // It is told when the browser has time, by when the dialog may be open again.
    dialog.addEventListener('close', () => dialog.open || this.#asking.drop());
    this.#nodes.dialog = dialog;
    return create('div', { class: 'around' }, opener, dialog);
  }

  /** Goes on with what was typed into the form that stood here before this script ran. */
  #takeOver() {
    const before = this.querySelector('input[name=q]');
    if (!before || this.#isDialog) return;
    const hadFocus = before === document.activeElement;
    this.#nodes.input.value = before.value;
    this.#nodes.clear.hidden = !before.value;
    if (hadFocus) this.#nodes.input.focus();
    if (before.value !== before.defaultValue) this.#changed();
  }

  // Typing.

  #changed() {
    const question = this.#question;
    this.#nodes.clear.hidden = !this.#nodes.input.value;
    this.#activate(-1);
    if (question !== this.#exactly) this.#exactly = null;
    if (!question) {
      this.#asking.drop();
      this.#showStart();
    } else if (question !== this.#shown) {
      this.#nodes.list.ariaBusy = 'true';
      this.#asking.afterPause(question);
    } else {
      this.#asking.drop();
      this.#nodes.list.ariaBusy = 'false';
      this.#openPanel();
    }
  }

  /** Puts a question into the field and asks it at once; an empty one clears the field. */
  #search(question, exactly = false) {
    const { input } = this.#nodes;
    input.value = question;
    input.focus();
    this.#shown = null;
    this.#changed();
    this.#exactly = exactly ? question : null;
    if (question) this.#asking.now(question);
  }

  async #fetchAnswer(question, signal, isTyped) {
    const asked = { q: question, limit: HITS, perGuide: HITS_A_GUIDE };
    if (question === this.#exactly) asked.corrections = '0';
    if (!mayReport(this)) asked.analytics = '0';
    const answering = this.#fetch('search', asked, signal);
    const completing = this.#fetchCompletions(question, signal, isTyped);
    const answer = await answering;
    await Promise.race([completing, new Promise((resolve) => setTimeout(resolve, COMPLETIONS_WAIT))]);
    return answer;
  }

  async #fetchCompletions(question, signal, isTyped) {
    this.#completions = { question, texts: [] };
    if (!isTyped || !isUnfinished(this.#nodes.input.value) || this.getAttribute('suggestions')?.toLowerCase() === 'off') return;
    try {
      const { suggestions } = await this.#fetch('suggest', { q: question, limit: SUGGESTIONS }, signal);
      if (this.#shown === question || this.#question !== question) return;
      this.#completions = { question, texts: completionsOf(question, suggestions) };
      const { after } = this.#nodes;
      if (after.querySelector('.skeleton')) this.#show(after.querySelector('.message') ? 'very-slow' : 'slow', question);
    } catch {
      // The steps are what counts.
    }
  }

  async #fetch(what, asked, signal) {
    const parameters = new URLSearchParams(asked);
    if (this.#languages.length) parameters.set('lang', this.#languages.join(','));
    const key = this.getAttribute('key');
    const headers = key ? { Authorization: `Bearer ${key}` } : {};
    const response = await fetch(`${this.#server}/api/${what}?${parameters}`, { signal, headers, credentials: 'omit' });
    if (!response.ok) throw await refusalOf(response);
    return response.json();
  }

  // Showing.

  #show(phase, question, outcome) {
    const texts = this.#texts;
    const { before, list, after, status } = this.#nodes;
    let completions = this.#completions.question === question ? this.#completions.texts : [];
    const completing = () => (completions.length ? [completionGroup(completions, texts, (text) => this.#search(text))] : []);
    if (phase === 'slow' || phase === 'very-slow') {
      this.#shown = null;
      // What stands in the list now are completions of this very question.
      list.ariaBusy = 'false';
      const isVery = phase === 'very-slow';
      this.#fill([], completing(), [skeleton(), isVery ? create('p', { class: 'message' }, texts.slow) : null]);
      status.textContent = isVery ? texts.slow : '';
      return;
    }
    list.ariaBusy = 'false';
    if (phase === 'failed') {
      this.#shown = null;
      this.#fill([], [], [unanswered(texts, outcome, () => this.#search(question))]);
      status.textContent = after.querySelector('.headline').textContent;
      return;
    }
    const answer = outcome;
    // Who is choosing a completion meanwhile goes on with it; else no guide is named twice.
    const chosen = completions.indexOf(list.querySelector('.completions [aria-selected=true]')?.textContent);
    if (chosen < 0) completions = completions.filter((text) => !answer.hits.some(({ guide }) => guide.title === text));
    this.#shown = question;
    this.#answer = answer;
    answer.hits.forEach((hit) => (hit.href = this.#address(hit.url)));
    const notes = understanding(answer, texts, () => this.#search(question, true));
    if (answer.hits.length) {
      const groups = resultGroups(answer, this.#languages[0] ?? answer.lang, texts, (hit, position) => this.#opened(hit, position));
      this.#fill(notes, [...completing(), ...groups], [this.#foot()]);
      status.textContent = filled(texts.count, { count: answer.estimatedTotalHits }).join('');
      // The best step, so that Enter alone opens it; the completions are above it.
      if (this.#isDialog) this.#activate(completions.length);
    } else {
      const guides = create('a', { href: this.#address(`/?lang=${encodeURIComponent(answer.lang)}`) }, texts.guides);
      this.#fill(notes, completing(), [nothingFound(answer, texts, [this.#ticketLink('action'), guides], (word) => this.#search(word))]);
      status.textContent = after.querySelector('.headline').textContent;
    }
    if (chosen >= 0) this.#activate(chosen);
    if (completions.length) status.textContent += ` ${filled(texts.suggestions, { count: completions.length }).join('')}`;
    before.querySelectorAll('p').forEach((note) => (status.textContent += ` ${note.firstChild.textContent ?? ''}`));
  }

  /** What stands there before anything was typed. */
  #showStart() {
    const texts = this.#texts;
    this.#shown = null;
    this.#nodes.status.textContent = '';
    const recent = this.#remembers ? recentSearches() : [];
    if (!recent.length) {
      this.#fill([], [], [this.#isDialog ? create('p', { class: 'message' }, texts.start) : null]);
      if (!this.#isDialog) this.#closePanel();
      return;
    }
    const forget = create('button', { type: 'button', class: 'link' }, texts.forget);
    forget.addEventListener('click', () => {
      forgetSearches();
      this.#search('');
    });
    const foot = create('div', { class: 'foot' }, forget);
    this.#fill([], [recentGroup(recent, texts, (question) => this.#search(question))], [foot]);
  }

  #fill(notes, groups, rest) {
    const { before, list, after, panel } = this.#nodes;
    before.replaceChildren(...notes);
    list.replaceChildren(...groups);
    list.hidden = groups.length === 0;
    after.replaceChildren(...rest.filter(Boolean));
    this.#options.forEach((option, at) => (option.id = `option-${at}`));
    this.#activate(-1);
    panel.scrollTop = 0;
    this.#openPanel();
  }

  #foot() {
    const all = create('a', { href: this.#resultsUrl(this.#question), part: 'all' }, this.#texts.all);
    all.addEventListener('click', () => this.#remember());
    const ticket = this.#ticketLink('');
    const stuck = ticket ? create('span', {}, this.#texts.stuck, ' ', ticket) : null;
    const key = (name, what) => [create('kbd', {}, name), ` ${what} `];
    const keys = create('span', { class: 'keys', 'aria-hidden': 'true' }, key('↑↓', this.#texts.choose), key('↵', this.#texts.select));
    return create('div', { class: 'foot' }, all, stuck, keys);
  }

  /** A link into the site's ticket form that carries the question along; null when the site has none. */
  #ticketLink(className) {
    const form = this.getAttribute('ticket-url');
    if (!form) return null;
    const query = this.#question;
    const queryId = this.#answer?.queryId;
    const link = create('a', { class: className, part: 'ticket', href: withQuery(form, 'query', query, location.href) }, this.#texts.ticket);
    link.addEventListener('click', () => report(this, this.#server, this.getAttribute('key'), { type: 'ticket', queryId }));
    return link;
  }

  #address(url) {
    const address = new URL(url, `${this.#server}/`);
    return /^https?:$/.test(address.protocol) ? address.href : '#';
  }

  #resultsUrl(question) {
    const page = this.getAttribute('results-url');
    if (page) return withQuery(page, 'q', question, location.href);
    return withQuery(`/?lang=${encodeURIComponent(this.#languages[0] ?? '')}`, 'q', question, `${this.#server}/`);
  }

  // Opening and closing.

  #openPanel() {
    const { panel, list, input, after, before } = this.#nodes;
    const wasHidden = panel.hidden;
    panel.hidden = !this.#isDialog && list.hidden && !after.hasChildNodes() && !before.hasChildNodes();
    input.ariaExpanded = String(!panel.hidden && !list.hidden);
    // On a phone, the keyboard and what stands above the field leave no room for what is found.
    if (wasHidden && !panel.hidden && window.innerWidth < NARROW) this.scrollIntoView({ block: 'start' });
    this.#fitPanel();
  }

  /** Keeps the end of the panel, and the ways on that stand there, within the window where there is room. */
  #fitPanel() {
    const { panel } = this.#nodes;
    if (this.#isDialog || panel.hidden) return;
    const room = window.innerHeight - panel.getBoundingClientRect().top - PANEL_MARGIN;
    panel.style.maxHeight = `${Math.min(Math.max(room, LOWEST_PANEL), HIGHEST_PANEL)}px`;
  }

  #closePanel() {
    if (this.#isDialog) return;
    // An answer that is still to come must not open it again.
    if (this.#shown !== this.#question) this.#asking.drop();
    this.#nodes.panel.hidden = true;
    this.#nodes.input.ariaExpanded = 'false';
    this.#activate(-1);
  }

  #opened(hit, position) {
    this.#remember();
    const { queryId } = this.#answer;
    rememberLanding(queryId, hit);
    report(this, this.#server, this.getAttribute('key'), { type: 'click', queryId, hit: hit.id, position });
    // The page that opens may be the one at hand.
    this.#closePanel();
    this.#nodes.dialog?.close();
  }

  #remember() {
    if (this.#remembers && this.#question) rememberSearch(this.#question);
  }

  // The keyboard.

  get #options() {
    return [...this.#nodes.list.querySelectorAll('[role=option]')];
  }

  #activate(at, scrolls = true) {
    const options = this.#options;
    options[this.#active]?.setAttribute('aria-selected', 'false');
    this.#active = at;
    const active = options[at];
    active?.setAttribute('aria-selected', 'true');
    if (active) this.#nodes.input.setAttribute('aria-activedescendant', active.id);
    else this.#nodes.input.removeAttribute('aria-activedescendant');
    if (active && scrolls) active.scrollIntoView({ block: 'nearest' });
  }

  #keyPressed(event) {
    if (event.isComposing) return;
    const options = this.#nodes.panel.hidden ? [] : this.#options;
    const active = options[this.#active];
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      event.preventDefault();
      if (!options.length) return this.#changed();
      // One place more than there are options: that of the field itself.
      const places = options.length + 1;
      const step = event.key === 'ArrowDown' ? 1 : -1;
      this.#activate(((this.#active + 1 + step + places) % places) - 1);
    } else if (event.key === 'Enter') {
      event.preventDefault();
      const inNewTab = event.ctrlKey || event.metaKey;
      if (!active) return this.#goToResults(inNewTab);
      if (inNewTab && active.href) {
        active.dispatchEvent(new MouseEvent('auxclick', { button: 1 }));
        window.open(active.href, '_blank', 'noopener');
      } else {
        active.click();
      }
    } else if (event.key === 'Escape' && !this.#isDialog) {
      if (!this.#nodes.panel.hidden) this.#closePanel();
      else if (this.#nodes.input.value) this.#search('');
      else return;
      event.preventDefault();
    }
  }

  #goToResults(inNewTab) {
    const question = this.#question;
    if (!question) return;
    this.#remember();
    const url = this.#resultsUrl(question);
    if (inNewTab) window.open(url, '_blank', 'noopener');
    else location.assign(url);
  }

  #whenOnline = () => {
    const waits = this.#question && this.#shown === null && !this.#nodes.panel.hidden;
    if (waits) this.#asking.now(this.#question);
  };
}

/** The error that stands for an answer of the server that is none; whoever built the page finds its reason in the console. */
async function refusalOf(response) {
  const { error } = await response.json().catch(() => ({}));
  const needsKey = response.status === 401 || response.status === 403;
  if (needsKey) console.warn(`<guidepost-search>: ${error?.message ?? response.status} (the attribute "key" holds the key for searching)`);
  return Object.assign(new Error(error?.message), { needsKey });
}

/** An address with the question where it has `{query}`, else as a parameter. */
function withQuery(url, parameter, question, base) {
  if (url.includes('{query}')) return new URL(url.replaceAll('{query}', encodeURIComponent(question)), base).href;
  const address = new URL(url, base);
  address.searchParams.set(parameter, question);
  return address.href;
}

/** The boxes of the page: the first that listens to the keyboard is opened by it. */
const boxes = new Set();

function isTyping(event) {
  const [target] = event.composedPath();
  return target instanceof HTMLElement && (target.isContentEditable || /^(?:input|textarea|select)$/i.test(target.tagName));
}

document.addEventListener('keydown', (event) => {
  const isShortcut = (event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey && event.key.toLowerCase() === 'k';
  const isSlash = event.key === '/' && !event.ctrlKey && !event.metaKey && !event.altKey && !isTyping(event);
  if (event.defaultPrevented || !(isShortcut || isSlash)) return;
  const box = [...boxes].find((candidate) => candidate.getAttribute('shortcut') !== 'off');
  if (!box) return;
  event.preventDefault();
  box.open();
});

if (!customElements.get('guidepost-search')) customElements.define('guidepost-search', GuidepostSearch);
