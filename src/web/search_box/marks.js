// What the server marks up becomes text and <mark> elements, never HTML: nothing that it sends can run.

const ENTITIES = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" };

/** The text that HTML-escaped text stands for. */
function unescaped(text) {
  return text.replace(/&(?:#(\d{1,6})|#x([\da-f]{1,5})|([a-z]+));/gi, (whole, decimal, hex, name) => {
    if (name) return ENTITIES[name.toLowerCase()] ?? whole;
    return String.fromCodePoint(decimal ? Number(decimal) : Number.parseInt(hex, 16));
  });
}

/** The nodes for a highlight: escaped text in which `<mark>` stands around what matched. */
function markedNodes(highlight) {
  return highlight.split(/<mark>(.*?)<\/mark>/s).map((piece, at) => {
    if (at % 2 === 0) return document.createTextNode(unescaped(piece));
    return create('mark', {}, unescaped(piece));
  });
}
