// Visitors who search over the interface and report what they did, as the search box does.

import assert from 'node:assert/strict';

/**
 * Asks as a visitor of that name, who then does each of `events`: `['click', 2]` is a click on the second hit, `['ticket']`
 * one without a hit. Gives the answer.
 */
export async function visit(server, visitor, query, lang, events = []) {
  // A header that is not ASCII tells nobody from another.
  const headers = { 'X-Guidepost-Client': encodeURIComponent(visitor), ...server.headers };
  const answer = await fetch(`${server.url}/api/search?${new URLSearchParams({ q: query, lang })}`, { headers });
  const answered = await answer.json();
  assert.equal(answer.status, 200, JSON.stringify(answered));
  const sent = events.map(([type, position]) => ({
    type,
    queryId: answered.queryId,
    position,
    hit: position ? answered.hits[position - 1].id : undefined,
  }));
  if (sent.length > 0) {
    const taken = await fetch(`${server.url}/api/events`, { method: 'POST', headers, body: JSON.stringify(sent) });
    assert.equal(taken.status, 200, await taken.text());
  }
  return answered;
}

/** So many visitors do the same, each once. */
export async function visits(server, count, ...what) {
  const [query] = what;
  for (let number = 0; number < count; number += 1) await visit(server, `${query} ${number}`, ...what);
}

/** A report as JSON. */
export async function report(server, name, parameters = {}) {
  const answer = await fetch(`${server.url}/api/analytics/${name}?${new URLSearchParams(parameters)}`, { headers: server.headers });
  assert.equal(answer.status, 200, name);
  return answer.json();
}
