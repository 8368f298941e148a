// What readers do with an answer, told to the server unless they or the site don't want that. Without cookies.

/** Whether anything may be reported for this element. */
function mayReport(element) {
  const asksNot = navigator.doNotTrack === '1' || window.doNotTrack === '1' || navigator.globalPrivacyControl === true;
  return !asksNot && element.getAttribute('analytics')?.toLowerCase() !== 'off';
}

/** Sends one event; it arrives even if the page is being left. */
function report(element, server, key, event) {
  if (!mayReport(element)) return;
  const url = `${server}/api/events`;
  const body = JSON.stringify([{ ...event, timestamp: new Date().toISOString() }]);
  try {
    // Plain text, since a browser first asks whether it may send anything else. A beacon can't show a key.
    const isSent = !key && navigator.sendBeacon?.(url, new Blob([body], { type: 'text/plain' }));
    if (isSent) return;
    const headers = key ? { Authorization: `Bearer ${key}` } : {};
    fetch(url, { method: 'POST', body, headers, keepalive: true, credentials: 'omit' }).catch(() => {});
  } catch {
    // Reporting never stands in the reader's way.
  }
}
