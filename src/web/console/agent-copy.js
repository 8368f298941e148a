// A step as an agent hands it on: its link, its plain text or its Markdown, with the link beneath.

import { onPage, safeLink } from "./dom.js";
import { text } from "./texts.js";

/** A link that works wherever it is pasted. */
export const absolute = (url) => new URL(safeLink(url) ?? "/", location.origin).href;

const heading = (step) => (step.title === "" ? step.guide.title : step.title);

/** The kinds of copies, each a function from a step to a text. */
export const KINDS = {
  link: { name: text("copyLink"), of: (step) => absolute(step.url) },
  text: { name: text("copyText"), of: (step) => `${heading(step)}\n\n${step.text.trim()}\n\n${absolute(step.url)}\n` },
  markdown: {
    name: text("copyMarkdown"),
    of: (step) => `## [${escaped(heading(step))}](<${absolute(step.url)}>)\n\n${absoluteLinks(step)}\n`,
  },
};

const escaped = (title) => title.replace(/[\\[\]]/g, "\\$&");

/** Links and pictures of a guide may be relative to its page; elsewhere they would lead nowhere. */
function absoluteLinks({ markdown, guide }) {
  return markdown.trim().replace(/(\]\(<?)([^)\s>]+)/g, (_, before, address) => before + onPage(address, guide.url));
}

/** Puts a text on the clipboard. */
export async function toClipboard(text) {
  if (navigator.clipboard) {
    try {
      await navigator.clipboard.writeText(text);
      return true;
    } catch {
      // Not allowed here; the old way may be.
    }
  }
  return theOldWay(text);
}

/** For pages that were not loaded over HTTPS, where browsers give no clipboard. */
function theOldWay(text) {
  const field = document.createElement("textarea");
  field.value = text;
  field.className = "unseen";
  field.setAttribute("aria-hidden", "true");
  const focused = document.activeElement;
  document.body.append(field);
  field.select();
  const isCopied = document.execCommand("copy");
  field.remove();
  focused?.focus?.();
  return isCopied;
}
