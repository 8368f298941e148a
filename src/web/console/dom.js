// Elements made from plain values: text stays text, whatever it holds.

/**
 * Makes an element. Properties whose value is null, undefined or false are left out; `on` names listeners.
 * Children are nodes, texts, lists of both, or nothing.
 */
export function element(name, properties = {}, ...children) {
  const [tag, ...classes] = name.split(".");
  const made = document.createElement(tag);
  if (classes.length > 0) made.className = classes.join(" ");
  for (const [key, value] of Object.entries(properties)) {
    if (value === null || value === undefined || value === false) continue;
    if (key === "on") {
      for (const [event, listener] of Object.entries(value)) made.addEventListener(event, listener);
    } else {
      made.setAttribute(key, value === true ? "" : String(value));
    }
  }
  append(made, children);
  return made;
}

/** Puts children behind those that are there. */
export function append(parent, children) {
  for (const child of [children].flat(Infinity)) {
    if (child === null || child === undefined || child === false || child === "") continue;
    parent.append(child instanceof Node ? child : document.createTextNode(String(child)));
  }
}

/** Puts children in the place of those that are there. */
export function fill(parent, ...children) {
  parent.replaceChildren();
  append(parent, children);
}

/** The nodes of a text in which only `<mark>` is markup: whatever else it holds becomes text. */
export function marked(html) {
  const parsed = new DOMParser().parseFromString(html, "text/html").body;
  return [...parsed.childNodes].map((node) =>
    node.nodeName === "MARK" ? element("mark", {}, node.textContent) : node.textContent,
  );
}

/**
 * The nodes of a step's body, which the server has cleaned. What it links to leads where it leads on the page of the guide,
 * which is at `page`. Images load when they come into view.
 */
export function body(html, { lang, direction, page }) {
  const made = element("div.body", { lang, dir: direction });
  const parsed = new DOMParser().parseFromString(html, "text/html").body;
  for (const image of parsed.querySelectorAll("img")) {
    image.setAttribute("loading", "lazy");
    image.setAttribute("src", onPage(image.getAttribute("src") ?? "", page));
  }
  for (const link of parsed.querySelectorAll("a[href]")) {
    link.setAttribute("href", onPage(link.getAttribute("href"), page));
    // The customer's matter stays where it is.
    link.setAttribute("target", "_blank");
    link.setAttribute("rel", "nofollow noopener");
  }
  // Nobody can scroll what can't be focused.
  for (const wide of parsed.querySelectorAll("pre, table")) wide.setAttribute("tabindex", "0");
  made.append(...parsed.childNodes);
  return made;
}

/** An address that a link may lead to: of this site, or of the web. What else a guide may hold leads nowhere. */
export const safeLink = (url) => (/^(https?:\/)?\//i.test(url) ? url : null);

/** An address as it stands in a guide, made whole; one that is none stays as it is. */
export function onPage(address, page) {
  try {
    return new URL(address, new URL(safeLink(page) ?? "/", location.origin)).href;
  } catch {
    return address;
  }
}

export const byId = (id) => document.getElementById(id);

/** Calls `work` once nobody has called for so many milliseconds; `now` does not wait. */
export function debounced(work, milliseconds) {
  let timer = 0;
  const wait = () => {
    clearTimeout(timer);
    timer = setTimeout(work, milliseconds);
  };
  wait.now = () => {
    clearTimeout(timer);
    work();
  };
  wait.cancel = () => clearTimeout(timer);
  return wait;
}
