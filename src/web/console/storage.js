// What a browser keeps for a page; where it keeps nothing, by its settings, the page remembers for as long as it is open.

function over(storage) {
  const open = new Map();
  const attempt = (work, otherwise) => {
    try {
      return work(storage());
    } catch {
      return otherwise();
    }
  };
  return {
    get: (name) => attempt((kept) => kept.getItem(name), () => open.get(name) ?? null),
    set: (name, text) => attempt((kept) => kept.setItem(name, text), () => open.set(name, text)),
    remove: (name) => attempt((kept) => kept.removeItem(name), () => open.delete(name)),
  };
}

/** Until the tab is closed. */
export const forTab = over(() => sessionStorage);
/** Until somebody clears it. */
export const forBrowser = over(() => localStorage);
