// An answer becomes what the reader sees: steps under their guide, how the question was understood, the ways on.

/**
 * The steps of an answer, grouped by guide in the order of each guide's best step; those that are in another language than the
 * reader's say so. `open(hit, position)` is called when one is opened.
 */
function resultGroups(answer, reader, texts, open) {
  const groups = new Map();
  answer.hits.forEach((hit, at) => {
    const group = groups.get(hit.guide.id) ?? [];
    groups.set(hit.guide.id, [...group, resultOption(hit, at + 1, reader, texts, open)]);
  });
  return [...groups].map(([id, options], at) => {
    const { guide } = answer.hits.find((hit) => hit.guide.id === id);
    const title = create('div', { class: 'guide', id: `guide-${at}`, lang: guide.lang, dir: directionOf(guide.lang) }, guide.title);
    return create('div', { role: 'group', 'aria-labelledby': `guide-${at}` }, title, options);
  });
}

function resultOption(hit, position, reader, texts, open) {
  const written = { lang: hit.textLang, dir: directionOf(hit.textLang) };
  const name = hit.step.number === '0' ? texts.introduction : filled(texts.step, { number: hit.step.number }).join('');
  const title = hit.highlight.title ? create('bdi', written, markedNodes(hit.highlight.title)) : create('bdi', {}, name);
  const number = hit.step.number === '0' ? null : create('span', { class: 'number' }, hit.step.number);
  const above = hit.breadcrumbs.slice(1);
  const isForeign = !isSameLanguage(hit.textLang, reader);
  const badge = isForeign ? create('span', { class: 'badge', part: 'badge' }, languageName(hit.textLang, texts.tag)) : null;
  const option = createOption({ href: hit.href, part: 'hit', dir: written.dir }, [
    create('span', { class: 'title' }, number, number ? ' ' : null, title, badge ? ' ' : null, badge),
    above.length ? create('span', { class: 'above', lang: hit.lang, dir: directionOf(hit.lang) }, above.join(' › ')) : null,
    create('span', { class: 'snippet', ...written }, markedNodes(hit.highlight.snippet)),
  ]);
  const tell = () => open(hit, position);
  option.addEventListener('click', tell);
  // The middle button opens a new tab; other buttons open nothing.
  option.addEventListener('auxclick', (event) => event.button === 1 && tell());
  return option;
}

/** One thing that can be chosen with the arrow keys. */
function createOption(attributes, children) {
  return create('a', { role: 'option', 'aria-selected': 'false', tabindex: -1, ...attributes }, children);
}

/** Questions to choose from, each behind an icon. */
function textOptions(iconName, questions, search) {
  return questions.map((question) => {
    const option = createOption({ class: 'question', dir: 'auto' }, [icon(iconName), create('span', {}, question)]);
    option.addEventListener('click', () => search(question));
    return option;
  });
}

/** How the question was understood, where not as it was written. `searchExactly` asks for the very words. */
function understanding(answer, texts, searchExactly) {
  const notes = [];
  if (answer.corrections.length) {
    const corrected = answer.corrections.reduce((question, { from, to }) => question.replace(from, () => to), answer.query);
    const exactly = create('button', { type: 'button', class: 'link' }, filled(texts.instead, { from: answer.query }));
    exactly.addEventListener('click', searchExactly);
    notes.push(create('p', {}, filled(texts.corrected, { to: create('strong', {}, corrected) }), ' ', exactly));
  }
  if (answer.ignoredWords.length && answer.hits.length) {
    const words = create('s', {}, answer.ignoredWords.join(', '));
    notes.push(create('p', {}, filled(texts.ignored, { words })));
  }
  return notes;
}

/** What helps when nothing was found. `search(word)` asks for another word. */
function nothingFound(answer, texts, ways, search) {
  const nearest = answer.nearestWords.map((word) => {
    const button = create('button', { type: 'button', class: 'word' }, word);
    button.addEventListener('click', () => search(word));
    return button;
  });
  return create(
    'div',
    { class: 'message' },
    create('p', { class: 'headline' }, filled(texts.nothing, { query: answer.query })),
    nearest.length ? create('p', { class: 'nearest' }, texts.nearest, ' ', nearest) : create('p', {}, texts.help),
    create('p', { class: 'ways' }, ways),
  );
}

/** Why there is no answer, and a way to try again. */
function unanswered(texts, error, retry) {
  const button = create('button', { type: 'button', class: 'action' }, texts.retry);
  button.addEventListener('click', retry);
  const why = error?.needsKey ? texts.refused : navigator.onLine === false ? texts.offline : texts.gone;
  return create('div', { class: 'message' }, create('p', { class: 'headline' }, why), create('p', {}, button));
}

/** The shape of what is to come. */
function skeleton() {
  const row = () => create('div', { class: 'bone' }, create('span'), create('span'));
  return create('div', { class: 'skeleton', 'aria-hidden': 'true' }, row(), row(), row());
}

/** What was searched for lately. */
function recentGroup(questions, texts, search) {
  const options = textOptions('recent', questions, search);
  const title = create('div', { class: 'guide', id: 'recent' }, texts.recent);
  return create('div', { role: 'group', 'aria-labelledby': 'recent' }, title, options);
}
