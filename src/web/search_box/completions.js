// What an unfinished question may become: frequent questions and titles of guides that go on where the reader is typing.

const MOST_COMPLETIONS = 3;
/** Longer questions need no completion: what they ask for is on the screen. */
const MOST_WORDS_TO_COMPLETE = 4;
/** What comes so many milliseconds after the steps is left out, lest it push them down under the reader's finger. */
const COMPLETIONS_WAIT = 100;

const plain = (text) => text.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase();
const wordsOf = (text) => plain(text).match(/[\p{L}\p{N}]+/gu) ?? [];

/** Whether a question, as it stands in the field, ends within a word, and is short. */
function isUnfinished(typed) {
  return /[\p{L}\p{N}]$/u.test(typed) && wordsOf(typed).length <= MOST_WORDS_TO_COMPLETE;
}

/**
 * The texts among the server's suggestions that complete a question: they have a word that goes on where its last word ends.
 * Steps are left out, since they are shown as results.
 */
function completionsOf(question, suggestions) {
  const last = wordsOf(question).at(-1) ?? '';
  const completes = ({ kind, text }) => kind !== 'step' && wordsOf(text).some((word) => word.startsWith(last) && word !== last);
  const texts = suggestions.filter(completes).map(({ text }) => text);
  return texts.filter((text) => plain(text) !== plain(question)).slice(0, MOST_COMPLETIONS);
}

/** The completions as options; `search(text)` is called with the one that is chosen. */
function completionGroup(completions, texts, search) {
  const label = filled(texts.suggestions, { count: completions.length }).join('');
  return create('div', { role: 'group', class: 'completions', 'aria-label': label }, textOptions('search', completions, search));
}
