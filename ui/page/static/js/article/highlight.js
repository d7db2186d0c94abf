// Marks places in a text. Offsets count Unicode code points, as the API's do; JavaScript's strings count UTF-16 units.
const units = (text, points) => {
  let at = 0;
  for (let n = 0; n < points && at < text.length; n++) at += text.codePointAt(at) > 0xffff ? 2 : 1;
  return at;
};

export const unmark = (root) => {
  for (const mark of root.querySelectorAll("mark")) mark.replaceWith(...mark.childNodes);
  root.normalize();
};

// Wraps the characters from start to end; gives one <mark> for each piece of text that they run through.
export const mark = (root, start, end) => {
  const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
  const pieces = [];
  for (let at = 0; walker.nextNode() && at < end; ) {
    const node = walker.currentNode;
    const next = at + [...node.data].length;
    if (next > start) pieces.push([node, Math.max(start - at, 0), Math.min(end, next) - at]);
    at = next;
  }
  return pieces.map(([node, from, to]) => {
    const range = document.createRange();
    range.setStart(node, units(node.data, from));
    range.setEnd(node, units(node.data, to));
    const element = document.createElement("mark");
    range.surroundContents(element);
    return element;
  });
};
