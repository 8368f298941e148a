// Elements made in one call, and the icons, which are drawn here since a strict content security policy lets none be loaded.

const SVG = 'http://www.w3.org/2000/svg';

const ICONS = {
  search: 'M10.5 4a6.5 6.5 0 1 0 0 13 6.5 6.5 0 0 0 0-13ZM15.5 15.5 20 20',
  clear: 'M6 6l12 12M18 6 6 18',
  recent: 'M12 4a8 8 0 1 0 0 16 8 8 0 0 0 0-16ZM12 8v4l3 2',
};

/** An element with attributes (those that are null or false are left out) and children. */
function create(name, attributes = {}, ...children) {
  const element = document.createElement(name);
  for (const [attribute, value] of Object.entries(attributes)) {
    if (value !== null && value !== undefined && value !== false) element.setAttribute(attribute, value === true ? '' : value);
  }
  element.append(...children.flat().filter((child) => child !== null && child !== undefined && child !== ''));
  return element;
}

/** An icon that is not read aloud. */
function icon(name) {
  const svg = document.createElementNS(SVG, 'svg');
  const path = document.createElementNS(SVG, 'path');
  path.setAttribute('d', ICONS[name]);
  for (const [attribute, value] of Object.entries({ viewBox: '0 0 24 24', width: 20, height: 20, 'aria-hidden': true })) {
    svg.setAttribute(attribute, value);
  }
  svg.append(path);
  return svg;
}

/** Puts values where `{name}` stands; a value may be text or a node. */
function filled(template, values) {
  return template.split(/\{(\w+)\}/).map((piece, at) => (at % 2 ? values[piece] : piece));
}

/** The direction that a language is written in. */
function directionOf(tag) {
  return /^(?:ar|arc|ckb|dv|fa|he|ks|ps|sd|syr|ug|ur|yi)\b/i.test(tag) ? 'rtl' : 'ltr';
}

/** What a language is called in another one; its tag when the browser does not know. */
function languageName(tag, inLanguage) {
  try {
    return new Intl.DisplayNames([inLanguage], { type: 'language' }).of(tag) ?? tag;
  } catch {
    return tag;
  }
}

/** Whether two tags are the same language, whatever their regions. */
function isSameLanguage(one, other) {
  return one.split('-')[0].toLowerCase() === other.split('-')[0].toLowerCase();
}
