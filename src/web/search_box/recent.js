// What the reader searched for lately: kept in this browser only, the latest first, and none where storage is forbidden.

const RECENT_KEY = 'guidepost.recent';
const MOST_RECENT = 7;

function recentSearches() {
  try {
    const kept = JSON.parse(localStorage.getItem(RECENT_KEY) ?? '[]');
    return Array.isArray(kept) ? kept.filter((question) => typeof question === 'string' && question).slice(0, MOST_RECENT) : [];
  } catch {
    return [];
  }
}

function rememberSearch(question) {
  const isOther = (kept) => kept.toLowerCase() !== question.toLowerCase();
  writeRecent([question, ...recentSearches().filter(isOther)].slice(0, MOST_RECENT));
}

function forgetSearches() {
  writeRecent([]);
}

/** Lets a page of the same site mark the words that were found, and tell a vote of the search that led to it, in this tab. */
function rememberLanding(queryId, hit) {
  const marks = [hit.highlight.title, hit.highlight.snippet].flatMap((text) => text.match(/<mark>.*?<\/mark>/gs) ?? []);
  const words = marks.map((mark) => unescaped(mark.slice('<mark>'.length, -'</mark>'.length)));
  try {
    sessionStorage.setItem('guidepost.landing', JSON.stringify({ queryId, words: [...new Set(words)] }));
  } catch {
    // Storage is forbidden: then nothing is marked, and votes are not told to follow a search.
  }
}

function writeRecent(questions) {
  try {
    if (questions.length) localStorage.setItem(RECENT_KEY, JSON.stringify(questions));
    else localStorage.removeItem(RECENT_KEY);
  } catch {
    // Storage is full or forbidden: then nothing is remembered.
  }
}
